//! The ids of the target, derived from the run's key and the user's own id.
//!
//! The same key and the same user give the same ids, whatever else is in the file, however large
//! a batch is and however many threads work. Each user has a stream of bytes of its own: BLAKE3,
//! keyed with the run key and the kind of the source key, in its extended-output mode. Every kind
//! of id has its lane in that stream, so that a further e-mail address or telephone number does
//! not move the other ids. The ids are shaped and marked as version 4 UUIDs (RFC 9562 section 5.4).

use std::fmt;

use crate::model::{Text, User};

/// Bytes of one block of a user's stream: four ids.
const BLOCK: usize = 64;

/// 256 random bits that all ids of a run come from. Whoever has them and a source id can tell the
/// ids of that user, so they are written to the manifest only.
#[derive(Clone)]
pub struct RunKey([u8; 32]);

impl RunKey {
    /// A key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        RunKey(bytes)
    }

    /// The key that 64 hexadecimal digits spell.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut key = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(RunKey(key))
    }

    /// The key as 64 hexadecimal digits, for the manifest.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A key for something else that must be secret and the same in every repetition of the run.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        *blake3::keyed_hash(&self.0, purpose.as_bytes()).as_bytes()
    }
}

impl fmt::Debug for RunKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RunKey(…)")
    }
}

/// Gives the users of one source format their ids.
#[derive(Clone)]
pub struct Ids {
    by_id: [u8; 32],
    by_user_name: [u8; 32],
    by_email: [u8; 32],
    of_groups: [u8; 32],
}

impl Ids {
    /// Ids for the users of a source format, told by its name.
    pub fn new(key: &RunKey, source: &str) -> Self {
        Ids {
            by_id: key.derive(&format!("{source}/id")),
            by_user_name: key.derive(&format!("{source}/user-name")),
            by_email: key.derive(&format!("{source}/email")),
            of_groups: key.derive(&format!("{source}/group")),
        }
    }

    /// The id of a group, from its name.
    pub fn of_group(&self, name: &[u8]) -> Id {
        let mut block = [0; BLOCK];
        block[..32].copy_from_slice(blake3::keyed_hash(&self.of_groups, name).as_bytes());
        quarter(&block, 0)
    }

    /// The ids of a user, from its source id, else its user name, else its primary e-mail address;
    /// none when it has none of them.
    #[inline]
    pub fn of(&self, user: &User<'_>) -> Option<UserIds> {
        let text = source_key(user)?;
        let key = match (user.id, user.user_name) {
            (Some(_), _) => &self.by_id,
            (None, Some(_)) => &self.by_user_name,
            (None, None) => &self.by_email,
        };
        let mut hasher = blake3::Hasher::new_keyed(key);
        match text.as_plain() {
            Some(plain) => hasher.update(plain),
            None => hasher.update(&text.decode()),
        };
        let mut stream = hasher.finalize_xof();
        let mut first = [0; BLOCK];
        stream.fill(&mut first);
        Some(UserIds { stream, first, later: [0; BLOCK], at: 0 })
    }
}

/// What the ids of a user are derived from: its source id, else its user name, else its primary
/// e-mail address.
pub fn source_key<'u>(user: &User<'u>) -> Option<Text<'u>> {
    user.id
        .or(user.user_name)
        .or_else(|| user.emails.iter().find(|email| email.primary).map(|email| email.value))
}

/// The ids of one user. Every user needs those of the first block; each further block is made when
/// it is asked for, since it costs as much again.
pub struct UserIds {
    stream: blake3::OutputReader,
    first: [u8; BLOCK],
    /// The further block that was asked for last, and its number; 0 before there is one.
    later: [u8; BLOCK],
    at: u64,
}

/// An id, not yet text.
pub type Id = [u8; 16];

impl UserIds {
    /// The id of the user.
    pub fn user(&self) -> Id {
        quarter(&self.first, 0)
    }

    /// The id of the password credential.
    pub fn credential(&self) -> Id {
        quarter(&self.first, 1)
    }

    /// The id of the identifier that is the primary e-mail address.
    pub fn email_identifier(&self) -> Id {
        quarter(&self.first, 2)
    }

    /// The id of an e-mail address; 0 is the primary one.
    pub fn email_address(&mut self, index: u64) -> Id {
        match index {
            0 => quarter(&self.first, 3),
            _ => self.lane(1 + index, 0),
        }
    }

    /// The id of the identifier that is the user name.
    pub fn user_name_identifier(&mut self) -> Id {
        self.lane(1, 0)
    }

