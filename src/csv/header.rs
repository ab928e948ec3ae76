//! The first row of a file, which names the columns.

use super::Cells;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A heading row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The row as it stands in the file, without line break.
    pub row: Vec<u8>,
    /// What the cells hold, in order.
    pub names: Vec<String>,
    /// Where each cell starts in the file.
    pub starts: Vec<usize>,
    /// Bytes from the start of the file to the end of the row, with its line break.
    pub length: usize,
    /// Does the file start with a byte order mark?
    pub has_byte_order_mark: bool,
    /// How the row ends, and probably the others.
    pub line_break: &'static [u8],
}

/// There is no heading row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headless {
    /// The file is empty.
    Empty,
    /// The row does not end in the part of the file that was looked at.
    TooLong,
    /// A quote is not closed, or something stands behind a closed one.
    Quotes,
}

impl Header {
    /// The heading row of a file that starts with `head`; all of it when that is shorter than
    /// `most` bytes.
    ///
    /// # Errors
    /// When there is none.
    pub fn read(head: &[u8], most: usize) -> Result<Header, Headless> {
        let has_byte_order_mark = head.starts_with(BYTE_ORDER_MARK);
        let mark = if has_byte_order_mark { BYTE_ORDER_MARK.len() } else { 0 };
        let is_break = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let start = mark + head[mark..].iter().take_while(is_break).count();
        if start == head.len() {
            return Err(Headless::Empty);
        }
        let closed = [head, b"\n".as_slice()].concat();
        let bytes = if head.len() < most { &closed } else { head };
        let mut cells = Cells::new(bytes, start);
        let (mut names, mut starts, mut sound) = (Vec::new(), Vec::new(), true);
        for cell in cells.by_ref() {
            sound &= cell.is_sound;
            names.push(String::from_utf8_lossy(&cell.text.decode()).into_owned());
            starts.push(cell.at);
        }
        let end = match cells.end() {
            Some(end) if sound => end,
            None if head.len() >= most => return Err(Headless::TooLong),
            _ => return Err(Headless::Quotes),
        };
        let line_break: &[u8] = match head.get(end..).unwrap_or_default() {
            [b'\r', b'\n', ..] => b"\r\n",
            [b'\r', ..] => b"\r",
            _ => b"\n",
        };
        Ok(Header {
            row: head[start..end].to_vec(),
            names,
            starts,
            length: (end + line_break.len()).min(head.len()),
            has_byte_order_mark,
            line_break,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_from_the_start_of_a_file() {
        let read = |text: &str| Header::read(text.as_bytes(), 30);
        let header = read("\u{feff}a,\"b,c\"\r\n1,2").unwrap();
        assert_eq!((header.names, header.length), (vec!["a".to_owned(), "b,c".to_owned()], 12));
        assert_eq!(header.starts, [3, 5]);
        assert!(header.has_byte_order_mark && header.line_break == b"\r\n");
        assert_eq!(read("a,b").unwrap().length, 3);
        assert_eq!(read("a,b\r1,2").unwrap().line_break, b"\r");
        assert_eq!(read("\n\n"), Err(Headless::Empty));
        assert_eq!(read("a,\"b"), Err(Headless::Quotes));
        assert_eq!(read(&"a".repeat(30)), Err(Headless::TooLong));
    }
}
