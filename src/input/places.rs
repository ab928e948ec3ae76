//! Reading at places of inputs that were read before.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::at_place::read_at;
use super::find::Input;
use super::opened::is_stored_compressed;
use super::seen::Seen;

/// The inputs, to be read at any place. The files used last stay open.
pub struct Places {
    at: Vec<At>,
    open: Mutex<VecDeque<(u32, Arc<File>)>>,
    seen: Seen,
}

/// How many files stay open.
const OPEN: usize = 32;

/// Where an input is.
pub(super) enum At {
    Path(PathBuf),
    File(Arc<File>),
    Stream,
}

impl Places {
    /// Places of these inputs.
    pub fn new(inputs: &[Input]) -> Self {
        let places = inputs.iter().map(|input| match &input.path {
            Some(path) => At::Path(path.clone()),
            None => At::Stream,
        });
        Places::of(places, Seen::default())
    }

    pub(super) fn of(at: impl Iterator<Item = At>, seen: Seen) -> Self {
        Places { at: at.collect(), open: Mutex::default(), seen }
    }

    /// Fills the buffer from a place of an input, as far as the input goes; how far that is.
    ///
    /// # Errors
    /// When the input is a stream, or cannot be read.
    pub fn read_at(&self, input: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        read_at(&*self.file(input)?, buffer, offset)
    }

    fn file(&self, input: u32) -> io::Result<Arc<File>> {
        let path = match self.at.get(input as usize) {
            Some(At::Path(path)) => path,
            Some(At::File(file)) => return Ok(Arc::clone(file)),
            _ => return Err(io::Error::other("a stream cannot be read twice")),
        };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = open.iter().find(|(number, _)| *number == input) {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(File::open(path)?);
        self.seen.check(path, &file.metadata()?).map_err(io::Error::other)?;
        if is_stored_compressed(&file)? {
            return Err(io::Error::other("what is compressed cannot be read at a place"));
        }
        open.truncate(OPEN - 1);
        open.push_front((input, Arc::clone(&file)));
        Ok(file)
    }
}
