//! The reader of values against JSONTestSuite, where it is at hand.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use idport::json::Cursor;
use idport::limits::Limits;
use support::suites::suite;

/// Texts that the suite demands to be accepted and that are refused on purpose: readers disagree
/// about which of two equal names counts.
const REFUSED_ON_PURPOSE: &[&str] =
    &["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

/// The free cases that are accepted: numbers are never turned into floats, so none is too large,
/// too small or too precise. All other free cases are refused: lone surrogates, bytes that are not
/// UTF-8, other encodings, a byte order mark inside a value's text, and nesting of 500 levels.
const ACCEPTED_FREE: &[&str] = &[
    "i_number_double_huge_neg_exp.json",
    "i_number_huge_exp.json",
    "i_number_neg_int_huge_exp.json",
    "i_number_pos_double_huge_exp.json",
    "i_number_real_neg_overflow.json",
    "i_number_real_pos_overflow.json",
    "i_number_real_underflow.json",
    "i_number_too_big_neg_int.json",
    "i_number_too_big_pos_int.json",
    "i_number_very_big_negative_int.json",
];

fn accepts(text: &[u8]) -> bool {
    if std::str::from_utf8(text).is_err() {
        return false;
    }
    let mut cursor = Cursor::within(Limits::default().value, text, 0);
    cursor.skip_space();
    if cursor.skip_value().is_err() {
        return false;
    }
    cursor.skip_space();
    cursor.is_at_end()
}

#[test]
fn every_text_of_the_suite_is_judged_as_decided() {
    let Some(folder) = suite("json-test-suite/test_parsing") else { return };
    let (mut accepted, mut refused, mut free) = (0, 0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ours = accepts(&std::fs::read(&path).unwrap());
        let name_is_in = |list: &[&str]| list.contains(&name.as_str());
        match &name[..2] {
            "y_" => {
                accepted += 1;
                assert_eq!(ours, !name_is_in(REFUSED_ON_PURPOSE), "{name}");
            }
            "n_" => {
                refused += 1;
                assert!(!ours, "{name}");
            }
            _ => {
                free += 1;
                assert_eq!(ours, name_is_in(ACCEPTED_FREE), "{name}");
            }
        }
    }
    assert_eq!((accepted, refused, free), (95, 188, 35));
}
