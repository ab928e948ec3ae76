//! The names in the payload of a user, and letter case.

use super::metadata::Aside;
use crate::formats::members::Members;
use crate::json::push_escaped;
use crate::model::{Outcome, Text, User};

/// Appends `name`, `given_name` and `family_name`; what stood in for the full name, if anything.
pub(super) fn push_names<'a>(
    members: &mut Members<'_>,
    user: &User<'a>,
    aside: &mut Aside<'a>,
) -> Option<Outcome> {
    let name = &user.name;
    let there = |text: &Option<Text<'a>>| text.filter(|text| !text.is_empty());
    let (given, family) = (there(&name.given), there(&name.family));
    members.text(br#""given_name":"#, given);
    members.text(br#""family_name":"#, family);
    let display = there(&user.display_name);
    let formatted = there(&name.formatted);
    if let Some(full) = formatted.or(display) {
        members.text(br#""name":"#, Some(full));
        if formatted.is_none() {
            return Some(Outcome::NameFromDisplayName);
        }
        aside.display_name = display.filter(|display| !display.same_as(full));
        return None;
    }
    let (Some(first), last) = (given.or(family), given.and(family)) else {
        return Some(Outcome::NameMissing);
    };
    let out = members.start(br#""name":""#);
    first.push_json(out);
    if let Some(last) = last {
        out.push(b' ');
        last.push_json(out);
    }
    out.push(b'"');
    Some(Outcome::NameFromParts)
}

/// Appends the inside of a JSON string that holds the text in lower case.
#[inline(always)]
pub(super) fn push_lower_case(out: &mut Vec<u8>, text: Text<'_>) {
    match text.as_plain() {
        Some(plain) if plain.is_ascii() => {
            let start = out.len();
            text.push_json(out);
            out[start..].make_ascii_lowercase();
        }
        _ => {
            let decoded = text.decode();
            push_escaped(out, String::from_utf8_lossy(&decoded).to_lowercase().as_bytes());
        }
    }
}
