//! Everything that a run leaves, and what it should leave.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::run::{Home, Ran, names_in};

/// Everything that a run into `out` left: files by name, `stdout`, `stderr` and `code`.
pub(crate) fn left_by(home: &Home, ran: Ran) -> BTreeMap<String, Vec<u8>> {
    let mut files = match home.path("out").is_dir() {
        true => expected(&home.path("out")),
        false => BTreeMap::new(),
    };
    if home.path("ids.csv").exists() {
        files.insert("ids.csv".to_owned(), fs::read(home.path("ids.csv")).unwrap());
    }
    files.insert("stdout".to_owned(), ran.stdout);
    files.insert("stderr".to_owned(), without_duration(&ran.stderr).into_bytes());
    files.insert("code".to_owned(), format!("{}\n", ran.code).into_bytes());
    files
}

/// The files of a folder.
pub(crate) fn expected(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = |name: String| (name.clone(), fs::read(folder.join(name)).unwrap());
    names_in(folder).into_iter().map(file).collect()
}

/// Makes these the files of a folder.
pub(crate) fn bless(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    files.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
}

/// The summary with its seconds blotted out.
fn without_duration(text: &str) -> String {
    let blot = |line: &str| match line.split_once(" in ") {
        Some((before, after)) if line.contains("converted into") => {
            let rest = after.split_once(" s").map_or("", |(_, rest)| rest);
            format!("{before} in … s{rest}")
        }
        _ => line.to_owned(),
    };
    text.split_inclusive('\n').map(blot).collect()
}
