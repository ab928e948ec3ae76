//! Who is new or changed since an earlier run.
//!
//! What is compared is what would be written for a user: all sections of the record but the id map.
//! Where the source has no time, the instant of the run is written; it counts as the same one. So
//! the order of members, blanks and whatever else does not reach the target is no change, and an
//! option that changes what is written changes the users that it is written for, and no others.

use std::fs::File;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use memchr::memmem::Finder;

use crate::csv::push_cell;
use crate::error::Error;
use crate::findings::{Mark, Note, Notes};
use crate::formats::KnownAs;
use crate::ids::{Id, Ids, RunKey, push_uuid};
use crate::model::User;
use crate::output::{Base, DeltaCounts, Entry, INDEX, IndexWriter, Outputs};
use crate::pack::{Encoded, Packer, Part};

/// The list of users who are not in the source any more.
const DISAPPEARED: &str = "disappeared.csv";

/// The kind of the marks that say whose record it is; readers have small numbers.
const WHO: u64 = u64::MAX;
/// The kind of the marks of records that tell no id.
const NOBODY: u64 = WHO - 1;

/// What is done about an earlier or later run.
#[derive(Default)]
pub enum Delta {
    /// Nothing.
    #[default]
    None,
    /// An index is kept for a later run.
    Keep,
    /// Only who is new or changed since an earlier run is written.
    Since(Box<Base>),
}

/// Notes of each user what a later run must know.
pub(super) struct Tracked {
    ids: Ids,
    key: [u8; 32],
    now: Finder<'static>,
    known_as: KnownAs,
    named: bool,
    /// The section of the id map, which is not compared.
    id_map: Option<usize>,
    ledger: Arc<Mutex<Ledger>>,
}

/// What a run is told of a target, to track its users.
pub(super) struct Tracking<'t> {
    pub(super) delta: Delta,
    pub(super) run_key: &'t RunKey,
    pub(super) from: &'static str,
    pub(super) now: &'t str,
    pub(super) known_as: KnownAs,
    pub(super) is_mapped: bool,
    pub(super) id_map: Option<usize>,
    pub(super) outputs: &'t Outputs,
}

impl Tracked {
    /// # Errors
    /// When there is no place for the index.
    pub(super) fn new(tracking: Tracking<'_>) -> Result<Option<Self>, Error> {
        let base = match tracking.delta {
            Delta::None => return Ok(None),
            Delta::Keep => None,
            Delta::Since(base) => Some(Earlier::new(*base)),
        };
        // Where a mapping changes what ids are made of, the key is not the id.
        let named = tracking.is_mapped || !matches!(tracking.known_as, KnownAs::NewId);
        let index = IndexWriter::new(create(tracking.outputs, INDEX)?, tracking.run_key, named)
            .map_err(Error::io("write", Path::new(INDEX)))?;
        Ok(Some(Tracked {
            ids: Ids::new(tracking.run_key, tracking.from),
            key: tracking.run_key.derive("records of a delta"),
            now: Finder::new(tracking.now).into_owned(),
            known_as: tracking.known_as,
            named,
            id_map: tracking.id_map,
            ledger: Arc::new(Mutex::new(Ledger {
                base,
                index,
                counts: DeltaCounts::default(),
                failed: None,
            })),
        }))
    }

    /// What the run knows the user of a record by, from what the source has; it is marked, so that
    /// users whose records are refused are not taken for gone.
    pub(super) fn mark(&self, user: &User<'_>, notes: &mut Notes) -> Option<Id> {
        let Some(key) = self.ids.of(user).map(|ids| ids.user()) else {
            notes.marks.push([NOBODY, 0, 0, 0]);
            return None;
        };
        let number = u128::from_le_bytes(key);
        notes.marks.push([WHO, number as u64, (number >> 64) as u64, 0]);
        Some(key)
    }

