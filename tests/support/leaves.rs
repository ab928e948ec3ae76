//! An independent account of where every value of a source record went.
//!
//! It knows the policy of the mapping and nothing of the code that converts: each leaf of a record
//! must be found in the rows of its user, or be lost under a path that the report names.

use std::collections::HashSet;

use serde_json::Value;

/// Everything that the payloads hold of one user.
pub(crate) struct Rows<'p> {
    pub(crate) user: &'p Value,
    pub(crate) identifiers: Vec<&'p Value>,
    pub(crate) addresses: Vec<&'p Value>,
}

/// The leaves of a record that are neither carried nor lost as reported, as JSON Pointers.
pub(crate) fn unaccounted(
    record: &Value,
    rows: &Rows<'_>,
    losses: &HashSet<String>,
) -> Vec<String> {
    let mut leaves = Vec::new();
    gather(record, "", &mut leaves);
    leaves.retain(|(pointer, value)| {
        !says_nothing(pointer, value)
            && !is_lost(&pattern(pointer), losses)
            && !rows.carry(&pattern(pointer), pointer, value, record)
            && !is_kept(pointer, record, rows)
    });
    leaves.into_iter().map(|(pointer, _)| pointer).collect()
}

/// Every leaf with its pointer. An empty list or object is no leaf, and nor is null, except in
/// what is kept as it is.
fn gather<'v>(value: &'v Value, at: &str, leaves: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                gather(member, &format!("{at}/{name}"), leaves);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| {
                gather(item, &format!("{at}/{index}"), leaves);
            });
        }
        leaf => leaves.push((at.to_owned(), leaf)),
    }
}

/// Null is as good as absent, as is a name without letters; that something is not the primary one
/// goes without saying.
fn says_nothing(pointer: &str, value: &Value) -> bool {
    let is_name = pointer.starts_with("/scimUser/name/") || pointer == "/scimUser/displayName";
    let is_mark =
        pointer.starts_with("/scimUser/emails/") || pointer.starts_with("/scimUser/phone");
    let inside = pointer.starts_with("/profile/attributes/");
    value.is_null() && !inside
        || is_name && value == ""
        || is_mark && pointer.ends_with("/primary") && value == false
}

/// The pointer with `*` for indices, as in the report.
fn pattern(pointer: &str) -> String {
    let token = |token: &str| match token.parse::<usize>() {
        Ok(_) if !pointer.starts_with("/profile/") => "*".to_owned(),
        _ => token.to_owned(),
    };
    pointer.split('/').map(token).collect::<Vec<_>>().join("/")
}

/// Is the leaf, or something it is part of, among the losses? That one of a list is a repetition
/// does not excuse the others.
fn is_lost(pattern: &str, losses: &HashSet<String>) -> bool {
    let is_part_of = |loss: &String| {
        !loss.ends_with('*')
            && pattern
                .strip_prefix(loss.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    losses.iter().any(is_part_of)
}

/// Is the leaf, or what it is part of, among `metadata.kept`, under its pointer and as it was?
fn is_kept(pointer: &str, record: &Value, rows: &Rows<'_>) -> bool {
    let Some(kept) = rows.user["metadata"]["kept"].as_object() else { return false };
    let part = kept.keys().find(|key| {
        pointer
            .strip_prefix(key.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    part.is_some_and(|key| record.pointer(key) == Some(&kept[key]))
}

impl Rows<'_> {
    /// Is the leaf in the place that the mapping gives it?
    fn carry(&self, pattern: &str, pointer: &str, value: &Value, record: &Value) -> bool {
        let (payload, metadata) = (&self.user["payload"], &self.user["metadata"]);
        let lists = |list: &Value| list.as_array().is_some_and(|list| list.contains(value));
        match pattern {
            "/scimUser/originalId" | "/scimUser/orignalId" | "/scimUser/id" => {
                metadata["migration"]["id"] == *value
            }
            "/scimUser/active" => (self.user["status"] != "inactive") == (*value == true),
            "/scimUser/status" => self.tells_status(value),
            "/scimUser/name/givenName" => payload["given_name"] == *value,
            "/scimUser/name/familyName" => payload["family_name"] == *value,
            "/scimUser/name/formatted" => payload["name"] == *value,
            "/scimUser/displayName" => {
                payload["name"] == *value || metadata["displayName"] == *value
            }
            "/scimUser/userName" => {
                self.identifies("uid", value)
                    || self.reaches("email", value)
                    || metadata["userName"] == *value
            }
            "/scimUser/emails/*/value" => self.reaches("email", value),
            // Which one is primary is told by the identifier.
            "/scimUser/emails/*/primary" => {
                let entry = pointer.trim_end_matches("/primary");
                record.pointer(entry).is_some_and(|email| self.identifies("email", &email["value"]))
            }
            "/scimUser/phoneNumbers/*/value" => {
                self.reaches("mobile", value) || lists(&metadata["phoneNumbers"])
            }
            "/scimUser/meta/created" => self.user["created_at"] == *value,
            "/scimUser/meta/lastModified" => self.user["updated_at"] == *value,
            "/roles/*" => lists(&metadata["groups"]),
            _ => match pointer.strip_prefix("/profile/") {
                Some(attribute) => metadata.pointer(&format!("/{attribute}")) == Some(value),
                // Other members of the profile stand in the metadata as they stood in the source.
                None => pointer
                    .strip_prefix("/scimUser")
                    .is_some_and(|member| metadata.pointer(member) == Some(value)),
            },
        }
    }

    fn identifies(&self, kind: &str, value: &Value) -> bool {
        self.identifiers.iter().any(|row| row["type"] == kind && row["identifier"] == *value)
    }

    fn reaches(&self, kind: &str, value: &Value) -> bool {
        self.addresses.iter().any(|row| row["type"] == kind && row["address"] == *value)
    }

    /// CONFIRMED is the one verified address, the primary one; PENDING is the status `new`, unless
    /// the user is switched off, and nothing is verified.
    fn tells_status(&self, status: &Value) -> bool {
        let is_verified = |row: &&&Value| row["verified"] == true;
        let verified: Vec<_> = self.addresses.iter().filter(is_verified).collect();
        match status.as_str() {
            Some("CONFIRMED") => {
                verified.len() == 1 && self.identifies("email", &verified[0]["address"])
            }
            Some("PENDING") => {
                verified.is_empty()
                    && (self.user["status"] == "new" || self.user["status"] == "inactive")
            }
            _ => false,
        }
    }
}
