//! One thread's part of a run.

use super::Job;
use super::order::Ordered;
use super::run::{Run, Site, Stop};
use super::turn::{Task, Turn, Turns};
use crate::error::Error;
use crate::formats::Desk;
use crate::input::{Buffer, Chunk, Feed, Unread};
use crate::output::Parts;
use crate::outside::{Landmark, Outside};

/// Works on chunks, and hands over.
pub(super) struct Worker<'t, 'w, 'j> {
    job: &'w Job<'j>,
    feed: &'w Feed,
    parts: &'w Parts<'w>,
    turns: &'t Turns<Ordered<'w, 'j>, Tray>,
    desk: Desk,
    /// Room for one record that is tried.
    trial: Run,
    /// Room for the records before a guessed start.
    head: Run,
    known: Option<Known>,
}

/// A chunk, and what is made of it before its turn. The room taken is used again.
pub(super) struct Tray {
    pub(super) buffer: Buffer,
    /// The records from the guessed start on.
    pub(super) main: Run,
    /// What is handed over; nothing in an empty tray.
    ready: Option<Result<Prepared, Error>>,
}

/// What is known of a chunk before its turn.
pub(super) struct Prepared {
    pub(super) chunk: Chunk,
    /// The outside of the input at its very start.
    pub(super) fresh: Outside,
    pub(super) guess: Option<Guessed>,
}

/// A run read from a guessed start.
pub(super) struct Guessed {
    pub(super) start: usize,
    /// The outside as it must be at the start, if the guess is right.
    pub(super) before: Outside,
    /// The outside at the end, and where that is, or why it stopped.
    pub(super) after: Result<(Outside, usize), Stop>,
}

/// What a worker knows of the input at hand.
struct Known {
    input: usize,
    fresh: Outside,
    landmark: Option<Landmark>,
}

/// How many places are tried in a chunk.
const TRIES: usize = 16;

impl Tray {
    /// An empty tray.
    pub(super) fn new(job: &Job<'_>) -> Self {
        Tray { buffer: Buffer::default(), main: Run::new(job), ready: None }
    }
}

impl<'t, 'w, 'j> Worker<'t, 'w, 'j> {
    pub(super) fn new(
        job: &'w Job<'j>,
        feed: &'w Feed,
        parts: &'w Parts<'w>,
        turns: &'t Turns<Ordered<'w, 'j>, Tray>,
    ) -> Self {
        Worker {
            job,
            feed,
            parts,
            turns,
            desk: Desk::new(feed.limits().value),
            trial: Run::new(job),
            head: Run::new(job),
            known: None,
        }
    }

    /// Works until nothing is left to do.
    pub(super) fn work(mut self) -> Result<(), Error> {
        while let Some(task) = self.turns.task() {
            match task {
                Task::Fill(tray) => self.fill(tray),
                Task::HandOver(turn, tray) => self.hand_over(turn, tray)?,
            }
        }
        Ok(())
    }

    /// Reads the next chunk. What cannot be read is an error when its turn comes, if there was none
    /// before.
    fn fill(&mut self, mut tray: Tray) {
        let (number, prepared) = match self.feed.next(&mut tray.buffer) {
            Ok(Some(chunk)) => (chunk.index, self.prepare(chunk, &mut tray)),
            Ok(None) => return self.turns.end(),
            Err(Unread { index, error }) => (index, Err(error)),
        };
        tray.ready = Some(prepared);
        self.turns.put_by(number, tray);
    }

    /// Does with a chunk what can be done before its turn.
    fn prepare(&mut self, chunk: Chunk, tray: &mut Tray) -> Result<Prepared, Error> {
        let Tray { buffer, main, .. } = tray;
        let known = match self.known.take().filter(|known| known.input == chunk.input) {
            Some(known) => known,
            None => self.know(&chunk)?,
        };
        main.clear();
        let guess = match chunk.offset {
            0 => Some((buffer.chunk_at(), known.fresh.clone())),
            _ => self.guess(&known, Site::of(&chunk, buffer), buffer.chunk_at()),
        };
        let guess = guess.map(|(start, before)| {
            let mut outside = before.clone();
            let site = Site::of(&chunk, buffer);
            let after = main.read(self.job, &mut self.desk, &mut outside, site, start);
            Guessed { start, before, after: after.map(|end| (outside, end)) }
        });
        let fresh = known.fresh.clone();
        self.known = Some(known);
        Ok(Prepared { chunk, fresh, guess })
    }

    /// Hands over, and does what is left to do for parts that have their places.
    fn hand_over(
        &mut self,
        turn: Turn<'_, Ordered<'w, 'j>, Tray>,
        mut tray: Tray,
    ) -> Result<(), Error> {
        let Some(prepared) = tray.ready.take() else {
            unreachable!("a tray is put by when it is ready")
        };
        let placed = turn.work(|ordered| {
            ordered.hand_over(prepared?, &mut tray, &mut self.head, &mut self.desk)
        })?;
        let encoded = &tray.main.encoded;
        placed.into_iter().try_for_each(|placed| self.parts.finish(placed, encoded))?;
        self.turns.give_back(tray);
        Ok(())
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
    fn guess(&mut self, known: &Known, site: Site<'_>, from: usize) -> Option<(usize, Outside)> {
        let landmark = known.landmark.as_ref()?;
        let candidates = landmark.candidates(site.bytes, from).take(TRIES);
        let (trial, desk) = (&mut self.trial, &mut self.desk);
        let (start, outside) = { candidates }
            .find(|(start, outside)| trial.is_good(self.job, desk, outside, site, *start))?;
        Some((start, outside.clone()))
    }
}
