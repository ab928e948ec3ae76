//! Judging records in order: what must be unique, and the places of what was found.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use foldhash::quality::RandomState;

use super::ground::Ground;
use super::order::Ordered;
use super::run::{Entry, Stop};
use crate::checks::Known;
use crate::error::Error;
use crate::findings::{Finding, NO_PLACE, Note, Place, Pointer, Related, Severity, Shape};
use crate::formats::{Desk, Pair};
use crate::input::Lines;
use crate::json::Broken;
use crate::model::{Key, KeyKind};
use crate::outside::Outside;

/// A record of which something is to be said.
pub(super) struct Found<'f> {
    pub(super) entry: &'f Entry,
    pub(super) outside: &'f Outside,
    pub(super) refused: bool,
}

/// How far lines were counted: up to the record of which something was said last, and up to the
/// last place in it.
pub(super) struct Reached {
    record: (usize, Lines),
    last: (usize, Lines),
}

impl Reached {
    /// Goes to an index in a record. Records come in order; within one, notes may go back.
    fn go(&mut self, bytes: &[u8], record: usize, at: usize) -> Lines {
        let on = |(from, mut lines): (usize, Lines), to: usize| {
            lines.advance(&bytes[from..to]);
            (to, lines)
        };
        let at = at.max(record);
        if self.record.0 != record || self.last.0 > at {
            self.record = on(self.record, record);
            self.last = self.record;
        }
        self.last = on(self.last, at);
        self.last.1
    }
}

impl Ordered<'_, '_> {
    /// Which of a record's keys are known already, as notes without a place.
    pub(super) fn clashes(&mut self, keys: &[Key]) -> Vec<Note> {
        let mut clashes = Vec::new();
        let record = self.summary.records;
        for key in keys {
            if key.kind == KeyKind::SourceId {
                self.current.facts.ids = self.current.facts.ids.wrapping_add(key.folded);
            }
            self.seen.insert(*key, record, &mut self.known);
            if !self.known.is_empty() {
                self.clash(*key, &mut clashes);
                self.known.clear();
            }
        }
        clashes
    }

    /// What it breaks that others have the text of a key of the record at hand.
    #[cold]
    fn clash(&self, key: Key, clashes: &mut Vec<Note>) {
        let records = self.job.work.records();
        let own = self.summary.records;
        let mut push = |rule, severity, field, other: &Known| {
            let pointer = Pointer::of((records.paths())(field));
            let got = Shape::SameAsRecord(other.record + 1);
            let note = Note { rule, severity, at: NO_PLACE, pointer, got, elsewhere: None };
            clashes.extend(note.graded(self.job.purpose));
        };
        let is_own = |known: &&Known| key.roles & known.roles & Key::OWN != 0;
        if let Some(space) = self.job.work.key_space(key.kind) {
            // A record's own text in another case is no other text.
            let cased = || self.known.iter().filter(|known| known.record != own).find(is_own);
            let in_any_case = match key.roles & (Key::IN_ANY_CASE | Key::IN_THIS_CASE) {
                Key::IN_ANY_CASE => Some(Severity::Error),
                Key::IN_THIS_CASE => None,
                _ => Some(Severity::Warning),
            };
            match self.known.iter().filter(|known| known.exactly).find(is_own) {
                Some(other) => push(space.exactly, Severity::Error, space.field, other),
                None => {
                    if let Some(((rule, other), severity)) =
                        space.ignoring_case.zip(cased()).zip(in_any_case)
                    {
                        push(rule, severity, space.field, other);
                    }
                }
            }
        }
        let first_here = own - self.current.facts.records;
        for meeting in records.meetings().iter().filter(|meeting| meeting.kind == key.kind) {
            let meets = |known: &&Known| {
                let (exactly, roles) = (known.exactly, (key.roles, known.roles));
                let same_input = known.record >= first_here;
                known.record != own && (meeting.when)(Pair { roles, exactly, same_input })
            };
            if let Some(other) = self.known.iter().find(meets) {
                push(meeting.rule, meeting.severity, meeting.field, other);
            }
        }
    }

