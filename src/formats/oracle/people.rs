//! What only all users together can tell: managers that are nobody, or under themselves.
//!
//! A user is two keyed hashes and a place, of eight bytes each, never a text. They lie in many small tables
//! that grow a little at a time, so that little room is taken beside them.

use std::hash::{BuildHasher as _, RandomState};

use super::spot::Spot;
use crate::model::{KeyHasher, KeyKind, Text};

/// Tables of a [`Spread`]; the first bits of a hash choose one.
const TABLES: usize = 256;

/// Hashes by their first bits.
struct Spread<T> {
    tables: Vec<Vec<T>>,
}

/// A user, by hashes; no manager is 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Person {
    name: u64,
    manager: u64,
    /// Where the manager is named.
    spot: Spot,
}

/// All users seen.
#[derive(Default)]
pub(super) struct People {
    names: Spread<Person>,
}

/// Where managers are named who are nobody, and who are under themselves; in the order of the files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Managers {
    pub(super) unknown: Vec<Spot>,
    pub(super) circular: Vec<Spot>,
}

/// Hashes names whatever their letter case, with random bytes of the run: nobody who chooses a name
/// can make it meet the name of somebody else.
#[derive(Clone)]
pub(super) struct Names(KeyHasher);

impl Default for Names {
    fn default() -> Self {
        let random = RandomState::new();
        let mut seed = [0; 32];
        for (part, number) in seed.chunks_mut(8).zip(0u8..) {
            part.copy_from_slice(&random.hash_one(number).to_le_bytes());
        }
        Names(KeyHasher::new(seed))
    }
}

/// The hashes of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    /// Of the name whatever its letter case.
    pub(super) who: u64,
    /// Part of that of the name as it is spelled.
    pub(super) spelled: u32,
}

impl Named {
    /// No name.
    pub(super) const NOBODY: Named = Named { who: 0, spelled: 0 };
}

impl Names {
    /// The hashes of a name; the blanks at its ends do not count.
    pub(super) fn of(&self, name: &[u8]) -> Named {
        let name = Text::plain_bytes(name.trim_ascii());
        let key = self.0.key(KeyKind::UserName, name);
        Named { who: key.folded.max(1), spelled: key.exact }
    }

    /// The hashes of a text, and 0 for none.
    pub(super) fn of_text(&self, text: Option<Text<'_>>) -> Named {
        text.map_or(Named::NOBODY, |text| self.of(&text.decode()))
    }
}

impl<T> Default for Spread<T> {
    fn default() -> Self {
        Spread { tables: (0..TABLES).map(|_| Vec::new()).collect() }
    }
}

impl<T: Ord> Spread<T> {
    fn push(&mut self, hash: u64, item: T) {
        let table = &mut self.tables[(hash >> 56) as usize];
        if table.len() == table.capacity() {
            table.reserve_exact(table.len() / 16 + 8);
        }
        table.push(item);
    }

    fn sort(&mut self) {
        self.tables.iter_mut().for_each(|table| table.sort_unstable());
    }
}

/// What is known of a user while circles are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    OnTheWay,
    Done,
}

impl People {
    /// Adds a user by hashes; 0 stands for nothing. `spot` is where the manager is named.
    pub(super) fn add(&mut self, name: u64, manager: u64, spot: Spot) {
        self.names.push(name, Person { name, manager, spot });
    }

    /// What is wrong with managers.
    pub(super) fn managers(&mut self) -> Managers {
        if self.names.tables.iter().flatten().all(|person| person.manager == 0) {
            return Managers::default();
        }
        self.names.sort();
        let mut starts = vec![0; TABLES + 1];
        for (number, table) in self.names.tables.iter().enumerate() {
            starts[number + 1] = starts[number] + table.len();
        }
        let chart = Chart { tables: &self.names.tables, starts };
        let mut managers = Managers { unknown: Vec::new(), circular: chart.circles() };
        let all = self.names.tables.iter().flatten().filter(|person| person.manager != 0);
        managers.unknown.extend(
            all.filter(|person| chart.find(person.manager).is_none()).map(|person| person.spot),
        );
        managers.unknown.sort_unstable();
        managers.circular.sort_unstable();
        managers
    }
}

