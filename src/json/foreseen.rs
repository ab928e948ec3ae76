//! Reading objects that are spelled like those before them: all members at once, before anybody is
//! told of one.
//!
//! Rows of a list have the same members in the same order, without whitespace, and nearly all of
//! their values are texts without escapes. Such an object is gone over in one loop. Any other one
//! is left to `Cursor::members`, which reads all that is JSON.

use super::cursor::Cursor;
use super::names::{Known, Lately};
use super::object::Progress;
use super::skip_plain;
use super::text::{Json, Text};

/// A member of such an object.
#[derive(Clone, Copy)]
pub struct Foreseen<'a, T> {
    /// What its name means.
    pub meaning: T,
    /// Its name.
    pub name: Text<'a>,
    /// Where its value starts.
    pub at: usize,
    /// Its value as it is spelled.
    pub raw: &'a [u8],
    /// Its value, if it is text: then it is not empty.
    pub text: Option<Text<'a>>,
}

/// Hardly any object has more members.
const MEMBERS: usize = 16;

impl<'a, T> Foreseen<'a, T> {
    /// The value.
    #[inline(always)]
    pub fn value(&self) -> Json<'a> {
        Json::new(self.raw, false)
    }

    /// The value, if it is a boolean.
    #[inline(always)]
    pub fn boolean(&self) -> Option<bool> {
        match self.raw {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        }
    }
}

impl<'a> Cursor<'a> {
    /// Goes over an object whose members are foreseen, each a text that is not empty and has no
    /// escapes, a boolean, or an object; false, and the cursor stays, where it is another one.
    ///
    /// The members go into `found`, but for objects: `object` must go over those, and may tell that
    /// it did not. It must have told nobody of them, for all of it is read again then.
    #[inline(always)]
    pub fn foreseen_members<T: Copy>(
        &mut self,
        known: Known<T>,
        found: &mut Vec<Foreseen<'a, T>>,
        object: impl FnMut(&mut Self, T) -> bool,
    ) -> bool {
        let mut ahead = self.clone();
        let progress = ahead.foreseen(known, found, object);
        let is_foreseen = progress.is_some_and(|done| !done.more) && ahead.peek() == b'}';
        if is_foreseen {
            ahead.at += 1;
            ahead.depth -= 1;
            *self = ahead;
        }
        is_foreseen
    }

    /// Goes over the first members of an object, those that are foreseen and a text that is not
    /// empty and has no escapes, or a boolean. They go into `found`, and the others are read by
    /// `Cursor::further_members`. `None`, and the cursor stays, where no others are there, or only
    /// `Cursor::members` can read the object.
    #[inline(always)]
    pub fn foreseen_start<T: Copy>(
        &mut self,
        known: Known<T>,
        found: &mut Vec<Foreseen<'a, T>>,
    ) -> Option<Progress> {
        let mut ahead = self.clone();
        let progress = ahead.foreseen(known, found, |_, _| false);
        let progress = progress.filter(|done| done.more && ahead.peek() == b'"')?;
        *self = ahead;
        Some(progress)
    }

    /// Goes over the members of an object as far as they are foreseen: to the name of the next one,
    /// or to the end of the object, or to something else.
    #[inline(always)]
    fn foreseen<T: Copy>(
        &mut self,
        known: Known<T>,
        found: &mut Vec<Foreseen<'a, T>>,
        object: impl FnMut(&mut Self, T) -> bool,
    ) -> Option<Progress> {
        found.clear();
        found.reserve(MEMBERS);
        let mut progress = Progress::at(self.at);
        if self.peek() != b'{' || self.descend().is_err() {
            return None;
        }
        self.at += 1;
        known.lately.with(|lately| self.follow(known, lately, &mut progress, found, object));
        Some(progress)
    }

    #[inline(always)]
    fn follow<T: Copy>(
        &mut self,
        known: Known<T>,
        lately: &Lately,
        progress: &mut Progress,
        found: &mut Vec<Foreseen<'a, T>>,
        mut object: impl FnMut(&mut Self, T) -> bool,
    ) {
        loop {
            let name_at = self.at;
            let rest = self.bytes.get(name_at..).unwrap_or_default();
            let Some((name, length)) = known.names.foreseen(lately, progress.last, rest) else {
                return;
            };
            let bit = 1 << name.number;
            if progress.came & bit != 0 {
                return;
            }
            self.at += length;
            let at = self.at;
            let (meaning, text) = (name.meaning, name.text);
            match self.go_over_plain() {
                Plain::Text => {
                    let raw = self.since(at);
                    let inside = raw.get(1..raw.len() - 1).map(Text::clean);
                    found.push(Foreseen {
                        meaning,
                        name: Text::clean(text),
                        at,
                        raw,
                        text: inside,
                    });
                }
                Plain::Boolean => {
                    let raw = self.since(at);
                    found.push(Foreseen { meaning, name: Text::clean(text), at, raw, text: None });
                }
                Plain::Object if object(self, meaning) => {}
                Plain::Object | Plain::Nothing => {
                    self.at = name_at;
                    return;
                }
            }
            (progress.came, progress.last) = (progress.came | bit, name.number);
            if self.peek() != b',' {
                progress.more = false;
                return;
            }
            self.at += 1;
        }
    }

    /// Goes over a text that is not empty and has no escapes, or over a boolean, if one is there.
    #[inline(always)]
    fn go_over_plain(&mut self) -> Plain {
        let rest = &self.bytes[self.at..];
        match rest.first() {
            Some(b'"') => {
                let end = skip_plain(rest, 1);
                let is_text = end > 1 && end - 1 <= self.limits.text;
                if !is_text || rest.get(end) != Some(&b'"') {
                    return Plain::Nothing;
                }
                self.at += end + 1;
                return Plain::Text;
            }
            Some(b'{') => return Plain::Object,
            Some(b't') if rest.starts_with(b"true") => self.at += 4,
            Some(b'f') if rest.starts_with(b"false") => self.at += 5,
            _ => return Plain::Nothing,
        }
        Plain::Boolean
    }
}

