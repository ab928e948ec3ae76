//! What a run decides about the CSV files.

use super::custom::Custom;
pub use super::domain::Optional;
use crate::model::Field;

/// How the files are written.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The generation of column headings.
    pub headings: Headings,
    /// What stands in for a missing first or last name.
    pub missing_name: MissingName,
    /// What becomes of roles.
    pub roles: Roles,
    /// What becomes of an optional value that Oracle refuses.
    pub refused_values: RefusedValues,
    /// Users with an identity at a provider are marked as federated.
    pub federated: bool,
    /// Oracle is asked to send no mail to the users.
    pub bypass_notification: bool,
    /// Attributes that have a column.
    pub custom_columns: Vec<Custom>,
    /// What becomes of passwords.
    pub passwords: Passwords,
    /// What the domain does not demand.
    pub optional: Optional,
    /// Whether there is a column for users that are services, which older domains refuse.
    pub service_user: bool,
    /// Fields that a mapping fills, whatever the source has.
    pub fills: Vec<Field>,
    /// How long a file may be.
    pub limits: Limits,
    /// The source is such files too: what only Oracle has goes back to its column.
    pub own: bool,
    /// The source sees to it that no two users have the same name.
    pub keyed_by_source: bool,
    /// The source tells of groups whose names differ in letter case only.
    pub groups_by_source: bool,
}

/// What becomes of passwords.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Passwords {
    /// They are lost, and counted.
    #[default]
    None,
    /// Those that Oracle can verify are written.
    Carry,
}

/// The two generations of headings that Oracle takes (*List of user attributes and CSV column
/// headers*; *Import file specifications*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Headings {
    /// `User Name`, `Name`: what exports have.
    #[default]
    Current,
    /// `User ID`, `Display Name`: what the manuals list as mandatory.
    Legacy,
}

/// What stands in for a missing first or last name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingName {
    /// Nothing: the record is refused.
    #[default]
    Reject,
    /// The words of the display name.
    SplitDisplay,
    /// The primary e-mail address.
    Email,
}

/// What becomes of roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Roles {
    /// Each is a group.
    #[default]
    Groups,
    /// Each is a role of this application.
    App(String),
    /// They are lost, and counted.
    None,
}

/// What becomes of an optional value that Oracle refuses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RefusedValues {
    /// The record is refused.
    #[default]
    Reject,
    /// The value is left out, and counted as lost.
    Drop,
}

/// How long a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows, without the heading (Oracle, *Bulk import and export*).
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Limits {
    /// The largest file that the manuals of imports allow: 52 MB, read as 50 MiB.
    pub const MOST_BYTES: u64 = 52_428_800;
    /// The least that makes sense.
    pub const LEAST_BYTES: u64 = 100_000;
}

impl Default for Limits {
    /// 100,000 rows, and the size that all of Oracle's pages allow.
    fn default() -> Self {
        Limits { rows: 100_000, bytes: 10_000_000 }
    }
}
