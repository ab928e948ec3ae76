//! Single records with much in them, and their conversions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use idport::convert::{Conversion, Delta, convert};
use idport::digest::Algorithm;
use idport::formats::by_name;
use idport::ids::RunKey;
use idport::input::{Feed, Input};
use idport::output::{Destination, Layout, Outputs};
use idport::verify::{self, Verification, verify};
use serde_json::Value;

use super::schema;

/// What became of a record.
#[derive(PartialEq)]
pub(crate) struct Done {
    /// The parts by their names.
    pub(crate) parts: BTreeMap<String, Vec<u8>>,
    pub(crate) refused: u64,
    /// The paths of what is lost.
    pub(crate) losses: Vec<String>,
}

/// The records of a format in `testdata/records/`, each with everything around it.
pub(crate) fn records_of(format: &str) -> Vec<Value> {
    let file = schema::root().join("testdata/records").join(format!("{format}.json"));
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// How a record is converted.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
    pub(crate) settings: &'static [(&'static str, &'static str)],
}

impl Way {
    /// Converts one record.
    pub(crate) fn run(&self, record: &Value) -> Done {
        self.within(tempfile::tempdir().unwrap().path(), record)
    }

    /// Converts one record; what differs from it in the output?
    pub(crate) fn differences(&self, record: &Value) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        self.within(folder.path(), record);
        self.verified(folder.path(), record)
    }

    /// Converts one record, and changes each value of the output, one after the other. Which of
    /// them can be changed without a word?
    pub(crate) fn changes_that_verify_does_not_tell(
        &self,
        record: &Value,
        other: fn(&str) -> String,
    ) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let done = self.within(folder.path(), record);
        let mut untold = Vec::new();
        for (name, part) in &done.parts {
            let path = folder.path().join("out").join(name);
            let text = String::from_utf8(part.clone()).unwrap();
            for (place, changed) in changed(name, &text, other) {
                fs::write(&path, changed).unwrap();
                let differences = self.verified(folder.path(), record);
                // That the bytes are others is told in any case.
                if differences.iter().all(|one| one.contains("VE-011")) {
                    untold.push(format!("{name} {place}"));
                }
            }
            fs::write(&path, part).unwrap();
        }
        untold
    }

    /// What differs between a record and the output in a folder?
    fn verified(&self, folder: &Path, record: &Value) -> Vec<String> {
        let conversion = verify::Conversion::of(&folder.join("out")).unwrap();
        let mut inputs = Vec::new();
        put(self.from, record, folder, &mut inputs);
        let verified = verify(Verification {
            feed: Feed::new(inputs, conversion.digest()),
            from: by_name(self.from).unwrap(),
            settings: BTreeMap::new(),
            conversion: &conversion,
            threads: 1,
            told: None,
        });
        let differences = verified.unwrap().differences;
        differences.iter().map(|one| serde_json::to_string(one).unwrap()).collect()
    }

    fn within(&self, folder: &Path, record: &Value) -> Done {
        let mut inputs = Vec::new();
        put(self.from, record, folder, &mut inputs);
        let out = folder.join("out");
        let outputs = Outputs::new(Destination::Folder(out.clone()), false, false).unwrap();
        let settings = self.settings.iter();
        let settings = settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let converted = convert(Conversion {
            feed: Feed::new(inputs, Algorithm::Blake3),
            from: by_name(self.from).unwrap(),
            to: by_name(self.to).unwrap(),
            settings: settings.collect(),
            outputs: &outputs,
            layout: Layout::Files,
            id_map: None,
            mapping: None,
            now: "2026-01-02T03:04:05Z".into(),
            run_key: RunKey::new([7; 32]),
            digest: Algorithm::Blake3,
            threads: 1,
            allow: Vec::new(),
            delta: Delta::None,
        })
        .unwrap();
        outputs.commit().unwrap();
        let names = converted.manifest.parts.iter().map(|part| part.name.clone());
        let names = names.chain(["configuration.json".to_owned()]);
        let parts = names.filter_map(|name| Some((name.clone(), fs::read(out.join(&name)).ok()?)));
        Done {
            parts: parts.collect(),
            refused: converted.report.refused,
            losses: converted.report.losses.iter().map(|loss| loss.path.to_string()).collect(),
        }
    }
}

/// A file with each of its values changed, one after the other, and where.
fn changed(name: &str, text: &str, other: fn(&str) -> String) -> Vec<(String, String)> {
    if name.ends_with(".csv") {
        return changed_cells(text, other);
    }
    let document: Value = serde_json::from_str(text).unwrap();
    let mut pointers = Vec::new();
    leaves(&document, "", &mut pointers);
    let changed = pointers.into_iter().map(|pointer| {
        let mut document = document.clone();
        let leaf = document.pointer_mut(&pointer).unwrap();
        *leaf = match &*leaf {
            Value::String(text) => other(text).into(),
            Value::Bool(truth) => (!truth).into(),
            Value::Number(number) => format!("{number}1").parse::<i64>().unwrap_or(1).into(),
            _ => 1.into(),
        };
        (pointer, document.to_string())
    });
    changed.collect()
}

