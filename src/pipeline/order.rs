//! What happens in the order of the input: proving guesses, numbering records, judging what must
//! be unique, packing.

use std::io::Write as _;
use std::path::Path;

use super::run::{Entry, Run, read_record};
use super::{Guessed, Job, Prepared, Sinks, Summary};
use crate::checks::{Known, Seen};
use crate::digest::Stream;
use crate::error::Error;
use crate::findings::{Finding, NO_PLACE, Note, Notes, Place, Pointer, Report, Severity, Shape};
use crate::formats::pack::{Packer, Part};
use crate::formats::text_check::is_uuid;
use crate::formats::{Encoded, InputFacts, KeySpace};
use crate::input::{Chunk, Feed, Lines};
use crate::json::{Broken, Envelope, Why, locate};
use crate::model::{Key, KeyKind, Totals, User};
use crate::output::{InputRecord, Parts, Placed};

/// Everything that is touched in turns only.
pub(super) struct Ordered<'w, 'j> {
    job: &'w Job<'j>,
    feed: &'w Feed,
    sinks: Sinks<'w>,
    current: Current,
    seen: Seen,
    facts: Vec<InputFacts>,
    summary: Summary,
}

/// The input at hand.
struct Current {
    envelope: Envelope,
    /// What the chunk before could not finish.
    tail: Vec<u8>,
    digest: Stream,
    lines: Lines,
    facts: InputFacts,
}

