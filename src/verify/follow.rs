//! Both sides, opened by the readers of their formats and read at the same time.

use std::collections::BTreeMap;
use std::sync::mpsc::sync_channel;

use super::conversion::Conversion;
use super::difference::{Difference, Differences};
use super::entry::Entries;
use super::losses::Losses;
use super::merge::{Counts, Files, Merge};
use super::reasons::Tally;
use super::refused::Refused;
use super::rules::*;
use super::side::{Frames, Sender, Side, View};
use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Place, Purpose, Shape};
use crate::formats::proof::Proof;
use crate::formats::{Format, SourcePaths};
use crate::input::Feed;
use crate::limits::Limits;
use crate::mapping::Mapping;
use crate::model::KeyHasher;
use crate::output::{Layout, Outputs, Parts, Rejects};
use crate::pack::Packer as _;
use crate::pipeline::{self, Distant, Job, Sinks, Summary};
use crate::run::{Means, Opened, open};

/// Messages that wait for the one who compares.
const WAITING: usize = 8;

/// What both sides are opened with.
pub(super) struct Opening<'o> {
    pub(super) outputs: &'o Outputs,
    pub(super) now: &'o str,
    /// How many threads read a side.
    pub(super) threads: usize,
}

impl Opening<'_> {
    pub(super) fn open(
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
        let means = Means { now, settings, outputs, purpose, needs_users, hasher, digest, threads };
        open(format, feed, &means, None)
    }

    fn read(&self, side: &Side<'_>, feed: &Feed, sender: Sender) -> Result<Summary, Error> {
        let Opening { outputs, threads, .. } = *self;
        let job = Job {
            work: side,
            purpose: Purpose::Converting,
            hasher: KeyHasher::new([0; 32]),
            threads,
        };
        let parts = Parts::new(outputs, Layout::Files, feed.algorithm());
        let rejects = Rejects::new(outputs, "rejects");
        let sinks =
            Sinks { packer: Box::new(sender), parts: &parts, rejects, side: None, told: None };
        pipeline::run(&job, feed, sinks)
    }
}

/// The output.
pub(super) struct Written {
    /// As far as it can be read.
    pub(super) opened: Option<Opened>,
    /// Is there nobody in it, rather than nobody who can be read?
    is_empty: bool,
    nothing: Feed,
}

impl Written {
    /// Opens the parts that are there; what cannot be read is a difference.
    pub(super) fn open(
        opening: &Opening<'_>,
        conversion: &Conversion,
        reading: &BTreeMap<String, String>,
        limits: &Limits,
        differences: &mut Differences<'_>,
    ) -> Self {
        let parts = conversion.evidence.parts();
        let due = &conversion.evidence.manifest.parts;
        let is_empty = parts.is_empty() && due.iter().all(|part| part.size == 0);
        let nothing = Feed::new(Vec::new(), Algorithm::None);
        let limits = Limits { unpacked: u64::MAX, ..*limits };
        let parts = Feed::new(parts, Algorithm::None).within(limits);
        let mut opened = None;
        if !is_empty {
            match opening.open(conversion.to(), parts, reading, false) {
                Ok(output) => opened = Some(output),
                Err(error) => differences.add(unread(&error)),
            }
        }
        Written { opened, is_empty, nothing }
    }

    fn feed(&self) -> &Feed {
        self.opened.as_ref().map_or(&self.nothing, |output| &output.feed)
    }

    fn paths(&self) -> Option<SourcePaths> {
        self.opened.as_ref().map(|output| output.reader().paths())
    }
}

/// Both sides, ready to be read.
pub(super) struct Sides<'s> {
    pub(super) source: &'s Opened,
    pub(super) output: &'s Written,
    pub(super) proof: &'s dyn Proof,
    pub(super) mapping: Option<&'s Mapping>,
    pub(super) opening: &'s Opening<'s>,
}

/// What came of it.
pub(super) struct Followed {
    /// What was read of the source.
    pub(super) read: Result<Summary, Error>,
    /// What was read of the output, where it could be opened.
    pub(super) written: Result<Option<Summary>, Error>,
    pub(super) losses: Losses,
    pub(super) counts: Counts,
    /// The findings of the refused records.
    pub(super) refused: Tally,
}

impl Sides<'_> {
    /// Reads both sides at the same time, and compares them record by record.
    pub(super) fn follow(
        &self,
        refused: Refused<'_>,
        differences: &mut Differences<'_>,
    ) -> Followed {
        let frames = &Frames::default();
        let kept = !refused.are_none();
        let source = self.side(self.source, View::Source { mapping: self.mapping, frames, kept });
        let output = self.output.opened.as_ref().map(|output| self.side(output, View::Output));
        let (opening, of_source, of_output) = (self.opening, &self.source.feed, self.output.feed());
        let is_empty = self.output.is_empty;
        let paths = self.source.reader().paths();
        let files = |feed, paths| Files { feed, paths, distant: Distant::default() };
        let mut merge = Merge::new(
            files(of_source, paths),
            files(of_output, self.output.paths().unwrap_or(paths)),
            frames,
            refused,
            differences,
        );
        let (to_source, from_source) = sync_channel(WAITING);
        let (to_output, from_output) = sync_channel(WAITING);
        let (read, written) = std::thread::scope(|scope| {
            let source = scope.spawn(|| opening.read(&source, of_source, Sender(to_source)));
            let output = scope.spawn(|| match &output {
                Some(side) => opening.read(side, of_output, Sender(to_output)).map(Some),
                None => {
                    if is_empty {
                        Sender(to_output).finish();
                    }
                    Ok(None)
                }
            });
            merge.run(&mut Entries::new(from_source), &mut Entries::new(from_output));
            (joined(source.join()), joined(output.join()))
        });
        let Merge { losses, counts, refused, .. } = merge;
        Followed { read, written, losses, counts, refused: refused.rows.tally }
    }

    fn side<'v>(&'v self, opened: &'v Opened, view: View<'v>) -> Side<'v> {
        Side { reader: opened.reader(), proof: self.proof, view }
    }
}

/// What a thread came to; a panic goes on.
fn joined<T>(thread: std::thread::Result<T>) -> T {
    thread.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The output cannot be read here.
pub(super) fn unread(error: &Error) -> Difference {
    let place = match error {
        Error::Structure { place, .. } | Error::Limit { place, .. } => (**place).clone(),
        Error::Io { path, .. } | Error::Changed(path) => {
            Place { file: path.display().to_string(), ..Place::default() }
        }
        Error::Exists(_) | Error::Refused(_) | Error::Misused { .. } => Place::default(),
    };
    Difference::new(&VE_013, Shape::Nothing).at_output(place)
}
