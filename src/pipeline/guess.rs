//! Guessing where a record starts in the middle of a file.
//!
//! A guess costs one search for the name of the first record's first member. It may be wrong, for
//! strings can hold anything; whoever is in order proves it before anything made of it is used.

use memchr::memmem;

use super::Job;
use super::run::read_record;
use crate::findings::Notes;
use crate::json::{Cursor, Envelope, Step};
use crate::model::User;

/// How many places are tried in a chunk.
const TRIES: usize = 16;

/// What the start of an input tells about the starts of its records.
pub(super) struct Guess {
    /// The first member's name of the first record, with its quotes.
    needle: memmem::Finder<'static>,
    /// The outside of the input at a record that is not the first one.
    pub(super) envelope: Envelope,
}

impl Guess {
    /// Learns from the first bytes of an input; nothing when no record starts in them.
    pub(super) fn learn(job: &Job<'_>, head: &[u8]) -> Option<Self> {
        let mut envelope = Envelope::new(job.reader.list());
        let mut at = 0;
        loop {
            match envelope.next(head, &mut at).ok()? {
                Step::Record => break,
                Step::Member(_) => {}
                Step::More => return None,
            }
        }
        let mut cursor = Cursor::new(head, at);
        cursor.expect(b'{', "an object").ok()?;
        cursor.skip_space();
        let start = cursor.at();
        cursor.text().ok()?;
        let needle = memmem::Finder::new(cursor.since(start)).into_owned();
        Some(Guess { needle, envelope: envelope.guess_at_record() })
    }

    /// The index at or after `from` where a record seems to start: an object whose first member
    /// has the right name, that stands behind a comma, and that reads as a record without error.
    pub(super) fn find(
        &self,
        job: &Job<'_>,
        notes: &mut Notes,
        bytes: &[u8],
        from: usize,
    ) -> Option<usize> {
        let candidates = self.needle.find_iter(&bytes[from..]).take(TRIES);
        candidates
            .filter_map(|found| record_start(&bytes[from..from + found]).map(|start| from + start))
            .find(|start| {
                let mut user = User::default();
                let read = read_record(job, &mut user, notes, bytes, *start);
                let good = read.is_some() && !notes.is_refused();
                notes.clear();
                good
            })
    }
}

/// Where the record starts whose first member's name follows `before`: at its brace, behind a
/// comma. At the very start of a chunk the comma may be in the chunk before.
fn record_start(before: &[u8]) -> Option<usize> {
    let start = before.trim_ascii_end().strip_suffix(b"{")?;
    let outside = start.trim_ascii_end();
    (outside.is_empty() || outside.ends_with(b",")).then_some(start.len())
}
