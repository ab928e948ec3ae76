//! What the operator decides about reading payloads, and knows of the tenant that they are for.

use super::options::Profile;
use super::pool::{Pool, method_of};
use super::target::{TENANT_ID, USER_POOL_ID, id};
use crate::formats::{Decisions, Setting, SettingError};

pub(super) static PROFILE: Setting = Setting {
    name: "profile",
    value: Some("YEAR"),
    help: "Hold Cloudentity payloads to the API of `2022` or of `2025` [default: to neither, where they differ]",
    default: None,
    required: false,
};

pub(super) static SCHEMA_IDS: Setting = Setting {
    name: "schema-ids",
    value: Some("IDS"),
    help: "Schemas that the tenant has, beside those of the system and of the payloads, with commas between",
    default: None,
    required: false,
};

pub(super) static POOL_LETTER_CASE: Setting = Setting {
    name: "pool-letter-case",
    value: Some("HOW"),
    help: "Does letter case tell identifiers of the pool apart: `counts` or `ignored` [default: as the payload says]",
    default: None,
    required: false,
};

pub(super) static POOL_MECHANISMS: Setting = Setting {
    name: "pool-mechanisms",
    value: Some("NAMES"),
    help: "Authentication mechanisms of the pool, with commas between [default: as the payload says]",
    default: None,
    required: false,
};

pub(super) static POOL_HASHING_METHOD: Setting = Setting {
    name: "pool-hashing-method",
    value: Some("METHOD"),
    help: "What the pool hashes passwords with: `bcrypt`, `pbkdf2`, `argon2` or `sha` [default: as the payload says]",
    default: None,
    required: false,
};

pub(super) static MAX_FILE_BYTES: Setting = Setting {
    name: "max-file-bytes",
    value: Some("BYTES"),
    help: "The longest request that the tenant takes, such as 1048576 [default: not checked]",
    default: None,
    required: false,
};

/// All of them, in the order of the help.
pub(super) static SETTINGS: &[&Setting] = &[
    &PROFILE,
    &SCHEMA_IDS,
    &POOL_LETTER_CASE,
    &POOL_MECHANISMS,
    &POOL_HASHING_METHOD,
    &MAX_FILE_BYTES,
];

/// What was decided.
#[derive(Clone)]
pub(super) struct Decided {
    pub(super) profile: Profile,
    /// The instant of the run in RFC 3339.
    pub(super) now: String,
    /// The tenant that the payloads are for.
    pub(super) tenant: Option<String>,
    /// The pool that they are for.
    pub(super) pool_id: Option<String>,
    /// Schemas that the tenant has.
    pub(super) schemas: Vec<String>,
    /// What is known of the pool, whatever the payloads say.
    pub(super) pool: Pool,
    pub(super) max_bytes: Option<u64>,
}

impl Decided {
    /// Reads the settings.
    ///
    /// # Errors
    /// When one makes no sense.
    pub(super) fn of(decisions: &Decisions<'_>) -> Result<Self, SettingError> {
        let listed = |setting| decisions.value(setting).map(|text| text.split(',').map(str::trim));
        let pool = Pool {
            ignores_case: word(decisions, &POOL_LETTER_CASE, "must be counts or ignored", |how| {
                match how {
                    "counts" => Some(false),
                    "ignored" => Some(true),
                    _ => None,
                }
            })?,
            only_passwords: listed(&POOL_MECHANISMS)
                .map(|mut names| names.all(|name| name == "password")),
            hashing: word(
                decisions,
                &POOL_HASHING_METHOD,
                "must be bcrypt, pbkdf2, argon2 or sha",
                method_of,
            )?,
            ..Pool::default()
        };
        Ok(Decided {
            profile: word(decisions, &PROFILE, "must be 2022 or 2025", |year| match year {
                "2022" => Some(Profile::Of2022),
                "2025" => Some(Profile::Of2025),
                _ => None,
            })?
            .unwrap_or(Profile::Either),
            now: decisions.now.to_owned(),
            tenant: decisions.value(&TENANT_ID).map(|text| id(&TENANT_ID, text)).transpose()?,
            pool_id: decisions
                .value(&USER_POOL_ID)
                .map(|text| id(&USER_POOL_ID, text))
                .transpose()?,
            schemas: listed(&SCHEMA_IDS).into_iter().flatten().map(str::to_owned).collect(),
            pool,
            max_bytes: word(decisions, &MAX_FILE_BYTES, "must be a number of bytes", |text| {
                text.parse().ok()
            })?,
        })
    }
}

/// What a setting that is given means.
fn word<T>(
    decisions: &Decisions<'_>,
    setting: &'static Setting,
    due: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, SettingError> {
    let Some(text) = decisions.value(setting) else { return Ok(None) };
    match read(text) {
        None => Err(SettingError { name: setting.name, what: due.to_owned() }),
        meant => Ok(meant),
    }
}
