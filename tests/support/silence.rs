//! Values that are gone without a word: with them and without them, all comes out the same.

use serde_json::Value;

use super::one_record::{Done, Way};

/// With what each target is written.
const SETTINGS: &[(&str, &[(&str, &str)])] = &[
    ("appid-directory", &[]),
    ("appid-social", &[]),
    ("cloudentity", &[("tenant-id", "acme"), ("user-pool-id", "customers")]),
    (
        "cloudentity",
        &[
            ("tenant-id", "acme"),
            ("user-pool-id", "customers"),
            ("groups", "native"),
            ("mobile-identifiers", "true"),
            ("external-identifiers", "true"),
        ],
    ),
    ("oracle", &[("missing-name", "split-display"), ("refused-values", "drop")]),
    ("oracle", &[("missing-name", "email"), ("roles", "app:Ledger"), ("passwords", "carry")]),
];

/// The ways from a format.
pub(crate) fn ways_from(from: &'static str) -> impl Iterator<Item = Way> {
    let all = SETTINGS.iter().map(move |(to, settings)| Way { from, to, settings });
    // Rows of payloads are written as they are.
    all.filter(|way| way.from != "cloudentity" || way.to != way.from || way.settings.len() == 2)
}

/// A value is taken away, or becomes another one of its kind.
const CHANGES: &[fn(&Value) -> Option<Value>] = &[|_| Some(Value::Null), another];

/// Another value of the kind.
fn another(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Bool(truth) => Value::Bool(!truth),
        Value::Number(number) => Value::from(number.as_i64()? + 1),
        Value::String(text) => Value::String(other_text(text)),
        _ => return None,
    })
}

/// A text of the same form: its first letter or digit is the next one.
pub(crate) fn other_text(text: &str) -> String {
    match text {
        "TRUE" => return "FALSE".to_owned(),
        "FALSE" => return "TRUE".to_owned(),
        "work" => return "home".to_owned(),
        "CONFIRMED" => return "PENDING".to_owned(),
        "new" => return "active".to_owned(),
        "active" => return "inactive".to_owned(),
        "inactive" => return "active".to_owned(),
        "totp" => return "webauthn".to_owned(),
        "valid" => return "must_be_reset".to_owned(),
        "must_be_reset" => return "valid".to_owned(),
        "User" => return "Group".to_owned(),
        _ => {}
    }
    let Some(at) = text.rfind(|letter: char| letter.is_ascii_alphanumeric()) else {
        return format!("{text}x");
    };
    let next = match text.as_bytes()[at] {
        b'9' => '1',
        b'z' => 'a',
        b'Z' => 'A',
        byte => char::from(byte + 1),
    };
    format!("{}{next}{}", &text[..at], &text[at + 1..])
}

/// Is a value without which, and with another one instead, all comes out the same, though nothing
/// says that it is lost? What is refused tells nothing.
pub(crate) fn is_silent(way: Way, record: &Value, pointer: &str, done: &Done) -> bool {
    if done.loses(way.from, pointer) || is_declared(way.from, record, pointer, done) {
        return false;
    }
    let changed = CHANGES.iter().filter_map(|change| {
        let mut changed = record.clone();
        let leaf = changed.pointer_mut(pointer).unwrap();
        *leaf = change(leaf)?;
        Some(way.run(&changed)).filter(|changed| changed.refused == 0)
    });
    let changed: Vec<_> = changed.collect();
    !changed.is_empty() && changed.iter().all(|changed| changed == done)
}

/// Does a value say nothing of its own, or is it told by something else?
fn is_declared(from: &str, record: &Value, pointer: &str, done: &Done) -> bool {
    let value = record.pointer(pointer).unwrap();
    let ends = |names: &[&str]| names.iter().any(|name| pointer.ends_with(name));
    match from {
        _ if value.is_null() || value == "" => true,
        // That something is not the primary one goes without saying.
        _ if pointer.ends_with("/primary") && *value == false => true,
        // Types of one value that is there twice can change places.
        _ if pointer.ends_with("/type") && is_of_a_repetition(record, pointer) => true,
        // A role that a user has twice.
        _ if repeats_its_neighbour(record, pointer) => true,
        // The first address is the primary one where nothing else is said.
        "appid-directory" if pointer == "/scimUser/emails/0/primary" => true,
        // Whoever waits for activation is not active where there is no such state.
        "appid-directory" => {
            pointer == "/scimUser/active" && record["scimUser"]["status"] == "PENDING"
        }
        // The options give another tenant and pool; rows hang together by ids.
        "cloudentity" => ends(&["tenant_id", "user_pool_id", "/user_id", "/group_id"]),
        // The type of the primary one is an order; whoever is locked is not active.
        "oracle" if pointer.ends_with("/Primary Email Type") => true,
        // A mark that says no is as good as none.
        "oracle" if pointer.ends_with(" Verified") && value == "FALSE" => true,
        "oracle" if pointer.ends_with(" Verified") => is_verified_elsewhere(record, pointer),
        "oracle" => pointer.ends_with("/Active") && done.loses(from, "/Users/0/Locked"),
        _ => false,
    }
}

/// Is the address of this mark in another column, which says the same of it?
fn is_verified_elsewhere(record: &Value, pointer: &str) -> bool {
    let row = &record["Users"][0];
    let mark = pointer.rsplit('/').next().unwrap_or_default();
    let address = &row[mark.trim_end_matches(" Verified")];
    ["Work", "Home", "Other", "Recovery"].iter().any(|kind| {
        let other = format!("{kind} Email Verified");
        other != mark && row[format!("{kind} Email")] == *address && row[&other] == row[mark]
    })
}

/// Is the value of this element that of another one?
fn is_of_a_repetition(record: &Value, pointer: &str) -> bool {
    let mut tokens = pointer.rsplitn(3, '/').skip(1);
    let (Some(index), Some(list)) = (tokens.next(), tokens.next()) else { return false };
    let (Ok(index), Some(list)) = (index.parse::<usize>(), record.pointer(list)) else {
        return false;
    };
    let value = |one: &Value| [one["value"].clone(), one["locality"].clone()];
    let others = list.as_array().into_iter().flatten().enumerate();
    let mut same = others.filter(|(_, one)| value(one) == value(&list[index]));
    value(&list[index]).iter().any(|value| !value.is_null()) && same.any(|(at, _)| at != index)
}

/// Is a text in the same list before?
fn repeats_its_neighbour(record: &Value, pointer: &str) -> bool {
    let Some((list, index)) = pointer.rsplit_once('/') else { return false };
    let (Some(list), Ok(index)) = (record.pointer(list), index.parse::<usize>()) else {
        return false;
    };
    let before = list.as_array().is_some_and(|list| list[..index].contains(&list[index]));
    before && list[index].is_string()
}
