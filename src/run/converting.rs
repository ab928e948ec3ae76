//! Converting one record: read by one format, written by another.

use std::io;

use super::needed::Needed;
use super::schemas::Schemas;
use super::tracked::Tracked;
use crate::findings::{Mark, Notes, Purpose};
use crate::formats::text_check::is_uuid;
use crate::formats::{
    Desk, KeySpace, RecordReader, RecordWriter, Records, Source, Standing, Work, keep_record,
    read_record,
};
use crate::ids::Id;
use crate::mapping::Mapping;
use crate::model::{KeyKind, User};
use crate::pack::Encoded;

/// Reads records and writes them for a target.
pub(super) struct Converting<'c> {
    pub(super) schemas: Schemas,
    pub(super) reader: &'c dyn RecordReader,
    pub(super) writer: &'c dyn RecordWriter,
    pub(super) mapping: Option<&'c Mapping>,
    /// Do the users leave their format for another?
    pub(super) leaves: bool,
    pub(super) needed: &'c Needed,
    pub(super) tracked: Option<&'c Tracked>,
}

impl Converting<'_> {
    /// Writes a user who was read from the record at an index.
    fn write<'a>(
        &self,
        user: &mut User<'a>,
        key: Option<Id>,
        at: usize,
        out: &mut Encoded,
        notes: &mut Notes,
    ) {
        match self.mapping {
            None => self.put(user, key, out, notes),
            Some(mapping) => {
                let mut mapped = std::mem::take(user);
                mapping.apply(&mut mapped, self.reader.paths(), notes);
                self.put(&mapped, key, out, notes);
                *user = mapped.recycled();
            }
        }
        if let Some(section) = self.schemas.about_target().filter(|_| !notes.is_refused()) {
            self.schemas.judge_written(out.pending(section), at, notes);
        }
    }

    fn put(&self, user: &User<'_>, key: Option<Id>, out: &mut Encoded, notes: &mut Notes) {
        self.writer.write(user, out, notes);
        if self.leaves && !notes.is_refused() {
            self.reader.leave(user, notes);
        }
        let section = self.writer.sections();
        self.needed.write(user, section, out);
        if let Some(tracked) = self.tracked.filter(|_| !notes.is_refused()) {
            tracked.write(user, key, section + self.needed.sections(), out);
        }
    }

    fn instance(&self, source: Source<'_>, end: usize) -> Vec<u8> {
        let mut instance = Vec::new();
        self.reader.instance(source, end, &mut instance);
        instance
    }
}

/// The source's own id of a user, where it has the form of a UUID.
fn name_of(user: &User<'_>) -> Option<String> {
    let id = user.id.filter(|id| is_uuid(*id))?;
    String::from_utf8(id.decode().into_owned()).ok()
}

impl Work for Converting<'_> {
    fn records(&self) -> &dyn Records {
        self.reader
    }

    fn sections(&self) -> usize {
        self.writer.sections() + self.needed.sections() + usize::from(self.tracked.is_some())
    }

    fn key_space(&self, kind: KeyKind) -> Option<&'static KeySpace> {
        let spaces = self.reader.key_spaces().iter().chain(self.writer.key_spaces());
        { spaces }.find(|space| space.kind == kind)
    }

    fn take_marks(&self, marks: &[Mark]) {
        match self.tracked {
            Some(tracked) => self.reader.take_marks(&tracked.take_marks(marks)),
            None => self.reader.take_marks(marks),
        }
    }

    fn record(
        &self,
        place: Standing<'_>,
        desk: &mut Desk,
        out: &mut Encoded,
        notes: &mut Notes,
    ) -> io::Result<Option<usize>> {
        let read = read_record(self.reader, place, desk, notes, |user, source, end, notes| {
            if self.schemas.has_own() {
                self.schemas.judge_own(&self.instance(source, end), notes);
            }
            let key = self.tracked.and_then(|tracked| tracked.mark(user, notes));
            if self.writer.is_nothing() {
                self.reader.look(user, notes);
            } else if !notes.is_refused() {
                self.write(user, key, place.at, out, notes);
            }
            let is_judged = notes.purpose() != Purpose::Converting && !notes.is_refused();
            if is_judged && notes.is_doubtful() {
                self.schemas.judge_doubtful(&self.instance(source, end), notes);
            }
            if notes.is_refused() {
                notes.name = name_of(user).map(String::into_boxed_str);
            }
        })?;
        Ok(read.map(|(end, ())| end))
    }

    fn name(&self, place: Standing<'_>, desk: &mut Desk) -> io::Result<Option<String>> {
        let mut notes = Notes::unkeyed();
        let read =
            read_record(self.reader, place, desk, &mut notes, |user, _, _, _| name_of(user))?;
        Ok(read.and_then(|(_, name)| name))
    }

    fn keep(
        &self,
        place: Standing<'_>,
        end: usize,
        desk: &mut Desk,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        keep_record(self.reader, place, end, desk, out)
    }
}
