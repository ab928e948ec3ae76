//! What users have that stands in other files: groups, and roles of applications.
//!
//! A membership is 24 bytes: the [hash](Named) of the user's name and part of that of its spelling,
//! the number of a group or role, and where it stands. Names of groups and roles are held once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::buckets::{Buckets, Hashed};
use super::people::{Named, Names};
use super::spot::Spot;
use crate::model::{Group, Text};

/// A role of an application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct AppRole {
    pub(super) role: String,
    /// Empty where the file does not say.
    pub(super) app: String,
}

/// What a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Belonging {
    Group(u32),
    AppRole(u32),
}

/// In this order a user's memberships stand together, groups first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Membership {
    /// The hash of the user's name, whatever its letter case.
    who: u64,
    /// The number, with the highest bit for roles.
    what: u32,
    /// Where it stands. Of several that say the same the first one counts.
    spot: Spot,
    /// Part of a hash of the name as it is spelled.
    spelled: u32,
}

/// A role of a group.
pub(super) struct Grant {
    pub(super) role: AppRole,
    pub(super) group: String,
    /// Where it stands.
    pub(super) spot: Spot,
}

const ROLE: u32 = 1 << 31;

/// Belongings being gathered.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) names: Names,
    pub(super) groups: Vec<Group>,
    numbers: HashMap<String, u32>,
    roles: Vec<AppRole>,
    role_numbers: HashMap<AppRole, u32>,
    memberships: Vec<Membership>,
    /// Where each group stands first.
    spots: Vec<Spot>,
    /// Rows that say something else of a group than an earlier one.
    pub(super) differing: Vec<Spot>,
    /// Roles of groups.
    pub(super) grants: Vec<Grant>,
    /// For each input the application that it began with, and the first row of another one.
    pub(super) applications: BTreeMap<u32, (String, Option<Spot>)>,
}

/// Belongings to be looked up.
#[derive(Default)]
pub(super) struct Belongings {
    /// Hashes the names of users.
    pub(super) names: Names,
    pub(super) groups: Vec<Group>,
    /// Does JSON escape nothing of the name of each group?
    are_clean: Vec<bool>,
    pub(super) roles: Vec<AppRole>,
    memberships: Buckets<Membership>,
    /// Where each group stands first.
    spots: Vec<Spot>,
}

impl Hashed for Membership {
    fn hash(&self) -> u64 {
        self.who
    }
}

impl Gathered {
    /// The number of a group; one that is new stands at `spot`.
    pub(super) fn group(&mut self, name: &str, spot: Spot) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.spots.push(spot);
        let number = self.groups.len() as u32;
        let (name, place) = (name.to_owned(), spot.place());
        self.numbers.insert(name.clone(), number);
        self.groups.push(Group { name, place, ..Group::default() });
        number
    }

    /// The numbers of groups by their names in small letters; of several the first.
    pub(super) fn folded(&self) -> HashMap<String, u32> {
        let mut folded = HashMap::new();
        for (group, number) in self.groups.iter().zip(0..) {
            folded.entry(group.name.to_lowercase()).or_insert(number);
        }
        folded
    }

    /// The number of the group of this very name.
    pub(super) fn number_of(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// The number of a role.
    pub(super) fn role(&mut self, role: AppRole) -> u32 {
        if let Some(number) = self.role_numbers.get(&role) {
            return *number;
        }
        let number = self.roles.len() as u32;
        self.roles.push(role.clone());
        self.role_numbers.insert(role, number);
        number
    }

    /// How many roles have the name of a group, or of a role of another application.
    pub(super) fn namesakes(&self) -> u64 {
        let mut names: std::collections::HashSet<&str> =
            self.groups.iter().map(|group| group.name.as_str()).collect();
        self.roles.iter().filter(|role| !names.insert(&role.role)).count() as u64
    }

    /// A row of roles is of an application.
    pub(super) fn is_of(&mut self, app: &str, spot: Spot) {
        let (input, _) = spot.place();
        let (first, other) =
            self.applications.entry(input).or_insert_with(|| (app.to_owned(), None));
        if first != app && other.is_none() {
            *other = Some(spot);
        }
    }

    /// A user, told by the name, has something.
    pub(super) fn add(&mut self, user: &[u8], what: Belonging, spot: Spot) {
        let Named { who, spelled } = self.names.of(user);
        if let Belonging::Group(number) = what {
            self.groups[number as usize].has_members = true;
        }
        let what = match what {
            Belonging::Group(number) => number,
            Belonging::AppRole(number) => number | ROLE,
        };
        self.memberships.push(Membership { who, what, spelled, spot });
    }

    /// Makes it all ready to be looked up.
    pub(super) fn finish(self) -> Belongings {
        let Gathered { names, groups, roles, memberships, spots, .. } = self;
        let memberships = Buckets::new(memberships, |one| (one.who, one.what));
        let are_clean = groups.iter().map(|group| is_clean(group.name.as_bytes())).collect();
        Belongings { names, groups, are_clean, roles, memberships, spots }
    }
}

/// Does JSON escape nothing of a text?
fn is_clean(text: &[u8]) -> bool {
    let escaped = |byte: &u8| *byte < b' ' || matches!(byte, b'"' | b'\\');
    !text.iter().any(escaped)
}

