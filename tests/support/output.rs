//! The output of a conversion, as the tests read it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::run::{Ran, names_in};

/// A run and the folder that it wrote, if it wrote one.
pub(crate) struct Outcome {
    pub(crate) ran: Ran,
    pub(crate) folder: PathBuf,
}

impl Outcome {
    pub(crate) fn new(ran: Ran, folder: PathBuf) -> Self {
        Outcome { ran, folder }
    }

    /// The run, which must have ended like this.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.ran.code, code, "{}", self.ran.stderr);
        self
    }

    pub(crate) fn names(&self) -> Vec<String> {
        names_in(&self.folder)
    }

    pub(crate) fn file(&self, name: &str) -> Vec<u8> {
        let path = self.folder.join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.file(name)).unwrap()
    }

    /// Every file by its name.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.names().into_iter().map(|name| (name.clone(), self.file(&name))).collect()
    }

    /// The payloads, in order.
    pub(crate) fn payloads(&self) -> Vec<Value> {
        let names = self.names();
        names.iter().filter(|name| is_payload(name)).map(|name| self.json(name)).collect()
    }

    pub(crate) fn report(&self) -> Value {
        self.json("report.json")
    }

    pub(crate) fn manifest(&self) -> Value {
        self.json("manifest.json")
    }

    /// The lines of `rejects.findings.jsonl`; none without rejects.
    pub(crate) fn reasons(&self) -> Vec<Value> {
        let Ok(text) = fs::read_to_string(self.folder.join("rejects.findings.jsonl")) else {
            return Vec::new();
        };
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// How often the report counts a rule, whatever the severity.
    pub(crate) fn count(&self, rule: &str) -> u64 {
        let report = self.report();
        let lines = report["rules"].as_array().unwrap().iter();
        lines.filter(|line| line["rule"] == rule).map(|line| line["count"].as_u64().unwrap()).sum()
    }
}

/// Is this the name of a payload?
pub(crate) fn is_payload(name: &str) -> bool {
    name.starts_with("batch-")
}

/// The rows of one array of all payloads, in order.
pub(crate) fn rows<'p>(payloads: &'p [Value], array: &'static str) -> Vec<&'p Value> {
    payloads.iter().flat_map(|payload| payload[array].as_array().unwrap()).collect()
}
