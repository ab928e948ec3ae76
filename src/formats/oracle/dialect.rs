//! Files that are taken for Oracle's and are none: what they are, and what to do.
//!
//! Other CSV files of Oracle's are named in its manuals (*Migrate users*, *Sample files*).

use super::headings::Kind;
use super::rules::*;
use crate::findings::Rule;

/// A file whose rows cannot be read, because its headings do not tell what they are.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// The rule that tells of it, if the file could at all be one of Oracle's.
    pub(super) rule: Option<&'static Rule>,
    /// What the file seems to be, and what to do.
    pub(super) what: String,
}

/// What a file is that does not begin like a table.
pub(super) fn not_csv(head: &[u8]) -> Option<Unreadable> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let (rule, what) = match text {
        [b'{' | b'[', ..] => (
            None,
            "this is JSON, such as a reply of the SCIM interface, and no CSV; run an export job of Oracle, or give --from",
        ),
        [b'<', ..] => (
            None,
            "this is a web page or XML and no CSV; the download may have failed: log in and export again",
        ),
        [b'P', b'K', 3, 4, ..] => {
            (None, "this is a zip archive or a workbook; unpack it, or save the sheet as CSV")
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            (Some(&ORA_F_001), "this is UTF-16; save it as UTF-8, as Oracle wants it (ORA-F-001)")
        }
        _ => return None,
    };
    Some(Unreadable { rule, what: what.to_owned() })
}

/// What a file with these headings is, and what to do with it.
pub(super) fn dialect(names: &[String]) -> Unreadable {
    let has = |name: &str| names.iter().any(|own| own.trim().eq_ignore_ascii_case(name));
    let unreadable = |rule, what: &str| Unreadable { rule: Some(rule), what: what.to_owned() };
    if has("ID") && has("NAME") && has("ACTIVE") {
        let what = "this is the flat file of a connected application (ID, NAME, ACTIVE), not an export of users (ORA-F-027)";
        return unreadable(&ORA_F_027, what);
    }
    let text = names.join(",");
    for (delimiter, what) in [(';', "semicolons"), ('\t', "tabs")] {
        let cells: Vec<_> = text.split(delimiter).map(str::to_owned).collect();
        if cells.len() > 1 && Kind::of(&cells).is_some() {
            let what = format!(
                "its cells are separated by {what}; Oracle takes commas only: save it with commas (ORA-F-008)"
            );
            return unreadable(&ORA_F_008, &what);
        }
    }
    let what = "its headings are neither those of users (User Name or User ID), nor of groups (User Members), nor of application roles (Grantee Name); the first row must hold the headings (ORA-F-020)";
    unreadable(&ORA_F_020, what)
}
