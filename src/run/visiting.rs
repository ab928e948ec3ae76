//! Looking at all records without judging them: whoever visits writes down what it sees of each,
//! on many threads, and a packer adds it up in the order of the inputs.

use std::io;

use super::surveying;
use super::{Means, Plan};
use crate::error::Error;
use crate::findings::{Notes, Pointer, Shape};
use crate::formats::{
    Decisions, Desk, InputUse, Reading, RecordReader, Records, Standing, Work, read_record,
};
use crate::input::Feed;
use crate::model::{KeyHasher, User};
use crate::output::{InputRecord, Layout, Parts, Rejects};
use crate::outside::Outside;
use crate::pack::{Encoded, Packer};
use crate::pipeline::{self, Job, Sinks, Summary};

/// A record as a visitor sees it.
pub(crate) struct Seen<'s> {
    /// Where it stands; in a table, this is its row.
    pub(crate) place: Standing<'s>,
    /// The user that it holds; none in files of what belongs to users.
    pub(crate) user: Option<&'s User<'s>>,
    /// The record as one JSON document, where it is no row of a table.
    pub(crate) document: &'s [u8],
}

/// Looks at records.
pub(crate) trait Visitor: Sync {
    /// Appends what there is to know of a record; false when it cannot be read.
    fn visit(&self, seen: &Seen<'_>, out: &mut Vec<u8>) -> bool;
}

/// What a visit came to.
pub(crate) struct Visited {
    /// The inputs, in their order.
    pub(crate) inputs: Vec<InputRecord>,
    /// How many records there are, and how many of them cannot be read.
    pub(crate) records: u64,
    pub(crate) unreadable: u64,
    /// The rules against what should be there once only.
    pub(crate) unique: Vec<&'static str>,
}

/// Visits all records; those of files that hold what belongs to users first, with a packer of their
/// own.
///
/// # Errors
/// As [`run`](super::run).
pub(crate) fn visit(
    plan: &Plan<'_>,
    feed: &Feed,
    visitor: &dyn Visitor,
    mut packer: impl FnMut(Subject) -> Box<dyn Packer>,
) -> Result<Visited, Error> {
    let hasher = KeyHasher::new(plan.run_key.derive("keys that must be unique"));
    let all: Vec<_> = (0..feed.inputs().len()).collect();
    let companions = companions(plan, feed, visitor, &hasher, &mut packer)?;
    let means = Means {
        now: plan.now,
        settings: plan.given,
        outputs: plan.outputs,
        purpose: plan.purpose,
        needs_users: false,
        hasher: hasher.clone(),
        digest: plan.digest,
        threads: plan.threads,
    };
    let source = surveying::open(plan.from, feed.only(&all, false), &means, None)?;
    let reader = source.reader();
    let work = Visiting { reader, visitor };
    let summary = go(plan, &work, &source.feed, hasher, packer(Subject::Users))?;
    let mut inputs = Vec::new();
    for input in feed.inputs() {
        let read = summary.inputs.iter().chain(&companions);
        inputs.extend(read.filter(|known| known.name == input.name).take(1).cloned());
    }
    let spaces = reader.key_spaces().iter();
    let rules = spaces.flat_map(|space| [Some(space.exactly), space.ignoring_case]);
    let meetings = reader.meetings().iter().map(|meeting| Some(meeting.rule));
    let unique = rules.chain(meetings).flatten().map(|rule| rule.id).collect();
    Ok(Visited { inputs, records: summary.records, unreadable: summary.refused, unique })
}

/// What is visited.
#[derive(Clone, Copy)]
pub(crate) enum Subject {
    /// The records of users.
    Users,
    /// The rows of a file of what belongs to users: the number of the input.
    Companions(usize),
}

/// Visits the files in which there are no users, each for itself.
fn companions(
    plan: &Plan<'_>,
    feed: &Feed,
    visitor: &dyn Visitor,
    hasher: &KeyHasher,
    packer: &mut impl FnMut(Subject) -> Box<dyn Packer>,
) -> Result<Vec<InputRecord>, Error> {
    let Some(Reading::Surveyed(make)) = plan.from.reading else { return Ok(Vec::new()) };
    let mut inputs = Vec::new();
    for (number, head) in feed.heads().enumerate() {
        let head = head?;
        let decisions = Decisions { settings: plan.given, now: plan.now, purpose: plan.purpose };
        let survey = make(decisions).map_err(|error| Error::Refused(error.to_string()))?;
        if survey.use_of(&head) != InputUse::Survey {
            continue;
        }
        let work = Rows { work: survey.as_work(), visitor };
        let packer = packer(Subject::Companions(number));
        let feed = feed.only(&[number], false);
        inputs.extend(go(plan, &work, &feed, hasher.clone(), packer)?.inputs);
    }
    Ok(inputs)
}

fn go(
    plan: &Plan<'_>,
    work: &dyn Work,
    feed: &Feed,
    hasher: KeyHasher,
    packer: Box<dyn Packer>,
) -> Result<Summary, Error> {
    let parts = Parts::new(plan.outputs, Layout::Files, plan.digest);
    let rejects = Rejects::new(plan.outputs, "rejects");
    let job = Job { work, purpose: plan.purpose, hasher, threads: plan.threads };
    pipeline::run(&job, feed, Sinks { packer, parts: &parts, rejects, side: None, told: None })
}

/// Shows records of users to a visitor.
struct Visiting<'v> {
    reader: &'v dyn RecordReader,
    visitor: &'v dyn Visitor,
}

impl Work for Visiting<'_> {
    fn records(&self) -> &dyn Records {
        self.reader
    }

    fn record(
        &self,
        place: Standing<'_>,
        desk: &mut Desk,
        out: &mut Encoded,
        notes: &mut Notes,
    ) -> io::Result<Option<usize>> {
        let read = read_record(self.reader, place, desk, notes, |user, source, end, notes| {
            let mut document = Vec::new();
            if !place.outside.has_headings() {
                self.reader.instance(source, end, &mut document);
            }
            let seen = Seen { place, user: Some(user), document: &document };
            let is_read = self.visitor.visit(&seen, out.section(0));
            conclude(is_read, place.at, self.reader, notes);
        })?;
        Ok(read.map(|(end, ())| end))
    }
}

/// Shows the rows of a file without users to a visitor.
struct Rows<'v> {
    work: &'v dyn Work,
    visitor: &'v dyn Visitor,
}

impl Work for Rows<'_> {
    fn records(&self) -> &dyn Records {
        self.work.records()
    }

    fn record(
        &self,
        place: Standing<'_>,
        _: &mut Desk,
        out: &mut Encoded,
        notes: &mut Notes,
    ) -> io::Result<Option<usize>> {
        notes.begin();
        let Outside::Rows(_) = place.outside else { return Ok(None) };
        let mut cells = crate::csv::Cells::new(place.bytes, place.at);
        cells.by_ref().for_each(drop);
        let Some(end) = cells.end() else { return Ok(None) };
        let seen = Seen { place, user: None, document: &[] };
        let is_read = self.visitor.visit(&seen, out.section(0));
        conclude(is_read, place.at, self.work.records(), notes);
        Ok(Some(end))
    }
}

/// A record that can be read stands whatever is wrong with it; of another one nothing is kept.
fn conclude(is_read: bool, at: usize, records: &dyn Records, notes: &mut Notes) {
    notes.take_back();
    if !is_read {
        notes.error(records.syntax_rule(), at, Pointer::of(""), Shape::Nothing);
    }
}
