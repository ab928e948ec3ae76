//! What JSON Schemas say of the records of a run: the published ones, and those of the operator.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value;

use crate::error::Error;
use crate::findings::{NO_PLACE, Notes, Pointer, Rule, Shape};
use crate::formats::{Format, SchemaPart, published};
use crate::schema::{Breach, SC_001, Schema};

/// The schemas that records are held to.
pub(super) struct Schemas {
    source: &'static Format,
    published: &'static [(&'static str, &'static str)],
    /// Compiled when the first record is in doubt.
    compiled: OnceLock<Vec<Schema>>,
    of_source: Vec<Own>,
    of_target: Vec<Own>,
    /// The section in which users are written as JSON.
    written: Option<usize>,
}

/// A schema of the operator.
struct Own {
    part: &'static SchemaPart,
    schema: Schema,
}

impl Schemas {
    /// Those for users of `source` that go to `target`. The settings hold the texts of the
    /// operator's schemas.
    ///
    /// # Errors
    /// When one of them is no schema.
    pub(super) fn new(
        source: &'static Format,
        target: Option<&'static Format>,
        is_import: bool,
        settings: &BTreeMap<String, String>,
    ) -> Result<Self, Error> {
        let other = target.filter(|target| target.name != source.name);
        Ok(Schemas {
            source,
            published: if is_import { source.schemas.import } else { source.schemas.read },
            compiled: OnceLock::new(),
            of_source: own(source, settings)?,
            of_target: other.map_or(Ok(Vec::new()), |target| own(target, settings))?,
            written: other.and_then(|target| target.schemas.written),
        })
    }

    /// Must records that were read be looked at, though nothing was noted of them?
    pub(super) fn has_own(&self) -> bool {
        !self.of_source.is_empty()
    }

    /// The section of the users that were written, when they must be looked at.
    pub(super) fn about_target(&self) -> Option<usize> {
        self.written.filter(|_| !self.of_target.is_empty())
    }

    /// Notes what the operator's schemas refuse of a record.
    pub(super) fn judge_own(&self, instance: &[u8], notes: &mut Notes) {
        let Ok(instance) = serde_json::from_slice::<Value>(instance) else {
            return self.of_source.iter().for_each(|own| own.cannot_judge(NO_PLACE, notes));
        };
        let Some(user) = instance.pointer(self.source.schemas.user) else { return };
        for own in &self.of_source {
            own.judge(user, NO_PLACE, notes);
        }
    }

    /// Notes what the operator's schemas refuse of a user that was written from the record at an
    /// index.
    pub(super) fn judge_written(&self, user: &[u8], at: usize, notes: &mut Notes) {
        let start = user.iter().position(|byte| *byte == b'{').unwrap_or(user.len());
        let Ok(user) = serde_json::from_slice::<Value>(&user[start..]) else {
            return self.of_target.iter().for_each(|own| own.cannot_judge(at, notes));
        };
        for own in &self.of_target {
            own.judge(&user, at, notes);
        }
    }

    /// Notes what the published schema refuses of a record. A record that was taken without doubt
    /// is not looked at: tests and fuzzing show that the schema refuses none of them.
    pub(super) fn judge_doubtful(&self, instance: &[u8], notes: &mut Notes) {
        let parsed = serde_json::from_slice::<Value>(instance);
        let Ok(instance) = parsed.or_else(|_| serde_json::from_slice(&without_huge(instance)))
        else {
            return;
        };
        let compiled = self.compiled.get_or_init(|| compile(self.published));
        let breaches = compiled.iter().map(|schema| schema.breaches(&instance));
        for breach in breaches.min_by_key(Vec::len).unwrap_or_default() {
            note(&SC_001, NO_PLACE, &self.in_record(&breach.pointer), &breach, notes);
        }
    }

    /// The place in the record of a place in an instance.
    fn in_record(&self, pointer: &str) -> String {
        pointer.strip_prefix(self.source.schemas.user).unwrap_or(pointer).to_owned()
    }
}

impl Own {
    /// Notes that the schema could not be asked: no silence is taken for a yes.
    fn cannot_judge(&self, at: usize, notes: &mut Notes) {
        notes.error(self.part.rule, at, Pointer::of(self.part.pointer), Shape::Unjudged);
    }

