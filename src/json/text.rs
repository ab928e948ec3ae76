//! Text and values as the source spelled them.

use std::borrow::Cow;

use super::escape::{decode, push_escaped, push_minified};

/// A piece of text, kept in the spelling of its source until someone must see through it.
///
/// There is no `Debug` or `Display`: text is somebody's data, and must not reach a message.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    raw: &'a [u8],
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The inside of a JSON string that needed no escape: the text itself in every format.
    Clean,
    /// The inside of a JSON string that has escapes.
    Escaped,
    /// The text itself; JSON may need escapes for it.
    Plain,
}

impl<'a> Text<'a> {
    /// The inside of a JSON string without a backslash.
    #[inline(always)]
    pub(crate) fn clean(raw: &'a [u8]) -> Self {
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
        (self.form != Form::Escaped).then_some(self.raw)
    }

    /// The text itself, as UTF-8.
    pub fn decode(&self) -> Cow<'a, [u8]> {
        match self.form {
            Form::Escaped => decode(self.raw),
            Form::Clean | Form::Plain => Cow::Borrowed(self.raw),
        }
    }

    /// Is this the given text, however it is spelled?
    #[inline(always)]
    pub fn is(&self, text: &str) -> bool {
        match self.form {
            Form::Escaped => *decode(self.raw) == *text.as_bytes(),
            Form::Clean | Form::Plain => self.raw == text.as_bytes(),
        }
    }

    /// Do both stand for the same text?
    pub fn same_as(&self, other: Text<'_>) -> bool {
        if self.form != Form::Escaped && other.form != Form::Escaped {
            return self.raw == other.raw;
        }
        self.decode() == other.decode()
    }

    /// The number of characters.
    pub fn chars(&self) -> usize {
        self.decode().iter().filter(|byte| (**byte as i8) >= -0x40).count()
    }

    /// Appends the inside of a JSON string; the source's own spelling where it was JSON.
    #[inline(always)]
    pub fn push_json(&self, out: &mut Vec<u8>) {
        match self.form {
            Form::Clean | Form::Escaped => out.extend_from_slice(self.raw),
            Form::Plain => push_escaped(out, self.raw),
        }
    }
}

/// A JSON value as the source spelled it.
#[derive(Clone, Copy)]
pub struct Json<'a> {
    raw: &'a [u8],
    spaced: bool,
}

impl<'a> Json<'a> {
    /// A value whose text has passed a cursor; `spaced` when whitespace stands between its tokens.
    #[inline(always)]
    pub(crate) fn new(raw: &'a [u8], spaced: bool) -> Self {
        Json { raw, spaced }
    }

    /// The text of the value, as it is in the source.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Is it an object or an array without members, or `null`: a value that says nothing?
    pub fn is_hollow(&self) -> bool {
        match self.raw {
            [b'{', inner @ .., b'}'] | [b'[', inner @ .., b']'] => inner.trim_ascii().is_empty(),
            raw => raw == b"null",
        }
    }

    /// Appends the value without whitespace between its tokens.
    #[inline(always)]
    pub fn push_compact(&self, out: &mut Vec<u8>) {
        if self.spaced {
            push_minified(out, self.raw);
        } else {
            out.extend_from_slice(self.raw);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_sees_through_spelling() {
        let escaped = Text::escaped(br"J\u00f6rg");
        assert!(escaped.is("Jörg"));
        assert!(escaped.same_as(Text::plain("Jörg")));
        assert!(!escaped.same_as(Text::clean(b"Jorg")));
        assert_eq!(escaped.chars(), 4);
    }

    #[test]
    fn each_form_is_written_as_json() {
        let mut out = Vec::new();
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
