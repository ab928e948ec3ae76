//! The one loop: cut, read and write in parallel, judge in order, pack in order, store in
//! parallel.
//!
//! Each worker takes the next chunk of the input, guesses where its first record starts, reads and
//! writes the records from there on, and puts them by until it is their turn. In their turn, which
//! any worker can take, the guess is proved: the record that the chunk before could not finish must
//! end right before it. Then the records are judged (what must be unique), and packed into parts.
//! What can be done out of order again (creating files, hashing) is done after the turn. A wrong
//! guess costs time, never a result: the chunk is read again from where the one before it really
//! ended. So the output is the same bytes for any number of threads, and the same as for one thread
//! that reads from the start.

mod distant;
mod ground;
mod judge;
mod members;
mod order;
mod run;
mod turn;
mod worker;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::error::Error;
use crate::findings::{Purpose, Report, Tell};
use crate::formats::Work;
use crate::input::Feed;
use crate::json::Member;
use crate::model::{KeyHasher, Totals};
use crate::output::{InputRecord, Parts, Rejects};
use crate::pack::Packer;

pub use distant::Distant;
use order::Ordered;
use turn::Turns;
use worker::{Tray, Worker};

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
    pub side: Option<(usize, Box<dyn io::Write + Send>)>,
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
    // Each thread fills one, and as many can be put by.
    let trays = if job.threads > 1 { 2 * job.threads } else { 1 };
    let trays = (0..trays).map(|_| Tray::new(job)).collect();
    let turns = Turns::new(Ordered::new(job, feed, sinks), trays);
    let failure = Mutex::new(None);
    let fail = |error: Error| {
        turns.stop();
        failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    };
    let work = || {
        let _stop = StopOnPanic(&turns);
        Worker::new(job, feed, parts, &turns).work().unwrap_or_else(fail);
    };
    std::thread::scope(|scope| {
        let start = |_| std::thread::Builder::new().spawn_scoped(scope, work);
        // This thread is one of them.
        match (1..job.threads).map(start).collect::<io::Result<Vec<_>>>() {
            Err(error) => fail(no_threads(job.threads, error)),
            Ok(others) => {
                work();
                let panicked = others.into_iter().find_map(|other| other.join().err());
                if let Some(panic) = panicked {
                    std::panic::resume_unwind(panic);
                }
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
    pool.map_err(|error| no_threads(threads, error))
}

fn no_threads(threads: usize, error: impl std::fmt::Display) -> Error {
    Error::Refused(format!("cannot start {threads} threads: {error}"))
}

/// Nobody waits for a worker that panicked.
struct StopOnPanic<'t, T, R>(&'t Turns<T, R>);

impl<T, R> Drop for StopOnPanic<'_, T, R> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}
