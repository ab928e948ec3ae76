//! What is marked of each user that stands, and what all inputs together tell.

use std::sync::{Mutex, PoisonError};

use super::belongings::Belongings;
use super::domain::Domain;
use super::people::{Names, People};
use super::rules::*;
use crate::findings::{Mark, Note, Notes, Rule, Severity, Shape};
use crate::formats::InputFacts;
use crate::model::User;

/// The hashes of a user's name, manager and work e-mail address.
const PERSON: u64 = 0;
/// A range of memberships that a user has.
const MET: u64 = 1;
/// The number of an input whose rows end in different ways.
const MIXED: u64 = 2;

/// What is known of all users that stand.
#[derive(Default)]
pub(super) struct Together {
    names: Names,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    people: People,
    /// One bit for each membership that some user had.
    met: Vec<u64>,
    mixed: Vec<u64>,
}

impl Together {
    /// Marks a user.
    pub(super) fn person(&self, user: &User<'_>, notes: &mut Notes) {
        let is_work = |kind: &[u8]| kind == b"work";
        let mut emails = user.emails.iter();
        let work = emails.find(|email| email.kind.is_some_and(|kind| is_work(&kind.decode())));
        let hashes = [
            self.names.hash(user.user_name),
            self.names.hash(user.enterprise.manager),
            self.names.hash(work.map(|email| email.value)),
        ];
        notes.marks.push([PERSON, hashes[0], hashes[1], hashes[2]]);
    }

    /// Marks that a user has these memberships.
    pub(super) fn met(range: std::ops::Range<usize>, notes: &mut Notes) {
        if !range.is_empty() {
            notes.marks.push([MET, range.start as u64, range.end as u64, 0]);
        }
    }

    /// Marks that a row of an input ends in another way than its heading row.
    pub(super) fn mixed(input: u32, notes: &mut Notes) {
        notes.marks.push([MIXED, u64::from(input), 0, 0]);
    }

    /// Takes over the marks of records that stand.
    pub(super) fn take(&self, marks: &[Mark]) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for [kind, first, second, third] in marks {
            match *kind {
                PERSON => known.people.add(*first, *second, *third),
                MET => known.meet(*first as usize..*second as usize),
                _ if known.mixed.contains(first) => {}
                _ => known.mixed.push(*first),
            }
        }
    }

    /// How many memberships in groups, and how many roles, no user had.
    pub(super) fn unmet(&self, belongings: &Belongings) -> (u64, u64) {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        belongings.unmet(&known.met)
    }

    /// What there is to say; for each note the number of its input.
    pub(super) fn judge(
        &self,
        belongings: &Belongings,
        domain: Option<Domain>,
        surveyed: u64,
        inputs: &[InputFacts],
    ) -> Vec<(usize, Note)> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (groups, roles) = belongings.unmet(&known.met);
        let odd = known.people.oddities();
        let jobs = surveyed + inputs.iter().map(|input| jobs_of(input.records)).sum::<u64>();
        let most = domain.map_or(u64::MAX, |domain| domain.users_of_group);
        let found: [(&Rule, _, &str, u64); 8] = [
            (&ORA_X_001, Severity::Warning, "", groups),
            (&ORA_X_003, Severity::Warning, "", roles),
            (&ORA_X_002, Severity::Warning, "/Manager", odd.unknown_managers),
            (&ORA_U_091, Severity::Warning, "/Manager", odd.managers_of_each_other),
            (&ORA_U_027, Severity::Warning, "/Work Email", odd.repeated_emails),
            (&ORA_A_022, Severity::Info, "", belongings.had_twice()),
            (&ORA_G_021, Severity::Warning, "", belongings.groups_above(most)),
            (
                &ORA_X_008,
                Severity::Info,
                "",
                if domain.is_some_and(|domain| jobs > domain.jobs) { jobs } else { 0 },
            ),
        ];
        let note = |(rule, severity, pointer, count): (&'static Rule, _, _, u64)| {
            (0, Note::on_input(rule, severity, pointer, Shape::Count(count)))
        };
        let found = found.into_iter().filter(|(.., count)| *count > 0 && !inputs.is_empty());
        let mixed = known.mixed.iter().map(|input| {
            let note = Note::on_input(&ORA_F_003, Severity::Warning, "", Shape::Nothing);
            (*input as usize, note)
        });
        found.map(note).chain(mixed.filter(|(input, _)| *input < inputs.len())).collect()
    }
}

impl Known {
    fn meet(&mut self, range: std::ops::Range<usize>) {
        let words = range.end.div_ceil(64);
        if self.met.len() < words {
            self.met.resize(words, 0);
        }
        for at in range {
            self.met[at / 64] |= 1 << (at % 64);
        }
    }
}

/// How many import jobs a file needs (Oracle, *Bulk import and export*).
pub(super) fn jobs_of(records: u64) -> u64 {
    records.div_ceil(100_000)
}
