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
    /// Are there control characters in it, among them line breaks?
    pub has_controls: bool,
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

    /// Passes over the empty cells that stand here with a comma behind them; how many they are.
    #[inline(always)]
    pub fn skip_empty(&mut self) -> usize {
        let start = self.at;
        if self.state == State::Open && self.bytes.get(start) == Some(&b',') {
            self.at = commas_end(self.bytes, start);
        }
        self.at - start
    }

    /// A cell without quotes; and where it ends.
    #[inline(always)]
    fn plain(&self) -> Option<(Cell<'a>, usize)> {
        let (end, has_controls) = plain_end(self.bytes, self.at)?;
        let text = Text::plain_bytes(&self.bytes[self.at..end]);
        Some((Cell { at: self.at, text, is_sound: true, has_controls }, end))
    }

    /// A cell with something behind its closing quote, which is before `from`; and where it ends.
    #[cold]
    fn unsound(&self, from: usize) -> Option<(Cell<'a>, usize)> {
        let (end, _) = plain_end(self.bytes, from)?;
        let raw = &self.bytes[self.at..end];
        let (text, has_controls) = (Text::plain_bytes(raw), has_controls(raw));
        Some((Cell { at: self.at, text, is_sound: false, has_controls }, end))
    }

    #[inline(never)]
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
                    let has_controls = has_controls(raw);
                    let cell = Cell { at: self.at, text, is_sound: true, has_controls };
                    return Some((cell, quote + 1));
                }
                _ => return self.unsound(quote + 1),
            }
        }
    }
}

/// Bytes that are looked at side by side.
const WIDTH: usize = 16;

/// The index of the first comma or line break at or after `from`, and whether control characters
/// stand before it. Of what hardly a cell has the first one is searched for.
#[inline(always)]
fn plain_end(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    let mut at = from;
    while let Some(chunk) = bytes[at..].first_chunk::<WIDTH>() {
        let stops = stops(chunk);
        if stops != 0 {
            at += stops.trailing_zeros() as usize;
            break;
        }
        at += WIDTH;
    }
    if matches!(bytes.get(at), Some(b',' | b'\n' | b'\r')) {
        return Some((at, false));
    }
    let end = at + memchr3(b',', b'\n', b'\r', &bytes[at..])?;
    Some((end, has_controls(&bytes[at..end])))
}

/// A bit for each comma and each control character, the first one last.
#[inline(always)]
fn stops(chunk: &[u8; WIDTH]) -> u32 {
    let bytes = u8x16::new(*chunk);
    let commas = bytes.simd_eq(u8x16::splat(b','));
    let controls = bytes.min(u8x16::splat(0x1F)).simd_eq(bytes);
    (commas | controls | bytes.simd_eq(u8x16::splat(0x7F))).to_bitmask()
}

fn has_controls(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |any, byte| any | byte.is_ascii_control())
}

/// Where the commas end that begin at `from`.
#[inline]
fn commas_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes[at..].first_chunk::<WIDTH>() {
        let commas = u8x16::new(*chunk).simd_eq(u8x16::splat(b',')).to_bitmask();
        let count = commas.trailing_ones() as usize;
        at += count;
        if count < WIDTH {
            return at;
        }
    }
    at + bytes[at..].iter().take_while(|byte| **byte == b',').count()
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cell<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Cell<'a>> {
        if self.state != State::Open {
            return None;
        }
        let taken = match self.bytes.get(self.at) {
            Some(b',') => {
                let text = Text::plain_bytes(&[]);
                Some((Cell { at: self.at, text, is_sound: true, has_controls: false }, self.at))
            }
            Some(b'"') => self.quoted(),
            _ => self.plain(),
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
        fn empty_cells_are_skipped_and_controls_are_told(text in "[a,]{0,3}(,{0,20}[aé,\"\t\r\u{1}\u{7f} ]{0,20}){0,3}\n?") {
            let text = text.as_bytes();
            let (mut one_by_one, mut cells, mut number) = (Cells::new(text, 0), Cells::new(text, 0), 0);
            loop {
                let skipped = cells.skip_empty();
                for _ in 0..skipped {
                    let empty = one_by_one.next().unwrap();
                    prop_assert!(empty.text.is_empty() && empty.is_sound);
                }
                number += skipped + 1;
                let (one, other) = (one_by_one.next(), cells.next());
                prop_assert_eq!(one.map(|cell| cell.at), other.map(|cell| cell.at));
                prop_assert_eq!(one_by_one.end(), cells.end());
                let Some(cell) = other else { break };
                let raw = cell.text.raw();
                prop_assert_eq!(cell.has_controls, raw.iter().any(u8::is_ascii_control));
            }
            prop_assert!(number <= text.len() + 2);
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
