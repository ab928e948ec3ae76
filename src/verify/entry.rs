//! A record on its way from the threads that read it to the one that compares it.

use std::sync::mpsc::Receiver;

use crate::formats::proof::{Due, Owed, Term};
use crate::model::Field;

/// What is known of a record of the source, or of a user of the output.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) input: u32,
    pub(super) offset: u64,
    /// Its number in its file, from 1; counted when it is taken.
    pub(super) number: u64,
    /// By what both sides know it.
    pub(super) key: Option<Vec<u8>>,
    /// Its own id, where that is a UUID.
    pub(super) id: Option<String>,
    /// The record as it is kept when it is refused.
    pub(super) kept: Kept,
    /// The entries of the mapping that acted on it.
    pub(super) effects: Vec<u16>,
    pub(super) terms: Vec<Owed>,
}

/// A record as it is kept when it is refused: what stands around it, its length and its hash.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) frame: u32,
    pub(super) length: u64,
    pub(super) hash: [u8; 32],
}

impl Entry {
    pub(super) fn push(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.input.to_le_bytes());
        out.extend_from_slice(&self.offset.to_le_bytes());
        push_bytes(out, self.key.as_deref().unwrap_or_default());
        out.push(u8::from(self.key.is_some()));
        push_bytes(out, self.id.as_deref().unwrap_or_default().as_bytes());
        out.extend_from_slice(&self.kept.frame.to_le_bytes());
        out.extend_from_slice(&self.kept.length.to_le_bytes());
        out.extend_from_slice(&self.kept.hash);
        out.extend_from_slice(&(self.effects.len() as u32).to_le_bytes());
        self.effects.iter().for_each(|effect| out.extend_from_slice(&effect.to_le_bytes()));
        out.extend_from_slice(&(self.terms.len() as u32).to_le_bytes());
        for Owed { due, term, lost_as } in &self.terms {
            out.extend_from_slice(&[due.code(), term.field, *lost_as as u8]);
            push_bytes(out, term.name.as_bytes());
            push_bytes(out, &term.value);
        }
    }

    fn take(bytes: &mut &[u8]) -> Option<Entry> {
        let mut entry = Entry { input: number(bytes)?, offset: long(bytes)?, ..Entry::default() };
        let key = take_bytes(bytes)?;
        entry.key = (take(bytes, 1)? == [1]).then(|| key.to_vec());
        let id = take_bytes(bytes)?;
        entry.id = (!id.is_empty()).then(|| String::from_utf8_lossy(id).into_owned());
        entry.kept.frame = number(bytes)?;
        entry.kept.length = long(bytes)?;
        entry.kept.hash = *take(bytes, 32)?.first_chunk()?;
        for _ in 0..number(bytes)? {
            entry.effects.push(u16::from_le_bytes(*take(bytes, 2)?.first_chunk()?));
        }
        for _ in 0..number(bytes)? {
            let [due, field, lost_as] = *take(bytes, 3)?.first_chunk()?;
            let name = String::from_utf8_lossy(take_bytes(bytes)?).into_owned();
            let value = take_bytes(bytes)?.to_vec();
            let lost_as = *Field::ALL.get(usize::from(lost_as))?;
            let term = Term { field, name, value };
            entry.terms.push(Owed { due: Due::of_code(due), term, lost_as });
        }
        Some(entry)
    }
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (first, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(first)
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(*take(bytes, 4)?.first_chunk()?))
}

fn long(bytes: &mut &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(*take(bytes, 8)?.first_chunk()?))
}

fn take_bytes<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = number(bytes)?;
    take(bytes, length as usize)
}

/// What the threads of one side send.
pub(super) enum Message {
    /// Records, one after the other.
    Entries(Vec<u8>),
    /// There are no more: everything was read.
    End,
}

/// The records of one side, in their order.
pub(super) struct Entries {
    from: Receiver<Message>,
    bytes: Vec<u8>,
    at: usize,
    last: (u32, u64),
    is_ended: bool,
    /// Did they stop before everything was read?
    pub(super) is_broken: bool,
}

impl Entries {
    pub(super) fn new(from: Receiver<Message>) -> Self {
        Entries {
            from,
            bytes: Vec::new(),
            at: 0,
            last: (u32::MAX, 0),
            is_ended: false,
            is_broken: false,
        }
    }
}

impl Iterator for Entries {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        while self.at == self.bytes.len() {
            match self.from.recv() {
                Ok(Message::Entries(bytes)) => (self.bytes, self.at) = (bytes, 0),
                Ok(Message::End) => {
                    self.is_ended = true;
                    return None;
                }
                Err(_) => {
                    self.is_broken = !self.is_ended;
                    return None;
                }
            }
        }
        let mut rest = &self.bytes[self.at..];
        let mut entry = Entry::take(&mut rest)?;
        self.at = self.bytes.len() - rest.len();
        let (input, number) = self.last;
        self.last = (entry.input, if input == entry.input { number + 1 } else { 1 });
        entry.number = self.last.1;
        Some(entry)
    }
}
