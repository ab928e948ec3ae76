//! Reading JSON values in place: one pass, no document, no copies, full grammar.
//!
//! The cursor accepts what RFC 8259 accepts and what a reader of identity data can stand for:
//! it also refuses a member name given twice in one object (readers disagree about which one
//! counts), a lone surrogate escape (no text can hold it) and values over the limits.
//! It does not check that the bytes are UTF-8: its caller does that for a whole run at once.

use super::escape::hex4;
use super::extent::value_end;
use super::skip_plain;
use super::spelling::{skip_short, word};
use super::text::{Json, Text};
use crate::limits::{Limit, ValueLimits};

/// What is wrong with the text of a value, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Index of the offending byte in the cursor's bytes.
    pub at: usize,
    /// What is wrong there.
    pub why: Why,
}

/// The ways in which the text of a value can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Something else was expected here.
    Expected(&'static str),
    /// A control character inside a string.
    Control,
    /// A backslash that no escape of JSON follows.
    Escape,
    /// Half of a surrogate pair without the other.
    Surrogate,
    /// Larger than a limit allows.
    Limit(Limit),
    /// The same member name a second time in one object.
    DuplicateName,
    /// A quotation mark of word processors, where JSON has the plain one.
    TypographicQuote,
}

/// The kinds of JSON value, told by their first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
    /// No value starts here.
    Nothing,
}

/// A place in a run of bytes that holds JSON.
#[derive(Clone)]
pub struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) depth: u32,
    pub(super) spaced: bool,
    hollow: bool,
    long_number: bool,
    pub(super) limits: ValueLimits,
}

/// Where it is, and nothing of what stands there.
impl std::fmt::Debug for Cursor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cursor({} of {})", self.at, self.bytes.len())
    }
}

