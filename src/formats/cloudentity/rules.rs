//! What a payload must and should be.

use crate::findings::Rule;

macro_rules! rules {
    ($($name:ident $id:literal: $title:literal; $remedy:literal; $source:literal)*) => {
        $(pub(super) static $name: Rule = Rule { id: $id, title: $title, remedy: $remedy, source: $source };)*

        /// All rules of this format, in the order of their ids.
        pub(super) static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    CE_ADR_004 "CE-ADR-004": "an address has the form of its type: e-mail, or E.164";
        "Correct the number in the source; it is kept as metadata and is no address of the user.";
        "SecureAuth docs, user entity"
    CE_IDN_001 "CE-IDN-001": "an identifier belongs to one user, whatever its type";
        "Merge the accounts, or change what another user signs in with too: user name, e-mail address or telephone number.";
        "SecureAuth docs, user entity"
    CE_IDN_004 "CE-IDN-004": "an `email` identifier is an e-mail address";
        "Correct the address, or remove the user.";
        "SecureAuth docs, user entity; RFC 5321"
    CE_IDN_006 "CE-IDN-006": "a `uid` or `external` identifier is visible ASCII without blanks";
        "Users sign in with their e-mail address; user name or account is kept as metadata.";
        "SecureAuth docs, user entity"
    CE_IDN_010 "CE-IDN-010": "a user has an identifier";
        "Nobody can sign in as this user by name: give the user an e-mail address or user name, or write external identifiers.";
        "SecureAuth docs, user entity"
    CE_PAY_002 "CE-PAY-002": "the payload has `name`, `given_name` and `family_name`";
        "Complete the names in the source, or use a payload schema that does not require them.";
        "SecureAuth docs, identity pools"
    CE_TIM_001 "CE-TIM-001": "a time is in RFC 3339, with its zone";
        "Correct the time in the source; the time of the run is written instead.";
        "SecureAuth API, identity system"
}
