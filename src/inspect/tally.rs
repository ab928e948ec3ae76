//! Adding up what was seen, in the order of the inputs: so the sums, and what is left out of them
//! when there is too much of it, are the same for any number of threads.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range as Span;
use std::sync::{Arc, Mutex, PoisonError};

use super::file::{self, Dates, Kinds, Name, Names, Range, Table, Users};
use super::names::is_personal;
use super::sheet::{About, Entry, Fact, Kind, Named, When, entries};
use crate::pack::{Encoded, Packer, Part};

/// How many fields of a table are told apart.
pub(super) const FIELDS: usize = 2_000;

/// How many names of a kind are told apart.
pub(super) const NAMES: usize = 10_000;

/// How many names are shown.
pub(super) const SHOWN: usize = 50;

/// What was seen of the records of a table.
#[derive(Default)]
pub(super) struct Tally {
    records: u64,
    fields: Vec<Field>,
    numbers: HashMap<Box<[u8]>, usize>,
    /// The field of the value before.
    last: usize,
    untold: u64,
    facts: [u64; Fact::ALL.len()],
    named: [Met; 3],
    dates: [Option<(i64, i64, u64)>; 2],
}

/// A field, and what was seen of it.
struct Field {
    path: Box<[u8]>,
    /// The field of the value that came next: records are alike.
    next: usize,
    /// The number of the record that was counted last.
    record: u64,
    records: u64,
    values: u64,
    empty: u64,
    kinds: Kinds,
    characters: Option<Range>,
    elements: Option<Range>,
}

/// Names of one kind: users by name, and the user who was counted last.
#[derive(Default)]
struct Met {
    names: HashMap<Box<[u8]>, (u64, u64)>,
    users: u64,
    /// The number of the user at hand, and how many names the user has.
    of_user: (u64, u64),
    most: u64,
    untold: u64,
}

impl Tally {
    fn add(&mut self, entry: Entry<'_>) {
        match entry {
            Entry::Record => self.records += 1,
            Entry::Value { kind, size, path } => match self.number(path) {
                Some(number) => self.fields[number].add(kind, size, self.records),
                None => self.untold += 1,
            },
            Entry::Name { what, name } => self.named[what as usize].add(name, self.records),
            Entry::Fact(fact) => self.facts[fact as usize] += 1,
            Entry::Date { when, second } => {
                let (from, to, count) = self.dates[when as usize].unwrap_or((second, second, 0));
                self.dates[when as usize] = Some((from.min(second), to.max(second), count + 1));
            }
        }
    }

    /// The number of the field at a path; none when there are too many.
    fn number(&mut self, path: &[u8]) -> Option<usize> {
        let next = self.fields.get(self.last).map_or(0, |last| last.next);
        let number = match self.fields.get(next) {
            Some(field) if *field.path == *path => next,
            _ => match self.numbers.get(path) {
                Some(number) => *number,
                None => self.new_field(path)?,
            },
        };
        if let Some(last) = self.fields.get_mut(self.last) {
            last.next = number;
        }
        self.last = number;
        Some(number)
    }

    fn new_field(&mut self, path: &[u8]) -> Option<usize> {
        let number = self.fields.len();
        if number == FIELDS || path.is_empty() {
            return None;
        }
        self.numbers.insert(path.into(), number);
        self.fields.push(Field {
            path: path.into(),
            next: 0,
            record: 0,
            records: 0,
            values: 0,
            empty: 0,
            kinds: Kinds::default(),
            characters: None,
            elements: None,
        });
        Some(number)
    }

    /// The numbers of users by what is so for them.
    pub(super) fn users(&self) -> Users {
        let about = |about: About| -> BTreeMap<_, _> {
            let facts = Fact::ALL.iter().filter(|fact| fact.about() == about);
            let counts = facts.map(|fact| (fact.name(), self.facts[*fact as usize]));
            counts.filter(|(_, count)| *count > 0).collect()
        };
        let dates = |when: When| {
            let (from, to, users) = self.dates[when as usize]?;
            Some(Dates { earliest: day(from)?, latest: day(to)?, users })
        };
        Users {
            passwords: about(About::Password),
            emails: about(About::Email),
            accounts: about(About::Account),
            created: dates(When::Created),
            modified: dates(When::Modified),
        }
    }

