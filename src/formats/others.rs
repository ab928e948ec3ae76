//! Files that are none of the formats and are given in their place all the same.

use crate::json::{Cursor, value_end};

/// What a file seems to be, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Other {
    what: &'static str,
    remedy: &'static str,
}

impl std::fmt::Display for Other {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "this looks like {}; {}", self.what, self.remedy)
    }
}

/// Files told by their first bytes.
const STARTS: &[(&[u8], Other)] = &[
    (
        b"PK\x03\x04",
        Other {
            what: "a ZIP archive or an Excel workbook",
            remedy: "unpack it, or save the sheet as CSV in UTF-8",
        },
    ),
    (
        b"\xD0\xCF\x11\xE0",
        Other { what: "an old Excel workbook", remedy: "save the sheet as CSV in UTF-8" },
    ),
    (b"%PDF", Other { what: "a PDF document", remedy: "give the exported data" }),
    (b"\xFF\xFE", Other { what: "text in UTF-16", remedy: "save it in UTF-8" }),
    (b"\xFE\xFF", Other { what: "text in UTF-16", remedy: "save it in UTF-8" }),
    (
        b"<",
        Other {
            what: "a web page or XML",
            remedy: "it may be the error page of a download: export the data again",
        },
    ),
];

/// JSON documents told by members of their outermost object, all of which must be there.
const MEMBERS: &[(&[&str], Other)] = &[
    (
        &["Resources", "totalResults"],
        Other {
            what: "a SCIM list response (RFC 7644)",
            remedy: "take the export of the product: a list response holds no passwords, and one page of users",
        },
    ),
    (
        &["added", "failed"],
        Other {
            what: "the reply to an App ID import",
            remedy: "give the exported users; this says only which of them failed",
        },
    ),
    (
        &["failReasons"],
        Other {
            what: "the reply to an App ID import",
            remedy: "give the exported users; this says only which of them failed",
        },
    ),
    (
        &["error_code", "status_code"],
        Other { what: "an error message of Cloudentity", remedy: "export the data again" },
    ),
    (
        &["error", "error_description"],
        Other { what: "an error message of a token endpoint", remedy: "export the data again" },
    ),
    (
        &["errorCode", "message"],
        Other { what: "an error message of a service", remedy: "export the data again" },
    ),
    (
        &["realm", "users"],
        Other { what: "a Keycloak realm export", remedy: "idport does not read it" },
    ),
    (
        &["run_key", "parts"],
        Other { what: "a manifest of idport", remedy: "give the files that it lists" },
    ),
    (
        &["outcomes", "losses"],
        Other { what: "a report of idport", remedy: "give the exported users" },
    ),
];

/// What a file that starts like this seems to be, if it is none of the formats.
pub fn recognise(head: &[u8]) -> Option<&'static Other> {
    let is_start = |(start, _): &&(&[u8], Other)| head.starts_with(start);
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if let Some((_, other)) = STARTS.iter().find(is_start) {
        return Some(other);
    }
    if text.starts_with(b"<") {
        return STARTS.last().map(|(_, other)| other);
    }
    let names = outermost_names(text);
    let has = |name: &&str| names.iter().any(|own| own == name.as_bytes());
    MEMBERS.iter().find(|(members, _)| members.iter().all(has)).map(|(_, other)| other)
}

/// The names of the members of an object, as far as the bytes reach.
fn outermost_names(text: &[u8]) -> Vec<Vec<u8>> {
    let mut names = Vec::new();
    let mut cursor = Cursor::new(text, 0);
    if cursor.expect(b'{', "an object").is_err() {
        return names;
    }
    loop {
        cursor.skip_space();
        let Ok(name) = cursor.text() else { return names };
        names.push(name.decode().into_owned());
        cursor.skip_space();
        if cursor.expect(b':', "a colon").is_err() {
            return names;
        }
        cursor.skip_space();
        let Some(end) = value_end(text, cursor.at()) else { return names };
        cursor = Cursor::new(text, end);
        cursor.skip_space();
        if cursor.expect(b',', "a comma").is_err() {
            return names;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_files_are_named() {
        for (head, what) in [
            (r#"{"schemas":["urn:x"],"totalResults":2,"Resources":[{"userName":"#, "SCIM"),
            (r#"{"added":49,"failed":1,"failReasons":[{"originalId":"x""#, "reply"),
            ("\u{feff}\n<!DOCTYPE html>", "web page"),
            ("PK\u{3}\u{4}xl", "Excel"),
            (r#"{"id":"r","realm":"r","users":["#, "Keycloak"),
            (r#"{"error":"x","error_code":"y","status_code":4}"#, "Cloudentity"),
        ] {
            let other = recognise(head.as_bytes()).unwrap_or_else(|| panic!("{head}"));
            assert!(other.to_string().contains(what), "{other}");
        }
    }

    #[test]
    fn exports_are_not_taken_for_something_else() {
        for head in [
            "",
            "[",
            r#"[{"added":1,"failed":2}]"#,
            r#"{"totalResults":2,"users":[{"Resources":[]}]}"#,
            r#"{"users":[{"error":1,"error_description":2"#,
            "User Name,Last Name\r\n",
        ] {
            assert_eq!(recognise(head.as_bytes()), None, "{head}");
        }
    }
}
