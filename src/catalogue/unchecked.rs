//! Rules that the documents of the products give reason for and that nothing checks, so that
//! nobody takes silence for an answer.

/// A rule that is known and not checked.
#[derive(Debug)]
pub struct Unchecked {
    /// The id that it will have when it is checked.
    pub id: &'static str,
    /// What must hold, in one line.
    pub title: &'static str,
    /// What is missing to check it.
    pub missing: &'static str,
}

/// Rules that are known and not checked, in the order of their ids.
pub static UNCHECKED: &[Unchecked] = &[
    row("CD-006", "one import payload holds at most 50 users", WRITTEN),
    row("CD-007", "an instance has room for the users", TARGET),
    row("CD-008", "a bulk file is an array, a page an object", CALL),
    row("CD-040", "where users sign in by user name, each has one", SOURCE),
    row("CD-041", "where users sign in by e-mail address, it is the user name", SOURCE),
    row("CD-042", "all users of a file have a user name, or none has", SOURCE),
    row("CD-043", "a user name has 8 characters and no blank, comma or slash", YET),
    row("CD-050", "a password hash is padded standard base64", YET),
    row("CD-051", "a password hash has 128 bytes", YET),
    row("CD-053", "the algorithm of a password hash is PBKDF2WithHmacSHA512", YET),
    row("CD-055", "a sealed hash is of use in the target", LOSS),
    row("CD-057", "no two users have the same password hash", YET),
    row("CD-058", "a password history is an array of hashes", YET),
    row("CD-059", "a password history has at most 9 entries", YET),
    row("CD-060", "a password history holds the current hash", YET),
    row("CD-061", "times of a password are in milliseconds", YET),
    row("CD-062", "a password expires after it was changed", YET),
    row("CD-063", "a password has not expired", YET),
    row("CD-073", "`lockedUntil` is in milliseconds", YET),
    row("CD-081", "a user has a display name", YET),
    row("CD-085", "`scimUser` has no roles of its own", YET),
    row("CD-092", "values of attributes are no arrays and objects", YET),
    row("CD-093", "numbers are exact in double precision", YET),
    row("CD-101", "there are at most 50 different roles", TARGET),
    row("CD-102", "roles are there before the import", TARGET),
    row("CE-ADR-001", "a verified address belongs to one user of a pool", YET),
    row("CE-ADR-002", "no unverified address is the verified one of another user", YET),
    row("CE-ADR-008", "an e-mail address has no preferred contact method", YET),
    row("CE-ADR-011", "a verified address was verified by the source", SOURCE),
    row("CE-CRD-012", "no two users have the same salt or hash", YET),
    row("CE-CRD-019", "an active user has a credential", TARGET),
    row("CE-CRD-021", "hashes have the method of the pool", TARGET),
    row("CE-ID-003", "no id is used in two lists", YET),
    row("CE-IDN-009", "an identifier has no blanks at its ends", YET),
    row("CE-IDN-012", "an identifier has the form of its type only", YET),
    row("CE-IDN-013", "no identifier is the verified address of another user", YET),
    row("CE-IDN-014", "an e-mail address is in ASCII", YET),
    row("CE-PAY-003", "a payload of the built-in schema has no other members", TARGET),
    row("CE-PAY-005", "a schema uses supported keywords only", YET),
    row("CE-PAY-007", "numbers are exact in double precision", YET),
    row("CE-REF-004", "a payload is of one pool", YET),
    row("CE-REF-005", "the id of a pool has the form of one", YET),
    row("CE-REF-010", "a user has the schema of the pool", TARGET),
    row("CE-REF-011", "the address of a code is there", YET),
    row("CE-SEC-002", "no text has invisible characters that change its direction", YET),
    row("CE-STR-005", "every row has an id", YET),
    row("CE-STR-012", "no schema of the system is imported", YET),
    row("CE-TIM-004", "nothing was created in the future", YET),
    row("CE-USR-003", "a status did not change after the user did", YET),
    row("CE-VOL-001", "a file has at most 100 users", WRITTEN),
    row("CE-VOL-002", "a file is short enough for a request", TARGET),
    row("SF-004", "a payload holds at most 50 users", WRITTEN),
    row("SF-026", "an identifier of SAML is an e-mail address or a name without blanks", YET),
    row("SF-042", "an e-mail address belongs to one profile", YET),
    row("SF-062", "a hash of an e-mail address is that of the address", SOURCE),
    row("SF-081", "a profile says when it was created", SOURCE),
    row("SF-082", "the target has accounts at providers", LOSS),
];

const YET: &str = "nothing but the check: it is not written yet";
const TARGET: &str = "the settings of the product that the file goes to";
const SOURCE: &str = "settings or facts that only the product has that the file comes from";
const CALL: &str = "the import call that the file is meant for";
const WRITTEN: &str =
    "nothing in what idport writes, which holds to it; other files are not held to it";
const LOSS: &str = "nothing: it is told as a loss of the conversion";

const fn row(id: &'static str, title: &'static str, missing: &'static str) -> Unchecked {
    Unchecked { id, title, missing }
}
