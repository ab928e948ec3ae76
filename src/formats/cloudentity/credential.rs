//! Password credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::options::NoPassword;
use super::templates::{HASH, SALT};
use super::writer::{CREDENTIALS, Row};
use crate::ids::uuid_text;
use crate::model::{Field, Json, Outcome, PasswordVerdict};

impl Row<'_> {
    pub(super) fn credential(&mut self) {
        let credential = &self.user.credential;
        let account = &mut self.notes.account;
        let says = |json: Option<Json<'_>>| json.is_some_and(|json| !json.is_hollow());
        for (there, field) in [
            (credential.sealed.is_some() || credential.hash.is_some(), Field::PasswordHash),
            (credential.clear.is_some(), Field::Password),
            (credential.algorithm.is_some(), Field::PasswordAlgorithm),
            (says(credential.history), Field::PasswordHistory),
            (credential.expires.is_some(), Field::PasswordExpires),
            (credential.updated.is_some(), Field::PasswordUpdated),
            (says(self.user.second_factors), Field::SecondFactors),
        ] {
            if there {
                account.lose(field);
            }
        }
        let verdict = PasswordVerdict::not_carried(credential, false);
        account.password(verdict);
        if verdict == PasswordVerdict::None {
            if self.writer.options.no_password == NoPassword::Absent {
                return;
            }
            account.note(Outcome::PasswordPlaceholder);
        }
        let id = self.ids.credential();
        if self.writer.options.id_map {
            self.mapped.credential = Some(id);
        }
        let (salt, hash) = unusable_hash(&self.ids.secret());
        let out = self.out.section(CREDENTIALS);
        let row = &self.writer.templates.unusable;
        row.push(out, [&uuid_text(&id), &self.id_text, &salt, &hash]);
    }
}

/// The letter that each byte stands for in a salt.
const LETTERS: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < letters.len() {
        letters[byte] = alphabet[byte % alphabet.len()];
        byte += 1;
    }
    letters
};

/// The salt and the value of a well-formed SHA-256 hash that no password is known for, made of 52
/// of the secret bytes.
fn unusable_hash(secret: &[u8; 64]) -> ([u8; SALT], [u8; HASH]) {
    let (digest, rest) = secret.split_at(32);
    let salt = std::array::from_fn(|index| LETTERS[usize::from(rest[index])]);
    let mut hash = [0; HASH];
    let written = STANDARD.encode_slice(digest, &mut hash);
    debug_assert_eq!(written, Ok(hash.len()), "32 bytes are 44 characters");
    (salt, hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_well_formed() {
        let secret = std::array::from_fn(|index| index as u8 * 3);
        let (salt, hash) = unusable_hash(&secret);
        assert!(salt.iter().all(u8::is_ascii_alphabetic));
        assert_eq!(STANDARD.decode(hash).unwrap(), secret[..32]);
    }
}
