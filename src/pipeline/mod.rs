//! The one loop: cut, read and write in parallel, judge in order, pack in order, store in
//! parallel.
//!
//! Each worker takes the next chunk of the input, guesses where its first record starts, reads and
//! writes the records from there on, and waits for its turn. In its turn the guess is proved: the
//! record that the chunk before could not finish must end right before it. Then the records are
//! judged (what must be unique), and packed into parts. What can be done out of order again
//! (creating files, hashing) is done after the turn. A wrong guess costs time, never a result: the
//! chunk is read again from where the one before it really ended. So the output is the same bytes
//! for any number of threads, and the same as for one thread that reads from the start.

mod distant;
mod ground;
mod judge;
mod members;
mod order;
mod run;
mod turn;

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::error::Error;
use crate::findings::{Purpose, Report, Tell};
use crate::formats::{Desk, Work};
use crate::input::{Buffer, Chunk, Feed, Unread};
use crate::json::Member;
use crate::model::{KeyHasher, Totals};
use crate::output::{InputRecord, Parts, Placed, Rejects};
use crate::pack::Packer;

use crate::outside::{Landmark, Outside};
pub use distant::Distant;
use order::Ordered;
use run::{Run, Site, Stop};
use turn::Turns;

/// What a run does.
pub struct Job<'j> {
    /// What is made of each record.
    pub work: &'j dyn Work,
    /// What the records are read for.
    pub purpose: Purpose,
    /// Hashes what must be unique.
    pub hasher: KeyHasher,
    /// How many threads work.
    pub threads: usize,
}

/// Where the results of a run go.
pub struct Sinks<'s> {
    /// Packs records into parts.
    pub packer: Box<dyn Packer>,
    /// Stores the parts.
    pub parts: &'s Parts<'s>,
    /// Keeps what is refused.
    pub rejects: Rejects<'s>,
    /// The section that is not packed but written as it comes, and where to.
    pub side: Option<(usize, Box<dyn std::io::Write + Send>)>,
    /// Is told of each finding, in the order of the input. Without it, only findings that the
    /// report keeps get a place.
    pub told: Option<Tell<'s>>,
}

/// What came out of a run.
pub struct Summary {
    /// The inputs read.
    pub inputs: Vec<InputRecord>,
    /// Records read.
    pub records: u64,
    /// Records written.
    pub converted: u64,
    /// Records refused.
    pub refused: u64,
    /// The accounts of all records written.
    pub totals: Totals,
    /// Members that records written have lost: numbers of records, by where they stand.
    pub lost_members: BTreeMap<String, u64>,
    /// Members of the inputs beside their lists of records.
    pub members: Vec<Member>,
    /// The names of the files of refused records.
    pub rejects: Vec<String>,
    /// What was found.
    pub report: Report,
}

impl Summary {
    /// Adds what a survey of inputs found. Inputs that were surveyed and read are one; records are
    /// those that were read, and refused are also those that only the survey saw.
    pub fn join_survey(&mut self, survey: Summary) {
        let read = std::mem::replace(&mut self.inputs, survey.inputs);
        for input in read {
            match self.inputs.iter_mut().find(|known| known.name == input.name) {
                Some(known) => known.records = input.records,
                None => self.inputs.push(input),
            }
        }
        self.rejects.extend(survey.rejects);
        self.report.merge(survey.report);
    }
}

/// Runs a job over inputs.
///
/// # Errors
/// When an input cannot be read, its outside is broken, a limit is hit, or output cannot be
/// written. What was written by then is not whole and must be thrown away.
pub fn run(job: &Job<'_>, feed: &Feed, sinks: Sinks<'_>) -> Result<Summary, Error> {
    let parts = sinks.parts;
    let turns = Turns::new(Ordered::new(job, feed, sinks));
    let failure = Mutex::new(None);
    pool(job.threads)?.broadcast(|_| {
        let _stop = StopOnPanic(&turns);
        if let Err(error) = (Worker { job, feed, parts, turns: &turns }).work() {
            turns.stop();
            if let Ok(mut failure) = failure.lock() {
                failure.get_or_insert(error);
            }
        }
    });
    match failure.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => turns.into_inner().finish(parts),
    }
}

/// Threads to work with.
///
/// # Errors
/// When the system has none.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Error::Refused(format!("cannot start {threads} threads: {error}")))
}

/// Nobody waits for a worker that panicked.
struct StopOnPanic<'t, T>(&'t Turns<T>);

impl<T> Drop for StopOnPanic<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

