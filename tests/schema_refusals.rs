//! What the published schemas refuse: a legal file with one change, at the place of the change.

mod support;

use serde_json::{Value, json};
use support::change::Change::{self, Drop, Fill};
use support::schema;

/// A place and what is done to it.
type Case = (&'static str, Change);

#[test]
fn appid_directory_read() {
    refuses(
        "appid-directory.read",
        "appid-directory/page-1.json",
        vec![
            ("", set("text")),
            ("", set([1])),
            ("/users", Drop),
            ("/users", set(json!({}))),
            ("/users/0", set(null())),
            ("/users/0/scimUser", Drop),
            ("/users/0/scimUser", set(null())),
            ("/users/0/scimUser", set("text")),
            ("/users/0/scimUser/emails", Drop),
            ("/users/0/scimUser/emails", set(null())),
            ("/users/0/scimUser/emails", set(json!([]))),
            ("/users/0/scimUser/emails", set("a@example.com")),
            ("/users/0/scimUser/emails/0", set("a@example.com")),
            ("/users/0/scimUser/emails/0/value", Drop),
            ("/users/0/scimUser/emails/0/value", set(1)),
            ("/users/0/scimUser/emails/0/value", set(null())),
            ("/users/0/scimUser/originalId", set(1)),
            ("/users/0/scimUser/orignalId", set(1)),
            ("/users/0/scimUser/id", set(json!({}))),
            ("/users/0/scimUser/userName", set(1)),
            ("/users/0/passwordHash", set(json!({}))),
            ("/users/0/passwordHashAlg", set(1)),
            ("/users/0/profile", set("text")),
            ("/users/0/profile/attributes", set(json!([]))),
            ("/users/0/roles", set("viewer")),
            ("/users/0/roles/0", set(json!({ "name": "viewer" }))),
        ],
    );
}

#[test]
fn appid_directory_import_envelope_and_record() {
    refuses(
        "appid-directory.import",
        "appid-directory/page-1.json",
        vec![
            ("", set("text")),
            ("/users", Drop),
            ("/users", Fill(51)),
            ("/itemsPerPage", set(-1)),
            ("/totalResults", set("5")),
            ("/users/0", set("text")),
            ("/users/0/scimUser", Drop),
            ("/users/0/passwordHash", Drop),
            ("/users/0/passwordHash", set(null())),
            ("/users/0/passwordHash", set("")),
            ("/users/0/passwordHash", set("AAAA-_AA")),
            ("/users/0/passwordHash", set("AAAAA")),
            ("/users/0/passwordHash", set("AAAAAAA")),
            ("/users/0/passwordHashAlg", Drop),
            ("/users/0/passwordHashAlg", set("bcrypt")),
            ("/users/0/profile", Drop),
            ("/users/0/profile", set(null())),
            ("/users/0/profile/attributes", Drop),
            ("/users/0/profile/attributes", set(null())),
            ("/users/0/roles", Drop),
            ("/users/0/roles", set(null())),
            ("/users/0/roles", set(["viewer", "viewer"])),
            ("/users/0/roles/0", set("")),
            ("/users/0/roles/0", set(1)),
            ("/users/0/displayName", set("beside")),
            ("/users/0/emails", set(json!([]))),
            ("/users/0/status", set("CONFIRMED")),
            ("/users/0/password", set("secret")),
        ],
    );
}

#[test]
fn appid_directory_import_user() {
    let emails = vec![json!({ "value": "a@example.com", "primary": true }); 2];
    let two = json!([{ "value": "1", "primary": true }, { "value": "2", "primary": true }]);
    refuses(
        "appid-directory.import",
        "appid-directory/page-1.json",
        vec![
            ("/users/0/scimUser/originalId", set("")),
            ("/users/0/scimUser/originalId", set(null())),
            ("/users/0/scimUser/orignalId", set("5")),
            ("/users/0/scimUser/id", set(1)),
            ("/users/0/scimUser/schemas", set("urn")),
            ("/users/0/scimUser/id", set("")),
            ("/users/0/scimUser/schemas", set([1])),
            ("/users/0/scimUser/meta", set("2025")),
            ("/users/0/scimUser/roles", set("viewer")),
            ("/users/0/scimUser/idpType", set(1)),
            ("/users/0/scimUser/profileId", set(1)),
            ("/users/0/scimUser/name", set("text")),
            ("/users/0/scimUser/name/givenName", set(1)),
            ("/users/0/scimUser/name/familyName", set(null())),
            ("/users/0/scimUser/name/formatted", set(json!([]))),
            ("/users/0/scimUser/name/middleName", set(1)),
            ("/users/0/scimUser/name/honorificPrefix", set(1)),
            ("/users/0/scimUser/name/honorificSuffix", set(1)),
            ("/users/0/scimUser/displayName", set(1)),
            ("/users/0/scimUser/userName", set("")),
            ("/users/0/scimUser/active", set("true")),
            ("/users/0/scimUser/lockedUntil", set(1_767_312_000)),
            ("/users/0/scimUser/emails", Drop),
            ("/users/0/scimUser/emails", set(json!([]))),
            ("/users/0/scimUser/emails", set(emails)),
            ("/users/0/scimUser/emails/0/value", Drop),
            ("/users/0/scimUser/emails/0/primary", Drop),
            ("/users/0/scimUser/emails/0/primary", set(false)),
            ("/users/0/scimUser/emails/0/type", set(1)),
            ("/users/0/scimUser/emails/0/value", set("no-at.example.com")),
            ("/users/0/scimUser/emails/0/value", set("a@@example.com")),
            ("/users/0/scimUser/emails/0/value", set("a b@example.com")),
            ("/users/0/scimUser/emails/0/value", set("a@example.com\u{0}")),
            ("/users/0/scimUser/emails/0/value", set("@example.com")),
            ("/users/0/scimUser/emails/0/value", set("a@")),
            ("/users/0/scimUser/emails/0/value", set(format!("{}@a.org", "a".repeat(249)))),
            ("/users/0/scimUser/phoneNumbers", set(two.clone())),
            ("/users/0/scimUser/phoneNumbers", set(["+12025550100"])),
            ("/users/0/scimUser/phoneNumbers", set([json!({ "value": 1 })])),
            ("/users/0/scimUser/phoneNumbers", set([json!({ "display": 1 })])),
            ("/users/0/scimUser/addresses", set([json!({ "country": 1 })])),
            ("/users/0/scimUser/addresses", set(two.clone())),
            ("/users/0/scimUser/photos", set(two)),
            ("/users/0/scimUser/locale", set(1)),
            ("/users/0/scimUser/title", set(null())),
            ("/users/0/scimUser/status", set("confirmed")),
            ("/users/0/scimUser/passwordHistory", set(json!({}))),
            ("/users/0/scimUser/passwordHistory/0/passwordHash", Drop),
            ("/users/0/scimUser/passwordHistory/0/passwordHash", set("")),
            ("/users/0/scimUser/passwordHistory/0/passwordHash", set("AAA")),
            ("/users/0/scimUser/passwordHistory/0/hashAlgorithm", Drop),
            ("/users/0/scimUser/passwordHistory/0/hashAlgorithm", set("md5")),
            ("/users/0/scimUser/passwordExpirationTimestamp", set(1_767_225_600)),
            ("/users/0/scimUser/passwordUpdatedTimestamp", set(-1)),
            ("/users/0/scimUser/passwordUpdatedTimestamp", set(1.5)),
            ("/users/0/scimUser/mfaContext", set([1])),
            ("/users/0/scimUser/password", set("secret")),
        ],
    );
}

#[test]
fn appid_social_read() {
    refuses(
        "appid-social.read",
        "appid-social/export.json",
        vec![
            ("", set("text")),
            ("", set([1])),
            ("/users", Drop),
            ("/users", set(json!({}))),
            ("/users/0", set("text")),
            ("/users/0/id", Drop),
            ("/users/0/id", set("")),
            ("/users/0/id", set(1)),
            ("/users/0/id", set(null())),
            ("/users/0/identities", set(json!({}))),
            ("/users/0/identities/0", set("google")),
            ("/users/0/identities/0/provider", set(1)),
            ("/users/0/identities/0/id", set(1.5)),
            ("/users/0/identities/0/id", set(json!({}))),
            ("/users/0/identities/0/idpUserInfo", set("text")),
            ("/users/6/identities/0/profile", set([1])),
            ("/users/0/attributes", set(json!([]))),
            ("/users/0/picture", set(json!({ "data": {} }))),
            ("/users/0/roles", set("viewer")),
            ("/users/0/roles/0", set(json!({ "name": "viewer" }))),
        ],
    );
}

#[test]
fn appid_social_import() {
    refuses(
        "appid-social.import",
        "appid-social/import.json",
        vec![
            ("", set(json!([]))),
            ("/users", Drop),
            ("/itemsPerPage", set("3")),
            ("/totalResults", set(-1)),
            ("/requestOptions", set(json!([]))),
            ("/requestOptions/startIndex", set("0")),
            ("/requestOptions/count", set(-1)),
            ("/users/0/id", Drop),
            ("/users/0/id", set("")),
            ("/users/0/identities", Drop),
            ("/users/0/identities", set(null())),
            ("/users/0/attributes", Drop),
            ("/users/0/attributes", set(null())),
            ("/users/0/name", set(1)),
            ("/users/0/email", set(null())),
            ("/users/0/picture", set(json!({ "data": {} }))),
            ("/users/0/gender", set(1)),
            ("/users/0/locale", set(1)),
            ("/users/0/preferred_username", set(1)),
            ("/users/0/idp", set(1)),
            ("/users/0/hashedIdpId", set(1)),
            ("/users/0/hashedEmail", set(1)),
            ("/users/0/roles", set(["viewer", "viewer"])),
            ("/users/0/roles/0", set("")),
            ("/users/0/scimUser", set(json!({}))),
            ("/users/0/passwordHash", set("AAAA")),
            ("/users/0/password", set("secret")),
            ("/users/0/identities/0/provider", Drop),
            ("/users/0/identities/0/provider", set("cloud_directory")),
            ("/users/0/identities/0/provider", set("Google")),
            ("/users/0/identities/0/id", Drop),
            ("/users/0/identities/0/id", set("")),
            ("/users/0/identities/0/id", set(1_234)),
            ("/users/0/identities/0/profile", set(json!({}))),
            ("/users/0/identities/0/idpUserInfo", set(null())),
            ("/users/0/identities/0/idpUserInfo/id", set(1_234)),
            ("/users/0/identities/0/idpUserInfo/id", set("")),
            ("/users/0/identities/0/idpUserInfo/email", set(1)),
            ("/users/0/identities/0/idpUserInfo/verified_email", set("true")),
            ("/users/0/identities/0/idpUserInfo/picture", set(1)),
            ("/users/0/identities/0/idpUserInfo/attributes", set("text")),
            ("/users/1/identities/0/first_name", set(1)),
            ("/users/1/identities/0/picture", set(1)),
        ],
    );
}

#[test]
fn cloudentity_2022() {
    refuses(
        "cloudentity.2022",
        "cloudentity/payload-2022.json",
        vec![
            ("", set(json!([]))),
            ("/users", Fill(101)),
            ("/users/0/status", set("pending")),
            ("/users/0/metadata", set(null())),
            ("/user_credentials/0/type", set("webauthn")),
            ("/user_credentials/0/payload/hashed_password", Drop),
            ("/user_credentials/0/payload/hashed_password/config/method", set("md5")),
            ("/user_credentials/0/expires_at", set("2020-05-17")),
            ("/user_identifiers/0/type", set("federated")),
            ("/user_verifiable_addresses/0/verified", set("true")),
            ("/user_verifiable_addresses/0/updated_at", set("11 October 2022")),
            ("/pools", set(json!({}))),
            ("/schemas", set("text")),
            ("/codes", set(json!({}))),
            ("/pools", set([json!({ "tenant_id": "quayside" })])),
            ("/schemas", set([json!({ "tenant_id": "quayside", "name": "n" })])),
            ("/codes", set([json!({})])),
        ],
    );
}

#[test]
fn cloudentity_2025_users() {
    refuses(
        "cloudentity.2025",
        "cloudentity/payload.json",
        vec![
            ("", set(json!([]))),
            ("/users", set(null())),
            ("/users", set(json!({}))),
            ("/users", Fill(101)),
            ("/users/0", set("text")),
            ("/users/0/id", set("")),
            ("/users/0/id", set(1)),
            ("/users/0/tenant_id", set("")),
            ("/users/0/user_pool_id", set(null())),
            ("/users/0/status", set("Active")),
            ("/users/0/status_updated_at", set("2026-02-30T00:00:00Z")),
            ("/users/0/created_at", set("2026-03-14T08:30:00")),
            ("/users/0/updated_at", set("2026-03-14 08:30:00Z")),
            ("/users/0/updated_at", set(1_773_477_000)),
            ("/users/0/payload", set(json!([]))),
            ("/users/0/payload_schema_id", set("")),
            ("/users/0/metadata", set(null())),
            ("/users/0/metadata_schema_id", set(1)),
            ("/users/0/business_metadata", set("text")),
            ("/users/0/business_metadata_schema_id", set(null())),
        ],
    );
}

#[test]
fn cloudentity_2025_credentials() {
    const HASH: &str = "/user_credentials/0/payload/hashed_password";
    refuses(
        "cloudentity.2025",
        "cloudentity/payload.json",
        vec![
            ("/user_credentials/0/type", set("otp")),
            ("/user_credentials/0/payload", set("text")),
            ("/user_credentials/0/payload/password", set("secret")),
            ("/user_credentials/0/payload/secret", set("secret")),
            ("/user_credentials/0/state", set("expired")),
            ("/user_credentials/0/expires_at", set(null())),
            ("/user_credentials/0/expires_at", set("1900-01-01")),
            (HASH, Drop),
            (HASH, set("text")),
        ],
    );
}

#[test]
fn cloudentity_2025_hashes() {
    refuses_below(
        "cloudentity.2025",
        "cloudentity/dump.json",
        "/user_credentials",
        vec![
            ("/0/payload/hashed_password/value", Drop),
            ("/0/payload/hashed_password/value", set("")),
            ("/0/payload/hashed_password/config", Drop),
            ("/0/payload/hashed_password/config/method", Drop),
            ("/0/payload/hashed_password/config/method", set("scrypt")),
            ("/0/payload/hashed_password/config/method", set("sha")),
            ("/0/payload/hashed_password/config/pbkdf2", Drop),
            ("/0/payload/hashed_password/config/sha", set(json!({}))),
            ("/0/payload/hashed_password/config/pbkdf2/function", set("")),
            ("/0/payload/hashed_password/config/pbkdf2/number_of_iterations", set("210000")),
            ("/0/payload/hashed_password/config/pbkdf2/key_length", set(-1)),
            ("/0/payload/hashed_password/config/pbkdf2/salt", set(1)),
            ("/0/payload/hashed_password/config/pbkdf2/salt_length", set(1.5)),
            ("/1/payload/hashed_password/config/argon2", Drop),
            ("/1/payload/hashed_password/config/bcrypt", set(json!({}))),
            ("/1/payload/hashed_password/config/argon2/iterations", set("3")),
            ("/1/payload/hashed_password/config/argon2/memory_in_kb", set(-1)),
            ("/1/payload/hashed_password/config/argon2/parallelism", set(null())),
            ("/1/payload/hashed_password/config/argon2/key_length", set(null())),
            ("/1/payload/hashed_password/config/argon2/salt", set(null())),
            ("/1/payload/hashed_password/config/argon2/salt_length", set(-1)),
            ("/2/payload/hashed_password/config/md5", set(json!([]))),
            ("/2/payload/hashed_password/config/md5", Drop),
            ("/2/payload/hashed_password/config/md5/salt", set(1)),
            ("/2/payload/hashed_password/config/md5/salt_after_digest_in_hash", set("no")),
            ("/3/payload/hashed_password/config/sha", Drop),
            ("/3/payload/hashed_password/config/md5", set(json!({}))),
            ("/3/payload/hashed_password/config/sha/function", set(256)),
            ("/3/payload/hashed_password/config/sha/salt_length", set("20")),
            ("/3/payload/hashed_password/config/sha/salt_after_digest_in_hash", set(1)),
        ],
    );
    refuses(
        "cloudentity.2025",
        "cloudentity/payload.json",
        vec![
            ("/user_credentials/3/payload/hashed_password/config/bcrypt", Drop),
            ("/user_credentials/3/payload/hashed_password/config/bcrypt/cost", set("12")),
        ],
    );
}

#[test]
fn cloudentity_2025_identifiers_and_addresses() {
    refuses(
        "cloudentity.2025",
        "cloudentity/payload.json",
        vec![
            ("/user_identifiers/0/identifier", set("")),
            ("/user_identifiers/0/type", set("username")),
            ("/user_identifiers/0/metadata", set(json!([]))),
            ("/user_verifiable_addresses/0/type", set("phone")),
            ("/user_verifiable_addresses/0/status", set("verified")),
            ("/user_verifiable_addresses/0/verified", set(1)),
            ("/user_verifiable_addresses/0/verified_at", set("yesterday")),
            ("/user_verifiable_addresses/1/preferred_contact_method", set("email")),
            ("/user_verifiable_addresses/0/metadata", set(null())),
        ],
    );
}

#[test]
fn cloudentity_2025_everything_else() {
    refuses(
        "cloudentity.2025",
        "cloudentity/dump.json",
        vec![
            ("/pools/0/deleted", set("no")),
            ("/pools/0/authentication_mechanisms/0", set("fingerprint")),
            ("/pools/0/preferred_authentication_mechanism", set("sms")),
            ("/pools/0/second_factor_authentication_mechanisms", set("totp")),
            ("/pools/0/second_factor_threshold", set("0.5")),
            ("/pools/0/mfa_session_ttl", set(0.5)),
            ("/pools/0/otp_settings/activation/length", set("8")),
            ("/pools/0/otp_settings/activation/ttl", set(null())),
            ("/pools/0/password_policy/min_length", set(-1)),
            ("/pools/0/password_policy/strength", set("good")),
            ("/pools/0/password_settings/hashing_method", set("md5")),
            (
                "/pools/0/reset_credentials_settings/do_not_allow_users_to_self_reset_credentials",
                set(1),
            ),
            ("/schemas/0/schema", set("{}")),
            ("/schemas/0/system", set(0)),
            ("/codes/0/type", set("login")),
            ("/codes/0/code/hashed_code/value", Drop),
            ("/codes/0/issued_at", set("now")),
            ("/groups/0/name", set("")),
            ("/groups/0/path", set([1])),
            ("/group_members", set(json!({}))),
            ("/group_members/0/group_id", set("")),
            ("/group_members/0/user_id", set(1)),
        ],
    );
}

/// Holds each case against the schema, and lists those that pass or fail for another reason.
fn refuses(name: &str, file: &str, cases: Vec<Case>) {
    refuses_below(name, file, "", cases);
}

/// The same for places below a common one.
fn refuses_below(name: &str, file: &str, root: &str, cases: Vec<Case>) {
    let validators = schema::validators(name);
    let document = schema::testdata(file);
    assert!(validators["#"].is_valid(&document), "{name} accepts {file} as it is");
    let missed: Vec<String> = cases
        .into_iter()
        .map(|(pointer, change)| (format!("{root}{pointer}"), change))
        .filter(|(pointer, change)| {
            let changed = change.applied(&document, pointer);
            let mut errors = validators["#"].iter_errors(&changed);
            !errors.any(|error| concerns(error.instance_path().as_str(), pointer))
        })
        .map(|(pointer, change)| format!("{pointer} {change:?}"))
        .collect();
    assert!(missed.is_empty(), "{name} misses:\n{}", missed.join("\n"));
}

/// Whether one place is the other or holds it.
fn concerns(one: &str, other: &str) -> bool {
    let within = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    within(one, other) || within(other, one)
}

fn set(value: impl Into<Value>) -> Change {
    Change::Set(value.into())
}

fn null() -> Value {
    Value::Null
}
