//! Converting: from files of one format to parts of another, with the evidence of it.

mod converting;
mod mapped;
pub(crate) mod surveying;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Report, Severity};
use crate::formats::{Format, RecordWriter, Request, SourcePaths};
use crate::ids::{Ids, RunKey};
use crate::input::Feed;
use crate::mapping::Mapping;
use crate::model::{Field, KeyHasher};
use crate::output::{
    Layout, Loss, Manifest, Outputs, PartRecord, Parts, Program, Rejects, ReportFile,
};
use crate::pipeline::{self, Job, Sinks, Summary};

pub(crate) use converting::Converting;
use surveying::Means;

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
    /// The longest record that is read, in bytes.
    pub max_record: usize,
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
/// (see [`pipeline::run`]).
pub fn convert(conversion: Conversion<'_>) -> Result<Converted, Error> {
    let Conversion { from, to, outputs, .. } = conversion;
    let make =
        to.target.ok_or_else(|| Error::Refused(format!("{} cannot be written yet", to.name)))?;
    let hasher = KeyHasher::new(conversion.run_key.derive("keys that must be unique"));
    let means = Means {
        now: &conversion.now,
        settings: &conversion.settings,
        outputs,
        hasher: hasher.clone(),
        max_record: conversion.max_record,
        digest: conversion.digest,
        threads: conversion.threads,
    };
    let mut source = surveying::open(from, conversion.feed, &means)?;
    let survey = source.survey.take();
    let (mut rejects, mut strays) = (Rejects::new(outputs, "rejects"), Report::default());
    source.keep_strays(&mut rejects, &mut strays)?;
    let mapping = conversion.mapping;
    let groups = match mapping {
        Some(mapping) => mapping.groups(&source.groups),
        None => std::mem::take(&mut source.groups),
    };
    let reader = source.reader();
    let request = Request {
        settings: &conversion.settings,
        now: &conversion.now,
        ids: Ids::new(&conversion.run_key, from.name),
        source: from.name,
        paths: reader.paths(),
        unique: reader.key_spaces(),
        id_map: conversion.id_map.is_some(),
        groups: &groups,
        placements: mapping.map_or(&[], Mapping::placements),
        fills: &mapping.map(Mapping::fills).unwrap_or_default(),
        replaced: mapping.map_or(&[], Mapping::replaces),
        configuration: &source.configuration,
    };
    let target = make(request).map_err(|error| Error::Refused(error.to_string()))?;
    if let (Layout::Lines(..), Some(why)) = (&conversion.layout, target.packer.several_files()) {
        return Err(Error::Refused(why.to_owned()));
    }
    let side = match &conversion.id_map {
        Some(path) => {
            let (section, heading) = target.id_map.ok_or_else(|| {
                Error::Refused(format!(
                    "{} keeps the ids of the source; there is no id map",
                    to.name
                ))
            })?;
            Some((section, id_map(outputs, path, heading)?))
        }
        None => None,
    };
    let job = Job {
        work: &Converting { reader, writer: &*target.writer, mapping },
        hasher,
        max_record: conversion.max_record,
        threads: conversion.threads,
    };
    let parts = Parts::new(outputs, conversion.layout, conversion.digest);
    let sinks = Sinks { packer: target.packer, parts: &parts, rejects, side };
    let mut summary = pipeline::run(&job, &source.feed, sinks)?;
    let records = parts.into_records()?;
    if let Some(survey) = survey {
        summary.join_survey(survey);
    }
    summary.report.merge(strays);
    let report = report(&mut summary, reader.paths(), &*target.writer, mapping);
    let manifest = Manifest {
        schema: Manifest::schema(),
        program: Program::default(),
        from: from.name.to_owned(),
        to: to.name.to_owned(),
        now: conversion.now,
        run_key: conversion.run_key.to_hex(),
        digest: conversion.digest.to_string(),
        options: options(target.settings, mapping),
        records: summary.records,
        converted: summary.converted,
        refused: summary.refused,
        inputs: summary.inputs,
        parts: records,
    };
    write_evidence(outputs, &report, &manifest, conversion.digest)?;
    Ok(Converted { report, manifest, rejects: summary.rejects })
}

fn id_map(outputs: &Outputs, path: &Path, heading: &str) -> Result<Box<dyn Write + Send>, Error> {
    let mut file = std::io::BufWriter::new(outputs.create_aside(path)?);
    file.write_all(heading.as_bytes()).map_err(Error::io("write", path))?;
    Ok(Box::new(file))
}

/// The settings in force, with the mapping: what shapes the output.
fn options(
    mut settings: BTreeMap<String, serde_json::Value>,
    mapping: Option<&Mapping>,
) -> BTreeMap<String, serde_json::Value> {
    if let Some(mapping) = mapping {
        settings.insert("mapping".to_owned(), mapping.text().into());
    }
    settings
}

pub(crate) fn report(
    summary: &mut Summary,
    paths: SourcePaths,
    writer: &dyn RecordWriter,
    mapping: Option<&Mapping>,
) -> ReportFile {
    let declared = mapping.map(|mapping| mapped::account(mapping, summary, paths));
    let loss = |(field, records)| Loss {
        path: match paths(field) {
            // Only a mapping can have filled it: the source has no such place.
            "" => format!("/{}", field.name()).into(),
            path => path.into(),
        },
        records,
        reason: writer.loss_reason(field),
        declared: false,
    };
    let members = summary.lost_members.iter().map(|(path, records)| Loss {
        path: path.clone().into(),
        records: *records,
        reason: writer.loss_reason(Field::Kept),
        declared: false,
    });
    ReportFile {
        schema: ReportFile::schema(),
        program: Program::default(),
        records: summary.records,
        converted: summary.converted,
        refused: summary.refused,
        outcomes: summary.totals.outcomes().map(|(one, count)| (one.name(), count)).collect(),
        losses: { summary.totals.lost().map(loss).chain(members) }
            .chain(declared.into_iter().flatten())
            .collect(),
        rules: summary.report.counts(),
        findings: summary.report.findings().cloned().collect(),
    }
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
    let mut text = serde_json::to_vec_pretty(document)
        .map_err(|error| Error::Refused(format!("{name}: {error}")))?;
    text.push(b'\n');
    write_text(outputs, name, &text)
}

fn write_text(outputs: &Outputs, name: &str, text: &[u8]) -> Result<(), Error> {
    match outputs.create(name)? {
        Some(mut file) => file.write_all(text).map_err(Error::io("write", Path::new(name))),
        None => Ok(()),
    }
}
