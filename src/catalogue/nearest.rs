//! What may have been meant by a word that nobody knows.

/// How many words are offered.
const OFFERED: usize = 3;

/// The known words that are nearest to this one, the nearest first; none when all are far.
pub fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let word = word.to_ascii_uppercase();
    let allowed = (word.chars().count() / 3).max(1);
    let mut near: Vec<_> = known
        .map(|known| (distance(&word, &known.to_ascii_uppercase()), known))
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    near.sort();
    near.into_iter().take(OFFERED).map(|(_, known)| known).collect()
}

/// How many characters must be put in, left out, changed, or swapped with the next one (optimal
/// string alignment).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<_> = other.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut above = None;
    for (index, char) in one.chars().enumerate() {
        let mut row = vec![index + 1];
        for (at, wanted) in other.iter().enumerate() {
            let changed = last[at] + usize::from(char != *wanted);
            let mut least = changed.min(last[at + 1] + 1).min(row[at] + 1);
            if at > 0 && above == Some(*wanted) && other[at - 1] == char {
                least = least.min(before_last[at - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
        above = Some(char);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_of_single_changes() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "abc", 0),
            ("kitten", "sitting", 3),
            ("ab", "ba", 1),
            ("calm", "clam", 1),
            ("a cat", "an act", 2),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn the_nearest_come_first_and_the_far_not_at_all() {
        let known = ["CD-030", "CD-031", "SF-030", "CE-STR-001"];
        assert_eq!(nearest("cd-30", known.into_iter()), ["CD-030"]);
        assert_eq!(nearest("CD-03", known.into_iter()), ["CD-030", "CD-031"]);
        assert!(nearest("nonsense", known.into_iter()).is_empty());
    }
}
