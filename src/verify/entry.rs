//! A record on its way from the threads that read it to the one that compares it.

use std::ops::Range;
use std::rc::Rc;
use std::sync::mpsc::Receiver;

use crate::formats::proof::{Dues, Owed};

/// What is known of a record of the source, or of a user of the output, as it is sent.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) input: u32,
    pub(super) offset: u64,
    /// By what both sides know it.
    pub(super) key: Option<Vec<u8>>,
    /// Its own id, where that is a UUID.
    pub(super) id: Option<String>,
    /// The record as it is kept when it is refused.
    pub(super) kept: Kept,
    /// The entries of the mapping that acted on it.
    pub(super) effects: Vec<u16>,
    pub(super) dues: Dues,
    /// For what its reader refuses it: pointers, and the ids of rules as their values.
    pub(super) errors: Dues,
}

/// A record as it is kept when it is refused: what stands around it, its length and its hash.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) frame: u32,
    pub(super) length: u64,
    pub(super) hash: [u8; 32],
}

impl Sent {
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
        push_bytes(out, self.dues.bytes());
        push_bytes(out, self.errors.bytes());
    }
}

/// The same as it was taken: its texts stay in the message that it came with.
pub(super) struct Entry {
    message: Rc<Vec<u8>>,
    pub(super) input: u32,
    pub(super) offset: u64,
    /// Its number in its file, from 1.
    pub(super) number: u64,
    key: Option<Range<usize>>,
    id: Range<usize>,
    pub(super) kept: Kept,
    pub(super) effects: Vec<u16>,
    terms: Range<usize>,
    errors: Range<usize>,
}

impl Entry {
    /// By what both sides know it.
    pub(super) fn key(&self) -> Option<&[u8]> {
        self.key.clone().map(|key| &self.message[key])
    }

    /// Its own id, where that is a UUID.
    pub(super) fn id(&self) -> Option<String> {
        let id = &self.message[self.id.clone()];
        (!id.is_empty()).then(|| String::from_utf8_lossy(id).into_owned())
    }

    /// What is due of it, or what it has.
    pub(super) fn terms(&self) -> impl Iterator<Item = Owed<'_>> {
        Owed::all(&self.message[self.terms.clone()])
    }

    /// For what its reader refuses it: pointers, and the ids of rules as their values.
    pub(super) fn errors(&self) -> impl Iterator<Item = Owed<'_>> {
        Owed::all(&self.message[self.errors.clone()])
    }

    /// Takes the one that starts at an index of a message, which it moves behind it.
    fn take(message: &Rc<Vec<u8>>, at: &mut usize) -> Option<Entry> {
        let mut rest = Rest { bytes: message, at };
        let (input, offset) = (rest.number()?, rest.long()?);
        let key = rest.text()?;
        let key = (*rest.array()? == [1]).then_some(key);
        let id = rest.text()?;
        let kept = Kept { frame: rest.number()?, length: rest.long()?, hash: *rest.array()? };
        let effects = rest.number()?;
        let effects = (0..effects).map(|_| Some(u16::from_le_bytes(*rest.array()?)));
        let effects = effects.collect::<Option<_>>()?;
        let (terms, errors) = (rest.text()?, rest.text()?);
        let (message, number) = (Rc::clone(message), 0);
        Some(Entry { message, input, offset, number, key, id, kept, effects, terms, errors })
    }
}

/// What is left of a message.
struct Rest<'b> {
    bytes: &'b [u8],
    at: &'b mut usize,
}

impl Rest<'_> {
    fn array<const N: usize>(&mut self) -> Option<&[u8; N]> {
        let found = self.bytes[*self.at..].first_chunk()?;
        *self.at += N;
        Some(found)
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(|bytes| u32::from_le_bytes(*bytes))
    }

    fn long(&mut self) -> Option<u64> {
        self.array().map(|bytes| u64::from_le_bytes(*bytes))
    }

    fn text(&mut self) -> Option<Range<usize>> {
        let length = self.number()? as usize;
        let text = *self.at..*self.at + length;
        *self.at = text.end;
        (text.end <= self.bytes.len()).then_some(text)
    }
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
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
    message: Rc<Vec<u8>>,
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
            message: Rc::default(),
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
        while self.at == self.message.len() {
            match self.from.recv() {
                Ok(Message::Entries(bytes)) => (self.message, self.at) = (Rc::new(bytes), 0),
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
        let mut entry = Entry::take(&self.message, &mut self.at)?;
        let (input, number) = self.last;
        entry.number = if input == entry.input { number + 1 } else { 1 };
        self.last = (entry.input, entry.number);
        Some(entry)
    }
}
