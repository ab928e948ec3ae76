//! Members of source records that a target has no place for, counted by where they stand.

use std::collections::{BTreeMap, HashMap};

use super::Text;

/// How many places are told apart; members elsewhere are counted together.
const MOST: usize = 1000;

/// Stands for all places behind the first thousand.
const ELSEWHERE: &str = "(other members)";

/// What the records of a run lose: for each record the numbers of the places.
#[derive(Default)]
pub struct LostMembers {
    numbers: HashMap<String, u32>,
    places: Vec<String>,
    lost: Vec<u32>,
    /// Where those of the record at hand start.
    start: usize,
    place: String,
}

impl LostMembers {
    /// A new record begins.
    #[inline]
    pub fn begin(&mut self) {
        self.start = self.lost.len();
    }

    /// Forgets what the record at hand has lost.
    pub fn take_back(&mut self) {
        self.lost.truncate(self.start);
    }

    /// Forgets what was lost, but not the places.
    pub fn clear(&mut self) {
        self.lost.clear();
        self.start = 0;
    }

    /// How many losses there are.
    pub fn len(&self) -> usize {
        self.lost.len()
    }

    /// Is nothing lost?
    pub fn is_empty(&self) -> bool {
        self.lost.is_empty()
    }

    /// The record at hand loses the member of this name of the object at `home`. A place counts
    /// once for each record.
    pub fn lose(&mut self, home: &'static str, name: Text<'_>) {
        let name = String::from_utf8_lossy(&name.decode()).into_owned();
        let name = name.replace('~', "~0").replace('/', "~1");
        self.place.clear();
        self.place.push_str(home);
        self.place.push('/');
        self.place.push_str(&name);
        let number = self.number();
        if !self.lost[self.start..].contains(&number) {
            self.lost.push(number);
        }
    }

    fn number(&mut self) -> u32 {
        let place = match self.places.len() < MOST || self.numbers.contains_key(&self.place) {
            true => self.place.as_str(),
            false => ELSEWHERE,
        };
        if let Some(number) = self.numbers.get(place) {
            return *number;
        }
        let number = self.places.len() as u32;
        self.places.push(place.to_owned());
        self.numbers.insert(place.to_owned(), number);
        number
    }

    /// Adds the losses in a range to counts by place.
    pub fn count(&self, range: std::ops::Range<usize>, counts: &mut BTreeMap<String, u64>) {
        for number in &self.lost[range] {
            let place = &self.places[*number as usize];
            let has_room = counts.len() < MOST;
            match counts.get_mut(place) {
                Some(count) => *count += 1,
                None if has_room => drop(counts.insert(place.clone(), 1)),
                None => *counts.entry(ELSEWHERE.to_owned()).or_default() += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_once_a_record() {
        let mut lost = LostMembers::default();
        let mut lose = |name| lost.lose("/emails/*", Text::plain(name));
        lose("a/b");
        lose("a/b");
        lose("c");
        lost.begin();
        lost.lose("", Text::plain("c"));
        lost.take_back();
        lost.lose("/emails/*", Text::plain("a/b"));
        let mut counts = BTreeMap::new();
        lost.count(0..lost.len(), &mut counts);
        let counts: Vec<_> = counts.iter().map(|(place, count)| (place.as_str(), *count)).collect();
        assert_eq!(counts, [("/emails/*/a~1b", 2), ("/emails/*/c", 1)]);
    }

    #[test]
    fn places_without_end_are_one() {
        let mut lost = LostMembers::default();
        for number in 0..3 * MOST {
            lost.begin();
            lost.lose("", Text::plain(&number.to_string()));
        }
        let mut counts = BTreeMap::new();
        lost.count(0..lost.len(), &mut counts);
        assert!(counts.len() <= MOST + 1 && counts[ELSEWHERE] > MOST as u64);
        assert_eq!(counts.values().sum::<u64>(), 3 * MOST as u64);
    }
}
