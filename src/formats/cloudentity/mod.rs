//! Cloudentity (SecureAuth) Identity Pool import payloads: four arrays of users, credentials,
//! identifiers and addresses, linked by the user's id, at most 100 users a payload.

mod credential;
mod generate;
mod metadata;
mod options;
mod placed;
mod rules;
mod target;
mod templates;
mod writer;

use super::Format;

pub use options::{MAX_USERS, NoPassword, Options};
pub use placed::Places;
pub use writer::{FRAME, Writer};

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "cloudentity",
    title: "Cloudentity (SecureAuth) Identity Pool import payloads",
    extensions: &["json", "jsonl"],
    telltales: &["user_pool_id", "user_credentials", "user_identifiers"],
    reading: None,
    source_settings: &[],
    target: Some(target::target),
    settings: target::SETTINGS,
    generator: Some(&generate::GENERATOR),
    placing: Some(&placed::PLACING),
    rules: rules::RULES,
};
