//! The outside of a file of records: a bare array, or an object whose one member is that array.
//!
//! [`Envelope`] follows the outside piece by piece and stops at each record, which somebody else
//! reads. Its state is small and can be compared: that is how a guess about where a record starts
//! in the middle of a file is proved or thrown away.

use super::cursor::{Broken, Cursor, Why};
use super::extent::value_end;

pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Where in the outside of a file a reader is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    list: &'static str,
    state: State,
    in_object: bool,
    list_seen: bool,
    byte_order_mark: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Top,
    Member { first: bool },
    AfterMember,
    Element { first: bool },
    AfterElement,
    End,
}

/// A member of the envelope beside the list of records.
#[derive(Clone, PartialEq, Eq)]
pub struct Member {
    /// The member's name.
    pub name: String,
    /// The text of its value.
    pub value: String,
    /// Where the value starts: its index, and of a whole input its offset.
    pub at: u64,
}

/// Its name, and nothing of its value.
impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Member({:?}: {} bytes)", self.name, self.value.len())
    }
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The bytes end before the next thing is whole.
    More,
    /// A record starts here. Whoever reads it moves the index behind it and calls
    /// [`Envelope::record_read`].
    Record,
    /// A member of the envelope was read.
    Member(Member),
}

impl Envelope {
    /// The outside of a file whose records are a bare array or the member `list` of an object.
    pub fn new(list: &'static str) -> Self {
        Envelope {
            list,
            state: State::Start,
            in_object: false,
            list_seen: false,
            byte_order_mark: false,
        }
    }

    /// The same file, at the start of a record that is not the first one.
    pub fn guess_at_record(&self) -> Self {
        Envelope { state: State::Element { first: false }, ..self.clone() }
    }

