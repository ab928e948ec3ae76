//! Converting: from files of one format to parts of another, with the evidence of it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Purpose, Rule, Severity};
use crate::formats::Format;
use crate::ids::RunKey;
use crate::input::Feed;
use crate::mapping::Mapping;
use crate::output::{DeltaRecord, Layout, Manifest, Outputs, PartRecord, Program, ReportFile};
pub use crate::run::Delta;
use crate::run::{Ends, Plan, Ran, run};
use crate::upload;
use crate::visible;

/// A conversion to be done.
pub struct Conversion<'c> {
    /// The inputs.
    pub feed: Feed,
    /// Their format.
    pub from: &'static Format,
    /// The format to write.
    pub to: &'static Format,
    /// What was decided about the target, by the names of its settings.
    pub settings: BTreeMap<String, String>,
    /// Where the output goes.
    pub outputs: &'c Outputs,
    /// How the parts are laid out there.
    pub layout: Layout,
    /// Where a CSV of source ids and new ids goes.
    pub id_map: Option<PathBuf>,
    /// What is done with the users between source and target.
    pub mapping: Option<&'c Mapping>,
    /// The instant of the run in RFC 3339.
    pub now: String,
    /// What all ids come from.
    pub run_key: RunKey,
    /// How inputs and parts are digested.
    pub digest: Algorithm,
    /// How many threads work.
    pub threads: usize,
    /// Rules whose findings the operator allows; the report marks them.
    pub allow: Vec<&'static Rule>,
    /// What is done about an earlier or later run.
    pub delta: Delta,
}

/// What a conversion came to.
pub struct Converted {
    /// What was found and lost.
    pub report: ReportFile,
    /// The evidence.
    pub manifest: Manifest,
    /// The names of the files of refused records.
    pub rejects: Vec<String>,
}

impl Converted {
    /// How many findings are errors.
    pub fn errors(&self) -> u64 {
        self.count(Severity::Error)
    }

    /// How many findings are warnings.
    pub fn warnings(&self) -> u64 {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> u64 {
        let rules = self.report.rules.iter();
        rules.filter(|rule| rule.severity == severity).map(|rule| rule.count).sum()
    }
}

/// Names of the files of evidence.
const REPORT: &str = "report.json";
const CHECKSUMS: &str = "SHA256SUMS";
const MANIFEST: &str = "manifest.json";

/// Converts. The output is complete but not in place yet: that is [`Outputs::commit`].
///
/// # Errors
/// When the formats cannot be read or written, a setting makes no sense, or the run cannot go on
/// (see [`pipeline::run`](crate::pipeline::run)).
pub fn convert(conversion: Conversion<'_>) -> Result<Converted, Error> {
    let Conversion { from, to, outputs, mapping, digest, .. } = conversion;
    let make =
        to.target.ok_or_else(|| Error::Refused(format!("{} cannot be written yet", to.name)))?;
    let plan = Plan {
        from,
        to: Some(to),
        purpose: Purpose::Converting,
        given: &conversion.settings,
        settings: &conversion.settings,
        mapping,
        now: &conversion.now,
        run_key: &conversion.run_key,
        id_map: conversion.id_map.is_some(),
        outputs,
        digest,
        threads: conversion.threads,
        allow: &conversion.allow,
    };
    let is_one_file = !matches!(conversion.layout, Layout::Files);
    let mut options = BTreeMap::new();
    let since = earlier(&conversion.delta);
    let ends = Ends { layout: conversion.layout, delta: conversion.delta, told: None };
    let ran = run(&plan, conversion.feed, ends, &mut |request| {
        let mut target = make(request).map_err(|error| Error::Refused(error.to_string()))?;
        if let (true, Some(why)) = (is_one_file, target.packer.several_files()) {
            return Err(Error::Refused(why.to_owned()));
        }
        options = std::mem::take(&mut target.settings);
        let Some(path) = &conversion.id_map else { return Ok((target, None)) };
        let (section, heading) = target.id_map.ok_or_else(|| {
            let name = to.name;
            Error::Refused(format!("{name} keeps the ids of the source; there is no id map"))
        })?;
        Ok((target, Some((section, id_map(outputs, path, heading)?))))
    })?;
    let Ran { mut report, inputs, rejects, parts, sizes, needs, delta } = ran;
    let upload = to.upload.map(|upload| upload::Plan::new(upload, &sizes, needs));
    report.upload = upload.as_ref().map(upload::Plan::unnamed);
    if let Some(mapping) = mapping {
        options.insert("mapping".to_owned(), mapping.text().into());
    }
    let delta = since.zip(delta).map(|((since, before), users)| {
        let names = before.keys().chain(options.keys().filter(|name| !before.contains_key(*name)));
        let others = names.filter(|name| before.get(*name) != options.get(*name));
        DeltaRecord { since, other_options: others.cloned().collect(), users }
    });
    report.delta.clone_from(&delta);
    let manifest = Manifest {
        schema: Manifest::schema(),
        program: Program::default(),
        from: from.name.to_owned(),
        to: to.name.to_owned(),
        now: conversion.now,
        run_key: conversion.run_key.to_hex(),
        digest: digest.to_string(),
        options,
        records: report.records,
        converted: report.converted,
        refused: report.refused,
        inputs,
        parts,
        upload,
        delta,
    };
    write_evidence(outputs, &report, &manifest, digest)?;
    Ok(Converted { report, manifest, rejects })
}

/// The instant of the run that this one is a delta of, and its options.
fn earlier(delta: &Delta) -> Option<(String, BTreeMap<String, serde_json::Value>)> {
    match delta {
        Delta::Since(base) => Some((base.manifest.now.clone(), base.manifest.options.clone())),
        Delta::None | Delta::Keep => None,
    }
}

fn id_map(outputs: &Outputs, path: &Path, heading: &str) -> Result<Box<dyn Write + Send>, Error> {
    let mut file = std::io::BufWriter::new(outputs.create_aside(path)?);
    file.write_all(heading.as_bytes()).map_err(Error::io("write", path))?;
    Ok(Box::new(file))
}

/// Writes the report, the list of checksums, and last the manifest.
fn write_evidence(
    outputs: &Outputs,
    report: &ReportFile,
    manifest: &Manifest,
    digest: Algorithm,
) -> Result<(), Error> {
    write_json(outputs, REPORT, report)?;
    if digest == Algorithm::Sha256 {
        write_text(outputs, CHECKSUMS, checksums(&manifest.parts).as_bytes())?;
    }
    write_json(outputs, MANIFEST, manifest)
}

/// Lines that `sha256sum -c` takes.
fn checksums(parts: &[PartRecord]) -> String {
    let line = |part: &PartRecord| Some(format!("{}  {}\n", part.digest.as_ref()?, part.name));
    parts.iter().filter_map(line).collect()
}

fn write_json(
    outputs: &Outputs,
    name: &str,
    document: &impl serde::Serialize,
) -> Result<(), Error> {
    let text =
        visible::json(document).map_err(|error| Error::Refused(format!("{name}: {error}")))?;
    write_text(outputs, name, text.as_bytes())
}

fn write_text(outputs: &Outputs, name: &str, text: &[u8]) -> Result<(), Error> {
    match outputs.create(name)? {
        Some(mut file) => file.write_all(text).map_err(Error::io("write", Path::new(name))),
        None => Ok(()),
    }
}
