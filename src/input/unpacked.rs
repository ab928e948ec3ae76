//! What comes out of a compressed input, held to limits: a few bytes can stand for very many.

use std::io::{self, Read};

use super::opened::{Stored, size_of};
use crate::limits::Limits;

/// Counts what is unpacked, and stops where it is too much.
pub(super) struct Unpacked<R> {
    source: R,
    /// What the input is stored as, as far as it was read.
    stored: Stored,
    limits: Limits,
    length: u64,
}

impl<R: Read> Unpacked<R> {
    pub(super) fn new(source: R, stored: &Stored, limits: &Limits) -> Self {
        Unpacked { source, stored: stored.clone(), limits: *limits, length: 0 }
    }

    fn check(&self) -> io::Result<()> {
        let Limits { unpacked, ratio, .. } = self.limits;
        if self.length > unpacked {
            return Err(io::Error::other(format!(
                "it unpacks to more than {unpacked} bytes; --max-unpacked-bytes moves the limit"
            )));
        }
        let packed = size_of(&self.stored);
        if self.length > Limits::RATIO_FROM && self.length / ratio > packed {
            return Err(io::Error::other(format!(
                "its first {packed} bytes unpack to {}, more than {ratio} times as many; \
                 --max-unpacked-ratio moves the limit",
                self.length
            )));
        }
        Ok(())
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.length += read as u64;
        self.check()?;
        Ok(read)
    }
}