/// What stands where a value should be.
enum Plain {
    Text,
    Boolean,
    Object,
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::super::{Broken, Kind, member_names};
    use super::*;
    use proptest::prelude::*;

    member_names! {
        Part {
            Id = "id",
            UserId = "user_id",
            Is = "is",
            Inner = "inner",
        }
    }

    type Member = (Option<Part>, usize, Vec<u8>);

    /// The members of an object at the start, and where it ends.
    fn members(text: &[u8]) -> Result<(Vec<Member>, usize), Broken> {
        let (mut cursor, mut found) = (Cursor::new(text, 0), Vec::new());
        cursor.members(Part::NAMES, |cursor, _, part| {
            let at = cursor.at();
            cursor.skip_value()?;
            if text[at] != b'{' {
                found.push((part, at, cursor.since(at).to_vec()));
            }
            Ok(())
        })?;
        Ok((found, cursor.at()))
    }

    /// The same, where they are foreseen.
    fn foreseen(text: &[u8]) -> Option<(Vec<Member>, usize)> {
        let (mut cursor, mut found) = (Cursor::new(text, 0), Vec::new());
        let skip = |cursor: &mut Cursor<'_>, _| cursor.skip_value().is_ok();
        let is = cursor.foreseen_members(Part::NAMES, &mut found, skip);
        assert!(is || cursor.at() == 0, "the cursor stays");
        let member = |one: &Foreseen<'_, Part>| {
            let is = [one.text.is_some(), one.boolean().is_some()];
            let kind = Cursor::new(text, one.at).kind();
            assert_eq!(is, [kind == Kind::Text, kind == Kind::Boolean]);
            assert!(one.text.is_none_or(|text| !text.is_empty()));
            (Some(one.meaning), one.at, one.value().raw().unwrap_or_default().to_vec())
        };
        is.then(|| (found.iter().map(member).collect(), cursor.at()))
    }

    /// The same, where only the first ones are foreseen.
    fn foreseen_start(text: &[u8]) -> Option<Result<(Vec<Member>, usize), Broken>> {
        let (mut cursor, mut start) = (Cursor::new(text, 0), Vec::new());
        let progress = cursor.foreseen_start(Part::NAMES, &mut start)?;
        let raw = |one: &Foreseen<'_, Part>| (Some(one.meaning), one.at, one.raw.to_vec());
        let mut found: Vec<Member> = start.iter().map(raw).collect();
        let read = cursor.further_members(Part::NAMES, progress, |cursor, _, part| {
            let at = cursor.at();
            cursor.skip_value()?;
            if text[at] != b'{' {
                found.push((part, at, cursor.since(at).to_vec()));
            }
            Ok(())
        });
        Some(read.map(|()| (found, cursor.at())))
    }

    #[test]
    fn what_was_read_once_is_foreseen() {
        let text =
            br#"{"id":"a","inner":{"x":[1]},"is":true,"user_id":"b"} and what stands behind it"#;
        members(text).unwrap();
        let (found, end) = foreseen(text).unwrap();
        assert_eq!((found.len(), end), (3, 52));
        assert_eq!(found[2], (Some(Part::UserId), 48, b"\"b\"".to_vec()));
        assert_eq!(foreseen_start(text), Some(Ok((found, end))));
        for odd in [
            r#"{"id":"a","inner":{"x":[1]},"is":true,"user_id":""}"#,
            r#"{"id":"a","inner":{"x":[1},"is":true,"user_id":"b"}"#,
            r#"{"id":"a","inner":{"x":[1]},"is":null,"user_id":"b"}"#,
            r#"{"id":"a","inner":{"x":[1]},"is":trueish,"user_id":"b"}"#,
            r#"{"id":"a","inner":{"x":[1]}, "is":true,"user_id":"b"}"#,
            r#"{"id":"a","inner":{"x":[1]},"is":true,"user_id":"\u0062"}"#,
            r#"{"id":"a","id":"a"}"#,
            r#"{"id":"a","#,
            r#"{"id":"a"#,
            "{}",
            r#"{"id":"a",}"#,
        ] {
            assert!(foreseen(format!("{odd}{}", " ".repeat(40)).as_bytes()).is_none(), "{odd}");
            assert!(foreseen(odd.as_bytes()).is_none(), "{odd}");
        }
    }

    proptest! {
        #[test]
        fn what_is_foreseen_is_read_as_one_by_one(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    r#""id":"a""#, r#""id":"""#, r#""user_id":"0123456789 0123456789""#,
                    r#""user_id":"\n""#, r#""is":true"#, r#""is":false"#, r#""is":1"#,
                    r#""inner":{}"#, r#""inner":{"id":"x"}"#, r#""inner":[]"#, r#""other":"x""#,
                    r#" "id" : "a" "#, r#""is":tru"#, "\"id\":\"\u{1}\"", "", "}",
                ]),
                0..6,
            ),
            end in prop::sample::select(vec!["}", "", "},", " }"]),
        ) {
            let text = format!("{{{}{end}", pieces.join(","));
            let padded = format!("{text}{}", " ".repeat(40));
            // Twice, so that the order is known.
            for text in [&text, &padded, &padded].map(String::as_bytes) {
                if let Some(found) = foreseen(text) {
                    prop_assert_eq!(members(text), Ok(found));
                }
                if let Some(found) = foreseen_start(text) {
                    prop_assert_eq!(members(text), found);
                }
                let _ = members(text);
            }
        }
    }
}
