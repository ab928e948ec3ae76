//! All rules of all formats and of mappings, in one place: what each says, how much it matters,
//! where it comes from, and what to do about it.

mod nearest;
mod unchecked;

pub use nearest::nearest;
pub use unchecked::{UNCHECKED, Unchecked};

use crate::findings::{Purpose, Rule, Severity};
use crate::formats::FORMATS;
use crate::mapping;
use crate::schema;

/// A rule and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The rule.
    pub rule: &'static Rule,
    /// The name of its format, `schema` or `mapping`.
    pub of: &'static str,
}

impl Entry {
    /// The severities that its findings can have for this purpose, the gravest first.
    pub fn severities(&self, purpose: Purpose) -> Vec<Severity> {
        self.rule.grades.for_purpose(purpose).collect()
    }
}

/// All rules that are checked: format by format, in the order of their ids.
pub fn rules() -> impl Iterator<Item = Entry> {
    let of_formats = FORMATS
        .iter()
        .flat_map(|format| format.rules.iter().map(|rule| Entry { rule, of: format.name }));
    let of_schemas = schema::RULES.iter().map(|rule| Entry { rule, of: "schema" });
    let of_mappings = mapping::RULES.iter().map(|rule| Entry { rule, of: "mapping" });
    of_formats.chain(of_schemas).chain(of_mappings)
}

/// The rule of this id, whatever its letter case.
pub fn find(id: &str) -> Option<Entry> {
    rules().find(|entry| entry.rule.id.eq_ignore_ascii_case(id))
}

/// The rule of this id that is known and not checked, whatever its letter case.
pub fn find_unchecked(id: &str) -> Option<&'static Unchecked> {
    UNCHECKED.iter().find(|row| row.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_is_there_once_and_says_something() {
        let ids: BTreeSet<_> = rules().map(|entry| entry.rule.id).collect();
        assert_eq!(ids.len(), rules().count());
        for entry in rules() {
            let mut all = Purpose::ALL.into_iter().flat_map(|purpose| entry.severities(purpose));
            assert!(all.next().is_some(), "{}", entry.rule.id);
            assert!(std::ptr::eq(find(&entry.rule.id.to_lowercase()).unwrap().rule, entry.rule));
        }
    }

    #[test]
    fn what_is_not_checked_is_no_rule() {
        assert!(UNCHECKED.is_sorted_by(|one, next| one.id < next.id));
        for row in UNCHECKED {
            assert!(find(row.id).is_none(), "{} is checked: take it out", row.id);
            assert!(std::ptr::eq(find_unchecked(row.id).unwrap(), row));
        }
    }
}
