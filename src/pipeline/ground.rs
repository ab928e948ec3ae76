//! The input at hand, and where in it the bytes of a run stand.

use super::run::Site;
use crate::digest::{Algorithm, Stream};
use crate::formats::InputFacts;
use crate::input::{Chunk, Lines, read_at};
use crate::outside::Outside;

/// The input at hand.
pub(super) struct Current {
    /// The outside where the tail starts; none before the first input.
    pub(super) outside: Option<Outside>,
    /// What the chunk before could not finish.
    pub(super) tail: Vec<u8>,
    /// How long the tail was when it was read last, in vain.
    pub(super) tried: usize,
    pub(super) digest: Stream,
    pub(super) lines: Lines,
    /// Has somebody asked for lines since the ground before?
    lines_asked: bool,
    pub(super) facts: InputFacts,
}

/// Where the bytes of a run stand in the input.
pub(super) struct Ground<'g> {
    pub(super) chunk: &'g Chunk,
    pub(super) bytes: &'g [u8],
    pub(super) chunk_at: usize,
    pub(super) start: usize,
}

impl Current {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        Current {
            outside: None,
            tail: Vec::new(),
            tried: 0,
            digest: Stream::new(algorithm),
            lines: Lines::default(),
            lines_asked: false,
            facts: InputFacts::default(),
        }
    }

    /// Line and column of where the ground starts. In a plain file they are worked out only now.
    pub(super) fn lines_at_start(&mut self, ground: &Ground<'_>) -> Lines {
        self.lines_asked = true;
        let offset = ground.offset(ground.start);
        if let Some(file) = &ground.chunk.file {
            let mut buffer = vec![0; 64 << 10];
            while self.lines.offset < offset {
                let left = buffer.len().min((offset - self.lines.offset) as usize);
                match read_at(file, &mut buffer[..left], self.lines.offset) {
                    Ok(read @ 1..) => self.lines.advance(&buffer[..read]),
                    _ => break,
                }
            }
        }
        self.lines
    }

    /// The ground was worked on up to an index. In a stream, which cannot be read again, lines are
    /// counted as they come. In a file they are where somebody has asked for them, as others will
    /// who come next: so the file is not read again for each of them.
    pub(super) fn lines_to(&mut self, ground: &Ground<'_>, end: usize) {
        if std::mem::take(&mut self.lines_asked) || ground.chunk.file.is_none() {
            self.lines.advance(&ground.bytes[ground.start..end]);
        }
    }
}

impl<'g> Ground<'g> {
    pub(super) fn site(&self) -> Site<'g> {
        let offset = self.chunk.offset.wrapping_sub(self.chunk_at as u64);
        Site { bytes: self.bytes, input: self.chunk.input as u32, offset }
    }

    pub(super) fn offset(&self, at: usize) -> u64 {
        (self.chunk.offset + at as u64) - self.chunk_at as u64
    }
}
