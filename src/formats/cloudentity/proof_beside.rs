//! The rows about more than users, as they must be: those of the source with another tenant and
//! pool, or groups that are made of the names that users have.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::PoisonError;

use super::lists::{GROUPS, LISTS, name_of};
use super::proof::Payload;
use super::proof_rows::{Member, member_of, members, row, text};
use crate::formats::proof::canonical;
use crate::ids::uuid_text;
use crate::json::Cursor;
use crate::model::Json;

/// The name of a list or of a member that nobody has described, and a row or an element of it in
/// one spelling.
type Row = (String, Vec<u8>);

/// How rows that are there differ from those that are due: where, and is one missing rather than
/// invented?
pub(super) fn differences(mut due: Vec<Row>, mut there: Vec<Row>) -> Vec<(String, bool)> {
    due.sort_unstable();
    there.sort_unstable();
    let (mut due, mut there) = (due.into_iter().peekable(), there.into_iter().peekable());
    let mut differences = Vec::new();
    loop {
        let is_missing = match (due.peek(), there.peek()) {
            (Some(one), Some(other)) if one == other => {
                due.next();
                there.next();
                continue;
            }
            (Some(one), Some(other)) => one < other,
            (one, other) if one.is_none() && other.is_none() => return differences,
            (one, _) => one.is_some(),
        };
        let next = if is_missing { due.next() } else { there.next() };
        differences.extend(next.map(|(name, _)| (format!("/{name}"), is_missing)));
    }
}

/// Rows of the output, in one spelling.
pub(super) fn rows<'r>(output: impl Iterator<Item = &'r (String, String)>) -> Vec<Row> {
    output.flat_map(|(name, value)| spelled(name, value, |_| {})).collect()
}

fn spelled(name: &str, value: &str, change: impl Fn(&mut Vec<Member<'_>>)) -> Vec<Row> {
    let mut cursor = Cursor::new(value.as_bytes(), 0);
    if !LISTS.names.contains(&name) {
        // Members of several files become one list.
        let mut elements = Vec::new();
        let mut push = |value: Json<'_>| elements.push((name.to_owned(), canonical(value).into()));
        let read = match value.starts_with('[') {
            true => cursor.array(|cursor, _| cursor.value().map(&mut push)),
            false => cursor.value().map(push),
        };
        debug_assert!(read.is_ok(), "it was read before");
        return elements;
    }
    let mut members = cursor.value().map(members).unwrap_or_default();
    change(&mut members);
    vec![(name.to_owned(), row(GROUPS, members).value.into_owned())]
}

impl Payload {
    /// The rows of the source, in the tenant and the pool of the run.
    pub(super) fn settled(&self, configuration: &[(String, String)]) -> Vec<Row> {
        let settle = |members: &mut Vec<Member<'_>>| {
            for (name, value) in members {
                match &**name {
                    b"tenant_id" => *value = Cow::Owned(self.tenant.clone()),
                    b"user_pool_id" => *value = Cow::Owned(self.pool.clone()),
                    _ => {}
                }
            }
        };
        let settled = |(name, value): &(String, String)| spelled(name, value, settle);
        configuration.iter().flat_map(settled).collect()
    }

    /// The rows that groups of these names have, as far as users of the output are in them.
    pub(super) fn named(&self, configuration: &[(String, String)]) -> Vec<Row> {
        let name_of_row = |(_, value): &(String, String)| {
            let row = Cursor::new(value.as_bytes(), 0).value().ok()?;
            Some(member_of(row, "name")?.into_owned())
        };
        let names: BTreeSet<_> = configuration.iter().filter_map(name_of_row).collect();
        let joined = self.joined.lock().unwrap_or_else(PoisonError::into_inner);
        let due = names.into_iter().filter_map(|name| {
            let id =
                text(&uuid_text(&self.ids.of_group(name.strip_prefix(b"\"").unwrap_or(&name))));
            if !joined.contains(&id) {
                return None;
            }
            let members = [
                ("id", &id),
                ("tenant_id", &self.tenant),
                ("user_pool_id", &self.pool),
                ("name", &name),
            ];
            let members = members.map(|(name, value)| {
                (Cow::Borrowed(name.as_bytes()), Cow::Borrowed(value.as_slice()))
            });
            Some((name_of(GROUPS).to_owned(), row(GROUPS, members.to_vec()).value.into_owned()))
        });
        due.collect()
    }
}
