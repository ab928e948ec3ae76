//! What a row must and should be, so far as a writer can see it. The ids are those of the rules for
//! whole files.

use crate::findings::Rule;

macro_rules! rules {
    ($($name:ident $id:literal: $title:literal; $remedy:literal; $source:literal)*) => {
        $(pub(super) static $name: Rule = Rule { id: $id, title: $title, remedy: $remedy, source: $source };)*

        /// All rules of this format, in the order of their ids.
        pub(super) static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    ORA_F_011 "ORA-F-011": "a row fits into a file";
        "Shorten the record, or allow larger files with --max-file-bytes.";
        "Oracle, import file specifications"
    ORA_F_040 "ORA-F-040": "a value has no blanks at its ends";
        "Nothing to do, if the blanks mean nothing: Oracle takes them off.";
        "Oracle SDK, idcsTrimStringValue"
    ORA_F_041 "ORA-F-041": "a value has no control characters";
        "Correct the value; it is written as it is.";
        "judgement"
    ORA_F_042 "ORA-F-042": "only a street or a formatted address has line breaks";
        "Correct the value; it is written as it is.";
        "Oracle SDK, addresses"
    ORA_F_051 "ORA-F-051": "a value is not in single quotes with one of @ + - = | % behind the first";
        "Correct the value: an import takes such quotes off, so it cannot be written.";
        "Oracle, importing; judgement"
    ORA_F_052 "ORA-F-052": "a value does not begin with a single quote and one of @ + - = | %";
        "Check what the import made of it: the quote may stem from another tool.";
        "judgement"
    ORA_F_053 "ORA-F-053": "a value does not begin with a tab, a line break, NUL, or a full-width = + - @";
        "Do not open the file in a spreadsheet, or correct the value.";
        "OWASP, CSV injection"
    ORA_F_054 "ORA-F-054": "a value is not in typographic quotes";
        "Check whether an office program put them there; Oracle does not take them off.";
        "judgement"
    ORA_G_002 "ORA-G-002": "the name of a group has at least 5 characters";
        "Rename the role, leave such roles out with --refused-values drop, or write roles of an application with --roles app:NAME.";
        "Oracle, import groups"
    ORA_G_005 "ORA-G-005": "names of groups differ in more than letter case";
        "Check the roles: Oracle takes these groups for one, and its members get what both have.";
        "Oracle SDK, groups"
    ORA_G_012 "ORA-G-012": "a user is in a group once";
        "Nothing to do: the repetition is left out.";
        "judgement"
    ORA_K_001 "ORA-K-001": "every member of a source record has a column";
        "Nothing can hold it: enter the value in Oracle by hand if it is needed.";
        "judgement"
    ORA_U_001 "ORA-U-001": "a user has a user name, or a primary e-mail address to serve as one";
        "Complete the record.";
        "Oracle, import users"
    ORA_U_002 "ORA-U-002": "a user name has at least 3 characters";
        "Change the user name.";
        "Oracle, import user accounts"
    ORA_U_003 "ORA-U-003": "a user name is of ASCII letters, digits, blanks and the documented signs";
        "Try such a user on a test domain: the manual names no other characters.";
        "Oracle, create user accounts"
    ORA_U_004 "ORA-U-004": "a user name is unique, whatever its letter case";
        "Change one of the user names. One that is missing is filled with the e-mail address.";
        "Oracle SDK, userName"
    ORA_U_005 "ORA-U-005": "a user name has no semicolon, which separates the members of a group";
        "Change the user name. Only a user without groups can keep it.";
        "Oracle SDK, members; judgement"
    ORA_U_010 "ORA-U-010": "a user has a last name";
        "Complete the record, or fill the name with --missing-name.";
        "Oracle, import users"
    ORA_U_011 "ORA-U-011": "a user has a first name";
        "Complete the record, or fill the name with --missing-name.";
        "Oracle, import users"
    ORA_U_020 "ORA-U-020": "a user has a work e-mail address";
        "Nothing to do, if the user has another primary one; without any, complete the record.";
        "Oracle, import users and groups; import status report"
    ORA_U_021 "ORA-U-021": "an e-mail address has the form of one";
        "Correct the address.";
        "Oracle, typical workflow of bulk loading"
    ORA_U_025 "ORA-U-025": "one e-mail address is the primary one";
        "Mark the one that counts; the first was taken.";
        "Oracle, import users"
    ORA_U_030 "ORA-U-030": "a telephone number is of digits and - . ( ), after a plus sign or not, as in RFC 3966";
        "Correct the number, or leave such numbers out with --refused-values drop.";
        "Oracle, import users; RFC 3966"
    ORA_U_031 "ORA-U-031": "a telephone number has no blanks";
        "Write hyphens instead, or none.";
        "RFC 3966"
    ORA_U_032 "ORA-U-032": "a telephone number begins with a plus sign and the country code";
        "Nothing to do: Oracle's own samples have such numbers.";
        "RFC 3966"
    ORA_U_035 "ORA-U-035": "the primary telephone number is not the one for recovery";
        "Check the user after the import: no manual says whether Oracle takes this.";
        "judgement"
    ORA_U_040 "ORA-U-040": "a country is a code of two letters";
        "Write the ISO 3166 code: the domain looks countries up.";
        "Oracle SDK, addresses"
    ORA_U_050 "ORA-U-050": "a user type is Contractor, Employee, Intern, Temp, External, Service or Generic";
        "Correct the type, or leave such types out with --refused-values drop.";
        "Oracle SDK, userType"
    ORA_U_052 "ORA-U-052": "a locale or language looks like a language tag";
        "Write a tag such as en or en-GB: the domain looks them up.";
        "Oracle, custom allowed values"
    ORA_U_053 "ORA-U-053": "a profile URL is absolute";
        "Write the whole address.";
        "Oracle SDK, profileUrl"
}
