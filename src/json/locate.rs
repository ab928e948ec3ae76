//! From a JSON Pointer to the byte where its value starts.

use std::borrow::Cow;

use super::cursor::{Cursor, Kind};
use super::text::Text;

/// Where the value starts that `pointer` (RFC 6901) leads to, in the value that starts at index
/// `at` of `bytes`. Where the path ends early, the start of the last value on it.
pub fn locate(bytes: &[u8], at: usize, pointer: &str) -> usize {
    let mut found = at;
    for token in pointer.as_bytes().split(|byte| *byte == b'/').skip(1) {
        match step(bytes, found, &unescaped(token)) {
            Some(next) => found = next,
            None => break,
        }
    }
    found
}

/// What a token of a pointer stands for.
fn unescaped(token: &[u8]) -> Cow<'_, [u8]> {
    if !token.contains(&b'~') {
        return Cow::Borrowed(token);
    }
    let text = String::from_utf8_lossy(token).replace("~1", "/").replace("~0", "~");
    Cow::Owned(text.into_bytes())
}

/// The start of the member or element that a token names.
fn step(bytes: &[u8], at: usize, token: &[u8]) -> Option<usize> {
    let mut cursor = Cursor::new(bytes, at);
    let mut found = None;
    // What stands behind it is not read, nor does it matter whether that is JSON.
    let mut look = |cursor: &mut Cursor<'_>, is_it: bool| {
        if is_it {
            found = Some(cursor.at());
            return Err(cursor.expected("nothing more"));
        }
        match cursor.kind() {
            Kind::Object | Kind::Array => cursor.pass(),
            _ => cursor.skip_value(),
        }
    };
    let _ = match cursor.kind() {
        Kind::Object => {
            let token = Text::plain_bytes(token);
            cursor.object(|cursor, name| look(cursor, name.same_as(token)))
        }
        Kind::Array => {
            let index: u32 = std::str::from_utf8(token).ok()?.parse().ok()?;
            cursor.array(|cursor, element| look(cursor, element == index))
        }
        _ => return None,
    };
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(text: &str, pointer: &str) -> String {
        text[locate(text.as_bytes(), 0, pointer)..].to_owned()
    }

    #[test]
    fn pointers_lead_to_values() {
        let text = r#"{"a": {"b/c": [1, {"d~": 2}]}, "e": 3}"#;
        assert_eq!(rest(text, "/e"), "3}");
        assert_eq!(rest(text, "/a/b~1c/1/d~0"), r#"2}]}, "e": 3}"#);
        assert_eq!(rest(text, ""), text);
    }

    #[test]
    fn a_path_that_ends_early_leads_as_far_as_it_goes() {
        let text = r#"{"a": {"b": 1}}"#;
        assert_eq!(rest(text, "/a/x/y"), r#"{"b": 1}}"#);
        assert_eq!(rest(text, "/x"), text);
        assert_eq!(rest("[1]", "/x"), "[1]");
    }

    #[test]
    fn broken_text_is_searched_as_far_as_it_goes() {
        assert_eq!(rest(r#"{"a": 1, "b" 2}"#, "/a"), r#"1, "b" 2}"#);
    }
}
