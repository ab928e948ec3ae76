//! Handing out the inputs in chunks, in order, to any number of workers.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::at_place::read_at;
use super::buffer::{Buffer, RESERVE};
use super::find::Input;
use super::opened::{Opened, Stored, head, measured, open, path_of, size_of, stream_of};
use super::places::{At, Places};
use super::progress::Progress;
use super::seen::Seen;
use crate::digest::{self, Algorithm, Digest, Piece};
use crate::error::Error;
use crate::limits::Limits;

/// Bytes in a chunk. Fixed, so that results do not depend on the machine.
pub const CHUNK: usize = 512 << 10;

/// The inputs of a run, opened one after the other.
pub struct Feed {
    inputs: Vec<Input>,
    algorithm: Algorithm,
    limits: Limits,
    chunk: usize,
    reserve: usize,
    is_surveyed: bool,
    state: Mutex<State>,
    /// Streams that were written into files, by the numbers of their inputs.
    spooled: BTreeMap<usize, Spooled>,
    seen: Seen,
    progress: Option<Progress>,
}

/// What was a stream, in a file.
#[derive(Clone)]
struct Spooled {
    file: Arc<File>,
    length: u64,
    head: Arc<[u8]>,
    /// Size and digest of what the stream was stored as.
    stored: Option<(u64, Option<Digest>)>,
}

#[derive(Default)]
struct State {
    index: u64,
    input: usize,
    current: Option<Current>,
    /// Streams that cannot be opened twice, of which the start was read.
    begun: BTreeMap<usize, Current>,
}

struct Current {
    opened: Opened,
    stored: Stored,
    offset: u64,
    head: Arc<[u8]>,
    spooled: Option<(u64, Option<Digest>)>,
    /// How much of it the progress tells of.
    told: u64,
}

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

impl Feed {
    /// Hands out these inputs, and digests them on the way.
    pub fn new(inputs: Vec<Input>, algorithm: Algorithm) -> Self {
        Feed {
            inputs,
            algorithm,
            limits: Limits::default(),
            chunk: CHUNK,
            reserve: RESERVE,
            is_surveyed: false,
            state: Mutex::default(),
            spooled: BTreeMap::new(),
            seen: Seen::default(),
            progress: None,
        }
    }

    /// Hands out what a reader gives, decompressed if it is gzip or Zstandard. In findings it has
    /// this name. To validate bytes in memory, give a [`Cursor`](io::Cursor) over them.
    ///
    /// # Errors
    /// When the start cannot be read.
    pub fn of_reader(
        name: &str,
        reader: impl Read + Send + 'static,
        limits: Limits,
    ) -> Result<Self, Error> {
        let input = Input { name: name.to_owned(), path: None };
        let opened = stream_of(Box::new(reader), &input, Algorithm::None, &limits)?;
        let begun = BTreeMap::from([(0, Current::begin(opened, &input)?)]);
        let state = Mutex::new(State { begun, ..State::default() });
        Ok(Feed { limits, state, ..Feed::new(vec![input], Algorithm::None) })
    }

