//! What happens in the order of the input: proving guesses, numbering records, judging what must
//! be unique, packing.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use super::distant::Distant;
use super::ground::{Current, Ground};
use super::judge::Found;
use super::run::{Run, Site, Stop};
use super::worker::{Guessed, Prepared, Tray};
use super::{Job, Sinks, Summary};
use crate::checks::{Known, Seen};
use crate::error::Error;
use crate::findings::{Note, Place, Report, Severity};
use crate::formats::{Desk, InputFacts};
use crate::input::{Buffer, Chunk, Feed, Lines};
use crate::json::{Broken, Why};
use crate::model::Totals;
use crate::output::{InputRecord, Parts, Placed};
use crate::outside::Outside;
use crate::pack::{Encoded, Packer, Part};

/// Everything that is touched in turns only.
pub(super) struct Ordered<'w, 'j> {
    pub(super) job: &'w Job<'j>,
    pub(super) feed: &'w Feed,
    pub(super) sinks: Sinks<'w>,
    pub(super) current: Current,
    pub(super) seen: Seen,
    /// Who has the text of the key at hand; room that is used again.
    pub(super) known: Vec<Known>,
    pub(super) facts: Vec<InputFacts>,
    /// Where members of streams stand, by input and offset: a stream cannot be read again.
    pub(super) members: BTreeMap<(u32, u64), Lines>,
    pub(super) distant: Distant,
    pub(super) summary: Summary,
    /// The bytes of the inputs that were read.
    read_before: u64,
    /// The bytes of all of them, once somebody asked; known of plain files only.
    all: Option<Option<u64>>,
    /// When so much was read, room is made for keys.
    foresee_at: u64,
}

