//! CSV as the `csv` crate cuts it.

use idport::csv::{Cells, Header};
use idport::formats::oracle::{escape, is_escaped, unescape};

type Rows = Vec<Vec<Vec<u8>>>;

/// Rows and their cells are those of the `csv` crate, and so are the headings. The differences
/// are these, and no others:
///
/// - A cell with something between its closing quote and its end is not sound, and its row is
///   refused. The `csv` crate takes the quotes off and goes on.
/// - A quote that is never closed leaves the row cut off. The `csv` crate closes it at the end.
/// - A byte order mark belongs to the file, and rows do not know it. The `csv` crate takes it off.
///
/// Besides, the quotes that Oracle puts around cells come off as they were put on.
pub(crate) fn csv(data: &[u8]) {
    let escaped = escape(data);
    if !is_escaped(data) {
        assert_eq!(unescape(&escaped), data);
    }
    if data.starts_with(b"\xEF\xBB\xBF") {
        return;
    }
    let judged = judge(data);
    if let Some(rows) = rows(&[data, b"\n"].concat()) {
        assert_eq!(rows, judged);
    }
    if let Ok(header) = Header::read(data, usize::MAX) {
        let names = { judged[0].iter() }.map(|name| String::from_utf8_lossy(name).into_owned());
        assert_eq!(header.names, names.collect::<Vec<_>>());
    }
}

/// The rows of a text, if all are whole and sound.
fn rows(text: &[u8]) -> Option<Rows> {
    let (mut rows, mut at) = (Vec::new(), 0);
    loop {
        at += text[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if at == text.len() {
            return Some(rows);
        }
        let mut cells = Cells::new(text, at);
        let row: Vec<_> = cells.by_ref().collect();
        at = cells.end()?;
        if row.iter().any(|cell| !cell.is_sound) {
            return None;
        }
        rows.push(row.iter().map(|cell| cell.text.decode().into_owned()).collect());
    }
}

fn judge(text: &[u8]) -> Rows {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let row = |row: csv::ByteRecord| row.iter().map(<[u8]>::to_vec).collect();
    reader.byte_records().map(|record| row(record.unwrap())).collect()
}