    fn judge(&self, user: &Value, at: usize, notes: &mut Notes) {
        let Some(instance) = user.pointer(self.part.pointer) else { return };
        for breach in self.schema.breaches(instance) {
            let pointer = format!("{}{}", self.part.pointer, breach.pointer);
            note(self.part.rule, at, &pointer, &breach, notes);
        }
    }
}

/// JSON with the largest numbers that double precision has in place of larger ones, which no value
/// can hold. To a schema they are alike.
fn without_huge(json: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(json.len()), json);
    while let Some(byte) = rest.first() {
        let length = match byte {
            b'"' => 2 + skip_text(&rest[1..]),
            b'-' | b'0'..=b'9' => {
                let is_part =
                    |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                rest.iter().take_while(|byte| is_part(byte)).count()
            }
            _ => 1,
        };
        let (token, behind) = rest.split_at(length.min(rest.len()));
        let number = std::str::from_utf8(token).ok().and_then(|token| token.parse::<f64>().ok());
        match number.filter(|number| number.is_infinite()) {
            Some(number) if number < 0.0 => out.extend_from_slice(b"-1e308"),
            Some(_) => out.extend_from_slice(b"1e308"),
            None => out.extend_from_slice(token),
        }
        rest = behind;
    }
    out
}

/// How long a text is, from behind its first quote to its last one.
fn skip_text(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = bytes.get(at).filter(|byte| **byte != b'"') {
        at += if *byte == b'\\' { 2 } else { 1 };
    }
    at
}

fn note(rule: &'static Rule, at: usize, pointer: &str, breach: &Breach, notes: &mut Notes) {
    notes.error(rule, at, Pointer::of_text(pointer), Shape::Keyword(breach.keyword));
}

/// The schemas that the operator gives for parts of a format.
fn own(format: &Format, settings: &BTreeMap<String, String>) -> Result<Vec<Own>, Error> {
    let given = format.schemas.parts.iter().filter_map(|part| {
        let text = settings.get(part.setting.name)?;
        Some(
            Schema::parse(text)
                .map(|schema| Own { part, schema })
                .map_err(|what| Error::Refused(format!("--{}: {what}", part.setting.name))),
        )
    });
    given.collect()
}

fn compile(published_as: &[(&str, &str)]) -> Vec<Schema> {
    let texts = published_as.iter().filter_map(|(name, part)| Some((published(name)?, *part)));
    texts.filter_map(|(text, part)| Schema::part(text, part).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Purpose;
    use crate::formats::{FORMATS, by_name};
    use crate::model::KeyHasher;

    #[test]
    fn every_published_schema_of_a_record_can_be_compiled() {
        for format in FORMATS {
            for names in [format.schemas.read, format.schemas.import] {
                assert!(!names.is_empty(), "{}", format.name);
                assert_eq!(compile(names).len(), names.len(), "{}", format.name);
            }
        }
    }

    #[test]
    fn numbers_that_no_value_holds_are_large_ones() {
        let json = br#"{"a\\":[1e400,-1e400,"1e400\"2e999",1e30,-0.5,true],"b":1e4000}"#;
        let due = br#"{"a\\":[1e308,-1e308,"1e400\"2e999",1e30,-0.5,true],"b":1e308}"#;
        assert_eq!(without_huge(json).escape_ascii().to_string(), due.escape_ascii().to_string());
        assert_eq!(without_huge(br#""cut"#), br#""cut"#);
    }

    /// Where the schema for reading refuses a record of a directory.
    fn told_of(record: &[u8]) -> Vec<String> {
        let source = by_name("appid-directory").unwrap();
        let schemas = Schemas::new(source, None, false, &BTreeMap::new()).unwrap();
        let mut notes = Notes::new(KeyHasher::new([0; 32]), Purpose::Reading);
        notes.begin();
        schemas.judge_doubtful(record, &mut notes);
        assert!(notes.is_refused());
        notes.list.iter().map(|note| note.pointer.to_string()).collect()
    }

    #[test]
    fn a_huge_number_does_not_silence_the_schema() {
        let record = br#"{"scimUser":{"originalId":1e400,"emails":[{"value":"a@example.com"}]}}"#;
        assert_eq!(told_of(record), ["/scimUser/originalId"]);
    }

    #[test]
    fn what_is_in_doubt_is_judged_by_the_schema() {
        let record = br#"{"scimUser":{"emails":[{"value":5}]},"roles":"x"}"#;
        assert_eq!(told_of(record), ["/roles", "/scimUser/emails/0/value"]);
    }
}
