//! What a run decides about the payloads.

use super::placed::Places;

/// The most users that one payload may hold (SecureAuth docs, migrating users to Identity Pools).
pub const MAX_USERS: usize = 100;

/// How payloads are written.
#[derive(Clone, Debug)]
pub struct Options {
    /// `tenant_id` of every row.
    pub tenant_id: String,
    /// `user_pool_id` of every row.
    pub user_pool_id: String,
    /// `payload_schema_id` of every user.
    pub payload_schema_id: String,
    /// `metadata_schema_id` of every user.
    pub metadata_schema_id: String,
    /// The name of the source format, for `metadata.migration`.
    pub source: &'static str,
    /// The instant of the run in RFC 3339, for times that the source does not have.
    pub now: String,
    /// Write telephone numbers as identifiers too.
    pub mobile_identifiers: bool,
    /// Write accounts at identity providers as `external` identifiers too.
    pub external_identifiers: bool,
    /// What a user without password gets.
    pub no_password: NoPassword,
    /// Must this writer see to it that no two users share a primary e-mail address?
    pub key_emails: bool,
    /// The operator asserts that every primary e-mail address is verified.
    pub assert_verified: bool,
    /// Attributes that go to a place of their own.
    pub places: Places,
    /// Write groups and memberships of the target's own, not names of groups in the metadata.
    pub native_groups: bool,
    /// Write, in a section of its own, a CSV row of source id and ids for each user.
    pub id_map: bool,
}

/// What becomes of a user whose source holds no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPassword {
    /// No password credential.
    Absent,
    /// One that cannot be used and must be reset.
    Expired,
}

/// The API that payloads are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// To neither, where they differ.
    Either,
    /// The first one, without lower-case copies, states and groups.
    Of2022,
    /// The one in which lower-case copies must be there.
    Of2025,
}
