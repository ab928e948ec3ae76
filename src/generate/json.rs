//! JSON text, piece by piece: layout, order of keys and spelling of texts.
//!
//! Promises: what was written through it is well-formed as long as keys and values alternate and
//! everything opened is closed; compact and pretty text, and all spellings, carry the same values.
//! [`Json::raw`] and [`Json::spoil_text`] break that on purpose, for planted defects.
//!
//! Leaves out: looking at the values; a key written twice stands there twice.

use super::escape::{Escaped, Spelling};
use std::fmt::{Display, Write as _};
use std::io;

/// White space between the pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// None.
    Compact,
    /// A line for each piece, three blanks for each level.
    Pretty,
}

/// The order of the keys of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrder {
    /// By the bytes of the key.
    Alphabetical,
    /// The order that was seen in a real file.
    Observed,
}

impl KeyOrder {
    /// Puts the rows, which stand in the observed order, into this order.
    pub fn arrange<T>(self, rows: &mut [(&str, T)]) {
        if self == Self::Alphabetical {
            rows.sort_unstable_by_key(|(key, _)| *key);
        }
    }
}

/// A value without parts, for [`Json::object`].
#[derive(Clone, Copy)]
pub enum Scalar<'a> {
    /// No such member.
    Absent,
    /// A text, not yet escaped.
    Text(&'a dyn Display),
    /// True or false.
    Flag(bool),
    /// A whole number.
    Number(u64),
}

impl<'a> Scalar<'a> {
    /// A text, if there is one.
    pub fn text<T: Display>(text: &'a Option<T>) -> Self {
        text.as_ref().map_or(Self::Absent, |text| Self::Text(text))
    }
}

/// A writer of JSON text into memory.
pub struct Json {
    bytes: Vec<u8>,
    layout: Layout,
    order: KeyOrder,
    spelling: Spelling,
    depth: usize,
    /// Nothing stands before the next piece in its array or object.
    first: bool,
    /// The next piece is the value of the key just written.
    after_key: bool,
}

impl Json {
    /// An empty text.
    pub fn new(layout: Layout, order: KeyOrder) -> Self {
        let spelling = Spelling::Utf8;
        Self { bytes: Vec::new(), layout, order, spelling, depth: 0, first: true, after_key: false }
    }

    /// Spells the texts from here on like this.
    pub fn spell(&mut self, spelling: Spelling) {
        self.spelling = spelling;
    }

    /// Opens an object.
    pub fn begin_object(&mut self) {
        self.open(b'{');
    }

    /// Closes the object.
    pub fn end_object(&mut self) {
        self.close(b'}');
    }

    /// Opens an array.
    pub fn begin_array(&mut self) {
        self.open(b'[');
    }

    /// Closes the array.
    pub fn end_array(&mut self) {
        self.close(b']');
    }

    /// Writes the key of the next value.
    pub fn key(&mut self, key: &str) {
        self.text(key);
        self.bytes.push(b':');
        if self.layout == Layout::Pretty {
            self.bytes.push(b' ');
        }
        self.after_key = true;
    }

    /// Writes a text, escaped.
    #[inline]
    pub fn text(&mut self, text: impl Display) {
        self.lead();
        self.bytes.push(b'"');
        // Never an error: writing into memory has none, and nothing shown here fails.
        let _ = write!(Escaped::new(&mut self.bytes, self.spelling), "{text}");
        self.bytes.push(b'"');
    }

    /// Writes a number, `true`, `false` or `null`, as it is.
    pub fn literal(&mut self, literal: impl Display) {
        self.lead();
        let _ = io::Write::write_fmt(&mut self.bytes, format_args!("{literal}"));
    }

    /// Writes a value without parts; nothing if it is absent.
    pub fn scalar(&mut self, scalar: Scalar<'_>) {
        match scalar {
            Scalar::Absent => {}
            Scalar::Text(text) => self.text(text),
            Scalar::Flag(flag) => self.literal(flag),
            Scalar::Number(number) => self.literal(number),
        }
    }

    /// Writes a key and its value; neither if it is absent.
    pub fn member(&mut self, key: &str, value: Scalar<'_>) {
        if !matches!(value, Scalar::Absent) {
            self.key(key);
            self.scalar(value);
        }
    }

    /// Writes an object of members that stand in the observed order.
    pub fn object<const N: usize>(&mut self, mut members: [(&str, Scalar<'_>); N]) {
        self.order.arrange(&mut members);
        self.begin_object();
        for (key, value) in members {
            self.member(key, value);
        }
        self.end_object();
    }

    /// Puts bytes here, whatever they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Puts bytes, whatever they are, at the end of the text just written.
    pub fn spoil_text(&mut self, bytes: &[u8]) {
        self.bytes.pop();
        self.raw(bytes);
        self.bytes.push(b'"');
    }

    /// How many bytes wait to be handed over.
    pub fn waiting(&self) -> usize {
        self.bytes.len()
    }

    /// Hands over all that was written so far, and forgets it.
    pub fn hand_over(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }

    /// Ends the text with a line feed, ready for another one.
    pub fn end_line(&mut self) {
        self.bytes.push(b'\n');
        self.first = true;
    }

    fn open(&mut self, bracket: u8) {
        self.lead();
        self.bytes.push(bracket);
        self.depth += 1;
        self.first = true;
    }

    fn close(&mut self, bracket: u8) {
        self.depth -= 1;
        if !self.first {
            self.new_line();
        }
        self.bytes.push(bracket);
        self.first = false;
    }

    /// What stands before a piece: nothing after its key, else a comma where one is due.
    fn lead(&mut self) {
        if self.after_key {
            self.after_key = false;
            return;
        }
        if !self.first {
            self.bytes.push(b',');
        }
        self.first = false;
        if self.depth > 0 {
            self.new_line();
        }
    }

    fn new_line(&mut self) {
        if self.layout == Layout::Pretty {
            self.bytes.push(b'\n');
            self.bytes.resize(self.bytes.len() + 3 * self.depth, b' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(json: &Json) -> &str {
        std::str::from_utf8(&json.bytes).unwrap()
    }

    #[test]
    fn layout_and_order_are_as_asked() {
        let write = |layout, order| {
            let mut json = Json::new(layout, order);
            json.begin_array();
            json.object([
                ("b", Scalar::Number(1)),
                ("a", Scalar::Flag(true)),
                ("c", Scalar::Absent),
            ]);
            json.begin_object();
            json.end_object();
            json.end_array();
            json.end_line();
            text_of(&json).to_owned()
        };
        assert_eq!(write(Layout::Compact, KeyOrder::Observed), "[{\"b\":1,\"a\":true},{}]\n");
        assert_eq!(write(Layout::Compact, KeyOrder::Alphabetical), "[{\"a\":true,\"b\":1},{}]\n");
        assert_eq!(
            write(Layout::Pretty, KeyOrder::Observed),
            "[\n   {\n      \"b\": 1,\n      \"a\": true\n   },\n   {}\n]\n"
        );
    }

    #[test]
    fn a_text_can_be_spoilt() {
        let mut json = Json::new(Layout::Compact, KeyOrder::Observed);
        json.text("a");
        json.spoil_text(b"\xff");
        assert_eq!(json.bytes, b"\"a\xff\"");
    }
}
