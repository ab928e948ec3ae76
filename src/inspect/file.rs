//! What an inspection comes to, as a document.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::findings::RuleCount;
use crate::output::{Program, schema_address};

/// What inputs are and hold; no value of a person.
#[derive(Clone, Debug, Serialize)]
pub struct InspectionFile {
    /// Where the JSON Schema of this document is.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The program that ran.
    pub program: Program,
    /// The format.
    pub format: Form,
    /// How many times the inputs were read.
    pub readings: u64,
    /// The inputs, in the order in which they were read.
    pub inputs: Vec<Input>,
    /// How many records of users there are.
    pub records: u64,
    /// How many of them are no text that the format allows.
    pub unreadable: u64,
    /// What there is to know of users: numbers of users.
    pub users: Users,
    /// Identity providers.
    pub providers: Names,
    /// Roles.
    pub roles: Names,
    /// Groups.
    pub groups: Names,
    /// How many records have errors.
    pub with_errors: u64,
    /// Findings, counted by rule and severity, errors first.
    pub rules: Vec<RuleCount>,
    /// The rules among them that are about what should be there once only.
    pub duplicates: Vec<&'static str>,
    /// What a conversion to each of the other formats would come to.
    pub targets: Vec<Fit>,
    /// The fields: of users first, then of each file that holds what belongs to users.
    pub tables: Vec<Table>,
}

impl InspectionFile {
    /// The address of the schema.
    pub fn schema() -> String {
        schema_address("inspection")
    }
}

/// A format, and how it was told.
#[derive(Clone, Debug, Serialize)]
pub struct Form {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one line.
    pub title: &'static str,
    /// Who told it: the `content` of the first input, or the `operator`.
    pub told_by: &'static str,
    /// Names at the start of the first input that only this format has.
    pub telltales: Vec<&'static str>,
    /// The format that the content speaks for, if that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looks_like: Option<&'static str>,
}

/// An input.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// How it is called.
    pub name: String,
    /// Its size in bytes, as it is stored.
    pub size: u64,
    /// How many records it holds.
    pub records: u64,
}

/// Numbers of users.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Users {
    /// By what is there of the password.
    pub passwords: BTreeMap<&'static str, u64>,
    /// By whether the e-mail address that counts is verified.
    pub emails: BTreeMap<&'static str, u64>,
    /// By the state of the account.
    pub accounts: BTreeMap<&'static str, u64>,
    /// When accounts were created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Dates>,
    /// When accounts were last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Dates>,
}

/// The days between which something happened, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dates {
    /// The first day.
    pub earliest: String,
    /// The last day.
    pub latest: String,
    /// For how many users it is known.
    pub users: u64,
}

/// Names of things that users have, by how many users have them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Names {
    /// How many users have one.
    pub users: u64,
    /// The most that one user has.
    pub most: u64,
    /// How many different names there are, as far as they are told apart.
    pub distinct: u64,
    /// The names that most users have.
    pub shown: Vec<Name>,
    /// How many names could be those of people, and are not shown.
    pub hidden: u64,
    /// How many more names there are than are shown.
    pub more: u64,
    /// How often a name was met when so many were known that it was not told apart.
    pub untold: u64,
}

/// A name and how many users have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Name {
    /// The name.
    pub name: String,
    /// How many users.
    pub users: u64,
}

/// The fields of records of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// `users`, or the name of the file.
    pub name: String,
    /// How many records or rows.
    pub records: u64,
    /// Its fields, in the order in which they were met, those of an object behind it.
    pub fields: Vec<Field>,
    /// How many values stand in fields that were not told apart, because there are too many.
    pub untold: u64,
}

/// A field: a place in a record.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// JSON Pointer from the record, with `*` for any index and `{name}` for a name that could be
    /// that of a person; or a heading, written as such a pointer.
    pub path: String,
    /// In how many records something is there.
    pub records: u64,
    /// How many values that makes.
    pub values: u64,
    /// How many values say nothing: null, and texts, lists and objects without content.
    pub empty: u64,
    /// The values by kind.
    pub kinds: Kinds,
    /// Characters of its texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub characters: Option<Range>,
    /// Elements of its lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elements: Option<Range>,
}

/// Numbers of values, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Kinds {
    #[serde(skip_serializing_if = "is_none")]
    pub text: u64,
    #[serde(skip_serializing_if = "is_none")]
    pub number: u64,
    #[serde(skip_serializing_if = "is_none")]
    pub boolean: u64,
    #[serde(skip_serializing_if = "is_none")]
    pub list: u64,
    #[serde(skip_serializing_if = "is_none")]
    pub object: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Kinds {
    /// The kinds that are there, with their numbers.
    pub fn there(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let Kinds { text, number, boolean, list, object } = *self;
        let all = [
            ("text", text),
            ("number", number),
            ("boolean", boolean),
            ("list", list),
            ("object", object),
        ];
        all.into_iter().filter(|(_, count)| *count > 0)
    }
}

impl Table {
    /// The fields that make no others: a list stands for its elements, unless these are objects.
    pub fn leaves(&self) -> impl Iterator<Item = &Field> {
        let is_element = |rest: &str| rest.split("/*").all(str::is_empty);
        let holds_fields = move |field: &Field| {
            self.fields.iter().any(|other| {
                let rest = other.path.strip_prefix(field.path.as_str());
                rest.is_some_and(|rest| rest.starts_with('/') && !is_element(rest))
            })
        };
        let fields = self.fields.iter().filter(|field| !field.path.ends_with("/*"));
        fields.filter(move |field| !holds_fields(field))
    }
}

impl Field {
    /// Is it only what other fields stand in?
    pub fn is_frame(&self) -> bool {
        let Kinds { object, .. } = self.kinds;
        object > 0 && Kinds { object, ..Kinds::default() } == self.kinds
    }
}

/// The least and the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The least.
    pub least: u64,
    /// The most.
    pub most: u64,
}

/// What a conversion to a format would come to.
#[derive(Clone, Debug, Serialize)]
pub struct Fit {
    /// The format.
    pub format: &'static str,
    /// What it is, in one line.
    pub title: &'static str,
    /// Why that cannot be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    /// How many records it would take.
    pub taken: u64,
    /// How many it would refuse.
    pub refused: u64,
    /// What would be lost of the records that it takes.
    pub losses: Vec<TargetLoss>,
    /// Fields of users that no loss names.
    pub carried: Vec<String>,
    /// Findings, counted by rule and severity, errors first.
    pub rules: Vec<RuleCount>,
    /// What would become of the records: numbers of records, by name.
    pub outcomes: BTreeMap<&'static str, u64>,
}

/// A source field that has no place in a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetLoss {
    /// Where it stands in a record.
    pub path: String,
    /// How many records have it.
    pub records: u64,
    /// Why it is not carried.
    pub reason: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_stands_for_its_elements() {
        let field = |path: &&str| Field {
            path: (*path).to_owned(),
            records: 1,
            values: 1,
            empty: 0,
            kinds: Kinds::default(),
            characters: None,
            elements: None,
        };
        let paths =
            ["/a", "/a/*", "/b", "/b/*", "/b/*/c", "/d", "/d/*", "/d/*/*", "/ab", "/e", "/e/f"];
        let fields = paths.iter().map(field).collect();
        let table = Table { name: String::new(), records: 1, fields, untold: 0 };
        let leaves: Vec<_> = table.leaves().map(|field| field.path.as_str()).collect();
        assert_eq!(leaves, ["/a", "/b/*/c", "/d", "/ab", "/e/f"]);
    }
}
