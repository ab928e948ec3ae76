//! One file that grows, run by run.

use std::ops::Range;

use super::Encoded;
use super::{Packer, Part, Piece};

/// Appends all records to one file.
pub struct Appender {
    name: &'static str,
    head: &'static [u8],
    tail: Box<dyn Fn(u64) -> Vec<u8> + Send>,
    records: u64,
    started: bool,
}

impl Appender {
    /// A file of this name. `head` stands before the records, what `tail` makes of their number
    /// behind them; the comma that a record starts with is left out for the first one.
    pub fn new(
        name: &'static str,
        head: &'static [u8],
        tail: impl Fn(u64) -> Vec<u8> + Send + 'static,
    ) -> Self {
        Appender { name, head, tail: Box::new(tail), records: 0, started: false }
    }

    fn part(&self, pieces: Vec<Piece>, records: usize) -> Part {
        Part { name: self.name.to_owned(), stream: 0, whole: false, records, pieces }
    }

    fn start(&mut self) -> Vec<Piece> {
        match std::mem::replace(&mut self.started, true) {
            true => Vec::new(),
            false => vec![Piece::Fixed(self.head)],
        }
    }
}

impl Packer for Appender {
    fn take(&mut self, _: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let count: usize = accepted.iter().map(Range::len).sum();
        if count == 0 {
            return Vec::new();
        }
        let mut pieces = self.start();
        let mut first = self.records == 0;
        for range in accepted.iter().filter(|range| !range.is_empty()) {
            let skip = usize::from(std::mem::take(&mut first));
            pieces.push(Piece::Records { section: 0, range: range.clone(), skip });
        }
        self.records += count as u64;
        vec![self.part(pieces, count)]
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let mut parts = self.take(encoded, accepted);
        parts.iter_mut().for_each(|part| part.copy(encoded));
        parts
    }

    fn finish(&mut self) -> Vec<Part> {
        let mut pieces = self.start();
        pieces.push(Piece::Text((self.tail)(self.records)));
        vec![self.part(pieces, 0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(records: &[&str]) -> Encoded {
        let mut encoded = Encoded::new(1);
        for record in records {
            encoded.section(0).extend_from_slice(format!(",{record}").as_bytes());
            encoded.keep_record();
        }
        encoded
    }

    fn appender() -> Appender {
        Appender::new("users.json", b"[", |count| format!("]{count}").into_bytes())
    }

    #[test]
    fn runs_follow_each_other() {
        let mut appender = appender();
        let mut text = Vec::new();
        let (first, second) = (run(&["a", "b", "c"]), run(&["d"]));
        let mut add = |parts: Vec<Part>, encoded: &Encoded| {
            parts.iter().for_each(|part| text.extend(part.slices(encoded).concat()));
        };
        add(appender.take(&first, &[0..1, 2..3]), &first);
        add(appender.take_copies(&second, std::slice::from_ref(&(0..1))), &Encoded::new(1));
        add(appender.finish(), &Encoded::new(1));
        assert_eq!(text, b"[a,c,d]3");
    }

    #[test]
    fn no_records_make_an_empty_file_of_the_right_form() {
        let parts = appender().finish();
        assert_eq!(parts[0].slices(&Encoded::new(1)).concat(), b"[]0");
    }
}
