//! What a record must be by JSON Schemas.

use crate::findings::{Grades, Rule};

/// All rules about schemas.
pub static RULES: &[&Rule] = &[&SC_001, &SC_002];

/// A record is not what the published schema describes, and no other rule refuses it.
pub static SC_001: Rule = Rule {
    id: "SC-001",
    grades: Grades::of("E E -"),
    title: "a record is valid against the published schema of its format",
    remedy: "Look the keyword up in the schema, which `idport schema` prints, and correct the value at this place.",
    source: "idport, schemas",
    says: None,
};

/// A record is not what a schema of the operator describes.
pub static SC_002: Rule = Rule {
    id: "SC-002",
    grades: Grades::of("E"),
    title: "a record is valid against the schema that was given for it",
    remedy: "Look the keyword up in your schema, and correct the value at this place, or the schema.",
    source: "JSON Schema 2020-12",
    says: None,
};
