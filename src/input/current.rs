//! The input that is being read, chunk by chunk.

use std::io::{self, Read};
use std::sync::Arc;

use super::buffer::Buffer;
use super::chunks::Chunk;
use super::find::Input;
use super::opened::{Opened, Stored, head, measured, open, path_of, size_of};
use super::seen::Seen;
use super::spooled::Spooled;
use crate::digest::{Algorithm, Digest};
use crate::error::Error;
use crate::limits::Limits;

/// An input that is open, and how far it was read.
pub(super) struct Current {
    pub(super) opened: Opened,
    pub(super) stored: Stored,
    offset: u64,
    pub(super) head: Arc<[u8]>,
    spooled: Option<(u64, Option<Digest>)>,
    /// How much of it the progress tells of.
    told: u64,
}

impl Current {
    pub(super) fn open(
        input: &Input,
        algorithm: Algorithm,
        limits: &Limits,
        seen: &Seen,
    ) -> Result<Current, Error> {
        Current::begin(open(input, algorithm, limits, seen)?, input)
    }

    pub(super) fn begin(
        (mut opened, stored): (Opened, Stored),
        input: &Input,
    ) -> Result<Current, Error> {
        let head = head(&mut opened).map_err(Error::io("read", &path_of(input)))?;
        Ok(Current { opened, stored, offset: 0, head, spooled: None, told: 0 })
    }

    pub(super) fn of(spooled: &Spooled) -> Current {
        Current {
            opened: Opened::File { file: Arc::clone(&spooled.file), length: spooled.length },
            stored: Stored::default(),
            offset: 0,
            head: Arc::clone(&spooled.head),
            spooled: spooled.stored,
            told: 0,
        }
    }

    /// How many bytes more were read, as they are stored.
    pub(super) fn advanced(&mut self, chunk: &Chunk) -> u64 {
        let so_far = match (&self.opened, &chunk.stored) {
            (Opened::File { .. }, _) => self.offset,
            (Opened::Stream(_), Some((size, _))) => *size,
            (Opened::Stream(_), None) => size_of(&self.stored),
        };
        let more = so_far.saturating_sub(self.told);
        self.told = so_far;
        more
    }

    /// The next chunk; for a plain file only its place, with room in the buffer.
    pub(super) fn next(
        &mut self,
        input: &Input,
        buffer: &mut Buffer,
        (size, reserve): (usize, usize),
    ) -> Result<Chunk, Error> {
        let offset = self.offset;
        let path = path_of(input);
        let (here, last, file, length) = match &mut self.opened {
            Opened::File { file, length } => {
                let left = length.saturating_sub(offset).min(size as u64) as usize;
                buffer.room(left, reserve);
                let last = offset + left as u64 >= *length;
                (left, last, Some(Arc::clone(file)), Some(*length))
            }
            Opened::Stream(source) => {
                let room = buffer.room(size, reserve);
                let here = fill(source, room).map_err(Error::io("read", &path))?;
                buffer.cut(here);
                (here, here < size, None, None)
            }
        };
        self.offset += here as u64;
        let stored = if last { self.spooled.or_else(|| measured(&self.stored)) } else { None };
        let head = Arc::clone(&self.head);
        Ok(Chunk { index: 0, input: 0, offset, last, length, head, file, piece: None, stored })
    }
}

/// Reads until the buffer is full or the source ends.
fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
