//! Guessing where a record starts in the middle of a file.
//!
//! A guess costs one search for the name of the first record's first member. It may be wrong, for
//! strings can hold anything; whoever is in order proves it before anything made of it is used.

use memchr::memmem;

use super::{Outside, Step};
use crate::json::{Cursor, Envelope};

/// What the start of an input tells about the starts of its records.
pub struct Landmark {
    /// The first member's name of the first record, with its quotes.
    needle: memmem::Finder<'static>,
    /// The outside of the input at a record that is not the first one.
    outside: Outside,
}

impl Landmark {
    /// Learns from the first bytes of an input whose outside is `fresh`; nothing when no record
    /// starts in them.
    pub fn learn(fresh: &Outside, head: &[u8]) -> Option<Self> {
        let mut outside = fresh.clone();
        let mut at = 0;
        loop {
            match outside.next(head, &mut at).ok()? {
                Step::Record => break,
                Step::Member(_) => {}
                Step::More => return None,
            }
        }
        match outside {
            Outside::List(envelope) => Self::of_list(&envelope, head, at),
            Outside::Rows(ref table) => {
                let needle = memmem::Finder::new(table.line_break()).into_owned();
                Some(Landmark { needle, outside })
            }
        }
    }

    fn of_list(envelope: &Envelope, head: &[u8], at: usize) -> Option<Self> {
        let mut cursor = Cursor::new(head, at);
        cursor.expect(b'{', "an object").ok()?;
        cursor.skip_space();
        let start = cursor.at();
        cursor.text().ok()?;
        let needle = memmem::Finder::new(cursor.since(start)).into_owned();
        Some(Landmark { needle, outside: Outside::List(envelope.guess_at_record()) })
    }

    /// The indices at or after `from` where a record seems to start, an object whose first member
    /// has the right name and that stands behind a comma, or a row behind a line break; each with
    /// the outside that it must have.
    pub fn candidates<'l>(
        &'l self,
        bytes: &'l [u8],
        from: usize,
    ) -> impl Iterator<Item = (usize, &'l Outside)> {
        self.needle
            .find_iter(&bytes[from..])
            .filter_map(move |found| match self.outside {
                Outside::List(_) => record_start(&bytes[from..from + found]),
                Outside::Rows(_) => row_start(&bytes[from..], found + self.needle.needle().len()),
            })
            .map(move |start| (from + start, &self.outside))
    }
}

/// Is a row at this index, behind a line break?
fn row_start(bytes: &[u8], start: usize) -> Option<usize> {
    (!matches!(bytes.get(start)?, b'\r' | b'\n')).then_some(start)
}

/// Where the record starts whose first member's name follows `before`: at its brace, behind a
/// comma. At the very start of a chunk the comma may be in the chunk before.
fn record_start(before: &[u8]) -> Option<usize> {
    let start = before.trim_ascii_end().strip_suffix(b"{")?;
    let outside = start.trim_ascii_end();
    (outside.is_empty() || outside.ends_with(b",")).then_some(start.len())
}
