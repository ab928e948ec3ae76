//! What accepted users need in the product: the names go to a section of their own, which is read
//! in the order of the records.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::findings::Note;
use crate::model::{Text, User};
use crate::pack::{Encoded, Packer, Part};
use crate::upload::{Met, NamesOf, Need, Needs};

/// Needs of a run: those that are settled, and those that its users have.
pub(super) struct Needed {
    settled: Vec<Need>,
    of_users: Option<(&'static str, NamesOf)>,
    met: Arc<Mutex<Met>>,
}

impl Needed {
    pub(super) fn new(needs: Needs) -> Self {
        Needed { settled: needs.settled, of_users: needs.of_users, met: Arc::default() }
    }

    /// How many sections are taken behind those of the writer.
    pub(super) fn sections(&self) -> usize {
        usize::from(self.of_users.is_some())
    }

    /// Writes the names that a user needs, each behind its length.
    pub(super) fn write(&self, user: &User<'_>, section: usize, out: &mut Encoded) {
        let Some((_, names_of)) = self.of_users else { return };
        let out = out.section(section);
        names_of(user, &mut |name: Text<'_>| {
            let name = name.decode();
            out.extend_from_slice(&(name.len() as u32).to_le_bytes());
            out.extend_from_slice(&name);
        });
    }

    /// The packer, with an eye on the names in a section.
    pub(super) fn watch(&self, inner: Box<dyn Packer>, section: usize) -> Box<dyn Packer> {
        match self.of_users {
            None => inner,
            Some(_) => Box::new(Watch { inner, section, met: Arc::clone(&self.met) }),
        }
    }

    /// What is needed, now that all records were written.
    pub(super) fn into_needs(self) -> Vec<Need> {
        let met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let of_users = self.of_users.and_then(|(what, _)| met.need(what));
        self.settled.into_iter().chain(of_users).collect()
    }
}

/// A packer whose records are looked at on their way.
struct Watch {
    inner: Box<dyn Packer>,
    section: usize,
    met: Arc<Mutex<Met>>,
}

impl Watch {
    fn see(&self, encoded: &Encoded, accepted: &[Range<usize>]) {
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        for range in accepted {
            let mut names = encoded.bytes(self.section, range);
            while let Some((length, rest)) = names.split_first_chunk() {
                let (name, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
                met.add(name);
                names = rest;
            }
        }
    }
}

impl Packer for Watch {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.see(encoded, accepted);
        self.inner.take(encoded, accepted)
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.see(encoded, accepted);
        self.inner.take_copies(encoded, accepted)
    }

    fn finish(&mut self) -> Vec<Part> {
        self.inner.finish()
    }

    fn judge(&self) -> Vec<Note> {
        self.inner.judge()
    }

    fn several_files(&self) -> Option<&'static str> {
        self.inner.several_files()
    }
}
