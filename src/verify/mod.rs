//! Verifying: does an output hold what its source holds, no less and no more?
//!
//! The output is not made again. The source is read by the reader of its format, the output by the
//! reader of its own; both become terms of neutral users (see [`proof`](crate::formats::proof)),
//! and the records are followed side by side. What holds when nothing is found:
//!
//! | law | rule |
//! |---|---|
//! | every record of the source is a user of the output, or among the refused ones | VE-001 |
//! | every user of the output comes from one record, in the order of the source | VE-002 |
//! | every term of a record is a term of its user, unless the target has no place for it | VE-003 |
//! | every term of a user comes from its record, from an option, or is derived | VE-004 |
//! | what has no place is counted in the report, exactly | VE-005 |
//! | every row of the output belongs to a user of it | VE-006 |
//! | nothing stands beside the users but what a conversion writes there | VE-007, VE-008 |
//! | inputs, parts and refused records are those that the evidence names | VE-010 to VE-015 |
//!
//! The transformations that are no losses are told by each target's proof: ids that are derived,
//! names that stand in for missing ones, addresses that the operator says are verified, groups that
//! become roles, passwords that must be reset, values that a mapping fills in or moves.
//!
//! A proof says itself what it does not look at ([`Verified::left_out`]). No value of a person is
//! in any difference. Memory does not grow with the files, apart from what the readers of the two
//! formats need.

mod beside;
mod difference;
mod entry;
mod evidence;
mod losses;
mod matching;
mod merge;
mod refused;
mod rules;
mod side;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::sync_channel;

use serde::Serialize;

use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Place, Purpose, RuleCount, Shape};
use crate::formats::{Format, Request, Stray, by_name};
use crate::ids::{Ids, RunKey};
use crate::input::Feed;
use crate::limits::Limits;
use crate::mapping::Mapping;
use crate::model::KeyHasher;
use crate::output::{Destination, InputRecord, Layout, Manifest, Outputs, Parts, Rejects};
use crate::pack::Packer as _;
use crate::pipeline::{self, Distant, Job, Sinks, Summary};
use crate::run::{Means, Opened, lost_beside_users, lost_with_users, merge as merge_losses, open};

pub use difference::{Difference, TellDifference};
pub use rules::RULES;

use difference::Differences;
use entry::{Entries, Kept};
use evidence::Evidence;
use merge::{Counts, Files, Merge};
use refused::{Names, Refused};
use rules::*;
use side::{Frames, Sender, Side, View};

/// An output to be verified.
pub struct Verification<'v> {
    /// The inputs of the conversion. Their digests are asked for as the manifest has them, see
    /// [`Conversion::digest`].
    pub feed: Feed,
    /// Their format.
    pub from: &'static Format,
    /// What was decided about reading them, by the names of the settings.
    pub settings: BTreeMap<String, String>,
    /// The conversion, as its evidence tells it.
    pub conversion: &'v Conversion,
    /// How many threads work.
    pub threads: usize,
    /// Is told of each difference as it is found.
    pub told: Option<TellDifference<'v>>,
}

/// A conversion, as its evidence tells it.
pub struct Conversion {
    evidence: Evidence,
    to: &'static Format,
    mapping: Option<Mapping>,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Verified {
    /// Is nothing different, and was everything compared that can be?
    pub proved: bool,
    /// The format of the source.
    pub from: String,
    /// The format of the output.
    pub to: String,
    /// Records of the source.
    pub records: u64,
    /// Records whose users were found and compared.
    pub compared: u64,
    /// Records that were refused.
    pub refused: u64,
    /// Records that were not compared, because the output is broken before them.
    pub not_reached: u64,
    /// Files of output.
    pub parts: u64,
    /// Losses on which report and count agree.
    pub losses: u64,
    /// What this proof does not look at.
    pub left_out: Vec<&'static str>,
    /// Differences, counted by rule.
    pub rules: Vec<RuleCount>,
    /// The first differences of each rule.
    pub differences: Vec<Difference>,
}

impl Conversion {
    /// Reads the evidence in a folder of output, or beside a file of it.
    ///
    /// # Errors
    /// When there is none, or it is of no conversion that this program knows.
    pub fn of(output: &Path) -> Result<Self, Error> {
        let evidence = Evidence::of(output)?;
        let Manifest { to, options, .. } = &evidence.manifest;
        let unknown =
            || Error::Refused(format!("the manifest names a format {to}, which is not known"));
        let to = by_name(to).ok_or_else(unknown)?;
        let mapping = options.get("mapping").and_then(|text| text.as_str());
        let mapping = mapping.map(|text| Mapping::parse("the mapping in the manifest", text, to));
        let mapping = mapping.transpose().map_err(|error| Error::Refused(error.to_string()))?;
        Ok(Conversion { evidence, to, mapping })
    }