    /// The id of a telephone number as an address.
    pub fn phone_address(&mut self, index: u64) -> Id {
        self.lane(1 + index, 1)
    }

    /// The id of a telephone number as an identifier.
    pub fn phone_identifier(&mut self, index: u64) -> Id {
        self.lane(1 + index, 2)
    }

    /// The id of an account at an identity provider as an identifier.
    pub fn identity_identifier(&mut self, index: u64) -> Id {
        self.lane(1 + index, 3)
    }

    /// 64 bytes that nobody knows who has not the run key, for a password hash that cannot be used.
    pub fn secret(&mut self) -> [u8; BLOCK] {
        *self.later(1 << 40)
    }

    fn lane(&mut self, block: u64, quarter_index: usize) -> Id {
        quarter(self.later(block), quarter_index)
    }

    /// A block behind the first one.
    fn later(&mut self, number: u64) -> &[u8; BLOCK] {
        if self.at != number {
            self.stream.set_position(number * BLOCK as u64);
            self.stream.fill(&mut self.later);
            self.at = number;
        }
        &self.later
    }
}

#[inline(always)]
fn quarter(block: &[u8; BLOCK], index: usize) -> Id {
    let mut id = [0; 16];
    id.copy_from_slice(&block[index * 16..index * 16 + 16]);
    id[6] = id[6] & 0x0F | 0x40;
    id[8] = id[8] & 0x3F | 0x80;
    id
}

/// Appends an id in the canonical text form of a UUID, in lower case.
#[inline]
pub fn push_uuid(out: &mut Vec<u8>, id: &Id) {
    out.extend_from_slice(&uuid_text(id));
}

/// The canonical text form of a UUID, in lower case.
#[inline]
pub fn uuid_text(id: &Id) -> [u8; 36] {
    const PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
    let mut text = [b'-'; 36];
    for (byte, place) in id.iter().zip(PLACES) {
        text[place..place + 2].copy_from_slice(&HEX[usize::from(*byte)]);
    }
    text
}

const HEX: [[u8; 2]; 256] = {
    let digits = b"0123456789abcdef";
    let mut table = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn ids(key: u8, id: &'static str) -> UserIds {
        let user = User { id: Some(Text::plain(id)), ..User::default() };
        Ids::new(&RunKey::new([key; 32]), "appid-directory").of(&user).unwrap()
    }

    fn all(mut ids: UserIds) -> Vec<String> {
        let mut all =
            vec![ids.user(), ids.credential(), ids.email_identifier(), ids.user_name_identifier()];
        for index in 0..3 {
            all.extend([
                ids.email_address(index),
                ids.phone_address(index),
                ids.phone_identifier(index),
                ids.identity_identifier(index),
            ]);
        }
        let text = |id: &Id| {
            let mut out = Vec::new();
            push_uuid(&mut out, id);
            String::from_utf8(out).unwrap()
        };
        all.iter().map(text).collect()
    }

    #[test]
    fn the_same_key_and_user_give_the_same_ids_and_all_differ() {
        assert_eq!(all(ids(1, "a")), all(ids(1, "a")));
        let many: HashSet<_> =
            [ids(1, "a"), ids(1, "b"), ids(2, "a")].into_iter().flat_map(all).collect();
        assert_eq!(many.len(), 3 * 16);
    }

    #[test]
    fn ids_are_version_4_uuids() {
        for id in all(ids(3, "someone")) {
            assert_eq!(id.len(), 36);
            assert_eq!(&id[14..15], "4");
            assert!(matches!(&id[19..20], "8" | "9" | "a" | "b"), "{id}");
        }
    }

    #[test]
    fn a_key_survives_its_text() {
        let key = RunKey::new(std::array::from_fn(|index| index as u8 * 7));
        assert_eq!(RunKey::from_hex(&key.to_hex()).unwrap().0, key.0);
        assert!(RunKey::from_hex("12").is_none());
        assert!(RunKey::from_hex(&"é".repeat(32)).is_none());
    }

    #[test]
    fn a_user_without_id_is_known_by_user_name_or_email() {
        let ids = Ids::new(&RunKey::new([1; 32]), "appid-directory");
        let named = User { user_name: Some(Text::plain("a")), ..User::default() };
        let identified = User { id: Some(Text::plain("a")), ..User::default() };
        assert_ne!(ids.of(&named).unwrap().user(), ids.of(&identified).unwrap().user());
        assert!(ids.of(&User::default()).is_none());
    }
}
