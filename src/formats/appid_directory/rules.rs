//! What a Cloud Directory record must and should be.

use crate::findings::rules;

rules! {
    CD_001 "CD-001" "E": "the file is an array of user records, or an object whose `users` is that array";
        "Give the file as it was exported; do not cut or join it by hand.";
        "App ID docs, data portability; observed exports"
    CD_002 "CD-002" "E": "the text is UTF-8 JSON without duplicate member names";
        "Correct the text of the record where the finding points.";
        "RFC 8259; RFC 3629"
    CD_003 "CD-003" "W": "`itemsPerPage` and `totalResults` are numbers, and `itemsPerPage` is the number of users in the page";
        "Check that the page is whole; export it again if it is not.";
        "observed exports"
    CD_004 "CD-004" "W - W": "a file given alone holds all `totalResults` users";
        "Give all pages of the export together.";
        "App ID sample script"
    CD_005 "CD-005" "E - E": "pages given together have one `totalResults`, sum up to it, and none is there twice";
        "Give each page of one export once.";
        "App ID sample script"
    CD_010 "CD-010" "E": "each record is an object with an object `scimUser`";
        "Remove what is not a user record, or restore its `scimUser`.";
        "App ID Management API v4"
    CD_011 "CD-011" "W E W": "`displayName`, `emails` and `status` belong inside `scimUser`";
        "Move the members into `scimUser`; beside it App ID ignores them.";
        "App ID docs, import sample"
    CD_012 "CD-012" "W/I W W/I": "members are known";
        "Those of a record are kept. Those around the records are not converted: look at them.";
        "judgement"
    CD_013 "CD-013" "W": "an export has no `id`, `meta` or `schemas` in `scimUser`";
        "The file looks like answers of the user-read call. Prefer an export: it also holds attributes and roles.";
        "App ID Management API v4"
    CD_020 "CD-020" "E": "`originalId` and `orignalId` do not contradict each other";
        "Keep the one that is right.";
        "App ID docs, data portability; observed exports"
    CD_021 "CD-021" "I E I": "the id is spelled `originalId`";
        "Nothing to do: both spellings are read.";
        "observed exports"
    CD_022 "CD-022" "W": "the record has its original id";
        "Without it the ids of the target are derived from user name or e-mail; keep those unchanged between runs.";
        "App ID Management API v4, import reply"
    CD_023 "CD-023" "W": "the original id is a UUID";
        "Check that the id was not edited.";
        "App ID docs"
    CD_024 "CD-024" "E": "the original id is unique";
        "The first of them was converted: delete this one, or give it its own id, before you convert the rejects.";
        "judgement"
    CD_030 "CD-030" "E": "`emails` is an array that is not empty, each with a text `value`";
        "Give the user an e-mail address, or remove the user.";
        "App ID Management API v4"
    CD_031 "CD-031" "E/W E E/W": "exactly one e-mail address is `primary`";
        "Mark the one that counts.";
        "App ID docs; RFC 7643 section 2.4"
    CD_032 "CD-032" "E/W E E/W": "an e-mail address has one @, something on both sides, no blanks, and at most 254 bytes";
        "Correct the address.";
        "judgement; RFC 5321"
    CD_033 "CD-033" "E": "the primary e-mail address is unique";
        "The first of them was converted: delete this account, or change its address, before you convert the rejects.";
        "App ID docs"
    CD_034 "CD-034" "W E W": "primary e-mail addresses differ in more than letter case";
        "Decide which account keeps the address: many targets compare without regard to case.";
        "judgement"
    CD_035 "CD-035" "W": "a user has each e-mail address once";
        "Remove the repetition.";
        "RFC 7643 section 2.4"
    CD_044 "CD-044" "E/W E E/W": "the user name is unique";
        "The first of them was converted: change this user name, or delete the account.";
        "judgement"
    CD_052 "CD-052" "E E W": "password hash and algorithm are both there or both absent";
        "Check that the record was not edited.";
        "App ID Management API v4"
    CD_054 "CD-054" "W E W": "a user that is imported has a sealed password hash";
        "The user must reset the password. The import documents the hash as required: try one user first.";
        "App ID Management API v4"
    CD_056 "CD-056" "E": "a record never holds a password in plain text";
        "Remove the password from the record, and treat the file as a leak.";
        "judgement"
    CD_070 "CD-070" "W E W": "`status` is PENDING or CONFIRMED";
        "Correct the status. The address counts as not verified until then.";
        "App ID Management API v4"
    CD_072 "CD-072" "E/W W E/W": "`active` is a boolean";
        "State whether the account is active; without it the account is taken to be active.";
        "App ID Management API v4"
    CD_074 "CD-074" "W/I W/I I": "an account with `lockedUntil` is not `active`";
        "A lock that ends by itself cannot be carried: the account is written as active, the time is kept as metadata.";
        "App ID docs, password policies"
    CD_075 "CD-075" "W": "a second factor cannot be moved";
        "Plan for these users to enrol again.";
        "observed exports"
    CD_080 "CD-080" "E/W/I W/I E/I": "identifier, user name and the parts of the name are text";
        "Put the value in quotes, or remove it.";
        "App ID Management API v4; RFC 7643"
    CD_082 "CD-082" "W": "a telephone number is in E.164";
        "Write the number as + and digits, with the country code.";
        "App ID docs, MFA"
    CD_083 "CD-083" "W E W": "at most one value of a multi-valued attribute is `primary`";
        "Mark the one that counts.";
        "RFC 7643 section 2.4"
    CD_084 "CD-084" "E/W W E/W": "profile fields have the type that SCIM gives them";
        "Correct the value; it is carried as it is.";
        "RFC 7643 section 4.1"
    CD_090 "CD-090" "E": "`profile.attributes` is an object";
        "Restore the attributes of the record.";
        "App ID Management API v4"
    CD_091 "CD-091" "E/W E E/W": "the attributes of a user take at most 100 KB";
        "Shorten the attributes.";
        "App ID docs, limits"
    CD_100 "CD-100" "E/W E E/W": "`roles` is an array of different names";
        "Give the names of the roles, not objects, each once.";
        "App ID Management API v4"
    CD_103 "CD-103" "I E I": "the record has `roles`";
        "Nothing to do: exports made before 2020 have none.";
        "App ID docs, release notes"
}
