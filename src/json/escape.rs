//! Strings in and out of their JSON spelling, and values without their whitespace.

use std::borrow::Cow;

use super::skip_plain;
use super::stretch::string_end;

/// The text that the inside of a JSON string stands for. The inside must have passed a
/// [`Cursor`](super::Cursor): valid escapes, paired surrogates.
pub fn decode(inside: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', inside) else { return Cow::Borrowed(inside) };
    let mut out = Vec::with_capacity(inside.len());
    out.extend_from_slice(&inside[..first]);
    let mut rest = &inside[first..];
    while let [b'\\', mark, tail @ ..] = rest {
        let tail = match mark {
            b'u' => push_unicode(&mut out, tail),
            _ => {
                out.push(simple_escape(*mark));
                tail
            }
        };
        let plain = memchr::memchr(b'\\', tail).unwrap_or(tail.len());
        out.extend_from_slice(&tail[..plain]);
        rest = &tail[plain..];
    }
    Cow::Owned(out)
}

fn simple_escape(mark: u8) -> u8 {
    match mark {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        itself => itself,
    }
}

/// Appends the character whose hexadecimal digits start `tail`; what comes after it.
fn push_unicode<'a>(out: &mut Vec<u8>, tail: &'a [u8]) -> &'a [u8] {
    let Some((unit, mut rest)) = hex4(tail) else { return &[] };
    let mut code = u32::from(unit);
    if (0xD800..0xDC00).contains(&unit)
        && let Some((low, after)) = rest.strip_prefix(b"\\u").and_then(hex4)
    {
        code = 0x10000
            + ((u32::from(unit) - 0xD800) << 10)
            + (u32::from(low).wrapping_sub(0xDC00) & 0x3FF);
        rest = after;
    }
    let char = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    rest
}

/// The number that four hexadecimal digits give, and what follows them.
pub(super) fn hex4(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (digits, rest) = bytes.split_first_chunk::<4>()?;
    let mut unit = 0u16;
    for digit in digits {
        unit = unit << 4 | char::from(*digit).to_digit(16)? as u16;
    }
    Some((unit, rest))
}

/// Appends UTF-8 `text` as the inside of a JSON string: quotes, backslashes and control
/// characters escaped, everything else as it is.
pub fn push_escaped(out: &mut Vec<u8>, text: &[u8]) {
    let mut at = 0;
    loop {
        let end = skip_plain(text, at);
        out.extend_from_slice(&text[at..end]);
        let Some(&byte) = text.get(end) else { return };
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.extend_from_slice(b"\\u00");
                out.push(HEX[usize::from(byte >> 4)]);
                out.push(HEX[usize::from(byte & 15)]);
            }
        }
        at = end + 1;
    }
}

/// Appends UTF-8 `text` as a JSON string with its quotes.
pub fn push_quoted(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    push_escaped(out, text);
    out.push(b'"');
}

/// Appends a JSON value without the whitespace between its tokens; every token stays as it is.
pub fn push_minified(out: &mut Vec<u8>, value: &[u8]) {
    let mut at = 0;
    while at < value.len() {
        match value[at] {
            b' ' | b'\n' | b'\r' | b'\t' => at += 1,
            b'"' => {
                let end = string_end(value, at).unwrap_or(value.len());
                out.extend_from_slice(&value[at..end]);
                at = end;
            }
            byte => {
                out.push(byte);
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn escaping_is_what_serde_json_reads(text in any::<String>()) {
            let mut out = Vec::new();
            push_quoted(&mut out, text.as_bytes());
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text.clone());
            let inside = &out[1..out.len() - 1];
            prop_assert_eq!(decode(inside).into_owned(), text.as_bytes());
        }

        #[test]
        fn decoding_is_what_serde_json_reads(inside in r#"([a-zé😀]|\\["\\/bfnrt]|\\u00[0-9a-fA-F]{2}|\\u[1-9a-c][0-9a-f]{3}|\\ud83d\\ude0[0-9a-f]){0,20}"#) {
            let expected: String = serde_json::from_str(&format!("\"{inside}\"")).unwrap();
            prop_assert_eq!(decode(inside.as_bytes()).into_owned(), expected.as_bytes());
        }
    }

    #[test]
    fn minifying_keeps_every_token() {
        let mut out = Vec::new();
        push_minified(&mut out, b"{ \"a b\" : [ 1 , 2.50 ,\t\"\\\" x\" ] ,\n\"c\":null }");
        assert_eq!(out, br#"{"a b":[1,2.50,"\" x"],"c":null}"#);
    }
}
