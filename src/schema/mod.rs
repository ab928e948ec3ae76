//! JSON Schemas: compiled once, asked about records.
//!
//! The published schemas say what a record of a format is; the operator can add schemas of a
//! tenant. The `jsonschema` crate judges; nothing is fetched, and formats are asserted.

mod rules;

pub use rules::{RULES, SC_001, SC_002};

use serde_json::Value;

/// A schema, or a part of one, ready to be asked.
pub struct Schema(jsonschema::Validator);

/// What is wrong with an instance, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// JSON Pointer (RFC 6901) into the instance. Of a member that is missing, where it would be.
    pub pointer: String,
    /// The keyword of the schema that refuses what is there.
    pub keyword: &'static str,
}

/// How many breaches of one instance are told. A record is not read again and again for them.
const MOST: usize = 100;

impl Schema {
    /// A schema of its own, draft 2020-12 unless it says otherwise.
    ///
    /// # Errors
    /// When the text is not JSON, or not a schema: where, and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if let Err(error) = jsonschema::meta::validate(&document) {
            let (at, keyword) = (error.instance_path().as_str(), error.kind().keyword());
            return Err(format!(
                "it is no JSON Schema: at {at:?}, see {keyword} of the metaschema"
            ));
        }
        options().build(&document).map(Schema).map_err(|error| error.to_string())
    }

    /// The part of a schema that a pointer leads to.
    ///
    /// # Errors
    /// When the text is no schema, or has no such part.
    pub fn part(text: &str, pointer: &str) -> Result<Self, String> {
        let mut document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if document.pointer(pointer).is_none() {
            return Err(format!("it has no {pointer}"));
        }
        if !pointer.is_empty() {
            let keep = ["$schema", "$defs"];
            let members = document.as_object_mut().ok_or("it is no object")?;
            members.retain(|name, _| keep.contains(&name.as_str()));
            members.insert("$ref".to_owned(), format!("#{pointer}").into());
        }
        options().build(&document).map(Schema).map_err(|error| error.to_string())
    }

    /// Is the instance valid?
    pub fn accepts(&self, instance: &Value) -> bool {
        self.0.is_valid(instance)
    }

    /// All that is wrong with an instance, at most 100 things. No value is in it.
    pub fn breaches(&self, instance: &Value) -> Vec<Breach> {
        if self.accepts(instance) {
            return Vec::new();
        }
        self.0.iter_errors(instance).take(MOST).map(|error| breach(&error)).collect()
    }
}

fn options() -> jsonschema::ValidationOptions<'static> {
    jsonschema::options().should_validate_formats(true).offline()
}

fn breach(error: &jsonschema::ValidationError<'_>) -> Breach {
    use jsonschema::error::ValidationErrorKind as Kind;
    let mut pointer = error.instance_path().as_str().to_owned();
    if let Kind::Required { property } = error.kind()
        && let Some(name) = property.as_str()
    {
        pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    }
    let keyword = match error.kind() {
        // No keyword, but a schema that nothing is valid against.
        Kind::FalseSchema => Some("false"),
        kind => KEYWORDS.iter().copied().find(|known| *known == kind.keyword()),
    };
    Breach { pointer, keyword: keyword.unwrap_or("another keyword") }
}

/// The keywords of JSON Schema that can refuse something.
const KEYWORDS: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "propertyNames",
    "required",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TEXT: &str = r##"{
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "array", "items": { "$ref": "#/$defs/person" },
        "$defs": { "person": {
            "type": "object", "required": ["a/b"],
            "properties": { "mail": { "format": "email" }, "age": { "type": "integer", "minimum": 0 } }
        } }
    }"##;

    fn told(schema: &Schema, instance: &Value) -> Vec<(String, &'static str)> {
        let breaches = schema.breaches(instance).into_iter();
        breaches.map(|breach| (breach.pointer, breach.keyword)).collect()
    }

    #[test]
    fn everything_wrong_is_told_with_its_place() {
        let schema = Schema::parse(TEXT).unwrap();
        assert!(schema.accepts(&json!([{ "a/b": 1, "mail": "a@example.com" }])));
        let instance = json!([{ "mail": "nobody", "age": -1 }, 5]);
        let mut found = told(&schema, &instance);
        found.sort();
        let expected =
            [("/0/age", "minimum"), ("/0/a~1b", "required"), ("/0/mail", "format"), ("/1", "type")];
        assert_eq!(found, expected.map(|(pointer, keyword)| (pointer.to_owned(), keyword)));
    }

    #[test]
    fn a_part_is_a_schema() {
        let person = Schema::part(TEXT, "/$defs/person").unwrap();
        assert_eq!(told(&person, &json!({})), [("/a~1b".to_owned(), "required")]);
        assert_eq!(told(&person, &json!([])), [(String::new(), "type")]);
        assert!(Schema::part(TEXT, "/$defs/robot").is_err());
    }

    #[test]
    fn what_is_no_schema_is_refused_without_fetching() {
        for text in ["{", "[]", r#"{"type": "person"}"#, r#"{"$ref": "https://example.com/a"}"#] {
            assert!(Schema::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_schema_that_is_false_is_told_as_such() {
        let told_of = |schema: &str| told(&Schema::parse(schema).unwrap(), &json!({ "a": 1 }));
        assert_eq!(told_of("false"), [(String::new(), "false")]);
        let member = r#"{ "properties": { "a": false } }"#;
        assert_eq!(told_of(member), [("/a".to_owned(), "false")]);
    }

    #[test]
    fn keywords_are_those_of_the_crate() {
        assert!(KEYWORDS.is_sorted());
        let schema = json!({ "maxProperties": 0, "propertyNames": { "pattern": "b" } });
        let schema = Schema::parse(&schema.to_string()).unwrap();
        let found = told(&schema, &json!({ "a": 1 }));
        assert!(found.iter().all(|(_, keyword)| *keyword != "another keyword"), "{found:?}");
    }
}
