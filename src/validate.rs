//! Validating: everything that a conversion would find, and no output.

use std::collections::BTreeMap;

use crate::convert::surveying::{self, Means};
use crate::convert::{Converting, report};
use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Notes, Report};
use crate::formats::{Format, KeySpace, RecordWriter, Request};
use crate::ids::{Ids, RunKey};
use crate::input::Feed;
use crate::mapping::Mapping;
use crate::model::{Field, KeyHasher, User};
use crate::output::{Destination, Layout, Outputs, Parts, Rejects, ReportFile};
use crate::pack::{Discard, Encoded, Packer};
use crate::pipeline::{self, Job, Sinks};

/// Inputs to be validated.
pub struct Validation<'v> {
    /// The inputs.
    pub feed: Feed,
    /// Their format.
    pub from: &'static Format,
    /// The format that they are to be converted to, if that is to be predicted.
    pub target: Option<&'static Format>,
    /// What was decided about reading, and about the target, by the names of the settings. What a
    /// target demands and is not given is made up: only findings depend on it.
    pub settings: BTreeMap<String, String>,
    /// Where fields would go in a conversion, if the operator says so.
    pub mapping: Option<&'v Mapping>,
    /// The instant of the run in RFC 3339.
    pub now: String,
    /// Random bytes.
    pub run_key: RunKey,
    /// How many threads work.
    pub threads: usize,
    /// The longest record that is read, in bytes.
    pub max_record: usize,
}

/// Validates. With a target, what it reports is what a conversion to it would report.
///
/// # Errors
/// When the formats cannot be read or written, a setting makes no sense, or the run cannot go on
/// (see [`pipeline::run`]).
pub fn validate(validation: Validation<'_>) -> Result<ReportFile, Error> {
    let Validation { feed, from, target, mut settings, mapping, now, run_key, threads, max_record } =
        validation;
    let outputs = Outputs::new(Destination::Stream, false, false)?;
    let hasher = KeyHasher::new(run_key.derive("keys that must be unique"));
    fill_in(target, &mut settings);
    let digest = Algorithm::None;
    let means = Means {
        now: &now,
        settings: &settings,
        outputs: &outputs,
        hasher: hasher.clone(),
        max_record,
        digest,
        threads,
    };
    let mut source = surveying::open(from, feed, &means)?;
    let survey = source.survey.take();
    let (mut rejects, mut strays) = (Rejects::new(&outputs, "rejects"), Report::default());
    source.keep_strays(&mut rejects, &mut strays)?;
    let groups = match mapping {
        Some(mapping) => mapping.groups(&source.groups),
        None => std::mem::take(&mut source.groups),
    };
    let reader = source.reader();
    let (writer, packer): (Box<dyn RecordWriter>, Option<Box<dyn Packer>>) = match target {
        None => (Box::new(NoWriter), None),
        Some(target) => {
            let make = target
                .target
                .ok_or_else(|| Error::Refused(format!("{} cannot be written yet", target.name)))?;
            let request = Request {
                settings: &settings,
                now: &now,
                ids: Ids::new(&run_key, from.name),
                source: from.name,
                paths: reader.paths(),
                unique: reader.key_spaces(),
                id_map: false,
                groups: &groups,
                configuration: &source.configuration,
                placements: mapping.map_or(&[], Mapping::placements),
                fills: &mapping.map(Mapping::fills).unwrap_or_default(),
                replaced: mapping.map_or(&[], Mapping::replaces),
            };
            let target = make(request).map_err(|error| Error::Refused(error.to_string()))?;
            (target.writer, Some(target.packer))
        }
    };
    let job = Job {
        work: &Converting { reader, writer: &*writer, mapping },
        hasher,
        max_record,
        threads,
    };
    let parts = Parts::new(&outputs, Layout::Files, digest);
    let packer = Box::new(Discard::new(packer));
    let mut summary =
        pipeline::run(&job, &source.feed, Sinks { packer, parts: &parts, rejects, side: None })?;
    if let Some(survey) = survey {
        summary.join_survey(survey);
    }
    summary.report.merge(strays);
    Ok(report(&mut summary, reader.paths(), &*writer, mapping))
}

/// Gives values to settings that a target demands.
fn fill_in(target: Option<&Format>, settings: &mut BTreeMap<String, String>) {
    let required = target.iter().flat_map(|target| target.settings).filter(|one| one.required);
    for setting in required {
        settings.entry(setting.name.to_owned()).or_insert_with(|| setting.name.to_owned());
    }
}

/// Writes nothing: what is read is only looked at.
struct NoWriter;

impl RecordWriter for NoWriter {
    fn sections(&self) -> usize {
        1
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        &[]
    }

    fn write(&self, _: &User<'_>, _: &mut Encoded, _: &mut Notes) {}

    fn loss_reason(&self, _: Field) -> &'static str {
        "nothing is written"
    }
}
