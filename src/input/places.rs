//! Reading at places of inputs that were read before.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::at_place::read_at;
use super::find::Input;

/// The inputs, to be read at any place. The file used last stays open.
pub struct Places {
    paths: Vec<Option<PathBuf>>,
    last: Mutex<Option<(u32, Arc<File>)>>,
}

impl Places {
    /// Places of these inputs.
    pub fn new(inputs: &[Input]) -> Self {
        let paths = inputs.iter().map(|input| input.path.clone()).collect();
        Places { paths, last: Mutex::new(None) }
    }

    /// Fills the buffer from a place of an input, as far as the input goes; how far that is.
    ///
    /// # Errors
    /// When the input is a stream, or cannot be read.
    pub fn read_at(&self, input: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        read_at(&*self.file(input)?, buffer, offset)
    }

    fn file(&self, input: u32) -> io::Result<Arc<File>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((number, file)) = &*last
            && *number == input
        {
            return Ok(Arc::clone(file));
        }
        let path = self.paths.get(input as usize).and_then(Option::as_ref);
        let path = path.ok_or_else(|| io::Error::other("a stream cannot be read twice"))?;
        let file = Arc::new(File::open(path)?);
        *last = Some((input, Arc::clone(&file)));
        Ok(file)
    }
}
