//! How files of records look, and how records become neutral users.

use std::io;
use std::ops::Range;

use super::{InputFacts, KeySpace, Meeting, SourcePaths, Standing};
use crate::error::Error;
use crate::findings::{Mark, Note, Notes, Pointer, Purpose, Rule, Shape};
use crate::json::{Broken, Cursor, Why, locate, value_end};
use crate::limits::ValueLimits;
use crate::model::{Field, User};
use crate::outside::Outside;

/// Takes what all records together tell.
pub type Judged<'t> = &'t mut dyn FnMut(Note) -> Result<(), Error>;

/// How files of records look.
pub trait Records: Sync {
    /// The outside of a file that starts like this.
    ///
    /// # Errors
    /// When the file is not what it should be: what it is, and what to do.
    fn outside(&self, head: &[u8]) -> Result<Outside, String>;

    /// What must be unique among the records.
    fn key_spaces(&self) -> &'static [KeySpace];

    /// What texts break that mean something to two records, beside those that must be unique.
    fn meetings(&self) -> &'static [Meeting] {
        &[]
    }

    /// Where the neutral fields stand in a record.
    fn paths(&self) -> SourcePaths;

    /// The rule that the text of a record is what the format says, in UTF-8.
    fn syntax_rule(&self) -> &'static Rule;

    /// The rule about the outside of the file.
    fn structure_rule(&self) -> &'static Rule;

    /// What only the outsides of all inputs together can tell: for each note the number of its
    /// input.
    fn judge_inputs(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)>;

    /// What only all records together can tell: places in the inputs, which are elsewhere.
    ///
    /// # Errors
    /// When somebody who is told cannot take it.
    fn judge_records(&self, tell: Judged<'_>) -> Result<(), Error> {
        let _ = tell;
        Ok(())
    }

    /// As [`judge_records`](Self::judge_records), of places in the inputs of the survey, once the
    /// records were read too.
    ///
    /// # Errors
    /// When somebody who is told cannot take it.
    fn judge_survey(&self, tell: Judged<'_>) -> Result<(), Error> {
        let _ = tell;
        Ok(())
    }

    /// Records stand, and these are the marks of them, in their order.
    fn take_marks(&self, marks: &[Mark]) {
        let _ = marks;
    }

    /// What belonged to records that were not there: for each field how much; asked at the end.
    fn lost_beside(&self) -> Vec<(Field, u64)> {
        Vec::new()
    }

    /// Where the memberships of records stand that were not there, with a pointer into the row;
    /// asked at the end.
    fn unmet(&self, tell: &mut dyn FnMut(&'static str, (u32, u64))) {
        let _ = tell;
    }

    /// The index of what a pointer leads to in the record at `at`.
    fn locate(&self, bytes: &[u8], at: usize, outside: &Outside, pointer: &str) -> usize {
        let _ = outside;
        locate(bytes, at, pointer)
    }
}

/// A record where it stands.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The bytes of the run.
    pub bytes: &'a [u8],
    /// Where the record starts.
    pub at: usize,
    /// The outside at the record.
    pub outside: &'a Outside,
    /// The number of the input that the bytes are from.
    pub input: u32,
    /// Where in the input index 0 of the bytes is; it may lie before the start and wraps around then.
    pub offset_of_bytes: u64,
    /// What stands elsewhere and belongs to the record.
    pub companions: &'a Companions,
    /// How large its values may be.
    pub limits: ValueLimits,
}

impl<'a> Source<'a> {
    /// The bytes that hold a row of the companions, as far as its end.
    pub fn bytes_to(&self, row: &Companion) -> &'a [u8] {
        let bytes = if row.is_near { self.bytes } else { &self.companions.bytes };
        &bytes[..row.range.end]
    }

    /// A record at the start of some bytes.
    pub fn at_start(bytes: &'a [u8], outside: &'a Outside, companions: &'a Companions) -> Self {
        let limits = ValueLimits::MOST;
        Source { bytes, at: 0, outside, companions, input: 0, offset_of_bytes: 0, limits }
    }
}

/// Reads the records of a format.
pub trait RecordReader: Records {
    /// Fetches what stands elsewhere and belongs to a record, before it is read.
    ///
    /// # Errors
    /// When it cannot be read.
    fn gather(&self, place: Standing<'_>, companions: &mut Companions) -> io::Result<()> {
        let _ = (place, companions);
        Ok(())
    }

    /// Reads a record; where it ends, or `None` when it is cut off (and then nothing is noted).
    /// What is wrong with it goes into the notes.
    fn read<'a>(
        &'a self,
        source: Source<'a>,
        user: &mut User<'a>,
        notes: &mut Notes,
    ) -> Option<usize>;

    /// Notes what an import would say of the values of a record that stays what it is.
    fn look(&self, user: &User<'_>, notes: &mut Notes) {
        let _ = (user, notes);
    }

    /// Appends the record as one JSON document, as schemas describe it; it ends at `end`.
    fn instance(&self, source: Source<'_>, end: usize, out: &mut Vec<u8>) {
        self.keep(source, end, out);
    }

    /// Notes what becomes of a user who leaves the format for another: no target can mend it.
    fn leave(&self, user: &User<'_>, notes: &mut Notes) {
        let _ = (user, notes);
    }

    /// Does what was read stand, now that all records were? Where it does not, nothing that was made
    /// of them is any good, and they must be read with another reader.
    fn is_proved(&self) -> bool {
        true
    }

    /// Appends the record as it is kept when it is refused; it ends at `end`.
    fn keep(&self, source: Source<'_>, end: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(&source.bytes[source.at..end]);
    }
}

