//! Cutting a row into cells, in one pass and without copying anything.
//!
//! A cell in quotes may hold commas, line breaks and doubled quotes. A row ends before LF or CR;
//! the LF of a CRLF is an empty line to whoever looks for the next row.

use memchr::{memchr, memchr3};
use wide::u8x16;

use crate::json::Text;

/// A cell where it stands.
#[derive(Clone, Copy)]
pub struct Cell<'a> {
    /// Where it starts, with its quotes.
    pub at: usize,
    /// What it holds.
    pub text: Text<'a>,
    /// Is nothing between its closing quote and its end?
    pub is_sound: bool,
}

/// The cells of a row.
pub struct Cells<'a> {
    bytes: &'a [u8],
    at: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A cell starts here.
    Open,
    /// The row ends here.
    Ended,
    /// The bytes end within the row.
    CutOff,
}

impl<'a> Cells<'a> {
    /// The cells of the row that starts at index `at`.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Cells { bytes, at, state: State::Open }
    }

    /// Where the row ends, once all its cells were taken; `None` when it is cut off.
    pub fn end(&self) -> Option<usize> {
        (self.state == State::Ended).then_some(self.at)
    }

    /// A cell without quotes; and where it ends.
    #[inline(always)]
    fn plain(&self, from: usize) -> Option<(Cell<'a>, usize)> {
        let end = plain_end(self.bytes, from)?;
        let text = Text::plain_bytes(&self.bytes[self.at..end]);
        Some((Cell { at: self.at, text, is_sound: from == self.at }, end))
    }

    fn quoted(&self) -> Option<(Cell<'a>, usize)> {
        let inside = self.at + 1;
        let (mut from, mut doubled) = (inside, false);
        loop {
            let quote = from + memchr(b'"', &self.bytes[from..])?;
            match self.bytes.get(quote + 1)? {
                b'"' => (from, doubled) = (quote + 2, true),
                b',' | b'\n' | b'\r' => {
                    let raw = &self.bytes[inside..quote];
                    let text = if doubled { Text::doubled(raw) } else { Text::plain_bytes(raw) };
                    return Some((Cell { at: self.at, text, is_sound: true }, quote + 1));
                }
                _ => return self.plain(quote + 1),
            }
        }
    }
}

/// The index of the first comma or line break at or after `from`. Most cells are short: the first
/// bytes are looked at side by side, and the rest of a long one is searched.
#[inline(always)]
fn plain_end(bytes: &[u8], from: usize) -> Option<usize> {
    if let Some(first) = bytes[from..].first_chunk::<16>() {
        let first = u8x16::new(*first);
        let [commas, feeds, returns] =
            [b',', b'\n', b'\r'].map(|end| first.simd_eq(u8x16::splat(end)));
        let ends = (commas | feeds | returns).to_bitmask();
        if ends != 0 {
            return Some(from + ends.trailing_zeros() as usize);
        }
    }
    Some(from + memchr3(b',', b'\n', b'\r', &bytes[from..])?)
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cell<'a>;

    #[inline]
    fn next(&mut self) -> Option<Cell<'a>> {
        if self.state != State::Open {
            return None;
        }
        let taken = match self.bytes.get(self.at) {
            Some(b',') => {
                let text = Text::plain_bytes(&[]);
                Some((Cell { at: self.at, text, is_sound: true }, self.at))
            }
            Some(b'"') => self.quoted(),
            _ => self.plain(self.at),
        };
        let Some((cell, end)) = taken else {
            self.state = State::CutOff;
            return None;
        };
        if self.bytes[end] == b',' {
            self.at = end + 1;
        } else {
            (self.at, self.state) = (end, State::Ended);
        }
        Some(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rows of a text, each with its cells; nothing when a cell is not sound.
    fn rows(text: &[u8]) -> Option<Vec<Vec<Vec<u8>>>> {
        let text = [text, b"\n"].concat();
        let (mut rows, mut at) = (Vec::new(), 0);
        loop {
            at += text[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if at == text.len() {
                return Some(rows);
            }
            let mut cells = Cells::new(&text, at);
            let mut row = Vec::new();
            for cell in cells.by_ref() {
                if !cell.is_sound {
                    return None;
                }
                row.push(cell.text.decode().into_owned());
            }
            rows.push(row);
            at = cells.end()?;
        }
    }

    fn judge(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let row = |row: csv::ByteRecord| row.iter().map(<[u8]>::to_vec).collect();
        reader.byte_records().map(|record| row(record.unwrap())).collect()
    }

    #[test]
    fn quotes_and_line_ends() {
        let text = b"a,\"b,\n\"\"c\"\"\",\r\n\"\",d\re,f";
        assert_eq!(rows(text).unwrap(), judge(text));
        assert_eq!(rows(text).unwrap().len(), 3);
        assert!(rows(b"\"a\"b,c").is_none());
        assert!(rows(b"\"a").is_none());
    }

    proptest! {
        #[test]
        fn the_csv_crate_cuts_the_same(text in "[a,\"\r\né' ]{0,30}") {
            if let Some(rows) = rows(text.as_bytes()) {
                prop_assert_eq!(rows, judge(text.as_bytes()));
            }
        }

        #[test]
        fn rows_that_are_cut_off_are_told(text in "[a,\"\n]{0,12}") {
            let text = format!("{text}\"\n");
            let mut whole = Cells::new(text.as_bytes(), 0);
            let cells = whole.by_ref().count();
            if let Some(end) = whole.end() {
                for cut in 0..=end {
                    let mut part = Cells::new(&text.as_bytes()[..cut], 0);
                    prop_assert!(part.by_ref().count() <= cells && part.end().is_none());
                }
            }
        }
    }
}
