//! One side of the comparison: its records are read by all threads, reduced to terms, and handed
//! over in order.

use std::io;
use std::ops::Range;
use std::sync::mpsc::SyncSender;
use std::sync::{Mutex, PoisonError};

use super::entry::{Kept, Message, Sent};
use crate::findings::{Note, Notes, Purpose, Severity, Shape};
use crate::formats::proof::Proof;
use crate::formats::text_check::is_uuid;
use crate::formats::{Desk, RecordReader, Records, Source, Standing, Work, read_record};
use crate::mapping::Mapping;
use crate::model::{Account, Field, Totals, User};
use crate::outside::Frame;
use crate::pack::{Encoded, Packer, Part};

/// What stands around the records of the source, by number.
#[derive(Default)]
pub(super) struct Frames(Mutex<Vec<Frame>>);

impl Frames {
    pub(super) fn number(&self, frame: &Frame) -> u32 {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = known.iter().position(|one| one == frame).unwrap_or_else(|| {
            known.push(frame.clone());
            known.len() - 1
        });
        at as u32
    }

    pub(super) fn get(&self, number: u32) -> Option<Frame> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(number as usize).cloned()
    }
}

/// What is made of the records.
pub(super) enum View<'v> {
    /// What is due of them, after the mapping; and how they are `kept`, if any was refused.
    Source { mapping: Option<&'v Mapping>, frames: &'v Frames, kept: bool },
    /// What they are.
    Output,
}

/// Reads the records of one side.
pub(super) struct Side<'s> {
    pub(super) reader: &'s dyn RecordReader,
    pub(super) proof: &'s dyn Proof,
    pub(super) view: View<'s>,
}

impl Side<'_> {
    fn sent<'a>(&self, user: &mut User<'a>, source: Source<'_>, end: usize) -> Sent {
        let id = user.id.filter(|id| is_uuid(*id)).map(|id| id.decode());
        let mut sent = Sent {
            input: source.input,
            offset: source.offset_of_bytes.wrapping_add(source.at as u64),
            id: id.map(|id| String::from_utf8_lossy(&id).into_owned()),
            ..Sent::default()
        };
        match self.view {
            View::Output => {
                sent.key = self.proof.key_of_output(user);
                self.proof.terms(user, &mut sent.dues);
            }
            View::Source { mapping, frames, kept } => {
                if kept {
                    let mut kept = Vec::new();
                    self.reader.keep(source, end, &mut kept);
                    sent.kept = Kept {
                        frame: frames.number(&source.outside.frame()),
                        length: kept.len() as u64,
                        hash: *blake3::hash(&kept).as_bytes(),
                    };
                }
                match mapping {
                    None => self.due(user, &mut sent),
                    Some(mapping) => {
                        let mut notes = Notes::unkeyed();
                        notes.begin();
                        let mut mapped = std::mem::take(user);
                        mapping.apply(&mut mapped, self.reader.paths(), &mut notes);
                        self.due(&mapped, &mut sent);
                        sent.effects = effects(notes.account, mapping);
                        *user = mapped.recycled();
                    }
                }
            }
        }
        sent
    }

    /// Values that the reader has left out are there all the same, and members that must be there
    /// are, unless it misses them.
    fn unread(&self, notes: &Notes, sent: &mut Sent) {
        for note in notes.list.iter().filter(|note| self.proof.is_unread(note)) {
            let chars = if let Shape::Text(chars) = note.got { chars } else { 1 };
            sent.dues.made(Field::Kept, note.pointer.to_string(), vec![b'?'; chars]);
        }
        for (rule, pointer) in self.proof.demanded() {
            let misses = |note: &Note| {
                note.rule.id == rule.id
                    && matches!(note.got, Shape::Nothing)
                    && note.pointer.to_string() == *pointer
            };
            if !notes.list.iter().any(misses) {
                sent.dues.made(Field::Kept, *pointer, b"");
            }
        }
    }

    fn due(&self, user: &User<'_>, sent: &mut Sent) {
        sent.key = self.proof.key(user);
        self.proof.due(user, &mut sent.dues);
        for (_, pointer) in self.proof.demanded() {
            sent.dues.made(Field::Kept, *pointer, b"");
        }
    }
}

/// For what a record is refused. A limit may have been another one at the conversion.
fn errors(notes: &Notes, sent: &mut Sent) {
    let is_error =
        |note: &&Note| note.severity == Severity::Error && !matches!(note.got, Shape::Over(_));
    for note in notes.list.iter().filter(is_error) {
        sent.errors.made(Field::Kept, note.pointer.to_string(), note.rule.id.as_bytes());
    }
}

/// The entries of a mapping that acted on a record.
fn effects(account: Account, mapping: &Mapping) -> Vec<u16> {
    let mut totals = Totals::default();
    totals.add(account);
    let acted = (0..mapping.effects().len()).filter(|effect| totals.acted(*effect) > 0);
    acted.map(|effect| effect as u16).collect()
}

impl Work for Side<'_> {
    fn records(&self) -> &dyn Records {
        self.reader
    }

    fn record(
        &self,
        place: Standing<'_>,
        desk: &mut Desk,
        out: &mut Encoded,
        notes: &mut Notes,
    ) -> io::Result<Option<usize>> {
        // What is wrong with a record is no concern of this: whether it was refused, the rejects say.
        let mut own = Notes::unkeyed_for(Purpose::Converting);
        let read = read_record(self.reader, place, desk, &mut own, |user, source, end, notes| {
            let mut sent = self.sent(user, source, end);
            match self.view {
                View::Output => self.unread(notes, &mut sent),
                View::Source { kept, .. } if kept && notes.is_refused() => errors(notes, &mut sent),
                View::Source { .. } => {}
            }
            sent.push(out.section(0));
        })?;
        notes.begin();
        notes.marks.append(&mut own.marks);
        Ok(read.map(|(end, ())| end))
    }
}

/// Hands the records of a side over.
pub(super) struct Sender(pub(super) SyncSender<Message>);

impl Packer for Sender {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        for range in accepted {
            // Nobody who has gone away needs them.
            let _ = self.0.send(Message::Entries(encoded.bytes(0, range).to_vec()));
        }
        Vec::new()
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.take(encoded, accepted)
    }

    fn finish(&mut self) -> Vec<Part> {
        let _ = self.0.send(Message::End);
        Vec::new()
    }
}