fn changed_cells(text: &str, other: fn(&str) -> String) -> Vec<(String, String)> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows: Vec<Vec<String>> =
        { reader.records() }.map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let mut changed = Vec::new();
    for (at, row) in rows.iter().enumerate().skip(1) {
        for (column, cell) in row.iter().enumerate() {
            let mut rows = rows.clone();
            rows[at][column] = if cell.is_empty() { "x7".to_owned() } else { other(cell) };
            let mut writer = csv::Writer::from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            changed.push((format!("{at} {}", rows[0][column]), text));
        }
    }
    changed
}

/// The pointers of all values.
pub(crate) fn leaves(value: &Value, at: &str, pointers: &mut Vec<String>) {
    let mut each = |token: &str, value| {
        let token = token.replace('~', "~0").replace('/', "~1");
        leaves(value, &format!("{at}/{token}"), pointers);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| each(name, value)),
        Value::Array(items) => {
            (0..).zip(items).for_each(|(index, value): (u32, _)| each(&index.to_string(), value));
        }
        _ => pointers.push(at.to_owned()),
    }
}

/// Writes the input files of a record; a value that is null is not there.
fn put(format: &str, record: &Value, folder: &Path, inputs: &mut Vec<Input>) {
    let mut put = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        inputs.push(Input { name: name.into(), path: Some(path) });
    };
    if format != "oracle" {
        let mut record = record.clone();
        leave_out_nulls(&mut record);
        let text = match format {
            "cloudentity" => record.to_string(),
            _ => format!("[{record}]"),
        };
        return put("in.json", text);
    }
    for (file, rows) in record.as_object().unwrap() {
        put(&format!("{file}.csv"), table(rows.as_array().unwrap()));
    }
}

fn leave_out_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(leave_out_nulls);
        }
        Value::Array(items) => {
            items.retain(|value| !value.is_null());
            items.iter_mut().for_each(leave_out_nulls);
        }
        _ => {}
    }
}

/// Rows that have the same headings.
fn table(rows: &[Value]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headings: Vec<_> = rows[0].as_object().unwrap().keys().collect();
    writer.write_record(&headings).unwrap();
    for row in rows {
        let cells = headings.iter().map(|heading| row[heading.as_str()].as_str().unwrap_or(""));
        writer.write_record(cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

impl Done {
    /// Is the value at this pointer among the losses?
    pub(crate) fn loses(&self, format: &str, pointer: &str) -> bool {
        let own = match format {
            "oracle" => pointer.splitn(4, '/').last().map(|cell| format!("/{cell}")),
            _ => Some(pointer.replacen("/users/0/", "/", 1)),
        };
        let own = own.unwrap_or_default();
        let is_told = |lost: &String| {
            covers(lost, &own) || akin(format, lost).iter().any(|lost| covers(lost, &own))
        };
        self.losses.iter().any(is_told)
    }
}

/// Does the path of a loss cover this path? That one of a list is lost as a repetition is about
/// its value, and not about what is said of it.
fn covers(lost: &str, path: &str) -> bool {
    if let Some(list) = lost.strip_suffix("/*") {
        return covers(&format!("{list}/*/value"), path);
    }
    let mut tokens = path.split('/');
    lost.split('/').all(|token| tokens.next().is_some_and(|own| token == "*" || token == own))
}

/// Where else a field stands that a report names by one path.
fn akin(format: &str, lost: &str) -> &'static [&'static str] {
    match (format, lost) {
        ("oracle", "/Work Email") => &["/Home Email", "/Other Email", "/Recovery Email"],
        ("oracle", "/Work Email Verified") => {
            &["/Home Email Verified", "/Other Email Verified", "/Recovery Email Verified"]
        }
        ("oracle", "/Work Phone") => {
            &["/Mobile No", "/Home Phone", "/Fax", "/Pager", "/Other Phone", "/Recovery Phone"]
        }
        ("oracle", "/Last Name") => &[
            "/First Name",
            "/Middle Name",
            "/Formatted Name",
            "/Honorific Prefix",
            "/Honorific Suffix",
        ],
        ("oracle", "/Grantee Name") => &["/Entitlement Value", "/Grantee Type", "/App Name"],
        ("cloudentity", "/payload") => &["/metadata/name"],
        // A factor is a row.
        ("cloudentity", "/user_credentials/*/payload") => &["/user_credentials/*/type"],
        ("cloudentity", "/user_verifiable_addresses/*/address") => &["/metadata/phoneNumbers"],
        _ => &[],
    }
}
