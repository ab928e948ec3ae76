//! IBM App ID user profiles: exports of users who sign in through a social or enterprise provider.
//!
//! The exported object with its counts is read, and a bare array. Claims of a provider stand in
//! `idpUserInfo`, in `profile`, or beside the identifier; they are written back in the shape that
//! they had. What was read from this format is written back member for member; only an identifier
//! that is a number becomes text, null is left out, and `identities`, `attributes` and `roles` are
//! always there.

mod claims;
mod conclude;
mod envelope;
mod generate;
mod identity;
mod paths;
mod proof;
mod reader;
mod rules;
mod schemas;
mod target;
#[cfg(test)]
mod tests;
mod upload;
mod writer;

use super::appid_pages::PAGE_SIZE;
use super::{Format, Reading};

pub use reader::Reader;
pub use writer::Writer;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "appid-social",
    title: "IBM App ID profiles of social and federated users",
    reads: "the exported object, a bare array, pages; identities nested, flattened or under an alias",
    writes: "the object with its counts, or import bodies of at most 50 users (`--page-size`)",
    extensions: &["json"],
    telltales: &["identities", "idpUserInfo", "hashedIdpId"],
    reading: Some(Reading::Direct(|decisions| Ok(Box::new(Reader::new(&decisions))))),
    source_settings: &[],
    target: Some(target::target),
    proof: Some(proof::proof),
    settings: &[&PAGE_SIZE],
    upload: Some(&upload::UPLOAD),
    generator: Some(&generate::GENERATOR),
    placing: None,
    rules: rules::RULES,
    schemas: &schemas::SCHEMAS,
};
