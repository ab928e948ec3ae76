//! Rows read back, and compared with the source record as `serde_json` reads it. Nothing here knows
//! the code that writes them.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

/// The values of a row, by heading.
pub(crate) type Row = HashMap<String, String>;

/// The value that Oracle's import makes of a cell.
fn unquoted(cell: &str) -> String {
    let signs = ['@', '+', '-', '=', '|', '%'];
    let inner = cell.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.filter(|inner| inner.starts_with(signs)).unwrap_or(cell).to_owned()
}

/// Headings and rows of a file; every row has as many cells as there are headings.
pub(crate) fn table(bytes: &[u8]) -> (Vec<String>, Vec<Row>) {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(!text.starts_with('\u{feff}') && text.ends_with("\r\n"));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let headings: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        assert_eq!(row.len(), headings.len());
        headings.iter().cloned().zip(row.iter().map(unquoted)).collect()
    });
    (headings.clone(), rows.collect())
}

pub(crate) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn list<'v>(
    value: &'v Value,
    pointer: &str,
) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn primary_email(user: &Value) -> &str {
    let mut emails: Vec<_> = list(user, "/scimUser/emails").collect();
    emails.sort_by_key(|email| email["primary"] != true);
    emails.first().map(|email| text(email, "/value")).unwrap_or_default()
}

pub(crate) fn user_name(user: &Value) -> &str {
    match text(user, "/scimUser/userName") {
        name if name.trim().is_empty() => primary_email(user),
        name => name,
    }
}

/// Compares a row with its user.
pub(crate) fn check_user(row: &Row, user: &Value) {
    for (heading, pointer) in [
        ("Display Name", "displayName"),
        ("Nick Name", "nickName"),
        ("Title", "title"),
        ("Profile Url", "profileUrl"),
        ("Locale", "locale"),
        ("Preferred Language", "preferredLanguage"),
        ("Time Zone", "timezone"),
        ("Formatted Name", "name/formatted"),
        ("Honorific Prefix", "name/honorificPrefix"),
        ("Middle Name", "name/middleName"),
        ("Honorific Suffix", "name/honorificSuffix"),
    ] {
        assert_eq!(row[heading], text(user, &format!("/scimUser/{pointer}")), "{heading}");
    }
    for (heading, pointer) in [("First Name", "givenName"), ("Last Name", "familyName")] {
        let name = text(user, &format!("/scimUser/name/{pointer}"));
        match name.trim().is_empty() {
            true => assert_eq!(row[heading], primary_email(user)),
            false => assert_eq!(row[heading], name),
        }
    }
    let id =
        ["originalId", "orignalId", "id"].map(|name| text(&user["scimUser"], &format!("/{name}")));
    assert_eq!(row["External Id"], *id.iter().find(|id| !id.is_empty()).unwrap_or(&""));
    let pending = user["scimUser"]["status"] == "PENDING";
    let active = match &user["scimUser"]["active"] {
        Value::Bool(true) if !pending => "TRUE",
        Value::Null if !pending => "",
        _ => "FALSE",
    };
    assert_eq!(row["Active"], active);
    check_emails(row, user);
    check_phones_and_addresses(row, user);
}

fn check_emails(row: &Row, user: &Value) {
    let column = |kind: &str| {
        let first = kind[..1].to_uppercase();
        format!("{first}{} Email", &kind[1..])
    };
    let kinds = ["work", "home", "other", "recovery"];
    let carried: BTreeSet<_> =
        kinds.iter().map(|kind| &*row[&column(kind)]).filter(|cell| !cell.is_empty()).collect();
    let values: BTreeSet<_> =
        list(user, "/scimUser/emails").map(|email| text(email, "/value")).collect();
    assert!(carried.is_subset(&values));
    assert!(values.len() > 3 || carried == values);
    let primary = &*row["Primary Email Type"];
    assert_eq!(row[&column(primary)], primary_email(user));
    let confirmed = user["scimUser"]["status"] == "CONFIRMED";
    for kind in kinds {
        let verified = if confirmed && kind == primary { "TRUE" } else { "" };
        assert_eq!(row[&format!("{} Verified", column(kind))], verified);
        let mut own = list(user, "/scimUser/emails").filter(|email| email["type"] == kind);
        if let Some(first) = own.next()
            && own.next().is_none()
        {
            assert_eq!(row[&column(kind)], text(first, "/value"));
        }
    }
}

fn check_phones_and_addresses(row: &Row, user: &Value) {
    let columns =
        ["Work Phone", "Mobile No", "Home Phone", "Fax", "Pager", "Other Phone", "Recovery Phone"];
    let carried: BTreeSet<_> =
        columns.iter().map(|heading| &*row[*heading]).filter(|cell| !cell.is_empty()).collect();
    let values: BTreeSet<_> =
        list(user, "/scimUser/phoneNumbers").map(|phone| text(phone, "/value")).collect();
    assert_eq!(carried, values);
    for address in list(user, "/scimUser/addresses") {
        let kind = if address["type"] == "home" { "Home" } else { "Work" };
        for (heading, part) in [
            ("Street", "streetAddress"),
            ("Locality", "locality"),
            ("Region", "region"),
            ("Postal Code", "postalCode"),
            ("Country", "country"),
            ("Formatted", "formatted"),
        ] {
            assert_eq!(
                row[&format!("{kind} Address {heading}")],
                text(address, &format!("/{part}"))
            );
        }
        if address["primary"] == true {
            assert_eq!(row["Primary Address Type"], kind.to_lowercase());
        }
    }
}