impl Belongings {
    /// The name of a group.
    pub(super) fn group_name(&self, number: u32) -> Text<'_> {
        let name = &self.groups[number as usize].name;
        match self.are_clean[number as usize] {
            true => Text::clean(name.as_bytes()),
            false => Text::plain(name),
        }
    }

    /// The applications whose roles are granted to users or groups, in order of their names.
    pub(super) fn applications(&self) -> Vec<String> {
        let of_groups = self.groups.iter().flat_map(|group| &group.app_roles).map(|role| &role.app);
        let of_users = self.roles.iter().map(|role| &role.app);
        let all: BTreeSet<_> = of_users.chain(of_groups).cloned().collect();
        all.into_iter().collect()
    }

    /// Where the memberships of a user stand.
    pub(super) fn of(&self, user: Named) -> Range<usize> {
        self.memberships.of(user.who)
    }

    /// What the memberships of a user are, groups first.
    pub(super) fn at(&self, range: Range<usize>) -> impl Iterator<Item = Belonging> + '_ {
        self.memberships.all[range].iter().map(|one| match one.what & ROLE {
            0 => Belonging::Group(one.what),
            _ => Belonging::AppRole(one.what & !ROLE),
        })
    }

    /// Is the name of the user spelled otherwise in one of these memberships?
    pub(super) fn is_respelled(&self, range: Range<usize>, user: Named) -> bool {
        self.memberships.all[range].iter().any(|one| one.spelled != user.spelled)
    }

    /// Where memberships in groups, or roles of applications, stand that no user had; `met` has one
    /// bit for each that some user had.
    pub(super) fn unmet(&self, met: &[u64], is_role: bool) -> impl Iterator<Item = Spot> {
        let is_met = |at: usize| met.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        let all = self.memberships.all.iter().enumerate();
        all.filter(move |(at, one)| (one.what & ROLE != 0) == is_role && !is_met(*at))
            .map(|(_, one)| one.spot)
    }

    /// The groups that have more members than this: where they stand, and how many they have.
    pub(super) fn groups_above(&self, most: u64) -> Vec<(Spot, u64)> {
        let mut members = vec![0u64; self.groups.len()];
        for one in self.memberships.all.iter().filter(|one| one.what & ROLE == 0) {
            members[one.what as usize] += 1;
        }
        let all = self.spots.iter().copied().zip(members);
        all.filter(|(_, count)| *count > most).collect()
    }

    /// Where roles stand that users have of their own and a group of theirs has too.
    pub(super) fn had_twice(&self) -> Vec<Spot> {
        let numbers: HashMap<(&str, &str), u32> = { self.roles.iter().zip(0..) }
            .map(|(role, number)| ((role.role.as_str(), role.app.as_str()), number))
            .collect();
        let of_group = |group: &Group| -> Vec<u32> {
            let names = group.app_roles.iter().map(|role| (role.role.as_str(), role.app.as_str()));
            names.filter_map(|names| numbers.get(&names).copied()).collect()
        };
        let by_group: Vec<_> = self.groups.iter().map(of_group).collect();
        if by_group.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let mut spots = Vec::new();
        for user in self.memberships.all.chunk_by(|one, other| one.who == other.who) {
            let groups = user.iter().filter(|one| one.what & ROLE == 0);
            let inherited: Vec<_> = groups.flat_map(|one| &by_group[one.what as usize]).collect();
            let own = user.iter().filter(|one| one.what & ROLE != 0);
            let twice = own.filter(|one| inherited.contains(&&(one.what & !ROLE)));
            spots.extend(twice.map(|one| one.spot));
        }
        spots.sort_unstable();
        spots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_groups_are_clean_where_json_escapes_nothing() {
        for byte in 0..=u8::MAX {
            let mut escaped = Vec::new();
            crate::json::push_escaped(&mut escaped, &[byte]);
            assert_eq!(is_clean(&[b'a', byte]), escaped == [byte], "{byte}");
        }
    }

    #[test]
    fn memberships_are_found_whatever_the_letter_case() {
        let mut gathered = Gathered::default();
        let spot = |offset| Spot::new(0, offset);
        let first = gathered.group("first", spot(1));
        let second = gathered.group("second", spot(2));
        assert_eq!(gathered.group("first", spot(3)), first);
        let role = gathered.role(AppRole { role: "r".into(), app: "a".into() });
        gathered.add(b"ada", Belonging::AppRole(role), spot(4));
        gathered.add("JÖRG".as_bytes(), Belonging::Group(first), spot(5));
        gathered.add(b"ada", Belonging::Group(second), spot(6));
        gathered.add(b" ADA", Belonging::Group(second), spot(7));
        let belongings = gathered.finish();
        let named = |name: &str| belongings.names.of(name.as_bytes());
        let of = |name: &str| belongings.at(belongings.of(named(name))).collect::<Vec<_>>();
        assert_eq!(of("Ada"), [Belonging::Group(second), Belonging::AppRole(role)]);
        assert_eq!(of("jörg"), [Belonging::Group(first)]);
        assert_eq!(of("bob"), []);
        let ada = belongings.of(named("ada"));
        assert!(belongings.is_respelled(ada.clone(), named("Ada")));
        assert!(!belongings.is_respelled(ada.clone(), named("ada")));
        let met = ada.fold(0, |met, at| met | 1 << at);
        assert_eq!(belongings.unmet(&[met], false).collect::<Vec<_>>(), [spot(5)]);
        assert_eq!(belongings.unmet(&[met], true).count(), 0);
        assert_eq!(belongings.groups_above(0), [(spot(1), 1), (spot(2), 1)]);
        assert!(belongings.groups_above(1).is_empty() && belongings.had_twice().is_empty());
        assert_eq!(size_of::<Membership>(), 24);
    }
}
