//! What a payload must and should be.

use crate::findings::rules;

rules! {
    CE_ADR_001 "CE-ADR-001" "E E W": "a verified address belongs to one user of a pool";
        "Correct one of the users: the address was verified for one person only.";
        "SecureAuth API, identity system"
    CE_ADR_002 "CE-ADR-002" "W": "no unverified address is the verified one of another user";
        "Remove the address from one of the users; it cannot be verified twice.";
        "SecureAuth API, identity system"
    CE_ADR_003 "CE-ADR-003" "E": "a user has each address once";
        "Remove the repeated row.";
        "SecureAuth API, identity system"
    CE_ADR_004 "CE-ADR-004" "E E E/W": "an address has the form of its type: e-mail, or E.164";
        "Correct the number in the source; from other formats it is kept as metadata and is no address of the user.";
        "SecureAuth docs, user entity"
    CE_ADR_005 "CE-ADR-005" "E/W": "`address_lc` is there, and is the address in lower case";
        "Write the address in lower case there.";
        "SecureAuth API, identity system"
    CE_ADR_006 "CE-ADR-006" "W": "an address that is not verified has no `verified_at`";
        "Say whether the address was verified.";
        "SecureAuth API, identity system"
    CE_ADR_007 "CE-ADR-007" "I": "a verified address says when it was verified";
        "Nothing has to be done; the vendor's sample does not say it either.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_ADR_008 "CE-ADR-008" "I": "an e-mail address has no preferred contact method";
        "Leave `preferred_contact_method` away; it is about telephone numbers.";
        "SecureAuth API, identity system"
    CE_ADR_009 "CE-ADR-009" "W": "an e-mail or mobile identifier is an address too";
        "Add the address, or codes to reset a password have nowhere to go.";
        "SecureAuth API, identity system"
    CE_ADR_010 "CE-ADR-010" "I": "an address is an identifier too";
        "Nothing has to be done; the user cannot sign in with the address.";
        "SecureAuth API, identity system"
    CE_ADR_011 "CE-ADR-011" "- - W": "a verified address was verified by the source";
        "Be sure of the addresses that `--assert-verified` vouches for: codes to reset passwords go there.";
        "judgement"
    CE_CRD_001 "CE-CRD-001" "E": "a user has one password";
        "Remove all password credentials but one.";
        "SecureAuth API, identity system"
    CE_CRD_002 "CE-CRD-002" "E": "a credential has a type and a payload, that of a password a hash";
        "Complete the credential, or remove it.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_CRD_003 "CE-CRD-003" "E": "a hash has one object of parameters, named like its method";
        "Correct the `config` of the hash.";
        "SecureAuth API, identity system"
    CE_CRD_004 "CE-CRD-004" "E": "the method of a hash is sha, md5, pbkdf2, bcrypt or argon2";
        "Remove the credential; the user must reset the password.";
        "SecureAuth API, identity system"
    CE_CRD_005 "CE-CRD-005" "E/W": "the value of a hash is standard base64 with padding";
        "Spell the value in standard base64.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_CRD_006 "CE-CRD-006" "E/W": "a hash is as long as its function makes it";
        "Correct function or value, or remove the credential.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_CRD_007 "CE-CRD-007" "E/W": "`salt_length` is the length of the salt in bytes";
        "Correct the length.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_CRD_008 "CE-CRD-008" "W": "a salt is literal text";
        "Check the salt: it is used as it stands, and not decoded from base64.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_CRD_009 "CE-CRD-009" "E": "a hash is as long as its `key_length` says, and was iterated";
        "Correct the parameters, or remove the credential.";
        "SecureAuth API, identity system"
    CE_CRD_010 "CE-CRD-010" "E/W": "a bcrypt hash is in modular crypt format, and its cost is that of the parameters";
        "Correct the value or `cost`.";
        "SecureAuth API, identity system"
    CE_CRD_011 "CE-CRD-011" "W": "a hash is hard to guess from";
        "Let the user set a new password soon: the method is weak.";
        "OWASP, password storage"
    CE_CRD_012 "CE-CRD-012" "W W -": "no two users have the same salt or hash";
        "Make the hashes again, each with a salt of its own, or let the users set new passwords.";
        "OWASP, password storage"
    CE_CRD_013 "CE-CRD-013" "I": "a password has not expired";
        "Nothing has to be done; the user resets the password.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_CRD_014 "CE-CRD-014" "W": "`expires_at` is a time that means one thing";
        "Leave `expires_at` away, or write 1900-01-01T00:00:00Z for never.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_CRD_015 "CE-CRD-015" "W": "a user who must reset the password has a verified address";
        "Verify an address, or help the user by hand.";
        "SecureAuth API, identity system"
    CE_CRD_016 "CE-CRD-016" "W": "a valid password has not expired";
        "Correct `state` or `expires_at`.";
        "SecureAuth API, identity system"
    CE_CRD_017 "CE-CRD-017" "W": "a credential is a password";
        "Nothing can be checked of other credentials; try one on a test tenant.";
        "SecureAuth API, identity system"
    CE_CRD_018 "CE-CRD-018" "E": "a credential holds no password in clear text";
        "Remove the password and treat the file as leaked.";
        "SecureAuth API, identity system"
    CE_CRD_019 "CE-CRD-019" "W W -": "an active user of a pool that asks for passwords has a credential";
        "Give the user a credential, or help with setting a password.";
        "judgement"
    CE_CRD_020 "CE-CRD-020" "W": "the function of a hash is a known one";
        "Check the spelling, such as SHA-256.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_CRD_021 "CE-CRD-021" "I I -": "a hash has the method of the pool";
        "Nothing has to be done; passwords that are set later get the method of the pool.";
        "SecureAuth API, identity system"
    CE_ID_001 "CE-ID-001" "E E E/W": "an id stands once in its list";
        "Remove the repeated row; a user that is there twice keeps its first row.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_ID_002 "CE-ID-002" "W": "an id is a UUID of version 4 in lower case";
        "Nothing has to be done when the ids are those of the tenant.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_ID_003 "CE-ID-003" "W": "no id is used in two lists";
        "Give each row an id of its own: users, credentials, identifiers and addresses have separate ones.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_ID_004 "CE-ID-004" "E": "an id stands in one file";
        "Import one of the files only, or give the row another id.";
        "judgement"
    CE_IDN_001 "CE-IDN-001" "E E E/W": "an identifier belongs to one user, whatever its type";
        "Merge the accounts, or change what another user signs in with too: user name, e-mail address or telephone number.";
        "SecureAuth docs, user entity"
    CE_IDN_002 "CE-IDN-002" "E/W E/W W": "identifiers of users differ in more than letter case";
        "Make sure that the pool tells identifiers apart by their letter case.";
        "SecureAuth API, identity system"
    CE_IDN_003 "CE-IDN-003" "E/W": "a user has each identifier once";
        "Remove the repeated row.";
        "SecureAuth docs, user entity"
    CE_IDN_004 "CE-IDN-004" "E": "an `email` identifier is an e-mail address";
        "Correct the address, or remove the user.";
        "SecureAuth docs, user entity; RFC 5321"
    CE_IDN_005 "CE-IDN-005" "E": "a `mobile` identifier is a telephone number in E.164";
        "Correct the number, such as +12025550147.";
        "SecureAuth docs, user entity"
    CE_IDN_006 "CE-IDN-006" "E/W": "a `uid` or `external` identifier is visible ASCII without blanks";
        "Correct the identifier; from other formats users sign in with their e-mail address, and user name or account is kept as metadata.";
        "SecureAuth docs, user entity"
    CE_IDN_007 "CE-IDN-007" "E/W": "an identifier has its copy in lower case";
        "Write the identifier in lower case in `identifier_lc`.";
        "SecureAuth API, identity system"
    CE_IDN_008 "CE-IDN-008" "E E W": "`identifier_lc` is the identifier in lower case";
        "Correct the copy.";
        "SecureAuth API, identity system"
    CE_IDN_009 "CE-IDN-009" "E": "an identifier has no blanks at its ends";
        "Take the blanks away: users do not type them.";
        "judgement"
    CE_IDN_010 "CE-IDN-010" "W": "a user has an identifier";
        "Nobody can sign in as this user by name: give the user an e-mail address or user name, or write external identifiers.";
        "SecureAuth docs, user entity"
    CE_IDN_011 "CE-IDN-011" "W": "a `federated` identifier is made by the tenant";
        "It cannot be checked here; it means something to its own tenant only.";
        "SecureAuth docs, automated user provisioning"
    CE_IDN_012 "CE-IDN-012" "I": "a `uid` identifier is no e-mail address and no telephone number";
        "Nothing has to be done; codes are sent to identifiers of type `email` and `mobile` only.";
        "judgement"
    CE_IDN_013 "CE-IDN-013" "W": "no identifier is the verified address of another user";
        "Merge the accounts, or give one of them another identifier: the pool takes it for taken.";
        "SecureAuth API, identity system"
    CE_IDN_014 "CE-IDN-014" "W": "an e-mail address that users sign in with is in ASCII";
        "Try the address on a test tenant, or spell its domain in A-labels, such as xn--bcher-kva.example.";
        "judgement"
    CE_K_001 "CE-K-001" "W": "groups differ in their names";
        "Rename one of them: targets that know groups by name make one of both, and their members get what both have.";
        "judgement"
    CE_PAY_001 "CE-PAY-001" "E": "a payload is valid against its schema";
        "Correct the value at this place, or the schema; the keyword says what is wrong.";
        "SecureAuth API, identity system; schemas of identity pools"
    CE_PAY_002 "CE-PAY-002" "W": "the payload has `name`, `given_name` and `family_name`";
        "Complete the names in the source, or use a payload schema that does not require them.";
        "SecureAuth docs, identity pools"
    CE_PAY_003 "CE-PAY-003" "W W -": "a payload of the built-in schema has no other members";
        "Use a payload schema of your own, or keep the members as metadata.";
        "SecureAuth sample schemas"
    CE_PAY_004 "CE-PAY-004" "E": "metadata are valid against their schema";
        "Correct the value at this place, or the schema; the keyword says what is wrong.";
        "SecureAuth API, schemas of identity pools"
    CE_PAY_005 "CE-PAY-005" "E E W": "a schema uses supported keywords only";
        "Write the schema with the keywords of the API.";
        "SecureAuth API, identity system"
    CE_PAY_006 "CE-PAY-006" "W": "a payload and the id of its schema come together";
        "Add what is missing.";
        "SecureAuth API, identity system"
    CE_PAY_007 "CE-PAY-007" "W": "numbers are exact in double precision";
        "Write the number as text; many readers round whole numbers beyond 2^53.";
        "RFC 8259"
    CE_REF_001 "CE-REF-001" "E": "a row names a user that is there";
        "Give the file of users too, or remove the row; it is kept in the rejects.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_REF_002 "CE-REF-002" "E E W": "all rows name the same tenant";
        "Nothing has to be done when payloads are written: all rows get the tenant that is given.";
        "SecureAuth API, identity system"
    CE_REF_003 "CE-REF-003" "E E W": "a row names the pool of its user";
        "Nothing has to be done when payloads are written: all rows get the pool that is given.";
        "SecureAuth API, identity system"
    CE_REF_004 "CE-REF-004" "W W -": "the users of a file are of one pool, the one that is given";
        "Make a payload for each pool, and give its id with `--user-pool-id` or none.";
        "judgement"
    CE_REF_005 "CE-REF-005" "W": "the id of a pool has letters, digits, dots, dashes and underscores only";
        "Check the id of the pool.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_REF_006 "CE-REF-006" "W": "a schema is given, or is a system schema";
        "Make sure that the tenant has the schema.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_REF_007 "CE-REF-007" "W": "a membership names a group that is there";
        "Make sure that the tenant has the group.";
        "SecureAuth API, identity system"
    CE_REF_008 "CE-REF-008" "E E W": "a user is a member of a group once";
        "Remove the repeated row.";
        "SecureAuth API, identity system"
    CE_REF_009 "CE-REF-009" "E E W": "all rows of a user are in one file";
        "Nothing has to be done when payloads are written: they are put together.";
        "SecureAuth API, identity system"
    CE_REF_010 "CE-REF-010" "W W -": "a user has the schemas of the pool";
        "Check which schema the tenant is to hold the user to.";
        "SecureAuth API, identity system"
    CE_REF_011 "CE-REF-011" "W": "the address of a one-time code is there";
        "Leave the codes away; they are of use for minutes.";
        "SecureAuth API, identity system"
    CE_SEC_001 "CE-SEC-001" "I": "a file holds no secrets";
        "Treat the files as secret: they hold hashes of passwords.";
        "SecureAuth API, identity system"
    CE_SEC_002 "CE-SEC-002" "W": "identifiers and names have no characters that are invisible or turn their direction";
        "Remove the characters: such texts look like those of others.";
        "Unicode TR 36"
    CE_STR_001 "CE-STR-001" "E/W": "a row is JSON in UTF-8, without a member name twice and without byte order mark";
        "Repair the row, or export again.";
        "RFC 8259"
    CE_STR_002 "CE-STR-002" "E/W": "a file holds payloads: objects whose known members are lists of objects";
        "Check that the file is complete and a payload of Identity Pools.";
        "SecureAuth API, identity system"
    CE_STR_003 "CE-STR-003" "W": "there are users";
        "Give the files that hold the users.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_STR_004 "CE-STR-004" "E E E/W": "a row has the members that it must have, of the right type";
        "Complete or correct the row.";
        "SecureAuth API, identity system"
    CE_STR_005 "CE-STR-005" "E E E/W": "users, credentials, identifiers and addresses have ids";
        "Give each row an id, a UUID of version 4: it makes it safe to import again.";
        "SecureAuth docs, migrate users to Identity Pools"
    CE_STR_006 "CE-STR-006" "E E W": "a member is not null";
        "Leave the member away; null says nothing.";
        "SecureAuth API, identity system"
    CE_STR_007 "CE-STR-007" "E E E/W": "a type, status or state is one of the documented words";
        "Correct the word; letter case counts.";
        "SecureAuth API, identity system"
    CE_STR_008 "CE-STR-008" "W": "a row has documented members only";
        "Check what the member is for; other formats have no place for it.";
        "SecureAuth API, identity system"
    CE_STR_009 "CE-STR-009" "W": "a payload of 2022 has members of 2022 only";
        "Hold the payload to the API of 2025.";
        "SecureAuth API, identity system"
    CE_STR_010 "CE-STR-010" "W": "a payload for a migration holds no one-time codes";
        "Leave the codes away; they are of use for minutes.";
        "SecureAuth API, identity system"
    CE_STR_011 "CE-STR-011" "W": "a payload for a migration holds no pools and schemas";
        "Check `configuration.json` before it is imported: it changes the settings of the tenant.";
        "SecureAuth API, identity system"
    CE_STR_012 "CE-STR-012" "W": "no schema of the system is imported";
        "Leave the schema away; those of the system cannot be changed.";
        "SecureAuth API, identity system"
    CE_STR_013 "CE-STR-013" "W": "a user has no `user_type`";
        "Leave the member away; its values are not documented.";
        "SecureAuth API, identity system"
    CE_TIM_001 "CE-TIM-001" "E E E/W": "a time is in RFC 3339, with its zone";
        "Correct the time in the source; from other formats the time of the run is written instead.";
        "SecureAuth API, identity system"
    CE_TIM_002 "CE-TIM-002" "E E W": "a row says when it was created and updated";
        "Add `created_at` and `updated_at`.";
        "SecureAuth API, identity system"
    CE_TIM_003 "CE-TIM-003" "W": "a row was not updated before it was created";
        "Correct the times.";
        "SecureAuth API, identity system"
    CE_TIM_004 "CE-TIM-004" "W W -": "nothing was created after the time of the run";
        "Correct the time, or give the time of the run with `--now`.";
        "judgement"
    CE_USR_001 "CE-USR-001" "W": "a user who still has to be activated has no password";
        "Nobody can sign in as this user before activation.";
        "SecureAuth docs, user entity"
    CE_USR_002 "CE-USR-002" "W": "a user is not deleted";
        "Leave the user away, or the identifiers stay taken.";
        "SecureAuth API, identity system"
    CE_USR_003 "CE-USR-003" "I": "a status did not change after the user did";
        "Nothing has to be done; `updated_at` is mostly the later one.";
        "judgement"
    CE_VOL_001 "CE-VOL-001" "E E -": "a payload has at most 100 users";
        "Convert the file to payloads of 100 users each: `--to cloudentity`.";
        "SecureAuth docs, migrating users to Identity Pools"
    CE_VOL_002 "CE-VOL-002" "W W -": "a file is short enough for a request";
        "Convert with a smaller `--batch-size`.";
        "judgement"
}
