//! What a Cloud Directory record must and should be.

use crate::findings::rules;

rules! {
    CD_001 "CD-001" "E": "the file is an array of user records, or an object whose `users` is that array";
        "Give the file as it was exported; do not cut or join it by hand.";
        "App ID docs, data portability; observed exports"
    // A byte order mark is told, and read over.
    CD_002 "CD-002" "E/I": "the text is UTF-8 JSON without duplicate member names";
        "Correct the text of the record where the finding points.";
        "RFC 8259; RFC 3629"
    CD_003 "CD-003" "W": "`itemsPerPage` and `totalResults` are whole numbers that are not negative, and `itemsPerPage` is the number of users in the page";
        "Check that the page is whole; export it again if it is not.";
        "observed exports"
    CD_004 "CD-004" "W - W": "a file given alone holds all `totalResults` users";
        "Give all pages of the export together.";
        "App ID sample script"
    CD_005 "CD-005" "E - E": "pages given together have one `totalResults`, sum up to it, and none is there twice";
        "Give each page of one export once.";
        "App ID sample script"
    CD_006 "CD-006" "- E -": "an import body `{\"users\": […]}` has at most 50 users";
        "Write pages of 50 users with --page-size 50, or an array for the bulk import.";
        "App ID docs, migrating users"
    CD_007 "CD-007" "I E/W -": "an instance has at most 100,000 users, and more than 16,000 go into the bulk import";
        "Take the bulk import, which wants an array; for more users ask for a higher limit, or divide them among instances.";
        "App ID docs, migrating users; limits"
    CD_008 "CD-008" "- E -": "the bulk import takes an array, the import of a page an object with `users`";
        "Write the form that the call wants: an array for import/all, `{\"users\": […]}` for import.";
        "App ID docs, migrating users"
    CD_010 "CD-010" "E": "each record is an object with an object `scimUser`";
        "Remove what is not a user record, or restore its `scimUser`.";
        "App ID Management API v4"
    CD_011 "CD-011" "W E W": "`displayName`, `emails` and `status` belong inside `scimUser`";
        "Move the members into `scimUser`; beside it App ID ignores them.";
        "App ID docs, import sample"
    // Members around the records are not converted, so they are a warning.
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
    // An address of another source is an error: the record would be written for nothing.
    CD_032 "CD-032" "W E E/W": "an e-mail address has one @, something on both sides, no blanks, and at most 254 bytes";
        "Correct the address.";
        "judgement; RFC 5321"
    CD_033 "CD-033" "E": "the primary e-mail address is unique";
        "The first of them was converted: delete this account, or change its address, before you convert the rejects.";
        "App ID docs"
    CD_034 "CD-034" "W E W": "primary e-mail addresses differ in more than letter case and blanks at their ends";
        "Decide which account keeps the address: many targets compare without regard to case.";
        "judgement"
    CD_035 "CD-035" "W": "a user has each e-mail address once";
        "Remove the repetition.";
        "RFC 7643 section 2.4"
    CD_040 "CD-040" "E E W": "where users sign in by user name (--identity-field userName), each has one";
        "Give the user a user name.";
        "App ID Management API v4"
    CD_041 "CD-041" "I W I": "where users sign in by e-mail address (--identity-field email), a user name is that address";
        "Leave the user name away, or make it the primary e-mail address.";
        "observed clients"
    CD_042 "CD-042" "W": "all users have a user name, or none has";
        "Say by what users sign in: --identity-field userName or --identity-field email.";
        "App ID docs, data portability"
    CD_043 "CD-043" "I W I": "a user name has at least 8 characters and no blank, comma or slash";
        "Try one such user first: App ID asked for this in 2018, and may still.";
        "App ID docs of 2018"
    CD_044 "CD-044" "E/W E E/W": "the user name is unique";
        "The first of them was converted: change this user name, or delete the account.";
        "judgement"
    CD_050 "CD-050" "E E W": "a password hash is base64 of the standard alphabet, with padding";
        "Check that the hash was not cut or edited: it cannot be used like this.";
        "App ID Management API v4; observed exports"
    CD_051 "CD-051" "W W I": "a password hash has 128 bytes";
        "Check that the hash was not cut or edited.";
        "observed exports"
    CD_052 "CD-052" "E E W": "password hash and algorithm are both there or both absent";
        "Check that the record was not edited.";
        "App ID Management API v4"
    CD_053 "CD-053" "W E I": "the algorithm of a password hash is PBKDF2WithHmacSHA512";
        "Check that the record was not edited: App ID knows no other.";
        "observed exports"
    CD_054 "CD-054" "W E W": "a user that is imported has a sealed password hash";
        "The user must reset the password. The import documents the hash as required: try one user first.";
        "App ID Management API v4"
    CD_055 "CD-055" "- - W": "a sealed password hash is of use in the target";
        "Nothing to do: it is sealed with the secret of the export and opens nothing elsewhere. The user sets a new password.";
        "App ID docs, migrating users"
    CD_056 "CD-056" "E": "a record never holds a password in plain text";
        "Remove the password from the record, and treat the file as a leak.";
        "judgement"
    CD_057 "CD-057" "W W I": "no two users have the same password hash";
        "Find out whether one record is a copy of the other, or a password was given to both.";
        "judgement"
    CD_058 "CD-058" "E E I": "`passwordHistory` is an array of objects with `passwordHash` in base64 and `hashAlgorithm` PBKDF2WithHmacSHA512";
        "Restore the history, or leave it away.";
        "observed exports"
    CD_059 "CD-059" "W W I": "a password history has at most 9 entries";
        "Check that the record was not edited: a policy remembers at most 8 passwords.";
        "App ID docs, password policies"
    CD_060 "CD-060" "I I -": "a password history holds the current hash";
        "Nothing to do.";
        "observed exports"
    CD_061 "CD-061" "W E W": "the times of a password are whole numbers of milliseconds, or 0";
        "Multiply seconds by 1000.";
        "observed exports"
    CD_062 "CD-062" "W": "a password expires after it was changed";
        "Find out which time is right.";
        "judgement"
    CD_063 "CD-063" "I": "a password has not expired";
        "Nothing to do: the user sets a new one at the next sign-in.";
        "App ID docs, password policies"
    CD_070 "CD-070" "W E W": "`status` is PENDING or CONFIRMED";
        "Correct the status. The address counts as not verified until then.";
        "App ID Management API v4"
    CD_071 "CD-071" "I I W": "the user has a `status`";
        "Nothing to do: the address counts as not verified, and App ID takes the user for PENDING.";
        "App ID Management API v4"
    // An error in a conversion: nothing could hold what is no boolean, and no account is opened on a guess.
    CD_072 "CD-072" "W W E/W": "`active` is a boolean";
        "State whether the account is active; without it the account is taken to be active.";
        "App ID Management API v4"
    CD_073 "CD-073" "W E W": "`lockedUntil` is a whole number of milliseconds";
        "Multiply seconds by 1000.";
        "App ID Management API v4"
    CD_074 "CD-074" "W/I W/I I": "an account with `lockedUntil` in the future is not `active`, and none is in the past";
        "A lock that ends by itself cannot be carried: the account is written as active, the time is kept as metadata.";
        "App ID docs, password policies"
    CD_075 "CD-075" "W": "a second factor cannot be moved";
        "Plan for these users to enrol again.";
        "observed exports"
    CD_076 "CD-076" "- - I": "the address of a user was verified before the move";
        "Such users cannot ask App ID for a new password, and a target may take them for unverified: confirm them first.";
        "observed clients"
    // An error in a conversion: nothing could hold what is no text.
    CD_080 "CD-080" "W/I W/I E/I": "identifiers, names, hash and algorithm are text, and the formatted name holds given and family name";
        "Put the value in quotes, or remove it. A formatted name that differs is carried as it is.";
        "App ID Management API v4; RFC 7643"
    CD_081 "CD-081" "I": "the user has a display name";
        "Nothing to do: App ID shows the e-mail address instead.";
        "App ID provider of Terraform"
    CD_082 "CD-082" "W": "a telephone number is in E.164, and one of them is `primary`";
        "Write the number as + and digits, with the country code, and mark the one that codes are sent to.";
        "App ID docs, MFA"
    CD_083 "CD-083" "W E W": "at most one value of a multi-valued attribute is `primary`";
        "Mark the one that counts.";
        "RFC 7643 section 2.4"
    // An error in a conversion where an element of a list is no object: nothing could hold it.
    CD_084 "CD-084" "W W E/W": "profile fields have the type and form that SCIM gives them: languages of BCP 47, time zones of IANA, countries of ISO 3166-1, absolute addresses of pictures and profiles";
        "Correct the value; it is carried as it is.";
        "RFC 7643 section 4.1"
    CD_085 "CD-085" "W": "`scimUser` has no `roles`";
        "Put names of roles into `roles` beside `scimUser`: App ID does not read these.";
        "App ID Postman collection"
    // A profile that is missing is taken to be empty.
    CD_090 "CD-090" "E/I": "`profile.attributes` is there, and an object";
        "Restore the attributes of the record. Where they are missing they are taken to be empty.";
        "App ID Management API v4"
    CD_091 "CD-091" "W E/W W": "the attributes of a user take at most 100,000 bytes, or at the most 102,400";
        "Shorten the attributes.";
        "App ID docs, limits"
    CD_092 "CD-092" "I I W": "values of attributes are no arrays and objects";
        "Nothing to do: they are kept. A target with flat attributes takes them as text, or not at all.";
        "App ID docs, profiles"
    CD_093 "CD-093" "W": "numbers in attributes survive double precision";
        "Make it text, if the digits matter: many readers round numbers beyond 2^53 and 15 digits.";
        "RFC 8259 section 6"
    // A role that is there twice is a warning in a conversion: nothing is lost.
    CD_100 "CD-100" "E E E/W": "`roles` is an array of different names that are not empty";
        "Give names only, each once: of objects `{id, name}` the name, of `{value}` the value.";
        "App ID Management API v4"
    CD_101 "CD-101" "W E -": "the users have at most 50 different roles";
        "Merge roles: an instance has no more.";
        "App ID docs, limits"
    // That there are roles at all is no warning: hardly a file has none.
    CD_102 "CD-102" "I W/I I": "roles are there before the import, and differ in more than letter case";
        "Create the roles first, with the very same names; so many are named.";
        "App ID docs, migrating users"
    CD_103 "CD-103" "I E I": "the record has `roles`";
        "Nothing to do: exports made before 2020 have none.";
        "App ID docs, release notes"
    CD_110 "CD-110" "- I I": "the old id of a user is among the attributes";
        "Nothing to do if nobody needs it: the user gets a new id. --id-map and --mapping can keep the old one.";
        "App ID docs, migrating users"
}
