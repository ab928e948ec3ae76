//! Source, output and refused records, followed side by side in the order of the source.

use std::collections::VecDeque;

use super::difference::{Difference, Differences};
use super::entry::{Entries, Entry};
use super::losses::Losses;
use super::matching::{Matched, compare};
use super::refused::Refused;
use super::rules::*;
use super::side::Frames;
use crate::findings::{Place, Rule, Shape};
use crate::formats::SourcePaths;
use crate::formats::proof::Term;
use crate::input::Feed;
use crate::model::Field;
use crate::pipeline::Distant;

/// How far ahead a user is looked for who is not where it should be, and how many users are
/// remembered that came from no record so far.
const AHEAD: usize = 1000;

/// The files of one side.
pub(super) struct Files<'f> {
    pub(super) feed: &'f Feed,
    pub(super) paths: SourcePaths,
    pub(super) distant: Distant,
}

impl Files<'_> {
    /// The place of a record; with line and column when somebody wants it.
    fn place(&mut self, entry: &Entry, wanted: bool) -> Place {
        let place = self.distant.place(self.feed, entry.input, entry.offset, wanted);
        Place { record: Some(entry.number), source_id: entry.id(), ..place }
    }

    /// Where a term stands in a record.
    fn pointer(&self, term: &Term<'_>) -> String {
        let field = term.field();
        match ((self.paths)(field), field) {
            _ if term.is_kept() => term.name.to_string(),
            ("", _) => format!("/{}", field.name()),
            (path, Field::Attributes) => {
                format!("{path}/{}", term.name.replace('~', "~0").replace('/', "~1"))
            }
            (path, _) => path.to_owned(),
        }
    }

    fn name(&self, entry: &Entry) -> &str {
        &self.feed.inputs()[entry.input as usize].name
    }
}

/// What was counted.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) records: u64,
    pub(super) matched: u64,
    pub(super) refused: u64,
    /// Records that could not be compared, because the output is broken.
    pub(super) left: u64,
}

/// The merge of both sides.
pub(super) struct Merge<'m, 't> {
    pub(super) source: Files<'m>,
    pub(super) output: Files<'m>,
    pub(super) frames: &'m Frames,
    pub(super) refused: Refused<'m>,
    pub(super) differences: &'m mut Differences<'t>,
    pub(super) losses: Losses,
    pub(super) counts: Counts,
    ahead: VecDeque<Entry>,
    /// Users of the output that came from no record so far.
    strangers: VecDeque<Entry>,
}

impl<'m, 't> Merge<'m, 't> {
    pub(super) fn new(
        source: Files<'m>,
        output: Files<'m>,
        frames: &'m Frames,
        refused: Refused<'m>,
        differences: &'m mut Differences<'t>,
    ) -> Self {
        Merge {
            source,
            output,
            frames,
            refused,
            differences,
            losses: Losses::default(),
            counts: Counts::default(),
            ahead: VecDeque::new(),
            strangers: VecDeque::new(),
        }
    }

    /// Follows both sides to their ends.
    pub(super) fn run(&mut self, source: &mut Entries, output: &mut Entries) {
        self.refused.advance();
        for record in source {
            self.counts.records += 1;
            if self.refused.is_next(self.source.name(&record), &record) {
                self.refuse(&record);
                self.refused.advance();
            } else {
                self.find(&record, output);
            }
        }
        while let Some(user) = self.ahead.pop_front().or_else(|| output.next()) {
            self.stranger(user);
        }
        while let Some(user) = self.strangers.pop_front() {
            self.of_output(&VE_002, &user, Shape::Count(1));
        }
        if self.refused.is_left() || !self.refused.are_at_end() {
            self.differences.add(Difference::new(&VE_014, Shape::Nothing));
        }
    }

