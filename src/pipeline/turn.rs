//! Taking turns: many threads work, one at a time hands over, in the order of the chunks.
//!
//! Nobody waits for a turn. What is ready before its turn is put by in its tray, and the thread fills
//! another one; whoever comes by when the turn has come hands it over. There are so many trays, and
//! no more.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Something that threads may touch in the order of the numbers of trays only.
pub(super) struct Turns<T, R> {
    inner: Mutex<T>,
    state: Mutex<State<R>>,
    changed: Condvar,
}

struct State<R> {
    next: u64,
    /// Has somebody the turn?
    is_taken: bool,
    empty: Vec<R>,
    /// Trays that are ready, by their numbers.
    put_by: BTreeMap<u64, R>,
    /// Is there nothing more to fill trays with?
    ended: bool,
    stopped: bool,
}

/// What a thread can do next.
pub(super) enum Task<'t, T, R> {
    /// Fill a tray.
    Fill(R),
    /// Hand over what is in a tray, and give the tray back.
    HandOver(Turn<'t, T, R>, R),
}

/// A turn. It ends when this is dropped.
pub(super) struct Turn<'t, T, R> {
    inner: MutexGuard<'t, T>,
    turns: &'t Turns<T, R>,
}

impl<T, R> Turns<T, R> {
    /// The first turn is number 0.
    pub(super) fn new(inner: T, trays: Vec<R>) -> Self {
        let state = State {
            next: 0,
            is_taken: false,
            empty: trays,
            put_by: BTreeMap::new(),
            ended: false,
            stopped: false,
        };
        Turns { inner: Mutex::new(inner), state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Waits until there is something to do; `None` when there will be nothing more, or somebody has
    /// stopped everything.
    pub(super) fn task(&self) -> Option<Task<'_, T, R>> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            if let Some(tray) = state.take_next() {
                drop(state);
                let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
                return Some(Task::HandOver(Turn { inner, turns: self }, tray));
            }
            // Chunks that are in work are handed over by those who have them.
            if state.ended && state.put_by.is_empty() {
                return None;
            }
            if !state.ended
                && let Some(tray) = state.empty.pop()
            {
                return Some(Task::Fill(tray));
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts by what is to be handed over in turn `number`. Who does so asks for a task next.
    pub(super) fn put_by(&self, number: u64, tray: R) {
        self.lock().put_by.insert(number, tray);
    }

    /// Gives an empty tray back.
    pub(super) fn give_back(&self, tray: R) {
        self.lock().empty.push(tray);
        self.changed.notify_one();
    }

    /// There is nothing more to fill trays with.
    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
    }

    /// Lets nobody have a turn any more.
    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// What the turns were about.
    pub(super) fn into_inner(self) -> T {
        self.inner.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R> State<R> {
    /// The tray whose turn it is, if it is ready and nobody else has the turn.
    fn take_next(&mut self) -> Option<R> {
        let tray = (!self.is_taken).then(|| self.put_by.remove(&self.next))??;
        self.is_taken = true;
        Some(tray)
    }
}

impl<T, R> Turn<'_, T, R> {
    /// Does the work of the turn. After an error nobody has a turn any more: what others would do
    /// in theirs rests on this one.
    pub(super) fn work<D, E>(mut self, work: impl FnOnce(&mut T) -> Result<D, E>) -> Result<D, E> {
        let result = work(&mut self.inner);
        if result.is_err() {
            self.turns.stop();
        }
        result
    }
}

impl<T, R> Drop for Turn<'_, T, R> {
    fn drop(&mut self) {
        let mut state = self.turns.lock();
        (state.is_taken, state.next) = (false, state.next + 1);
        let is_ready = state.put_by.contains_key(&state.next);
        let ended = state.ended;
        drop(state);
        match (ended, is_ready) {
            (true, _) => self.turns.changed.notify_all(),
            (false, true) => self.turns.changed.notify_one(),
            (false, false) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    type Seen = Vec<u64>;

    fn turns(trays: usize) -> Turns<Seen, Vec<u64>> {
        Turns::new(Vec::new(), vec![Vec::new(); trays])
    }

    /// Fills trays with their numbers until there are so many, and hands over until nothing is left.
    fn work(turns: &Turns<Seen, Vec<u64>>, numbers: &AtomicU64, end: u64) {
        while let Some(task) = turns.task() {
            match task {
                Task::Fill(mut tray) => match numbers.fetch_add(1, Ordering::Relaxed) {
                    number if number < end => {
                        tray.push(number);
                        turns.put_by(number, tray);
                    }
                    _ => turns.end(),
                },
                Task::HandOver(turn, mut tray) => {
                    let hand_over = |seen: &mut Seen| {
                        seen.append(&mut tray);
                        Ok::<_, ()>(())
                    };
                    turn.work(hand_over).unwrap();
                    turns.give_back(tray);
                }
            }
        }
    }

    fn fill(turns: &Turns<Seen, Vec<u64>>) -> Vec<u64> {
        match turns.task() {
            Some(Task::Fill(tray)) => tray,
            _ => panic!("a tray is to be filled"),
        }
    }

    #[test]
    fn turns_come_in_order_whoever_takes_them() {
        for (threads, trays) in [(1, 1), (3, 1), (3, 3), (3, 7), (2, 4)] {
            let (turns, numbers) = (turns(trays), AtomicU64::new(0));
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| work(&turns, &numbers, 300));
                }
            });
            assert_eq!(turns.into_inner(), (0..300).collect::<Vec<_>>());
        }
    }

    #[test]
    fn who_comes_before_the_turn_does_something_else() {
        let turns = turns(2);
        let (first, second) = (fill(&turns), fill(&turns));
        turns.put_by(1, second);
        turns.put_by(0, first);
        for number in 0..2 {
            let Some(Task::HandOver(turn, _)) = turns.task() else { panic!("it is its turn") };
            turn.work(|seen| {
                seen.push(number);
                Ok::<_, ()>(())
            })
            .unwrap();
        }
        assert_eq!(turns.into_inner(), [0, 1]);
    }

    #[test]
    fn one_thread_at_a_time_has_the_turn() {
        let turns = turns(3);
        let (first, second) = (fill(&turns), fill(&turns));
        turns.put_by(0, first);
        turns.put_by(1, second);
        let Some(Task::HandOver(turn, _)) = turns.task() else { panic!("it is its turn") };
        assert!(matches!(turns.task(), Some(Task::Fill(_))), "the turn of 1 has not come");
        drop(turn);
        assert!(matches!(turns.task(), Some(Task::HandOver(..))));
    }

    #[test]
    fn a_failure_is_the_last_turn() {
        let turns = turns(2);
        let (first, second) = (fill(&turns), fill(&turns));
        turns.put_by(0, first);
        turns.put_by(1, second);
        let Some(Task::HandOver(turn, _)) = turns.task() else { panic!("it is its turn") };
        assert_eq!(turn.work(|_| Err::<(), _>("failed")), Err("failed"));
        assert!(turns.task().is_none());
    }

    #[test]
    fn a_stop_wakes_everybody() {
        let turns = turns(1);
        let _tray = fill(&turns);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| turns.task().is_none());
            turns.stop();
            assert!(waiting.join().unwrap());
        });
    }
}
