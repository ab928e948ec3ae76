//! A row of users, cell by cell: at once where nothing is quoted, one after the other otherwise.

use super::record::Record;
use crate::csv::{Cells, PlainRow};
use crate::formats::Source;

/// What all cells of a row tell together.
pub(super) struct Cut {
    /// How many they are.
    pub(super) count: usize,
    /// Where the row ends.
    pub(super) end: usize,
    /// Is nothing behind the closing quote of any of them?
    pub(super) is_sound: bool,
    /// Has one of them quotes, and nothing between?
    pub(super) is_hollow: bool,
    /// Where the first one is that holds more than a text may.
    pub(super) over: Option<usize>,
}

impl<'a> Record<'_, 'a> {
    /// Reads all cells of the row; `None` when it is cut off.
    #[inline(always)]
    pub(super) fn cells(&mut self, source: Source<'a>) -> Option<Cut> {
        let mut row = PlainRow::new(source.bytes, source.at);
        if !row.read() || row.length() > source.limits.text {
            return self.cells_one_by_one(source);
        }
        let columns = self.table.columns();
        let count = row.cells(|number, cell| {
            if let Some(code) = columns.get(number) {
                self.cell(number, *code, cell);
            }
        });
        let end = source.at + row.length();
        Some(Cut { count, end, is_sound: true, is_hollow: false, over: None })
    }

    /// The same of any row.
    #[inline(never)]
    fn cells_one_by_one(&mut self, source: Source<'a>) -> Option<Cut> {
        let columns = self.table.columns();
        let mut cells = Cells::new(source.bytes, source.at);
        let (mut count, mut is_sound, mut is_hollow, mut over) = (0, true, false, None);
        loop {
            count += cells.skip_empty();
            let Some(cell) = cells.next() else { break };
            is_sound &= cell.is_sound;
            is_hollow |= cell.text.is_empty() && source.bytes[cell.at] == b'"';
            over = over.or((cell.text.raw().len() > source.limits.text).then_some(cell.at));
            if let Some(code) = columns.get(count) {
                self.cell(count, *code, cell);
            }
            count += 1;
        }
        Some(Cut { count, end: cells.end()?, is_sound, is_hollow, over })
    }
}

#[cfg(test)]
mod tests {
    use super::super::look::writer;
    use super::super::reader::{Reader, outside};
    use super::super::writer::USERS;
    use super::*;
    use crate::findings::{Notes, Purpose};
    use crate::formats::oracle::headings::Kind;
    use crate::formats::{Companions, RecordWriter};
    use crate::model::User;
    use crate::outside::Outside;
    use crate::pack::Encoded;
    use proptest::prelude::*;

    const HEAD: &str = "User Name,Nick Name,Last Name,First Name,Work Email,Primary Email Type,\
        Color,Display Name,Title,Active,Home Phone,Home Email\n";

    /// What is made of a row.
    #[derive(Debug, PartialEq)]
    struct Made {
        count: usize,
        end: usize,
        written: Vec<u8>,
        told: Vec<(&'static str, usize, String)>,
    }

    /// What a row says, and what is told of it, when it is read in one way or the other.
    fn read(row: &str, at_once: bool) -> Option<Made> {
        let reader = Reader {
            declared: Vec::new(),
            belongings: Default::default(),
            has_groups: false,
            has_lists: false,
            domain: None,
            existing: Default::default(),
            purpose: Purpose::Reading,
            surveyed: 0,
            together: Default::default(),
            looking: writer(Vec::new(), Default::default()),
        };
        let head = outside(HEAD.as_bytes(), &[], &[Kind::Users], Purpose::Reading).unwrap();
        let Outside::Rows(table) = &head else { unreachable!("a file of rows") };
        let (mut user, mut notes) = (User::default(), Notes::unkeyed());
        let companions = Companions::default();
        let source = Source::at_start(row.as_bytes(), &head, &companions);
        notes.begin();
        let mut record = Record::new(&reader, table, source, &mut user, &mut notes);
        let cut = match at_once {
            true => record.cells(source),
            false => record.cells_one_by_one(source),
        }?;
        record.conclude(&[]);
        let mut out = Encoded::new(reader.looking.sections());
        reader.looking.write(&user, &mut out, &mut notes);
        let told = notes.list.iter().map(|note| (note.rule.id, note.at, note.pointer.to_string()));
        let written = out.pending(USERS).to_vec();
        Some(Made { count: cut.count, end: cut.end, written, told: told.collect() })
    }

    proptest! {
        #[test]
        fn a_row_is_read_at_once_as_cell_by_cell(
            cells in prop::collection::vec(
                prop_oneof![
                    3 => "",
                    3 => "[a-z@.]{1,30}",
                    1 => "TRUE|false|work|home|'[+][0-9]{9}'|[+]1| x|é\"|\"a\"\"b,\"|\"\"|a\t|\u{7f}|\\\\|=1|“a”",
                ],
                9..14,
            ),
        ) {
            let row = format!("{}\r\n{}", cells.join(","), "next,row,".repeat(9));
            prop_assert_eq!(read(&row, true), read(&row, false));
        }
    }
}