impl<'a> Cursor<'a> {
    /// A cursor at index `at` of `bytes`, which reads whatever can be read.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Cursor::within(ValueLimits::MOST, bytes, at)
    }

    /// A cursor at index `at` of `bytes` that holds values to limits.
    pub fn within(limits: ValueLimits, bytes: &'a [u8], at: usize) -> Self {
        Cursor { bytes, at, depth: 0, spaced: false, hollow: false, long_number: false, limits }
    }

    /// The index of the next byte.
    #[inline(always)]
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next byte, or 0 (which JSON never holds) at the end.
    #[inline(always)]
    pub fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Goes back to index `at`, where a value starts, to read it again.
    pub fn go_back(&mut self, at: usize) {
        self.at = at;
    }

    /// Has the cursor come to the end of its bytes?
    pub fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The bytes from index `start` to the cursor.
    #[inline(always)]
    pub fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }

    /// Has the cursor gone over a null or an empty text? Readers take such a value for an absent one.
    #[inline(always)]
    pub fn is_hollow(&self) -> bool {
        self.hollow
    }

    /// Has the cursor gone over a number that double precision may not hold?
    #[inline(always)]
    pub fn has_long_number(&self) -> bool {
        self.long_number
    }

    /// Goes over something in which null and the empty text are values like others.
    #[inline(always)]
    pub fn aside<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let hollow = self.hollow;
        let done = read(self);
        self.hollow = hollow;
        done
    }

    /// Goes over whitespace.
    #[inline(always)]
    pub fn skip_space(&mut self) {
        if matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.skip_spaces();
        }
    }

    fn skip_spaces(&mut self) {
        self.spaced = true;
        loop {
            match self.peek() {
                b' ' if word(self.bytes, self.at) == Some(u64::from_le_bytes([b' '; 8])) => {
                    self.at += 8;
                }
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                _ => return,
            }
        }
    }

    /// Goes over one expected byte.
    #[inline(always)]
    pub fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Broken> {
        if self.peek() == byte {
            self.at += 1;
            return Ok(());
        }
        Err(self.expected(what))
    }

    /// The complaint that `what` was expected at the cursor.
    #[cold]
    pub fn expected(&self, what: &'static str) -> Broken {
        // “ ” „ ‘ ’ ‚ share their first two bytes in UTF-8.
        let why = match self.bytes.get(self.at..) {
            Some([0xE2, 0x80, 0x98..=0x9F, ..]) => Why::TypographicQuote,
            _ => Why::Expected(what),
        };
        Broken { at: self.at, why }
    }

    /// The kind of the value that starts at the cursor.
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        match self.peek() {
            b'"' => Kind::Text,
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            b't' | b'f' => Kind::Boolean,
            b'n' => Kind::Null,
            b'-' | b'0'..=b'9' => Kind::Number,
            _ => Kind::Nothing,
        }
    }

    /// Reads a string.
    #[inline(always)]
    pub fn text(&mut self) -> Result<Text<'a>, Broken> {
        let start = self.at + 1;
        if self.plain_text(start) {
            return Ok(Text::clean(&self.bytes[start..self.at - 1]));
        }
        self.any_text()?;
        Ok(Text::escaped(&self.bytes[start..self.at - 1]))
    }

    /// Goes over a string whose inside starts at `start`; false, and the cursor stays, where it has
    /// an escape, as few have, or is none.
    #[inline(always)]
    fn plain_text(&mut self, start: usize) -> bool {
        if self.peek() != b'"' {
            return false;
        }
        let end = skip_short(self.bytes, start);
        let is_plain = self.bytes.get(end) == Some(&b'"') && end - start <= self.limits.text;
        if is_plain {
            self.at = end + 1;
            if end == start {
                self.hollow = true;
            }
        }
        is_plain
    }

    /// Goes over a string with an escape, or tells what is wrong with it.
    #[inline(never)]
    fn any_text(&mut self) -> Result<(), Broken> {
        self.expect(b'"', "a string")?;
        let start = self.at;
        let mut end = skip_plain(self.bytes, start);
        loop {
            match self.bytes.get(end) {
                Some(b'"') if end - start > self.limits.text => return Err(self.too_long(start)),
                Some(b'"') => {
                    self.at = end + 1;
                    return Ok(());
                }
                Some(b'\\') => end = self.escape(end)?,
                Some(_) => return Err(Broken { at: end, why: Why::Control }),
                None => {
                    return Err(Broken { at: end, why: Why::Expected("the end of the string") });
                }
            }
            end = skip_plain(self.bytes, end);
        }
    }

    #[cold]
    fn too_long(&self, start: usize) -> Broken {
        Broken { at: start - 1, why: Why::Limit(Limit::Text(self.limits.text)) }
    }

    /// The index behind the escape that starts at `at`.
    fn escape(&self, at: usize) -> Result<usize, Broken> {
        let broken = |why| Err(Broken { at, why });
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
            Some(b'u') => {
                let Some((unit, rest)) = hex4(&self.bytes[at + 2..]) else {
                    return broken(Why::Escape);
                };
                match unit {
                    0xDC00..=0xDFFF => broken(Why::Surrogate),
                    0xD800..=0xDBFF => match rest.strip_prefix(b"\\u").and_then(hex4) {
                        Some((0xDC00..=0xDFFF, _)) => Ok(at + 12),
                        _ => broken(Why::Surrogate),
                    },
                    _ => Ok(at + 6),
                }
            }
            _ => broken(Why::Escape),
        }
    }

    /// Goes on behind a comma, if there is one.
    #[inline(always)]
    pub(super) fn comma(&mut self) -> bool {
        // Hardly anybody writes blanks before it.
        if self.peek() != b',' {
            self.skip_space();
            if self.peek() != b',' {
                return false;
            }
        }
        self.at += 1;
        self.skip_space();
        true
    }

    /// Reads an array: `element` is called with the cursor at each element and its index, and must
    /// go over exactly that element.
    #[inline(always)]
    pub fn array<F>(&mut self, mut element: F) -> Result<(), Broken>
    where
        F: FnMut(&mut Self, u32) -> Result<(), Broken>,
    {
        self.expect(b'[', "an array")?;
        self.descend()?;
        self.skip_space();
        if self.peek() != b']' {
            let mut index = 0;
            loop {
                element(self, index)?;
                index += 1;
                if !self.comma() {
                    break;
                }
            }
        }
        self.expect(b']', "a comma or the end of the array")?;
        self.depth -= 1;
        Ok(())
    }

    #[inline(always)]
    pub(super) fn descend(&mut self) -> Result<(), Broken> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            let why = Why::Limit(Limit::Depth(self.limits.depth));
            return Err(Broken { at: self.at - 1, why });
        }
        Ok(())
    }

    /// Goes over any value, and hands it out as the text that it is.
    #[inline(always)]
    pub fn value(&mut self) -> Result<Json<'a>, Broken> {
        let start = self.at;
        let spaced_before = std::mem::replace(&mut self.spaced, false);
        self.skip_value()?;
        let spaced = self.spaced;
        self.spaced |= spaced_before;
        Ok(Json::new(self.since(start), spaced))
    }

    /// Goes over any value, and hands it out as it is, and as the text that it is.
    #[inline(always)]
    pub fn value_and_text(&mut self) -> Result<(Json<'a>, Option<Text<'a>>), Broken> {
        if self.peek() != b'"' {
            return Ok((self.value()?, None));
        }
        let start = self.at;
        let text = self.text()?;
        Ok((Json::new(self.since(start), false), Some(text)))
    }

    /// Goes over a value by its quotes and brackets alone, for those who read it again.
    pub fn pass(&mut self) -> Result<(), Broken> {
        match value_end(self.bytes, self.at) {
            Some(end) => {
                self.at = end;
                Ok(())
            }
            None => Err(self.expected("a value")),
        }
    }

    /// What the cursor went over since index `start`, where it was made, as the value that it is.
    pub fn value_since(&self, start: usize) -> Json<'a> {
        Json::new(self.since(start), self.spaced)
    }

    /// Goes over any value.
    pub fn skip_value(&mut self) -> Result<(), Broken> {
        match self.kind() {
            Kind::Text => self.text().map(drop),
            Kind::Object | Kind::Array => self.skip_inside(),
            Kind::Number => self.number(),
            Kind::Boolean if self.peek() == b't' => self.literal(b"true"),
            Kind::Boolean => self.literal(b"false"),
            Kind::Null => {
                self.hollow = true;
                self.literal(b"null")
            }
            Kind::Nothing => Err(self.expected("a value")),
        }
    }

    /// Goes over an object or an array, and all that is in it.
    #[inline(never)]
    fn skip_inside(&mut self) -> Result<(), Broken> {
        match self.kind() {
            Kind::Object => self.object(|cursor, _| cursor.skip_value()),
            _ => self.array(|cursor, _| cursor.skip_value()),
        }
    }

    /// Reads `true` or `false`; `None` (and the cursor stays) when something else is there.
    #[inline(always)]
    pub fn boolean(&mut self) -> Result<Option<bool>, Broken> {
        match self.peek() {
            b't' => self.literal(b"true").map(|()| Some(true)),
            b'f' => self.literal(b"false").map(|()| Some(false)),
            _ => Ok(None),
        }
    }

    #[inline(always)]
    fn literal(&mut self, literal: &'static [u8]) -> Result<(), Broken> {
        if self.bytes[self.at..].starts_with(literal) {
            self.at += literal.len();
            return Ok(());
        }
        Err(self.expected("a value"))
    }

    fn number(&mut self) -> Result<(), Broken> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        match self.peek() {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.long_number = true;
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        // Fifteen digits survive.
        self.long_number |= self.at - start > 15;
        match self.at - start > self.limits.number {
            true => Err(Broken { at: start, why: Why::Limit(Limit::Number(self.limits.number)) }),
            false => Ok(()),
        }
    }

    fn digits(&mut self) -> Result<(), Broken> {
        let digits = self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        if digits == 0 { Err(self.expected("a digit")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Result<(), Broken> {
        let mut cursor = Cursor::new(text, 0);
        cursor.skip_space();
        cursor.skip_value()?;
        cursor.skip_space();
        if cursor.is_at_end() { Ok(()) } else { Err(cursor.expected("the end")) }
    }

    fn why(text: &str) -> (usize, Why) {
        let broken = read(text.as_bytes()).unwrap_err();
        (broken.at, broken.why)
    }

    #[test]
    fn objects_with_names_that_look_alike_are_read_once() {
        // The ends of these names are equal, so that their fingerprints are.
        let level = |inside: &str| {
            format!(
                r#"{{"aaaaaaaa1bbbbbbbb":{inside},"aaaaaaaa2bbbbbbbb":1,"aaaaaaaa3bbbbbbbb":2}}"#
            )
        };
        let nested = (0..100).fold("0".to_owned(), |inside, _| level(&inside));
        assert_eq!(read(nested.as_bytes()), Ok(()));
        let twice = r#"{"aaaaaaaa1bbbbbbbb":0,"aaaaaaaa2bbbbbbbb":{"x":[]},"aaaaaaaa1bbbbbbbb":0}"#;
        assert_eq!(why(twice).1, Why::DuplicateName);
    }

    #[test]
    fn what_is_wrong_is_named_at_its_byte() {
        assert_eq!(why(r#"{"a":1,"a":2}"#), (7, Why::DuplicateName));
        assert_eq!(why(r#"{"a":1,"\u0061":2}"#), (7, Why::DuplicateName));
        assert_eq!(why("\"a\nb\""), (2, Why::Control));
        assert_eq!(why(r#""\x""#), (1, Why::Escape));
        assert_eq!(why(r#"["\ud83d"]"#), (2, Why::Surrogate));
        assert_eq!(why(r#"["\ude00"]"#), (2, Why::Surrogate));
        assert_eq!(why("{“a”:1}"), (1, Why::TypographicQuote));
        assert_eq!(why("[1,]"), (3, Why::Expected("a value")));
        assert_eq!(why("01"), (1, Why::Expected("the end")));
        assert_eq!(why(&"[".repeat(100_000)), (256, Why::Limit(Limit::Depth(256))));
    }

    #[test]
    fn values_know_whether_they_hold_whitespace() {
        let compact = |text: &str| {
            let mut out = Vec::new();
            Cursor::new(text.as_bytes(), 0).value().unwrap().push_compact(&mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(compact(r#"{"a":[1,"b c"]}"#), r#"{"a":[1,"b c"]}"#);
        assert_eq!(compact("{ \"a\":\t[1,\n\"b c\" ] }"), r#"{"a":[1,"b c"]}"#);
    }

    /// Texts that are nearly JSON.
    fn nearly_json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null"),
            Just("true"),
            Just("0"),
            Just("-1.5e3"),
            Just("01"),
            Just("1."),
            Just("\"a\""),
            Just(r#""\u00e9\n""#),
            Just(r#""\ud83d\ude00""#),
            Just(r#""\q""#),
            Just("tru"),
            Just("")
        ]
        .prop_map(str::to_owned);
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4)
                    .prop_map(|items| format!("[{}]", items.join(","))),
                prop::collection::vec(inner, 0..4).prop_map(|items| {
                    let member = |(index, item): (usize, &String)| format!("\"k{index}\": {item}");
                    format!(
                        "{{{}}}",
                        items.iter().enumerate().map(member).collect::<Vec<_>>().join(" , ")
                    )
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn accepts_what_serde_json_accepts(text in nearly_json()) {
            let judged = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            prop_assert_eq!(read(text.as_bytes()).is_ok(), judged, "{}", text);
        }

        #[test]
        fn never_panics_and_agrees_on_any_text(text in r#"[\[\]{}:,"\\a0-9.eE+\-tfn u\n]{0,24}"#) {
            let ours = read(text.as_bytes());
            let judged = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            match ours {
                Ok(()) => prop_assert!(judged, "{}", text),
                Err(Broken { why: Why::DuplicateName, .. }) => {}
                Err(_) => prop_assert!(!judged, "{}", text),
            }
        }
    }
}
