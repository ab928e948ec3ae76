//! Hashes of passwords, of every method that an import takes.

use std::fmt::{Display, from_fn};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha512};

use super::rows::Row;
use crate::generate::{Random, Scalar};

/// Writes `hashed_password`.
pub(super) fn write(row: &mut Row<'_>) {
    let mut random = row.seed.stream("hash");
    row.json.begin_object();
    match random.below(20) {
        0..12 => sha(row, &mut random, "SHA-256", |bytes| Sha256::digest(bytes).to_vec()),
        12..14 => sha(row, &mut random, "SHA-512", |bytes| Sha512::digest(bytes).to_vec()),
        14..16 => pbkdf2(row, &mut random),
        16..18 => argon2(row, &mut random),
        18 => md5(row, &mut random),
        _ => bcrypt(row, &mut random),
    }
    row.json.end_object();
}

/// A true hash: one pass over the letters of the salt and the password.
fn sha(row: &mut Row<'_>, random: &mut Random, function: &str, digest: fn(&[u8]) -> Vec<u8>) {
    let salt = salt(random);
    let salted = format!("{salt}correct horse {}", row.person.number());
    config(row, "sha", |row| {
        row.json.member("function", Scalar::Text(&function));
        salted_with(row, &salt);
    });
    value(row, &STANDARD.encode(digest(salted.as_bytes())));
}

fn pbkdf2(row: &mut Row<'_>, random: &mut Random) {
    let salt = salt(random);
    config(row, "pbkdf2", |row| {
        row.json.member("function", Scalar::Text(&"SHA-512"));
        row.json.member("number_of_iterations", Scalar::Number(210_000));
        row.json.member("key_length", Scalar::Number(64));
        salted_with(row, &salt);
    });
    value(row, &STANDARD.encode(random.bytes::<64>()));
}

fn argon2(row: &mut Row<'_>, random: &mut Random) {
    let salt = salt(random);
    config(row, "argon2", |row| {
        row.json.member("iterations", Scalar::Number(3));
        row.json.member("memory_in_kb", Scalar::Number(65_536));
        row.json.member("parallelism", Scalar::Number(4));
        row.json.member("key_length", Scalar::Number(32));
        salted_with(row, &salt);
    });
    value(row, &STANDARD.encode(random.bytes::<32>()));
}

fn md5(row: &mut Row<'_>, random: &mut Random) {
    let salt = salt(random);
    config(row, "md5", |row| salted_with(row, &salt));
    value(row, &STANDARD.encode(random.bytes::<16>()));
}

fn bcrypt(row: &mut Row<'_>, random: &mut Random) {
    config(row, "bcrypt", |row| row.json.member("cost", Scalar::Number(12)));
    let letters =
        letters(random, b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    value(row, &format!("$2b$12${}", letters.take(53).collect::<String>()));
}

fn config(row: &mut Row<'_>, method: &str, fill: impl FnOnce(&mut Row<'_>)) {
    row.json.key("config");
    row.json.begin_object();
    row.json.member("method", Scalar::Text(&method));
    row.json.key(method);
    row.json.begin_object();
    fill(row);
    row.json.end_object();
    row.json.end_object();
}

fn salted_with(row: &mut Row<'_>, salt: &str) {
    row.json.member("salt", Scalar::Text(&salt));
    row.json.member("salt_length", Scalar::Number(salt.len() as u64));
}

fn value(row: &mut Row<'_>, text: &dyn Display) {
    row.json.member("value", Scalar::Text(&from_fn(|f| text.fmt(f))));
}

fn salt(random: &mut Random) -> String {
    letters(random, b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz").take(20).collect()
}

fn letters(random: &mut Random, alphabet: &'static [u8]) -> impl Iterator<Item = char> {
    std::iter::from_fn(move || Some(char::from(random.pick(alphabet))))
}
