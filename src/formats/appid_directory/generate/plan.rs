//! Which records get which defect.
//!
//! The records are cut into blocks of nearly equal length, one for each defect that is due. The
//! seed chooses the record within its block, and the kinds take turns. So the share is kept to
//! within one record, every kind occurs in any run of as many blocks as there are kinds, and
//! whether a record is sound can be told without looking at another one.

use super::defect::Defect;
use super::source_id::SourceId;
use crate::generate::RecordSeed;

/// A defect in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Planted {
    pub(super) defect: Defect,
    /// The number of the earlier record that a duplicate repeats.
    pub(super) repeats: Option<u64>,
}

/// Knows the defect of each record.
pub(super) struct Plan {
    seed: u64,
    /// Defects in 2³² records.
    share: u64,
    /// The first record of the file: a duplicate repeats none before it.
    first: u64,
}

impl Plan {
    pub(super) fn new(seed: u64, share: f64, first: u64) -> Self {
        // Exact, but for what is smaller than 2⁻³²; not-a-number becomes 0.
        let share = (share.clamp(0.0, 1.0) * WHOLE as f64) as u64;
        Self { seed, share, first }
    }

    /// The defect of record `number`, if it gets one.
    pub(super) fn at(&self, number: u64) -> Option<Planted> {
        let block = self.block_of_defect(number)?;
        let kinds = Defect::ALL.len() as u64;
        let turn = RecordSeed::new(self.seed, 0).stream("first kind").below(kinds) + block;
        // A duplicate that finds nothing to repeat leaves its place to the next kind.
        (turn..turn + kinds)
            .find_map(|turn| self.plant(Defect::ALL[(turn % kinds) as usize], number))
    }

    fn plant(&self, defect: Defect, number: u64) -> Option<Planted> {
        let repeats = match defect {
            Defect::DuplicateSourceId | Defect::DuplicateEmail => {
                Some(self.earlier_sound_record(number)?)
            }
            _ => None,
        };
        Some(Planted { defect, repeats })
    }

    /// The block whose defect record `number` has.
    fn block_of_defect(&self, number: u64) -> Option<u64> {
        if self.share == 0 {
            return None;
        }
        let block = (u128::from(number) * u128::from(self.share)) >> 32;
        let start = self.start_of(block);
        let length = self.start_of(block + 1) - start;
        let block = block as u64;
        let place = RecordSeed::new(self.seed, block).stream("place of defect").below(length);
        (start + place == number).then_some(block)
    }

    /// The first record of a block: the first whose product with the share reaches it.
    fn start_of(&self, block: u128) -> u64 {
        (block << 32).div_ceil(u128::from(self.share)) as u64
    }

    /// An earlier record of this file that has a source id and no defect, if one is soon found.
    fn earlier_sound_record(&self, number: u64) -> Option<u64> {
        let mut random = RecordSeed::new(self.seed, number).stream("repeats");
        let start = self.first + random.below(number - self.first);
        (self.first..=start).rev().take(64).find(|&earlier| {
            earlier < number
                && self.block_of_defect(earlier).is_none()
                && SourceId::new(self.seed, earlier).is_some()
        })
    }
}

const WHOLE: u64 = 1 << 32;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_share_is_kept_whatever_it_is() {
        for share in [0.0, 0.000_1, 0.01, 0.3, 0.5, 0.7, 0.999, 1.0] {
            let plan = Plan::new(9, share, 0);
            let count = (0..20_000).filter(|&number| plan.at(number).is_some()).count();
            let due = (20_000.0 * share) as usize;
            assert!(count.abs_diff(due) <= 1, "{share}: {count} of {due}");
        }
        assert!(Plan::new(9, f64::NAN, 0).at(5).is_none());
    }

    #[test]
    fn the_kinds_take_turns() {
        let plan = Plan::new(9, 0.01, 0);
        let planted: Vec<_> = (1_000..10_000).filter_map(|number| plan.at(number)).collect();
        for run in planted.windows(Defect::ALL.len()) {
            let kinds: HashSet<_> = run.iter().map(|planted| planted.defect).collect();
            assert_eq!(kinds.len(), Defect::ALL.len());
        }
    }

    #[test]
    fn what_is_repeated_stands_earlier_in_the_file_and_is_sound() {
        for first in [0, 500] {
            let plan = Plan::new(9, 0.5, first);
            for number in first..first + 2_000 {
                let Some(earlier) = plan.at(number).and_then(|planted| planted.repeats) else {
                    continue;
                };
                assert!((first..number).contains(&earlier));
                assert!(plan.at(earlier).is_none());
                assert!(SourceId::new(9, earlier).is_some());
            }
        }
    }
}
