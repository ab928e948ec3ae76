//! Inspecting: what inputs are, what stands in them and how often, and what each target could hold.
//!
//! The inputs are read several times: once to count what there is, once to judge them as
//! [`validate`](mod@crate::validate) does, and once for each format that they could be converted to.
//! What comes of it holds no value of a person. It has the names of fields, and of roles, groups and
//! providers, which are the operator's own; a name that could be a person's is not shown.
//!
//! ```
//! use idport::formats::by_name;
//! use idport::input::Feed;
//! use idport::inspect::{Inspection, inspect};
//! use idport::limits::Limits;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let export = br#"[{"scimUser": {"emails": [{"value": "ada@example.com"}]}, "roles": ["viewer"]}]"#;
//! let bytes = std::io::Cursor::new(export.to_vec());
//! let feed = Feed::of_reader("export.json", bytes, Limits::default())?;
//! let format = by_name("appid-directory").ok_or("no such format")?;
//! let found = inspect(Inspection::new(feed, format, "2026-01-02T03:04:05Z"))?;
//! let field = found.tables[0].fields.iter().find(|field| field.path == "/scimUser/emails/*/value");
//! assert_eq!(field.map(|field| field.records), Some(1));
//! assert_eq!(found.roles.shown[0].name, "viewer");
//! # Ok(())
//! # }
//! ```

mod census;
mod file;
mod names;
mod share;
mod sheet;
mod tally;
mod targets;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::Purpose;
use crate::formats::{Format, detect, telltales};
use crate::ids::RunKey;
use crate::input::Feed;
use crate::output::{Destination, Outputs, Program, ReportFile};
use crate::run::{Plan, Subject, Visited, visit};

use census::Census;
pub use file::{
    Dates, Field, Fit, Form, Input, InspectionFile, Kinds, Name, Names, Range, Table, TargetLoss,
    Users,
};
pub use share::{bytes, count, grouped, share};
use tally::{Collector, Tally};
pub use targets::Fate;

/// Inputs to be inspected.
pub struct Inspection {
    /// The inputs.
    pub feed: Feed,
    /// Their format.
    pub from: &'static Format,
    /// Did somebody say so? Otherwise it was told from their content.
    pub is_told: bool,
    /// What was decided about reading, by the names of the settings.
    pub settings: BTreeMap<String, String>,
    /// The instant of the run in RFC 3339.
    pub now: String,
    /// How many threads work.
    pub threads: usize,
}

impl Inspection {
    /// Inspection on one thread of inputs of a format at an instant in RFC 3339.
    pub fn new(feed: Feed, from: &'static Format, now: &str) -> Self {
        let (settings, now) = (BTreeMap::new(), now.to_owned());
        Inspection { feed, from, is_told: true, settings, now, threads: 1 }
    }
}

/// Inspects. What flows and cannot be opened again is kept in memory meanwhile.
///
/// # Errors
/// When the format cannot be read, a setting makes no sense, or an input cannot be read.
pub fn inspect(mut inspection: Inspection) -> Result<InspectionFile, Error> {
    let outputs = Outputs::new(Destination::Stream, false, false)?;
    let mut scratches = Vec::new();
    inspection.feed.spool_what_flows(|name| match outputs.scratch()? {
        Some((file, scratch)) => {
            scratches.push(scratch);
            Ok(file)
        }
        None => Err(Error::Refused(format!(
            "{name} has to be read several times, and this system cannot keep it in memory; write \
             it into a file first"
        ))),
    })?;
    let form = form(&inspection)?;
    let (tallies, visited) = counted(&inspection, &outputs)?;
    let found = targets::judged(&inspection, None)?;
    let fits = targets::fits(&inspection)?;
    Ok(assemble(form, &tallies, visited, found, fits))
}

/// What the inputs are, and how that was told.
fn form(inspection: &Inspection) -> Result<Form, Error> {
    let Inspection { feed, from, .. } = inspection;
    let head = feed.head()?;
    Ok(Form {
        name: from.name,
        title: from.title,
        told_by: if inspection.is_told { "operator" } else { "content" },
        telltales: telltales(from, &head),
        looks_like: detect(&head).filter(|other| other.name != from.name).map(|other| other.name),
    })
}

/// A table of the inputs and what was counted in it.
type Counted = (String, Arc<Mutex<Tally>>);

/// Counts what there is.
fn counted(
    inspection: &Inspection,
    outputs: &Outputs,
) -> Result<(Vec<(String, Tally)>, Visited), Error> {
    let Inspection { feed, from, settings, now, threads, .. } = inspection;
    let plan = Plan {
        from,
        to: None,
        purpose: Purpose::Reading,
        given: settings,
        settings,
        mapping: None,
        now,
        run_key: &RunKey::new([0; 32]),
        id_map: false,
        outputs,
        digest: Algorithm::None,
        threads: *threads,
        allow: &[],
    };
    let mut counted: Vec<Counted> = Vec::new();
    let visited = visit(&plan, feed, &Census::of(from), |subject| {
        let tally = Arc::<Mutex<Tally>>::default();
        let name = match subject {
            Subject::Users => "users".to_owned(),
            Subject::Companions(number) => feed.inputs()[number].name.clone(),
        };
        match subject {
            Subject::Users => counted.insert(0, (name, Arc::clone(&tally))),
            Subject::Companions(_) => counted.push((name, Arc::clone(&tally))),
        }
        Box::new(Collector::new(tally))
    })?;
    let take = |tally: &Mutex<Tally>| {
        std::mem::take(&mut *tally.lock().unwrap_or_else(PoisonError::into_inner))
    };
    let tallies = counted.iter().map(|(name, tally)| (name.clone(), take(tally))).collect();
    Ok((tallies, visited))
}

fn assemble(
    form: Form,
    tallies: &[(String, Tally)],
    visited: Visited,
    found: ReportFile,
    mut fits: Vec<Fit>,
) -> InspectionFile {
    let Visited { inputs, records, unreadable, unique } = visited;
    let users = tallies.first().map(|(_, tally)| tally);
    let names = |which| users.map(|tally| tally.names(which)).unwrap_or_default();
    let tables: Vec<_> = tallies.iter().map(|(name, tally)| tally.table(name.clone())).collect();
    for fit in fits.iter_mut().filter(|fit| fit.taken > 0) {
        let fields = tables.first().map_or(&[][..], |users| &users.fields);
        fit.carried = targets::carried(fields, fit);
    }
    let is_unique = |rule: &str| found.rules.iter().any(|line| line.rule == rule);
    let mut duplicates: Vec<_> = unique.into_iter().filter(|rule| is_unique(rule)).collect();
    duplicates.sort_unstable();
    duplicates.dedup();
    InspectionFile {
        schema: InspectionFile::schema(),
        program: Program::default(),
        format: form,
        readings: 2 + fits.len() as u64,
        inputs: inputs
            .into_iter()
            .map(|input| Input { name: input.name, size: input.size, records: input.records })
            .collect(),
        records,
        unreadable,
        users: users.map(Tally::users).unwrap_or_default(),
        providers: names(sheet::Named::Provider),
        roles: names(sheet::Named::Role),
        groups: names(sheet::Named::Group),
        with_errors: found.refused,
        rules: found.rules,
        duplicates,
        targets: fits,
        tables,
    }
}