    /// The name of the format of its source.
    pub fn from(&self) -> &str {
        &self.evidence.manifest.from
    }

    /// The format of the output.
    pub fn to(&self) -> &'static Format {
        self.to
    }

    /// How its inputs were digested.
    pub fn digest(&self) -> Algorithm {
        self.evidence.algorithm
    }

    /// Refuses when a file shaped the output that is not given: the manifest has its digest only.
    fn demand_files(&self, given: &BTreeMap<String, String>) -> Result<(), Error> {
        let mut files = self.to.settings.iter().filter(|setting| setting.is_file());
        let options = &self.evidence.manifest.options;
        let missing = files.find(|setting| {
            options.contains_key(setting.name) && !given.contains_key(setting.name)
        });
        missing.map_or(Ok(()), |setting| {
            let name = setting.name;
            Err(Error::Refused(format!("the conversion was given --{name}; give the same file")))
        })
    }

    /// The settings of the target, as text.
    fn settings(&self) -> BTreeMap<String, String> {
        let options = self.evidence.manifest.options.iter();
        let known = options.filter(|(name, _)| {
            // Of a file only the digest is kept.
            self.to.settings.iter().any(|setting| setting.name == **name && !setting.is_file())
        });
        let is_default = |name: &str, text: &str| {
            let mut settings = self.to.settings.iter();
            settings.any(|setting| setting.name == name && setting.default == Some(text))
        };
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Bool(true) => Some("true".to_owned()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let known = known.filter_map(|(name, value)| Some((name.clone(), text(value)?)));
        known.filter(|(name, text)| !is_default(name, text)).collect()
    }
}

/// What no proof looks at.
const LEFT_OUT: &[&str] = &[
    "outcomes and findings in the report",
    "rows that were refused before users were read, SHA256SUMS and id maps",
];

/// Messages that wait for the one who compares.
const WAITING: usize = 8;

/// Verifies.
///
/// # Errors
/// When the source cannot be read, or the target has no proof. What is wrong with the output is a
/// difference.
pub fn verify(verification: Verification<'_>) -> Result<Verified, Error> {
    let Verification { feed, from, settings, conversion, threads, told } = verification;
    let Conversion { evidence, to, mapping } = conversion;
    let (manifest, to) = (&evidence.manifest, *to);
    if manifest.from != from.name {
        let what =
            format!("the output was made from {}, and the source is {}", manifest.from, from.name);
        return Err(Error::Refused(what));
    }
    let run_key = RunKey::from_hex(&manifest.run_key).ok_or_else(|| {
        Error::Refused("the run_key of the manifest is not 64 hexadecimal digits".to_owned())
    })?;
    conversion.demand_files(&settings)?;
    let limits = *feed.limits();
    let mut differences = Differences::keeping(limits.findings, told);
    evidence.check(&mut differences)?;

    let outputs = Outputs::new(Destination::Stream, false, false)?;
    let threads = threads.div_ceil(2);
    let opening = Opening { outputs: &outputs, now: &manifest.now, threads };
    let names: Vec<_> = feed.inputs().iter().map(|input| input.name.clone()).collect();
    let mut source = opening.open(from, feed, &settings, true)?;
    let survey = source.survey.take();
    let groups = match mapping {
        Some(mapping) => mapping.groups(&source.groups),
        None => std::mem::take(&mut source.groups),
    };
    let mut of_target = conversion.settings();
    let is_of_target = |name: &String| to.all_settings().any(|own| own.name == *name);
    of_target.extend(settings.clone().into_iter().filter(|(name, _)| is_of_target(name)));
    let request = || Request {
        settings: &of_target,
        now: &manifest.now,
        ids: Ids::new(&run_key, from.name),
        source: from.name,
        paths: source.reader().paths(),
        unique: source.reader().key_spaces(),
        id_map: false,
        groups: &groups,
        is_mapped: mapping.is_some(),
        maps_roles: mapping.as_ref().is_some_and(Mapping::maps_roles),
        applications: &source.applications,
        placements: mapping.as_ref().map_or(&[], Mapping::placements),
        fills: &[],
        replaced: &[],
        configuration: &source.configuration,
    };
    let refused = |error: crate::formats::SettingError| Error::Refused(error.to_string());
    let fills = mapping.as_ref().map(Mapping::fills).unwrap_or_default();
    let made = to
        .proof
        .zip(to.target)
        .ok_or_else(|| Error::Refused(format!("nothing proves conversions to {} yet", to.name)))?;
    let proof = made.0(&Request { fills: &fills, ..request() }).map_err(refused)?;
    let target = made.1(Request { fills: &fills, ..request() }).map_err(refused)?;

    let mut reading: BTreeMap<_, _> = settings
        .into_iter()
        .filter(|(name, _)| {
            to.all_source_settings().any(|own| own.name == *name) && is_of_target(name)
        })
        .collect();
    reading.extend(proof.reading().into_iter().map(|(name, value)| (name.to_owned(), value)));
    let parts = evidence.parts();
    let is_empty = parts.is_empty() && evidence.manifest.parts.iter().all(|part| part.size == 0);
    let parts = Feed::new(parts, Algorithm::None).within(Limits { unpacked: u64::MAX, ..limits });
    let mut output = None;
    if !is_empty {
        match opening.open(to, parts, &reading, false) {
            Ok(opened) => output = Some(opened),
            Err(error) => differences.add(unread(&error)),
        }
    }

    let frames = Frames::default();
    let mut refused = Refused::of(evidence, Names::of(&names, evidence));
    strays(&mut source, &mut refused, &mut differences)?;
    let no_output = Feed::new(Vec::new(), Algorithm::None);
    let sides = Sides {
        source: Side {
            reader: source.reader(),
            proof: &*proof,
            view: View::Source {
                mapping: mapping.as_ref(),
                frames: &frames,
                kept: !refused.are_none(),
            },
        },
        output: output.as_ref().map(|output| Side {
            reader: output.reader(),
            proof: &*proof,
            view: View::Output,
        }),
        is_empty,
        outputs: &outputs,
        threads,
    };
    let output_feed = output.as_ref().map_or(&no_output, |output| &output.feed);
    let output_paths =
        output.as_ref().map_or(source.reader().paths(), |output| output.reader().paths());
    let files = |feed, paths| Files { feed, paths, distant: Distant::default() };
    let mut merge = Merge::new(
        files(&source.feed, source.reader().paths()),
        files(output_feed, output_paths),
        &frames,
        refused,
        &mut differences,
    );
    let (read, written) = sides.follow(&source.feed, output_feed, &mut merge);
    let Merge { losses, counts, .. } = merge;
    let mut read = read?;
    match written {
        Ok(Some(written)) => check_users(&written, evidence, &mut differences),
        Ok(None) => {}
        Err(error) => differences.add(unread(&error)),
    }
    if let Some(output) = &mut output {
        beside::rows_of_nobody(output, evidence, &*proof, &mut differences)?;
        beside::groups((&groups, output), evidence, &*proof, &mut differences);
        beside::configuration(output, evidence, &*proof, &mut differences);
    }
    beside::headings(evidence, &*proof, &mut differences)?;
    beside::members_of_nobody(evidence, &*proof, &mut differences)?;
    if let Some(survey) = survey {
        read.join_survey(survey);
    }
    check_inputs(&read.inputs, &manifest.inputs, &mut differences);
    check_counts(&counts, evidence, &mut differences);
    let paths = source.reader().paths();
    let mut due = losses.due(paths, &*target.writer, mapping.as_ref());
    due.extend(lost_beside_users(&groups, &source.configuration, &target, paths));
    due.extend(lost_with_users(source.reader()));
    merge_losses(&mut due);
    let agreed = losses::compare(&due, evidence, &mut differences);
    let (rules, kept, failed) = differences.finish();
    if let Some(error) = failed {
        return Err(Error::io("write", Path::new("the differences"))(error));
    }
    Ok(Verified {
        proved: rules.is_empty(),
        from: from.name.to_owned(),
        to: to.name.to_owned(),
        records: counts.records,
        compared: counts.matched,
        refused: counts.refused,
        not_reached: counts.left,
        parts: manifest.parts.len() as u64,
        losses: agreed,
        left_out: proof.left_out().iter().chain(LEFT_OUT).copied().collect(),
        rules,
        differences: kept,
    })
}

/// What both sides are opened with.
struct Opening<'o> {
    outputs: &'o Outputs,
    now: &'o str,
    threads: usize,
}

