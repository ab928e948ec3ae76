//! What is odd about a cell that is read, before anybody asks what it means.

use super::cell::{Oddities, oddities_of};
use super::quotes::{is_trigger, unescape};
use super::rules::*;
use crate::csv::Cell;
use crate::findings::{Notes, Pointer, Shape};
use crate::model::Text;

/// Is nothing odd about a cell, so that it holds its value as it stands? Most cells begin and end
/// with a letter or a digit and have no control characters.
#[inline(always)]
pub(super) fn is_plain(cell: Cell<'_>) -> bool {
    let raw = cell.text.raw();
    let (Some(first), Some(last)) = (raw.first(), raw.last()) else { return true };
    first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric() && !cell.has_controls
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
