//! What can be decided about reading.

use super::columns::{NEVER, USERS};
use super::headings::Declared;
use crate::formats::{Decisions, Setting, SettingError};

static CUSTOM_HEADING: Setting = Setting {
    name: "custom-heading",
    value: Some("HEADING=ATTRIBUTE,…"),
    help: "Headings of custom attributes in the files that are read, with the names of the attributes; a heading that nobody declares is an attribute of its own name",
    default: None,
    required: false,
};

/// All settings, in the order of the help.
pub(super) static SOURCE_SETTINGS: &[&Setting] = &[&CUSTOM_HEADING];

/// The declared custom columns.
///
/// # Errors
/// When they make no sense.
pub(super) fn custom_headings(decisions: &Decisions<'_>) -> Result<Vec<Declared>, SettingError> {
    let Some(text) = decisions.value(&CUSTOM_HEADING) else { return Ok(Vec::new()) };
    let error = |what: String| SettingError { name: CUSTOM_HEADING.name, what };
    let mut declared: Vec<Declared> = Vec::new();
    for pair in text.split(',') {
        // A heading may have an equals sign; a name of an attribute hardly.
        let (heading, attribute) = pair.rsplit_once('=').unwrap_or_default();
        let (heading, attribute) = (heading.trim(), attribute.trim());
        if heading.is_empty() || attribute.is_empty() {
            let what = "must be pairs HEADING=ATTRIBUTE with commas between";
            return Err(error(what.to_owned()));
        }
        let is_taken = USERS.iter().any(|column| column.is_headed(heading))
            || NEVER.iter().any(|never| never.eq_ignore_ascii_case(heading));
        if is_taken {
            return Err(error(format!("{heading} is a heading of Oracle's own")));
        }
        let repeats =
            |(known, other): &Declared| known.eq_ignore_ascii_case(heading) || other == attribute;
        if declared.iter().any(repeats) {
            return Err(error(format!("{pair} repeats a heading or an attribute")));
        }
        declared.push((heading.to_owned(), attribute.to_owned()));
    }
    Ok(declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_attributes_come_in_pairs() {
        let read = |text: &str| {
            let settings = [("custom-heading".to_owned(), text.to_owned())].into();
            custom_headings(&Decisions { settings: &settings, now: "2026-01-02T03:04:05Z" })
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            read("Badge No = badge,A=b"),
            Ok(vec![pair("Badge No", "badge"), pair("A", "b")])
        );
        for wrong in ["", "a", "=a", "a=", "User ID=x", "Type=x", "a=b,A=c", "a=b,c=b"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
