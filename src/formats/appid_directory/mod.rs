//! IBM App ID Cloud Directory: exports of users with their SCIM profile, attributes, roles and
//! sealed password hashes.
//!
//! Three envelopes are read: the bare array of the bulk download, `{"users": […]}` of the import
//! body, and the paged object with `itemsPerPage` and `totalResults`.

mod conclude;
pub mod generate;
mod lists;
mod pages;
mod paths;
mod reader;
mod rules;
mod scim_user;

use super::Format;

pub use reader::Reader;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "appid-directory",
    title: "IBM App ID Cloud Directory export",
    extensions: &["json"],
    telltales: &["scimUser"],
    reader: Some(&Reader),
    target: None,
    settings: &[],
    rules: rules::RULES,
};
