//! The outside of a file of payloads: JSON objects one after the other, each with lists of rows.
//!
//! One payload, a payload a line, or any number of them with whitespace between: all are read the
//! same way. Members may come in any order. Rows of some lists are records, where the reader
//! stops; those of other lists are gone over. What is no list of rows comes out as a member.
//!
//! A list that is given twice in one payload is read twice: nothing of it is left out.

use super::cursor::{Broken, Cursor, Why};
use super::envelope::{BYTE_ORDER_MARK, Member, Step};
use super::extent::value_end;
use super::stretch::objects_end;

/// The lists that a payload may have.
#[derive(Debug)]
pub struct Lists {
    /// Their names.
    pub names: &'static [&'static str],
    /// The list that the row at an index belongs to, told by the members that it has.
    pub tell: fn(&[u8], usize) -> Option<u8>,
}

/// Where in the outside of a file of payloads a reader is.
#[derive(Clone, Debug)]
pub struct Payloads {
    lists: &'static Lists,
    /// A bit for each list whose rows are records.
    records: u16,
    /// Must every payload begin with a row of the first list?
    led: bool,
    state: State,
    /// Was there a payload?
    some: bool,
    byte_order_mark: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Start,
    Between,
    Member { first: bool },
    AfterMember,
    Row { list: u8, first: bool },
    AfterRow { list: u8 },
}

impl PartialEq for Payloads {
    fn eq(&self, other: &Self) -> bool {
        (self.records, self.state, self.some, self.byte_order_mark)
            == (other.records, other.state, other.some, other.byte_order_mark)
    }
}

impl Eq for Payloads {}

impl Payloads {
    /// The outside of a file whose payloads have these lists. `records` has a bit for each list
    /// whose rows are records.
    pub fn new(lists: &'static Lists, records: u16) -> Self {
        let (state, led, some) = (State::Start, false, false);
        Payloads { lists, records, led, state, some, byte_order_mark: false }
    }

    /// The same for a reader that sees each payload with its first record: one that does not begin
    /// with a row of the first list is broken.
    #[must_use]
    pub fn led_by_records(self) -> Self {
        Payloads { led: true, ..self }
    }

    /// Does every payload begin with a row of the first list?
    pub fn is_led_by_records(&self) -> bool {
        self.led
    }

    /// The same, with the rows of all lists as records.
    pub fn with_all_rows(&self) -> Self {
        Payloads { records: u16::MAX, ..self.clone() }
    }

    /// The same, with the byte order mark that another reader of the file saw.
    #[must_use]
    pub fn with_mark_of(&self, other: &Payloads) -> Self {
        Payloads { byte_order_mark: other.byte_order_mark, ..self.clone() }
    }

    /// The same file, at the start of a row of a list that is not the first one.
    pub fn guess_at_row(&self, list: u8) -> Self {
        Payloads { state: State::Row { list, first: false }, some: true, ..self.clone() }
    }

    /// The list that the row at an index seems to belong to.
    pub fn tell(&self, bytes: &[u8], at: usize) -> Option<u8> {
        (self.lists.tell)(bytes, at)
    }

    /// The number of lists that there may be.
    pub fn count(&self) -> u8 {
        self.lists.names.len() as u8
    }

    /// The number of the list that is open.
    pub fn list(&self) -> Option<u8> {
        match self.state {
            State::Row { list, .. } | State::AfterRow { list } => Some(list),
            _ => None,
        }
    }

    /// Is the next thing, or what was read last at this place, the first row of its list?
    pub fn is_at_first_row(&self) -> bool {
        matches!(self.state, State::Row { first: true, .. })
    }

