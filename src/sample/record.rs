//! A record, token by token: what is not a value stays byte for byte.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::text::Texts;
use super::vocabulary::{is_name_of_role, is_parameter, is_word};
use crate::csv::Cells;
use crate::formats::is_own_heading;
use crate::json::value_end;

/// Writes pseudonymised records.
pub(super) struct Records<'r> {
    pub(super) texts: Texts<'r>,
    /// Are names of roles, groups and members replaced too?
    pub(super) hide_names: bool,
    /// Given and family names of the record.
    pub(super) names: RefCell<BTreeSet<String>>,
}

/// Where in a JSON document a token stands.
struct Level {
    is_object: bool,
    /// Is the next string the name of a member?
    is_name_next: bool,
    name: String,
}

impl Records<'_> {
    /// A JSON record.
    pub(super) fn json(&self, record: &[u8], out: &mut Vec<u8>) {
        self.texts.begin(record);
        // Names may stand behind what is made of them.
        self.names.borrow_mut().clear();
        self.tokens(record, &mut Vec::new());
        self.tokens(record, out);
    }

    fn tokens(&self, record: &[u8], out: &mut Vec<u8>) {
        let mut levels: Vec<Level> = Vec::new();
        let mut at = 0;
        while at < record.len() {
            let byte = record[at];
            match byte {
                b'{' | b'[' => {
                    let name = levels.last().map(|level| level.name.clone()).unwrap_or_default();
                    levels.push(Level {
                        is_object: byte == b'{',
                        is_name_next: byte == b'{',
                        name,
                    });
                }
                b'}' | b']' => drop(levels.pop()),
                b',' => levels
                    .iter_mut()
                    .last()
                    .into_iter()
                    .for_each(|level| level.is_name_next = level.is_object),
                b':' => levels
                    .iter_mut()
                    .last()
                    .into_iter()
                    .for_each(|level| level.is_name_next = false),
                b'"' => {
                    let end = value_end(record, at).unwrap_or(record.len());
                    let is_closed = end > at + 1 && record[end - 1] == b'"';
                    let inside = &record[at + 1..end - usize::from(is_closed)];
                    out.push(b'"');
                    self.string(inside, levels.last_mut(), out);
                    out.extend(is_closed.then_some(b'"'));
                    at = end;
                    continue;
                }
                b'-' | b'0'..=b'9' => {
                    let rest = &record[at..];
                    let length = rest.iter().position(|byte| {
                        !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
                    });
                    let number = &rest[..length.unwrap_or(rest.len())];
                    let name = levels.last().map(|level| level.name.as_str()).unwrap_or_default();
                    match is_parameter(name) {
                        true => out.extend_from_slice(number),
                        false => {
                            let other = self.texts.number(&String::from_utf8_lossy(number));
                            out.extend_from_slice(other.as_bytes());
                        }
                    }
                    at += number.len();
                    continue;
                }
                b' ' | b'\n' | b'\r' | b'\t' => {}
                _ => {
                    let literals = [b"true".as_slice(), b"false", b"null"];
                    let known = literals.into_iter().find(|one| record[at..].starts_with(one));
                    // What no JSON has there may be anybody's.
                    out.extend_from_slice(known.unwrap_or(b"?"));
                    at += known.map_or(1, <[u8]>::len);
                    continue;
                }
            }
            out.push(byte);
            at += 1;
        }
    }

    /// The inside of a string: the name of a member, or a value.
    fn string(&self, inside: &[u8], level: Option<&mut Level>, out: &mut Vec<u8>) {
        let units = units(inside);
        let text: String = units.iter().map(|(_, char)| *char).collect();
        let Some(level) = level else { return spell(&units, &self.texts.replace(&text), out) };
        if level.is_object && level.is_name_next {
            level.name = text.clone();
            // A name that looks like a value is one.
            let is_known = KNOWN.contains(&text.as_str()) || text.starts_with('/');
            return match is_personal(&text) || self.hide_names && !is_known {
                true => spell(&units, &self.texts.replace(&text), out),
                false => out.extend_from_slice(inside),
            };
        }
        let is_kept =
            is_word(&level.name, &text) || is_name_of_role(&level.name) && !self.hide_names;
        if NAMES.contains(&level.name.as_str()) {
            self.names.borrow_mut().insert(text.clone());
        }
        let whole = || self.joined(&text).unwrap_or_else(|| self.texts.replace(&text));
        match (is_kept, WHOLE_NAMES.contains(&level.name.as_str())) {
            (true, _) => out.extend_from_slice(inside),
            (false, true) => spell(&units, &whole(), out),
            (false, false) => spell(&units, &self.texts.replace(&text), out),
        }
    }

    /// A name that is a given and a family name without a blank between them, as in Chinese.
    fn joined(&self, whole: &str) -> Option<String> {
        let names = self.names.borrow();
        names.iter().filter(|first| !first.is_empty()).find_map(|first| {
            let second = names.get(whole.strip_prefix(first.as_str())?)?;
            (!second.is_empty()).then(|| self.texts.replace(first) + &self.texts.replace(second))
        })
    }

    /// A row, with the headings of its columns.
    pub(super) fn row(&self, headings: &[String], record: &[u8], out: &mut Vec<u8>) {
        self.texts.begin(record);
        self.cells(record, out, |number, text| {
            let heading = headings.get(number).map(String::as_str).unwrap_or_default();
            is_word(heading, text.trim().trim_matches('\''))
        });
    }

    /// The heading row, with what ends it.
    pub(super) fn headings(&self, head: &[u8], out: &mut Vec<u8>) {
        let row = head.trim_ascii_end();
        self.cells(row, out, |_, text| {
            let heading = text.trim_start_matches('\u{FEFF}').trim();
            is_own_heading(heading) || !self.hide_names && !is_personal(heading)
        });
        out.extend_from_slice(&head[row.len()..]);
    }

    /// A row of which some cells are kept.
    fn cells(&self, row: &[u8], out: &mut Vec<u8>, is_kept: impl Fn(usize, &str) -> bool) {
        let mut done = 0;
        let row = [row, b"\n"].concat();
        for (number, cell) in Cells::new(&row, 0).enumerate() {
            let raw = cell.text.raw();
            let start = cell.at + usize::from(row.get(cell.at) == Some(&b'"') && cell.is_sound);
            if start < done || row.get(start..start + raw.len()) != Some(raw) {
                break;
            }
            out.extend_from_slice(&row[done..start]);
            let text = String::from_utf8_lossy(raw);
            match is_kept(number, &text) {
                true => out.extend_from_slice(raw),
                false => out.extend_from_slice(self.cell(&text).as_bytes()),
            }
            done = start + raw.len();
        }
        // Behind what is no cell nothing is known.
        let rest = String::from_utf8_lossy(&row[done..row.len() - 1]);
        out.extend_from_slice(self.texts.words(&rest).as_bytes());
    }

    /// What stands around the value of a cell stays.
    fn cell(&self, text: &str) -> String {
        let is_around = |char: char| char == '\'' || char.is_whitespace();
        let value = text.trim_matches(is_around);
        let start = text.find(value).unwrap_or_default();
        format!("{}{}{}", &text[..start], self.texts.replace(value), &text[start + value.len()..])
    }
}

