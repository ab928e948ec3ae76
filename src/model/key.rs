//! What is remembered of a text that must be unique: two keyed hashes, never the text.

use std::hash::Hasher;

use foldhash::SharedSeed;
use foldhash::quality::FoldHasher;

use super::Text;
use crate::json::{all_bytes, within};

/// Texts of different spaces never meet.
const SPACES: usize = 12;

impl KeyKind {
    /// Texts of one space must differ from each other.
    fn space(self) -> usize {
        match self {
            KeyKind::SourceId => 0,
            KeyKind::Email | KeyKind::Identifier | KeyKind::PhoneIdentifier => 1,
            KeyKind::UserName => 2,
            KeyKind::Account => 3,
            KeyKind::Identity => 4,
            KeyKind::PasswordHash => 5,
            KeyKind::SharedEmail => 6,
            KeyKind::RowId => 7,
            KeyKind::Salt => 8,
            KeyKind::WorkEmail => 9,
            KeyKind::Group => 10,
            KeyKind::Grant => 11,
        }
    }

    /// Are texts of this kind the same whatever their letter case?
    fn ignores_case(self) -> bool {
        matches!(self, KeyKind::Account | KeyKind::WorkEmail | KeyKind::Grant)
    }

    /// Does letter case make texts of this kind as different as anything else?
    fn minds_case(self) -> bool {
        matches!(self, KeyKind::PasswordHash | KeyKind::Salt)
    }

    /// Do blanks at its ends make a text of this kind no more different than letter case?
    fn ignores_blank_ends(self) -> bool {
        matches!(self, KeyKind::Email | KeyKind::SharedEmail)
    }
}

/// Hashes keys with the run's random bytes.
#[derive(Clone)]
pub struct KeyHasher {
    shared: SharedSeed,
    /// One for each space.
    seeds: [u64; SPACES],
}

/// The kinds of text that must be unique in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The identifier that the source gave.
    SourceId,
    /// The primary e-mail address.
    Email,
    /// The user name.
    UserName,
    /// A provider and its identifier of a user.
    Identity,
    /// An identifier of the target that meets the e-mail addresses of others.
    Identifier,
    /// A telephone number that is an identifier of the target.
    PhoneIdentifier,
    /// The identifier of a row that belongs to a user, or of a user, among those of all rows.
    RowId,
    /// The salt of a password hash.
    Salt,
    /// The name of the account in a target to which letter case means nothing.
    Account,
    /// The hash of a password.
    PasswordHash,
    /// An e-mail address that several accounts may have.
    SharedEmail,
    /// The e-mail address at work, which a source may ask to be unique although no target does.
    WorkEmail,
    /// The name of a group.
    Group,
    /// A role, its application, and who has it.
    Grant,
}

/// What is remembered of a text that must be unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// What kind of text it is.
    pub kind: KeyKind,
    /// What the text is to its record, a bit each: [`Key::OWN`], others that the format gives a
    /// meaning ([`Key::REMEMBERED`] has them all), and what is known of letter case.
    pub roles: u8,
    /// Hash of the text with its letter case folded.
    pub folded: u64,
    /// Part of the hash of the exact text.
    pub exact: u32,
}

impl Key {
    /// The text must be that of one record only.
    pub const OWN: u8 = 1;
    /// Roles that are remembered for the texts that come later.
    pub const REMEMBERED: u8 = 15;
    /// Texts that differ in letter case only are the same where this record goes to.
    pub const IN_ANY_CASE: u8 = 16;
    /// Texts that differ in letter case only are different where this record goes to.
    pub const IN_THIS_CASE: u8 = 32;
}

impl KeyHasher {
    /// A hasher for one run.
    pub fn new(seed: [u8; 32]) -> Self {
        let [first, second] = [&seed[..16], &seed[16..]].map(|half| {
            let mut hasher = FoldHasher::with_seed(0, SharedSeed::global_fixed());
            hasher.write(half);
            hasher.finish()
        });
        let shared = SharedSeed::from_u64(first);
        let seeds = std::array::from_fn(|space| {
            let mut hasher = FoldHasher::with_seed(second, &shared);
            hasher.write_u64(space as u64);
            hasher.finish()
        });
        KeyHasher { shared, seeds }
    }

    /// The key of a text.
    #[inline]
    pub fn key(&self, kind: KeyKind, text: Text<'_>) -> Key {
        match text.as_plain() {
            Some(plain) => self.key_of_bytes(kind, plain),
            None => self.key_of_bytes(kind, &text.decode()),
        }
    }

    fn key_of_bytes(&self, kind: KeyKind, text: &[u8]) -> Key {
        let exact = self.hash(kind.space(), text);
        let has_blank_ends = matches!(text, [b' ', ..] | [.., b' ']);
        // Folding most texts leaves them as they are.
        let folded = match is_folded(text) && !has_blank_ends || kind.minds_case() {
            true => exact,
            false => self.folded(kind, text),
        };
        let exact = if kind.ignores_case() { folded } else { exact };
        Key { kind, roles: Key::OWN, folded, exact: (exact >> 32) as u32 }
    }

    /// The hash of a text with its letter case folded.
    #[inline(never)]
    fn folded(&self, kind: KeyKind, text: &[u8]) -> u64 {
        let text = match text {
            [b' ', ..] | [.., b' '] if kind.ignores_blank_ends() => text.trim_ascii(),
            _ => text,
        };
        let mut folded = [0u8; 64];
        match folded.get_mut(..text.len()) {
            Some(folded) if text.is_ascii() => {
                folded.copy_from_slice(text);
                folded.make_ascii_lowercase();
                self.hash(kind.space(), folded)
            }
            _ => self.hash(kind.space(), String::from_utf8_lossy(text).to_lowercase().as_bytes()),
        }
    }

    fn hash(&self, space: usize, text: &[u8]) -> u64 {
        let mut hasher = FoldHasher::with_seed(self.seeds[space], &self.shared);
        hasher.write(text);
        hasher.finish()
    }
}

/// Has the text ASCII characters only, and no capital letter?
pub(crate) fn is_folded(text: &[u8]) -> bool {
    let is_capital = |bytes| within(bytes, b'A', 26);
    all_bytes(text, |bytes| within(bytes, 0, 128) & !is_capital(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_are_folded_as_byte_by_byte(text in "[a-z@-]{0,40}[@A-Z\\[`\x7Fé]?[a-z@-]{0,40}") {
            let slow = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
            prop_assert_eq!(is_folded(text.as_bytes()), slow);
        }
    }
}
