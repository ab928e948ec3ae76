//! Lines and columns, worked out only when somebody asks.

/// A place in a text: line and column of a byte offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Offset of the byte.
    pub offset: u64,
    /// Its line, from 1.
    pub line: u64,
    /// Its column in characters, from 1.
    pub column: u64,
    /// Does a CR stand before it? An LF here belongs to the end of that line.
    after_cr: bool,
}

impl Default for Lines {
    fn default() -> Self {
        Lines { offset: 0, line: 1, column: 1, after_cr: false }
    }
}

impl Lines {
    /// Goes over the next bytes of the text. Lines end with LF, CR LF or CR. Columns count
    /// characters: bytes that continue one (10xxxxxx) do not count, nor does a byte order mark at
    /// the very start.
    pub fn advance(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        if self.offset == 0 {
            rest = rest.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(rest);
        }
        if self.after_cr && !rest.is_empty() {
            self.after_cr = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        if let Some(last) = memchr::memrchr2(b'\n', b'\r', rest) {
            let (ended, begun) = rest.split_at(last + 1);
            self.line += (memchr::memchr_iter(b'\n', ended).count() + bare_crs(ended)) as u64;
            self.column = 1;
            self.after_cr = rest.ends_with(b"\r");
            rest = begun;
        }
        self.column += rest.chunks(usize::from(u8::MAX)).map(chars).sum::<u64>();
        self.offset += bytes.len() as u64;
    }
}

/// How many characters begin in at most 255 bytes, which are counted side by side.
fn chars(bytes: &[u8]) -> u64 {
    u64::from(bytes.iter().fold(0u8, |count, byte| count + u8::from((*byte as i8) >= -0x40)))
}

/// How many CRs have no LF behind them?
fn bare_crs(bytes: &[u8]) -> usize {
    let is_bare = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    memchr::memchr_iter(b'\r', bytes).filter(is_bare).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> (u64, u64) {
        let mut lines = Lines::default();
        lines.advance(text.as_bytes());
        (lines.line, lines.column)
    }

    #[test]
    fn columns_are_characters_and_lines_end_with_lf_or_cr() {
        assert_eq!(at(""), (1, 1));
        assert_eq!(at("añ中😀"), (1, 5));
        assert_eq!(at("a\r\nb"), (2, 2));
        assert_eq!(at("\n\n"), (3, 1));
        assert_eq!(at("a\rb\r\rc"), (4, 2));
        assert_eq!(at("a\r\n\rb"), (3, 2));
        assert_eq!(at("\u{feff}{"), (1, 2));
        assert_eq!(at(&"aé".repeat(1000)), (1, 2001));
    }

    proptest! {
        #[test]
        fn pieces_give_what_the_whole_gives(text in "[a\n\ré]{0,40}", cut in 0usize..40) {
            let cut = (0..=cut.min(text.len())).rev().find(|cut| text.is_char_boundary(*cut)).unwrap_or(0);
            let mut lines = Lines::default();
            lines.advance(&text.as_bytes()[..cut]);
            lines.advance(&text.as_bytes()[cut..]);
            prop_assert_eq!((lines.line, lines.column), at(&text));
        }
    }
}
