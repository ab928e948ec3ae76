//! What the formats of IBM App ID demand of custom attributes.

use crate::findings::{Notes, Pointer, Rule, Shape};
use crate::formats::text_check::{has_inexact_number, is_exact};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Home, Json, Text};

/// From here on the attributes of a user come near their limit.
const MANY_BYTES: usize = 100_000;

/// The most bytes that they have (App ID docs: 100 KB).
const MOST_BYTES: usize = 102_400;

/// The rules about attributes.
pub(super) struct AttributeRules {
    /// They are not too long together.
    pub(super) size: &'static Rule,
    /// They are no arrays and objects.
    pub(super) flat: &'static Rule,
    /// Their numbers survive double precision.
    pub(super) exact: &'static Rule,
}

/// Notes that all attributes together, from `start` on, are long.
pub(super) fn judge_size(
    rules: &AttributeRules,
    notes: &mut Notes,
    start: usize,
    bytes: usize,
    home: &'static str,
) {
    let got = Shape::Count(bytes as u64);
    if bytes > MOST_BYTES {
        notes.error(rules.size, start, Pointer::of(home), got);
    } else if bytes > MANY_BYTES {
        notes.warning(rules.size, start, Pointer::of(home), got);
    }
}

/// Reads the value of an attribute, and notes what is odd about it.
#[inline(always)]
pub(super) fn read<'a>(
    rules: &AttributeRules,
    notes: &mut Notes,
    cursor: &mut Cursor<'a>,
    home: &'static str,
    name: Text<'a>,
) -> Result<Json<'a>, Broken> {
    let (at, kind) = (cursor.at(), cursor.kind());
    let value = cursor.value()?;
    // This number may be one that was read before.
    let is_long = cursor.has_long_number();
    match kind {
        Kind::Number if is_long && !is_exact(value.raw().unwrap_or_default()) => {
            inexact(rules, notes, at, member(home, name), kind);
        }
        Kind::Array | Kind::Object => {
            notes.info(rules.flat, at, member(home, name), Shape::Kind(kind));
            if is_long
                && let Some(raw) = value.raw()
                && has_inexact_number(raw)
            {
                inexact(rules, notes, at, member(home, name), kind);
            }
        }
        _ => {}
    }
    Ok(value)
}

/// Notes a number that double precision does not hold. The schema takes any number.
#[cold]
fn inexact(rules: &AttributeRules, notes: &mut Notes, at: usize, pointer: Pointer, kind: Kind) {
    notes.beyond_schema(|notes| notes.warning(rules.exact, at, pointer, Shape::Kind(kind)));
}

#[cold]
fn member(home: &'static str, name: Text<'_>) -> Pointer {
    Pointer::member(Home { path: home, index: 0 }, name)
}
