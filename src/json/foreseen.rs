//! Reading objects that are spelled like those before them: one short loop, before the long one.
//!
//! Rows of a list have the same members in the same order, and nearly all of their values are texts
//! without escapes. Such members are gone over in one loop, as far as they go; what comes behind
//! the first other one is left to `Cursor::further_members`, which reads all that is JSON.

use super::cursor::{Broken, Cursor};
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
    /// Goes over the first members of an object, as far as they are foreseen, each a text that is not
    /// empty and has no escapes, a boolean, or an object. The others are read by
    /// `Cursor::further_members`.
    ///
    /// Of a text or a boolean `member` is told, and may tell that it does not take it; of an object
    /// `object`, which must go over it or tell that it did not. What is not taken is one of the others.
    ///
    /// # Errors
    /// When no object starts here, or it is too deep.
    #[inline(always)]
    pub fn foreseen_members<T: Copy>(
        &mut self,
        known: Known<T>,
        member: impl FnMut(Foreseen<'a, T>) -> bool,
        object: impl FnMut(&mut Self, T) -> bool,
    ) -> Result<Progress, Broken> {
        let mut progress = self.open_members()?;
        known.lately.with(|lately| self.follow(known, lately, &mut progress, member, object));
        Ok(progress)
    }

    #[inline(always)]
    fn follow<T: Copy>(
        &mut self,
        known: Known<T>,
        lately: &Lately,
        progress: &mut Progress,
        mut member: impl FnMut(Foreseen<'a, T>) -> bool,
        mut object: impl FnMut(&mut Self, T) -> bool,
    ) {
        while progress.more {
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
            self.skip_space();
            let (at, meaning) = (self.at, name.meaning);
            let is_taken = match self.go_over_plain() {
                Plain::Nothing => false,
                Plain::Object => {
                    let start = self.clone();
                    let is_taken = object(self, meaning);
                    if !is_taken {
                        *self = start;
                    }
                    is_taken
                }
                plain => {
                    let raw = self.since(at);
                    let text = match plain {
                        Plain::Text => raw.get(1..raw.len() - 1).map(Text::clean),
                        _ => None,
                    };
                    member(Foreseen { meaning, name: Text::clean(name.text), at, raw, text })
                }
            };
            if !is_taken {
                self.at = name_at;
                return;
            }
            (progress.came, progress.last) = (progress.came | bit, name.number);
            progress.more = self.comma();
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

    /// The same, where the first ones are foreseen and `takes` says so; and how many those are.
    fn foreseen(
        text: &[u8],
        takes: impl Fn(Part) -> bool,
    ) -> Result<(Vec<Member>, usize, usize), Broken> {
        let (mut cursor, mut found) = (Cursor::new(text, 0), Vec::new());
        let member = |one: Foreseen<'_, Part>| {
            let is = [one.text.is_some(), one.boolean().is_some()];
            let kind = Cursor::new(text, one.at).kind();
            assert_eq!(is, [kind == Kind::Text, kind == Kind::Boolean]);
            assert!(one.text.is_none_or(|text| !text.is_empty()));
            let is_taken = takes(one.meaning);
            if is_taken {
                let raw = one.value().raw().unwrap_or_default().to_vec();
                found.push((Some(one.meaning), one.at, raw));
            }
            is_taken
        };
        let object = |cursor: &mut Cursor<'_>, part| cursor.skip_value().is_ok() && takes(part);
        let progress = cursor.foreseen_members(Part::NAMES, member, object)?;
        let count = found.len();
        cursor.further_members(Part::NAMES, progress, |cursor, _, part| {
            let at = cursor.at();
            cursor.skip_value()?;
            if text[at] != b'{' {
                found.push((part, at, cursor.since(at).to_vec()));
            }
            Ok(())
        })?;
        Ok((found, cursor.at(), count))
    }

    #[test]
    fn what_was_read_once_is_foreseen() {
        let text =
            br#"{"id":"a","inner":{"x":[1]},"is":true,"user_id":"b"} and what stands behind it"#;
        members(text).unwrap();
        let (found, end, count) = foreseen(text, |_| true).unwrap();
        assert_eq!((found.len(), count, end), (3, 3, 52));
        assert_eq!(found[2], (Some(Part::UserId), 48, b"\"b\"".to_vec()));
        let (others, end, count) = foreseen(text, |part| part != Part::Inner).unwrap();
        assert_eq!((others, count, end), (found, 1, 52));
        for (odd, foreseen_ones) in [
            (r#"{"id":"a","inner":{"x":[1]},"is":true,"user_id":""}"#, 2),
            (r#"{"id":"a","inner":{"x":[1]},"is":null,"user_id":"b"}"#, 1),
            (r#"{"id":"a","inner":{"x":[1]}, "is" :true,"user_id":"b"}"#, 1),
            (r#"{"id":"a","inner":{"x":[1]},"is":true,"user_id":"\u0062"}"#, 2),
            (r#"{ "id": "a" , "inner":{"x":[1]}, "is": true, "user_id": "b" }"#, 3),
            ("{}", 0),
        ] {
            let odd = format!("{odd}{}", " ".repeat(40));
            let read = foreseen(odd.as_bytes(), |_| true).unwrap();
            assert_eq!((read.0, read.1), members(odd.as_bytes()).unwrap(), "{odd}");
            assert_eq!(read.2, foreseen_ones, "{odd}");
            members(text).unwrap();
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
                let read = |takes: fn(Part) -> bool| {
                    foreseen(text, takes).map(|(found, end, _)| (found, end))
                };
                prop_assert_eq!(read(|_| true), members(text));
                prop_assert_eq!(read(|part| part != Part::Inner), members(text));
                prop_assert_eq!(read(|part| part != Part::Is), members(text));
                let _ = members(text);
            }
        }
    }
}
