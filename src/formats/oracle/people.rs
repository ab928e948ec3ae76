//! What only all users together can tell: managers that are nobody, e-mail addresses of two users.
//!
//! A user is three keyed hashes of eight bytes each, never a text. They lie in many small tables
//! that grow a little at a time, so that little room is taken beside them.

use std::hash::{BuildHasher as _, RandomState};

use crate::model::Text;

/// Tables of a [`Spread`]; the first bits of a hash choose one.
const TABLES: usize = 256;

/// Hashes by their first bits.
struct Spread<T> {
    tables: Vec<Vec<T>>,
}

/// All users seen.
pub(super) struct People {
    /// Hash of the name, and of the name of the manager.
    names: Spread<(u64, u64)>,
    work_emails: Spread<u64>,
}

/// What there is to say of all users, as numbers of users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Oddities {
    pub(super) unknown_managers: u64,
    pub(super) managers_of_each_other: u64,
    pub(super) repeated_emails: u64,
}

/// Hashes names whatever their letter case, with random bytes of the run.
#[derive(Default)]
pub(super) struct Names(RandomState);

impl Names {
    /// The hash of a text, and 0 for none.
    pub(super) fn hash(&self, text: Option<Text<'_>>) -> u64 {
        let Some(text) = text else { return 0 };
        let text = text.decode();
        let folded = match text.is_ascii() {
            true => self.0.hash_one(text.to_ascii_lowercase()),
            false => self.0.hash_one(String::from_utf8_lossy(&text).to_lowercase().as_bytes()),
        };
        folded.max(1)
    }
}

impl<T: Ord> Spread<T> {
    fn new() -> Self {
        Spread { tables: (0..TABLES).map(|_| Vec::new()).collect() }
    }

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

impl Default for People {
    fn default() -> Self {
        People { names: Spread::new(), work_emails: Spread::new() }
    }
}

impl People {
    /// Adds a user by hashes; 0 stands for nothing.
    pub(super) fn add(&mut self, name: u64, manager: u64, work_email: u64) {
        self.names.push(name, (name, manager));
        if work_email != 0 {
            self.work_emails.push(work_email, work_email);
        }
    }

    /// What is odd. Circles of managers are found up to two; longer ones are not looked for.
    pub(super) fn oddities(&mut self) -> Oddities {
        self.names.sort();
        self.work_emails.sort();
        let mut odd = Oddities::default();
        let all = self.names.tables.iter().flatten().filter(|(_, manager)| *manager != 0);
        for (name, manager) in all {
            match self.manager_of(*manager) {
                None => odd.unknown_managers += 1,
                Some(theirs) if theirs == *name && manager != name => {
                    odd.managers_of_each_other += 1;
                }
                Some(_) => {}
            }
        }
        let repeats = |table: &Vec<u64>| table.windows(2).filter(|two| two[0] == two[1]).count();
        odd.repeated_emails = self.work_emails.tables.iter().map(repeats).sum::<usize>() as u64;
        odd
    }

    fn manager_of(&self, name: u64) -> Option<u64> {
        let table = &self.names.tables[(name >> 56) as usize];
        let at = table.partition_point(|(known, _)| *known < name);
        table.get(at).filter(|(known, _)| *known == name).map(|(_, manager)| *manager)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn managers_and_addresses_are_compared() {
        let names = Names::default();
        let hash = |text: &'static str| names.hash(Some(Text::plain(text)));
        assert_eq!((hash("JÖRG"), names.hash(None)), (hash("jörg"), 0));
        let mut people = People::default();
        for (name, manager, email) in [
            ("ada", "BOB", "x@example.com"),
            ("bob", "ada", "X@example.com"),
            ("eve", "nobody", "e@example.com"),
            ("own", "own", "o@example.com"),
        ] {
            people.add(hash(name), hash(manager), hash(email));
        }
        people.add(hash("kim"), 0, 0);
        let expected =
            Oddities { unknown_managers: 1, managers_of_each_other: 2, repeated_emails: 1 };
        assert_eq!(people.oddities(), expected);
        assert_eq!(size_of::<(u64, u64)>() + size_of::<u64>(), 24);
    }
}
