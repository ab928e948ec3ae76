//! Text that somebody may look at: characters that could steer a terminal, or make text look like
//! other text, are written as escapes.
//!
//! Names of files, members and headings are chosen by others, and are told in messages and reports.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// Does a character do more than stand there? Controls (C0, DEL, C1), marks that turn the direction
/// of text, characters without width, and the separators that end a line.
fn acts(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{AD}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Is this nothing but ASCII that stands there? All bytes are looked at, so that many are looked at
/// together.
pub(crate) fn is_printable(text: &str) -> bool {
    text.bytes().fold(true, |all, byte| all & matches!(byte, b' '..=b'~'))
}

/// Lines of text with such characters as escapes (`\u{1b}`); the ends of the lines stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |char| char != '\n' && acts(char))
}

/// A name on one line: the ends of lines are escaped too.
pub fn name(text: &str) -> Cow<'_, str> {
    escaped(text, acts)
}

/// The name of a file.
pub fn path(path: &Path) -> String {
    name(&path.to_string_lossy()).into_owned()
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match is_escaped(char) {
            true => out.extend(char.escape_unicode()),
            false => out.push(char),
        }
    }
    out.into()
}

/// Writes a document for people to look at, as JSON on one line.
///
/// # Errors
/// When it cannot be written.
pub fn json_line(out: impl io::Write, document: &impl Serialize) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(out, Visible(CompactFormatter)))?;
    Ok(())
}

/// A document for people to look at, as JSON on many lines.
///
/// # Errors
/// When the document cannot be JSON.
pub fn json(document: &impl Serialize) -> io::Result<String> {
    let mut out = Vec::new();
    let formatter = Visible(PrettyFormatter::new());
    document.serialize(&mut Serializer::with_formatter(&mut out, formatter))?;
    out.push(b'\n');
    String::from_utf8(out).map_err(io::Error::other)
}

/// Escapes in texts what JSON itself would let stand.
struct Visible<F>(F);

macro_rules! as_before {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, out: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$name(out $(, $argument)*)
        })*
    };
}

impl<F: Formatter> Formatter for Visible<F> {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if is_printable(fragment) {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, char)) = rest.char_indices().find(|(_, char)| acts(*char)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in char.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + char.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }

    as_before! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "a\u{1b}[31m\u{9b}31m\u{7f}\u{202e}\u{2066}\u{200b}\u{feff}\u{e0041}\nb";

    #[test]
    fn names_are_on_one_line_and_steer_nothing() {
        let shown = name(HOSTILE);
        assert!(!shown.chars().any(acts), "{shown}");
        assert!(shown.starts_with("a\\u{1b}[31m\\u{9b}31m"));
        assert_eq!(visible("a\nb\u{1b}"), "a\nb\\u{1b}");
        assert!(matches!(visible("Zoë 吉 😀\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_printable_does_nothing() {
        for char in (0..=0x10FFFF).filter_map(char::from_u32) {
            let is_printable = is_printable(char.encode_utf8(&mut [0; 4]));
            assert!(!is_printable || char.is_ascii() && !acts(char), "{char:?}");
        }
        assert!(is_printable("record 7, at /emails/*") && is_printable(""));
    }

    #[test]
    fn json_holds_the_same_text_without_such_characters() {
        let document = serde_json::json!({ HOSTILE: [HOSTILE, 1.5, null, { "a": [] }] });
        let mut line = Vec::new();
        json_line(&mut line, &document).unwrap();
        for text in [json(&document).unwrap(), String::from_utf8(line).unwrap()] {
            assert!(!text.chars().any(|char| acts(char) && char != '\n'), "{text}");
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), document);
        }
        let plain = serde_json::json!({ "a": [1, { "b": "c" }], "d": {} });
        let expected = serde_json::to_string_pretty(&plain).unwrap() + "\n";
        assert_eq!(json(&plain).unwrap(), expected);
    }
}
