//! Text and values as the source spelled them.

use std::borrow::Cow;

use super::escape::{decode, push_escaped, push_minified};
use super::{all_bytes, within};

/// A piece of text, kept in the spelling of its source until someone must see through it.
///
/// There is no `Debug` or `Display`: text is somebody's data, and must not reach a message.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    raw: &'a [u8],
    form: Form,
}

/// As wide as what stands beside it, so that no gap between them is copied byte by byte.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Form {
    /// The inside of a JSON string that needed no escape: the text itself in every format.
    Clean,
    /// The inside of a JSON string that has escapes.
    Escaped,
    /// The text itself; JSON may need escapes for it.
    Plain,
    /// The inside of a quoted CSV cell in which quotes are doubled (RFC 4180).
    Doubled,
}

impl<'a> Text<'a> {
    /// The inside of a JSON string without a backslash.
    #[inline(always)]
    pub(crate) const fn clean(raw: &'a [u8]) -> Self {
        Text { raw, form: Form::Clean }
    }

    /// The inside of a JSON string with at least one escape.
    pub(crate) fn escaped(raw: &'a [u8]) -> Self {
        Text { raw, form: Form::Escaped }
    }

    /// Text that stands for itself, such as a CSV cell.
    pub fn plain(text: &'a str) -> Self {
        Text { raw: text.as_bytes(), form: Form::Plain }
    }

    /// As [`plain`](Self::plain), of bytes that are found to be UTF-8 later.
    pub(crate) fn plain_bytes(text: &'a [u8]) -> Self {
        Text { raw: text, form: Form::Plain }
    }

    /// The piece that `cut` leaves of the bytes in the spelling of the source. It must not cut
    /// through what stands for one character.
    pub(crate) fn piece(self, cut: impl FnOnce(&'a [u8]) -> &'a [u8]) -> Self {
        Text { raw: cut(self.raw), form: self.form }
    }

    /// The inside of a quoted CSV cell that has doubled quotes.
    pub(crate) fn doubled(raw: &'a [u8]) -> Self {
        Text { raw, form: Form::Doubled }
    }

    /// Is the text itself spelled as it is in the source?
    #[inline(always)]
    fn is_itself(&self) -> bool {
        matches!(self.form, Form::Clean | Form::Plain)
    }

    /// The bytes in the spelling of the source.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Is this the empty text?
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// The text itself where the source spelled it without escapes.
    #[inline(always)]
    pub fn as_plain(&self) -> Option<&'a [u8]> {
        self.is_itself().then_some(self.raw)
    }

    /// The text itself, as UTF-8.
    #[inline(always)]
    pub fn decode(&self) -> Cow<'a, [u8]> {
        if self.is_itself() { Cow::Borrowed(self.raw) } else { self.decoded() }
    }

    #[cold]
    fn decoded(&self) -> Cow<'a, [u8]> {
        match self.form {
            Form::Escaped => decode(self.raw),
            Form::Clean | Form::Plain => Cow::Borrowed(self.raw),
            Form::Doubled => Cow::Owned(without_doubles(self.raw)),
        }
    }

    /// Is this the given text, however it is spelled?
    #[inline(always)]
    pub fn is(&self, text: &str) -> bool {
        match self.is_itself() {
            true => self.raw == text.as_bytes(),
            false => *self.decode() == *text.as_bytes(),
        }
    }

    /// Do both stand for the same text?
    #[inline]
    pub fn same_as(&self, other: Text<'_>) -> bool {
        if self.is_itself() && other.is_itself() {
            // Other texts mostly have another start, which costs less to see.
            let (one, other) = (self.raw, other.raw);
            return one.len() == other.len()
                && one.first_chunk::<8>() == other.first_chunk::<8>()
                && one == other;
        }
        self.stands_for_the_same_as(other)
    }

    #[inline(never)]
    fn stands_for_the_same_as(&self, other: Text<'_>) -> bool {
        // What is spelled alike need not be decoded.
        self.form == other.form && self.raw == other.raw || self.decode() == other.decode()
    }

    /// The number of characters.
    pub fn chars(&self) -> usize {
        let text = self.decode();
        match all_bytes(&text, |bytes| within(bytes, 0, 0x80)) {
            true => text.len(),
            false => text.iter().filter(|byte| (**byte as i8) >= -0x40).count(),
        }
    }

    /// Appends the inside of a JSON string; the source's own spelling where it was JSON.
    #[inline(always)]
    pub fn push_json(&self, out: &mut Vec<u8>) {
        match self.form {
            Form::Clean | Form::Escaped => out.extend_from_slice(self.raw),
            Form::Plain => push_escaped(out, self.raw),
            Form::Doubled => push_escaped(out, &without_doubles(self.raw)),
        }
    }
}

/// The text of a cell in which quotes are doubled.
fn without_doubles(raw: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        text.extend_from_slice(&rest[..=quote]);
        rest = rest.get(quote + 2..).unwrap_or_default();
    }
    text.extend_from_slice(rest);
    text
}

/// A JSON value as the source spelled it, or text of a source that is not JSON.
#[derive(Clone, Copy)]
pub struct Json<'a> {
    raw: &'a [u8],
    written: Written,
}

/// As wide as what stands beside it, as the form of a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Written {
    /// The text of a value without whitespace between its tokens.
    Compact,
    /// The text of a value with whitespace between its tokens.
    Spaced,
    /// The inside of a string without escapes, as the other three are of a [`Text`].
    Clean,
    Escaped,
    Plain,
    Doubled,
}

