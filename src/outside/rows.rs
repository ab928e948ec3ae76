//! The outside of a CSV file: a heading row, and line breaks between the rows.

use std::sync::Arc;

use super::{Frame, Step};
use crate::csv::Header;
use crate::json::{Broken, Why};

/// Where in a CSV file a reader is. What the columns mean is shared by all copies.
#[derive(Clone, Debug)]
pub struct Table {
    shape: Arc<Shape>,
    is_at_start: bool,
    /// Are its rows passed over, because nobody knows what they are?
    is_unread: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Shape {
    header: Header,
    columns: Vec<u16>,
}

impl PartialEq for Table {
    fn eq(&self, other: &Table) -> bool {
        let is_same = Arc::ptr_eq(&self.shape, &other.shape) || self.shape == other.shape;
        is_same && (self.is_at_start, self.is_unread) == (other.is_at_start, other.is_unread)
    }
}

impl Eq for Table {}

impl Table {
    /// A file with this heading row; what the columns mean is up to who reads the rows.
    pub fn new(header: Header, columns: Vec<u16>) -> Self {
        Table { shape: Arc::new(Shape { header, columns }), is_at_start: true, is_unread: false }
    }

    /// A file of which no row is read.
    pub fn unread() -> Self {
        let shape = Shape { header: Header::default(), columns: Vec::new() };
        Table { shape: Arc::new(shape), is_at_start: false, is_unread: true }
    }

    /// The heading row.
    pub fn header(&self) -> &Header {
        &self.shape.header
    }

    /// What the columns mean.
    pub fn columns(&self) -> &[u16] {
        &self.shape.columns
    }

    pub(super) fn line_break(&self) -> &'static [u8] {
        self.shape.header.line_break
    }

    pub(super) fn next(&mut self, bytes: &[u8], at: &mut usize) -> Step {
        if self.is_unread {
            *at = bytes.len();
            return Step::More;
        }
        if self.is_at_start {
            if bytes.len() - *at < self.shape.header.length {
                return Step::More;
            }
            *at += self.shape.header.length;
            self.is_at_start = false;
        }
        // Empty lines are no rows.
        while let Some(b'\r' | b'\n') = bytes.get(*at) {
            *at += 1;
        }
        if *at == bytes.len() { Step::More } else { Step::Record }
    }

    pub(super) fn is_at_row(&self) -> bool {
        !self.is_at_start && !self.is_unread
    }

    pub(super) fn finish(&self, at: usize) -> Result<(), Broken> {
        match self.is_at_start {
            true => Err(Broken { at, why: Why::Expected("a heading row") }),
            false => Ok(()),
        }
    }

    pub(super) fn has_byte_order_mark(&self) -> bool {
        self.shape.header.has_byte_order_mark
    }

    /// Refused rows go under the same heading row.
    pub(super) fn frame(&self) -> Frame {
        let line_break = self.line_break();
        let head = [self.shape.header.row.as_slice(), line_break].concat();
        Frame { extension: "csv", head, separator: line_break, tail: line_break }
    }
}
