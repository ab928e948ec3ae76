//! Oracle identity domains (OCI IAM, formerly IDCS): CSV files of users, of groups or application
//! roles, as the import jobs take them.
//!
//! Facts come from Oracle's manuals (*Importing*, *Bulk import and export*, *Import
//! file specifications*, *List of user attributes and CSV column headers*) and from the schema
//! annotations in Oracle's public SDK; nothing was tried against a living domain.

mod account;
mod applications;
mod attribute;
mod belongings;
mod buckets;
mod cell;
mod columns;
mod conclude;
mod contacts;
mod country;
mod custom;
mod cut;
mod dialect;
mod domain;
mod gathered;
mod generate;
mod grant;
mod groups;
mod headings;
mod holds;
mod instance;
mod left_out;
mod look;
mod memberships;
mod names;
mod odd_cell;
mod options;
mod packer;
mod password;
mod paths;
mod people;
mod proof;
mod proof_groups;
mod proof_parts;
mod quotes;
mod reader;
mod record;
mod row;
mod rules;
mod schemas;
mod series;
mod slots;
mod source;
mod spot;
mod stretches;
mod survey;
mod target;
mod together;
mod upload;
mod values;
mod whole_file;
mod writer;

use super::{Format, Reading};

pub use custom::Custom;
pub use options::{
    Headings, Limits, MissingName, Optional, Options, Passwords, RefusedValues, Roles,
};
pub use packer::Files;
pub use quotes::{escape, is_escaped, unescape};
pub use writer::Writer;

/// The row of this format.
pub static FORMAT: Format = Format {
    name: "oracle",
    title: "Oracle identity domains CSV: users, groups, application roles",
    reads: "`Users.csv`, `Groups.csv`, `AppRoles.csv`, told apart by their headings, of both generations; the old cloud-account file",
    writes: "`Users.csv`, `Groups.csv`, `AppRoles.csv`, split at Oracle's limits",
    extensions: &["csv"],
    telltales: &[
        "User Name",
        "User ID",
        "User Login",
        "User Members",
        "Grantee Name",
        "Member Type",
    ],
    reading: Some(Reading::Surveyed(survey::survey)),
    source_settings: source::SOURCE_SETTINGS,
    target: Some(target::target),
    proof: Some(proof::proof),
    settings: target::SETTINGS,
    upload: Some(&upload::UPLOAD),
    generator: Some(&generate::GENERATOR),
    placing: Some(&target::PLACING),
    rules: rules::RULES,
    schemas: &schemas::SCHEMAS,
};

/// Is this a heading of Oracle's own, in a file of users?
pub fn is_own_heading(heading: &str) -> bool {
    columns::USERS.iter().any(|column| column.is_headed(heading))
        || columns::NEVER.iter().any(|never| never.eq_ignore_ascii_case(heading))
}