    /// A record that was refused: it must be kept as it was.
    fn refuse(&mut self, record: &Entry) {
        self.counts.refused += 1;
        let frame = self.frames.get(record.kept.frame);
        let position = frame.map(|frame| self.refused.position(&frame, record.kept));
        if position.is_none_or(|position| !position.is_kept) {
            self.of_source(&VE_014, record);
        }
        let about = Some((record, self.source.feed));
        if position.is_some_and(|position| !self.refused.is_explained(position, about)) {
            let place = self.source.place(record, self.differences.wants_place(&VE_014));
            self.differences.add(self.refused.unexplained().at_source(place));
        }
    }

    /// Finds the user of a record in the output.
    fn find(&mut self, record: &Entry, output: &mut Entries) {
        let at = self.position(record, output);
        if let Some(at) = at {
            let skipped: Vec<_> = self.ahead.drain(..at).collect();
            skipped.into_iter().for_each(|user| self.stranger(user));
            if let Some(user) = self.ahead.pop_front() {
                self.pair(record, &user);
            }
            return;
        }
        let is_own = |user: &Entry| user.key().is_some() && user.key() == record.key();
        let known = self.strangers.iter().position(is_own);
        if let Some(user) = known.and_then(|at| self.strangers.remove(at)) {
            let wanted = self.differences.wants_place(&VE_002);
            let places = (self.source.place(record, wanted), self.output.place(&user, wanted));
            let moved = Difference::new(&VE_002, Shape::Count(1));
            self.differences.add(moved.at_source(places.0).at_output(places.1));
            return self.pair(record, &user);
        }
        if output.is_broken {
            self.counts.left += 1;
            return;
        }
        self.of_source(&VE_001, record);
    }

    /// How far ahead the user of a record is.
    fn position(&mut self, record: &Entry, output: &mut Entries) -> Option<usize> {
        record.key()?;
        let mut at = 0;
        loop {
            if at == self.ahead.len() {
                if at == AHEAD {
                    return None;
                }
                self.ahead.push_back(output.next()?);
            }
            if self.ahead[at].key() == record.key() {
                return Some(at);
            }
            at += 1;
        }
    }

    fn stranger(&mut self, user: Entry) {
        self.strangers.push_back(user);
        if self.strangers.len() > AHEAD
            && let Some(user) = self.strangers.pop_front()
        {
            self.of_output(&VE_002, &user, Shape::Count(1));
        }
    }

    fn pair(&mut self, record: &Entry, user: &Entry) {
        self.counts.matched += 1;
        let matched = compare(record.terms(), user.terms());
        if !matched.is_equal() {
            self.differ(record, user, &matched);
        }
        self.losses.add(matched.lost, &record.effects);
    }

    fn differ(&mut self, record: &Entry, user: &Entry, matched: &Matched<'_>) {
        let wanted = [&VE_003, &VE_004].iter().any(|rule| self.differences.wants_place(rule));
        let source = self.source.place(record, wanted);
        let output = self.output.place(user, wanted);
        let shape =
            |term: &Term<'_>| Shape::Text(String::from_utf8_lossy(&term.value).chars().count());
        for term in &matched.missing {
            let source = Place { pointer: self.source.pointer(term), ..source.clone() };
            let output = Place { pointer: self.output.pointer(term), ..output.clone() };
            let difference = Difference::new(&VE_003, Shape::Nothing).due(shape(term));
            self.differences.add(difference.at_source(source).at_output(output));
        }
        for term in &matched.invented {
            let output = Place { pointer: self.output.pointer(term), ..output.clone() };
            let difference = Difference::new(&VE_004, shape(term));
            self.differences.add(difference.at_source(source.clone()).at_output(output));
        }
    }

    fn of_source(&mut self, rule: &'static Rule, record: &Entry) {
        let place = self.source.place(record, self.differences.wants_place(rule));
        self.differences.add(Difference::new(rule, Shape::Nothing).at_source(place));
    }

    fn of_output(&mut self, rule: &'static Rule, user: &Entry, got: Shape) {
        let place = self.output.place(user, self.differences.wants_place(rule));
        self.differences.add(Difference::new(rule, got).at_output(place));
    }
}
