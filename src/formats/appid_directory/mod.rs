//! IBM App ID Cloud Directory: exports of users with their SCIM profile, attributes, roles and
//! sealed password hashes.
//!
//! Three envelopes are read: the bare array of the bulk download, `{"users": […]}` of the import
//! body, and the paged object with `itemsPerPage` and `totalResults`. The bare array is written, or
//! import bodies of at most 50 users. What was read from this format is written back member for
//! member; only `orignalId` becomes `originalId`, null is left out, and `profile.attributes` and
//! `roles` are always there.

mod conclude;
mod envelope;
pub mod generate;
mod leave;
mod lists;
mod password;
mod paths;
mod profile;
mod proof;
mod reader;
mod rules;
mod schemas;
mod scim_user;
mod target;
mod upload;
mod user_name;
mod writer;

use super::appid_pages::PAGE_SIZE;
use super::{Format, Reading};

pub use reader::Reader;
pub use writer::Writer;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "appid-directory",
    title: "IBM App ID Cloud Directory export",
    reads: "bare array, `{\"users\": […]}`, pages with `itemsPerPage` and `totalResults`, answers of the read call",
    writes: "bare array for the bulk import, or import bodies of at most 50 users (`--page-size`)",
    extensions: &["json"],
    telltales: &["scimUser"],
    reading: Some(Reading::Direct(|decisions| Ok(Box::new(Reader::new(&decisions)?)))),
    source_settings: &[&user_name::IDENTITY_FIELD, &envelope::IMPORT_CALL],
    target: Some(target::target),
    proof: Some(proof::proof),
    settings: &[&PAGE_SIZE],
    upload: Some(&upload::UPLOAD),
    generator: Some(&generate::GENERATOR),
    placing: None,
    rules: rules::RULES,
    schemas: &schemas::SCHEMAS,
};
