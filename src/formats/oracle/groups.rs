//! The rows of `Groups.csv`: at most 7 members each, the group repeated in every row.
//!
//! A row is written as soon as it is full, what is left at the end. So memory grows with the number
//! of groups (Oracle takes 100,000), not with that of memberships.

use std::collections::HashMap;

use foldhash::quality::RandomState;

use super::cell;
use super::quotes::{is_escaped, is_unquoted_by_import};
use super::rules::{ORA_F_051, ORA_G_002};
use super::series::Series;
use crate::findings::Rule;
use crate::model::Text;
use crate::pack::Part;

/// The most members that a row may have (Oracle, *Import users and groups*, troubleshooting).
pub(super) const MOST_MEMBERS: usize = 7;

/// The fewest characters of a name (Oracle, *Import groups*).
pub(super) const LEAST_CHARS: usize = 5;

/// Which rule does a name break for which Oracle would refuse a group, or call it otherwise? Blanks
/// at its ends do not count.
pub(super) fn broken_by(name: &[u8]) -> Option<&'static Rule> {
    let name = Text::plain_bytes(name.trim_ascii());
    match name.chars() {
        _ if is_unquoted_by_import(name.raw()) => Some(&ORA_F_051),
        0..LEAST_CHARS => Some(&ORA_G_002),
        _ => None,
    }
}

/// Gathers members of groups.
pub(super) struct Groups {
    series: Series,
    numbers: HashMap<Box<[u8]>, usize, RandomState>,
    /// In the order in which they were first named.
    groups: Vec<Group>,
    /// Room for the row at hand.
    row: Vec<u8>,
    /// The longest row that is made of more than one member.
    longest: usize,
}

#[derive(Default)]
struct Group {
    /// The cells of name and description, each with its comma.
    start: Vec<u8>,
    /// The cell of whether it is requestable, with what stands around it.
    end: &'static [u8],
    /// Has it no row yet, and must it have one?
    is_owed: bool,
    /// Members of the next row, with semicolons between.
    members: Vec<u8>,
    count: usize,
    /// Where the last of them starts.
    last: usize,
}

impl Groups {
    /// No groups yet; rows go to `series`.
    pub(super) fn new(series: Series, longest: usize) -> Self {
        let numbers = HashMap::default();
        Groups { series, numbers, groups: Vec::new(), row: Vec::new(), longest }
    }

