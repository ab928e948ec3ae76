//! What the invented files are like.

use std::collections::{BTreeMap, HashSet};

use super::super::quotes::{is_escaped, unescape};
use super::*;

fn files(users: u64, headings: &str) -> Vec<Vec<u8>> {
    let settings = BTreeMap::from([("headings".to_owned(), headings.to_owned())]);
    let wish = Wish { users, seed: 5, defects: 0.0, settings: &settings };
    let mut files = [Vec::new(), Vec::new(), Vec::new()];
    let [a, b, c] = &mut files;
    write(&wish, &mut [a, b, c], None).unwrap();
    files.into()
}

/// The values of the cells of a file, row by row; the first row is the heading.
fn values(file: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    let text = |cell: &[u8]| String::from_utf8(unescape(cell).to_vec()).unwrap();
    let rows = reader.byte_records().map(|row| row.unwrap().iter().map(text).collect());
    rows.collect()
}

#[test]
fn the_same_users_come_again_and_every_column_is_used() {
    let long = files(3_000, "current");
    assert_eq!(long, files(3_000, "current"));
    assert!(long[0].starts_with(&files(20, "current")[0]));
    let rows = values(&long[0]);
    assert_eq!(rows.len(), 3_001);
    assert_eq!(rows[0].len(), CELLS.len());
    for (column, heading) in rows[0].iter().enumerate() {
        assert!(rows[1..].iter().any(|row| !row[column].is_empty()), "{heading}");
    }
    let legacy = values(&files(1, "legacy")[0]);
    assert_eq!(legacy[0][0], "User ID");
    assert_eq!(legacy[0].len(), CELLS.len());
}

#[test]
fn references_lead_to_users_and_rows_are_short() {
    let files = files(3_000, "current");
    let [users, groups, roles] = [0, 1, 2].map(|file| values(&files[file]));
    let names: HashSet<_> = users[1..].iter().map(|row| row[0].to_lowercase()).collect();
    assert_eq!(names.len(), 3_000);
    let manager = users[0].iter().position(|heading| heading == "Manager").unwrap();
    for row in users[1..].iter().filter(|row| !row[manager].is_empty()) {
        assert!(names.contains(&row[manager].to_lowercase()));
    }
    for row in &groups[1..] {
        let members: Vec<_> = row[2].split(';').collect();
        assert!((1..=7).contains(&members.len()) && row[0].chars().count() >= 5);
        assert!(members.iter().all(|member| names.contains(&member.to_lowercase())));
    }
    for row in roles[1..].iter().filter(|row| row[2] == "User") {
        assert!(names.contains(&row[1].to_lowercase()));
    }
    for file in [&users, &groups, &roles] {
        assert!(file.iter().all(|row| row.len() == file[0].len()));
    }
    let values = users.iter().chain(&groups).chain(&roles).flatten();
    assert!(values.clone().all(|value| !is_escaped(value.as_bytes())));
    assert!(values.clone().any(|value| value.starts_with('=')));
}

#[test]
fn nobody_gives_headings_alone() {
    for file in files(0, "current") {
        assert_eq!(values(&file).len(), 1);
    }
    let settings = BTreeMap::from([("headings".to_owned(), "new".to_owned())]);
    let wish = Wish { users: 1, seed: 5, defects: 0.0, settings: &settings };
    assert!(write(&wish, &mut [], None).is_err());
}
