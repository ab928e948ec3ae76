//! Where does a value end, judged by quotes and brackets alone?
//!
//! Used for records whose text is not JSON, so that the next record is still found, and to tell
//! a record that is cut off from one that is wrong.

use super::stretch::{bracket_end, string_end};

/// The index just behind the value that starts at `at`, or `None` when the bytes end first. A
/// number or a bare word ends at the first separator, which must be there.
pub fn value_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(bytes, at),
        b'{' | b'[' => bracket_end(bytes, at),
        _ => bytes[at..]
            .iter()
            .position(|byte| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t'))
            .map(|length| at + length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<usize> {
        value_end(text.as_bytes(), 0)
    }

    #[test]
    fn brackets_in_strings_do_not_count() {
        assert_eq!(end(r#"{"a":"}],[{"},{"b"#), Some(13));
        assert_eq!(end(r#"{"a":"\"}"}]"#), Some(11));
        assert_eq!(end(r#"{"a":"\\"}"#), Some(10));
        assert_eq!(end(r#"[[],{}]"#), Some(7));
    }

    #[test]
    fn a_value_that_is_cut_off_has_no_end() {
        for text in [r#"{"a":"#, r#"{"a":"\"#, r#"{"a":"\""#, "[[]", "12", "", r#"""#] {
            assert_eq!(end(text), None, "{text}");
        }
    }

    #[test]
    fn bare_words_end_at_a_separator() {
        assert_eq!(end("12,"), Some(2));
        assert_eq!(end("null]"), Some(4));
        assert_eq!(end("\"a\","), Some(3));
    }
}