    /// Holds the inputs to other limits than the usual ones.
    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Feed { limits, ..self }
    }

    /// Tells there how much was read.
    #[must_use]
    pub fn telling(self, progress: &Progress) -> Self {
        Feed { progress: Some(progress.clone()), ..self }
    }

    /// How much is read at most.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Hands out chunks of another size. What a run gives must not depend on it: this is how tests
    /// hold it to that. BLAKE3 wants a multiple of [`digest::ALIGNMENT`].
    #[must_use]
    pub fn with_chunks_of(self, bytes: usize) -> Self {
        Feed { chunk: bytes.max(1), ..self }
    }

    /// The same in chunks so many times larger, with room before each for so many bytes that the
    /// chunk before could not finish.
    #[must_use]
    pub(crate) fn with_larger_chunks(self, times: usize, reserve: usize) -> Self {
        Feed { chunk: self.chunk * times, reserve, ..self }
    }

    /// Has inputs looked over before they are read even where that could be spared. What a run gives
    /// must not depend on it: this is how tests hold it to that.
    #[must_use]
    pub fn always_surveyed(self) -> Self {
        Feed { is_surveyed: true, ..self }
    }

    /// Are inputs looked over even where that could be spared?
    pub(crate) fn is_always_surveyed(&self) -> bool {
        self.is_surveyed
    }

    /// Are all inputs files that can be read at any place, and again?
    ///
    /// # Errors
    /// When one cannot be opened.
    pub(crate) fn are_plain_files(&self) -> Result<bool, Error> {
        for input in &self.inputs {
            if !input.path.as_deref().is_some_and(Path::is_file) {
                return Ok(false);
            }
            let (opened, _) = open(input, Algorithm::None, &self.limits, &self.seen)?;
            if matches!(opened, Opened::Stream(_)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How the inputs are digested.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The inputs.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// How the first input starts, before anything is read.
    ///
    /// # Errors
    /// When it cannot be opened or read.
    pub fn head(&self) -> Result<Arc<[u8]>, Error> {
        match self.inputs.is_empty() {
            true => Ok(Arc::new([])),
            false => self.head_of(0),
        }
    }

    /// How each of the inputs starts, before anything is read; an error for one that cannot be
    /// opened or read.
    pub fn heads(&self) -> impl Iterator<Item = Result<Arc<[u8]>, Error>> + '_ {
        (0..self.inputs.len()).map(|number| self.head_of(number))
    }

    /// Writes the streams among the inputs, decompressed, into files that `make` gives for their
    /// names, so that they can be read more than once.
    ///
    /// # Errors
    /// When one cannot be read or written, or `make` fails.
    pub fn spool(&mut self, make: impl FnMut(&str) -> Result<File, Error>) -> Result<(), Error> {
        self.spool_some(|_| true, make)
    }

    /// As [`spool`](Self::spool), but only what cannot be opened again: compressed files are
    /// unpacked anew each time.
    ///
    /// # Errors
    /// As [`spool`](Self::spool).
    pub fn spool_what_flows(
        &mut self,
        make: impl FnMut(&str) -> Result<File, Error>,
    ) -> Result<(), Error> {
        let flows = |input: &Input| !input.path.as_deref().is_some_and(Path::is_file);
        self.spool_some(flows, make)
    }

    fn spool_some(
        &mut self,
        is_meant: impl Fn(&Input) -> bool,
        mut make: impl FnMut(&str) -> Result<File, Error>,
    ) -> Result<(), Error> {
        for (number, input) in self.inputs.iter().enumerate() {
            if !is_meant(input) || self.spooled.contains_key(&number) {
                continue;
            }
            let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
            let mut current = match state.begun.remove(&number) {
                Some(begun) => begun,
                None => Current::open(input, self.algorithm, &self.limits, &self.seen)?,
            };
            let Opened::Stream(source) = &mut current.opened else { continue };
            let mut file = make(&input.name)?;
            let length =
                io::copy(source, &mut file).map_err(Error::io("unpack", &path_of(input)))?;
            input.path.as_ref().map_or(Ok(()), |path| self.seen.check_name(path))?;
            let spooled = Spooled {
                file: Arc::new(file),
                length,
                head: current.head,
                stored: measured(&current.stored),
            };
            self.spooled.insert(number, spooled);
        }
        Ok(())
    }

    /// The inputs, to be read at any place.
    pub fn places(&self) -> Places {
        let places = self.inputs.iter().enumerate().map(|(number, input)| {
            match (self.spooled.get(&number), &input.path) {
                (Some(spooled), _) => At::File(Arc::clone(&spooled.file)),
                (None, Some(path)) => At::Path(path.clone()),
                (None, None) => At::Stream,
            }
        });
        Places::of(places, self.seen.clone())
    }

    fn head_of(&self, number: usize) -> Result<Arc<[u8]>, Error> {
        if let Some(spooled) = self.spooled.get(&number) {
            return Ok(Arc::clone(&spooled.head));
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(begun) = state.begun.get(&number) {
            return Ok(Arc::clone(&begun.head));
        }
        let input = &self.inputs[number];
        let current = Current::open(input, self.algorithm, &self.limits, &self.seen)?;
        let head = Arc::clone(&current.head);
        if !input.path.as_deref().is_some_and(Path::is_file) {
            state.begun.insert(number, current);
        }
        Ok(head)
    }

    /// Some of the inputs, told by their numbers; with or without their digests.
    #[must_use]
    pub fn only(&self, numbers: &[usize], digested: bool) -> Feed {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = { numbers.iter().enumerate() }
            .filter_map(|(at, number)| Some((at, state.begun.remove(number)?)))
            .collect();
        Feed {
            inputs: numbers.iter().map(|number| self.inputs[*number].clone()).collect(),
            algorithm: if digested { self.algorithm } else { Algorithm::None },
            limits: self.limits,
            chunk: self.chunk,
            reserve: self.reserve,
            is_surveyed: self.is_surveyed,
            spooled: { numbers.iter().enumerate() }
                .filter_map(|(at, number)| Some((at, self.spooled.get(number)?.clone())))
                .collect(),
            state: Mutex::new(State { begun, ..State::default() }),
            seen: self.seen.clone(),
            progress: self.progress.clone(),
        }
    }

    /// The bytes of all inputs as they are stored, where that is known before they are read.
    pub fn length(&self) -> Option<u64> {
        let lengths = self.inputs.iter().enumerate().map(|(number, input)| {
            if let Some(spooled) = self.spooled.get(&number) {
                return Some(spooled.length);
            }
            let metadata = input.path.as_ref()?.metadata().ok()?;
            metadata.is_file().then_some(metadata.len())
        });
        lengths.sum()
    }

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

impl Current {
    fn open(
        input: &Input,
        algorithm: Algorithm,
        limits: &Limits,
        seen: &Seen,
    ) -> Result<Current, Error> {
        Current::begin(open(input, algorithm, limits, seen)?, input)
    }

    fn begin((mut opened, stored): (Opened, Stored), input: &Input) -> Result<Current, Error> {
        let head = head(&mut opened).map_err(Error::io("read", &path_of(input)))?;
        Ok(Current { opened, stored, offset: 0, head, spooled: None, told: 0 })
    }

    fn of(spooled: &Spooled) -> Current {
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
    fn advanced(&mut self, chunk: &Chunk) -> u64 {
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
    fn next(
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
