//! The JSON Schema of a file of settings, for editors: made from the command line, and published as
//! `schemas/config.json`. With `IDPORT_BLESS=1` the test writes it anew.

use clap::Command;
use serde_json::{Map, Value, json};

use super::keys::{Key, Kind, List, keys, verbs, whole};

/// The schema, made from the command line.
fn made(whole: &Command) -> Value {
    let tables: Map<_, _> = verbs(whole)
        .map(|verb| (verb.get_name().to_owned(), json!({ "$ref": pointer(verb) })))
        .collect();
    let definitions: Map<_, _> =
        verbs(whole).map(|verb| (verb.get_name().to_owned(), table(verb))).collect();
    let mut properties = tables.clone();
    properties.insert(
        "profiles".to_owned(),
        json!({
            "description": "Settings that --use chooses, by the name of the profile.",
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": tables,
                "additionalProperties": false,
            },
        }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://idport.example.org/schemas/config.json",
        "title": "Settings of idport",
        "description": "idport.toml: a table for each command, with its long options as keys. Made from the command line.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": definitions,
    })
}

fn pointer(verb: &Command) -> String {
    format!("#/$defs/{}", verb.get_name())
}

fn table(verb: &Command) -> Value {
    let properties: Map<_, _> = keys(verb).map(|key| (key.name.clone(), property(&key))).collect();
    json!({
        "description": format!("Settings of idport {}.", verb.get_name()),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn property(key: &Key) -> Value {
    let one = match &key.kind {
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Choice(choices) => json!({ "enum": choices }),
        Kind::Text => json!({ "type": ["string", "number"] }),
    };
    let mut property = match key.list {
        List::No => one,
        List::Repeated | List::Joined => {
            json!({ "anyOf": [one, { "type": "array", "items": one }] })
        }
    };
    property["description"] = key.help.replace('`', "").into();
    property
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/config.json");

    #[test]
    fn the_published_schema_is_that_of_the_command_line() {
        let made = format!("{:#}\n", made(&whole()));
        if std::env::var_os("IDPORT_BLESS").is_some() {
            std::fs::write(PUBLISHED, &made).unwrap();
        }
        let published = std::fs::read_to_string(PUBLISHED).unwrap();
        assert!(published == made, "schemas/config.json is of another command line");
    }

    #[test]
    fn a_schema_takes_what_the_program_takes() {
        let validator = jsonschema::validator_for(&made(&whole())).unwrap();
        let good = json!({
            "convert": { "to": "oracle", "inputs": ["a.json"], "force": true, "deny": ["loss"], "batch-size": 7 },
            "profiles": { "weekly": { "validate": { "threads": 2, "strict": false } } },
        });
        assert!(validator.is_valid(&good));
        for bad in [
            json!({ "convrt": {} }),
            json!({ "convert": { "to": "nothing" } }),
            json!({ "convert": { "no-sandbox": true } }),
            json!({ "profiles": { "weekly": { "validate": { "strict": "yes" } } } }),
        ] {
            assert!(!validator.is_valid(&bad), "{bad}");
        }
    }
}