    /// Takes the marks of records that stand; the others are for the reader.
    pub(super) fn take_marks(&self, marks: &[Mark]) -> Vec<Mark> {
        let mut ledger = self.lock();
        for mark in marks.iter().filter(|mark| mark[0] == WHO) {
            let key = u128::from(mark[1]) | u128::from(mark[2]) << 64;
            if let Some(base) = &mut ledger.base {
                base.see(key.to_le_bytes());
            }
        }
        ledger.counts.unknown += marks.iter().filter(|mark| mark[0] == NOBODY).count() as u64;
        marks.iter().filter(|mark| mark[0] < NOBODY).copied().collect()
    }

    /// Writes the entry of a user behind what was written for it.
    pub(super) fn write(
        &self,
        user: &User<'_>,
        key: Option<Id>,
        section: usize,
        out: &mut Encoded,
    ) {
        let hash = self.hash(section, out);
        let mut short = [0; 8];
        short.copy_from_slice(&hash.as_bytes()[16..24]);
        let key = key.unwrap_or_else(|| {
            // Nothing tells whose it is but what it says.
            let mut key = Id::default();
            key.copy_from_slice(&hash.as_bytes()[..16]);
            key
        });
        let out = out.section(section);
        out.extend_from_slice(&key);
        out.extend_from_slice(&short);
        match &self.known_as {
            KnownAs::NewId if !self.named => {}
            KnownAs::NewId => {
                let id = self.ids.of(user).map(|ids| ids.user());
                if let Some(id) = id.filter(|id| *id != key) {
                    push_uuid(out, &id);
                }
            }
            KnownAs::Text(_, name) => name(user, out),
        }
    }

