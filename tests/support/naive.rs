//! The obvious way to cut an array into records and to find lines and columns, as a twin for the
//! fast one.

use std::ops::Range;

/// Where the records of a bare array stand, told by quotes and brackets.
pub(crate) fn records(bytes: &[u8]) -> Vec<Range<usize>> {
    let (mut found, mut start) = (Vec::new(), None);
    let (mut depth, mut in_text, mut escaped) = (0, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        let outside = depth == 1 && !in_text;
        if outside && matches!(byte, b',' | b']') {
            found.extend(start.take().map(|start| start..trimmed(bytes, start, at)));
        } else if outside && start.is_none() && !byte.is_ascii_whitespace() {
            start = Some(at);
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth -= 1,
            _ => {}
        }
    }
    found
}

fn trimmed(bytes: &[u8], start: usize, end: usize) -> usize {
    start + bytes[start..end].trim_ascii_end().len()
}

/// Line and column of each offset, both from 1. A byte that continues a character does not count,
/// nor does a byte order mark at the very start.
pub(crate) fn lines_and_columns(bytes: &[u8]) -> Vec<(u64, u64)> {
    let (mut line, mut column) = (1, 1);
    let mut places = vec![(line, column)];
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => (line, column) = (line + 1, 1),
            0x80..0xC0 => {}
            0xEF if at == 0 && bytes.starts_with(b"\xEF\xBB\xBF") => {}
            _ => column += 1,
        }
        places.push((line, column));
    }
    places
}
