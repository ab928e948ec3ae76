//! CSV as RFC 4180 writes it: cells appended, rows cut into cells where they stand.

mod cells;
mod header;
mod plain_row;

pub use cells::{Cell, Cells};
pub use header::{Header, Headless};
pub use plain_row::PlainRow;

/// Appends one cell; in quotes only where a comma, a quote or a line break needs them.
pub fn push_cell(out: &mut Vec<u8>, text: &[u8]) {
    if !text.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        return out.extend_from_slice(text);
    }
    out.push(b'"');
    for piece in text.split_inclusive(|byte| *byte == b'"') {
        out.extend_from_slice(piece);
        if piece.ends_with(b"\"") {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_csv_crate_reads_what_was_written(cells in prop::collection::vec("[a\",\r\n é]{0,6}", 2..5)) {
            let mut out = Vec::new();
            for (index, cell) in cells.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                push_cell(&mut out, cell.as_bytes());
            }
            out.extend_from_slice(b"\r\n");
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(row.iter().collect::<Vec<_>>(), cells);
        }
    }
}
