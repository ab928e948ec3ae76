//! What files and rows must and should be, and what Oracle says where they are not.

use crate::findings::rules;

rules! {
    ORA_A_001 "ORA-A-001" "E": "a row has a role, a grantee and the kind of the grantee";
        "Complete the row.";
        "Oracle, import app roles"
    ORA_A_002 "ORA-A-002" "E": "the kind of a grantee is User or Group, in this spelling";
        "Correct the kind; rows with any other are kept aside.";
        "Oracle SDK, grantee"
    ORA_A_003 "ORA-A-003" "W W E": "a grantee is a user or a group";
        "Grant the role by hand: such a row is kept aside and not carried.";
        "Oracle SDK, grantee"
    ORA_A_004 "ORA-A-004" "E E W": "no heading is of the generation before release 17.2.2";
        "Rename Display Name to Entitlement Value, Member to Grantee Name, and Member Type to Grantee Type before an import; here they are read as these.";
        "Oracle, sample files";
        says "Failure Reason: Mandatory CSV Header not found : X."
    ORA_A_010 "ORA-A-010" "E E W": "a row says of which application a role is";
        "Complete the row; without an application the role is carried by its name alone.";
        "Oracle SDK, app"
    ORA_A_011 "ORA-A-011" "W": "all roles of a run are of one application";
        "Import the applications one after the other, each with its name as appDisplayName.";
        "Oracle, exporting and importing"
    ORA_A_012 "ORA-A-012" "E": "a role is of the application that the import job is told";
        "Import the rows of other applications in jobs of their own.";
        "Oracle, importing"
    ORA_A_020 "ORA-A-020" "W": "a role is granted to somebody once";
        "Nothing to do: the repetition is left out.";
        "Oracle SDK, grants"
    ORA_A_021 "ORA-A-021" "W": "a file of application roles has at most 10,000 rows";
        "Split the file, if the import refuses it: Oracle's pages disagree.";
        "Oracle, create and prepare a CSV file"
    ORA_A_022 "ORA-A-022" "I": "a user has a role either directly or by a group";
        "Nothing to do.";
        "judgement"
    ORA_C_001 "ORA-C-001" "E E E/W": "a value of a custom attribute is as long as the domain allows";
        "Correct the value, or leave such values out with --refused-values drop.";
        "Oracle, schema customization"
    ORA_C_002 "ORA-C-002" "E E E/W": "a value of several has nothing of what separates them";
        "Correct the value: an import would take it for two.";
        "Oracle SDK, multiValueDelimiter"
    ORA_C_003 "ORA-C-003" "E": "a custom attribute that the domain demands has a value";
        "Complete the record.";
        "Oracle SDK, schema attributes"
    ORA_C_004 "ORA-C-004" "W/I": "every declared heading or column is of use";
        "Check the spelling: no file has this heading, or no user this attribute.";
        "judgement"
    ORA_F_001 "ORA-F-001" "E": "a file is in UTF-8";
        "Save the file as UTF-8.";
        "Oracle, import users";
        says "Invalid UTF-8…"
    ORA_F_002 "ORA-F-002" "I": "a file has no byte order mark";
        "Nothing to do: it is taken off.";
        "judgement"
    ORA_F_003 "ORA-F-003" "W": "lines end with LF or CRLF";
        "Nothing to do here; an import may not take it.";
        "public samples"
    ORA_F_004 "ORA-F-004" "E": "a file has a row of headings";
        "Export again, or take the file out: nothing is in it.";
        "Oracle, troubleshooting";
        says "Failure Reason: Unable to parse CSV file for upload…"
    ORA_F_005 "ORA-F-005" "E": "a file has rows below its headings";
        "Nothing can be imported from it.";
        "Oracle, troubleshooting";
        says "No data to process for import"
    ORA_F_006 "ORA-F-006" "E": "a row has as many cells as there are headings";
        "Correct the row; Oracle refuses the whole file.";
        "Oracle, troubleshooting";
        says "Failure Reason: Unable to parse CSV file for upload…"
    ORA_F_007 "ORA-F-007" "E": "quotes are closed, and nothing stands behind the closing one";
        "Correct the quotes; Oracle refuses the whole file.";
        "RFC 4180; judgement";
        says "Failure Reason: Unable to parse CSV file for upload…"
    ORA_F_008 "ORA-F-008" "E": "cells are separated by commas";
        "Save the file with commas: its headings are separated by semicolons or tabs.";
        "Oracle, import file specifications"
    ORA_F_010 "ORA-F-010" "E E -": "a file has at most 100,000 rows";
        "Split the file before an import.";
        "Oracle, bulk import and export";
        says "Reading of CSV file unsuccessful : Import CSV records count exceeds records limit"
    ORA_F_011 "ORA-F-011" "E": "a file has at most 52,000,000 bytes, and a row fits into one";
        "Split the file before an import, or shorten the record; --max-file-bytes moves the limit of what is written.";
        "Oracle, import file specifications"
    ORA_F_012 "ORA-F-012" "W W -": "a file has at most 10,000,000 bytes";
        "Split the file, if the import refuses it: Oracle's pages disagree.";
        "Oracle, domain types and rate limiting"
    ORA_F_013 "ORA-F-013" "I": "a file has at most 25,000 users or 10,000 groups";
        "Nothing to do: it is advice of Oracle's.";
        "Oracle, troubleshooting"
    ORA_F_020 "ORA-F-020" "E E W": "no mandatory heading is missing";
        "Add the column before an import.";
        "Oracle, troubleshooting";
        says "Failure Reason: Mandatory CSV Header not found : X."
    ORA_F_021 "ORA-F-021" "E E W": "every heading is one of Oracle's, or declared";
        "Declare it with --custom-heading; an import refuses a file with unknown headings. The column is an attribute that is called as its heading.";
        "Oracle, troubleshooting";
        says "Failure Reason: Invalid CSV headers found…"
    ORA_F_022 "ORA-F-022" "E": "no heading is there twice, nor together with its older spelling";
        "Remove one of the columns; nobody knows which one counts.";
        "judgement"
    ORA_F_023 "ORA-F-023" "I": "no heading is of the generation before";
        "Nothing to do: Oracle takes both.";
        "Oracle SDK, header mappings"
    ORA_F_024 "ORA-F-024" "W": "a heading is spelled as Oracle spells it";
        "Correct letter case and blanks before an import.";
        "judgement"
    ORA_F_025 "ORA-F-025" "E E W": "a file is no report of errors";
        "Remove the columns Type and Error Message before an import.";
        "Oracle, importing";
        says "Failure Reason: Invalid CSV headers found…"
    ORA_F_026 "ORA-F-026" "W E W": "there is no column Primary Email";
        "Remove the column before an import: the manual names it, and no list of headings has it.";
        "judgement";
        says "Failure Reason: Invalid CSV headers found…"
    ORA_F_027 "ORA-F-027" "E E W": "a file is no export of traditional cloud accounts";
        "Nothing to do here: User Login is read as User Name, Email as Work Email.";
        "Oracle, migrate users"
    ORA_F_030 "ORA-F-030" "E": "a yes or no is TRUE or FALSE";
        "Correct the cell.";
        "Oracle, samples"
    ORA_F_031 "ORA-F-031" "I": "TRUE and FALSE are in capitals";
        "Nothing to do.";
        "judgement"
    ORA_F_040 "ORA-F-040" "W": "a value has no blanks at its ends";
        "Nothing to do, if the blanks mean nothing: Oracle takes them off.";
        "Oracle SDK, idcsTrimStringValue"
    ORA_F_041 "ORA-F-041" "W": "a value has no control characters";
        "Correct the value; it is written as it is.";
        "judgement"
    ORA_F_042 "ORA-F-042" "W": "only a street or a formatted address has line breaks";
        "Correct the value; it is written as it is.";
        "Oracle SDK, addresses"
    ORA_F_050 "ORA-F-050" "I": "a cell that begins with one of @ + - = | % is in single quotes";
        "Nothing to do: Oracle takes both.";
        "Oracle, exporting"
    ORA_F_051 "ORA-F-051" "W E E/W": "a value is not in single quotes with one of @ + - = | % behind the first";
        "Correct the value: an import takes such quotes off, so it cannot be written.";
        "Oracle, importing; judgement"
    ORA_F_052 "ORA-F-052" "W": "a value does not begin with a single quote and one of @ + - = | %";
        "Check what the import made of it: the quote may stem from another tool.";
        "judgement"
    ORA_F_053 "ORA-F-053" "W": "a value does not begin with a tab, a line break, NUL, or a full-width = + - @";
        "Do not open the file in a spreadsheet, or correct the value.";
        "OWASP, CSV injection"
    ORA_F_054 "ORA-F-054" "W": "a value is not in typographic quotes";
        "Check whether an office program put them there; Oracle does not take them off.";
        "judgement"
    ORA_G_001 "ORA-G-001" "E": "a group has a name";
        "Complete the row.";
        "Oracle, import groups"
    ORA_G_002 "ORA-G-002" "E E E/W": "the name of a group has at least 5 characters";
        "Rename the role, leave such roles out with --refused-values drop, or write roles of an application with --roles app:NAME.";
        "Oracle, import groups"
    ORA_G_003 "ORA-G-003" "I": "a group has one row";
        "Nothing to do: the members of all its rows are taken together.";
        "judgement"
    ORA_G_004 "ORA-G-004" "W": "the rows of a group agree in description and Requestable";
        "Check the group: the first that is not empty was taken.";
        "judgement"
    ORA_G_005 "ORA-G-005" "W": "names of groups differ in more than letter case";
        "Check the roles: Oracle takes these groups for one, and its members get what both have.";
        "Oracle SDK, groups"
    ORA_G_010 "ORA-G-010" "W": "a row has at most 7 members";
        "Split the row before an import.";
        "Oracle, bulk import and export"
    ORA_G_011 "ORA-G-011" "E": "no member between two semicolons is empty";
        "Take the semicolon away.";
        "Oracle, import status report";
        says "Unable to determine the ID for : User :"
    ORA_G_012 "ORA-G-012" "W": "a user is in a group once";
        "Nothing to do: the repetition is left out.";
        "judgement"
    ORA_G_013 "ORA-G-013" "W": "members are separated by semicolons";
        "Check the row: no member was found but there are commas or bars.";
        "Oracle SDK, members"
    ORA_G_014 "ORA-G-014" "E": "a member has at least 3 characters";
        "Correct the member.";
        "Oracle, import groups"
    ORA_G_020 "ORA-G-020" "I": "a file of groups says which are requestable";
        "Nothing to do: Oracle's pages disagree whether it must.";
        "Oracle, import file specifications"
    ORA_G_021 "ORA-G-021" "W": "a group has no more members than the kind of domain allows";
        "Split the group, or choose another kind of domain.";
        "Oracle, domain types"
    ORA_K_002 "ORA-K-002" "E": "an External Id belongs to one user";
        "Correct it: ids in other products are made of it.";
        "judgement"
    ORA_K_003 "ORA-K-003" "W": "roles of applications differ in their names from each other and from groups";
        "Rename one: targets that know roles or groups by name make one of both, and who has one has the other.";
        "judgement"
    ORA_U_001 "ORA-U-001" "E": "a user has a user name, or a primary e-mail address to serve as one";
        "Complete the record.";
        "Oracle, import users";
        says "Missing required attribute(s)"
    ORA_U_002 "ORA-U-002" "E": "a user name has at least 3 characters";
        "Change the user name.";
        "Oracle, import user accounts"
    ORA_U_003 "ORA-U-003" "W": "a user name is of ASCII letters, digits, blanks and the documented signs";
        "Try such a user on a test domain: the manual names no other characters.";
        "Oracle, create user accounts"
    ORA_U_004 "ORA-U-004" "E": "a user name is unique, whatever its letter case";
        "Change one of the user names. One that is missing is filled with the e-mail address.";
        "Oracle SDK, userName"
    ORA_U_005 "ORA-U-005" "W W E/W": "a user name has no semicolon, which separates the members of a group";
        "Change the user name. Only a user without groups can keep it.";
        "Oracle SDK, members; judgement"
    ORA_U_010 "ORA-U-010" "E": "a user has a last name";
        "Complete the record, or fill the name with --missing-name.";
        "Oracle, import users";
        says "Missing required attribute(s)"
    ORA_U_011 "ORA-U-011" "E/W": "a user has a first name";
        "Complete the record, fill the name with --missing-name, or say with --optional first-names that the domain does without.";
        "Oracle, import users"
    ORA_U_012 "ORA-U-012" "I": "a first or last name is no e-mail address and not the whole display name";
        "Check the name.";
        "judgement"
    ORA_U_020 "ORA-U-020" "E/W": "a user has a work e-mail address";
        "Nothing to do, if the user has another primary one; without any, complete the record, or say with --optional emails that the domain does without.";
        "Oracle, import users and groups; import status report";
        says "Missing required attribute(s): emails.value"
    ORA_U_021 "ORA-U-021" "E E E/W": "an e-mail address has the form of one";
        "Correct the address.";
        "Oracle, typical workflow of bulk loading"
    ORA_U_022 "ORA-U-022" "E": "the type of the primary e-mail address is work, home or other";
        "Correct the type.";
        "Oracle, import users"
    ORA_U_023 "ORA-U-023" "E": "the primary e-mail address is not the one for recovery";
        "Choose work, home or other.";
        "Oracle, import users"
    ORA_U_024 "ORA-U-024" "E": "the primary e-mail address is there";
        "Fill in the address of this type, or choose another type.";
        "import status report";
        says "Missing required attribute(s): emails.value"
    ORA_U_025 "ORA-U-025" "W": "one e-mail address is the primary one";
        "Mark the one that counts; the first was taken.";
        "Oracle, import users"
    ORA_U_026 "ORA-U-026" "W": "what is said to be verified is there";
        "Fill in the address, or take the mark away.";
        "judgement";
        says "Missing required attribute(s): emails.value"
    ORA_U_027 "ORA-U-027" "W": "a work e-mail address belongs to one user";
        "Check the users: a domain can be set to refuse it.";
        "Oracle, import users"
    ORA_U_028 "ORA-U-028" "I": "the e-mail address for recovery is not the primary one";
        "Choose another address for recovery.";
        "judgement"
    ORA_U_029 "ORA-U-029" "W": "there is a column Primary Email Type";
        "Add it before an import.";
        "Oracle, import users"
    ORA_U_030 "ORA-U-030" "E E E/W": "a telephone number is of digits and - . ( ), after a plus sign or not, as in RFC 3966";
        "Correct the number, or leave such numbers out with --refused-values drop.";
        "Oracle, import users; RFC 3966"
    ORA_U_031 "ORA-U-031" "W": "a telephone number has no blanks";
        "Write hyphens instead, or none.";
        "RFC 3966"
    ORA_U_032 "ORA-U-032" "I": "a telephone number begins with a plus sign and the country code";
        "Nothing to do: Oracle's own samples have such numbers.";
        "RFC 3966"
    ORA_U_033 "ORA-U-033" "E/W": "no spreadsheet has rounded a telephone number";
        "Take the number from the source again: digits are lost.";
        "judgement"
    ORA_U_034 "ORA-U-034" "E": "the type of the primary telephone number is a known one whose number is there";
        "Correct the type, or fill in the number.";
        "Oracle SDK, phoneNumbers"
    ORA_U_035 "ORA-U-035" "W": "the primary telephone number is not the one for recovery";
        "Check the user after the import: no manual says whether Oracle takes this.";
        "judgement"
    ORA_U_040 "ORA-U-040" "W": "a country is a code of two letters that ISO 3166-1 assigns";
        "Write the ISO 3166 code: the domain looks countries up.";
        "Oracle SDK, addresses"
    ORA_U_041 "ORA-U-041" "E": "the type of the primary postal address is a known one whose address is there";
        "Correct the type, or fill in the address.";
        "Oracle SDK, addresses"
    ORA_U_050 "ORA-U-050" "E E E/W": "a user type is Contractor, Employee, Intern, Temp, External, Service or Generic";
        "Correct the type (Temporary is Temp), or leave such types out with --refused-values drop.";
        "Oracle SDK, userType"
    ORA_U_051 "ORA-U-051" "W": "a time zone has a name of the IANA database";
        "Write a name such as Europe/Stockholm: the domain looks time zones up.";
        "Oracle SDK, timezone"
    ORA_U_052 "ORA-U-052" "W": "a locale or language looks like a language tag";
        "Write a tag such as en or en-GB: the domain looks them up.";
        "Oracle, custom allowed values"
    ORA_U_053 "ORA-U-053" "W": "a profile URL is absolute";
        "Write the whole address.";
        "Oracle SDK, profileUrl"
    ORA_U_060 "ORA-U-060" "E/W": "a reason for a lock is a number from 0 to 5, its date a time of ISO 8601, and either is there only with a lock";
        "Correct the cell, or set Locked to TRUE.";
        "Oracle SDK, locked"
    ORA_U_061 "ORA-U-061" "W W I": "a file for import has no Created Date";
        "Nothing to do here: the column is not written.";
        "Oracle SDK, meta"
    ORA_U_062 "ORA-U-062" "W W I": "a file for import has no Service User";
        "Ask for the column with --service-user, if the domain knows it.";
        "Oracle SDK, serviceUser"
    ORA_U_070 "ORA-U-070" "W": "no password is in clear text";
        "Keep the file safe, and delete it.";
        "Oracle, bulk import and export"
    ORA_U_071 "ORA-U-071" "E": "the scheme of a password hash is one that Oracle knows";
        "Take the hash away: nobody can sign in with it.";
        "Oracle, bulk import and export"
    ORA_U_072 "ORA-U-072" "E": "a password hash is complete";
        "Take the hash away: nobody can sign in with it.";
        "Oracle, bulk import and export"
    ORA_U_073 "ORA-U-073" "W": "a federated user has no password";
        "Take one of them away.";
        "Oracle, import users"
    ORA_U_080 "ORA-U-080" "I": "a user who is not active is not written to";
        "Set ByPass Notification to TRUE.";
        "Oracle, guidelines for user files"
    ORA_U_081 "ORA-U-081" "I": "there is a column ByPass Notification";
        "Add it before an import, or mails go out.";
        "Oracle, import users"
    ORA_U_090 "ORA-U-090" "W": "nobody is their own manager";
        "Correct the manager.";
        "judgement"
    ORA_U_091 "ORA-U-091" "W": "nobody is above their own manager";
        "Correct one of them.";
        "judgement"
    ORA_X_001 "ORA-X-001" "E/W E/W W": "a member of a group is among the users";
        "Give the file of these users too, or say with --existing users that the domain has more: memberships of users who are not in the files are not carried.";
        "Oracle, import groups";
        says "Unable to determine the ID for : User : X"
    ORA_X_002 "ORA-X-002" "E/W E/W W": "a manager is among the users";
        "Import the managers first, give the file that has them too, or say with --existing users that the domain has more.";
        "Oracle, users";
        says "Unable to determine ID for : [X]"
    ORA_X_003 "ORA-X-003" "E/W E/W W": "a user with an application role is among the users";
        "Give the file of these users too, or say with --existing users that the domain has more: roles of users who are not in the files are not carried.";
        "Oracle, import app roles"
    ORA_X_004 "ORA-X-004" "E/W E/W W": "a group with an application role is among the groups";
        "Give the file of groups too, or say with --existing groups that the domain has more.";
        "Oracle, import app roles"
    ORA_X_005 "ORA-X-005" "I": "a member is spelled as the user name is";
        "Nothing to do: letter case does not count.";
        "Oracle SDK, userName"
    ORA_X_006 "ORA-X-006" "I": "a user is in a group";
        "Nothing to do.";
        "judgement"
    ORA_X_007 "ORA-X-007" "W": "a user is in no more groups than the kind of domain allows";
        "Take the user out of some, or choose another kind of domain.";
        "Oracle, domain types"
    ORA_X_008 "ORA-X-008" "I": "the files need no more jobs than the kind of domain allows in a day";
        "Spread the imports over several days.";
        "Oracle, rate limiting"
}
