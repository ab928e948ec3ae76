//! A run of records: read, judged one by one, and written, by one thread.

use super::Job;
use crate::findings::{Notes, Pointer, Shape};
use crate::json::{Broken, Cursor, Envelope, Member, Step, value_end};
use crate::model::{Account, Totals, User};
use crate::pack::Encoded;

/// What became of the records in a piece of the input. All places are indices into its bytes.
pub(super) struct Run {
    pub(super) entries: Vec<Entry>,
    pub(super) encoded: Encoded,
    pub(super) notes: Notes,
    pub(super) totals: Totals,
    pub(super) members: Vec<Member>,
}

/// One record of a run.
pub(super) struct Entry {
    /// Where the record stands.
    pub(super) bytes: std::ops::Range<usize>,
    /// Where its notes end in the notes of the run.
    pub(super) notes_end: usize,
    /// Where its keys end in the keys of the run.
    pub(super) keys_end: usize,
    /// Was it written?
    pub(super) accepted: bool,
    /// Its account.
    pub(super) account: Account,
}

impl Run {
    pub(super) fn new(job: &Job<'_>) -> Self {
        Run {
            entries: Vec::new(),
            encoded: Encoded::new(job.writer.sections()),
            notes: Notes::new(job.hasher.clone()),
            totals: Totals::default(),
            members: Vec::new(),
        }
    }

    /// Forgets everything, and keeps the room taken.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.encoded.clear();
        self.notes.clear();
        self.totals.clear();
        self.members.clear();
    }

    /// Reads records from index `from` of `bytes`, as far as they are whole; where it stopped.
    pub(super) fn read(
        &mut self,
        job: &Job<'_>,
        envelope: &mut Envelope,
        bytes: &[u8],
        from: usize,
    ) -> Result<usize, Broken> {
        let valid = from + valid_utf8(&bytes[from..]);
        let mut user = User::default();
        let mut at = from;
        loop {
            match envelope.next(bytes, &mut at)? {
                Step::More => return Ok(at),
                Step::Member(member) => self.members.push(member),
                Step::Record => {
                    let Some(end) = self.record(job, &mut user, bytes, at, valid) else {
                        return Ok(at);
                    };
                    envelope.record_read();
                    at = end;
                }
            }
        }
    }

    /// Reads and writes the record at `at`; where it ends, or `None` when it is cut off.
    fn record<'a>(
        &mut self,
        job: &Job<'_>,
        user: &mut User<'a>,
        bytes: &'a [u8],
        at: usize,
        valid: usize,
    ) -> Option<usize> {
        user.clear();
        let end = read_record(job, user, &mut self.notes, bytes, at)?;
        if end > valid
            && let Err(error) = std::str::from_utf8(&bytes[at..end])
        {
            self.notes.take_back();
            let bad = at + error.valid_up_to();
            self.notes.error(job.reader.syntax_rule(), bad, Pointer::of(""), Shape::NotUtf8);
        }
        if !self.notes.is_refused() {
            job.writer.write(user, &mut self.encoded, &mut self.notes);
        }
        self.notes.settle();
        let accepted = !self.notes.is_refused();
        if accepted {
            self.encoded.keep_record();
            self.totals.add(self.notes.account);
        } else {
            self.encoded.drop_record();
        }
        self.entries.push(Entry {
            bytes: at..end,
            notes_end: self.notes.list.len(),
            keys_end: self.notes.keys.len(),
            accepted,
            account: self.notes.account,
        });
        Some(end)
    }
}

/// Reads one record, or notes why its text cannot be read; where it ends, or `None` when it is
/// cut off (and nothing is noted).
pub(super) fn read_record<'a>(
    job: &Job<'_>,
    user: &mut User<'a>,
    notes: &mut Notes,
    bytes: &'a [u8],
    at: usize,
) -> Option<usize> {
    notes.begin();
    let mut cursor = Cursor::new(bytes, at);
    match job.reader.read(&mut cursor, user, notes) {
        Ok(()) if !cursor.is_at_end() || matches!(bytes[cursor.at() - 1], b'}' | b']' | b'"') => {
            Some(cursor.at())
        }
        Ok(()) => {
            notes.take_back();
            None
        }
        Err(broken) => {
            notes.take_back();
            let end = value_end(bytes, at)?;
            let got = Shape::NotJson(broken.why);
            notes.error(job.reader.syntax_rule(), broken.at, Pointer::of(""), got);
            Some(end)
        }
    }
}

/// How many bytes from the start are valid UTF-8.
fn valid_utf8(bytes: &[u8]) -> usize {
    match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => text.len(),
        Err(error) => error.valid_up_to(),
    }
}
