//! Password hashes, their history and their dates, and the second factor.
//!
//! A hash is the text of 128 random bytes: as long as a real one, and as opaque.

use super::defect::Defect;
use super::record::Record;
use crate::generate::{RecordSeed, Scalar};
use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Display;

const ALGORITHM: &str = "PBKDF2WithHmacSHA512";

/// The user's current hash.
fn hash(seed: RecordSeed) -> [u8; 128] {
    seed.stream("hash").bytes()
}

fn base64(hash: &[u8]) -> impl Display + '_ {
    Base64Display::new(hash, &STANDARD)
}

/// A few users have none. Alphabetical files say so by `null`, for there a record's first key is
/// this one; others leave it out.
fn has_password(record: &Record<'_>) -> bool {
    record.has(Defect::HashNotBase64)
        || record.has(Defect::HashWithoutAlgorithm)
        || !record.seed.stream("password").one_in(100)
}

fn no_password(record: &mut Record<'_>, key: &str) {
    if record.is_alphabetical() {
        record.json.key(key);
        record.json.literal("null");
    }
}

pub(super) fn password_hash(record: &mut Record<'_>, key: &'static str) {
    let bytes = hash(record.seed);
    if !has_password(record) {
        no_password(record, key);
    } else if record.has(Defect::HashNotBase64) {
        let text = base64(&bytes).to_string();
        let wrong = match record.defect_shape().below(3) {
            0 => text.trim_end_matches('=').to_owned(),
            // The alphabet of URLs, one letter of it at least.
            1 => format!("-{}", text.replace('+', "-").replace('/', "_").split_at(1).1),
            _ => text.replace(&text[4..8], "*** "),
        };
        record.json.member(key, Scalar::Text(&wrong));
    } else {
        record.json.member(key, Scalar::Text(&base64(&bytes)));
    }
}

pub(super) fn password_hash_algorithm(record: &mut Record<'_>, key: &'static str) {
    if !has_password(record) {
        no_password(record, key);
    } else if !record.has(Defect::HashWithoutAlgorithm) {
        record.json.member(key, Scalar::Text(&ALGORITHM));
    }
}

pub(super) fn history(record: &mut Record<'_>, key: &'static str) {
    if record.has(Defect::HistoryNotObjects) {
        return record.misplaced(key, &["{}", "\"\"", "[\"c2VjcmV0\"]", "[[]]"]);
    }
    let length = match record.seed.stream(key).below(100) {
        0..35 => 1,
        35..40 => 2,
        40..43 => 3,
        43 => 8,
        44..46 => 0,
        _ => return,
    };
    if !has_password(record) {
        return;
    }
    let (mut bytes, mut older) = (hash(record.seed), record.seed.stream("older hashes"));
    record.json.key(key);
    record.json.begin_array();
    for _ in 0..length {
        record.json.object([
            ("passwordHash", Scalar::Text(&base64(&bytes))),
            ("hashAlgorithm", Scalar::Text(&ALGORITHM)),
        ]);
        bytes = older.bytes();
    }
    record.json.end_array();
}

/// When the password was set, in ms: unknown, 0 where no policy looks at it, or a date.
fn updated_at(record: &Record<'_>) -> Option<u64> {
    let mut random = record.seed.stream("password date");
    match random.below(100) {
        0..40 => None,
        40..70 => Some(0),
        _ => Some(1_600_000_000_000 + random.below(150_000_000_000)),
    }
}

pub(super) fn updated(record: &mut Record<'_>, key: &'static str) {
    if let Some(at) = updated_at(record) {
        record.json.member(key, Scalar::Number(at));
    }
}

/// 90 days after the password was set.
pub(super) fn expiration(record: &mut Record<'_>, key: &'static str) {
    if let Some(at) = updated_at(record) {
        let expires = if at == 0 { 0 } else { at + 90 * 86_400_000 };
        record.json.member(key, Scalar::Number(expires));
    }
}

/// Empty in every public sample. What stands in the others is invented.
pub(super) fn mfa_context(record: &mut Record<'_>, key: &'static str) {
    let mut random = record.seed.stream(key);
    let filled = match random.below(100) {
        0..30 => return,
        30..33 => true,
        _ => false,
    };
    record.json.key(key);
    let enrolled = if filled { Scalar::Flag(true) } else { Scalar::Absent };
    record.json.object([("enrolled", enrolled)]);
}
