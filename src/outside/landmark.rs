//! Guessing where a record starts in the middle of a file.
//!
//! A guess costs one search: for the name of the first record's first member, or for a line break.
//! It may be wrong, for strings can hold anything; whoever is in order proves it before anything
//! made of it is used.

use memchr::memmem;

use super::{Outside, Step};
use crate::json::{Cursor, Payloads};

/// What the start of an input tells about the starts of its records.
pub struct Landmark {
    /// What is looked for: the first member's name of the first record, with its quotes, and what
    /// leads to it where payloads begin with a record; or a line break.
    needle: memmem::Finder<'static>,
    guess: Guess,
}

/// The outside of the input at a record that is not the first one.
enum Guess {
    /// Always the same, at an object.
    Object(Outside),
    /// One for each list, told by the members of the row.
    Lists(Payloads, Vec<Outside>),
    /// Always the same, at the record that a payload begins with, so far behind its start.
    Lead(Outside, usize),
    /// Always the same, at a row behind a line break.
    Row(Outside),
}

impl Landmark {
    /// Learns from the first bytes of an input whose outside is `fresh`; nothing when no record
    /// starts in them.
    pub fn learn(fresh: &Outside, head: &[u8]) -> Option<Self> {
        let mut outside = match fresh {
            // Rows that are no records mark the way as well.
            Outside::Payloads(payloads) if !payloads.is_led_by_records() => {
                Outside::Payloads(payloads.with_all_rows())
            }
            Outside::Payloads(_) | Outside::List(_) | Outside::Rows(_) => fresh.clone(),
        };
        let mut at = 0;
        loop {
            match outside.next(head, &mut at).ok()? {
                Step::Record => break,
                Step::Member(_) => {}
                Step::More => return None,
            }
        }
        let mut lead = 0;
        let guess = match (outside, fresh) {
            (outside @ Outside::Payloads(_), Outside::Payloads(fresh))
                if fresh.is_led_by_records() =>
            {
                lead = head[..at].trim_ascii_start().len();
                Guess::Lead(outside, lead)
            }
            (Outside::Payloads(learned), Outside::Payloads(fresh)) => {
                let marked = fresh.with_mark_of(&learned);
                let at_row = |list| Outside::Payloads(marked.guess_at_row(list));
                let outsides = (0..marked.count()).map(at_row).collect();
                Guess::Lists(marked, outsides)
            }
            (Outside::List(envelope), _) => {
                Guess::Object(Outside::List(envelope.guess_at_record()))
            }
            (Outside::Rows(table), _) => {
                let needle = memmem::Finder::new(table.line_break()).into_owned();
                return Some(Landmark { needle, guess: Guess::Row(Outside::Rows(table)) });
            }
            (Outside::Payloads(_), _) => return None,
        };
        let mut cursor = Cursor::new(head, at);
        cursor.expect(b'{', "an object").ok()?;
        cursor.skip_space();
        let start = if lead > 0 { at - lead } else { cursor.at() };
        cursor.text().ok()?;
        let needle = memmem::Finder::new(cursor.since(start)).into_owned();
        Some(Landmark { needle, guess })
    }

    /// The indices at or after `from` where a record seems to start, an object whose first member
    /// has the right name and that stands behind a comma or the start of a payload, or a row behind
    /// a line break; each with the outside that it must have.
    pub fn candidates<'l>(
        &'l self,
        bytes: &'l [u8],
        from: usize,
    ) -> impl Iterator<Item = (usize, &'l Outside)> {
        let length = self.needle.needle().len();
        self.needle.find_iter(&bytes[from..]).filter_map(move |found| {
            let start = match self.guess {
                Guess::Row(_) => row_start(&bytes[from..], found + length)?,
                Guess::Lead(_, lead) => found + lead,
                Guess::Object(_) | Guess::Lists(..) => record_start(&bytes[from..from + found])?,
            };
            Some((from + start, self.guess.at(bytes, from + start)?))
        })
    }
}

impl Guess {
    fn at(&self, bytes: &[u8], start: usize) -> Option<&Outside> {
        match self {
            Guess::Object(outside) | Guess::Row(outside) | Guess::Lead(outside, _) => Some(outside),
            Guess::Lists(payloads, outsides) => {
                outsides.get(usize::from(payloads.tell(bytes, start)?))
            }
        }
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
