//! What is noticed about a mapping while it is applied.

use crate::findings::{Grades, Rule};

/// All rules of mappings.
pub static RULES: &[&Rule] = &[&MP_001, &MP_002];

/// An entry did nothing.
pub static MP_001: Rule = Rule {
    id: "MP-001",
    grades: Grades::of("W/I"),
    title: "every entry of the mapping acts on some record",
    remedy: "Check the spelling of the name at this place of the mapping file, or take the entry out.",
    source: "idport, mapping files",
    says: None,
};

/// A value stayed where it was.
pub static MP_002: Rule = Rule {
    id: "MP-002",
    grades: Grades::of("W"),
    title: "a moved value finds its new place free and able to hold it",
    remedy: "The value stayed where it was; drop what is in its way, or send it to an attribute.",
    source: "idport, mapping files",
    says: None,
};
