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
    let text = id.decode();
    super::text_check::is_uuid(id)
        && !text.iter().any(u8::is_ascii_uppercase)
        && text[14] == b'4'
        && matches!(text[19], b'8' | b'9' | b'a' | b'b')
}
