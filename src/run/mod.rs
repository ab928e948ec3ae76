//! One run: from inputs through a reader, a mapping and a writer, to a report. What the verbs have
//! in common; they differ in where the output goes.

mod beside;
mod converting;
mod mapped;
mod needed;
mod schemas;
mod sparing;
mod surveying;
mod tracked;
mod visiting;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Finding, Purpose, Report, Rule, Tell};
use crate::formats::{Format, RecordWriter, Request, SourcePaths, Target};
use crate::ids::{Ids, RunKey};
use crate::input::Feed;
use crate::mapping::Mapping;
use crate::model::{Field, KeyHasher};
use crate::output::{
    DeltaCounts, InputRecord, Layout, Loss, Outputs, PartRecord, Parts, Program, Rejects,
    ReportFile,
};
use crate::pipeline::{self, Job, Sinks, Summary};
use crate::upload::{Need, Sizes};

pub(crate) use beside::{lost_beside_users, lost_with_users};
use converting::Converting;
use needed::Needed;
use schemas::Schemas;
pub(crate) use surveying::{Means, Opened, open};
pub use tracked::Delta;
use tracked::{Tracked, Tracking};
pub(crate) use visiting::{Seen, Subject, Visited, Visitor, visit};

/// What was decided about a run.
pub(crate) struct Plan<'p> {
    pub(crate) from: &'static Format,
    /// The format that is written, if any.
    pub(crate) to: Option<&'static Format>,
    /// What the inputs are read for.
    pub(crate) purpose: Purpose,
    /// The settings that were given.
    pub(crate) given: &'p BTreeMap<String, String>,
    /// The same, with what a target demands.
    pub(crate) settings: &'p BTreeMap<String, String>,
    pub(crate) mapping: Option<&'p Mapping>,
    pub(crate) now: &'p str,
    pub(crate) run_key: &'p RunKey,
    pub(crate) id_map: bool,
    pub(crate) outputs: &'p Outputs,
    pub(crate) digest: Algorithm,
    pub(crate) threads: usize,
    /// Rules whose findings the operator allows.
    pub(crate) allow: &'p [&'static Rule],
}

/// What a run came to.
pub(crate) struct Ran {
    pub(crate) report: ReportFile,
    pub(crate) inputs: Vec<InputRecord>,
    /// The names of the files of refused records.
    pub(crate) rejects: Vec<String>,
    /// What was written, and the requests that it comes to.
    pub(crate) parts: Vec<PartRecord>,
    pub(crate) sizes: Sizes,
    /// What must be in the product before.
    pub(crate) needs: Vec<Need>,
    /// What became of users since an earlier run.
    pub(crate) delta: Option<DeltaCounts>,
}

/// The section that is written as it comes, and where to.
pub(crate) type Side = Option<(usize, Box<dyn Write + Send>)>;

/// Where the results of a run go.
pub(crate) struct Ends<'e> {
    pub(crate) layout: Layout,
    /// What is done about an earlier or later run.
    pub(crate) delta: Delta,
    /// Is told of each finding.
    pub(crate) told: Option<Tell<'e>>,
}

/// Makes the target, and what is written as it comes.
pub(crate) type Make<'m> = &'m mut dyn FnMut(Request<'_>) -> Result<(Target, Side), Error>;

/// Runs. The target is made when the inputs are known; again, when the inputs have to be read again.
///
/// # Errors
/// When the source cannot be read, the target cannot be made, or the run cannot go on (see
/// [`pipeline::run`]).
pub(crate) fn run(
    plan: &Plan<'_>,
    feed: Feed,
    mut ends: Ends<'_>,
    make: Make<'_>,
) -> Result<Ran, Error> {
    let means = plan.means();
    if let Some(ran) = sparing::run(plan, &feed, &means, &ends, make)? {
        return Ok(ran);
    }
    let mut source = open(plan.from, feed, &means, again(&mut ends.told))?;
    read(plan, &mut source, ends, means.hasher, make)
}

impl<'p> Plan<'p> {
    fn means(&self) -> Means<'p> {
        Means {
            now: self.now,
            settings: self.given,
            outputs: self.outputs,
            purpose: self.purpose,
            needs_users: self.purpose == Purpose::Converting,
            hasher: KeyHasher::new(self.run_key.derive("keys that must be unique")),
            digest: self.digest,
            threads: self.threads,
        }
    }
}

