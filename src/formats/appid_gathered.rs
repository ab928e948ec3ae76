//! What only all users of an App ID export together tell: which roles they have, and how many have
//! a user name.
//!
//! Readers mark it; marks come in the order of the records that stand, so nothing is counted twice.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hasher;
use std::sync::{Mutex, PoisonError};

use foldhash::SharedSeed;
use foldhash::quality::FoldHasher;

use super::InputFacts;
use crate::findings::{Mark, Note, Notes, Rule, Severity, Shape};
use crate::model::{Text, is_folded};

/// The most roles that an instance has (App ID docs, limits).
const ROLES_OF_INSTANCE: u64 = 50;

/// So many different roles are told apart, and no more: an instance has 50. The count of more is
/// this one.
const ROLES_KEPT: usize = 10_000;

/// Kinds of mark.
const ROLE: u64 = 0;
const NAMED: u64 = 1;
const UNNAMED: u64 = 2;

/// What was marked so far.
#[derive(Debug, Default)]
pub(super) struct Gathered(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    roles: Roles,
    /// Users with a user name, and users without.
    named: u64,
    unnamed: u64,
}

/// Roles by the hashes of their names, one that minds letter case and one that does not.
#[derive(Debug)]
struct Roles {
    known: BTreeSet<(u64, u64)>,
    /// Roles that came lately, by the last bits of their hash.
    lately: [u64; 64],
}

impl Default for Roles {
    fn default() -> Self {
        Roles { known: BTreeSet::new(), lately: [0; 64] }
    }
}

/// The rules about roles of a whole run.
pub(super) struct RoleRules {
    /// They are not too many.
    pub(super) limit: &'static Rule,
    /// They must be there before the import, and are told from each other by more than letter case.
    pub(super) before: &'static Rule,
}

/// Marks a role.
pub(super) fn mark_role(notes: &mut Notes, role: Text<'_>) {
    let name = role.decode();
    let exact = hash(&name);
    let letters = if is_folded(&name) { exact } else { hash_of_letters(&name) };
    notes.marks.push([ROLE, exact, letters, 0]);
}

/// Marks whether the user has a user name.
pub(super) fn mark_user_name(notes: &mut Notes, has_one: bool) {
    notes.marks.push([if has_one { NAMED } else { UNNAMED }, 0, 0, 0]);
}

impl Gathered {
    /// Takes marks of records that stand.
    pub(super) fn take(&self, marks: &[Mark]) {
        let state = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for mark in marks {
            match mark[0] {
                ROLE => state.roles.add(mark[1], mark[2]),
                NAMED => state.named += 1,
                _ => state.unnamed += 1,
            }
        }
    }

    /// How many users have a user name, and how many have none.
    pub(super) fn user_names(&self) -> (u64, u64) {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (state.named, state.unnamed)
    }

    /// Judges the roles of all inputs together; the notes are on the first of them.
    pub(super) fn judge_roles(
        &self,
        rules: &RoleRules,
        inputs: &[InputFacts],
    ) -> Vec<(usize, Note)> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, alike) = state.roles.counts();
        let mut notes = Vec::new();
        let mut note = |rule, severity, count| {
            notes.push((0, Note::on_input(rule, severity, "", Shape::Count(count))));
        };
        if inputs.is_empty() || count == 0 {
            return notes;
        }
        if count > ROLES_OF_INSTANCE {
            note(rules.limit, Severity::Error, count);
        }
        if alike > 0 {
            note(rules.before, Severity::Warning, alike);
        }
        note(rules.before, Severity::Info, count);
        notes
    }
}

impl Roles {
    #[inline]
    fn add(&mut self, exact: u64, letters: u64) {
        let lately = &mut self.lately[(exact % 64) as usize];
        if *lately != exact {
            *lately = exact;
            if self.known.len() < ROLES_KEPT {
                self.known.insert((letters, exact));
            }
        }
    }

    /// The number of roles, and of those that differ from another one in letter case only.
    fn counts(&self) -> (u64, u64) {
        let mut alike: BTreeMap<u64, u64> = BTreeMap::new();
        self.known.iter().for_each(|(letters, _)| *alike.entry(*letters).or_default() += 1);
        (self.known.len() as u64, alike.into_values().filter(|count| *count > 1).sum())
    }
}

/// Who makes names meet makes a count smaller, and no more: no seed is needed.
fn hash(text: &[u8]) -> u64 {
    let mut hasher = FoldHasher::with_seed(0, SharedSeed::global_fixed());
    hasher.write(text);
    hasher.finish()
}

/// The hash of a text without regard to letter case.
#[cold]
fn hash_of_letters(text: &[u8]) -> u64 {
    hash(String::from_utf8_lossy(text).to_lowercase().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Grades;

    static LIMIT: Rule = rule("limit");
    static BEFORE: Rule = rule("before");
    static RULES: RoleRules = RoleRules { limit: &LIMIT, before: &BEFORE };

    const fn rule(id: &'static str) -> Rule {
        Rule { id, grades: Grades::of("E/W/I"), title: "", remedy: "", source: "", says: None }
    }

    fn judged(roles: &[&str]) -> Vec<(&'static str, Severity, Shape)> {
        let (gathered, mut notes) = (Gathered::default(), Notes::unkeyed());
        for role in roles {
            mark_role(&mut notes, Text::plain(role));
        }
        gathered.take(&notes.marks);
        let notes = gathered.judge_roles(&RULES, &[InputFacts::default()]).into_iter();
        notes.map(|(_, note)| (note.rule.id, note.severity, note.got)).collect()
    }

    #[test]
    fn roles_are_counted_once_and_told_when_alike() {
        let before = |severity, count| ("before", severity, Shape::Count(count));
        assert_eq!(judged(&[]), []);
        assert_eq!(judged(&["a", "b", "a"]), [before(Severity::Info, 2)]);
        let odd = ["Ä", "ä", "viewer", "Viewer", "VIEWER", "editor"];
        assert_eq!(judged(&odd), [before(Severity::Warning, 5), before(Severity::Info, 6)]);
    }

    #[test]
    fn an_instance_has_fifty_roles() {
        let names: Vec<_> = (0..51).map(|number| format!("role {number}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        assert_eq!(judged(&names[..50]).len(), 1);
        assert_eq!(judged(&names)[0], ("limit", Severity::Error, Shape::Count(51)));
    }

    #[test]
    fn roles_beyond_all_sense_take_no_more_room() {
        let mut roles = Roles::default();
        (1..=20_000).for_each(|number| roles.add(number, number));
        assert_eq!(roles.counts(), (ROLES_KEPT as u64, 0));
    }
}
