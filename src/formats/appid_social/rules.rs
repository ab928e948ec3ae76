//! What a user profile must and should be.

use crate::findings::rules;

rules! {
    SF_001 "SF-001" "E/W E E/W": "the file is an object whose `users` is the array of profiles";
        "Give the file as it was exported. A bare array is read, but App ID imports the object.";
        "App ID docs, data portability"
    // A byte order mark is told, and read over.
    SF_002 "SF-002" "E/I": "the text is UTF-8 JSON without duplicate member names";
        "Correct the text of the record where the finding points.";
        "RFC 8259; RFC 3629"
    SF_003 "SF-003" "W W -": "`requestOptions` is an object of the numbers `startIndex` and `count`";
        "Check that the file was not edited.";
        "App ID Management API v4"
    SF_004 "SF-004" "- W -": "an import body has at most 50 users, or what --page-size says";
        "Write pages with --page-size 50: how many the call takes is not documented.";
        "judgement, after the import of directory users"
    SF_005 "SF-005" "E": "a profile has no `scimUser`";
        "The file holds Cloud Directory users: give --from appid-directory.";
        "App ID Management API v4"
    SF_006 "SF-006" "W": "`itemsPerPage` and `totalResults` are whole numbers that are not negative, and `itemsPerPage` is the number of users in the page";
        "Check that the page is whole; export it again if it is not.";
        "App ID docs, data portability"
    SF_007 "SF-007" "W - W": "a file given alone holds all `totalResults` users";
        "Give all pages of the export together.";
        "App ID docs, data portability"
    SF_008 "SF-008" "E - E": "pages given together have one `totalResults`, sum up to it, and none is there twice";
        "Give each page of one export once.";
        "judgement"
    SF_009 "SF-009" "W/I": "members are known";
        "Those of a record are kept. Those around the records are not converted: look at them.";
        "judgement"
    SF_010 "SF-010" "E/W": "each record is an object with an `id`, which is a UUID";
        "Restore the id of the profile, or remove what is not a profile.";
        "App ID Management API v4"
    SF_011 "SF-011" "E": "the id is unique";
        "Keep one of the records.";
        "judgement"
    // An error in a conversion where something else stands there: nothing could hold it.
    SF_012 "SF-012" "W E E/W": "`identities` is an array of objects, and `attributes` an object";
        "Restore them. Where they are missing they are taken to be empty.";
        "App ID Management API v4"
    SF_013 "SF-013" "W": "a user who never signed in can be found by `idp` and a hash";
        "Without them App ID cannot match the profile at the first sign-in: register the user anew.";
        "App ID docs, pre-registration"
    SF_014 "SF-014" "I I W": "a profile has one identity";
        "Nothing to do: all of them are read. The name is not taken from any.";
        "App ID docs, pricing"
    SF_015 "SF-015" "E": "a user of this format has an identity at a provider";
        "Give the account at the provider, or write a Cloud Directory file for users who sign in with a password.";
        "App ID docs, data portability"
    SF_016 "SF-016" "E": "a user who is switched off or locked is no profile";
        "Leave the user away, or switch the account on: a profile has no such state, and the user could sign in again.";
        "App ID Management API v4"
    SF_020 "SF-020" "W E W": "the provider of an identity is google, facebook, saml, appid_custom or ibmid";
        "Check the key of the provider.";
        "App ID Management API v4"
    SF_021 "SF-021" "W E W": "no identity is a Cloud Directory one";
        "Move these users with the Cloud Directory export, which holds their passwords.";
        "App ID Management API v4"
    SF_022 "SF-022" "W E W": "no profile is anonymous";
        "Remove the profile: nobody can sign in to it again.";
        "App ID docs, data portability"
    // A whole number is a warning in a conversion: its digits are carried.
    SF_023 "SF-023" "E E E/W": "the identifier at a provider is text";
        "A program has made it a number. Its digits are kept, but check that none were lost: numbers above 2^53 get rounded.";
        "App ID docs, data portability"
    SF_024 "SF-024" "E": "provider and identifier together are unique";
        "Keep one of the records.";
        "App ID docs, instances"
    SF_025 "SF-025" "W": "the identifier at google and facebook is all digits";
        "Check that the identifier was not edited.";
        "App ID docs, data portability"
    SF_026 "SF-026" "I": "an identifier of SAML is an e-mail address or a name without blanks";
        "Check that the identifier was not edited.";
        "App ID docs, pre-registration"
    SF_030 "SF-030" "W E W": "the `id` among the claims is the identifier of the identity";
        "Find out which one is right.";
        "App ID docs, data portability"
    SF_031 "SF-031" "W": "`idpType` is the provider of the identity";
        "Find out which one is right.";
        "App ID docs, user profiles"
    SF_032 "SF-032" "W E W": "claims stand in one place, not in `idpUserInfo` and beside the identifier with different values";
        "Find out which ones are right; both are carried.";
        "App ID docs, data portability"
    SF_033 "SF-033" "W E W": "claims stand in `idpUserInfo`, not in `profile`";
        "The file looks like an answer of the userinfo call. Prefer an export.";
        "App ID docs, profiles"
    SF_034 "SF-034" "I": "an identity has claims";
        "Nothing to do.";
        "App ID docs, tokens"
    SF_040 "SF-040" "W": "the e-mail address of the profile is that of the provider";
        "Nothing to do; the address of the profile counts, and it is not verified.";
        "judgement"
    SF_041 "SF-041" "W/I W/I W": "the profile has an e-mail address, with one @, something on both sides, no blanks, and at most 254 bytes";
        "Correct the address.";
        "judgement; RFC 5321"
    SF_042 "SF-042" "I I W": "an e-mail address belongs to one profile";
        "Nothing to do: who signs in at two providers is two users. Join them after the move, if the target can.";
        "App ID docs, pricing"
    SF_043 "SF-043" "I I W": "the provider has verified the e-mail address";
        "Nothing to do: the address is not marked as verified.";
        "App ID docs, profiles"
    SF_050 "SF-050" "E E W": "`picture` is text";
        "An object belongs inside the identity; at the profile the address of the picture stands alone. It is kept as it is.";
        "App ID Management API v4"
    SF_051 "SF-051" "I": "`picture` is an http or https address";
        "Nothing to do: it is carried as it is.";
        "judgement"
    SF_052 "SF-052" "W": "`name`, `gender`, `locale` and `preferred_username` are text, and `locale` is a language of BCP 47";
        "Correct the value; it is carried as it is.";
        "App ID Management API v4"
    SF_060 "SF-060" "W E W": "`idp` is the provider of the identity";
        "Find out which one is right.";
        "App ID Management API v4"
    SF_061 "SF-061" "W W I": "`idp`, `hashedIdpId` and `hashedEmail` are text";
        "Correct the value; it is carried as it is.";
        "App ID Management API v4"
    SF_062 "SF-062" "- W -": "an e-mail address that is not that of the provider has no `hashedEmail`";
        "Remove the hash if the address was edited: it is that of the old one.";
        "judgement"
    SF_070 "SF-070" "W E/W W": "the attributes of a user take at most 100,000 bytes, or at the most 102,400";
        "Shorten the attributes.";
        "App ID docs, limits"
    // A role that is there twice is a warning in a conversion: nothing is lost.
    SF_071 "SF-071" "E E E/W": "`roles` is an array of different names that are not empty";
        "Give names only, each once: of objects `{id, name}` the name, of `{value}` the value.";
        "App ID Management API v4"
    SF_072 "SF-072" "I": "the record has `roles`";
        "Nothing to do: exports made before 2020 have none.";
        "App ID docs, release notes"
    SF_073 "SF-073" "I I W": "values of attributes are no arrays and objects";
        "Nothing to do: they are kept. A target with flat attributes takes them as text, or not at all.";
        "App ID docs, profiles"
    SF_074 "SF-074" "W": "numbers in attributes survive double precision";
        "Make it text, if the digits matter: many readers round numbers beyond 2^53 and 15 digits.";
        "RFC 8259 section 6"
    SF_075 "SF-075" "W E -": "the users have at most 50 different roles";
        "Merge roles: an instance has no more.";
        "App ID docs, limits"
    // That there are roles at all is no warning: hardly a file has none.
    SF_076 "SF-076" "I W/I I": "roles are there before the import, and differ in more than letter case";
        "Create the roles first, with the very same names; so many are named.";
        "App ID docs, migrating users"
    SF_080 "SF-080" "E": "a profile holds no password and no token";
        "Remove the secret from the record, and treat the file as a leak.";
        "App ID Management API v4"
    SF_081 "SF-081" "- - I": "a profile says when it was created";
        "Nothing to do: the times of the target are those of the move.";
        "App ID Management API v4"
    SF_082 "SF-082" "- - W": "the target signs users in at their providers";
        "Plan for these users to link their account at the provider again when they first sign in.";
        "judgement"
}