/// Rows that stand outside of the record at hand and belong to it.
#[derive(Default)]
pub struct Companions {
    /// The bytes of those that were copied, one after the other.
    pub bytes: Vec<u8>,
    /// What each of them is, and where it came from.
    pub rows: Vec<Companion>,
    /// Pieces of the inputs that were read last, for those who look rows up.
    pub windows: Vec<Window>,
    /// Outlines of payloads in the bytes of the run, for those who find all their rows at once.
    pub outlines: Vec<Outline>,
    /// Are the bytes of the run at an end before all that belongs to the record came?
    pub is_cut_off: bool,
    /// Where the payload of the record ends in the bytes of the run, if there is no other record in
    /// it and all of it was gone over already.
    pub behind: Option<usize>,
}

/// A row that belongs to the record at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// The number of the list that it stands in.
    pub list: u8,
    /// Where it is in the bytes of the companions, or of the run.
    pub range: Range<usize>,
    /// Does it stand in the bytes of the run, behind the record, and was not copied?
    pub is_near: bool,
    /// The number of the input that it was read from.
    pub input: u32,
    /// Where it starts in that input.
    pub offset: u64,
}

/// A piece of an input.
#[derive(Default)]
pub struct Window {
    /// The number of the input.
    pub input: u32,
    /// Where the piece starts.
    pub offset: u64,
    /// The piece.
    pub bytes: Vec<u8>,
}

/// Where the records of a payload stand, and the rows that belong to each of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The number of the input.
    pub input: u32,
    /// Where its first record starts in the input; all other places are counted from there.
    pub offset: u64,
    /// Where the payload ends.
    pub end: u32,
    /// Where its records start.
    pub records: Vec<u32>,
    /// Rows beside the records, record by record: the number of the list, and where the row is.
    pub rows: Vec<(u8, Range<u32>)>,
    /// For each record, how many rows there are up to its last one.
    pub shares: Vec<u32>,
}

impl Outline {
    /// The number of the record at a place, if it is one of the payload.
    pub fn number(&self, place: Standing<'_>) -> Option<usize> {
        let behind = place.offset().checked_sub(self.offset).filter(|_| place.input == self.input);
        let behind = behind.filter(|behind| *behind < u64::from(self.end))?;
        self.records.binary_search(&(behind as u32)).ok()
    }

    /// The rows of a record, told by its number.
    pub fn rows_of(&self, number: usize) -> &[(u8, Range<u32>)] {
        let start = number.checked_sub(1).map_or(0, |before| self.shares[before]);
        &self.rows[start as usize..self.shares[number] as usize]
    }
}

impl Companions {
    /// Forgets the rows of the record before.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
        self.is_cut_off = false;
        self.behind = None;
    }

    /// Keeps the outline of the payload whose first record is at a place, and forgets those that
    /// the bytes of the run have left behind; its number.
    pub fn keep(&mut self, outline: Outline, place: Standing<'_>) -> usize {
        let is_there = |known: &Outline| {
            let index = known.offset.wrapping_sub(place.offset_of_bytes) as i64;
            known.input == place.input && index >= 0
        };
        self.outlines.retain(is_there);
        self.outlines.push(Outline { input: place.input, offset: place.offset(), ..outline });
        self.outlines.len() - 1
    }
}

/// Reads a JSON record: `read` is called with a cursor at its start. Where it ends, or `None` when
/// it is cut off. What is not JSON is noted under `syntax`. Of null and the empty text nobody says
/// anything but the schema, which must be asked then.
pub fn read_json<'a>(
    source: Source<'a>,
    syntax: &'static Rule,
    notes: &mut Notes,
    read: impl FnOnce(&mut Cursor<'a>, &mut Notes) -> Result<(), Broken>,
) -> Option<usize> {
    read_asking(source, syntax, notes, true, read)
}

/// As [`read_json`], of a format whose schema for reading takes null and the empty text wherever
/// its reader does. The schema must be asked of them before an import only.
pub(super) fn read_tolerated_json<'a>(
    source: Source<'a>,
    syntax: &'static Rule,
    notes: &mut Notes,
    read: impl FnOnce(&mut Cursor<'a>, &mut Notes) -> Result<(), Broken>,
) -> Option<usize> {
    let asks = notes.purpose() == Purpose::Writing;
    read_asking(source, syntax, notes, asks, read)
}

#[inline(always)]
fn read_asking<'a>(
    source: Source<'a>,
    syntax: &'static Rule,
    notes: &mut Notes,
    asks_of_hollow: bool,
    read: impl FnOnce(&mut Cursor<'a>, &mut Notes) -> Result<(), Broken>,
) -> Option<usize> {
    let bytes = source.bytes;
    let mut cursor = Cursor::within(source.limits, bytes, source.at);
    match read(&mut cursor, notes) {
        Ok(()) if !cursor.is_at_end() || matches!(bytes[cursor.at() - 1], b'}' | b']' | b'"') => {
            if asks_of_hollow && cursor.is_hollow() {
                notes.doubt();
            }
            Some(cursor.at())
        }
        Ok(()) => {
            notes.take_back();
            None
        }
        Err(broken) => {
            notes.take_back();
            let end = value_end(bytes, source.at)?;
            let got = match broken.why {
                Why::Limit(limit) => Shape::Over(limit),
                why => Shape::NotJson(why),
            };
            notes.error(syntax, broken.at, Pointer::of(""), got);
            Some(end)
        }
    }
}
