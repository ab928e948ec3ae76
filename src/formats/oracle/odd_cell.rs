//! What is odd about a cell that is read, before anybody asks what it means.

use super::cell::{Oddities, begins_plainly, oddities_of};
use super::quotes::{is_trigger, unescape};
use super::rules::*;
use crate::csv::Cell;
use crate::findings::{Notes, Pointer, Shape};
use crate::model::Text;

/// Is nothing odd about a cell, so that it holds its value as it stands?
#[inline(always)]
pub(super) fn is_plain(cell: Cell<'_>) -> bool {
    let raw = cell.text.raw();
    let (Some(first), Some(last)) = (raw.first(), raw.last()) else { return true };
    begins_plainly(*first) && *last != b' ' && !cell.has_controls
}

/// Notes what is odd about a cell; some may have line breaks.
#[cold]
pub(super) fn note_oddities(
    cell: Cell<'_>,
    value: Option<Text<'_>>,
    may_break: bool,
    pointer: impl Fn() -> Pointer,
    notes: &mut Notes,
) {
    let raw = cell.text.raw();
    let got = || value.map_or(Shape::Nothing, |value| Shape::Text(value.chars()));
    if value.is_none_or(|value| value.raw().len() != unescape(raw).len()) {
        notes.warning(&ORA_F_040, cell.at, pointer(), got());
    }
    let Some(value) = value else { return };
    if matches!(raw.first(), Some(b'\t' | b'\r' | b'\n')) {
        notes.warning(&ORA_F_053, cell.at, pointer(), got());
    }
    if is_trigger(raw[0]) {
        notes.info(&ORA_F_050, cell.at, pointer(), got());
    }
    let mut odd = oddities_of(&value.decode());
    if may_break {
        odd = odd.without(Oddities::LINE_BREAK);
    }
    for rule in odd.warnings() {
        notes.warning(rule, cell.at, pointer(), got());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::Cells;
    use crate::formats::oracle::record::value_of;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_plain_cell_holds_its_value_and_nothing_is_told_of_it(
            text in "[aé‘＝'=\"\t\u{7f}\u{e000} ]{1,4}[a ’é=]?|\"[aé ’\t\n]{0,4}(\"\")?\"",
        ) {
            let row = format!("{text},");
            let cell = Cells::new(row.as_bytes(), 0).next();
            if let Some(cell) = cell.filter(|cell| is_plain(*cell)) {
                let value = value_of(cell.text);
                prop_assert_eq!(value.map_or(&b""[..], |value| value.raw()), cell.text.raw());
                let mut notes = Notes::unkeyed();
                if !cell.text.is_empty() {
                    note_oddities(cell, value, false, Pointer::default, &mut notes);
                }
                prop_assert!(notes.list.is_empty());
            }
        }
    }
}
