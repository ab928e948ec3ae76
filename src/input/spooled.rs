//! Streams that are written into files, so that they can be read more than once.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::current::Current;
use super::feed::Feed;
use super::find::Input;
use super::opened::{Opened, measured, path_of};
use crate::digest::Digest;
use crate::error::Error;

/// What was a stream, in a file.
#[derive(Clone)]
pub(super) struct Spooled {
    pub(super) file: Arc<File>,
    pub(super) length: u64,
    pub(super) head: Arc<[u8]>,
    /// Size and digest of what the stream was stored as.
    pub(super) stored: Option<(u64, Option<Digest>)>,
}

impl Feed {
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
}
