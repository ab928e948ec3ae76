//! Fetching the rows of a user from wherever they stand in the inputs.
//!
//! Rows that stand behind the user in the same bytes are only pointed at. For the others, each list has a window, a piece of an input that was read last. It starts small, and doubles
//! while the rows come in the order of the file: files in order cost one read for many users, and
//! others a small read for each row.

use std::io;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use super::index::Entry;
use super::lists::{OF_USERS, USERS};
use crate::formats::{Companion, Companions, Lookup, Standing, Window};
use crate::json::{Broken, Cursor, Kind};
use crate::model::Text;

/// The smallest window, and the largest.
const SMALL: usize = 4 << 10;
const LARGE: usize = 256 << 10;

/// The text of a member of the row at the cursor, which goes over the row.
pub(super) fn owner_of<'a>(
    cursor: &mut Cursor<'a>,
    member: &str,
) -> Result<Option<Text<'a>>, Broken> {
    let mut owner = None;
    cursor.object(|cursor, name| {
        if name.is(member) && cursor.kind() == Kind::Text {
            owner = Some(cursor.text()?).filter(|text| !text.is_empty());
            return Ok(());
        }
        cursor.skip_value()
    })?;
    Ok(owner)
}

/// The id of the user whose row starts at an index, as far as it can be read.
pub(super) fn id_at(bytes: &[u8], at: usize) -> Option<Text<'_>> {
    // In nearly all rows it is the first member.
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.starts_with(br#"{"id":""#) {
        return Cursor::new(rest, br#"{"id":"#.len()).text().ok();
    }
    any_id_at(bytes, at)
}

/// The same, wherever in the row it is.
fn any_id_at(bytes: &[u8], at: usize) -> Option<Text<'_>> {
    let mut id = None;
    let mut cursor = Cursor::new(bytes, at);
    // Nothing behind the id is of interest.
    let _ = cursor.object(|cursor, name| {
        if name.is("id") && cursor.kind() == Kind::Text {
            id = Some(cursor.text()?);
            return Err(cursor.expected("nothing more"));
        }
        cursor.skip_value()
    });
    id
}

/// Finds the rows of a user, other than those of the user itself, whose record is at a place.
///
/// # Errors
/// When they cannot be read, or are not what they were.
pub(super) fn gather(
    rows: &[Entry],
    id: Text<'_>,
    place: Standing<'_>,
    inputs: &dyn Lookup,
    companions: &mut Companions,
) -> io::Result<()> {
    companions.windows.resize_with(usize::from(OF_USERS), Window::default);
    for entry in rows.iter().filter(|entry| entry.list() != USERS) {
        let near = near(entry, place);
        let is_near = near.is_some();
        let range = match near {
            Some(range) => range,
            None => {
                let start = companions.bytes.len();
                let window = &mut companions.windows[usize::from(entry.list())];
                fetch(entry, inputs, window, &mut companions.bytes)?;
                start..companions.bytes.len()
            }
        };
        let bytes = if is_near { place.bytes } else { &companions.bytes };
        if !is_row_of(&bytes[..range.end], range.start, id) {
            return Err(io::Error::other(
                "a row that was seen before is not there any more: the input changed meanwhile",
            ));
        }
        let (list, input, offset) = (entry.list(), entry.input, entry.offset());
        companions.rows.push(Companion { list, range, is_near, input, offset });
    }
    Ok(())
}

/// Where a row stands in the bytes of the run, if it stands behind the record at hand: what is before
/// that may be no piece of the input.
fn near(entry: &Entry, place: Standing<'_>) -> Option<Range<usize>> {
    let behind = entry.offset().checked_sub(place.offset())?;
    let start = place.at.checked_add(usize::try_from(behind).ok()?)?;
    let end = start.checked_add(entry.length as usize)?;
    (entry.input == place.input && end <= place.bytes.len()).then_some(start..end)
}

/// What stands before the id of its user in nearly all rows.
static OWNER: LazyLock<memmem::Finder<'static>> =
    LazyLock::new(|| memmem::Finder::new(br#","user_id":""#));

/// Does the row that the bytes end with belong to the user with this id? Mostly a look at what
/// stands where the id should be tells.
fn is_row_of(bytes: &[u8], start: usize, id: Text<'_>) -> bool {
    let row = &bytes[start..];
    let plainly = id.as_plain().zip(OWNER.find(row)).is_some_and(|(id, at)| {
        let there = row[at + OWNER.needle().len()..].strip_prefix(id);
        there.is_some_and(|rest| rest.first() == Some(&b'"'))
    });
    let owner = || owner_of(&mut Cursor::new(bytes, start), "user_id").ok().flatten();
    plainly || owner().is_some_and(|owner| owner.same_as(id))
}

fn fetch(
    entry: &Entry,
    inputs: &dyn Lookup,
    window: &mut Window,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let (offset, length) = (entry.offset(), entry.length as usize);
    if inside(window, entry).is_none() {
        let end = window.offset + window.bytes.len() as u64;
        let follows = window.input == entry.input
            && (window.offset..=end + SMALL as u64).contains(&offset)
            && !window.bytes.is_empty();
        let size = if follows { (window.bytes.len() * 2).min(LARGE) } else { SMALL };
        window.bytes.resize(size.max(SMALL).max(length), 0);
        let read = inputs.read_at(entry.input, offset, &mut window.bytes)?;
        window.bytes.truncate(read);
        (window.input, window.offset) = (entry.input, offset);
    }
    match inside(window, entry) {
        Some(start) => out.extend_from_slice(&window.bytes[start..start + length]),
        None => return Err(io::ErrorKind::UnexpectedEof.into()),
    }
    Ok(())
}

/// Where a row starts in the window, if all of it is there.
fn inside(window: &Window, entry: &Entry) -> Option<usize> {
    let start = usize::try_from(entry.offset().checked_sub(window.offset)?).ok()?;
    let is_there = start + entry.length as usize <= window.bytes.len();
    (window.input == entry.input && is_there).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_same_whether_it_is_looked_for_or_foreseen() {
        for (row, id) in [
            (r#"{"id":"a","user_id":"b"}"#, Some("a")),
            (r#"{"id":"a\u0062"}"#, Some("ab")),
            (r#"{"id":""}"#, Some("")),
            (r#"{"id":"a"#, None),
            (r#"{"id":"a\x"}"#, None),
            (r#"{"id":1,"id":"a"}"#, None),
            (r#"{ "id" : "a"}"#, Some("a")),
            (r#"{"x":{"id":"b"},"id":"a"}"#, Some("a")),
            (r#"{"idx":"a"}"#, None),
            ("", None),
        ] {
            let bytes = format!(",{row}");
            for found in [id_at(bytes.as_bytes(), 1), any_id_at(bytes.as_bytes(), 1)] {
                assert!(found.is_some() == id.is_some(), "{row}");
                assert!(found.zip(id).is_none_or(|(found, id)| found.is(id)), "{row}");
            }
        }
    }
}