    /// Reports the notes on a record, and keeps the record if it is refused.
    pub(super) fn report<'n>(
        &mut self,
        found: &Found<'_>,
        notes: impl Iterator<Item = &'n Note>,
        ground: &Ground<'_>,
        desk: &mut Desk,
        reached: &mut Option<Reached>,
    ) -> Result<(), Error> {
        let Found { entry, outside, refused } = *found;
        let is_kept = refused && self.sinks.rejects.are_kept();
        let is_told = self.sinks.told.is_some();
        let report = &mut self.summary.report;
        let is_due =
            |note: &&Note| is_kept || is_told || !report.count_if_full(note.rule, note.severity);
        let due: Vec<_> = notes.filter(is_due).collect();
        if due.is_empty() {
            return Ok(());
        }
        let mut findings = Vec::with_capacity(due.len());
        let mut located: HashMap<_, _, RandomState> = HashMap::default();
        for note in due {
            let wanted = is_told || self.summary.report.wants(note.rule, note.severity);
            if let Some((number, offset)) = note.elsewhere {
                let mut place = self.distant.place(self.feed, number, offset, wanted);
                place.record = Some(self.current.facts.records + 1);
                findings.push(self.resolved(note.finding(place)));
                continue;
            }
            let at = match note.at {
                // Only the pointer is known: what it leads to is looked for now.
                NO_PLACE => {
                    let (records, start) = (self.job.work.records(), entry.bytes.start);
                    let locate =
                        |pointer: &String| records.locate(ground.bytes, start, outside, pointer);
                    *located.entry(note.pointer.to_string()).or_insert_with_key(locate)
                }
                at => at,
            };
            let place = self.place(at, entry, ground, reached);
            findings.push(self.resolved(note.finding(place)));
        }
        let input = || PathBuf::from(&self.feed.inputs()[ground.chunk.input].name);
        let place = ground.site().standing(entry.bytes.start, ground.bytes.len(), outside);
        let mut record = Vec::new();
        let unread = |error| Error::io("read", &input())(error);
        let name = match &entry.name {
            Some(name) => Some(name.to_string()),
            None => self.job.work.name(place, desk).map_err(unread)?,
        };
        if let Some(name) = name {
            findings.iter_mut().for_each(|finding| finding.place.source_id = Some(name.clone()));
        }
        if is_kept {
            let kept = self.job.work.keep(place, entry.bytes.end, desk, &mut record);
            kept.map_err(unread)?;
            let of = &self.feed.inputs()[ground.chunk.input].name;
            self.sinks.rejects.add(&outside.frame(), &record, of, &findings)?;
        }
        findings.into_iter().try_for_each(|finding| self.found(finding))
    }

    /// A record that a note tells by its number in the run is told by its file and its number there.
    fn resolved(&self, finding: Finding) -> Finding {
        let Shape::SameAsRecord(mut record) = finding.got else { return finding };
        let mut related = None;
        for input in &self.facts {
            if record <= input.records {
                related = Some(Related { file: input.name.clone(), record });
                break;
            }
            record -= input.records;
        }
        Finding { got: Shape::SameAsRecord(record), related, ..finding }
    }

    /// Tells of a finding, and reports it.
    pub(super) fn found(&mut self, finding: Finding) -> Result<(), Error> {
        if let Some(tell) = &mut self.sinks.told {
            tell(&finding).map_err(Error::io("write", Path::new("the findings")))?;
        }
        self.summary.report.add(finding);
        Ok(())
    }

    /// The place of index `at` in the bytes of the ground.
    fn place(
        &mut self,
        at: usize,
        entry: &Entry,
        ground: &Ground<'_>,
        reached: &mut Option<Reached>,
    ) -> Place {
        let mut known = reached.take().unwrap_or_else(|| {
            let start = (ground.start, self.current.lines_at_start(ground));
            Reached { record: start, last: start }
        });
        let position = known.go(ground.bytes, entry.bytes.start, at);
        *reached = Some(known);
        Place {
            file: self.feed.inputs()[ground.chunk.input].name.clone(),
            offset: Some(position.offset),
            line: Some(position.line),
            column: Some(position.column),
            record: Some(self.current.facts.records + 1),
            ..Place::default()
        }
    }

    pub(super) fn stopped(&mut self, stop: Stop, ground: &Ground<'_>) -> Error {
        match stop {
            Stop::Broken(broken) => self.broken(broken, ground),
            Stop::Unread(error) => {
                let input = PathBuf::from(&self.feed.inputs()[ground.chunk.input].name);
                Error::io("read", &input)(error)
            }
        }
    }

    pub(super) fn broken(&mut self, broken: Broken, ground: &Ground<'_>) -> Error {
        let mut position = self.current.lines_at_start(ground);
        // In a stream that has ended, the lines were counted further than to the start.
        let counted = (position.offset - ground.offset(ground.start)) as usize;
        let rest = ground.start + counted..broken.at.min(ground.bytes.len());
        position.advance(&ground.bytes[rest]);
        let place = Place {
            file: self.feed.inputs()[ground.chunk.input].name.clone(),
            offset: Some(position.offset),
            line: Some(position.line),
            column: Some(position.column),
            ..Place::default()
        };
        let rule = self.job.work.records().structure_rule();
        Error::Structure { rule, place: Box::new(place), why: broken.why }
    }

    pub(super) fn record_too_long(&self, ground: &Ground<'_>, at: usize) -> Error {
        let offset = ground.offset(at);
        let place = Place {
            file: self.feed.inputs()[ground.chunk.input].name.clone(),
            offset: Some(offset),
            record: Some(self.current.facts.records + 1),
            ..Place::default()
        };
        let what = format!(
            "the record at byte {offset} is longer than {} bytes; --max-record-bytes moves the limit",
            self.feed.limits().record
        );
        Error::Limit { place: Box::new(place), what }
    }
}
