//! Members of source records that a target has no place for, counted by where they stand.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::Text;

/// How many places are told apart; members elsewhere are counted together.
const MOST: usize = 1000;

/// So many places are compared one by one before a place is looked up by its path.
const NEAR: usize = 16;

/// Stands for all places behind the first thousand.
const ELSEWHERE: &str = "(other members)";

/// What the records of a run lose: for each record the numbers of the places.
#[derive(Default)]
pub struct LostMembers {
    numbers: HashMap<String, u32>,
    places: Vec<Place>,
    lost: Vec<u32>,
    /// Where those of the record at hand start.
    start: usize,
    /// The place of the loss before.
    last: usize,
    path: String,
}

/// Where members stand that are lost.
struct Place {
    path: String,
    home: &'static str,
    /// The name in the spelling of the source, which one record has like the next.
    name: Box<[u8]>,
    /// What was lost next when this was lost: records are alike.
    next: usize,
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

    /// Forgets what was lost, but not the places, unless they are many.
    pub fn clear(&mut self) {
        self.lost.clear();
        self.start = 0;
        if self.places.len() > MOST {
            self.places.clear();
            self.numbers.clear();
            self.last = 0;
        }
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
        let next = self.places.get(self.last).map_or(0, |last| last.next);
        let number = match self.places.get(next) {
            Some(place) if place.home == home && *place.name == *name.raw() => next,
            _ => self.number(home, name),
        };
        self.last = number;
        let number = number as u32;
        if !self.lost[self.start..].contains(&number) {
            self.lost.push(number);
        }
    }

    fn number(&mut self, home: &'static str, name: Text<'_>) -> usize {
        let is_it = |place: &Place| *place.name == *name.raw() && place.home == home;
        let near = self.places.iter().take(NEAR).position(is_it);
        let number = near.unwrap_or_else(|| self.look_up(home, name));
        if let Some(last) = self.places.get_mut(self.last) {
            last.next = number;
        }
        number
    }

    fn look_up(&mut self, home: &'static str, name: Text<'_>) -> usize {
        let text = name.decode();
        let text = String::from_utf8_lossy(&text);
        self.path.clear();
        self.path.push_str(home);
        self.path.push('/');
        for char in text.chars() {
            match char {
                '~' => self.path.push_str("~0"),
                '/' => self.path.push_str("~1"),
                char => self.path.push(char),
            }
        }
        match self.numbers.get(&self.path) {
            Some(number) => *number as usize,
            None => self.add(home, name),
        }
    }

    fn add(&mut self, home: &'static str, name: Text<'_>) -> usize {
        let number = self.places.len();
        let path = self.path.clone();
        self.places.push(Place { path, home, name: name.raw().into(), next: 0 });
        self.numbers.insert(self.path.clone(), number as u32);
        number
    }

    /// Adds the losses in ranges to counts by place.
    pub fn count(&self, ranges: &[Range<usize>], counts: &mut BTreeMap<String, u64>) {
        let mut sums = vec![0; self.places.len()];
        let mut met = Vec::new();
        for number in ranges.iter().flat_map(|range| &self.lost[range.clone()]) {
            if sums[*number as usize] == 0 {
                met.push(*number as usize);
            }
            sums[*number as usize] += 1;
        }
        // In the order in which they were met, for there may be no room for all of them.
        for number in met {
            let path = &self.places[number].path;
            let has_room = counts.len() < MOST;
            match counts.get_mut(path) {
                Some(count) => *count += sums[number],
                None if has_room => drop(counts.insert(path.clone(), sums[number])),
                None => *counts.entry(ELSEWHERE.to_owned()).or_default() += sums[number],
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
        lost.count(std::slice::from_ref(&(0..lost.len())), &mut counts);
        let counts: Vec<_> = counts.iter().map(|(place, count)| (place.as_str(), *count)).collect();
        assert_eq!(counts, [("/emails/*/a~1b", 2), ("/emails/*/c", 1)]);
    }

    #[test]
    fn a_place_is_the_same_in_any_spelling_and_any_order() {
        let mut lost = LostMembers::default();
        let names: Vec<_> = (0..2 * NEAR).map(|number| format!("a{number}")).collect();
        for step in [1, 7, 11] {
            lost.begin();
            for at in 0..names.len() {
                lost.lose("/x", Text::plain(&names[at * step % names.len()]));
            }
        }
        lost.begin();
        lost.lose("/x", Text::escaped(br"\u00610"));
        lost.lose("/y", Text::plain("a0"));
        let mut counts = BTreeMap::new();
        lost.count(std::slice::from_ref(&(0..lost.len())), &mut counts);
        assert_eq!((counts.len(), counts["/x/a0"], counts["/y/a0"]), (2 * NEAR + 1, 4, 1));
        assert!(names[1..].iter().all(|name| counts[&format!("/x/{name}")] == 3));
    }

    #[test]
    fn places_without_end_are_one() {
        let mut lost = LostMembers::default();
        for number in 0..3 * MOST {
            lost.begin();
            lost.lose("", Text::plain(&number.to_string()));
        }
        let mut counts = BTreeMap::new();
        lost.count(std::slice::from_ref(&(0..lost.len())), &mut counts);
        assert!(counts.len() <= MOST + 1 && counts[ELSEWHERE] > MOST as u64);
        assert_eq!(counts.values().sum::<u64>(), 3 * MOST as u64);
    }
}