/// Members that hold a part of a name.
const NAMES: &[&str] = &["givenName", "familyName", "given_name", "family_name"];

/// Members that hold a name made of these.
const WHOLE_NAMES: &[&str] = &["formatted", "displayName", "name"];

/// Is the name of a member or column a value itself, such as an address or a number?
fn is_personal(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    name.contains('@') || digits > 4 || name.chars().count() > 80
}

/// Members of the formats themselves, which are no names of anybody's own.
const KNOWN: &[&str] = &[
    "scimUser",
    "originalId",
    "orignalId",
    "id",
    "name",
    "givenName",
    "familyName",
    "formatted",
    "middleName",
    "honorificPrefix",
    "honorificSuffix",
    "displayName",
    "userName",
    "active",
    "emails",
    "value",
    "primary",
    "type",
    "phoneNumbers",
    "addresses",
    "streetAddress",
    "locality",
    "region",
    "postalCode",
    "country",
    "photos",
    "nickName",
    "title",
    "userType",
    "profileUrl",
    "preferredLanguage",
    "locale",
    "timezone",
    "status",
    "passwordHistory",
    "passwordExpirationTimestamp",
    "passwordUpdatedTimestamp",
    "mfaContext",
    "meta",
    "created",
    "lastModified",
    "schemas",
    "lockedUntil",
    "passwordHash",
    "passwordHashAlg",
    "profile",
    "attributes",
    "roles",
    "groups",
    "email",
    "picture",
    "gender",
    "preferred_username",
    "idp",
    "hashedIdpId",
    "hashedEmail",
    "identities",
    "provider",
    "idpUserInfo",
    "claims",
    "siblings",
    "users",
    "user_credentials",
    "user_identifiers",
    "user_verifiable_addresses",
    "codes",
    "group_members",
    "tenant_id",
    "user_pool_id",
    "user_id",
    "group_id",
    "status_updated_at",
    "created_at",
    "updated_at",
    "payload_schema_id",
    "metadata_schema_id",
    "business_metadata_schema_id",
    "payload",
    "metadata",
    "business_metadata",
    "given_name",
    "family_name",
    "state",
    "expires_at",
    "hashed_password",
    "config",
    "method",
    "sha",
    "function",
    "salt",
    "salt_length",
    "identifier",
    "identifier_lc",
    "address",
    "address_lc",
    "verified",
    "verified_at",
    "preferred_contact_method",
    "kept",
    "migration",
    "source",
];

