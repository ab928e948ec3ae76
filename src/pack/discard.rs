//! Records that nobody wants: what is judged of them all together stands.

use std::ops::Range;

use super::{Encoded, Packer, Part};
use crate::findings::Note;

/// Lets a packer see all records, and throws its parts away.
pub struct Discard {
    inner: Option<Box<dyn Packer>>,
}

impl Discard {
    /// Throws away what this packer makes; without one there is nothing to make.
    pub fn new(inner: Option<Box<dyn Packer>>) -> Self {
        Discard { inner }
    }
}

impl Packer for Discard {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        if let Some(inner) = &mut self.inner {
            inner.take(encoded, accepted);
        }
        Vec::new()
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.take(encoded, accepted)
    }

    fn finish(&mut self) -> Vec<Part> {
        if let Some(inner) = &mut self.inner {
            inner.finish();
        }
        Vec::new()
    }

    fn judge(&self) -> Vec<Note> {
        self.inner.as_ref().map_or_else(Vec::new, |inner| inner.judge())
    }
}