/// Reads a source that was opened.
fn read(
    plan: &Plan<'_>,
    source: &mut Opened,
    ends: Ends<'_>,
    hasher: KeyHasher,
    make: Make<'_>,
) -> Result<Ran, Error> {
    let Plan { from, purpose, settings, mapping, now, outputs, threads, .. } = *plan;
    let Ends { layout, delta, mut told } = ends;
    let parts = Parts::new(outputs, layout, plan.digest);
    let survey = source.survey.take();
    let mut rejects = Rejects::new(outputs, "rejects");
    let mut strays = Report::keeping(source.feed.limits().findings);
    source.keep_strays(&mut rejects, &mut strays, again(&mut told))?;
    let groups = match mapping {
        Some(mapping) => mapping.groups(&source.groups),
        None => std::mem::take(&mut source.groups),
    };
    let reader = source.reader();
    let (target, side) = make(Request {
        settings,
        now,
        ids: Ids::new(plan.run_key, from.name),
        source: from.name,
        paths: reader.paths(),
        unique: reader.key_spaces(),
        id_map: plan.id_map,
        groups: &groups,
        is_mapped: mapping.is_some(),
        maps_roles: mapping.is_some_and(Mapping::maps_roles),
        applications: &source.applications,
        placements: mapping.map_or(&[], Mapping::placements),
        fills: &mapping.map(Mapping::fills).unwrap_or_default(),
        replaced: mapping.map_or(&[], Mapping::replaces),
        configuration: &source.configuration,
    })?;
    let beside = lost_beside_users(&groups, &source.configuration, &target, reader.paths());
    let leaves = plan.to.is_some_and(|to| to.name != from.name);
    let schemas = Schemas::new(from, plan.to, purpose == Purpose::Writing, settings)?;
    let needed = Needed::new(target.needs);
    let section = target.writer.sections();
    let packer = needed.watch(target.packer, section);
    let section = section + needed.sections();
    let tracked = Tracked::new(Tracking {
        delta,
        run_key: plan.run_key,
        from: from.name,
        now,
        known_as: target.known_as,
        is_mapped: mapping.is_some(),
        id_map: target.id_map.filter(|_| plan.id_map).map(|(section, _)| section),
        outputs,
    })?;
    let packer = match &tracked {
        Some(tracked) => tracked.sift(packer, section),
        None => packer,
    };
    let work = &Converting {
        schemas,
        reader,
        writer: &*target.writer,
        mapping,
        leaves,
        needed: &needed,
        tracked: tracked.as_ref(),
    };
    let job = Job { work, purpose, hasher, threads };
    let sinks = Sinks { packer, parts: &parts, rejects, side, told: again(&mut told) };
    let mut summary = pipeline::run(&job, &source.feed, sinks)?;
    if let Some(survey) = survey {
        summary.join_survey(survey);
    }
    summary.report.merge(strays);
    source.judge_survey(&target.left_out, purpose, &mut summary.report, again(&mut told))?;
    let without_effect = mapping.map(|mapping| mapped::without_effect(mapping, &summary));
    for finding in without_effect.into_iter().flatten() {
        tell(&mut told, &finding)?;
        summary.report.add(finding);
    }
    let mut report = report(&summary, reader.paths(), &*target.writer, mapping);
    report.losses.extend(beside);
    report.losses.extend(lost_with_users(reader));
    merge(&mut report.losses);
    for line in &mut report.rules {
        line.allowed = plan.allow.iter().any(|rule| rule.id == line.rule);
    }
    let needs = needed.into_needs();
    let delta = match tracked {
        Some(tracked) => tracked.finish(outputs)?,
        None => None,
    };
    let (parts, sizes) = parts.into_records()?;
    let Summary { inputs, rejects, .. } = summary;
    Ok(Ran { report, inputs, rejects, parts, sizes, needs, delta })
}

/// Lends what is told of findings.
fn again<'t>(told: &'t mut Option<Tell<'_>>) -> Option<Tell<'t>> {
    let tell = told.as_mut()?;
    Some(Box::new(move |finding| tell(finding)))
}

/// Tells of a finding, if anybody listens.
fn tell(told: &mut Option<Tell<'_>>, finding: &Finding) -> Result<(), Error> {
    match told {
        Some(tell) => tell(finding).map_err(Error::io("write", Path::new("the findings"))),
        None => Ok(()),
    }
}

/// Makes losses of one path and reason one: at least so many records had them.
pub(crate) fn merge(losses: &mut Vec<Loss>) {
    let mut merged: Vec<Loss> = Vec::new();
    for loss in losses.drain(..) {
        let same = |known: &&mut Loss| {
            (&known.path, known.reason, known.declared) == (&loss.path, loss.reason, loss.declared)
        };
        match merged.iter_mut().find(same) {
            Some(known) => known.records = known.records.max(loss.records),
            None => merged.push(loss),
        }
    }
    *losses = merged;
}

fn report(
    summary: &Summary,
    paths: SourcePaths,
    writer: &dyn RecordWriter,
    mapping: Option<&Mapping>,
) -> ReportFile {
    let declared = mapping.map(|mapping| mapped::losses(mapping, summary, paths));
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
        upload: None,
        delta: None,
    }
}
