//! What users have that stands in other files: groups, and roles of applications.
//!
//! A membership is sixteen bytes: 96 bits of a hash of the user's name, whatever its letter case,
//! and the number of a group or role. Names of groups and roles are held once.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// A user, by the hash of the name.
type Who = (u64, u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Membership {
    high: u64,
    low: u32,
    /// The number, with the highest bit for roles.
    what: u32,
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
}

/// Belongings to be looked up.
#[derive(Default)]
pub(super) struct Belongings {
    pub(super) groups: Vec<Group>,
    pub(super) roles: Vec<AppRole>,
    memberships: Vec<Membership>,
    /// One bit for each membership that some user had.
    met: Vec<AtomicU64>,
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

    /// How many applications there are.
    pub(super) fn applications(&self) -> usize {
        let apps: std::collections::HashSet<_> = self.roles.iter().map(|role| &role.app).collect();
        apps.len()
    }

    /// A user, told by the name, has something.
    pub(super) fn add(&mut self, user: &[u8], what: Belonging) {
        let (high, low) = hash(user);
        if let Belonging::Group(number) = what {
            self.groups[number as usize].has_members = true;
        }
        let what = match what {
            Belonging::Group(number) => number,
            Belonging::AppRole(number) => number | ROLE,
        };
        self.memberships.push(Membership { high, low, what });
    }

    /// Makes it all ready to be looked up.
    pub(super) fn finish(self) -> Belongings {
        let Gathered { groups, roles, mut memberships, .. } = self;
        memberships.sort_unstable();
        memberships.dedup();
        let met = (0..memberships.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Belongings { groups, roles, memberships, met }
    }
}

impl Belongings {
    /// Has nobody anything?
    pub(super) fn is_empty(&self) -> bool {
        self.memberships.is_empty()
    }

    /// Where the memberships of a user stand.
    pub(super) fn of(&self, user: &[u8]) -> Range<usize> {
        if self.is_empty() {
            return 0..0;
        }
        let who = hash(user);
        let key = |one: &Membership| -> Who { (one.high, one.low) };
        let start = self.memberships.partition_point(|one| key(one) < who);
        let count = self.memberships[start..].iter().take_while(|one| key(one) == who).count();
        start..start + count
    }

    /// What the memberships of a user are, groups first.
    pub(super) fn at(&self, range: Range<usize>) -> impl Iterator<Item = Belonging> + '_ {
        self.memberships[range].iter().map(|one| match one.what & ROLE {
            0 => Belonging::Group(one.what),
            _ => Belonging::AppRole(one.what & !ROLE),
        })
    }

    /// A user has these memberships.
    pub(super) fn meet(&self, range: Range<usize>) {
        for at in range {
            self.met[at / 64].fetch_or(1 << (at % 64), Ordering::Relaxed);
        }
    }

    /// How many memberships in groups, and how many roles of applications, no user had.
    pub(super) fn unmet(&self) -> (u64, u64) {
        let is_met = |at: usize| self.met[at / 64].load(Ordering::Relaxed) >> (at % 64) & 1 == 1;
        let unmet = (0..self.memberships.len()).filter(|at| !is_met(*at));
        unmet.fold((0, 0), |(groups, roles), at| match self.memberships[at].what & ROLE {
            0 => (groups + 1, roles),
            _ => (groups, roles + 1),
        })
    }
}

/// 96 bits of a hash of a name, whatever its letter case and the blanks at its ends.
fn hash(name: &[u8]) -> Who {
    let name = name.trim_ascii();
    let folded = match name.is_ascii() {
        true => name.to_ascii_lowercase(),
        false => String::from_utf8_lossy(name).to_lowercase().into_bytes(),
    };
    let digest = blake3::hash(&folded);
    let [a, b, c, d, e, f, g, h, i, j, k, l, ..] = *digest.as_bytes();
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes([i, j, k, l]))
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
        belongings.meet(belongings.of(b"ada"));
        assert_eq!(belongings.unmet(), (1, 0));
        assert_eq!(size_of::<Membership>(), 16);
    }
}
