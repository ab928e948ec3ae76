//! What must be in the product before users come: names of pools, schemas and roles, which are
//! configuration.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::{Text, User};

/// So many names of one kind are kept, and no more.
pub const MOST_NAMES: usize = 1_000;

/// Things of one kind that must be there before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// What they are.
    pub what: String,
    /// How many there are; of more than 1,000 it is known that there are more.
    pub count: u64,
    /// Are there more than were counted?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// What they are called. The report leaves it out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

impl Need {
    /// Things that are known before a run.
    pub fn of(what: &str, names: &[&str]) -> Self {
        let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        Need { what: what.to_owned(), count: names.len() as u64, more: false, names }
    }

    /// The same without the names.
    #[must_use]
    pub fn unnamed(&self) -> Self {
        Need { names: Vec::new(), ..self.clone() }
    }
}

/// What a target needs.
#[derive(Default)]
pub struct Needs {
    /// What the settings tell.
    pub settled: Vec<Need>,
    /// What users tell: what the things are, and what tells those of a user.
    pub of_users: Option<(&'static str, NamesOf)>,
}

/// Tells the names of things that a user needs.
pub type NamesOf = fn(&User<'_>, &mut dyn FnMut(Text<'_>));

/// Names that were met.
#[derive(Debug, Default)]
pub(crate) struct Met {
    names: BTreeSet<Vec<u8>>,
    more: bool,
}

impl Met {
    /// Meets a name. Called in the order of the records.
    pub(crate) fn add(&mut self, name: &[u8]) {
        if self.names.contains(name) {
            return;
        }
        match self.names.len() < MOST_NAMES {
            true => drop(self.names.insert(name.to_vec())),
            false => self.more = true,
        }
    }

    /// What is needed, if anything is.
    pub(crate) fn need(&self, what: &str) -> Option<Need> {
        let names: Vec<_> =
            self.names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        let (count, more) = (names.len() as u64, self.more);
        (count > 0).then(|| Need { what: what.to_owned(), count, more, names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_once_and_not_without_end() {
        let mut met = Met::default();
        assert_eq!(met.need("roles"), None);
        met.add(b"viewer");
        met.add(b"viewer");
        assert_eq!(met.need("roles"), Some(Need::of("roles", &["viewer"])));
        (0..MOST_NAMES).for_each(|number| met.add(number.to_string().as_bytes()));
        let need = met.need("roles").unwrap();
        assert_eq!((need.count, need.more), (MOST_NAMES as u64, true));
        assert!(need.unnamed().names.is_empty());
    }
}
