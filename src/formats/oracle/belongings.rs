//! What users have that stands in other files: groups, and roles of applications.
//!
//! A membership is sixteen bytes: 64 bits of a hash of the user's name, whatever its letter case, 32
//! bits of one of its spelling, and the number of a group or role. Names of groups and roles are held once.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::model::Group;

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
    /// Part of a hash of the user's name, whatever its letter case.
    who: u64,
    /// The number, with the highest bit for roles.
    what: u32,
    /// Part of a hash of the name as it is spelled.
    spelled: u32,
}

const ROLE: u32 = 1 << 31;

/// Belongings being gathered.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) groups: Vec<Group>,
    numbers: HashMap<String, u32>,
    roles: Vec<AppRole>,
    role_numbers: HashMap<AppRole, u32>,
    memberships: Vec<Membership>,
    /// How many rows are about a group that had one.
    pub(super) repeated: u64,
    /// How many of them say something else of it.
    pub(super) differing: u64,
    /// Roles of groups: role, application, group.
    pub(super) grants: Vec<(String, String, String)>,
}

/// Belongings to be looked up.
#[derive(Default)]
pub(super) struct Belongings {
    pub(super) groups: Vec<Group>,
    pub(super) roles: Vec<AppRole>,
    memberships: Vec<Membership>,
}

impl Gathered {
    /// The number of a group, and whether it is new.
    pub(super) fn group(&mut self, name: &str) -> (u32, bool) {
        if let Some(number) = self.numbers.get(name) {
            return (*number, false);
        }
        let number = self.groups.len() as u32;
        self.groups.push(Group { name: name.to_owned(), ..Group::default() });
        self.numbers.insert(name.to_owned(), number);
        (number, true)
    }

    /// Is there a group of this name?
    pub(super) fn has_group(&self, name: &str) -> bool {
        self.numbers.contains_key(name)
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

    /// How many applications there are.
    pub(super) fn applications(&self) -> usize {
        let apps: std::collections::HashSet<_> = self.roles.iter().map(|role| &role.app).collect();
        apps.len()
    }

    /// A user, told by the name, has something.
    pub(super) fn add(&mut self, user: &[u8], what: Belonging) {
        let (who, spelled) = hash(user);
        if let Belonging::Group(number) = what {
            self.groups[number as usize].has_members = true;
        }
        let what = match what {
            Belonging::Group(number) => number,
            Belonging::AppRole(number) => number | ROLE,
        };
        self.memberships.push(Membership { who, what, spelled });
    }

    /// Makes it all ready to be looked up.
    pub(super) fn finish(self) -> Belongings {
        let Gathered { groups, roles, mut memberships, .. } = self;
        memberships.sort_unstable();
        memberships.dedup_by_key(|one| (one.who, one.what));
        Belongings { groups, roles, memberships }
    }
}

impl Belongings {
    /// The applications whose roles are granted to users or groups, in order of their names.
    pub(super) fn applications(&self) -> Vec<String> {
        let of_groups = self.groups.iter().flat_map(|group| &group.app_roles).map(|(_, app)| app);
        let of_users = self.roles.iter().map(|role| &role.app);
        let all: BTreeSet<_> = of_users.chain(of_groups).cloned().collect();
        all.into_iter().collect()
    }

    /// Has nobody anything?
    pub(super) fn is_empty(&self) -> bool {
        self.memberships.is_empty()
    }

    /// Where the memberships of a user stand.
    pub(super) fn of(&self, user: &[u8]) -> Range<usize> {
        if self.is_empty() {
            return 0..0;
        }
        let (who, _) = hash(user);
        let start = self.memberships.partition_point(|one| one.who < who);
        let count = self.memberships[start..].iter().take_while(|one| one.who == who).count();
        start..start + count
    }

    /// What the memberships of a user are, groups first.
    pub(super) fn at(&self, range: Range<usize>) -> impl Iterator<Item = Belonging> + '_ {
        self.memberships[range].iter().map(|one| match one.what & ROLE {
            0 => Belonging::Group(one.what),
            _ => Belonging::AppRole(one.what & !ROLE),
        })
    }

