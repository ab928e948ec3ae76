//! Records written for a target, packed into its files, in order.

mod append;
mod batch;
mod discard;
mod encoded;

use std::ops::Range;

pub use append::Appender;
pub use batch::Batcher;
pub use discard::Discard;
pub use encoded::Encoded;

use crate::findings::Note;

/// Cuts the stream of accepted records into parts.
pub trait Packer: Send {
    /// Takes the accepted records of a run, in order, as ranges of their numbers; the parts that
    /// are ready now. They refer to the run.
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part>;

    /// As [`take`](Self::take), but copies the records: the parts do not refer to the run.
    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part>;

    /// The last parts; they refer to no run.
    fn finish(&mut self) -> Vec<Part>;

    /// What only all records together can tell; asked at the end.
    fn judge(&self) -> Vec<Note> {
        Vec::new()
    }

    /// Why the output does not fit into a single file or stream, if it does not.
    fn several_files(&self) -> Option<&'static str> {
        None
    }
}

/// Bytes for one file of output, and how many records they hold.
pub struct Part {
    /// The name of the file.
    pub name: String,
    /// Files of one stream follow each other, those of several grow at the same time. The manifest
    /// names them stream by stream.
    pub stream: usize,
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
    /// A part of a file that others add to, still empty.
    pub(super) fn growing(name: String, stream: usize) -> Self {
        Part { name, stream, whole: false, records: 0, pieces: Vec::new() }
    }

    /// Appends text.
    pub(super) fn push_text(&mut self, text: &[u8]) {
        match self.pieces.last_mut() {
            Some(Piece::Text(last)) => last.extend_from_slice(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    /// Appends records of a section of the run.
    pub(super) fn push_records(&mut self, section: usize, range: Range<usize>) {
        self.pieces.push(Piece::Records { section, range, skip: 0 });
    }

    /// Makes the part independent of the run that it was taken from.
    pub(super) fn copy(&mut self, encoded: &Encoded) {
        let text = self.slices(encoded).concat();
        self.pieces = vec![Piece::Text(text)];
    }

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