/// How records of a run are packed.
type Take = fn(&mut (dyn Packer + 'static), &Encoded, &[std::ops::Range<usize>]) -> Vec<Part>;

/// How many keys are looked for in memory at the same time.
const KEYS_AHEAD: usize = 64;

/// Where the bytes of a run stand in the input.
struct Ground<'g> {
    chunk: &'g Chunk,
    bytes: &'g [u8],
    chunk_at: usize,
    start: usize,
}

impl<'w, 'j> Ordered<'w, 'j> {
    pub(super) fn new(job: &'w Job<'j>, feed: &'w Feed, sinks: Sinks<'w>) -> Self {
        Ordered {
            job,
            feed,
            sinks,
            current: Current::new(job),
            seen: Seen::default(),
            facts: Vec::new(),
            summary: Summary {
                inputs: Vec::new(),
                records: 0,
                converted: 0,
                refused: 0,
                totals: Totals::default(),
                report: Report::default(),
            },
        }
    }

    /// Takes over a chunk; the parts that are full now, cut from the main run.
    pub(super) fn hand_over(&mut self, prepared: Prepared<'_>) -> Result<Vec<Placed>, Error> {
        let Prepared { mut chunk, buffer, main, head, guess } = prepared;
        if chunk.offset == 0 {
            self.current = Current::new(self.job);
        }
        if let Some(piece) = chunk.piece.take() {
            self.current.digest.adopt(piece, &[&buffer.bytes()[buffer.chunk_at()..]]);
        }
        let tail = std::mem::take(&mut self.current.tail);
        if tail.len() > self.job.max_record {
            return Err(self.record_too_long(&chunk, tail.len()));
        }
        let in_place = buffer.prepend(&tail);
        let proved =
            guess.filter(|_| in_place).and_then(|guessed| self.prove(guessed, buffer, head));
        let ground = Ground {
            chunk: &chunk,
            bytes: buffer.bytes(),
            chunk_at: buffer.chunk_at(),
            start: buffer.start(),
        };
        let mut placed = Vec::new();
        let end = match proved {
            Some(after) => {
                self.commit(head, &ground, <dyn Packer>::take_copies, &mut placed)?;
                let (envelope, end) = after.map_err(|broken| self.broken(broken, &ground))?;
                self.current.envelope = envelope;
                end
            }
            None => {
                main.clear();
                let mut envelope = self.current.envelope.clone();
                let read = main.read(self.job, &mut envelope, ground.bytes, ground.start);
                self.current.envelope = envelope;
                read.map_err(|broken| self.broken(broken, &ground))?
            }
        };
        self.commit(main, &ground, <dyn Packer>::take, &mut placed)?;
        self.current.lines_to(&ground, end);
        self.current.tail.extend_from_slice(&ground.bytes[end..]);
        if chunk.last {
            self.end_input(&ground, end)?;
        }
        Ok(placed)
    }

    /// Reads what stands before a guessed start. The guess is right when that ends exactly there,
    /// with the outside in the very state that was guessed.
    fn prove(
        &self,
        guessed: Guessed,
        buffer: &crate::input::Buffer,
        head: &mut Run,
    ) -> Option<Result<(Envelope, usize), Broken>> {
        head.clear();
        let mut envelope = self.current.envelope.clone();
        let before = &buffer.bytes()[..guessed.start];
        let end = head.read(self.job, &mut envelope, before, buffer.start()).ok()?;
        (end == guessed.start && envelope == guessed.before).then_some(guessed.after)
    }

    /// Takes over the records of a run.
    fn commit(
        &mut self,
        run: &mut Run,
        ground: &Ground<'_>,
        take: Take,
        placed: &mut Vec<Placed>,
    ) -> Result<(), Error> {
        let mut accepted = Accepted::default();
        let (mut note, mut key) = (0, 0);
        let mut expected = 0;
        let mut lines = None;
        for entry in &run.entries {
            while expected < entry.keys_end {
                let end = run.notes.keys.len().min(expected + KEYS_AHEAD);
                self.seen.expect(&run.notes.keys[expected..end]);
                expected = end;
            }
            let clashes = self.clashes(&run.notes.keys[key..entry.keys_end]);
            let clean = note == entry.notes_end && clashes.is_empty();
            let refused =
                !entry.accepted || clashes.iter().any(|clash| clash.severity == Severity::Error);
            if entry.accepted && refused {
                run.totals.take_back(entry.account);
            }
            if entry.accepted {
                accepted.next(!refused);
            }
            if !clean {
                let notes = run.notes.list[note..entry.notes_end].iter().chain(&clashes);
                self.report(entry, notes, refused, ground, &mut lines)?;
            }
            self.summary.records += 1;
            self.current.facts.records += 1;
            match refused {
                true => self.summary.refused += 1,
                false => self.summary.converted += 1,
            }
            (note, key) = (entry.notes_end, entry.keys_end);
        }
        for (rule, count) in &run.notes.counts {
            self.summary.report.count(rule, Severity::Info, *count);
        }
        self.summary.totals.merge(&run.totals);
        self.current.facts.members.append(&mut run.members);
        if let Some((section, out)) = &mut self.sinks.side {
            for range in &accepted.ranges {
                out.write_all(run.encoded.bytes(*section, range))
                    .map_err(Error::io("write", Path::new("the id map")))?;
            }
        }
        let parts = take(&mut *self.sinks.packer, &run.encoded, &accepted.ranges);
        placed.append(&mut self.sinks.parts.place(parts, &run.encoded)?);
        Ok(())
    }

    /// Which of a record's keys are known already, as notes without a place.
    fn clashes(&mut self, keys: &[Key]) -> Vec<Note> {
        let mut clashes = Vec::new();
        for key in keys {
            if key.kind == KeyKind::SourceId {
                self.current.facts.ids = self.current.facts.ids.wrapping_add(key.folded);
            }
            let Some(known) = self.seen.insert(*key, self.summary.records) else { continue };
            clashes.extend(self.clash(key.kind, known));
        }
        clashes
    }

    #[cold]
    fn clash(&self, kind: KeyKind, known: Known) -> Option<Note> {
        let Job { reader, writer, .. } = self.job;
        let mut spaces = reader.key_spaces().iter().chain(writer.key_spaces());
        let space: &KeySpace = spaces.find(|space| space.kind == kind)?;
        let (rule, severity, other) = match known {
            Known::Exactly(other) => (space.exactly, Severity::Error, other),
            Known::IgnoringCase(other) => (space.ignoring_case?, Severity::Warning, other),
        };
        let pointer = Pointer::of((reader.paths())(space.field));
        Some(Note { rule, severity, at: NO_PLACE, pointer, got: Shape::SameAsRecord(other + 1) })
    }

    /// Reports the notes on a record, and keeps the record if it is refused.
    fn report<'n>(
        &mut self,
        entry: &Entry,
        notes: impl Iterator<Item = &'n Note>,
        refused: bool,
        ground: &Ground<'_>,
        lines: &mut Option<(usize, Lines)>,
    ) -> Result<(), Error> {
        let mut findings = Vec::new();
        for note in notes {
            if !refused && !self.summary.report.wants(note.rule, note.severity) {
                self.summary.report.count(note.rule, note.severity, 1);
                continue;
            }
            let at = match note.at {
                // Only the pointer is known: what it leads to is looked for now.
                NO_PLACE => locate(ground.bytes, entry.bytes.start, &note.pointer.to_string()),
                at => at,
            };
            let place = self.place(at, entry, ground, lines);
            findings.push(note.finding(place));
        }
        if findings.is_empty() {
            return Ok(());
        }
        self.name_record(&mut findings, entry, ground);
        if refused {
            self.sinks.rejects.add(&ground.bytes[entry.bytes.clone()], &findings)?;
        }
        findings.into_iter().for_each(|finding| self.summary.report.add(finding));
        Ok(())
    }

    /// The place of index `at` in the bytes of the ground.
    fn place(
        &mut self,
        at: usize,
        entry: &Entry,
        ground: &Ground<'_>,
        lines: &mut Option<(usize, Lines)>,
    ) -> Place {
        // Records come in order; within one, notes may go back.
        let record = entry.bytes.start;
        let (from, mut position) = match lines.take() {
            Some(known) => known,
            None => (ground.start, self.current.lines_at_start(ground)),
        };
        position.advance(&ground.bytes[from..record]);
        *lines = Some((record, position));
        position.advance(&ground.bytes[record..at.max(record)]);
        Place {
            file: self.feed.inputs()[ground.chunk.input].name.clone(),
            offset: Some(position.offset),
            line: Some(position.line),
            column: Some(position.column),
            record: Some(self.current.facts.records + 1),
            ..Place::default()
        }
    }

    /// Adds the source's id of the user to findings, where it has the form of one.
    fn name_record(&self, findings: &mut [Finding], entry: &Entry, ground: &Ground<'_>) {
        let mut user = User::default();
        let mut notes = Notes::new(self.job.hasher.clone());
        read_record(self.job, &mut user, &mut notes, ground.bytes, entry.bytes.start);
        let Some(id) = user.id.filter(|id| is_uuid(*id)) else { return };
        let id = String::from_utf8_lossy(&id.decode()).into_owned();
        findings.iter_mut().for_each(|finding| finding.place.source_id = Some(id.clone()));
    }

    /// The input is read: is its outside closed, and what is known of it now?
    fn end_input(&mut self, ground: &Ground<'_>, end: usize) -> Result<(), Error> {
        let is_inside = !self.current.tail.is_empty();
        if is_inside && self.current.envelope.is_in_list() {
            let why = Why::Expected("the end of the record that starts here");
            return Err(self.broken(Broken { at: end, why }, ground));
        }
        let finished = self.current.envelope.finish(ground.bytes.len());
        finished.map_err(|broken| self.broken(broken, ground))?;
        let next = Current::new(self.job);
        let Current { envelope, digest, mut facts, .. } =
            std::mem::replace(&mut self.current, next);
        facts.name = self.feed.inputs()[ground.chunk.input].name.clone();
        facts.is_object = envelope.is_object();
        facts.has_byte_order_mark = envelope.has_byte_order_mark();
        let (size, digest) = match ground.chunk.stored {
            Some(stored) => stored,
            None => (digest.len(), digest.finish()),
        };
        self.summary.inputs.push(InputRecord {
            name: facts.name.clone(),
            size,
            digest: digest.map(|digest| digest.to_string()),
            records: facts.records,
        });
        self.facts.push(facts);
        Ok(())
    }

    fn broken(&mut self, broken: Broken, ground: &Ground<'_>) -> Error {
        let mut position = self.current.lines_at_start(ground);
        position.advance(&ground.bytes[ground.start..broken.at.min(ground.bytes.len())]);
        let place = Place {
            file: self.feed.inputs()[ground.chunk.input].name.clone(),
            offset: Some(position.offset),
            line: Some(position.line),
            column: Some(position.column),
            ..Place::default()
        };
        let rule = self.job.reader.structure_rule();
        Error::Structure { rule, place: Box::new(place), why: broken.why }
    }

    fn record_too_long(&self, chunk: &Chunk, length: usize) -> Error {
        let place = Place {
            file: self.feed.inputs()[chunk.input].name.clone(),
            offset: Some(chunk.offset - length as u64),
            record: Some(self.current.facts.records + 1),
            ..Place::default()
        };
        let what = format!(
            "the record at byte {} is longer than {} bytes; --max-record-bytes moves the limit",
            chunk.offset - length as u64,
            self.job.max_record
        );
        Error::Limit { place: Box::new(place), what }
    }

    /// Everything is read: the last part, and what only all inputs together can tell.
    pub(super) fn finish(mut self, parts: &Parts<'_>) -> Result<Summary, Error> {
        let nothing = Encoded::new(self.job.writer.sections());
        for placed in parts.place(self.sinks.packer.finish(), &nothing)? {
            parts.finish(placed, &nothing)?;
        }
        if let Some((_, mut out)) = self.sinks.side.take() {
            out.flush().map_err(Error::io("write", Path::new("the id map")))?;
        }
        for (input, note) in self.job.reader.judge_inputs(&self.facts) {
            let place = Place { file: self.facts[input].name.clone(), ..Place::default() };
            self.summary.report.add(note.finding(place));
        }
        self.sinks.rejects.finish()?;
        Ok(self.summary)
    }
}

