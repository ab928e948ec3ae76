//! The values of records and of outputs, however a format spells them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::run::names_in;

/// A value of a source record, and where it stands.
pub(crate) struct Leaf {
    pub(crate) path: String,
    pub(crate) value: String,
}

/// All values of some files.
pub(crate) struct Values(HashSet<String>);

impl Values {
    /// The values of the data files in a folder of output, rejects included, evidence not.
    pub(crate) fn of_folder(folder: &Path) -> Self {
        let mut values = HashSet::new();
        for name in names_in(folder) {
            let text = fs::read_to_string(folder.join(&name)).unwrap();
            if name.ends_with(".csv") {
                cells(&text, &mut values);
            } else if !["manifest.json", "report.json"].contains(&name.as_str())
                && !name.ends_with("findings.jsonl")
            {
                for document in documents(&text) {
                    gather(&document, "", &mut |_, value| {
                        values.insert(value);
                    });
                }
            }
        }
        Values(values)
    }

    /// Does a heading start with this word?
    pub(crate) fn head(&self, word: &str) -> bool {
        let starts = |value: &String| value.to_lowercase().starts_with(&format!("{word} "));
        self.0.iter().any(starts)
    }

    /// Is this among them? Letter case does not count for true and false.
    pub(crate) fn hold(&self, value: &str) -> bool {
        let lower = value.to_lowercase();
        match lower.as_str() {
            "true" | "false" => self.0.contains(&lower) || self.0.contains(&lower.to_uppercase()),
            _ => {
                let has = |text: &str| self.0.contains(text);
                // Oracle's user names are the same in any letter case.
                has(value) || has(value.trim()) || has(&lower)
            }
        }
    }
}

/// The records of a source, each as its leaves.
pub(crate) fn source_records(format: &str, input: &Path) -> Vec<Vec<Leaf>> {
    let files: Vec<_> = match input.is_dir() {
        true => names_in(input).into_iter().map(|name| input.join(name)).collect(),
        false => vec![input.to_owned()],
    };
    let mut records = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        match format {
            "oracle" => records.extend(rows(&text)),
            "cloudentity" => records.extend(documents(&text).iter().flat_map(users)),
            _ => {
                for document in documents(&text) {
                    let list = document.get("users").unwrap_or(&document).as_array().cloned();
                    records.extend(list.unwrap_or_default());
                }
            }
        }
    }
    let leaves = |record: &Value| {
        let mut leaves = Vec::new();
        gather(record, "", &mut |path, value| leaves.push(Leaf { path, value }));
        leaves.retain(|leaf| !leaf.value.is_empty());
        leaves
    };
    records.iter().map(leaves).collect()
}

/// Each user with the rows that belong to it; rows that belong to nobody are a record of their own.
fn users(document: &Value) -> Vec<Value> {
    let mut users: BTreeMap<String, Value> = BTreeMap::new();
    let list = |name: &str| document[name].as_array().cloned().unwrap_or_default();
    for user in list("users") {
        users.insert(user["id"].as_str().unwrap_or_default().to_owned(), user);
    }
    for name in [
        "user_credentials",
        "user_identifiers",
        "user_verifiable_addresses",
        "codes",
        "group_members",
    ] {
        for row in list(name) {
            let owner = row["user_id"].as_str().unwrap_or_default().to_owned();
            let user = users.entry(owner).or_insert_with(|| serde_json::json!({}));
            let members = user.as_object_mut().unwrap();
            let rows = members.entry(name).or_insert_with(|| serde_json::json!([]));
            rows.as_array_mut().unwrap().push(row);
        }
    }
    users.into_values().collect()
}

/// JSON values that follow each other.
fn documents(text: &str) -> Vec<Value> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::Deserializer::from_str(text).into_iter().map(Result::unwrap).collect()
}

/// Calls `each` with the path and spelling of every leaf that says something.
fn gather(value: &Value, path: &str, each: &mut impl FnMut(String, String)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                gather(value, &format!("{path}/{name}"), each);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                gather(item, &format!("{path}/{index}"), each);
            }
        }
        Value::String(text) => each(path.to_owned(), text.clone()),
        Value::Number(number) => each(path.to_owned(), number.to_string()),
        Value::Bool(truth) => each(path.to_owned(), truth.to_string()),
        Value::Null => {}
    }
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    let text = text.trim_start_matches('\u{feff}');
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes())
}

/// The rows of a file as objects of their cells. Lists of members are arrays.
fn rows(text: &str) -> Vec<Value> {
    let mut rows = reader(text).into_records().map(Result::unwrap);
    let Some(head) = rows.next() else { return Vec::new() };
    let row = |row: csv::StringRecord| {
        let cell = |(heading, cell): (&str, &str)| {
            let cell = undo(cell);
            let value = match heading {
                "User Members" => cell.split(';').map(str::to_owned).collect(),
                _ => Value::from(cell),
            };
            (heading.to_owned(), value)
        };
        Value::Object(head.iter().zip(&row).map(cell).collect())
    };
    rows.map(row).collect()
}

/// The cells of a file, with and without Oracle's quotes, and the parts of lists.
fn cells(text: &str, values: &mut HashSet<String>) {
    for row in reader(text).into_records().map(Result::unwrap) {
        for cell in &row {
            values.insert(cell.to_owned());
            let value = undo(cell);
            values.extend(value.split(';').map(str::to_owned));
            values.insert(value.to_owned());
            if let Ok(inner) = serde_json::from_str::<Value>(value) {
                gather(&inner, "", &mut |_, value| {
                    values.insert(value);
                });
            }
        }
    }
}

fn undo(cell: &str) -> &str {
    std::str::from_utf8(idport::formats::oracle::unescape(cell.trim().as_bytes())).unwrap()
}
