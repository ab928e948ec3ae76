//! A run of records: read, judged one by one, and written, by one thread.

use std::io;

use super::Job;
use crate::findings::Notes;
use crate::formats::{Desk, Standing};
use crate::input::{Buffer, Chunk};
use crate::json::{Broken, Member};
use crate::model::{Account, Totals};
use crate::outside::{Outside, Step};
use crate::pack::Encoded;

/// What became of the records in a piece of the input. All places are indices into its bytes.
pub(super) struct Run {
    pub(super) entries: Vec<Entry>,
    pub(super) encoded: Encoded,
    pub(super) notes: Notes,
    pub(super) totals: Totals,
    pub(super) members: Vec<Member>,
    /// The outside at a record and at those behind it, with the number of the first one.
    outsides: Vec<(usize, Outside)>,
}

/// Bytes of an input, and where they stand in it.
#[derive(Clone, Copy)]
pub(super) struct Site<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) input: u32,
    /// Where in the input index 0 of the bytes is; it may lie before the start and wraps around.
    pub(super) offset: u64,
}

impl<'b> Site<'b> {
    /// What the buffer holds of a chunk and before it.
    pub(super) fn of(chunk: &Chunk, buffer: &'b Buffer) -> Self {
        Site {
            bytes: buffer.bytes(),
            input: chunk.input as u32,
            offset: chunk.offset.wrapping_sub(buffer.chunk_at() as u64),
        }
    }

    /// The first so many bytes.
    pub(super) fn until(self, end: usize) -> Self {
        Site { bytes: &self.bytes[..end], ..self }
    }

    /// A record here.
    pub(super) fn standing(self, at: usize, valid: usize, outside: &'b Outside) -> Standing<'b> {
        let Site { bytes, input, offset: offset_of_bytes } = self;
        Standing { bytes, valid, at, outside, input, offset_of_bytes }
    }
}

/// One record of a run.
pub(super) struct Entry {
    /// Where the record stands.
    pub(super) bytes: std::ops::Range<usize>,
    /// Where its notes end in the notes of the run.
    pub(super) notes_end: usize,
    /// Where its keys end in the keys of the run.
    pub(super) keys_end: usize,
    /// Where what it loses ends in what the run loses.
    pub(super) lost_end: usize,
    /// Was it written?
    pub(super) accepted: bool,
    /// Its account.
    pub(super) account: Account,
    /// The source's own id of the user, where it is known already.
    pub(super) name: Option<Box<str>>,
}

impl Run {
    pub(super) fn new(job: &Job<'_>) -> Self {
        Run {
            entries: Vec::new(),
            encoded: Encoded::new(job.work.sections()),
            notes: Notes::new(job.hasher.clone(), job.purpose),
            totals: Totals::default(),
            members: Vec::new(),
            outsides: Vec::new(),
        }
    }

    /// The outside at a record, told by its number among the entries.
    pub(super) fn outside(&self, entry: usize) -> &Outside {
        let behind = self.outsides.partition_point(|(first, _)| *first <= entry);
        &self.outsides[behind - 1].1
    }

    /// Forgets everything, and keeps the room taken.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.encoded.clear();
        self.notes.clear();
        self.totals.clear();
        self.members.clear();
        self.outsides.clear();
    }

    /// Works on records from index `from` of the bytes, as far as they are whole; where it stopped.
    pub(super) fn read(
        &mut self,
        job: &Job<'_>,
        desk: &mut Desk,
        outside: &mut Outside,
        site: Site<'_>,
        from: usize,
    ) -> Result<usize, Stop> {
        let bytes = site.bytes;
        let valid = from + valid_utf8(&bytes[from..]);
        let mut at = from;
        loop {
            match outside.next(bytes, &mut at)? {
                Step::More => return Ok(at),
                Step::Member(member) => {
                    let at = site.offset.wrapping_add(member.at);
                    self.members.push(Member { at, ..member });
                }
                Step::Record => {
                    let place = site.standing(at, valid, outside);
                    let Some(end) = self.record(job, desk, place)? else { return Ok(at) };
                    outside.record_read();
                    at = end;
                    if let Some(behind) = desk.behind() {
                        outside.go_behind();
                        at = behind;
                    }
                }
            }
        }
    }

    /// Works on one record; where it ends, or `None` when it is cut off.
    fn record(
        &mut self,
        job: &Job<'_>,
        desk: &mut Desk,
        place: Standing<'_>,
    ) -> io::Result<Option<usize>> {
        let done = job.work.record(place, desk, &mut self.encoded, &mut self.notes)?;
        let Some(end) = done else { return Ok(None) };
        let accepted = !self.notes.is_refused();
        if accepted {
            self.encoded.keep_record();
            self.totals.add(self.notes.account);
        } else {
            self.encoded.drop_record();
        }
        if self.outsides.last().is_none_or(|(_, outside)| outside != place.outside) {
            self.outsides.push((self.entries.len(), place.outside.clone()));
        }
        self.entries.push(Entry {
            bytes: place.at..end,
            notes_end: self.notes.list.len(),
            keys_end: self.notes.keys.len(),
            lost_end: self.notes.lost.len(),
            accepted,
            account: self.notes.account,
            name: self.notes.name.take(),
        });
        Ok(Some(end))
    }

    /// Can a record at `at` be worked on without error?
    pub(super) fn is_good(
        &mut self,
        job: &Job<'_>,
        desk: &mut Desk,
        outside: &Outside,
        site: Site<'_>,
        at: usize,
    ) -> bool {
        self.clear();
        let place = site.standing(at, site.bytes.len(), outside);
        matches!(self.record(job, desk, place), Ok(Some(_))) && self.entries[0].accepted
    }
}

/// Why a run stopped before the end of its bytes.
pub(super) enum Stop {
    /// The outside is broken.
    Broken(Broken),
    /// Something that belongs to a record could not be read.
    Unread(io::Error),
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Stop::Broken(broken)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Unread(error)
    }
}

/// How many bytes from the start are valid UTF-8.
fn valid_utf8(bytes: &[u8]) -> usize {
    match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => text.len(),
        Err(error) => error.valid_up_to(),
    }
}