/// One thread's part of a run.
struct Worker<'t, 'w, 'j> {
    job: &'w Job<'j>,
    feed: &'w Feed,
    parts: &'w Parts<'w>,
    turns: &'t Turns<Ordered<'w, 'j>>,
}

/// A chunk and what was made of it before its turn.
pub(in crate::pipeline) struct Prepared<'p> {
    chunk: Chunk,
    buffer: &'p mut Buffer,
    /// The outside of the input at its very start.
    fresh: &'p Outside,
    /// The records from the guessed start on.
    main: &'p mut Run,
    /// Room for the records before the guessed start.
    head: &'p mut Run,
    desk: &'p mut Desk,
    guess: Option<Guessed>,
}

/// A run read from a guessed start.
pub(in crate::pipeline) struct Guessed {
    start: usize,
    /// The outside as it must be at the start, if the guess is right.
    before: Outside,
    /// The outside at the end, and where that is, or why it stopped.
    after: Result<(Outside, usize), Stop>,
}

/// What a worker knows of the input at hand.
struct Known {
    input: usize,
    fresh: Outside,
    landmark: Option<Landmark>,
}

/// How many places are tried in a chunk.
const TRIES: usize = 16;

impl Worker<'_, '_, '_> {
    fn work(&self) -> Result<(), Error> {
        let (mut buffer, mut main, mut head) =
            (Buffer::default(), Run::new(self.job), Run::new(self.job));
        let mut desk = Desk::new(self.feed.limits().value);
        let mut trial = Run::new(self.job);
        let mut known: Option<Known> = None;
        loop {
            let chunk = match self.feed.next(&mut buffer) {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return Ok(()),
                Err(unread) => return self.fail(unread),
            };
            let known = match &mut known {
                Some(known) if known.input == chunk.input => known,
                stale => match self.know(&chunk) {
                    Ok(fresh) => stale.insert(fresh),
                    Err(error) => return self.fail(Unread { index: chunk.index, error }),
                },
            };
            main.clear();
            let guess = match chunk.offset {
                0 => Some((buffer.chunk_at(), known.fresh.clone())),
                _ => self.guess(
                    known,
                    Site::of(&chunk, &buffer),
                    buffer.chunk_at(),
                    &mut desk,
                    &mut trial,
                ),
            };
            let guess = guess.map(|(start, before)| {
                let mut outside = before.clone();
                let site = Site::of(&chunk, &buffer);
                let after = main.read(self.job, &mut desk, &mut outside, site, start);
                Guessed { start, before, after: after.map(|end| (outside, end)) }
            });
            let number = chunk.index;
            let prepared = Prepared {
                chunk,
                buffer: &mut buffer,
                fresh: &known.fresh,
                main: &mut main,
                head: &mut head,
                desk: &mut desk,
                guess,
            };
            let Some(turn) = self.turns.wait(number) else { return Ok(()) };
            let placed = turn.work(|ordered| ordered.hand_over(prepared))?;
            self.store(placed, &main)?;
        }
    }

    /// Fails when it is the turn of the chunk that could not be read, if no other failed before.
    fn fail(&self, unread: Unread) -> Result<(), Error> {
        match self.turns.wait(unread.index) {
            Some(turn) => turn.work(|_| Err(unread.error)),
            None => Ok(()),
        }
    }

    /// What the start of an input tells.
    fn know(&self, chunk: &Chunk) -> Result<Known, Error> {
        let fresh = self.job.work.records().outside(&chunk.head).map_err(|what| {
            Error::Refused(format!("{}: {what}", self.feed.inputs()[chunk.input].name))
        })?;
        let landmark = Landmark::learn(&fresh, &chunk.head);
        Ok(Known { input: chunk.input, fresh, landmark })
    }

    /// Where a record seems to start in a chunk: one that can be worked on without error.
    fn guess(
        &self,
        known: &Known,
        site: Site<'_>,
        from: usize,
        desk: &mut Desk,
        trial: &mut Run,
    ) -> Option<(usize, Outside)> {
        let landmark = known.landmark.as_ref()?;
        let candidates = landmark.candidates(site.bytes, from).take(TRIES);
        let (start, outside) = { candidates }
            .find(|(start, outside)| trial.is_good(self.job, desk, outside, site, *start))?;
        Some((start, outside.clone()))
    }

    /// What is left to do for parts that have their places.
    fn store(&self, placed: Vec<Placed>, main: &Run) -> Result<(), Error> {
        placed.into_iter().try_for_each(|placed| self.parts.finish(placed, &main.encoded))
    }
}