/// Users by their numbers: those of the first table, then those of the next ones.
struct Chart<'p> {
    tables: &'p [Vec<Person>],
    /// The number of the first user of each table.
    starts: Vec<usize>,
}

impl Chart<'_> {
    /// The number of the user with this name.
    fn find(&self, name: u64) -> Option<usize> {
        let number = (name >> 56) as usize;
        let table = &self.tables[number];
        let at = table.partition_point(|person| person.name < name);
        let is_there = table.get(at).is_some_and(|person| person.name == name);
        is_there.then(|| self.starts[number] + at)
    }

    fn person(&self, number: usize) -> &Person {
        let table = self.starts.partition_point(|start| *start <= number) - 1;
        &self.tables[table][number - self.starts[table]]
    }

    fn manager_of(&self, number: usize) -> Option<usize> {
        let manager = self.person(number).manager;
        (manager != 0).then(|| self.find(manager)).flatten()
    }

    /// Where users name a manager who is under them. Whoever is their own manager is not told.
    fn circles(&self) -> Vec<Spot> {
        let mut states = vec![State::Fresh; self.starts[TABLES]];
        let mut found = Vec::new();
        for start in 0..states.len() {
            let mut next = Some(start);
            while let Some(at) = next.filter(|at| states[*at] == State::Fresh) {
                states[at] = State::OnTheWay;
                next = self.manager_of(at);
            }
            // The way came back to itself: what it goes round is a circle.
            while let Some(at) = next.filter(|at| states[*at] == State::OnTheWay) {
                states[at] = State::Done;
                next = self.manager_of(at);
                if next != Some(at) {
                    found.push(self.person(at).spot);
                }
            }
            next = Some(start);
            while let Some(at) = next.filter(|at| states[*at] == State::OnTheWay) {
                states[at] = State::Done;
                next = self.manager_of(at);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of those whose managers are unknown, and of those under themselves.
    fn managers(people: &[(&'static str, &'static str)]) -> [Vec<u64>; 2] {
        let names = Names::default();
        let hash =
            |text| names.of_text(Some(Text::plain(text)).filter(|text| !text.is_empty())).who;
        let mut all = People::default();
        for (number, (name, manager)) in (1..).zip(people) {
            all.add(hash(name), hash(manager), Spot::new(0, number));
        }
        let Managers { unknown, circular } = all.managers();
        [unknown, circular].map(|spots| spots.iter().map(|spot| spot.place().1).collect())
    }

    #[test]
    fn managers_are_found_whatever_the_letter_case() {
        let names = Names::default();
        let hash = |text| names.of_text(Some(Text::plain(text))).who;
        assert_eq!((hash("JÖRG"), names.of_text(None).who), (hash("jörg"), 0));
        let long = "Ada".repeat(30);
        assert_eq!(names.of(long.as_bytes()).who, names.of(long.to_lowercase().as_bytes()).who);
        let people =
            [("ada", "BOB"), ("bob", ""), ("eve", "nobody"), ("own", "own"), ("kim", "EVE")];
        assert_eq!(managers(&people), [vec![3], vec![]]);
        assert_eq!(size_of::<Person>(), 24);
    }

    #[test]
    fn circles_of_any_length_are_found_and_those_beside_are_not() {
        let people = [
            ("under", "a"),
            ("a", "b"),
            ("b", "c"),
            ("c", "A"),
            ("too", "under"),
            ("x", "y"),
            ("y", "x"),
            ("top", ""),
            ("low", "top"),
        ];
        assert_eq!(managers(&people), [vec![], vec![2, 3, 4, 6, 7]]);
    }
}