/// The characters of the inside of a JSON string, each with its spelling.
fn units(inside: &[u8]) -> Vec<(&[u8], char)> {
    let mut units = Vec::new();
    let mut at = 0;
    while at < inside.len() {
        let length = match (inside[at], inside.get(at + 1)) {
            (b'\\', Some(b'u')) => {
                let is_pair = |at: usize, digit: &[u8]| {
                    inside.get(at..at + 2) == Some(b"\\u")
                        && inside.get(at + 2).is_some_and(|one| matches!(one, b'd' | b'D'))
                        && inside
                            .get(at + 3)
                            .is_some_and(|two| digit.contains(&two.to_ascii_lowercase()))
                };
                if is_pair(at, b"89ab") && is_pair(at + 6, b"cdef") { 12 } else { 6 }
            }
            (b'\\', Some(_)) => 2,
            (byte, _) => match byte {
                0..=0x7F => 1,
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                _ => 4,
            },
        };
        let raw = &inside[at..inside.len().min(at + length)];
        let decoded = match raw[0] {
            b'\\' => crate::json::decode(raw).into_owned(),
            _ => raw.to_vec(),
        };
        let char = String::from_utf8_lossy(&decoded).chars().next().unwrap_or('\u{FFFD}');
        units.push((raw, char));
        at += length;
    }
    units
}

/// Appends a text in the spelling that another one had, as far as they are alike.
fn spell(units: &[(&[u8], char)], text: &str, out: &mut Vec<u8>) {
    let is_alike = units.len() == text.chars().count();
    for (at, char) in text.chars().enumerate() {
        match units.get(at).filter(|_| is_alike) {
            Some((raw, old)) if *old == char => out.extend_from_slice(raw),
            Some((raw, _)) if raw.starts_with(b"\\u") => {
                let mut units = [0; 2];
                for unit in char.encode_utf16(&mut units) {
                    out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
            _ => crate::json::push_escaped(out, char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}
