//! What is done with each record of a run.

use std::io;
use std::sync::Arc;

use super::reading::{Companions, RecordReader, Records, Source};
use super::{KeySpace, Setting, SettingError};
use crate::findings::{Mark, Note, Notes, Pointer, Purpose, Shape};
use crate::limits::{Limits, ValueLimits};
use crate::model::{Group, KeyKind, Room, User};
use crate::outside::{Frame, Outside};
use crate::pack::{Encoded, Packer};

/// Makes something of each record.
pub trait Work: Sync {
    /// How the files look.
    fn records(&self) -> &dyn Records;

    /// How many kinds of item stand apart in what is made.
    fn sections(&self) -> usize {
        1
    }

    /// What must be unique, for a kind of key.
    fn key_space(&self, kind: KeyKind) -> Option<&'static KeySpace> {
        let _ = kind;
        None
    }

    /// Works on the record at `at`. What is made of it goes to the sections, and is taken back by
    /// the caller when an error was noted. Where the record ends, or `None` when it is cut off.
    ///
    /// # Errors
    /// When something that belongs to the record cannot be read.
    fn record(
        &self,
        place: Standing<'_>,
        desk: &mut Desk,
        out: &mut Encoded,
        notes: &mut Notes,
    ) -> io::Result<Option<usize>>;

    /// Takes over what was marked of records that stand.
    fn take_marks(&self, marks: &[Mark]) {
        self.records().take_marks(marks);
    }

    /// The source's own id of the user, if the record has one.
    ///
    /// # Errors
    /// When something that belongs to the record cannot be read.
    fn name(&self, place: Standing<'_>, desk: &mut Desk) -> io::Result<Option<String>> {
        let _ = (place, desk);
        Ok(None)
    }

    /// Appends the record as it is kept when it is refused.
    ///
    /// # Errors
    /// When something that belongs to the record cannot be read.
    fn keep(
        &self,
        place: Standing<'_>,
        end: usize,
        desk: &mut Desk,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let _ = (place, end, desk, out);
        Ok(())
    }
}

/// Where a record stands.
#[derive(Clone, Copy)]
pub struct Standing<'b> {
    /// The bytes of the run.
    pub bytes: &'b [u8],
    /// How many of them are UTF-8.
    pub valid: usize,
    /// Where the record starts.
    pub at: usize,
    /// The outside at the record.
    pub outside: &'b Outside,
    /// The number of the input that the bytes are from.
    pub input: u32,
    /// Where in the input index 0 of the bytes is; it may lie before the start and wraps around then.
    pub offset_of_bytes: u64,
}

impl Standing<'_> {
    /// Where the record starts in the input.
    pub fn offset(&self) -> u64 {
        self.offset_of_bytes.wrapping_add(self.at as u64)
    }
}

/// What a thread needs to work with, kept from record to record.
pub struct Desk {
    /// Of the last user; nothing while a user is at hand.
    room: Option<Room>,
    companions: Companions,
    limits: ValueLimits,
}

impl Desk {
    /// An empty desk; values of records are held to limits.
    pub fn new(limits: ValueLimits) -> Self {
        Desk { room: None, companions: Companions::default(), limits }
    }

    /// How large values may be.
    pub fn limits(&self) -> ValueLimits {
        self.limits
    }

    /// Where the payload of the record ends that was read last, if there is nothing more to read in
    /// it.
    pub fn behind(&self) -> Option<usize> {
        self.companions.behind
    }
}

/// Reads the record with everything that belongs to it, and notes when it is not UTF-8. Where it
/// ends, and what `then` makes of the user; `None` when the record is cut off.
///
/// # Errors
/// When something that belongs to the record cannot be read.
pub fn read_record<T>(
    reader: &dyn RecordReader,
    place: Standing<'_>,
    desk: &mut Desk,
    notes: &mut Notes,
    then: impl FnOnce(&mut User<'_>, Source<'_>, usize, &mut Notes) -> T,
) -> io::Result<Option<(usize, T)>> {
    let Standing { bytes, valid, at, .. } = place;
    let Desk { room, companions, limits } = desk;
    let source = gathered(reader, place, companions, *limits)?;
    let mut user = room.take().unwrap_or_default().user();
    notes.begin();
    let end = reader.read(source, &mut user, notes);
    let made = end.map(|end| {
        if end > valid
            && let Err(error) = std::str::from_utf8(&bytes[at..end])
        {
            notes.take_back();
            let bad = at + error.valid_up_to();
            notes.error(reader.syntax_rule(), bad, Pointer::of(""), Shape::NotUtf8);
        }
        (end, then(&mut user, source, end, notes))
    });
    *room = Some(Room::of(user));
    Ok(made)
}

