//! Oracle identity domains (OCI IAM, formerly IDCS): CSV files of users, of groups or application
//! roles, as the import jobs take them.
//!
//! Written only. Facts come from Oracle's manuals (*Importing*, *Bulk import and export*, *Import
//! file specifications*, *List of user attributes and CSV column headers*) and from the schema
//! annotations in Oracle's public SDK; nothing was tried against a living domain.

mod cell;
mod columns;
mod contacts;
mod generate;
mod groups;
mod memberships;
mod names;
mod options;
mod packer;
mod quotes;
mod row;
mod rules;
mod series;
mod slots;
mod target;
mod values;
mod writer;

use super::Format;

pub use options::{Headings, Limits, MissingName, Options, RefusedValues, Roles};
pub use packer::Files;
pub use quotes::{escape, is_escaped, unescape};
pub use writer::Writer;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "oracle",
    title: "Oracle identity domains CSV: users, groups, application roles",
    extensions: &["csv"],
    telltales: &["User Name", "User ID"],
    reading: None,
    source_settings: &[],
    target: Some(target::target),
    settings: target::SETTINGS,
    generator: Some(&generate::GENERATOR),
    placing: Some(&target::PLACING),
    rules: rules::RULES,
};
