//! What was given out: two values never get one pseudonym, as long as there are others.

use std::collections::{HashMap, HashSet};

/// How often another pseudonym is drawn. A value of one letter has few of them.
const TURNS: u32 = 1000;

/// The pseudonyms of the records that were chosen, in small letters.
#[derive(Default)]
pub(super) struct Given {
    /// For each kind and value the turn in which its pseudonym was drawn.
    turns: HashMap<(&'static str, String), u32>,
    taken: HashSet<(&'static str, String)>,
}

impl Given {
    /// The turn whose pseudonym is that of this value alone, and is not the value itself.
    pub(super) fn turn(
        &mut self,
        kind: &'static str,
        value: &str,
        draw: impl Fn(u32) -> String,
    ) -> u32 {
        let own = (kind, value.to_lowercase());
        if let Some(turn) = self.turns.get(&own) {
            return *turn;
        }
        let mut other = None;
        let mut free = None;
        for turn in 0..TURNS {
            let drawn = (kind, draw(turn).to_lowercase());
            if drawn.1 == own.1 {
                continue;
            }
            other = other.or(Some(turn));
            if self.taken.insert(drawn) {
                free = Some(turn);
                break;
            }
        }
        // Where all are taken, a value of others is better than the own one.
        let turn = free.or(other).unwrap_or_default();
        self.turns.insert(own, turn);
        turn
    }
}