    /// Is the name of the user spelled otherwise in one of these memberships?
    pub(super) fn is_respelled(&self, range: Range<usize>, user: &[u8]) -> bool {
        let differs =
            |spelled| self.memberships[range.clone()].iter().any(|one| one.spelled != spelled);
        !range.is_empty() && differs(hash(user).1)
    }

    /// How many memberships in groups, and how many roles of applications, no user had; `met` has
    /// one bit for each that some user had.
    pub(super) fn unmet(&self, met: &[u64]) -> (u64, u64) {
        let is_met = |at: usize| met.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        let unmet = (0..self.memberships.len()).filter(|at| !is_met(*at));
        unmet.fold((0, 0), |(groups, roles), at| match self.memberships[at].what & ROLE {
            0 => (groups + 1, roles),
            _ => (groups, roles + 1),
        })
    }

    /// How many groups have more members than this.
    pub(super) fn groups_above(&self, most: u64) -> u64 {
        let mut members = vec![0u64; self.groups.len()];
        for one in self.memberships.iter().filter(|one| one.what & ROLE == 0) {
            members[one.what as usize] += 1;
        }
        members.into_iter().filter(|count| *count > most).count() as u64
    }

    /// How many roles users have of their own that a group of theirs has too.
    pub(super) fn had_twice(&self) -> u64 {
        let numbers: HashMap<(&str, &str), u32> = { self.roles.iter().zip(0..) }
            .map(|(role, number)| ((role.role.as_str(), role.app.as_str()), number))
            .collect();
        let of_group = |group: &Group| -> Vec<u32> {
            let names = group.app_roles.iter().map(|(role, app)| (role.as_str(), app.as_str()));
            names.filter_map(|names| numbers.get(&names).copied()).collect()
        };
        let by_group: Vec<_> = self.groups.iter().map(of_group).collect();
        if by_group.iter().all(Vec::is_empty) {
            return 0;
        }
        let twice = |user: &[Membership]| {
            let groups = user.iter().filter(|one| one.what & ROLE == 0);
            let inherited: Vec<_> = groups.flat_map(|one| &by_group[one.what as usize]).collect();
            let own = user.iter().filter(|one| one.what & ROLE != 0);
            own.filter(|one| inherited.contains(&&(one.what & !ROLE))).count() as u64
        };
        self.memberships.chunk_by(|one, other| one.who == other.who).map(twice).sum()
    }
}

/// 64 bits of a hash of a name, whatever its letter case, and 32 bits of one of its spelling; the
/// blanks at its ends do not count.
fn hash(name: &[u8]) -> (u64, u32) {
    let name = name.trim_ascii();
    let folded = match name.is_ascii() {
        true => name.to_ascii_lowercase(),
        false => String::from_utf8_lossy(name).to_lowercase().into_bytes(),
    };
    let first = |text: &[u8]| {
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(text).as_bytes();
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    };
    let who = first(&folded);
    let spelled = if folded == name { who } else { first(name) };
    (who, (spelled >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memberships_are_found_whatever_the_letter_case() {
        let mut gathered = Gathered::default();
        let (first, _) = gathered.group("first");
        let (second, is_new) = gathered.group("second");
        assert!(is_new && !gathered.group("first").1);
        let role = gathered.role(AppRole { role: "r".into(), app: "a".into() });
        gathered.add(b"ada", Belonging::AppRole(role));
        gathered.add("JÖRG".as_bytes(), Belonging::Group(first));
        gathered.add(b"ada", Belonging::Group(second));
        gathered.add(b" ADA", Belonging::Group(second));
        let belongings = gathered.finish();
        let of = |name: &str| belongings.at(belongings.of(name.as_bytes())).collect::<Vec<_>>();
        assert_eq!(of("Ada"), [Belonging::Group(second), Belonging::AppRole(role)]);
        assert_eq!(of("jörg"), [Belonging::Group(first)]);
        assert_eq!(of("bob"), []);
        let ada = belongings.of(b"ada");
        assert!(belongings.is_respelled(ada.clone(), b"Ada"));
        let met = ada.fold(0, |met, at| met | 1 << at);
        assert_eq!(belongings.unmet(&[met]), (1, 0));
        assert_eq!((belongings.groups_above(0), belongings.groups_above(1)), (2, 0));
        assert_eq!(belongings.had_twice(), 0);
        assert_eq!(size_of::<Membership>(), 16);
    }
}