    /// With groups that have a row of their own, whether they have members or not.
    pub(super) fn with<'k>(
        mut self,
        known: impl IntoIterator<Item = &'k crate::model::Group>,
    ) -> Self {
        for group in known {
            let number = self.begin(group.name.as_bytes(), group.description.as_deref());
            self.groups[number].is_owed = true;
            self.groups[number].end = match group.requestable {
                None => b",\r\n",
                Some(true) => b",TRUE\r\n",
                Some(false) => b",FALSE\r\n",
            };
        }
        self
    }

    /// Makes a user a member of a group.
    pub(super) fn add(&mut self, group: &[u8], user: &[u8], parts: &mut Vec<Part>) {
        let number = match self.numbers.get(group) {
            Some(number) => *number,
            None => self.begin(group, None),
        };
        let Group { start, members, count, .. } = &self.groups[number];
        // Twice the length is more than any quotes can add.
        if *count > 0 && 2 * (start.len() + members.len() + user.len()) + 16 > self.longest {
            self.write_row(number, parts);
        }
        let group = &mut self.groups[number];
        if group.count > 0 {
            group.members.push(b';');
        }
        group.last = group.members.len();
        group.members.extend_from_slice(user);
        group.count += 1;
        if group.count == MOST_MEMBERS {
            self.write_row(number, parts);
        }
    }

    /// Writes what is left, group by group.
    pub(super) fn finish(&mut self, parts: &mut Vec<Part>) {
        for number in 0..self.groups.len() {
            if self.groups[number].count > 0 || self.groups[number].is_owed {
                self.write_row(number, parts);
            }
        }
    }

    /// How many groups have a name that differs from that of an earlier one in letter case only.
    pub(super) fn spelled_twice(&self) -> u64 {
        let fold = |name: &[u8]| String::from_utf8_lossy(name).to_lowercase();
        let folded: std::collections::HashSet<_> =
            self.numbers.keys().map(|name| fold(name)).collect();
        (self.numbers.len() - folded.len()) as u64
    }

    fn begin(&mut self, name: &[u8], description: Option<&str>) -> usize {
        let mut group = Group { end: b",\r\n", ..Group::default() };
        cell::push(&mut group.start, name);
        group.start.push(b',');
        cell::push(&mut group.start, description.unwrap_or_default().as_bytes());
        group.start.push(b',');
        self.groups.push(group);
        self.numbers.insert(name.into(), self.groups.len() - 1);
        self.groups.len() - 1
    }

    fn write_row(&mut self, number: usize, parts: &mut Vec<Part>) {
        let group = &mut self.groups[number];
        // The quotes are undone for the cell as a whole. If it looks quoted by chance, the member
        // with the closing quote goes first: it does not start with a quote and a sign, or it
        // would have been refused.
        if is_escaped(&group.members) && group.count > 1 {
            let length = group.members.len();
            group.members.push(b';');
            group.members.rotate_left(group.last);
            debug_assert_eq!(group.members.len(), length + 1);
            // `last;first;…;` with the semicolon that stood before the last one at the end.
            group.members.pop();
        }
        self.row.clear();
        self.row.extend_from_slice(&group.start);
        cell::push(&mut self.row, &group.members);
        self.row.extend_from_slice(group.end);
        group.members.clear();
        (group.count, group.last, group.is_owed) = (0, 0, false);
        self.series.add_row(&self.row, parts);
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::Limits;
    use super::*;
    use crate::pack::Encoded;

    fn rows(members: &[(&str, &str)]) -> (Vec<String>, u64) {
        let series = Series::new("Groups", b"head\r\n".to_vec(), 1, Limits::default());
        let mut groups = Groups::new(series, 1000);
        let mut parts = Vec::new();
        for (group, user) in members {
            groups.add(group.as_bytes(), user.as_bytes(), &mut parts);
        }
        groups.finish(&mut parts);
        let text: Vec<_> =
            parts.iter().flat_map(|part| part.slices(&Encoded::new(1)).concat()).collect();
        let text = String::from_utf8(text).unwrap();
        (text.lines().skip(1).map(str::to_owned).collect(), groups.spelled_twice())
    }

    #[test]
    fn seven_members_a_row_and_the_rest_at_the_end() {
        let names: Vec<_> = (0..16).map(|number| format!("user{number}")).collect();
        let mut members: Vec<_> = names.iter().map(|name| ("viewer", name.as_str())).collect();
        members.insert(3, ("=other, one", "+admin"));
        let (rows, twice) = rows(&members);
        assert_eq!(
            rows,
            [
                "viewer,,user0;user1;user2;user3;user4;user5;user6,",
                "viewer,,user7;user8;user9;user10;user11;user12;user13,",
                "viewer,,user14;user15,",
                "\"'=other, one'\",,'+admin',",
            ]
        );
        assert_eq!(twice, 0);
    }

    #[test]
    fn a_list_that_looks_quoted_is_turned() {
        let (turned, _) = rows(&[("viewer", "'@a"), ("viewer", "mid"), ("viewer", "+b'")]);
        assert_eq!(turned, ["viewer,,'+b';'@a;mid',"]);
        let (rows, twice) = rows(&[("viewer", "'@a"), ("Viewer", "b'")]);
        assert_eq!(rows, ["viewer,,'@a,", "Viewer,,b',"]);
        assert_eq!(twice, 1);
    }
}