impl<'a> Json<'a> {
    /// A value whose text has passed a cursor; `spaced` when whitespace stands between its tokens.
    #[inline(always)]
    pub(crate) fn new(raw: &'a [u8], spaced: bool) -> Self {
        Json { raw, written: if spaced { Written::Spaced } else { Written::Compact } }
    }

    /// The string that this text makes.
    pub fn text(text: Text<'a>) -> Self {
        let written = match text.form {
            Form::Clean => Written::Clean,
            Form::Escaped => Written::Escaped,
            Form::Plain => Written::Plain,
            Form::Doubled => Written::Doubled,
        };
        Json { raw: text.raw, written }
    }

    /// The text that it is, if its source is not JSON.
    fn as_own_text(&self) -> Option<Text<'a>> {
        let form = match self.written {
            Written::Compact | Written::Spaced => return None,
            Written::Clean => Form::Clean,
            Written::Escaped => Form::Escaped,
            Written::Plain => Form::Plain,
            Written::Doubled => Form::Doubled,
        };
        Some(Text { raw: self.raw, form })
    }

    /// The text of the value as it is in the source, if the source is JSON.
    #[inline]
    pub fn raw(&self) -> Option<&'a [u8]> {
        matches!(self.written, Written::Compact | Written::Spaced).then_some(self.raw)
    }

    /// The text of the value, if the source is JSON and has no whitespace between its tokens.
    #[inline]
    pub fn compact(&self) -> Option<&'a [u8]> {
        (self.written == Written::Compact).then_some(self.raw)
    }

    /// The text that it is, if it is text.
    pub fn as_text(&self) -> Option<Text<'a>> {
        if let Some(text) = self.as_own_text() {
            return Some(text);
        }
        let inside = self.raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        Some(match memchr::memchr(b'\\', inside) {
            None => Text::clean(inside),
            Some(_) => Text::escaped(inside),
        })
    }

    /// The digits that it is, if it is a whole number that is not negative.
    pub fn as_digits(&self) -> Option<Text<'a>> {
        let raw = self.raw()?;
        raw.iter().all(u8::is_ascii_digit).then(|| Text::clean(raw))
    }

    /// Is it an object or an array without members, or `null`: a value that says nothing?
    pub fn is_hollow(&self) -> bool {
        match self.raw() {
            Some([b'{', inner @ .., b'}'] | [b'[', inner @ .., b']']) => {
                inner.trim_ascii().is_empty()
            }
            raw => raw == Some(b"null"),
        }
    }

    /// Appends the value without whitespace between its tokens.
    #[inline(always)]
    pub fn push_compact(&self, out: &mut Vec<u8>) {
        match self.written {
            Written::Compact => out.extend_from_slice(self.raw),
            _ => self.push_otherwise(out),
        }
    }

    fn push_otherwise(&self, out: &mut Vec<u8>) {
        match self.as_own_text() {
            None => push_minified(out, self.raw),
            Some(text) => {
                out.push(b'"');
                text.push_json(out);
                out.push(b'"');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equality_sees_through_spelling() {
        let escaped = Text::escaped(br"J\u00f6rg");
        assert!(escaped.is("Jörg"));
        assert!(escaped.same_as(Text::plain("Jörg")));
        assert!(!escaped.same_as(Text::clean(b"Jorg")));
        assert_eq!(escaped.chars(), 4);
    }

    #[test]
    fn doubled_quotes_are_one() {
        for (raw, text) in [("", ""), ("\"\"", "\""), ("a\"\"b\"\"\"\"", "a\"b\"\""), ("é", "é")]
        {
            let doubled = Text::doubled(raw.as_bytes());
            assert!(doubled.is(text) && doubled.same_as(Text::plain(text)));
        }
    }

    /// A text of each form that is spelled like this.
    fn forms(raw: &str) -> [Text<'_>; 4] {
        let raw = raw.as_bytes();
        [Text::clean(raw), Text::escaped(raw), Text::plain_bytes(raw), Text::doubled(raw)]
    }

    proptest! {
        #[test]
        fn texts_are_the_same_where_they_stand_for_the_same(
            first in r#"(a|""|\\n|\\u0061){0,3}"#,
            second in r#"(a|""|\\n|\\u0061){0,3}"#,
        ) {
            for one in forms(&first) {
                for other in forms(&second) {
                    prop_assert_eq!(one.same_as(other), one.decode() == other.decode());
                }
            }
        }
    }

    #[test]
    fn each_form_is_written_as_json() {
        let mut out = Vec::new();
        Text::doubled(br#"a""b"#).push_json(&mut out);
        Json::text(Text::plain("\n")).push_compact(&mut out);
        assert_eq!(out, br#"a\"b"\n""#);
        out.clear();
        Text::plain("a\"b").push_json(&mut out);
        Text::escaped(br#"c\"d"#).push_json(&mut out);
        assert_eq!(out, br#"a\"bc\"d"#);
    }

    #[test]
    fn hollow_values_hold_nothing() {
        for hollow in ["{}", "[ ]", "{\n}", "null"] {
            assert!(Json::new(hollow.as_bytes(), true).is_hollow(), "{hollow}");
        }
        assert!(!Json::new(b"{\"a\":1}", false).is_hollow());
        assert!(!Json::new(b"0", false).is_hollow());
    }
}
