//! Taking turns: many threads work, one at a time hands over, in the order of the chunks.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Something that threads may touch in the order of their numbers only.
pub(super) struct Turns<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    next: u64,
    stopped: bool,
    inner: T,
}

/// A turn. It ends when this is dropped.
pub(super) struct Turn<'t, T> {
    state: Option<MutexGuard<'t, State<T>>>,
    changed: &'t Condvar,
}

impl<T> Turns<T> {
    /// The first turn is number 0.
    pub(super) fn new(inner: T) -> Self {
        Turns {
            state: Mutex::new(State { next: 0, stopped: false, inner }),
            changed: Condvar::new(),
        }
    }

    /// Waits for turn `number`; `None` when somebody has stopped everything.
    pub(super) fn wait(&self, number: u64) -> Option<Turn<'_, T>> {
        let mut state = self.lock();
        while state.next != number && !state.stopped {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped {
            return None;
        }
        Some(Turn { state: Some(state), changed: &self.changed })
    }

    /// Lets nobody have a turn any more.
    pub(super) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// What the turns were about.
    pub(super) fn into_inner(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).inner
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Turn<'_, T> {
    /// Does the work of the turn. After an error nobody has a turn any more: what others would do
    /// in theirs rests on this one.
    pub(super) fn work<R, E>(mut self, work: impl FnOnce(&mut T) -> Result<R, E>) -> Result<R, E> {
        let Some(state) = self.state.as_mut() else {
            unreachable!("the state is taken when the turn is dropped only")
        };
        let result = work(&mut state.inner);
        state.stopped |= result.is_err();
        result
    }
}

impl<T> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        if let Some(mut state) = self.state.take() {
            state.next += 1;
        }
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_come_in_order_whoever_takes_them() {
        let turns = Turns::new(Vec::new());
        std::thread::scope(|scope| {
            for first in 0..3 {
                let turns = &turns;
                scope.spawn(move || {
                    for number in (first..300).step_by(3) {
                        let push = |seen: &mut Vec<_>| {
                            seen.push(number);
                            Ok::<_, ()>(())
                        };
                        turns.wait(number).unwrap().work(push).unwrap();
                    }
                });
            }
        });
        assert_eq!(turns.into_inner(), (0..300).collect::<Vec<_>>());
    }

    #[test]
    fn a_failure_is_the_last_turn() {
        let turns = Turns::new(());
        assert_eq!(turns.wait(0).unwrap().work(|()| Err::<(), _>("failed")), Err("failed"));
        assert!(turns.wait(1).is_none());
    }

    #[test]
    fn a_stop_wakes_everybody() {
        let turns = Turns::new(());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| turns.wait(5).is_none());
            turns.stop();
            assert!(waiting.join().unwrap());
        });
    }

    #[test]
    fn after_an_error_nobody_has_a_turn() {
        let turns = Turns::new(());
        assert_eq!(turns.wait(0).unwrap().work(|()| Err::<(), _>("broken")), Err("broken"));
        assert!(turns.wait(1).is_none());
    }
}