impl Opening<'_> {
    fn open(
        &self,
        format: &Format,
        feed: Feed,
        settings: &BTreeMap<String, String>,
        needs_users: bool,
    ) -> Result<Opened, Error> {
        // What a conversion carries on is read on both sides, whatever an import would say.
        let purpose = Purpose::Converting;
        let digest = feed.algorithm();
        let hasher = KeyHasher::new([0; 32]);
        let (now, outputs, threads) = (self.now, self.outputs, self.threads);
        open(
            format,
            feed,
            &Means { now, settings, outputs, purpose, needs_users, hasher, digest, threads },
            None,
        )
    }
}

/// Both sides, ready to be read.
struct Sides<'s> {
    source: Side<'s>,
    output: Option<Side<'s>>,
    /// Is there nobody in the output, rather than nobody who can be read?
    is_empty: bool,
    outputs: &'s Outputs,
    threads: usize,
}

impl Sides<'_> {
    /// Reads both sides at the same time; what was read of each.
    fn follow(
        &self,
        source: &Feed,
        output: &Feed,
        merge: &mut Merge<'_, '_>,
    ) -> (Result<Summary, Error>, Result<Option<Summary>, Error>) {
        let (to_source, from_source) = sync_channel(WAITING);
        let (to_output, from_output) = sync_channel(WAITING);
        std::thread::scope(|scope| {
            let source = scope.spawn(move || self.read(&self.source, source, Sender(to_source)));
            let output = scope.spawn(move || match &self.output {
                Some(side) => self.read(side, output, Sender(to_output)).map(Some),
                None => {
                    if self.is_empty {
                        Sender(to_output).finish();
                    }
                    Ok(None)
                }
            });
            merge.run(&mut Entries::new(from_source), &mut Entries::new(from_output));
            (joined(source.join()), joined(output.join()))
        })
    }

    fn read(&self, side: &Side<'_>, feed: &Feed, sender: Sender) -> Result<Summary, Error> {
        let job = Job {
            work: side,
            purpose: Purpose::Converting,
            hasher: KeyHasher::new([0; 32]),
            threads: self.threads,
        };
        let parts = Parts::new(self.outputs, Layout::Files, feed.algorithm());
        let rejects = Rejects::new(self.outputs, "rejects");
        let sinks =
            Sinks { packer: Box::new(sender), parts: &parts, rejects, side: None, told: None };
        pipeline::run(&job, feed, sinks)
    }
}

