//! A row in which nothing is quoted, cut at once: its bytes are looked at side by side.

use wide::u8x16;

use super::Cell;
use crate::json::Text;

/// Bytes that are looked at side by side, a bit each.
const WIDTH: usize = 64;

/// The most cells that may hold something.
const MOST: usize = 64;

/// The most bytes of a row and its line break.
const LONGEST: usize = 1 << 15;

/// The cells of a row that hold something. All others are empty: there is one before each comma, and
/// one at the end.
pub struct PlainRow<'a> {
    bytes: &'a [u8],
    /// Where the row starts.
    at: usize,
    /// How long it is, without its line break.
    length: u16,
    /// Where those cells start and end, counted from the start of the row.
    starts: [u16; MOST],
    ends: [u16; MOST],
    filled: usize,
}

impl<'a> PlainRow<'a> {
    /// The row that starts at index `at`; it must be [read](Self::read).
    #[inline(always)]
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        PlainRow { bytes, at, length: 0, starts: [0; MOST], ends: [0; MOST], filled: 0 }
    }

    /// Cuts the row into cells, if there are no quotes, backslashes and control characters in it, it
    /// holds no more than is provided for, and it is not close to the end of the bytes. Otherwise
    /// [`Cells`](super::Cells) must tell what it is.
    #[inline(always)]
    pub fn read(&mut self) -> bool {
        self.cut().is_some()
    }

    #[inline(always)]
    fn cut(&mut self) -> Option<()> {
        let all = self.bytes.get(self.at..)?;
        let all = all.get(..LONGEST).unwrap_or(all);
        let (mut started, mut ended) = (0, 0);
        // The first cell stands where others stand behind a comma.
        let mut carried = 1;
        for (block, offset) in all.as_chunks::<WIDTH>().0.iter().zip((0..).step_by(WIDTH)) {
            let (commas, others) = marks(block);
            let length = others.trailing_zeros();
            let inside = u64::MAX.checked_shl(length).map_or(u64::MAX, |behind| !behind);
            let behind_commas = commas << 1 | carried;
            let first = behind_commas & !commas & inside;
            push(&mut self.starts, &mut started, first, offset)?;
            push(&mut self.ends, &mut ended, commas & !behind_commas & inside, offset)?;
            if let Some(last) = block.get(length as usize) {
                self.length = offset + length as u16;
                self.filled = started;
                if started > ended {
                    *self.ends.get_mut(ended)? = self.length;
                }
                return matches!(last, b'\n' | b'\r').then_some(());
            }
            carried = commas >> (WIDTH - 1);
        }
        None
    }

    /// How long it is.
    #[inline(always)]
    pub fn length(&self) -> usize {
        usize::from(self.length)
    }

    /// Calls `each` with the number of each cell that holds something, and the cell; how many cells
    /// there are, with the empty ones.
    #[inline(always)]
    pub fn cells(&self, mut each: impl FnMut(usize, Cell<'a>)) -> usize {
        let row = &self.bytes[self.at..self.at + self.length()];
        let (mut number, mut before) = (0, 0);
        for (start, end) in self.starts.iter().zip(&self.ends).take(self.filled) {
            let (start, end) = (usize::from(*start), usize::from(*end));
            // Nothing but commas is between it and the one before.
            number += start - before;
            before = end;
            // JSON escapes nothing of it.
            let text = Text::clean(&row[start..end]);
            each(number, Cell { at: self.at + start, text, is_sound: true, has_controls: false });
        }
        number + row.len() - before + 1
    }
}

/// A bit for each comma, and for each quote, backslash and control character, the first one last.
#[inline(always)]
fn marks(block: &[u8; WIDTH]) -> (u64, u64) {
    let (mut commas, mut others) = (0, 0);
    for (chunk, shift) in block.as_chunks::<16>().0.iter().zip((0..).step_by(16)) {
        let bytes = u8x16::new(*chunk);
        let is = |byte| bytes.simd_eq(u8x16::splat(byte));
        let controls = bytes.min(u8x16::splat(0x1F)).simd_eq(bytes) | is(0x7F);
        commas |= u64::from(is(b',').to_bitmask()) << shift;
        others |= u64::from((controls | is(b'"') | is(b'\\')).to_bitmask()) << shift;
    }
    (commas, others)
}

/// Appends the places of bits, as far as there is room.
#[inline(always)]
fn push(places: &mut [u16; MOST], count: &mut usize, mut bits: u64, offset: u16) -> Option<()> {
    while bits != 0 {
        *places.get_mut(*count)? = offset + bits.trailing_zeros() as u16;
        *count += 1;
        bits &= bits - 1;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::Cells;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_plain_row_has_the_cells_that_come_one_by_one(
            text in "(([a,é]{0,90}|,{0,70}|[a,\"\\\\\t\u{1}\u{7f} ]{0,5}){0,6}[\n\r])?[a,]{0,300}\na{100}",
        ) {
            let text = text.as_bytes();
            let mut one_by_one = Cells::new(text, 0);
            let all: Vec<_> = one_by_one.by_ref().collect();
            let mut row = PlainRow::new(text, 0);
            if row.read() {
                prop_assert_eq!(Some(row.length()), one_by_one.end());
                let mut filled = Vec::new();
                let count = row.cells(|number, cell| filled.push((number, cell)));
                prop_assert_eq!(count, all.len());
                let of_all = all.iter().enumerate().filter(|(_, cell)| !cell.text.is_empty());
                prop_assert_eq!(of_all.clone().count(), filled.len());
                for ((number, cell), (same, filled)) in of_all.zip(filled) {
                    prop_assert_eq!((number, cell.at), (same, filled.at));
                    prop_assert_eq!(cell.text.raw(), filled.text.raw());
                    prop_assert!(cell.is_sound && !cell.has_controls && filled.is_sound);
                    let (mut in_json, mut escaped) = (Vec::new(), Vec::new());
                    filled.text.push_json(&mut in_json);
                    cell.text.push_json(&mut escaped);
                    prop_assert_eq!(in_json, escaped);
                }
            }
        }
    }

    #[test]
    fn rows_are_plain_unless_something_is_odd_about_them() {
        let is_plain = |row: &str| {
            let text = format!("{row}\r\n{}", "b,".repeat(WIDTH));
            PlainRow::new(text.as_bytes(), 0).read()
        };
        let long = format!("{},{}", "a".repeat(200), ",".repeat(200));
        for row in ["", "a", ",", "é,'+1',", &long, &"a,".repeat(MOST)] {
            assert!(is_plain(row), "{row}");
        }
        let longest = "a".repeat(LONGEST);
        for row in [&longest, "\"a\"", "a\"b", "\\", "a\tb", "\u{7f}", &"a,".repeat(MOST + 1)] {
            assert!(!is_plain(row), "{row}");
        }
        assert!(!PlainRow::new(b"a,b\n", 0).read() && !PlainRow::new(b"", 1).read());
    }
}
