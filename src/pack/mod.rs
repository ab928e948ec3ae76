//! Records written for a target, packed into its files, in order.

mod append;
mod batch;
mod encoded;

use std::ops::Range;

pub use append::Appender;
pub use batch::Batcher;
pub use encoded::Encoded;

/// Cuts the stream of accepted records into parts.
pub trait Packer: Send {
    /// Takes the accepted records of a run, in order, as ranges of their numbers; the parts that
    /// are ready now. They refer to the run.
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part>;

    /// As [`take`](Self::take), but copies the records: the parts do not refer to the run.
    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part>;

    /// The last parts; they refer to no run.
    fn finish(&mut self) -> Vec<Part>;
}

/// Bytes for one file of output, and how many records they hold.
pub struct Part {
    /// The name of the file.
    pub name: String,
    /// Is this all of the file? Otherwise parts of the same name follow each other in it.
    pub whole: bool,
    /// How many records the part holds.
    pub records: usize,
    pieces: Vec<Piece>,
}

/// Some bytes of a part.
enum Piece {
    /// Text of the packer's own.
    Text(Vec<u8>),
    /// Text that is always the same.
    Fixed(&'static [u8]),
    /// Records of a section of the run, less so many bytes at their start.
    Records { section: usize, range: Range<usize>, skip: usize },
}

impl Part {
    /// The bytes of the part, in pieces. `encoded` is the run that the part was taken from.
    pub fn slices<'p>(&'p self, encoded: &'p Encoded) -> Vec<&'p [u8]> {
        let slice = |piece: &'p Piece| match piece {
            Piece::Text(text) => text.as_slice(),
            Piece::Fixed(text) => text,
            Piece::Records { section, range, skip } => &encoded.bytes(*section, range)[*skip..],
        };
        self.pieces.iter().map(slice).collect()
    }
}