    /// Did the file start with a byte order mark?
    pub fn has_byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }

    /// Are the records a member of an object, not a bare array?
    pub fn is_object(&self) -> bool {
        self.in_object
    }

    /// Is the array of records open, so that [`guess_at_record`](Self::guess_at_record) makes sense?
    pub fn is_in_list(&self) -> bool {
        matches!(self.state, State::Element { .. } | State::AfterElement)
    }

    /// The record at the index was read.
    pub fn record_read(&mut self) {
        self.state = State::AfterElement;
    }

    /// Goes on at index `at` of `bytes`, which it moves to the next thing. What `at` points to
    /// after [`Step::More`] must come again, with more bytes behind it.
    pub fn next(&mut self, bytes: &[u8], at: &mut usize) -> Result<Step, Broken> {
        loop {
            if self.state == State::Start && !self.start(bytes, at) {
                return Ok(Step::More);
            }
            let mut cursor = Cursor::new(bytes, *at);
            cursor.skip_space();
            *at = cursor.at();
            if cursor.is_at_end() {
                return Ok(Step::More);
            }
            match self.state {
                State::Start | State::Top => self.top(&mut cursor)?,
                State::Element { first: true } if cursor.peek() == b']' => {
                    self.list_ends(&mut cursor);
                }
                State::Element { .. } if matches!(cursor.peek(), b']' | b'}' | b',' | b':') => {
                    return Err(cursor.expected("a record"));
                }
                State::Element { .. } => return Ok(Step::Record),
                State::AfterElement => self.after_element(&mut cursor)?,
                State::Member { first: true } if cursor.peek() == b'}' => {
                    self.object_ends(&mut cursor);
                }
                State::Member { .. } => match self.member(&mut cursor, bytes)? {
                    Some(Step::More) => return Ok(Step::More),
                    Some(step) => {
                        *at = cursor.at();
                        return Ok(step);
                    }
                    None => {}
                },
                State::AfterMember => self.after_member(&mut cursor)?,
                State::End => return Err(cursor.expected("the end of the file")),
            }
            *at = cursor.at();
        }
    }

    /// The file has come to its end: is everything closed, and were there records to read?
    pub fn finish(&self, at: usize) -> Result<(), Broken> {
        let missing = match self.state {
            State::Start | State::Top => "an array of records, or an object that holds it",
            State::Member { .. } | State::AfterMember => "the end of the object",
            State::Element { .. } | State::AfterElement => "the end of the array of records",
            State::End if self.list_seen => return Ok(()),
            State::End => "a list of records in the object",
        };
        Err(Broken { at, why: Why::Expected(missing) })
    }

    /// Goes over a byte order mark; false while too few bytes are there to tell.
    fn start(&mut self, bytes: &[u8], at: &mut usize) -> bool {
        let rest = &bytes[*at..];
        if rest.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(rest) {
            return false;
        }
        if rest.starts_with(BYTE_ORDER_MARK) {
            self.byte_order_mark = true;
            *at += BYTE_ORDER_MARK.len();
        }
        self.state = State::Top;
        true
    }

    fn top(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Broken> {
        match cursor.peek() {
            b'[' => {
                cursor.expect(b'[', "")?;
                self.list_seen = true;
                self.state = State::Element { first: true };
            }
            b'{' => {
                cursor.expect(b'{', "")?;
                self.in_object = true;
                self.state = State::Member { first: true };
            }
            _ => return Err(cursor.expected("an array of records, or an object that holds it")),
        }
        Ok(())
    }

    fn after_element(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Broken> {
        match cursor.peek() {
            b',' => {
                cursor.expect(b',', "")?;
                self.state = State::Element { first: false };
                Ok(())
            }
            b']' => {
                self.list_ends(cursor);
                Ok(())
            }
            _ => Err(cursor.expected("a comma or the end of the array of records")),
        }
    }

    fn after_member(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Broken> {
        match cursor.peek() {
            b',' => {
                cursor.expect(b',', "")?;
                self.state = State::Member { first: false };
                Ok(())
            }
            b'}' => {
                self.object_ends(cursor);
                Ok(())
            }
            _ => Err(cursor.expected("a comma or the end of the object")),
        }
    }

    fn list_ends(&mut self, cursor: &mut Cursor<'_>) {
        let closed = cursor.expect(b']', "");
        debug_assert!(closed.is_ok(), "called at the bracket");
        self.state = if self.in_object { State::AfterMember } else { State::End };
    }

    fn object_ends(&mut self, cursor: &mut Cursor<'_>) {
        let closed = cursor.expect(b'}', "");
        debug_assert!(closed.is_ok(), "called at the bracket");
        self.state = State::End;
    }

    /// Reads a member, or enters the list of records (`None`).
    fn member(&mut self, cursor: &mut Cursor<'_>, bytes: &[u8]) -> Result<Option<Step>, Broken> {
        let name_at = cursor.at();
        if cursor.peek() == b'"' && value_end(bytes, name_at).is_none() {
            return Ok(Some(Step::More));
        }
        let name = cursor.text()?;
        cursor.skip_space();
        if cursor.is_at_end() {
            return Ok(Some(Step::More));
        }
        cursor.expect(b':', "a colon")?;
        cursor.skip_space();
        if cursor.is_at_end() {
            return Ok(Some(Step::More));
        }
        if name.is(self.list) {
            return self.enter_list(cursor, name_at);
        }
        if value_end(bytes, cursor.at()).is_none() {
            return Ok(Some(Step::More));
        }
        let (at, value) = (cursor.at() as u64, cursor.value()?);
        self.state = State::AfterMember;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(Some(Step::Member(Member {
            name: text(&name.decode()),
            value: text(value.raw().unwrap_or_default()),
            at,
        })))
    }

    fn enter_list(
        &mut self,
        cursor: &mut Cursor<'_>,
        name_at: usize,
    ) -> Result<Option<Step>, Broken> {
        if self.list_seen {
            return Err(Broken { at: name_at, why: Why::DuplicateName });
        }
        cursor.expect(b'[', "an array of records")?;
        self.list_seen = true;
        self.state = State::Element { first: true };
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a whole text, record by record; what it saw.
    fn read(text: &str) -> Result<Vec<String>, Broken> {
        let bytes = text.as_bytes();
        let mut envelope = Envelope::new("users");
        let (mut at, mut seen) = (0, Vec::new());
        loop {
            match envelope.next(bytes, &mut at)? {
                Step::More => break,
                Step::Member(member) => seen.push(format!("{}={}", member.name, member.value)),
                Step::Record => {
                    let end = value_end(bytes, at).ok_or(Broken { at, why: Why::Control })?;
                    seen.push(text[at..end].to_owned());
                    at = end;
                    envelope.record_read();
                }
            }
        }
        envelope.finish(at).map(|()| seen)
    }

    #[test]
    fn arrays_and_objects_give_their_records() {
        assert_eq!(read("[]").unwrap(), Vec::<String>::new());
        assert_eq!(read(" [ {} , 1 ,\"]\" ] \n").unwrap(), ["{}", "1", "\"]\""]);
        assert_eq!(
            read(r#"{"totalResults":2,"users":[{},{}],"requestOptions":{"a":[1]}}"#).unwrap(),
            ["totalResults=2", "{}", "{}", r#"requestOptions={"a":[1]}"#]
        );
        assert_eq!(read("\u{feff}[]").unwrap(), Vec::<String>::new());
    }

    #[test]
    fn broken_outsides_are_refused_at_their_byte() {
        for (text, at) in [
            ("", 0),
            ("nonsense", 0),
            ("[{}", 3),
            ("[{},", 4),
            ("[{},]", 4),
            ("[,]", 1),
            ("[{}{}]", 3),
            ("[{}] x", 5),
            ("[{}]]", 4),
            (r#"{"users":[{}]"#, 13),
            (r#"{"users":{}}"#, 9),
            (r#"{"users":[],"users":[]}"#, 12),
            (r#"{"people":[]}"#, 13),
            (r#"{"users":[] "a":1}"#, 12),
            (r#"{"a":tru}"#, 5),
        ] {
            assert_eq!(read(text).map_err(|broken| broken.at), Err(at), "{text}");
        }
    }

    #[test]
    fn pieces_give_what_the_whole_gives() {
        let text = r#"{"itemsPerPage":2,"users":[{"a":"}"},{"b":[]}],"x":[1,{"y":"]"}]}"#;
        for cut in 0..text.len() {
            let (mut envelope, mut at, mut end, mut records) = (Envelope::new("users"), 0, cut, 0);
            loop {
                let bytes = &text.as_bytes()[..end];
                let more = match envelope.next(bytes, &mut at).unwrap() {
                    Step::More => true,
                    Step::Member(_) => false,
                    Step::Record => match value_end(bytes, at) {
                        None => true,
                        Some(behind) => {
                            at = behind;
                            envelope.record_read();
                            records += 1;
                            false
                        }
                    },
                };
                if more && end == text.len() {
                    break;
                }
                if more {
                    end = text.len();
                }
            }
            envelope.finish(at).unwrap();
            assert_eq!(records, 2, "cut at {cut}");
        }
    }
}