    /// The names of a kind.
    pub(super) fn names(&self, what: Named) -> Names {
        self.named[what as usize].told()
    }

    /// The fields.
    pub(super) fn table(&self, name: String) -> Table {
        let mut fields: Vec<_> = self.fields.iter().collect();
        fields.sort_by_cached_key(|field| self.rank(&field.path));
        let fields = fields.into_iter().map(Field::told).collect();
        Table { name, records: self.records, fields, untold: self.untold }
    }

    /// Where a field is told: the numbers of all that it stands in, and its own.
    fn rank(&self, path: &[u8]) -> Vec<usize> {
        let ends = (1..path.len()).filter(|at| path[*at] == b'/').chain([path.len()]);
        ends.filter_map(|end| self.numbers.get(&path[..end]).copied()).collect()
    }
}

/// The day of a second, in UTC.
fn day(second: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(second).ok()?;
    time.to_string().split_once('T').map(|(day, _)| day.to_owned())
}

impl Field {
    fn add(&mut self, kind: Kind, size: u32, record: u64) {
        let is_empty = match kind {
            Kind::Null => true,
            Kind::Text | Kind::List | Kind::Object => size == 0,
            Kind::Number | Kind::Boolean => false,
        };
        self.empty += u64::from(is_empty);
        self.values += u64::from(!is_empty);
        if !is_empty && self.record != record {
            (self.record, self.records) = (record, self.records + 1);
        }
        let count = match kind {
            Kind::Null => return,
            Kind::Text => &mut self.kinds.text,
            Kind::Number => &mut self.kinds.number,
            Kind::Boolean => &mut self.kinds.boolean,
            Kind::List => &mut self.kinds.list,
            Kind::Object => &mut self.kinds.object,
        };
        *count += u64::from(!is_empty);
        let range = match kind {
            Kind::Text if !is_empty => &mut self.characters,
            Kind::List => &mut self.elements,
            _ => return,
        };
        let size = u64::from(size);
        let Range { least, most } = range.unwrap_or(Range { least: size, most: size });
        *range = Some(Range { least: least.min(size), most: most.max(size) });
    }

    fn told(&self) -> file::Field {
        file::Field {
            path: String::from_utf8_lossy(&self.path).into_owned(),
            records: self.records,
            values: self.values,
            empty: self.empty,
            kinds: self.kinds,
            characters: self.characters,
            elements: self.elements,
        }
    }
}

impl Met {
    fn add(&mut self, name: &[u8], user: u64) {
        if self.of_user.0 != user {
            self.of_user = (user, 0);
            self.users += 1;
        }
        let is_room = self.names.len() < NAMES;
        match self.names.get_mut(name) {
            Some((_, last)) if *last == user => return,
            Some((users, last)) => (*users, *last) = (*users + 1, user),
            None if is_room => {
                self.names.insert(name.into(), (1, user));
            }
            None => self.untold += 1,
        }
        self.of_user.1 += 1;
        self.most = self.most.max(self.of_user.1);
    }

    fn told(&self) -> Names {
        let names = self.names.iter();
        let names = names.map(|(name, (users, _))| (String::from_utf8_lossy(name), *users));
        let (hidden, mut names): (Vec<_>, Vec<_>) =
            names.partition(|(name, _)| is_personal(name) || name.is_empty());
        names.sort_unstable_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
        let shown = names.iter().take(SHOWN);
        Names {
            users: self.users,
            most: self.most,
            distinct: self.names.len() as u64,
            shown: shown
                .map(|(name, users)| Name { name: name.clone().into_owned(), users: *users })
                .collect(),
            hidden: hidden.len() as u64,
            more: names.len().saturating_sub(SHOWN) as u64,
            untold: self.untold,
        }
    }
}

/// Adds up records in their order.
pub(super) struct Collector(Arc<Mutex<Tally>>);

