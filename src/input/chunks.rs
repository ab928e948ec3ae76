//! Handing out the inputs in chunks, in order, to any number of workers.

use std::collections::BTreeMap;
use std::fs::File;
use std::sync::{Arc, PoisonError};

use super::at_place::read_at;
use super::buffer::Buffer;
use super::current::Current;
use super::feed::Feed;
use super::find::Input;
use super::opened::path_of;
use super::spooled::Spooled;
use crate::digest::{self, Digest, Piece};
use crate::error::Error;

/// Bytes in a chunk. Fixed, so that results do not depend on the machine.
pub const CHUNK: usize = 512 << 10;

/// A chunk, read into a [`Buffer`].
pub struct Chunk {
    /// Its number in the run, from 0.
    pub index: u64,
    /// The number of its input.
    pub input: usize,
    /// Where it starts in the (decompressed) input.
    pub offset: u64,
    /// Is it the last one of its input?
    pub last: bool,
    /// How long the input is, where that is known before its end.
    pub length: Option<u64>,
    /// How the input starts.
    pub head: Arc<[u8]>,
    /// The input, where it can be read at any place.
    pub file: Option<Arc<File>>,
    /// The chunk's part in the digest of a plain file.
    pub piece: Option<Piece>,
    /// For the last chunk of a stream: size and digest of what it was stored as.
    pub stored: Option<(u64, Option<Digest>)>,
}

/// A chunk that could not be read.
pub struct Unread {
    /// The number that it would have had.
    pub index: u64,
    /// Why.
    pub error: Error,
}

/// How far the inputs were read.
#[derive(Default)]
pub(super) struct State {
    index: u64,
    input: usize,
    current: Option<Current>,
    /// Streams that cannot be opened twice, of which the start was read.
    pub(super) begun: BTreeMap<usize, Current>,
}

impl Feed {
    /// Reads the next chunk, or `None` after the last one. Every input has at least one chunk,
    /// empty if need be.
    ///
    /// # Errors
    /// When an input cannot be opened or read, or changed while it was read.
    pub fn next(&self, buffer: &mut Buffer) -> Result<Option<Chunk>, Unread> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(input) = self.inputs.get(state.input) else { return Ok(None) };
        let (index, number) = (state.index, state.input);
        let unread = |error| Unread { index, error };
        let current = state.open(input, self.spooled.get(&number), self);
        if let Some(progress) = self.progress.as_ref().filter(|_| index == 0) {
            progress.begin(self.length());
        }
        let next = current.and_then(|current| {
            let chunk = current.next(input, buffer, (self.chunk, self.reserve))?;
            if let Some(progress) = &self.progress {
                progress.add(current.advanced(&chunk));
            }
            Ok(chunk)
        });
        let mut chunk = next.map_err(|error| {
            // Behind a failure there is nothing more.
            state.input = self.inputs.len();
            unread(error)
        })?;
        (chunk.index, chunk.input) = (index, number);
        state.index += 1;
        if chunk.last {
            state.current = None;
            state.input += 1;
        }
        drop(state);
        self.read_in_place(&mut chunk, input, buffer).map_err(unread)?;
        Ok(Some(chunk))
    }

    /// Reads a chunk of a plain file, outside the lock.
    fn read_in_place(
        &self,
        chunk: &mut Chunk,
        input: &Input,
        buffer: &mut Buffer,
    ) -> Result<(), Error> {
        let path = path_of(input);
        let is_spooled = self.spooled.contains_key(&chunk.input);
        let Some(file) = &chunk.file else {
            let ended = input.path.as_ref().filter(|_| chunk.last && !is_spooled);
            return ended.map_or(Ok(()), |path| self.seen.check_name(path));
        };
        let bytes = buffer.chunk_mut();
        let read = read_at(file, bytes, chunk.offset).map_err(Error::io("read", &path))?;
        if read < bytes.len() {
            return Err(Error::Changed(path));
        }
        if !is_spooled {
            self.seen.check(&path, &file.metadata().map_err(Error::io("read", &path))?)?;
        }
        chunk.piece = Some(digest::piece(self.algorithm, chunk.offset, &[bytes]));
        Ok(())
    }
}

impl State {
    /// Nothing was read but the starts of these streams.
    pub(super) fn with(begun: BTreeMap<usize, Current>) -> Self {
        State { begun, ..State::default() }
    }

    /// The input at hand, opened if it is not yet.
    fn open(
        &mut self,
        input: &Input,
        spooled: Option<&Spooled>,
        feed: &Feed,
    ) -> Result<&mut Current, Error> {
        let begun = self.current.take().or_else(|| self.begun.remove(&self.input));
        let current = match (begun, spooled) {
            (Some(current), _) => current,
            (None, Some(spooled)) => Current::of(spooled),
            (None, None) => Current::open(input, feed.algorithm, &feed.limits, &feed.seen)?,
        };
        Ok(self.current.insert(current))
    }
}
