//! Validating: everything that a conversion would find, and no output.
//!
//! Bytes, files and whatever can be read are validated alike. The report holds exact counts and the
//! first findings of each rule; whoever wants all of them is told of each as it is found.
//!
//! ```
//! use idport::findings::render::{self, Found};
//! use idport::formats::by_name;
//! use idport::input::Feed;
//! use idport::limits::Limits;
//! use idport::validate::{Validation, validate};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let export = br#"[{"scimUser": {"emails": []}, "roles": ["viewer", "viewer"]}]"#;
//! let bytes = std::io::Cursor::new(export.to_vec()); // or a File, a socket, …
//! let feed = Feed::of_reader("export.json", bytes, Limits::default())?;
//! let format = by_name("appid-directory").ok_or("no such format")?;
//! let mut lines = Vec::new();
//! let mut validation = Validation::new(feed, format, "2026-01-02T03:04:05Z");
//! validation.told = Some(Box::new(|finding| {
//!     lines.push(format!("{}: {} {}", finding.place, finding.rule.id, finding.got));
//!     Ok(())
//! }));
//! let report = validate(validation)?;
//! assert_eq!((report.records, report.refused), (1, 1));
//! assert!(lines.contains(&"export.json:1:26: CD-030 nothing".to_owned()), "{lines:?}");
//!
//! let sarif = render::sarif(&Found {
//!     subject: format.name,
//!     rules: &report.rules,
//!     findings: &report.findings,
//! });
//! assert!(sarif.contains("CD-030"));
//! # Ok(())
//! # }
//! ```
//!
//! A file is `Feed::new(vec![Input { name, path }], Algorithm::None)`; several of them are judged
//! together, as pages of one export or files of one domain.

use std::collections::BTreeMap;

use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Notes, Purpose, Rule, Tell};
use crate::formats::{Format, KeySpace, KnownAs, RecordWriter, Target};
use crate::ids::RunKey;
use crate::input::Feed;
use crate::mapping::Mapping;
use crate::model::{Field, User};
use crate::output::{Destination, Layout, Outputs, ReportFile};
use crate::pack::{Discard, Encoded};
use crate::run::{Delta, Ends, Plan, run};
use crate::upload::Needs;

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
    /// Rules whose findings the operator allows; the report marks them.
    pub allow: Vec<&'static Rule>,
    /// Is told of each finding as it is found, in the order of the input.
    pub told: Option<Tell<'v>>,
}

impl Validation<'_> {
    /// Validation by itself, on one thread, of inputs of a format at an instant in RFC 3339, which
    /// decides what has expired.
    pub fn new(feed: Feed, from: &'static Format, now: &str) -> Self {
        Validation {
            feed,
            from,
            target: None,
            settings: BTreeMap::new(),
            mapping: None,
            now: now.to_owned(),
            run_key: RunKey::new([0; 32]),
            threads: 1,
            allow: Vec::new(),
            told: None,
        }
    }
}

/// Validates. With a target, what it reports is what a conversion to it would report; when the
/// target is the format of the inputs, they are also judged as a payload for the import of its
/// product, as they stand.
///
/// # Errors
/// When the formats cannot be read or written, a setting makes no sense, or the run cannot go on
/// (see [`pipeline::run`](crate::pipeline::run)).
pub fn validate(validation: Validation<'_>) -> Result<ReportFile, Error> {
    let Validation { feed, from, target, mut settings, mapping, now, run_key, .. } = validation;
    let given = settings.clone();
    fill_in(target, &mut settings);
    let outputs = Outputs::new(Destination::Stream, false, false)?;
    let plan = Plan {
        from,
        to: target,
        purpose: purpose(from, target),
        given: &given,
        settings: &settings,
        mapping,
        now: &now,
        run_key: &run_key,
        id_map: false,
        outputs: &outputs,
        digest: Algorithm::None,
        threads: validation.threads,
        allow: &validation.allow,
    };
    let ends = Ends { layout: Layout::Files, delta: Delta::None, told: validation.told };
    let ran = run(&plan, feed, ends, &mut |request| {
        let Some(to) = target else { return Ok((nothing(), None)) };
        let make = to
            .target
            .ok_or_else(|| Error::Refused(format!("{} cannot be written yet", to.name)))?;
        let mut target = make(request).map_err(|error| Error::Refused(error.to_string()))?;
        target.packer = Box::new(Discard::new(Some(target.packer)));
        Ok((target, None))
    })?;
    Ok(ran.report)
}

/// What the inputs are judged for.
fn purpose(from: &Format, target: Option<&Format>) -> Purpose {
    match target {
        None => Purpose::Reading,
        Some(target) if target.name == from.name => Purpose::Writing,
        Some(_) => Purpose::Converting,
    }
}

/// A target that takes everything and writes nothing.
fn nothing() -> Target {
    Target {
        writer: Box::new(NoWriter),
        packer: Box::new(Discard::new(None)),
        id_map: None,
        settings: BTreeMap::new(),
        known_as: KnownAs::NewId,
        needs: Needs::default(),
        holds_groups: true,
        left_out: Vec::new(),
        holds_configuration: true,
    }
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

    fn is_nothing(&self) -> bool {
        true
    }

    fn loss_reason(&self, _: Field) -> &'static str {
        "nothing is written"
    }
}
