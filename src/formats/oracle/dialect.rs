//! Files that are taken for Oracle's and are none: what they are, and what to do.
//!
//! Other CSV files of Oracle's are named in its manuals (*Migrate users*, *Sample files*).

use super::headings::Kind;

/// What a file is that does not begin like a table.
pub(super) fn not_csv(head: &[u8]) -> Option<&'static str> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match text {
        [b'{' | b'[', ..] => Some(
            "this is JSON, such as a reply of the SCIM interface, and no CSV; run an export job of Oracle, or give --from",
        ),
        [b'<', ..] => Some(
            "this is a web page or XML and no CSV; the download may have failed: log in and export again",
        ),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            Some("this is UTF-16; save it as UTF-8, as Oracle wants it (ORA-F-001)")
        }
        [b'P', b'K', 3, 4, ..] => {
            Some("this is a zip archive or a workbook; unpack it, or save the sheet as CSV")
        }
        _ => None,
    }
}

/// What a file with these headings is, and what to do with it.
pub(super) fn dialect(names: &[String]) -> String {
    let has = |name: &str| names.iter().any(|own| own.trim().eq_ignore_ascii_case(name));
    let text = names.join(",");
    if has("Member") && has("Member Type") {
        return "these are application roles with the headings from before release 17.2.2: rename Display Name to Entitlement Value, Member to Grantee Name, and Member Type to Grantee Type (ORA-A-004)".to_owned();
    }
    if has("ID") && has("NAME") && has("ACTIVE") {
        return "this is the flat file of a connected application (ID, NAME, ACTIVE), not an export of users (ORA-F-027)".to_owned();
    }
    for (delimiter, what) in [(';', "semicolons"), ('\t', "tabs")] {
        let cells: Vec<_> = text.split(delimiter).map(str::to_owned).collect();
        if cells.len() > 1 && Kind::of(&cells).is_some() {
            return format!(
                "its cells are separated by {what}; Oracle takes commas only: save it with commas (ORA-F-008)"
            );
        }
    }
    "its headings are neither those of users (User Name or User ID), nor of groups (User Members), nor of application roles (Grantee Name); the first row must hold the headings".to_owned()
}