impl Current {
    fn new(job: &Job<'_>) -> Self {
        Current {
            envelope: Envelope::new(job.reader.list()),
            tail: Vec::new(),
            digest: Stream::new(job.digest),
            lines: Lines::default(),
            facts: InputFacts::default(),
        }
    }

    /// Line and column of where the ground starts. In a plain file they are worked out only now.
    fn lines_at_start(&mut self, ground: &Ground<'_>) -> Lines {
        let offset = ground.offset(ground.start);
        if let Some(file) = &ground.chunk.file {
            let mut buffer = vec![0; 64 << 10];
            while self.lines.offset < offset {
                let left = buffer.len().min((offset - self.lines.offset) as usize);
                match Chunk::read_at(file, &mut buffer[..left], self.lines.offset) {
                    Ok(read @ 1..) => self.lines.advance(&buffer[..read]),
                    _ => break,
                }
            }
        }
        self.lines
    }

    /// In a stream, which cannot be read again, lines are counted as they come.
    fn lines_to(&mut self, ground: &Ground<'_>, end: usize) {
        if ground.chunk.file.is_none() {
            self.lines.advance(&ground.bytes[ground.start..end]);
        }
    }
}

impl Ground<'_> {
    fn offset(&self, at: usize) -> u64 {
        (self.chunk.offset + at as u64) - self.chunk_at as u64
    }
}

/// The records of a run that are accepted, as ranges of their numbers among those written.
#[derive(Default)]
struct Accepted {
    ranges: Vec<std::ops::Range<usize>>,
    count: usize,
}

impl Accepted {
    fn next(&mut self, accepted: bool) {
        let number = self.count;
        self.count += 1;
        match self.ranges.last_mut() {
            _ if !accepted => {}
            Some(last) if last.end == number => last.end += 1,
            _ => self.ranges.push(number..number + 1),
        }
    }
}
