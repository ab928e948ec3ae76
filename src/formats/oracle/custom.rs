//! Columns of custom attributes, and what a domain says of them itself.
//!
//! A domain answers `ResourceTypeSchemaAttributes` with a SCIM list of all attributes of a kind of
//! resource: `name`, `idcsCsvAttributeName` (the heading), `idcsDisplayName`, `type`, `required`,
//! `multiValued`, `idcsMinLength`, `idcsMaxLength` (Oracle, *Exporting* and *Importing*; SDK, schema
//! attributes). Those with a heading of Oracle's own are built in. Values of a multi-valued one
//! are in one cell; where nothing is said of what separates them it is `;`, as in Oracle's own tool.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde::Deserialize;

use super::columns::{NEVER, USERS};
use crate::formats::{Setting, SettingError};

/// A column for a custom attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custom {
    /// The name of the attribute.
    pub attribute: String,
    /// The heading of the column.
    pub heading: String,
    /// What stands between the values, if there can be several.
    pub delimiter: Option<String>,
    /// How many characters a value may have.
    pub length: RangeInclusive<usize>,
    /// Must there be a value?
    pub required: bool,
    /// Does only the domain tell of it, and nobody by hand?
    pub described: bool,
}

impl Custom {
    /// A column of which nothing else is known.
    pub fn new(attribute: &str, heading: &str) -> Self {
        Custom {
            attribute: attribute.to_owned(),
            heading: heading.to_owned(),
            delimiter: None,
            length: 0..=usize::MAX,
            required: false,
            described: false,
        }
    }

    /// Is it about the same attribute or column?
    pub(super) fn meets(&self, other: &Custom) -> bool {
        self.attribute == other.attribute || self.heading.eq_ignore_ascii_case(&other.heading)
    }
}

/// Is this a heading that a custom attribute cannot have?
pub(super) fn is_taken(heading: &str) -> bool {
    USERS.iter().any(|column| column.is_headed(heading))
        || NEVER.iter().any(|never| never.eq_ignore_ascii_case(heading))
}

pub(super) static RESOURCE_ATTRIBUTES: Setting = Setting {
    name: "resource-attributes",
    value: Some("FILE"),
    help: "What the domain answers to ResourceTypeSchemaAttributes, in JSON: the headings of custom attributes, in the files that are read and in those that are written, with their lengths",
    default: None,
    required: false,
};

const DELIMITER: &str = ";";

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "Resources")]
    resources: Vec<Described>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    name: String,
    idcs_csv_attribute_name: Option<String>,
    #[serde(default)]
    idcs_csv_attribute_name_mappings: Vec<Mapped>,
    resource_type: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    multi_valued: bool,
    idcs_min_length: Option<usize>,
    idcs_max_length: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mapped {
    column_header_name: Option<String>,
    multi_value_delimiter: Option<String>,
}

/// The custom attributes that the file of a run describes; none when no file is given.
///
/// # Errors
/// When it is no such file: where, and why.
pub(super) fn described(settings: &BTreeMap<String, String>) -> Result<Vec<Custom>, SettingError> {
    let Some(text) = settings.get(RESOURCE_ATTRIBUTES.name) else { return Ok(Vec::new()) };
    let error = |what: String| SettingError { name: RESOURCE_ATTRIBUTES.name, what };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rows = rows(text).map_err(|wrong| error(place_of(&wrong)))?;
    let mut customs: Vec<Custom> = Vec::new();
    for custom in rows.iter().filter_map(Described::custom) {
        if customs.iter().any(|known| known.meets(&custom)) {
            let Custom { attribute, heading, .. } = custom;
            return Err(error(format!(
                "{attribute} ({heading}) repeats an attribute or a heading"
            )));
        }
        customs.push(custom);
    }
    Ok(customs)
}

/// What stands for the file in a manifest.
pub(super) fn digest_of(settings: &BTreeMap<String, String>) -> Option<String> {
    let text = settings.get(RESOURCE_ATTRIBUTES.name)?;
    Some(format!("blake3:{}", blake3::hash(text.as_bytes()).to_hex()))
}