    /// Did the file start with a byte order mark?
    pub fn has_byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }

    /// Is the next thing a row, if there is anything more?
    pub fn is_in_list(&self) -> bool {
        matches!(self.state, State::Row { .. })
    }

    /// The row at the index was read.
    pub fn record_read(&mut self) {
        if let State::Row { list, .. } = self.state {
            self.state = State::AfterRow { list };
        }
    }

    /// The payload at hand was gone over to its end.
    pub fn go_behind(&mut self) {
        self.some = true;
        self.state = State::Between;
    }

    /// Goes on at index `at` of `bytes`, which it moves to the next thing. What `at` points to
    /// after [`Step::More`] must come again, with more bytes behind it.
    ///
    /// # Errors
    /// When the outside is broken.
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
                State::Start | State::Between => {
                    cursor.expect(b'{', "a payload: an object that holds lists of rows")?;
                    self.state = State::Member { first: true };
                }
                State::Member { first: true } if cursor.peek() == b'}' && !self.led => {
                    self.ends(&mut cursor);
                }
                State::Member { .. } => match self.member(&mut cursor, bytes)? {
                    Some(Step::More) => return Ok(Step::More),
                    Some(step) => {
                        *at = cursor.at();
                        return Ok(step);
                    }
                    None => {}
                },
                State::AfterMember if cursor.peek() == b'}' => self.ends(&mut cursor),
                State::AfterMember => {
                    cursor.expect(b',', "a comma or the end of the payload")?;
                    self.state = State::Member { first: false };
                }
                State::Row { list, first: true } if cursor.peek() == b']' => {
                    if self.led && list == 0 {
                        return Err(cursor.expected("a row"));
                    }
                    cursor.expect(b']', "")?;
                    self.state = State::AfterMember;
                }
                State::Row { list, .. } => match cursor.peek() {
                    b']' | b'}' | b',' | b':' => return Err(cursor.expected("a row")),
                    _ if self.records >> list & 1 == 1 => return Ok(Step::Record),
                    first => match row_end(bytes, *at, first) {
                        Some(end) => {
                            self.state = State::AfterRow { list };
                            *at = end;
                            continue;
                        }
                        None => return Ok(Step::More),
                    },
                },
                State::AfterRow { .. } if cursor.peek() == b']' => {
                    cursor.expect(b']', "")?;
                    self.state = State::AfterMember;
                }
                State::AfterRow { list } => {
                    cursor.expect(b',', "a comma or the end of the list of rows")?;
                    self.state = State::Row { list, first: false };
                }
            }
            *at = cursor.at();
        }
    }

    /// The file has come to its end: is everything closed, and was there a payload?
    ///
    /// # Errors
    /// When it is not.
    pub fn finish(&self, at: usize) -> Result<(), Broken> {
        let missing = match self.state {
            State::Between if self.some => return Ok(()),
            State::Start | State::Between => "a payload: an object that holds lists of rows",
            State::Member { .. } | State::AfterMember => "the end of the payload",
            State::Row { .. } | State::AfterRow { .. } => "the end of the list of rows",
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
        self.state = State::Between;
        true
    }

    fn ends(&mut self, cursor: &mut Cursor<'_>) {
        let closed = cursor.expect(b'}', "");
        debug_assert!(closed.is_ok(), "called at the bracket");
        self.go_behind();
    }

    /// Reads a member, or enters a list of rows (`None`).
    fn member(&mut self, cursor: &mut Cursor<'_>, bytes: &[u8]) -> Result<Option<Step>, Broken> {
        if cursor.peek() == b'"' && value_end(bytes, cursor.at()).is_none() {
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
        let list = self.lists.names.iter().position(|list| name.is(list));
        let is_first = self.state == State::Member { first: true };
        if self.led && is_first && (list, cursor.peek()) != (Some(0), b'[') {
            return Err(cursor.expected("the first list of rows"));
        }
        match (list, cursor.peek()) {
            (Some(list), b'[') => {
                cursor.expect(b'[', "")?;
                self.some = true;
                self.state = State::Row { list: list as u8, first: true };
                return Ok(None);
            }
            // Go writes a list without rows as null.
            (Some(_), b'n') | (None, _) => {}
            (Some(_), _) => return Err(cursor.expected("a list of rows")),
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
}

/// The index behind the row that starts with this byte; behind the last one of those that follow it
/// without blanks.
fn row_end(bytes: &[u8], at: usize, first: u8) -> Option<usize> {
    match first {
        b'{' => objects_end(bytes, at),
        _ => value_end(bytes, at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static LISTS: Lists = Lists { names: &["users", "keys"], tell: |_, _| None };

    /// Reads a text that comes in two pieces; what it saw.
    fn read(text: &str, records: u16, cut: usize) -> Result<Vec<String>, Broken> {
        read_as(Payloads::new(&LISTS, records), text, cut)
    }

    fn read_as(mut payloads: Payloads, text: &str, cut: usize) -> Result<Vec<String>, Broken> {
        let (mut at, mut end, mut seen) = (0, cut, Vec::new());
        loop {
            let bytes = &text.as_bytes()[..end];
            let step = payloads.next(bytes, &mut at)?;
            let record_end = match &step {
                Step::Record => value_end(bytes, at),
                _ => None,
            };
            match (step, record_end) {
                (Step::Member(member), _) => seen.push(format!("{}={}", member.name, member.value)),
                (Step::Record, Some(behind)) => {
                    let list = LISTS.names[usize::from(payloads.list().unwrap())];
                    seen.push(format!("{list}: {}", &text[at..behind]));
                    at = behind;
                    payloads.record_read();
                }
                _ if end < text.len() => end = text.len(),
                _ => break,
            }
        }
        payloads.finish(at).map(|()| seen)
    }

    const TWO: &str = "\u{feff}{\"keys\":[{\"a\":\"]}\"} , {}],\"x\":[1],\"users\":[{\"b\":1}]}\n{ \"users\" : [ {} ],\"keys\":null }\n";

    #[test]
    fn rows_come_in_the_order_of_the_text_wherever_it_is_cut() {
        for cut in (0..TWO.len()).filter(|cut| TWO.is_char_boundary(*cut)) {
            let all = [
                "keys: {\"a\":\"]}\"}",
                "keys: {}",
                "x=[1]",
                "users: {\"b\":1}",
                "users: {}",
                "keys=null",
            ];
            assert_eq!(read(TWO, 3, cut).unwrap(), all, "cut at {cut}");
            let users = ["x=[1]", "users: {\"b\":1}", "users: {}", "keys=null"];
            assert_eq!(read(TWO, 1, cut).unwrap(), users, "cut at {cut}");
        }
    }

    #[test]
    fn broken_outsides_are_refused_at_their_byte() {
        for (text, at) in [
            ("", 0),
            ("[]", 0),
            ("{\"users\":{}}", 9),
            ("{\"users\":[{}", 12),
            ("{\"users\":[{},]}", 13),
            ("{\"users\":[{}{}]}", 12),
            ("{\"users\":[]", 11),
            ("{} x", 3),
        ] {
            assert_eq!(read(text, 1, text.len()).map_err(|broken| broken.at), Err(at), "{text}");
        }
    }

    #[test]
    fn payloads_may_have_to_begin_with_a_record() {
        let read = |text: &str| {
            let led = Payloads::new(&LISTS, 1).led_by_records();
            read_as(led, text, text.len()).map_err(|broken| broken.at)
        };
        let good = "{\"users\":[{}],\"keys\":[]}\n{\"users\":[{}]}";
        assert_eq!(read(good).unwrap(), ["users: {}", "users: {}"]);
        for (text, at) in [
            ("{}", 1),
            ("{\"users\":[]}", 10),
            ("{\"users\":null}", 9),
            ("{\"keys\":[],\"users\":[{}]}", 8),
            ("{\"other\":1,\"users\":[{}]}", 9),
            ("{\"users\":[{}]}{\"keys\":[]}", 22),
        ] {
            assert_eq!(read(text), Err(at), "{text}");
        }
    }
}
