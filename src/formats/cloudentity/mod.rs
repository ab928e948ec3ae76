//! Cloudentity (SecureAuth) Identity Pool payloads: lists of users, credentials, identifiers,
//! addresses, codes and memberships, linked by the user's id; at most 100 users a payload.
//!
//! Payloads that are complete in themselves are read once (see `complete.rs`). Others are read twice.
//! First they are looked over: an index of 24 bytes a row says where the rows of each user stand, in
//! whatever list, order and file. Then the users are read, each with the rows that belong to it.
//!
//! What was read from this format is written as it was, row by row, but for tenant and pool; pools,
//! schemas and groups go into a part of their own.

mod belonging;
mod codes;
mod common;
mod complete;
mod conclude;
mod configuration;
mod contacts;
mod credential;
mod credentials;
mod decided;
mod entries;
mod found;
mod free_form;
mod gather;
mod generate;
mod groups;
mod hash;
mod index;
mod known;
mod lists;
mod mapped;
mod meetings;
mod metadata;
mod migrated;
mod names;
mod options;
mod outline;
mod packer;
mod paths;
mod placed;
mod plain_rows;
mod pool;
mod proof;
mod proof_beside;
mod proof_rows;
mod reader;
mod record;
mod repeated;
mod row_names;
mod rules;
mod schema_words;
mod schemas;
mod sha;
mod survey;
mod target;
mod templates;
mod upload;
mod verbatim;
mod writer;

use wide::u8x16;

use super::{Format, Reading};
use crate::model::Text;

pub use options::{MAX_USERS, NoPassword, Options, Profile};
pub use placed::Places;
pub use reader::Reader;
pub use sha::{Function, verifies};
pub use writer::{FRAME, Writer};

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "cloudentity",
    title: "Cloudentity (SecureAuth) Identity Pool import payloads",
    reads: "payloads: one, several, a folder of batches, one a line, a full export; lists in any order, a user's rows in several files",
    writes: "payloads of at most 100 users (`--batch-size`), as files or one a line; `configuration.json` for what is not about users",
    extensions: &["json", "jsonl"],
    telltales: &["user_pool_id", "user_credentials", "user_identifiers"],
    reading: Some(Reading::Surveyed(survey::survey)),
    source_settings: decided::SETTINGS,
    target: Some(target::target),
    proof: Some(proof::proof),
    settings: target::SETTINGS,
    upload: Some(&upload::UPLOAD),
    generator: Some(&generate::GENERATOR),
    placing: Some(&placed::PLACING),
    rules: rules::RULES,
    schemas: &schemas::SCHEMAS,
};

/// Is this a UUID of version 4 in its canonical form, in lower case?
fn is_uuid_v4(id: Text<'_>) -> bool {
    let Some(text) = id.as_plain().and_then(|text| <&[u8; 36]>::try_from(text).ok()) else {
        return false;
    };
    // 16 bytes from the left, 16 behind them, and the last 16, some of them once more.
    let Some([first, second]) = text.as_chunks().0.first_chunk() else { return false };
    let Some(last) = text.last_chunk() else { return false };
    let odd = no_digits(first) ^ (1 << 8 | 1 << 13)
        | no_digits(second) ^ (1 << 2 | 1 << 7)
        | no_digits(last) ^ 1 << 3;
    odd == 0
        && [text[8], text[13], text[18], text[23]] == *b"----"
        && text[14] == b'4'
        && matches!(text[19], b'8' | b'9' | b'a' | b'b')
}

/// A bit for each byte that is no hexadecimal digit in lower case, the first one last.
#[inline(always)]
fn no_digits(bytes: &[u8; 16]) -> u32 {
    let bytes = u8x16::new(*bytes);
    let among = |first: u8, last: u8| {
        let from = bytes - u8x16::splat(first);
        from.min(u8x16::splat(last - first)).simd_eq(from)
    };
    !(among(b'0', b'9') | among(b'a', b'f')).to_bitmask() & 0xFFFF
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same byte by byte.
    fn is_uuid_v4_slowly(text: &str) -> bool {
        let is_fit = |(at, byte): (usize, u8)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'4',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        };
        text.len() == 36 && text.bytes().enumerate().all(is_fit)
    }

    proptest! {
        #[test]
        fn ids_are_judged_as_byte_by_byte(
            id in "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
            at in 0..40usize,
            other in prop::sample::select(vec!["-", "4", "8", "c", "g", "/", ":", "`", "A", "", "é", "\u{1}"]),
        ) {
            prop_assert!(is_uuid_v4(Text::plain(&id)) && is_uuid_v4_slowly(&id));
            let mut odd = id;
            if at < odd.len() {
                odd.replace_range(at..=at, other);
            }
            prop_assert_eq!(is_uuid_v4(Text::plain(&odd)), is_uuid_v4_slowly(&odd));
        }
    }
}
