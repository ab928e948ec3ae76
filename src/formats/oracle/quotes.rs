//! Oracle's single quotes, which keep spreadsheets from reading a cell as a formula.
//!
//! An export wraps a cell that starts with one of `@ + - = | %` in single quotes, and an import
//! takes them off again (Oracle, *Importing* and *Exporting*). Only the outer pair counts; quotes
//! inside are not doubled. They are inside of the quotes of RFC 4180, and around a whole cell,
//! also one that holds a list. So a value that has that very shape cannot be written: the import
//! would take its quotes off ([`is_escaped`]).

use std::borrow::Cow;

/// Does a spreadsheet take a cell that starts with this byte for a formula, in Oracle's eyes?
#[inline(always)]
pub(super) fn is_trigger(byte: u8) -> bool {
    matches!(byte, b'@' | b'+' | b'-' | b'=' | b'|' | b'%')
}

/// Has this cell the shape that [`escape`] gives? As a value it cannot be represented.
pub fn is_escaped(cell: &[u8]) -> bool {
    matches!(cell, [b'\'', first, .., b'\''] if is_trigger(*first))
}

/// Would an import take quotes off this value? It takes off the blanks at its ends too, and nobody
/// says which of them first.
pub(super) fn is_unquoted_by_import(value: &[u8]) -> bool {
    is_escaped(value.trim_ascii())
}

/// The cell that stands for a value.
pub fn escape(value: &[u8]) -> Cow<'_, [u8]> {
    match value.first() {
        Some(first) if is_trigger(*first) => Cow::Owned([b"'", value, b"'"].concat()),
        _ => Cow::Borrowed(value),
    }
}

/// The value that a cell stands for.
pub fn unescape(cell: &[u8]) -> &[u8] {
    if is_escaped(cell) { &cell[1..cell.len() - 1] } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_documented_and_the_doubtful() {
        for (value, cell) in [
            ("@test", "'@test'"),
            ("+14155550132", "'+14155550132'"),
            ("=O'Brien", "'=O'Brien'"),
            ("-", "'-'"),
            ("-svc;bob", "'-svc;bob'"),
            ("bob;-svc", "bob;-svc"),
            ("'hello'", "'hello'"),
            ("'@test", "'@test"),
            (" =1", " =1"),
            ("{SSHA}x", "{SSHA}x"),
            ("", ""),
        ] {
            assert_eq!(escape(value.as_bytes()).as_ref(), cell.as_bytes());
            assert_eq!(unescape(cell.as_bytes()), value.as_bytes());
        }
        assert!(is_escaped(b"'-'"));
        assert!(is_unquoted_by_import(b" '=x'\t") && !is_escaped(b" '=x'"));
        assert!(!is_escaped(b"'@") && !is_escaped(b"''") && !is_escaped(b"'") && !is_escaped(b""));
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(value in "['@+=|%a-]{0,6}|.{0,9}") {
            let value = value.as_bytes();
            let cell = escape(value);
            prop_assert_eq!(unescape(&cell) == value, !is_escaped(value));
        }

        #[test]
        fn every_cell_that_is_no_bare_formula_is_the_escape_of_something(cell in "['@+=|%a-]{0,6}") {
            let cell = cell.as_bytes();
            if !cell.first().is_some_and(|first| is_trigger(*first)) && !is_escaped(unescape(cell)) {
                let again = escape(unescape(cell));
                prop_assert_eq!(again.as_ref(), cell);
            }
        }
    }
}