impl Collector {
    pub(super) fn new(tally: Arc<Mutex<Tally>>) -> Self {
        Collector(tally)
    }
}

impl Packer for Collector {
    fn take(&mut self, encoded: &Encoded, accepted: &[Span<usize>]) -> Vec<Part> {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for range in accepted {
            entries(encoded.bytes(0, range)).for_each(|entry| tally.add(entry));
        }
        Vec::new()
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Span<usize>]) -> Vec<Part> {
        self.take(encoded, accepted)
    }

    fn finish(&mut self) -> Vec<Part> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(kind: Kind, size: u32, path: &str) -> Entry<'_> {
        Entry::Value { kind, size, path: path.as_bytes() }
    }

    #[test]
    fn a_field_counts_once_for_a_record_and_empty_values_for_none() {
        let mut tally = Tally::default();
        for entry in [
            Entry::Record,
            value(Kind::List, 2, "/a"),
            value(Kind::Text, 3, "/a/*"),
            value(Kind::Text, 9, "/a/*"),
            Entry::Record,
            value(Kind::List, 0, "/a"),
            value(Kind::Null, 0, "/b"),
        ] {
            tally.add(entry);
        }
        let table = tally.table("users".to_owned());
        let told: Vec<_> = { table.fields.iter() }
            .map(|field| (field.path.as_str(), field.records, field.values, field.empty))
            .collect();
        assert_eq!(told, [("/a", 1, 1, 1), ("/a/*", 1, 2, 0), ("/b", 0, 0, 1)]);
        assert_eq!(table.fields[0].elements, Some(Range { least: 0, most: 2 }));
        assert_eq!(table.fields[1].characters, Some(Range { least: 3, most: 9 }));
        assert_eq!(table.records, 2);
    }

    #[test]
    fn what_stands_in_an_object_is_told_behind_it() {
        let mut tally = Tally::default();
        for path in ["/a", "/a/x", "/b", "/a/w", "/c", "/b/y"] {
            tally.add(value(Kind::Number, 1, path));
        }
        let table = tally.table(String::new());
        let paths: Vec<_> = table.fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["/a", "/a/x", "/a/w", "/b", "/b/y", "/c"]);
    }

    #[test]
    fn there_is_an_end_to_fields_and_names() {
        let mut tally = Tally::default();
        for number in 0..NAMES + 5 {
            let name = format!("/{number}");
            tally.add(value(Kind::Number, 1, &name));
            tally.add(Entry::Name { what: Named::Role, name: name.as_bytes() });
        }
        let table = tally.table(String::new());
        assert_eq!((table.fields.len(), table.untold), (FIELDS, (NAMES + 5 - FIELDS) as u64));
        let roles = tally.names(Named::Role);
        assert_eq!((roles.shown.len(), roles.more), (SHOWN, (NAMES - SHOWN) as u64));
        assert_eq!((roles.distinct, roles.untold), (NAMES as u64, 5));
    }

    #[test]
    fn users_count_once_for_a_name_and_names_of_people_are_hidden() {
        let mut tally = Tally::default();
        for names in [["b", "b", "a"], ["b", "ada@example.com", "c"]] {
            tally.add(Entry::Record);
            for name in names {
                tally.add(Entry::Name { what: Named::Group, name: name.as_bytes() });
            }
        }
        let groups = tally.names(Named::Group);
        let shown: Vec<_> = groups.shown.iter().map(|one| (one.name.as_str(), one.users)).collect();
        assert_eq!(shown, [("b", 2), ("a", 1), ("c", 1)]);
        assert_eq!((groups.hidden, groups.users, groups.most), (1, 2, 3));
    }

    #[test]
    fn dates_are_days() {
        let mut tally = Tally::default();
        for second in [86_400, 86_399, 200_000] {
            tally.add(Entry::Date { when: When::Created, second });
        }
        let (earliest, latest) = ("1970-01-01".to_owned(), "1970-01-03".to_owned());
        assert_eq!(tally.users().created, Some(Dates { earliest, latest, users: 3 }));
        assert_eq!(tally.users().modified, None);
    }
}
