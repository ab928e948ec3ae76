//! All rules of all formats, of mappings and of outputs, in one place: what each says, how much it matters,
//! where it comes from, and what to do about it.

mod nearest;
mod needs;

pub use nearest::nearest;

use crate::findings::{Purpose, Rule, Severity};
use crate::formats::FORMATS;
use crate::mapping;
use crate::schema;
use crate::verify;
use needs::NEEDS;

/// A rule and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The rule.
    pub rule: &'static Rule,
    /// The name of its format, `schema`, `mapping` or `verify`.
    pub of: &'static str,
}

impl Entry {
    /// The severities that its findings can have for this purpose, the gravest first.
    pub fn severities(&self, purpose: Purpose) -> Vec<Severity> {
        self.rule.grades.for_purpose(purpose).collect()
    }

    /// What the operator must say before the rule can be decided.
    pub fn needs(&self) -> Option<&'static str> {
        NEEDS.iter().find(|(id, _)| *id == self.rule.id).map(|(_, needs)| *needs)
    }
}

/// All rules that are checked: format by format, in the order of their ids.
pub fn rules() -> impl Iterator<Item = Entry> {
    let of_formats = FORMATS
        .iter()
        .flat_map(|format| format.rules.iter().map(|rule| Entry { rule, of: format.name }));
    let of_schemas = schema::RULES.iter().map(|rule| Entry { rule, of: "schema" });
    let of_mappings = mapping::RULES.iter().map(|rule| Entry { rule, of: "mapping" });
    let of_outputs = verify::RULES.iter().map(|rule| Entry { rule, of: "verify" });
    of_formats.chain(of_schemas).chain(of_mappings).chain(of_outputs)
}

/// The rule of this id, whatever its letter case.
pub fn find(id: &str) -> Option<Entry> {
    rules().find(|entry| entry.rule.id.eq_ignore_ascii_case(id))
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
    fn what_rules_need_is_said_of_rules() {
        assert!(NEEDS.is_sorted());
        for (id, needs) in NEEDS {
            assert_eq!(find(id).unwrap().needs(), Some(*needs), "{id}");
        }
    }
}
