//! Which records a sample has: one for each rule that has findings, one for each shape, and the rest
//! evenly over the files.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::json::{Cursor, Kind};

/// How many shapes are told apart.
const MOST: usize = 10_000;

/// Which records a sample has.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// How many records.
    pub records: u64,
    /// Of how many.
    pub of: u64,
    /// Shapes of which at least one record is there, and how many there are.
    pub shapes: (u64, u64),
    /// Rules with findings of which at least one record is there, and how many there are.
    pub rules: (u64, u64),
    /// Records that were left out because their file has another heading row than the first.
    pub others: u64,
}

/// A record: its input, and its number there, from 1.
pub(super) type Which = (u32, u64);

/// What is known of the records.
#[derive(Default)]
pub(super) struct Choice {
    /// For each rule its first record, and one that this meets.
    rules: BTreeMap<&'static str, (Which, Option<Which>)>,
    /// For each shape its first record.
    shapes: HashMap<u64, u64>,
    /// How many records the inputs have, in their order.
    inputs: Vec<(u32, u64)>,
    total: u64,
}

impl Choice {
    /// A rule has a finding in a record.
    pub(super) fn found(&mut self, rule: &'static str, record: Which, other: Option<Which>) {
        self.rules.entry(rule).or_insert((record, other));
    }

    /// The next record has this shape.
    pub(super) fn learn(&mut self, input: u32, shape: u64) {
        if self.shapes.len() < MOST {
            self.shapes.entry(shape).or_insert(self.total);
        }
        self.total += 1;
        match self.inputs.last_mut() {
            Some((last, count)) if *last == input => *count += 1,
            _ => self.inputs.push((input, 1)),
        }
    }

    /// Chooses so many records.
    pub(super) fn choose(&self, records: u64) -> (Chosen, BTreeSet<u64>) {
        // Whoever asks for more than there is gets all of it, without waiting.
        let records = records.min(self.total);
        let mut picked = BTreeSet::new();
        let has_room = |picked: &BTreeSet<u64>| (picked.len() as u64) < records;
        let mut rules = 0;
        for (record, other) in self.rules.values() {
            let Some(at) = self.position(*record) else { continue };
            if has_room(&picked) || picked.contains(&at) {
                picked.insert(at);
                rules += 1;
            }
            if let Some(other) =
                other.and_then(|other| self.position(other)).filter(|_| has_room(&picked))
            {
                picked.insert(other);
            }
        }
        let mut firsts: Vec<_> = self.shapes.values().copied().collect();
        firsts.sort_unstable();
        for first in &firsts {
            if has_room(&picked) {
                picked.insert(*first);
            }
        }
        let left = records.saturating_sub(picked.len() as u64);
        for number in 0..left {
            picked.insert(number * self.total / left.max(1));
        }
        let mut next = 0;
        while has_room(&picked) && next < self.total {
            picked.insert(next);
            next += 1;
        }
        picked.retain(|at| *at < self.total);
        let shapes = firsts.iter().filter(|first| picked.contains(first)).count() as u64;
        let chosen = Chosen {
            records: picked.len() as u64,
            of: self.total,
            shapes: (shapes, firsts.len() as u64),
            rules: (rules, self.rules.len() as u64),
            others: 0,
        };
        (chosen, picked)
    }

    /// The number in the run, from 0, of a record of an input.
    fn position(&self, (input, number): Which) -> Option<u64> {
        let before = self.inputs.iter().take_while(|(own, _)| *own != input);
        let start: u64 = before.map(|(_, count)| count).sum();
        (start + number.checked_sub(1)? < self.total).then(|| start + number - 1)
    }
}

/// A number for the paths and kinds of a record; for the cells that are filled of a row.
pub(super) fn shape_of(record: &[u8]) -> u64 {
    let mut paths = BTreeSet::new();
    if record.trim_ascii_start().first() == Some(&b'{') {
        let _ = walk(&mut Cursor::new(record, 0), 0, &mut paths);
    } else {
        let row = [record, b"\n"].concat();
        for (number, cell) in crate::csv::Cells::new(&row, 0).enumerate() {
            paths.insert((number as u64) << 1 | u64::from(cell.text.is_empty()));
        }
    }
    paths.into_iter().fold(0, mix)
}

fn walk(
    cursor: &mut Cursor<'_>,
    path: u64,
    paths: &mut BTreeSet<u64>,
) -> Result<(), crate::json::Broken> {
    let kind = cursor.kind();
    paths.insert(mix(path, kind as u64 + 1));
    match kind {
        Kind::Object => cursor.object(|cursor, name| {
            let name = name.decode().iter().fold(7, |all, byte| mix(all, u64::from(*byte)));
            walk(cursor, mix(path, name), paths)
        }),
        Kind::Array => cursor.array(|cursor, _| walk(cursor, mix(path, 3), paths)),
        _ => cursor.skip_value(),
    }
}

fn mix(all: u64, more: u64) -> u64 {
    (all.rotate_left(5) ^ more).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_depends_on_the_records_and_not_on_how_many_are_asked_for() {
        let mut choice = Choice::default();
        (0..6).for_each(|_| choice.learn(0, 1));
        let (chosen, picked) = choice.choose(u64::MAX);
        assert_eq!((chosen.records, picked.len()), (6, 6));
    }
}
