//! The bytes of a chunk, and room before them for what the chunk before could not finish.

/// Bytes left free before a chunk, for the record that the chunk before it could not finish; unless
/// more are asked for.
pub(super) const RESERVE: usize = 16 << 10;

/// The bytes of a chunk, with room before them.
pub struct Buffer {
    bytes: Vec<u8>,
    chunk_at: usize,
    start: usize,
}

impl Default for Buffer {
    fn default() -> Self {
        Buffer { bytes: vec![0; RESERVE], chunk_at: RESERVE, start: RESERVE }
    }
}

impl Buffer {
    /// All bytes; only those from [`start`](Self::start) mean something.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the chunk itself starts.
    pub fn chunk_at(&self) -> usize {
        self.chunk_at
    }

    /// Where the bytes start that mean something.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Puts bytes before the chunk. False when the room there did not do and everything moved.
    pub fn prepend(&mut self, before: &[u8]) -> bool {
        if let Some(start) = self.chunk_at.checked_sub(before.len()) {
            self.bytes[start..self.chunk_at].copy_from_slice(before);
            self.start = start;
            return true;
        }
        self.bytes.splice(..self.chunk_at, before.iter().copied());
        (self.start, self.chunk_at) = (0, before.len());
        false
    }

    /// The bytes of the chunk itself.
    pub(super) fn chunk_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[self.chunk_at..]
    }

    /// Makes room for a chunk, and before it.
    pub(super) fn room(&mut self, length: usize, reserve: usize) -> &mut [u8] {
        if self.chunk_at != reserve {
            *self = Buffer { bytes: vec![0; reserve], chunk_at: reserve, start: reserve };
        }
        self.start = reserve;
        self.bytes.resize(reserve + length, 0);
        self.chunk_mut()
    }

    /// The chunk is only so long.
    pub(super) fn cut(&mut self, length: usize) {
        self.bytes.truncate(self.chunk_at + length);
    }
}
