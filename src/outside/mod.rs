//! The outside of a file of records: what stands around the records and between them.
//!
//! Whoever reads a file follows its outside piece by piece. It stops at each record, which somebody
//! else reads. Its state is small and can be compared: that is how a guess about where a record
//! starts in the middle of a file is proved or thrown away.

mod landmark;
mod rows;

pub use crate::json::Step;
pub use landmark::Landmark;
pub use rows::Table;

use crate::json::{Broken, Envelope, Payloads};

/// Where in the outside of a file a reader is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// One JSON array of records, bare or in an object.
    List(Envelope),
    /// The rows of a CSV file.
    Rows(Table),
    /// JSON objects, each with several lists of rows.
    Payloads(Payloads),
}

impl Outside {
    /// Goes on to the next record, or as far as the bytes reach.
    ///
    /// # Errors
    /// When the outside is broken.
    pub fn next(&mut self, bytes: &[u8], at: &mut usize) -> Result<Step, Broken> {
        match self {
            Outside::List(envelope) => envelope.next(bytes, at),
            Outside::Rows(table) => Ok(table.next(bytes, at)),
            Outside::Payloads(payloads) => payloads.next(bytes, at),
        }
    }

    /// The record was read; the next byte is behind it.
    pub fn record_read(&mut self) {
        match self {
            Outside::List(envelope) => envelope.record_read(),
            Outside::Rows(_) => {}
            Outside::Payloads(payloads) => payloads.record_read(),
        }
    }

    /// All records of the payload at hand were read, and all of it was gone over; the next byte is
    /// behind it.
    pub fn go_behind(&mut self) {
        match self {
            Outside::Payloads(payloads) => payloads.go_behind(),
            Outside::List(_) | Outside::Rows(_) => {}
        }
    }

    /// The file has come to its end at index `at`: is everything closed, and were there records?
    ///
    /// # Errors
    /// When it is not.
    pub fn finish(&self, at: usize) -> Result<(), Broken> {
        match self {
            Outside::List(envelope) => envelope.finish(at),
            Outside::Rows(table) => table.finish(at),
            Outside::Payloads(payloads) => payloads.finish(at),
        }
    }

    /// Is the next thing a record, if there is anything more?
    pub fn is_at_record(&self) -> bool {
        match self {
            Outside::List(envelope) => envelope.is_in_list(),
            Outside::Rows(table) => table.is_at_row(),
            Outside::Payloads(payloads) => payloads.is_in_list(),
        }
    }

    /// Is the next thing the first record of its list?
    pub fn is_at_first_record(&self) -> bool {
        match self {
            Outside::Payloads(payloads) => payloads.is_at_first_row(),
            Outside::List(_) | Outside::Rows(_) => false,
        }
    }

    /// What stands for the end of the file where a record may end with it.
    pub fn closing(&self) -> Option<&'static [u8]> {
        match self {
            Outside::List(_) | Outside::Payloads(_) => None,
            Outside::Rows(_) => Some(b"\n"),
        }
    }

    /// Does the start of the file say what its records have?
    pub fn has_headings(&self) -> bool {
        matches!(self, Outside::Rows(_))
    }

    /// Did the file start with a byte order mark?
    pub fn has_byte_order_mark(&self) -> bool {
        match self {
            Outside::List(envelope) => envelope.has_byte_order_mark(),
            Outside::Rows(table) => table.has_byte_order_mark(),
            Outside::Payloads(payloads) => payloads.has_byte_order_mark(),
        }
    }

    /// Are the records in an object, not a bare array?
    pub fn is_object(&self) -> bool {
        match self {
            Outside::List(envelope) => envelope.is_object(),
            Outside::Rows(_) => false,
            Outside::Payloads(_) => true,
        }
    }

    /// How refused records are kept, so that the file can be read again.
    pub fn frame(&self) -> Frame {
        match self {
            Outside::List(_) => Frame {
                extension: "json",
                head: b"[\n".to_vec(),
                separator: b",\n",
                tail: b"\n]\n",
            },
            Outside::Rows(table) => table.frame(),
            Outside::Payloads(_) => {
                Frame { extension: "jsonl", head: Vec::new(), separator: b"\n", tail: b"\n" }
            }
        }
    }
}

/// What stands around records in a file of refused ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The extension of the file, without the dot.
    pub extension: &'static str,
    /// What stands before the first record.
    pub head: Vec<u8>,
    /// What stands between records.
    pub separator: &'static [u8],
    /// What stands behind the last one.
    pub tail: &'static [u8],
}
