//! A row as the object that schemas describe: what the cells hold, by their headings.

use super::record::value_of;
use crate::csv::Cells;
use crate::formats::Source;
use crate::json::push_escaped;
use crate::outside::Outside;

/// Appends the row as an object; empty cells are left out.
pub(super) fn instance(source: Source<'_>, out: &mut Vec<u8>) {
    let Outside::Rows(table) = source.outside else { return };
    out.push(b'{');
    let start = out.len();
    for (heading, cell) in table.header().names.iter().zip(Cells::new(source.bytes, source.at)) {
        let Some(text) = value_of(cell.text) else { continue };
        out.extend_from_slice(if out.len() == start { b"\"" } else { b",\"" });
        push_escaped(out, heading.trim().as_bytes());
        out.extend_from_slice(b"\":\"");
        push_escaped(out, &text.decode());
        out.push(b'"');
    }
    out.push(b'}');
}
