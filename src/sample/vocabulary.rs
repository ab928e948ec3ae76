//! Values that belong to a format or a product and to nobody: they are kept. What is not known to be
//! such a word is replaced.

/// Members whose values are words of a format.
const WORDS_IN: &[&str] = &[
    "type",
    "status",
    "state",
    "method",
    "function",
    "provider",
    "idp",
    "usertype",
    "user_type",
    "preferred_contact_method",
    "passwordhashalg",
    "hashalgorithm",
    "idptype",
    "source",
    "primary",
    "active",
    "payload_schema_id",
    "metadata_schema_id",
    "business_metadata_schema_id",
    "primary email type",
    "primary phone type",
    "primary address type",
    "user type",
    "locked reason",
];

/// The words.
const WORDS: &[&str] = &[
    "work",
    "home",
    "other",
    "mobile",
    "fax",
    "pager",
    "recovery",
    "email",
    "uid",
    "external",
    "federated",
    "password",
    "webauthn",
    "totp",
    "active",
    "inactive",
    "new",
    "deleted",
    "confirmed",
    "pending",
    "valid",
    "must_be_reset",
    "must_be_changed",
    "sms",
    "voice",
    "sha",
    "md5",
    "pbkdf2",
    "bcrypt",
    "argon2",
    "argon2i",
    "argon2id",
    "sha-1",
    "sha-256",
    "sha-384",
    "sha-512",
    "sha1",
    "sha256",
    "sha384",
    "sha512",
    "google",
    "facebook",
    "saml",
    "apple",
    "linkedin",
    "pbkdf2withhmacsha512",
    "cloud_directory",
    "ibmid",
    "contractor",
    "employee",
    "intern",
    "temp",
    "service",
    "generic",
    "default_payload",
    "default_metadata",
    "default_business_metadata",
    "user",
    "group",
];

const SCHEMAS: &[&str] = &[
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
];

const LANGUAGES_IN: &[&str] = &["locale", "preferredlanguage", "preferred language", "language"];
const ZONES_IN: &[&str] = &["timezone", "time zone", "zoneinfo"];

/// Is this value of a member a word that nobody owns?
pub(super) fn is_word(member: &str, value: &str) -> bool {
    let member = member.to_lowercase();
    let is_in = |list: &[&str]| list.contains(&member.as_str());
    let folded = value.to_lowercase();
    if matches!(folded.as_str(), "true" | "false") || value.is_empty() {
        return true;
    }
    is_in(WORDS_IN)
        && (WORDS.contains(&folded.as_str()) || member == "locked reason" && value.len() == 1)
        || is_in(LANGUAGES_IN) && is_language(value)
        || is_in(ZONES_IN)
            && crate::formats::registered::is_time_zone(crate::model::Text::plain(value))
        || member.ends_with("country")
            && value.len() <= 3
            && value.bytes().all(|byte| byte.is_ascii_uppercase())
        || member == "source" && crate::formats::by_name(value).is_some()
        || matches!(member.as_str(), "provider" | "idp" | "idptype")
            && crate::formats::registered::is_own_provider(value)
        || member == "schemas" && SCHEMAS.contains(&value)
}

fn is_language(text: &str) -> bool {
    let mut words = text.split(['-', '_']);
    let first = words.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && words.all(|word| {
            (2..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// Members whose values are names of roles and groups.
pub(super) fn is_name_of_role(member: &str) -> bool {
    matches!(member.to_lowercase().as_str(), "roles" | "groups")
}

/// Members whose numbers say how a hash is made.
pub(super) fn is_parameter(member: &str) -> bool {
    const PARAMETERS: &[&str] = &[
        "salt_length",
        "key_length",
        "iterations",
        "iteration",
        "cost",
        "memory",
        "parallelism",
        "time",
        "version",
        "work_factor",
    ];
    PARAMETERS.contains(&member)
}
