//! What can be decided about reading.

use super::custom::{Custom, RESOURCE_ATTRIBUTES, described, is_taken};
use super::domain::{APP_NAME, DOMAIN_TYPE, EXISTING, OPTIONAL};
use crate::formats::{Decisions, Setting, SettingError};

static CUSTOM_HEADING: Setting = Setting {
    name: "custom-heading",
    value: Some("HEADING=ATTRIBUTE,…"),
    help: "Headings of custom attributes in the files that are read, with the names of the attributes; a heading that nobody declares is an attribute of its own name",
    default: None,
    required: false,
};

/// All settings, in the order of the help.
pub(super) static SOURCE_SETTINGS: &[&Setting] =
    &[&CUSTOM_HEADING, &RESOURCE_ATTRIBUTES, &DOMAIN_TYPE, &EXISTING, &OPTIONAL, &APP_NAME];

/// The declared custom columns.
///
/// # Errors
/// When they make no sense.
pub(super) fn custom_headings(decisions: &Decisions<'_>) -> Result<Vec<Custom>, SettingError> {
    let mut declared = Vec::new();
    if let Some(text) = decisions.value(&CUSTOM_HEADING) {
        for pair in text.split(',') {
            // A heading may have an equals sign; a name of an attribute hardly.
            let (heading, attribute) = pair.rsplit_once('=').unwrap_or_default();
            declare(&mut declared, Custom::new(attribute.trim(), heading.trim()))
                .map_err(|what| SettingError { name: CUSTOM_HEADING.name, what })?;
        }
    }
    // What is said by hand counts more than what the domain says.
    for custom in described(decisions.settings)? {
        match declared.iter_mut().find(|known| known.meets(&custom)) {
            Some(known) => {
                (known.delimiter, known.length) = (custom.delimiter, custom.length);
                known.required = custom.required;
            }
            None => declared.push(custom),
        }
    }
    Ok(declared)
}

fn declare(declared: &mut Vec<Custom>, custom: Custom) -> Result<(), String> {
    let Custom { attribute, heading, .. } = &custom;
    if heading.is_empty() || attribute.is_empty() {
        return Err("must be pairs HEADING=ATTRIBUTE with commas between".to_owned());
    }
    if is_taken(heading) {
        return Err(format!("{heading} is a heading of Oracle's own"));
    }
    if declared.iter().any(|known| known.meets(&custom)) {
        return Err(format!("{heading}={attribute} repeats a heading or an attribute"));
    }
    declared.push(custom);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Purpose;

    #[test]
    fn headings_and_attributes_come_in_pairs() {
        let read = |text: &str| {
            let settings = [("custom-heading".to_owned(), text.to_owned())].into();
            let now = "2026-01-02T03:04:05Z";
            let purpose = Purpose::Reading;
            custom_headings(&Decisions { settings: &settings, now, purpose })
        };
        let pair = |heading: &str, name: &str| Custom::new(name, heading);
        assert_eq!(
            read("Badge No = badge,A=b"),
            Ok(vec![pair("Badge No", "badge"), pair("A", "b")])
        );
        for wrong in ["", "a", "=a", "a=", "User ID=x", "Type=x", "a=b,A=c", "a=b,c=b"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