    /// The hash of what was written since the last record, whatever the instant of the run.
    fn hash(&self, sections: usize, out: &Encoded) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for section in (0..sections).filter(|section| Some(*section) != self.id_map) {
            let bytes = out.pending(section);
            let mut rest = 0;
            for at in self.now.find_iter(bytes) {
                hasher.update(&bytes[rest..at]).update(b"\0now");
                rest = at + self.now.needle().len();
            }
            hasher.update(&bytes[rest..]).update(b"\0end");
        }
        hasher.finalize()
    }

    /// The packer, which gets the users that are written.
    pub(super) fn sift(&self, inner: Box<dyn Packer>, section: usize) -> Box<dyn Packer> {
        Box::new(Sift { inner, section, ledger: Arc::clone(&self.ledger) })
    }

    /// Closes the index, and lists who has disappeared.
    ///
    /// # Errors
    /// When something cannot be read or written.
    pub(super) fn finish(self, outputs: &Outputs) -> Result<Option<DeltaCounts>, Error> {
        let heading = match self.known_as {
            KnownAs::NewId => "user_id",
            KnownAs::Text(heading, _) => heading,
        };
        // The packer has the other end, and is gone.
        let ledger = Arc::into_inner(self.ledger).map(Mutex::into_inner);
        let Some(ledger) = ledger.map(|ledger| ledger.unwrap_or_else(PoisonError::into_inner))
        else {
            return Err(Error::Refused("the index is still written".to_owned()));
        };
        ledger.finish(heading, outputs)
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn create(outputs: &Outputs, name: &str) -> Result<File, Error> {
    outputs.create(name)?.ok_or_else(|| {
        Error::Refused(format!("there is no place for {name}; give --evidence FOLDER"))
    })
}

/// The users of an earlier run, and which of them were met.
struct Earlier {
    base: Box<Base>,
    /// A bit for each entry: somebody of that key is in the source.
    seen: Vec<u64>,
    /// A bit for each entry: somebody of that key can be written.
    stands: Vec<u64>,
}

impl Earlier {
    fn new(base: Base) -> Self {
        let words = base.entries().len().div_ceil(64);
        Earlier { base: Box::new(base), seen: vec![0; words], stands: vec![0; words] }
    }

    /// The entries of a key.
    fn of(&self, key: Id) -> Range<usize> {
        let entries = self.base.entries();
        let start = entries.partition_point(|entry| entry.key < key);
        let many = entries[start..].iter().take_while(|entry| entry.key == key).count();
        start..start + many
    }

    fn see(&mut self, key: Id) {
        self.of(key).for_each(|at| self.seen[at / 64] |= 1 << (at % 64));
    }

    fn stand(&mut self, key: Id) {
        self.of(key).for_each(|at| self.stands[at / 64] |= 1 << (at % 64));
    }
}

/// What is known of the users of a run, in the order of the records.
struct Ledger {
    base: Option<Earlier>,
    index: IndexWriter,
    counts: DeltaCounts,
    failed: Option<std::io::Error>,
}

impl Ledger {
    /// Enters a user who can be written. Is the user written?
    fn enter(&mut self, entry: &Entry, name: &[u8]) -> bool {
        if let Err(error) = self.index.add(entry, name) {
            self.failed.get_or_insert(error);
        }
        let Some(base) = &mut self.base else { return true };
        base.stand(entry.key);
        let known = base.of(entry.key);
        let entries = &base.base.entries()[known];
        let is_same = entries.contains(entry);
        let count = match (entries.is_empty(), is_same) {
            (true, _) => &mut self.counts.new,
            (false, false) => &mut self.counts.changed,
            (false, true) => &mut self.counts.unchanged,
        };
        *count += 1;
        !is_same
    }

    fn finish(mut self, heading: &str, outputs: &Outputs) -> Result<Option<DeltaCounts>, Error> {
        let unwritten = |error| Error::io("write", Path::new(INDEX))(error);
        if let Some(error) = self.failed {
            return Err(unwritten(error));
        }
        let Some(Earlier { mut base, seen, stands }) = self.base else {
            self.index.finish().map_err(unwritten)?;
            return Ok(None);
        };
        let mut list = std::io::BufWriter::new(create(outputs, DISAPPEARED)?);
        let mut row = format!("{heading}\r\n").into_bytes();
        let entries = base.take_entries();
        let (index, counts) = (&mut self.index, &mut self.counts);
        let mut write = |row: &mut Vec<u8>| {
            let written = list.write_all(row);
            row.clear();
            written.map_err(Error::io("write", Path::new(DISAPPEARED)))
        };
        write(&mut row)?;
        base.each(|entry, name| {
            let at = entries.partition_point(|known| *known < entry);
            let is = |bits: &[u64]| bits[at / 64] >> (at % 64) & 1 == 1;
            if is(&stands) {
                return Ok(());
            }
            if is(&seen) {
                counts.refused += 1;
                return index.add(&entry, name).map_err(unwritten);
            }
            counts.disappeared += 1;
            match name.is_empty() {
                true => push_uuid(&mut row, &entry.key),
                false => push_cell(&mut row, name),
            }
            row.extend_from_slice(b"\r\n");
            write(&mut row)
        })?;
        list.flush().map_err(Error::io("write", Path::new(DISAPPEARED)))?;
        self.index.finish().map_err(unwritten)?;
        Ok(Some(self.counts))
    }
}

/// A packer that gets only who is new or changed.
struct Sift {
    inner: Box<dyn Packer>,
    section: usize,
    ledger: Arc<Mutex<Ledger>>,
}

impl Sift {
    /// The users of these ranges who are written.
    fn written(&self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let mut written: Vec<Range<usize>> = Vec::new();
        for record in accepted.iter().cloned().flatten() {
            let bytes = encoded.bytes(self.section, &(record..record + 1));
            let Some((key, rest)) = bytes.split_first_chunk() else { continue };
            let Some((hash, name)) = rest.split_first_chunk() else { continue };
            if !ledger.enter(&Entry { key: *key, hash: *hash }, name) {
                continue;
            }
            match written.last_mut() {
                Some(last) if last.end == record => last.end += 1,
                _ => written.push(record..record + 1),
            }
        }
        written
    }
}

impl Packer for Sift {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let written = self.written(encoded, accepted);
        self.inner.take(encoded, &written)
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let written = self.written(encoded, accepted);
        self.inner.take_copies(encoded, &written)
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
