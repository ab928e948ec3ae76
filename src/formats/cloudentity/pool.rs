//! What is known of a pool: from its row in a payload, or from the operator.

use serde_json::Value;

use crate::model::HashMethod;

/// A pool, as far as rules about its users ask for it.
#[derive(Clone, Default)]
pub(super) struct Pool {
    /// Is letter case nothing to identifiers?
    pub(super) ignores_case: Option<bool>,
    /// Can nobody sign in but with a password?
    pub(super) only_passwords: Option<bool>,
    /// What passwords are hashed with.
    pub(super) hashing: Option<HashMethod>,
    /// May users not reset their passwords themselves?
    pub(super) forbids_reset: bool,
    /// The schemas of payload, metadata and business metadata.
    pub(super) schemas: [Option<String>; 3],
}

/// Members that name the schemas of a user and of a pool, and the objects that they are about.
pub(super) const SCHEMA_IDS: [&str; 3] =
    ["payload_schema_id", "metadata_schema_id", "business_metadata_schema_id"];

impl Pool {
    /// A pool and its id as a payload has them; what the row does not say is as declared.
    pub(super) fn of_row(row: &str, declared: &Pool) -> Option<(String, Pool)> {
        let row: Value = serde_json::from_str(row).ok()?;
        let mechanisms = row["authentication_mechanisms"].as_array();
        let only_passwords = mechanisms.map(|names| names.iter().all(|name| *name == "password"));
        let hashing = row["password_settings"]["hashing_method"].as_str().and_then(method_of);
        let reset = &row["reset_credentials_settings"];
        let pool = Pool {
            ignores_case: row["identifier_case_insensitive"].as_bool().or(declared.ignores_case),
            only_passwords: only_passwords.or(declared.only_passwords),
            hashing: hashing.or(declared.hashing),
            forbids_reset: reset["do_not_allow_users_to_self_reset_credentials"] == true,
            schemas: SCHEMA_IDS.map(|name| row[name].as_str().map(str::to_owned)),
        };
        Some((row["id"].as_str()?.to_owned(), pool))
    }
}

/// The method that a pool hashes passwords with, by its name.
pub(super) fn method_of(name: &str) -> Option<HashMethod> {
    match name {
        "bcrypt" => Some(HashMethod::Bcrypt),
        "pbkdf2" => Some(HashMethod::Pbkdf2),
        "argon2" => Some(HashMethod::Argon2),
        "sha" => Some(HashMethod::Sha),
        _ => None,
    }
}
