//! The outline of a payload: where its rows stand, and whose they seem to be.
//!
//! A payload is gone over by its quotes and brackets, 64 bytes at a time, and its lists are joined
//! with its users as lists in one order are: the rows of a user are those at the front of each list
//! that name it. So most payloads come, and of any other there is no outline. What is looked at is
//! where the name of the user stood in the row before; whether it is the name is seen when the row
//! is read.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memmem};

use super::gather::{id_at, owner_of};
use super::lists::{LISTS, OF_USERS, USERS};
use super::options::MAX_USERS;
use crate::formats::Outline;
use crate::json::{Cursor, each_object};
use crate::model::Text;

/// The longest payload that has an outline. Those of a hundred users have a fifth of it.
pub(super) const LONGEST: usize = 1 << 20;

/// Why there is no outline.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Without {
    /// The payload does not end in these bytes.
    CutOff,
    /// It is not what most payloads are.
    Odd,
}

/// What payloads are held to.
pub(super) struct Bounds {
    /// May there be more users than a payload for the import has?
    pub(super) crowded: bool,
    /// The longest row.
    pub(super) row: usize,
}

/// The outline of the payload whose first user is at an index. All places are counted from there.
pub(super) fn outline(bytes: &[u8], first: usize, bounds: &Bounds) -> Result<Outline, Without> {
    let bytes = &bytes[first..];
    let (lists, end) = match lists(bytes) {
        Err(Without::CutOff) if bytes.len() > LONGEST => Err(Without::Odd),
        lists => lists,
    }?;
    let too_long = |row: &Range<u32>| row.len() > bounds.row;
    let users = &lists[usize::from(USERS)];
    if end > LONGEST
        || (users.len() > MAX_USERS && !bounds.crowded)
        || lists.iter().flatten().any(too_long)
        || lists[usize::from(OF_USERS)..].iter().any(|rows| !rows.is_empty())
    {
        return Err(Without::Odd);
    }
    let mut outline = Outline { end: end as u32, ..Outline::default() };
    let mut fronts = Front::of(&lists[1..usize::from(OF_USERS)]);
    for user in users {
        let id = id_at(&bytes[..user.end as usize], user.start as usize);
        let id = id.filter(|id| !id.is_empty()).ok_or(Without::Odd)?;
        for (front, list) in fronts.iter_mut().zip(1..) {
            while let Some(row) = front.next_of(bytes, id) {
                outline.rows.push((list, row));
            }
        }
        outline.records.push(user.start);
        outline.shares.push(outline.rows.len() as u32);
    }
    let is_left = fronts.iter().any(|front| !front.rows.is_empty());
    if is_left { Err(Without::Odd) } else { Ok(outline) }
}

/// The rows of each list of a payload, whose bytes start at its first user.
type Rows = [Vec<Range<u32>>; LISTS.names.len()];

/// The rows of a payload, and where it ends.
fn lists(bytes: &[u8]) -> Result<(Rows, usize), Without> {
    let mut lists = Rows::default();
    let mut came = 1u16 << USERS;
    let mut walk = Walk { bytes, at: 0 };
    walk.rows(&mut lists[usize::from(USERS)])?;
    loop {
        match walk.next()? {
            b'}' => return Ok((lists, walk.at)),
            b',' => {}
            _ => return Err(Without::Odd),
        }
        let list = walk.name()?;
        if came >> list & 1 == 1 {
            return Err(Without::Odd);
        }
        came |= 1 << list;
        walk.expect(b':')?;
        walk.expect(b'[')?;
        if walk.peek()? == b']' {
            walk.at += 1;
        } else {
            walk.rows(&mut lists[list])?;
        }
    }
}

/// A place in a payload.
struct Walk<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Walk<'_> {
    /// The next byte that is no blank.
    fn peek(&mut self) -> Result<u8, Without> {
        let mut cursor = Cursor::new(self.bytes, self.at);
        cursor.skip_space();
        self.at = cursor.at();
        self.bytes.get(self.at).copied().ok_or(Without::CutOff)
    }

    fn next(&mut self) -> Result<u8, Without> {
        let next = self.peek()?;
        self.at += 1;
        Ok(next)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Without> {
        if self.next()? == byte { Ok(()) } else { Err(Without::Odd) }
    }

    /// Goes over the name of a list; its number.
    fn name(&mut self) -> Result<usize, Without> {
        self.expect(b'"')?;
        let rest = &self.bytes[self.at..];
        let length = memchr(b'"', rest).ok_or(Without::CutOff)?;
        self.at += length + 1;
        let list = LISTS.names.iter().position(|name| name.as_bytes() == &rest[..length]);
        list.ok_or(Without::Odd)
    }

    /// Goes over the rows of a list and its bracket.
    fn rows(&mut self, rows: &mut Vec<Range<u32>>) -> Result<(), Without> {
        loop {
            if self.peek()? != b'{' {
                return Err(Without::Odd);
            }
            let mut start = self.at;
            let end = each_object(self.bytes, start, |end| {
                rows.push(start as u32..end as u32);
                start = end + 1;
                true
            });
            self.at = end.ok_or(Without::CutOff)?;
            match self.next()? {
                b',' => {}
                b']' => return Ok(()),
                _ => return Err(Without::Odd),
            }
        }
    }
}

