//! Password credentials.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::options::NoPassword;
use super::writer::{CREDENTIALS, Row, start_row};
use crate::model::{Field, Json, Outcome, PasswordVerdict};

/// Letters in the salt of an unusable hash, as in the vendor's sample.
const SALT_LETTERS: usize = 20;

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
        let templates = &self.writer.templates;
        if self.writer.options.id_map {
            self.mapped.credential = Some(self.ids.credential());
        }
        let out = self.out.section(CREDENTIALS);
        start_row(out, &self.ids.credential(), &self.id_text, &templates.owner);
        out.extend_from_slice(&templates.unusable);
        push_unusable_hash(out, &self.ids.secret());
        out.extend_from_slice(&templates.stamps);
    }
}

/// Appends what follows the opening quote of the salt: a well-formed SHA-256 hash that no password
/// is known for, made of 52 of the secret bytes.
fn push_unusable_hash(out: &mut Vec<u8>, secret: &[u8; 64]) {
    const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let (digest, rest) = secret.split_at(32);
    out.extend(rest[..SALT_LETTERS].iter().map(|byte| LETTERS[usize::from(byte % 52)]));
    out.extend_from_slice(br#"","salt_length":20}},"value":""#);
    let mut text = [0; 44];
    let written = STANDARD.encode_slice(digest, &mut text);
    debug_assert_eq!(written, Ok(text.len()), "32 bytes are 44 characters");
    out.extend_from_slice(&text);
    out.extend_from_slice(br#""}}"#);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_well_formed() {
        let mut out = br#"{"payload":{"hash":{"config":{"sha":{"salt":""#.to_vec();
        push_unusable_hash(&mut out, &std::array::from_fn(|index| index as u8 * 3));
        out.extend_from_slice(b"}");
        let row: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let hash = &row["payload"]["hash"];
        assert_eq!(hash["config"]["sha"]["salt"].as_str().unwrap().len(), SALT_LETTERS);
        assert_eq!(STANDARD.decode(hash["value"].as_str().unwrap()).unwrap().len(), 32);
    }
}
