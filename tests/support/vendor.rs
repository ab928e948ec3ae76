//! The vendors' own samples, cut out of copies of their pages. The pages are not part of the
//! crate: without them there is nothing to cut, and tests say so.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::schema;

/// A sample and the page it was found on.
pub(crate) struct Sample {
    pub(crate) page: String,
    pub(crate) format: &'static str,
    pub(crate) value: Value,
}

/// Every sample of a known format, or `None` where the pages are absent.
/// They are looked for in `$IDPORT_SHARED/seeds`, or in `../shared/seeds` beside the crate.
pub(crate) fn samples() -> Option<Vec<Sample>> {
    let folder = std::env::var_os("IDPORT_SHARED")
        .map_or_else(|| schema::root().join("../shared"), PathBuf::from)
        .join("seeds");
    let mut pages: Vec<PathBuf> =
        fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "txt"));
    pages.sort();
    Some(pages.iter().flat_map(|page| cut(page)).collect())
}

fn cut(page: &Path) -> Vec<Sample> {
    let text = fs::read_to_string(page).unwrap_or_default();
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    fenced(&text)
        .into_iter()
        .chain(text.lines().filter_map(one_line))
        .filter_map(|value| Some(Sample { page: name.to_string(), format: format(&value)?, value }))
        .collect()
}

/// The JSON between fences that say so.
fn fenced(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut block: Option<String> = None;
    for line in text.lines().map(str::trim) {
        match &mut block {
            None if line == "```json" => block = Some(String::new()),
            Some(open) if line == "```" => {
                found.extend(serde_json::from_str(open).ok());
                block = None;
            }
            Some(open) => *open += line,
            None => {}
        }
    }
    found
}

/// A line that is an object, bare or as the quoted body of a `curl` call.
fn one_line(line: &str) -> Option<Value> {
    let line = line.trim();
    match line.strip_prefix("-d ") {
        Some(quoted) => serde_json::from_str(&serde_json::from_str::<String>(quoted).ok()?).ok(),
        None => serde_json::from_str(line).ok().filter(Value::is_object),
    }
}

/// The format, told by the first record.
fn format(value: &Value) -> Option<&'static str> {
    if value.pointer("/0/scimUser").is_some() {
        Some("appid-directory")
    } else if value.pointer("/users/0/identities").is_some() {
        Some("appid-social")
    } else if value.pointer("/user_credentials/0").is_some() {
        Some("cloudentity")
    } else {
        None
    }
}
