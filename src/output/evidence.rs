//! What a run says about itself: the manifest (private: it holds the run key) and the report
//! (which can be shown to others).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::PartRecord;
use crate::findings::{Finding, RuleCount};
use crate::ids::RunKey;
use crate::upload;
use crate::visible;

/// The program that wrote a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Default for Program {
    fn default() -> Self {
        let owned = str::to_owned;
        Program { name: owned(env!("CARGO_PKG_NAME")), version: owned(env!("CARGO_PKG_VERSION")) }
    }
}

/// An input, as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputRecord {
    /// How the input was called.
    pub name: String,
    /// Its size in bytes, as it is stored.
    pub size: u64,
    /// Its digest, as it is stored, if any was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// How many records it holds.
    pub records: u64,
}

/// The evidence of a conversion: what was read, how, and what was written. It is written last, so
/// an output without it is not whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Where the JSON Schema of this document is.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The program that ran.
    pub program: Program,
    /// The source format.
    pub from: String,
    /// The target format.
    pub to: String,
    /// The instant of the run, RFC 3339.
    pub now: String,
    /// The key that all ids come from, 64 hexadecimal digits. Keep it as private as the data.
    pub run_key: String,
    /// The algorithm of the digests.
    pub digest: String,
    /// The options of the run that shape the output.
    pub options: BTreeMap<String, serde_json::Value>,
    /// Records read.
    pub records: u64,
    /// Records converted.
    pub converted: u64,
    /// Records refused; they are in the rejects file.
    pub refused: u64,
    /// The inputs, in the order in which they were read.
    pub inputs: Vec<InputRecord>,
    /// The files written, in order.
    pub parts: Vec<PartRecord>,
    /// How they get into the product, if its vendor says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<upload::Plan>,
    /// What became of users since an earlier run, if only those who are new or changed were written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<DeltaRecord>,
}

/// The users of a run beside those of an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeltaCounts {
    /// Written: the earlier run had not written them.
    pub new: u64,
    /// Written: something else is written for them.
    pub changed: u64,
    /// Not written: the same would be written for them.
    pub unchanged: u64,
    /// Users of the earlier run whose records are refused now; what it wrote stands.
    pub refused: u64,
    /// Users of the earlier run whose records are not there any more.
    pub disappeared: u64,
    /// Records that tell no id: their users may be among those who disappeared.
    pub unknown: u64,
}

/// What became of users since an earlier run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeltaRecord {
    /// The instant of the earlier run.
    pub since: String,
    /// Options that differ from those of the earlier run.
    pub other_options: Vec<String>,
    /// How many users.
    #[serde(flatten)]
    pub users: DeltaCounts,
}

/// Where the schemas of this program's own documents are published.
const SCHEMAS: &str = "https://idport.example.org/schemas";

/// The address of the schema of this name.
pub(crate) fn schema_address(name: &str) -> String {
    format!("{SCHEMAS}/{name}.json")
}

/// What it is about; neither the key nor the options, which hold a mapping's values.
impl fmt::Debug for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Manifest { from, to, records, parts, .. } = self;
        write!(f, "Manifest({from} to {to}, {records} records, {} parts)", parts.len())
    }
}

impl Manifest {
    /// The address of the manifest's schema.
    pub fn schema() -> String {
        schema_address("manifest")
    }
}

/// The file in a folder of invented data by which a later run knows it.
pub(super) const INVENTED: &str = "generated.json";

/// What a folder of invented data says of itself, so that it is not taken for an export and may be
/// replaced.
#[derive(Clone, Debug, Serialize)]
pub struct Invented {
    /// The program that ran.
    pub program: Program,
    /// The format.
    pub format: String,
    /// How many users.
    pub users: u64,
    /// Which ones.
    pub seed: u64,
    /// The files, in order.
    pub parts: Vec<InventedPart>,
}

/// A file of invented data.
#[derive(Clone, Debug, Serialize)]
pub struct InventedPart {
    /// Its name.
    pub name: String,
}

impl Invented {
    /// The name of the file.
    pub const NAME: &str = INVENTED;
}

/// What was found and what was lost in a run; holds no value of a person.
#[derive(Clone, Debug, Serialize)]
pub struct ReportFile {
    /// Where the JSON Schema of this document is.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The program that ran.
    pub program: Program,
    /// Records read.
    pub records: u64,
    /// Records converted.
    pub converted: u64,
    /// Records refused.
    pub refused: u64,
    /// What became of the records: numbers of records, by name.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// Source fields that have no place in the target.
    pub losses: Vec<Loss>,
    /// Findings, counted by rule and severity.
    pub rules: Vec<RuleCount>,
    /// The first findings of each rule, with their places.
    pub findings: Vec<Finding>,
    /// How what was written gets into the product; a validation writes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<upload::Plan>,
    /// What became of users since an earlier run, if only those who are new or changed were written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delta: Option<DeltaRecord>,
}

impl ReportFile {
    /// The address of the report's schema.
    pub fn schema() -> String {
        schema_address("report")
    }
}

/// A source field that has no place in the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// Where it stands in a record; `*` stands for any index.
    pub path: Cow<'static, str>,
    /// How many records had it.
    pub records: u64,
    /// Why it was not carried.
    pub reason: &'static str,
    /// Was the loss asked for?
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub declared: bool,
}

/// A manifest that cannot be used again.
#[derive(Debug)]
pub struct ManifestError(String);

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ManifestError {}

/// The run key of an earlier run, from its manifest.
///
/// # Errors
/// When the file cannot be read, is no manifest, or is of a run from another source format, whose
/// ids mean something else.
pub fn read_ids_from(path: &Path, from: &str) -> Result<RunKey, ManifestError> {
    read_manifest(path, from).map(|(_, key)| key)
}

/// The manifest of an earlier run from this format, and its key.
pub(super) fn read_manifest(path: &Path, from: &str) -> Result<(Manifest, RunKey), ManifestError> {
    let error = |what: String| ManifestError(format!("{}: {what}", visible::path(path)));
    let text = std::fs::read(path).map_err(|cause| error(cause.to_string()))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|cause| {
        // What serde says may hold a value of the file.
        let (line, column) = (cause.line(), cause.column());
        error(format!("this is no manifest of idport: line {line}, column {column}"))
    })?;
    if manifest.from != from {
        return Err(error(format!(
            "its run read {}, this one reads {from}; their ids have nothing in common",
            manifest.from
        )));
    }
    let key = RunKey::from_hex(&manifest.run_key)
        .ok_or_else(|| error("its run_key is not 64 hexadecimal digits".to_owned()))?;
    Ok((manifest, key))
}
