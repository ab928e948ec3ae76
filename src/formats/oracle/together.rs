//! What is marked of each user that stands, and what all inputs together tell.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::belongings::Belongings;
use super::domain::{Domain, Existing};
use super::people::{Named, People};
use super::rules::*;
use super::spot::Spot;
use crate::error::Error;
use crate::findings::{Mark, Note, Notes, Rule, Severity, Shape};
use crate::formats::{InputFacts, Judged};

/// The hashes of a user's name and manager, and where the manager is named.
const PERSON: u64 = 0;
/// A range of memberships that a user has.
const MET: u64 = 1;
/// A row that ends in another way than the heading row of its input, by its place.
const MIXED: u64 = 2;

/// What is known of all users that stand.
#[derive(Default)]
pub(super) struct Together {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    people: People,
    /// One bit for each membership that some user had.
    met: Vec<u64>,
    /// The first of such rows in each input.
    mixed: Vec<Spot>,
    /// Was there a file of users that could be read?
    has_users: bool,
}

impl Together {
    /// Marks a user; `spot` is where the manager is named.
    pub(super) fn person(user: Named, manager: Named, spot: Spot, notes: &mut Notes) {
        notes.marks.push([PERSON, user.who, manager.who, spot.number()]);
    }

    /// Marks that a user has these memberships.
    pub(super) fn met(range: std::ops::Range<usize>, notes: &mut Notes) {
        if !range.is_empty() {
            notes.marks.push([MET, range.start as u64, range.end as u64, 0]);
        }
    }

    /// Marks that a row ends in another way than the heading row.
    pub(super) fn mixed(spot: Spot, notes: &mut Notes) {
        notes.marks.push([MIXED, spot.number(), 0, 0]);
    }

    /// Takes over the marks of records that stand.
    pub(super) fn take(&self, marks: &[Mark]) {
        let mut known = self.lock();
        for [kind, first, second, third] in marks {
            match *kind {
                PERSON => known.people.add(*first, *second, Spot::of_number(*third)),
                MET => known.meet(*first as usize..*second as usize),
                _ => known.mix(Spot::of_number(*first)),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many memberships in groups, and how many roles, no user had; none without any users.
    pub(super) fn unmet(&self, belongings: &Belongings) -> (u64, u64) {
        let known = self.lock();
        if !known.has_users {
            return (0, 0);
        }
        let count = |is_role| belongings.unmet(&known.met, is_role).count() as u64;
        (count(false), count(true))
    }

    /// Where those memberships and roles stand, in the order of the inputs, with the column.
    pub(super) fn unmet_spots(&self, belongings: &Belongings) -> Vec<(&'static str, Spot)> {
        let known = self.lock();
        let mut spots = Vec::new();
        for (pointer, is_role) in [("/User Members", false), ("/Grantee Name", true)] {
            let mut unmet: Vec<_> = belongings.unmet(&known.met, is_role).collect();
            unmet.sort_unstable();
            spots.extend(unmet.into_iter().map(|spot| (pointer, spot)));
        }
        spots
    }

    /// What there is to say of whole inputs; for each note the number of its input.
    pub(super) fn judge(
        &self,
        has_users: bool,
        domain: Option<Domain>,
        surveyed: u64,
        inputs: &[InputFacts],
    ) -> Vec<(usize, Note)> {
        self.lock().has_users = has_users;
        let jobs = surveyed + inputs.iter().map(|input| jobs_of(input.records)).sum::<u64>();
        let is_above = domain.is_some_and(|domain| jobs > domain.jobs) && !inputs.is_empty();
        let note = Note::on_input(&ORA_X_008, Severity::Info, "", Shape::Count(jobs));
        is_above.then_some((0, note)).into_iter().collect()
    }

    /// What there is to say of single users.
    ///
    /// # Errors
    /// When who is told cannot take it.
    pub(super) fn judge_users(&self, existing: Existing, tell: Judged<'_>) -> Result<(), Error> {
        let (managers, mixed) = {
            let known = &mut *self.lock();
            (known.people.managers(), known.mixed.clone())
        };
        let unknown = if existing.users { Severity::Warning } else { Severity::Error };
        let found: [(&'static Rule, _, _, _); 3] = [
            (&ORA_F_003, Severity::Warning, "", mixed),
            (&ORA_X_002, unknown, "/Manager", managers.unknown),
            (&ORA_U_091, Severity::Warning, "/Manager", managers.circular),
        ];
        for (rule, severity, pointer, spots) in found {
            for spot in spots {
                tell(Note::on_place(rule, severity, pointer, Shape::Nothing, spot.place()))?;
            }
        }
        Ok(())
    }

    /// What there is to say of rows of groups and roles, now that the users are known.
    ///
    /// # Errors
    /// When who is told cannot take it.
    pub(super) fn judge_belongings(
        &self,
        belongings: &Belongings,
        domain: Option<Domain>,
        existing: Existing,
        tell: Judged<'_>,
    ) -> Result<(), Error> {
        let known = self.lock();
        let unknown = if existing.users { Severity::Warning } else { Severity::Error };
        for (rule, pointer, is_role) in
            [(&ORA_X_001, "/User Members", false), (&ORA_X_003, "/Grantee Name", true)]
        {
            let mut spots: Vec<_> = match known.has_users {
                true => belongings.unmet(&known.met, is_role).collect(),
                false => Vec::new(),
            };
            spots.sort_unstable();
            for spot in spots {
                tell(Note::on_place(rule, unknown, pointer, Shape::Nothing, spot.place()))?;
            }
        }
        for spot in belongings.had_twice() {
            let place = spot.place();
            tell(Note::on_place(
                &ORA_A_022,
                Severity::Info,
                "/Grantee Name",
                Shape::Nothing,
                place,
            ))?;
        }
        let most = domain.map_or(u64::MAX, |domain| domain.users_of_group);
        for (spot, count) in belongings.groups_above(most) {
            let got = Shape::Count(count);
            tell(Note::on_place(&ORA_G_021, Severity::Warning, "/Name", got, spot.place()))?;
        }
        Ok(())
    }
}

impl Known {
    /// The first such row of an input is remembered.
    fn mix(&mut self, spot: Spot) {
        let (input, _) = spot.place();
        match self.mixed.iter_mut().find(|known| known.place().0 == input) {
            Some(known) => *known = spot.min(*known),
            None => self.mixed.push(spot),
        }
    }

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