/// The rows of a list that no user was given yet.
struct Front<'r> {
    rows: &'r [Range<u32>],
    /// Where the name of the user stood in the row before.
    at: usize,
}

/// What stands before the id of its user in nearly all rows.
const OWNER: &[u8] = br#","user_id":""#;
static FIND_OWNER: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(OWNER));

impl<'r> Front<'r> {
    fn of(lists: &'r [Vec<Range<u32>>]) -> Vec<Self> {
        lists.iter().map(|rows| Front { rows, at: 0 }).collect()
    }

    /// Takes the next row if it seems to be that of the user with an id.
    fn next_of(&mut self, bytes: &[u8], id: Text<'_>) -> Option<Range<u32>> {
        let (row, rest) = self.rows.split_first()?;
        if !self.is_of(&bytes[row.start as usize..row.end as usize], id) {
            return None;
        }
        self.rows = rest;
        Some(row.clone())
    }

    fn is_of(&mut self, row: &[u8], id: Text<'_>) -> bool {
        let stands = row.get(..self.at).is_some_and(|before| before.ends_with(OWNER));
        if !stands {
            self.at = FIND_OWNER.find(row).map_or(0, |at| at + OWNER.len());
        }
        match id.as_plain() {
            Some(id) if self.at > 0 => {
                let rest = row[self.at..].strip_prefix(id);
                rest.is_some_and(|rest| rest.first() == Some(&b'"'))
            }
            _ => {
                let owner = owner_of(&mut Cursor::new(row, 0), "user_id").ok().flatten();
                owner.is_some_and(|owner| owner.same_as(id))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Vec<Vec<String>>, Without> {
        let bounds = Bounds { crowded: false, row: 1 << 20 };
        let first = text.find("[{").unwrap() + 1;
        let outline = outline(text.as_bytes(), first, &bounds)?;
        let rows_of = |number: usize| {
            let rows = outline.rows_of(number).iter();
            rows.map(|(list, row)| {
                let (start, end) = (first + row.start as usize, first + row.end as usize);
                format!("{list} {}", &text[start..end])
            })
        };
        assert_eq!(first + outline.end as usize, text.trim_end().len());
        Ok((0..outline.records.len()).map(|number| rows_of(number).collect()).collect())
    }

    const A: &str = r#"{"id":"1","user_id":"a"}"#;
    const B: &str = r#"{"user_id":"b"}"#;
    const USERS: &str = r#""users":[{"id":"a"},{"id":"b","x":"}]"}]"#;

    #[test]
    fn each_user_has_the_rows_that_name_it() {
        let text =
            format!(r#"{{{USERS}, "codes" : [ {A} ,{A}],"groups":[],"user_credentials":[{B}]}}"#);
        let a = format!("4 {A}");
        assert_eq!(of(&text).unwrap(), [vec![a.clone(), a], vec![format!("1 {B}")]]);
    }

    #[test]
    fn what_is_not_plain_has_no_outline() {
        for rest in [
            format!(r#""codes":[{B},{A}]"#),
            format!(r#""codes":[{A},{{"user_id":"c"}}]"#),
            format!(r#""codes":[{A}],"codes":[{B}]"#),
            r#""codes":null"#.to_owned(),
            r#""codes":[null]"#.to_owned(),
            r#""other":[]"#.to_owned(),
            r#""groups":[{"id":"g"}]"#.to_owned(),
            r#""users":[]"#.to_owned(),
            r#""codes":{}"#.to_owned(),
        ] {
            assert_eq!(of(&format!("{{{USERS},{rest}}}")), Err(Without::Odd), "{rest}");
        }
        let without_id = r#"{"users":[{"id":""}]}"#;
        assert_eq!(of(without_id), Err(Without::Odd));
        let crowd = vec![r#"{"id":"a"}"#; MAX_USERS + 1].join(",");
        assert_eq!(of(&format!(r#"{{"users":[{crowd}]}}"#)), Err(Without::Odd));
    }

    #[test]
    fn what_is_cut_off_has_none_yet() {
        let text = format!(r#"{{{USERS}, "codes" : [ {A} ,{A}],"groups":[]}}"#);
        let first = text.find("[{").unwrap() + 1;
        let bounds = Bounds { crowded: false, row: 1 << 20 };
        for end in first..text.len() {
            let cut = outline(&text.as_bytes()[..end], first, &bounds);
            assert_eq!(cut.err(), Some(Without::CutOff), "{}", &text[..end]);
        }
        let long = format!(r#"{{"users":[{{"id":"{}"}}"#, "a".repeat(LONGEST));
        assert_eq!(of(&long), Err(Without::Odd));
    }
}
