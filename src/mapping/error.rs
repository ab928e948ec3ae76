//! What is wrong with a mapping file, where, and what was probably meant.

use std::fmt;

/// A mapping file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingError {
    /// The file, as it was called.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.what)
    }
}

impl std::error::Error for MappingError {}

/// Line and column of an index into the text of a file.
pub(super) fn position(text: &str, at: usize) -> (u64, u64) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (line as u64, before[start..].chars().count() as u64 + 1)
}

/// `; did you mean …?` where one of the known names is close, else all of them.
pub(super) fn suggestion(name: &str, known: &[impl AsRef<str>]) -> String {
    let distance = |known: &str| distance(&name.to_lowercase(), &known.to_lowercase());
    let nearest = known.iter().map(AsRef::as_ref).min_by_key(|known| distance(known));
    match nearest {
        Some(nearest) if distance(nearest) <= name.chars().count().max(3) / 3 => {
            format!("; did you mean {nearest}?")
        }
        _ => {
            let all: Vec<_> = known.iter().map(AsRef::as_ref).collect();
            format!("; there are {}", all.join(", "))
        }
    }
}

/// How many characters must be put in, taken away or replaced to make one text the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, char) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (at, wanted) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(char != *wanted);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_lines_and_characters() {
        let text = "a\nüb = 1\n";
        assert_eq!(position(text, 0), (1, 1));
        assert_eq!(position(text, 2), (2, 1));
        assert_eq!(position(text, text.find('b').unwrap()), (2, 2));
        assert_eq!(position(text, 999), (3, 1));
    }

    #[test]
    fn what_is_close_is_suggested() {
        assert_eq!(distance("kitten", "sitting"), 3);
        let known = ["nickName", "title", "locale"];
        assert_eq!(suggestion("nickNme", &known), "; did you mean nickName?");
        assert_eq!(suggestion("NICKNAME", &known), "; did you mean nickName?");
        assert_eq!(suggestion("shoe size", &known), "; there are nickName, title, locale");
    }
}