/// What a thread came to; a panic goes on.
fn joined<T>(thread: std::thread::Result<T>) -> T {
    thread.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The output cannot be read here.
fn unread(error: &Error) -> Difference {
    let place = match error {
        Error::Structure { place, .. } | Error::Limit { place, .. } => (**place).clone(),
        Error::Io { path, .. } | Error::Changed(path) => {
            Place { file: path.display().to_string(), ..Place::default() }
        }
        Error::Exists(_) | Error::Refused(_) | Error::Misused { .. } => Place::default(),
    };
    Difference::new(&VE_013, Shape::Nothing).at_output(place)
}

/// Rows that belong to no record stand first among the refused ones.
fn strays(
    source: &mut Opened,
    refused: &mut Refused<'_>,
    differences: &mut Differences<'_>,
) -> Result<(), Error> {
    for stray in source.strays.take().into_iter().flatten() {
        let Stray { kept, frame, .. } =
            stray.map_err(Error::io("read", Path::new("the inputs")))?;
        let hash = *blake3::hash(&kept).as_bytes();
        let kept = Kept { frame: 0, length: kept.len() as u64, hash };
        refused.advance();
        if !refused.is_kept(&frame, kept) {
            differences.add(Difference::new(&VE_014, Shape::Nothing));
        }
    }
    Ok(())
}

/// Are these the inputs of the conversion, whatever they are called?
fn check_inputs(is: &[InputRecord], due: &[InputRecord], differences: &mut Differences<'_>) {
    let key = |input: &InputRecord| (input.size, input.digest.clone(), input.records);
    let mut left: Vec<_> = due.iter().collect();
    let mut differ = |input: &InputRecord, got| {
        let place = Place { file: input.name.clone(), ..Place::default() };
        differences.add(Difference::new(&VE_010, got).at_source(place));
    };
    let mut others = 0;
    for input in is {
        match left.iter().position(|known| key(known) == key(input)) {
            Some(at) => drop(left.remove(at)),
            None => {
                others += 1;
                differ(input, Shape::Count(input.size));
            }
        }
    }
    // As many stand for others; the rest was not given.
    left.into_iter().skip(others).for_each(|input| differ(input, Shape::Nothing));
}

/// Do the parts hold as many users as the manifest says?
fn check_users(written: &Summary, evidence: &Evidence, differences: &mut Differences<'_>) {
    for part in &evidence.manifest.parts {
        let file = evidence.name_of(part);
        // One that is not there, or empty, was not read.
        let Some(read) = written.inputs.iter().find(|read| read.name == file) else { continue };
        if read.records != part.users {
            let place = Place { file, ..Place::default() };
            let difference = Difference::new(&VE_015, Shape::Count(read.records)).at_output(place);
            differences.add(difference.due(Shape::Count(part.users)));
        }
    }
}

/// Do manifest and report count the records that there are?
fn check_counts(counts: &Counts, evidence: &Evidence, differences: &mut Differences<'_>) {
    let manifest = &evidence.manifest;
    let told = |name: &str| evidence.report[name].as_u64().unwrap_or_default();
    let mut check = |file: &'static str, name: &str, says: u64, is: u64| {
        if says != is {
            let place = evidence.place(file, &format!("/{name}"));
            let difference = Difference::new(&VE_015, Shape::Count(says)).at_output(place);
            differences.add(difference.due(Shape::Count(is)));
        }
    };
    check("manifest.json", "records", manifest.records, counts.records);
    check("manifest.json", "converted", manifest.converted, counts.matched + counts.left);
    if !evidence.report.is_null() {
        check("report.json", "records", told("records"), manifest.records);
        check("report.json", "converted", told("converted"), manifest.converted);
        check("report.json", "refused", told("refused"), manifest.refused);
    }
    if manifest.refused < counts.refused {
        check("manifest.json", "refused", manifest.refused, counts.refused);
    }
}