/// Appends a record that was read before, and ends at `end`, as it is kept when it is refused.
///
/// # Errors
/// When something that belongs to the record cannot be read.
pub fn keep_record(
    reader: &dyn RecordReader,
    place: Standing<'_>,
    end: usize,
    desk: &mut Desk,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let source = gathered(reader, place, &mut desk.companions, desk.limits)?;
    reader.keep(source, end, out);
    Ok(())
}

/// The record with everything that belongs to it.
fn gathered<'s>(
    reader: &dyn RecordReader,
    place: Standing<'s>,
    companions: &'s mut Companions,
    limits: ValueLimits,
) -> io::Result<Source<'s>> {
    let Standing { bytes, at, outside, input, offset_of_bytes, .. } = place;
    companions.clear();
    reader.gather(place, companions)?;
    Ok(Source { bytes, at, outside, input, offset_of_bytes, companions, limits })
}

/// Looks over inputs before the records of a format can be read, because what belongs to a record
/// stands elsewhere.
pub trait Survey: Work {
    /// What a file that starts like this is for.
    fn use_of(&self, head: &[u8]) -> InputUse;

    /// A reader that does without the survey, if most inputs do not need it. When it fails, or has
    /// not [proved](RecordReader::is_proved) that it was right to, the inputs are looked over.
    fn spared(&self, limits: &Limits) -> Option<Box<dyn RecordReader>> {
        let _ = limits;
        None
    }

    /// The survey as what is done with each record.
    fn as_work(&self) -> &dyn Work;

    /// Collects what [`Work::record`] makes.
    fn packer(&self) -> Box<dyn Packer>;

    /// Puts what was found in order, on all threads of the run, before the survey is finished.
    fn settle(&self) {}

    /// The reader, once everything is looked over. `inputs` gives the files that hold records.
    fn finish(&self, inputs: Arc<dyn Lookup>) -> Surveyed;
}

/// What an input is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputUse {
    /// It holds records.
    Records,
    /// It holds what belongs to records, and none of them.
    Survey,
    /// Both.
    Both,
}

/// What came of a survey.
pub struct Surveyed {
    /// Reads the records.
    pub reader: Box<dyn RecordReader>,
    /// The groups that the inputs describe, for targets that have groups.
    pub groups: Vec<Group>,
    /// The applications whose roles the inputs name.
    pub applications: Vec<String>,
    /// Rows about more than users, for targets that take them: the name of their list, and the row
    /// in JSON.
    pub configuration: Vec<(&'static str, String)>,
    /// What belongs to no record.
    pub strays: Box<dyn Iterator<Item = io::Result<Stray>>>,
}

/// A row of the inputs that belongs to no record.
pub struct Stray {
    /// Why. Its place is elsewhere.
    pub note: Note,
    /// The row as it is kept.
    pub kept: Vec<u8>,
    /// What stands around such rows.
    pub frame: Frame,
}

/// Reads pieces of the inputs that hold records.
pub trait Lookup: Send + Sync {
    /// Fills the buffer from a place of an input, as far as the input goes; how far that is.
    ///
    /// # Errors
    /// When the input cannot be read.
    fn read_at(&self, input: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

/// How the inputs of a format become neutral users.
#[derive(Clone, Copy)]
pub enum Reading {
    /// By a reader that needs to know no more of the inputs than what was decided.
    Direct(fn(Decisions<'_>) -> Result<Box<dyn RecordReader>, SettingError>),
    /// By a reader that is made when the inputs were looked over.
    Surveyed(fn(Decisions<'_>) -> Result<Box<dyn Survey>, SettingError>),
}

impl Reading {
    /// The reader where nothing is decided; `None` where the inputs must be looked over first.
    pub fn undecided(self) -> Option<Box<dyn RecordReader>> {
        let settings = &std::collections::BTreeMap::new();
        match self {
            Reading::Direct(make) => {
                let (now, purpose) = ("1970-01-01T00:00:00Z", Purpose::default());
                make(Decisions { settings, now, purpose }).ok()
            }
            Reading::Surveyed(_) => None,
        }
    }
}

/// What was decided about reading.
pub struct Decisions<'d> {
    /// The settings given, by name; flags without value are `true`.
    pub settings: &'d std::collections::BTreeMap<String, String>,
    /// The instant of the run in RFC 3339.
    pub now: &'d str,
    /// What the inputs are read for.
    pub purpose: Purpose,
}

impl Decisions<'_> {
    /// The value of a setting, or its default.
    pub fn value(&self, setting: &'static Setting) -> Option<&str> {
        self.settings.get(setting.name).map(String::as_str).or(setting.default)
    }
}
