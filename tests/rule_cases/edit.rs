//! Changes of files: members of JSON by their pointer, cells of CSV by row and heading.
//!
//! A key is a place in a file. With one file in the base it is `/users/0/scimUser`, or
//! `/2/Work Email` for the second row; with several the name of the file stands before it, as in
//! `Users.csv:/2/Work Email`. Row 0 are the headings. A key without a place is the whole file,
//! which may be a new one. The value is JSON text or the text of a cell; `false` takes the member,
//! the row, or (in row 0) the column away. What is not changed keeps every byte in JSON.
//!
//! A value that is long for a reason is a table: `{ before, each, times, after }` stands for `each`
//! so many times between the others, with `{n}` in it for 12 digits of its number. Of a whole file,
//! `{ add = "…", times = 7 }` appends lines: `{n}` is their number, `{pad}` `pad` letters.

use std::collections::BTreeMap;

use idport::json::Cursor;
use serde::Deserialize;

/// Changes by place.
pub(crate) type Edits = BTreeMap<String, Edit>;

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Edit {
    Put(String),
    Gone(bool),
    Many(Many),
    Add {
        add: String,
        times: usize,
        #[serde(default)]
        pad: usize,
    },
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Many {
    #[serde(default)]
    before: String,
    each: String,
    times: u64,
    #[serde(default)]
    after: String,
}

impl Edit {
    /// The edit with its text written out.
    fn spelled(&self) -> Edit {
        let Edit::Many(Many { before, each, times, after }) = self else { return self.clone() };
        let all = (0..*times).map(|number| each.replace("{n}", &format!("{number:012}")));
        Edit::Put(format!("{before}{}{after}", all.collect::<String>()))
    }
}

type Files = BTreeMap<String, String>;

/// The files with the changes.
pub(crate) fn edited(base: &Files, edits: &Edits) -> Files {
    let mut files = base.clone();
    for (key, edit) in edits {
        assert!(!matches!(edit, Edit::Gone(true)), "{key}: `false` takes away");
        let edit = &edit.spelled();
        let (name, place) = match key.split_once(":/") {
            Some((name, place)) => (name, format!("/{place}")),
            None if key.starts_with('/') => (only(base), key.clone()),
            None if key.is_empty() => (only(base), String::new()),
            None => (key.as_str(), String::new()),
        };
        let text = files.entry(name.to_owned()).or_default();
        if let Edit::Add { add, times, pad } = edit {
            assert!(place.is_empty(), "{key}: lines are added to a file");
            let add = add.replace("{pad}", &"x".repeat(*pad)) + "\n";
            (1..=*times).for_each(|n| text.push_str(&add.replace("{n}", &n.to_string())));
            continue;
        }
        *text = match (edit, place.as_str()) {
            (Edit::Put(new), "") => new.clone(),
            (_, "") => {
                files.remove(name);
                continue;
            }
            (edit, place) if name.ends_with(".csv") => csv(text, place, edit),
            (edit, place) => json(text.trim(), place, edit),
        };
    }
    files
}

fn only(base: &Files) -> &str {
    assert_eq!(base.len(), 1, "say which file");
    base.keys().next().unwrap()
}

/// The container at the start of the text with the change at a place below it.
fn json(text: &str, place: &str, edit: &Edit) -> String {
    let Some(place) = place.strip_prefix('/') else {
        let Edit::Put(new) = edit else { panic!("a member is taken from its parent") };
        return new.clone();
    };
    let (name, rest) = match place.find('/') {
        Some(at) => place.split_at(at),
        None => (place, ""),
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    let is_array = text.starts_with('[');
    let mut parts = parts(text);
    let known = parts.iter().position(|(key, _)| *key == name);
    match (known, edit) {
        (Some(at), Edit::Gone(_)) if rest.is_empty() => drop(parts.remove(at)),
        (Some(at), edit) => parts[at].1 = json(&parts[at].1, rest, edit),
        (None, Edit::Put(new)) if rest.is_empty() => parts.push((name, new.clone())),
        (None, _) => panic!("there is no {name} in {text}"),
    }
    let parts: Vec<_> = { parts.into_iter() }
        .map(|(name, value)| if is_array { value } else { format!("{}: {value}", quoted(&name)) })
        .collect();
    if is_array { format!("[{}]", parts.join(", ")) } else { format!("{{{}}}", parts.join(", ")) }
}

fn quoted(name: &str) -> String {
    serde_json::to_string(name).unwrap()
}

/// Names (or numbers) and texts of what a container holds.
fn parts(text: &str) -> Vec<(String, String)> {
    let mut parts = Vec::new();
    let own = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let mut cursor = Cursor::new(text.as_bytes(), 0);
    let read = if text.starts_with('[') {
        cursor.array(|cursor, index| {
            let start = cursor.at();
            cursor.skip_value()?;
            parts.push((index.to_string(), own(cursor.since(start))));
            Ok(())
        })
    } else {
        cursor.object(|cursor, name| {
            let start = cursor.at();
            cursor.skip_value()?;
            parts.push((own(&name.decode()), own(cursor.since(start))));
            Ok(())
        })
    };
    read.unwrap_or_else(|broken| panic!("{broken:?} in {text}"));
    parts
}

fn csv(text: &str, place: &str, edit: &Edit) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    let mut rows: Vec<Vec<String>> = rows.collect();
    let mut steps = place[1..].splitn(2, '/');
    let row: usize = steps.next().unwrap().parse().unwrap();
    match (steps.next(), edit) {
        (None, Edit::Gone(_)) => drop(rows.remove(row)),
        (None, _) => panic!("a row is changed cell by cell"),
        (Some(heading), edit) => {
            let column = rows[0].iter().position(|known| known == heading);
            match (column, edit) {
                (Some(column), Edit::Gone(_)) => {
                    rows.iter_mut().for_each(|row| drop(row.remove(column)));
                }
                (_, Edit::Add { .. }) => unreachable!("it is no change of a cell"),
                (None, Edit::Gone(_)) => panic!("there is no column {heading}"),
                (_, Edit::Many(_)) => unreachable!("it is spelled out"),
                (column, Edit::Put(cell)) => {
                    let column = column.unwrap_or_else(|| {
                        rows.iter_mut().for_each(|row| row.push(String::new()));
                        rows[0].pop();
                        rows[0].push(heading.to_owned());
                        rows[0].len() - 1
                    });
                    let width = rows[0].len();
                    if row == rows.len() {
                        rows.push(vec![String::new(); width]);
                    }
                    rows[row][column] = cell.clone();
                }
            }
        }
    }
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}