/// How records of a run are packed.
type Take = fn(&mut (dyn Packer + 'static), &Encoded, &[Range<usize>]) -> Vec<Part>;

/// So much of the inputs tells how many keys the rest of them has.
const FORESEEN_FROM: u64 = 1 << 20;

/// How many keys are looked for in memory at the same time.
const KEYS_AHEAD: usize = 64;

impl<'w, 'j> Ordered<'w, 'j> {
    pub(super) fn new(job: &'w Job<'j>, feed: &'w Feed, sinks: Sinks<'w>) -> Self {
        Ordered {
            job,
            feed,
            sinks,
            current: Current::new(feed.algorithm()),
            seen: Seen::default(),
            known: Vec::new(),
            facts: Vec::new(),
            members: BTreeMap::new(),
            distant: Distant::default(),
            summary: Summary {
                inputs: Vec::new(),
                records: 0,
                converted: 0,
                refused: 0,
                totals: Totals::default(),
                lost_members: BTreeMap::new(),
                members: Vec::new(),
                rejects: Vec::new(),
                report: Report::keeping(feed.limits().findings),
            },
            read_before: 0,
            all: None,
            foresee_at: FORESEEN_FROM,
        }
    }

    /// Takes over a chunk; the parts that are full now, cut from the main run.
    /// `head` is room for the records before its guessed start.
    pub(super) fn hand_over(
        &mut self,
        prepared: Prepared,
        tray: &mut Tray,
        head: &mut Run,
        desk: &mut Desk,
    ) -> Result<Vec<Placed>, Error> {
        let Prepared { mut chunk, fresh, guess } = prepared;
        let Tray { buffer, main, .. } = tray;
        if chunk.offset == 0 {
            self.current = Current::new(self.feed.algorithm());
        }
        if let Some(piece) = chunk.piece.take() {
            self.current.digest.adopt(piece, &[&buffer.bytes()[buffer.chunk_at()..]]);
        }
        let outside = self.current.outside.take().unwrap_or(fresh);
        let mut tail = std::mem::take(&mut self.current.tail);
        let bytes = &buffer.bytes()[buffer.chunk_at()..];
        let length = tail.len() + bytes.len();
        // A record of many chunks is not read again with each of them: only when it has doubled.
        let can_wait = length < 2 * self.current.tried && length <= self.feed.limits().record;
        if can_wait && !chunk.last {
            tail.extend_from_slice(bytes);
            (self.current.tail, self.current.outside) = (tail, Some(outside));
            return Ok(Vec::new());
        }
        let in_place = buffer.prepend(&tail);
        let proved = guess
            .filter(|_| in_place)
            .and_then(|guessed| self.prove(guessed, outside.clone(), &chunk, buffer, head, desk));
        let ground = Ground {
            chunk: &chunk,
            bytes: buffer.bytes(),
            chunk_at: buffer.chunk_at(),
            start: buffer.start(),
        };
        if tail.len() > self.feed.limits().record {
            return Err(self.record_too_long(&ground, ground.start));
        }
        let mut placed = Vec::new();
        let after = match proved {
            Some(after) => {
                self.commit(head, &ground, desk, <dyn Packer>::take_copies, &mut placed)?;
                after
            }
            None => {
                main.clear();
                let mut outside = outside;
                let read = main.read(self.job, desk, &mut outside, ground.site(), ground.start);
                read.map(|end| (outside, end))
            }
        };
        let (mut outside, mut end) = after.map_err(|stop| self.stopped(stop, &ground))?;
        self.commit(main, &ground, desk, <dyn Packer>::take, &mut placed)?;
        self.foresee(ground.offset(end));
        self.current.lines_to(&ground, end);
        if chunk.last
            && end < ground.bytes.len()
            && let Some(closing) = outside.closing()
        {
            let ground = Ground { bytes: &[ground.bytes, closing].concat(), start: end, ..ground };
            end = self.close(&mut outside, closing.len(), &ground, head, desk, &mut placed)?;
        }
        self.current.tail.extend_from_slice(&ground.bytes[end..]);
        self.current.tried = self.current.tail.len();
        if chunk.last {
            self.end_input(&outside, &ground, end)?;
        } else {
            self.current.outside = Some(outside);
        }
        Ok(placed)
    }

    /// Makes room for the keys of what is still to be read, once the start tells how many they are;
    /// again when there was as much to read as before, which tells it better. `offset` is how far the
    /// input at hand was read.
    fn foresee(&mut self, offset: u64) {
        let read = self.read_before + offset;
        if read < self.foresee_at {
            return;
        }
        self.foresee_at = 2 * read;
        let all = *self.all.get_or_insert_with(|| self.feed.length());
        if let Some(rest) = all.and_then(|all| all.checked_sub(read)) {
            let more = self.seen.len() as u128 * u128::from(rest) / u128::from(read);
            self.seen.reserve(usize::try_from(more).unwrap_or(usize::MAX));
        }
    }

    /// The last record may end where the input does: it is read with what would end it, which is
    /// at the end of this ground. Where it stopped.
    fn close(
        &mut self,
        outside: &mut Outside,
        closing: usize,
        ground: &Ground<'_>,
        run: &mut Run,
        desk: &mut Desk,
        placed: &mut Vec<Placed>,
    ) -> Result<usize, Error> {
        run.clear();
        let read = run.read(self.job, desk, outside, ground.site(), ground.start);
        let end = read.map_err(|stop| self.stopped(stop, ground))?;
        self.commit(run, ground, desk, <dyn Packer>::take_copies, placed)?;
        Ok(end.min(ground.bytes.len() - closing))
    }

    /// Reads what stands before a guessed start. The guess is right when that ends exactly there,
    /// with the outside in the very state that was guessed.
    fn prove(
        &self,
        guessed: Guessed,
        mut outside: Outside,
        chunk: &Chunk,
        buffer: &Buffer,
        head: &mut Run,
        desk: &mut Desk,
    ) -> Option<Result<(Outside, usize), Stop>> {
        head.clear();
        let before = Site::of(chunk, buffer).until(guessed.start);
        let end = match guessed.start - buffer.start() {
            0 => guessed.start,
            _ => head.read(self.job, desk, &mut outside, before, buffer.start()).ok()?,
        };
        (end == guessed.start && outside == guessed.before).then_some(guessed.after)
    }

    /// Takes over the records of a run.
    fn commit(
        &mut self,
        run: &mut Run,
        ground: &Ground<'_>,
        desk: &mut Desk,
        take: Take,
        placed: &mut Vec<Placed>,
    ) -> Result<(), Error> {
        let (mut accepted, mut kept) = (Accepted::default(), Accepted::default());
        let (mut note, mut key, mut lost, mut expected) = (0, 0, 0, 0);
        let mut reached = None;
        for (number, entry) in run.entries.iter().enumerate() {
            if entry.bytes.len() > self.feed.limits().record {
                return Err(self.record_too_long(ground, entry.bytes.start));
            }
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
                let found = Found { entry, outside: run.outside(number), refused };
                self.report(&found, notes, ground, desk, &mut reached)?;
            }
            self.summary.records += 1;
            self.current.facts.records += 1;
            self.summary.refused += u64::from(refused);
            if !refused {
                self.summary.converted += 1;
                kept.add(lost..entry.lost_end);
            }
            (note, key, lost) = (entry.notes_end, entry.keys_end, entry.lost_end);
        }
        if !run.notes.marks.is_empty() {
            self.job.work.take_marks(&run.notes.marks);
        }
        run.notes.lost.count(&kept.ranges, &mut self.summary.lost_members);
        self.summary.totals.merge(&run.totals);
        self.place_members(&run.members, ground);
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

    /// The input is read: is its outside closed, and what is known of it now?
    fn end_input(
        &mut self,
        outside: &Outside,
        ground: &Ground<'_>,
        end: usize,
    ) -> Result<(), Error> {
        let is_inside = !self.current.tail.is_empty();
        if is_inside && outside.is_at_record() {
            let why = Why::Expected("the end of the record that starts here");
            return Err(self.broken(Broken { at: end, why }, ground));
        }
        let finished = outside.finish(ground.bytes.len());
        finished.map_err(|broken| self.broken(broken, ground))?;
        let next = Current::new(self.feed.algorithm());
        let Current { digest, mut facts, .. } = std::mem::replace(&mut self.current, next);
        facts.name = self.feed.inputs()[ground.chunk.input].name.clone();
        facts.bytes = ground.offset(ground.bytes.len());
        self.read_before += facts.bytes;
        facts.is_object = outside.is_object();
        facts.has_byte_order_mark = outside.has_byte_order_mark();
        if outside.has_headings() {
            facts.head = ground.chunk.head.clone();
        }
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
        self.summary.members.extend_from_slice(&facts.members);
        self.facts.push(facts);
        Ok(())
    }

    /// Everything is read: the last part, and what only all inputs together can tell.
    pub(super) fn finish(mut self, parts: &Parts<'_>) -> Result<Summary, Error> {
        let nothing = Encoded::new(self.job.work.sections());
        for placed in parts.place(self.sinks.packer.finish(), &nothing)? {
            parts.finish(placed, &nothing)?;
        }
        for note in self.sinks.packer.judge() {
            self.judged(note, Place::default())?;
        }
        if let Some((_, mut out)) = self.sinks.side.take() {
            out.flush().map_err(Error::io("write", Path::new("the id map")))?;
        }
        for (input, note) in self.job.work.records().judge_inputs(&self.facts) {
            self.judged_of_input(input, note)?;
        }
        let job = self.job;
        job.work.records().judge_records(&mut |note| self.judged_in_place(note))?;
        self.summary.rejects = self.sinks.rejects.finish()?;
        Ok(self.summary)
    }

    /// Reports what is said of a place in the inputs, now that all of them are read.
    pub(super) fn judged_in_place(&mut self, note: Note) -> Result<(), Error> {
        let is_told = self.sinks.told.is_some();
        let Some(found) = self.distant.judged(
            note,
            self.job.purpose,
            self.feed,
            is_told,
            &mut self.summary.report,
        ) else {
            return Ok(());
        };
        self.found(found)
    }

    /// Reports what is said of a whole input, or of the output.
    pub(super) fn judged(&mut self, note: Note, place: Place) -> Result<(), Error> {
        note.graded(self.job.purpose).map_or(Ok(()), |note| self.found(note.finding(place)))
    }
}

impl InputFacts {
    /// The place of an index in the start of the input; of the input as a whole when there is none.
    pub(super) fn place(&self, at: usize) -> Place {
        let file = self.name.clone();
        // Of a file without headings the start is not kept.
        let is_known = !self.head.is_empty() || self.bytes == 0;
        let Some(before) = self.head.get(..at).filter(|_| is_known) else {
            return Place { file, ..Place::default() };
        };
        let mut lines = Lines::default();
        lines.advance(before);
        lines.place_in(&file)
    }
}

/// The records of a run that are accepted, as ranges of their numbers among those written.
#[derive(Default)]
struct Accepted {
    ranges: Vec<Range<usize>>,
    count: usize,
}

impl Accepted {
    fn next(&mut self, accepted: bool) {
        if accepted {
            self.add(self.count..self.count + 1);
        }
        self.count += 1;
    }

    fn add(&mut self, range: Range<usize>) {
        match self.ranges.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.ranges.push(range),
        }
    }
}
