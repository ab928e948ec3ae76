//! The inputs of a run, and what can be asked of them before they are read.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::buffer::RESERVE;
use super::chunks::{CHUNK, State};
use super::current::Current;
use super::find::Input;
use super::opened::{Opened, open, stream_of};
use super::places::{At, Places};
use super::progress::Progress;
use super::seen::Seen;
use super::spooled::Spooled;
use crate::digest::Algorithm;
use crate::error::Error;
use crate::limits::Limits;

/// The inputs of a run, opened one after the other.
pub struct Feed {
    pub(super) inputs: Vec<Input>,
    pub(super) algorithm: Algorithm,
    pub(super) limits: Limits,
    pub(super) chunk: usize,
    pub(super) reserve: usize,
    is_surveyed: bool,
    pub(super) state: Mutex<State>,
    /// Streams that were written into files, by the numbers of their inputs.
    pub(super) spooled: BTreeMap<usize, Spooled>,
    pub(super) seen: Seen,
    pub(super) progress: Option<Progress>,
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
    /// this name. To validate bytes in memory, give a [`Cursor`](std::io::Cursor) over them.
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
        let state = Mutex::new(State::with(begun));
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
    /// hold it to that. BLAKE3 wants a multiple of [`ALIGNMENT`](crate::digest::ALIGNMENT).
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
            state: Mutex::new(State::with(begun)),
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
}
