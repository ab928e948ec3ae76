//! The words of JSON Schema that Identity Schemas may use (SecureAuth API, `SupportedJSONSchema`).

use super::rules::*;
use crate::findings::{Notes, Pointer, Shape};
use crate::json::{Broken, Cursor, Kind};
use crate::model::Home;

const SCHEMA: Home = Home { path: "/schema", index: 0 };

/// What the value of a word must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Text,
    Texts,
    Boolean,
    Whole,
    Schema,
    /// An object whose values are schemas.
    Named,
    /// An array of schemas.
    Several,
    /// An object whose values are arrays of texts.
    Dependent,
}

const WORDS: &[(&str, Due)] = &[
    ("title", Due::Text),
    ("description", Due::Text),
    ("type", Due::Text),
    ("enum", Due::Texts),
    ("const", Due::Text),
    ("properties", Due::Named),
    ("patternProperties", Due::Named),
    ("propertyNames", Due::Schema),
    ("additionalProperties", Due::Boolean),
    ("required", Due::Texts),
    ("dependentRequired", Due::Dependent),
    ("dependentSchemas", Due::Named),
    ("minProperties", Due::Whole),
    ("maxProperties", Due::Whole),
    ("items", Due::Schema),
    ("contains", Due::Schema),
    ("minContains", Due::Whole),
    ("maxContains", Due::Whole),
    ("minItems", Due::Whole),
    ("maxItems", Due::Whole),
    ("uniqueItems", Due::Boolean),
    ("minLength", Due::Whole),
    ("maxLength", Due::Whole),
    ("pattern", Due::Text),
    ("minimum", Due::Whole),
    ("maximum", Due::Whole),
    ("exclusiveMinimum", Due::Whole),
    ("exclusiveMaximum", Due::Whole),
    ("multipleOf", Due::Whole),
    ("allOf", Due::Several),
    ("anyOf", Due::Several),
    ("oneOf", Due::Several),
    ("not", Due::Schema),
    ("if", Due::Schema),
    ("then", Due::Schema),
    ("else", Due::Schema),
    ("hidden", Due::Boolean),
];

/// Looks at a schema, which the cursor goes over.
pub(super) fn judge_schema(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Result<(), Broken> {
    if cursor.kind() != Kind::Object {
        let got = Shape::Kind(cursor.kind());
        notes.error(&CE_PAY_005, cursor.at(), Pointer::of("/schema"), got);
        return cursor.skip_value();
    }
    cursor.object(|cursor, name| {
        let (at, kind) = (cursor.at(), cursor.kind());
        let due = WORDS.iter().find(|(word, _)| name.is(word)).map(|(_, due)| *due);
        let fits = match due {
            None => {
                cursor.skip_value()?;
                false
            }
            Some(due) => value(cursor, due, notes)?,
        };
        if !fits {
            notes.error(&CE_PAY_005, at, Pointer::member(SCHEMA, name), Shape::Kind(kind));
        }
        Ok(())
    })
}

/// Goes over the value of a word; is it what is due?
fn value(cursor: &mut Cursor<'_>, due: Due, notes: &mut Notes) -> Result<bool, Broken> {
    let kind = cursor.kind();
    let mut fits = true;
    match (due, kind) {
        (Due::Schema, Kind::Object) => judge_schema(cursor, notes)?,
        (Due::Named, Kind::Object) => cursor.object(|cursor, _| judge_schema(cursor, notes))?,
        (Due::Several, Kind::Array) => cursor.array(|cursor, _| judge_schema(cursor, notes))?,
        (Due::Texts, Kind::Array) => cursor.array(|cursor, _| {
            fits &= cursor.kind() == Kind::Text;
            cursor.skip_value()
        })?,
        (Due::Dependent, Kind::Object) => cursor.object(|cursor, _| {
            fits &= value(cursor, Due::Texts, notes)?;
            Ok(())
        })?,
        (Due::Whole, Kind::Number) => {
            let raw = cursor.value()?.raw().unwrap_or_default();
            fits = std::str::from_utf8(raw).is_ok_and(|text| text.parse::<i64>().is_ok());
        }
        _ => {
            fits = matches!((due, kind), (Due::Text, Kind::Text) | (Due::Boolean, Kind::Boolean));
            cursor.skip_value()?;
        }
    }
    Ok(fits)
}