fn rows(text: &str) -> Result<Vec<Described>, serde_json::Error> {
    match text.trim_start().starts_with('[') {
        true => serde_json::from_str(text),
        false => serde_json::from_str::<Answer>(text).map(|answer| answer.resources),
    }
}

/// Where a file is wrong, and how, without anything that it holds.
fn place_of(wrong: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match wrong.classify() {
        Category::Eof => "the JSON ends too early",
        Category::Data => {
            "this is not what ResourceTypeSchemaAttributes answers: a list of attributes, or an object with such a list in Resources"
        }
        Category::Syntax | Category::Io => "this is not JSON",
    };
    format!("line {} column {}: {what}", wrong.line(), wrong.column())
}

impl Described {
    fn custom(&self) -> Option<Custom> {
        let mapped = self.idcs_csv_attribute_name_mappings.first();
        let named = mapped.and_then(|mapped| mapped.column_header_name.as_deref());
        let heading = named.or(self.idcs_csv_attribute_name.as_deref())?.trim();
        let is_user = self.resource_type.as_deref().is_none_or(|kind| kind == "User");
        if !is_user || heading.is_empty() || heading.chars().any(char::is_control) {
            return None;
        }
        if is_taken(heading) || self.name.is_empty() {
            return None;
        }
        let delimiter = mapped.and_then(|mapped| mapped.multi_value_delimiter.as_deref());
        let delimiter = delimiter.filter(|text| !text.is_empty()).unwrap_or(DELIMITER);
        Some(Custom {
            delimiter: self.multi_valued.then(|| delimiter.to_owned()),
            length: self.idcs_min_length.unwrap_or(0)..=self.idcs_max_length.unwrap_or(usize::MAX),
            required: self.required,
            described: true,
            ..Custom::new(&self.name, heading)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Custom>, String> {
        let settings = [(RESOURCE_ATTRIBUTES.name.to_owned(), text.to_owned())].into();
        described(&settings).map_err(|error| error.what)
    }

    #[test]
    fn both_forms_are_read_and_what_is_built_in_is_left_out() {
        let rows = r#"[
            {"name":"userName","idcsCsvAttributeName":"User ID","type":"string"},
            {"name":"secret"},
            {"name":"badge","idcsCsvAttributeName":"Badge No","idcsMaxLength":4,"required":true},
            {"name":"sites","multiValued":true,"idcsCsvAttributeNameMappings":
                [{"columnHeaderName":"Custom_sites","multiValueDelimiter":","}]}]"#;
        let customs = read(rows).unwrap();
        assert_eq!(read(&format!("{{\"Resources\":{rows}}}")), Ok(customs.clone()));
        let described = true;
        let badge =
            Custom { length: 0..=4, required: true, described, ..Custom::new("badge", "Badge No") };
        let delimiter = Some(",".to_owned());
        let sites = Custom { delimiter, described, ..Custom::new("sites", "Custom_sites") };
        assert_eq!(customs, [badge, sites]);
    }

    #[test]
    fn a_malformed_file_is_told_by_line_and_column() {
        for (text, what) in [
            ("[{\"name\":\"a\",\n ]", "line 2 column 2: this is not JSON"),
            ("{\"a\":\n1}", "line 2 column 2: this is not what"),
            ("[{\"name\":\"secret\"", "line 1 column 17: the JSON ends too early"),
            ("[{\"name\":7}]", "line 1 column 10: this is not what"),
        ] {
            let wrong = read(text).unwrap_err();
            assert!(wrong.starts_with(what) && !wrong.contains("secret"), "{text}: {wrong}");
        }
        let twice =
            r#"[{"name":"a","idcsCsvAttributeName":"A"},{"name":"b","idcsCsvAttributeName":"a"}]"#;
        assert!(read(twice).unwrap_err().contains("repeats"));
    }
}
