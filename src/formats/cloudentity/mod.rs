//! Cloudentity (SecureAuth) Identity Pool payloads: lists of users, credentials, identifiers,
//! addresses, codes and memberships, linked by the user's id; at most 100 users a payload.
//!
//! Payloads are read twice. First they are looked over: an index of 24 bytes a row says where the
//! rows of each user stand, in whatever list, order and file. Then the users are read, each with
//! the rows that belong to it. What was read from this format is written as it was, row by row, but
//! for tenant and pool; pools, schemas and groups go into a part of their own.

mod belonging;
mod codes;
mod common;
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
mod packer;
mod paths;
mod placed;
mod pool;
mod proof;
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
    let dashes = [8, 13, 18, 23].map(|at| text[at]);
    // Every byte is looked at, so that many are looked at side by side.
    let odd = text.iter().fold(0u8, |odd, byte| {
        let digit = (byte.wrapping_sub(b'0') < 10) | (byte.wrapping_sub(b'a') < 6);
        odd + u8::from(!digit)
    });
    odd == 4
        && dashes == *b"----"
        && text[14] == b'4'
        && matches!(text[19], b'8' | b'9' | b'a' | b'b')
}
