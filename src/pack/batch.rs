//! Files of so many records each, section by section.

use std::ops::Range;

use super::Encoded;
use super::{Packer, Part, Piece};

/// Cuts records into files of at most so many records.
pub struct Batcher {
    size: usize,
    frame: &'static [&'static [u8]],
    stem: &'static str,
    /// From which section on those without records are left out.
    optional: usize,
    carried: Carried,
    files: u64,
}

/// Records that were copied because their part was not full at the end of their run, without the
/// comma that the first one of a section starts with.
#[derive(Default)]
struct Carried {
    sections: Vec<Vec<u8>>,
    records: usize,
}

impl Batcher {
    /// Parts of at most `size` records. `frame` is the text before, between and behind the
    /// sections; the comma that an item starts with is left out for the first of a section. The
    /// files are called `STEM-000001.json` and so on.
    pub fn new(size: usize, frame: &'static [&'static [u8]], stem: &'static str) -> Self {
        Batcher { size, frame, stem, optional: frame.len(), carried: Carried::default(), files: 0 }
    }

    /// Leaves out sections from this one on, with the text before them, where they are empty.
    #[must_use]
    pub fn with_optional(self, from: usize) -> Self {
        Batcher { optional: from, ..self }
    }

    /// The part made of what was carried and of these records.
    fn part(&mut self, encoded: &Encoded, ranges: &[Range<usize>]) -> Part {
        self.files += 1;
        let mut carried = std::mem::take(&mut self.carried);
        carried.sections.resize(self.frame.len() - 1, Vec::new());
        let mut pieces = Vec::new();
        for ((section, before), text) in self.frame.iter().enumerate().zip(carried.sections) {
            let mut first = text.is_empty();
            let is_empty =
                first && ranges.iter().all(|range| encoded.bytes(section, range).is_empty());
            if is_empty && section >= self.optional {
                continue;
            }
            pieces.push(Piece::Fixed(before));
            if !first {
                pieces.push(Piece::Text(text));
            }
            for range in ranges.iter().filter(|range| !encoded.bytes(section, range).is_empty()) {
                let skip = usize::from(std::mem::take(&mut first));
                pieces.push(Piece::Records { section, range: range.clone(), skip });
            }
        }
        pieces.extend(self.frame.last().map(|behind| Piece::Fixed(behind)));
        Part {
            name: format!("{}-{:06}.json", self.stem, self.files),
            stream: 0,
            whole: true,
            records: carried.records + ranges.iter().map(Range::len).sum::<usize>(),
            pieces,
        }
    }

    fn carry(&mut self, encoded: &Encoded, range: &Range<usize>) {
        self.carried.sections.resize(self.frame.len() - 1, Vec::new());
        for (index, section) in self.carried.sections.iter_mut().enumerate() {
            let skip = usize::from(section.is_empty());
            section.extend_from_slice(encoded.bytes(index, range).get(skip..).unwrap_or_default());
        }
        self.carried.records += range.len();
    }
}

impl Packer for Batcher {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut count = self.carried.records;
        for range in accepted {
            let mut start = range.start;
            while range.end - start >= self.size - count {
                let end = start + self.size - count;
                ranges.push(start..end);
                parts.push(self.part(encoded, &std::mem::take(&mut ranges)));
                (start, count) = (end, 0);
            }
            if start < range.end {
                count += range.end - start;
                ranges.push(start..range.end);
            }
        }
        ranges.iter().for_each(|range| self.carry(encoded, range));
        parts
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let mut parts = Vec::new();
        for range in accepted {
            let mut start = range.start;
            while start < range.end {
                let end = range.end.min(start + self.size - self.carried.records);
                self.carry(encoded, &(start..end));
                start = end;
                if self.carried.records == self.size {
                    parts.push(self.part(encoded, &[]));
                }
            }
        }
        parts
    }

    fn finish(&mut self) -> Vec<Part> {
        match self.carried.records {
            0 => Vec::new(),
            _ => vec![self.part(&Encoded::new(self.frame.len() - 1), &[])],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static FRAME: &[&[u8]] = &[b"<", b"|", b">"];

    /// A run of the records `numbers`: section 0 has them all, section 1 only the even ones.
    fn run(numbers: Range<u32>) -> Encoded {
        let mut encoded = Encoded::new(2);
        for number in numbers {
            encoded.section(0).extend_from_slice(format!(",{number}").as_bytes());
            if number % 2 == 0 {
                encoded.section(1).extend_from_slice(format!(",e{number}").as_bytes());
            }
            encoded.keep_record();
        }
        encoded
    }

    fn text(part: &Part, encoded: &Encoded) -> String {
        String::from_utf8(part.slices(encoded).concat()).unwrap()
    }

    #[test]
    fn parts_go_over_the_edges_of_runs() {
        let mut batcher = Batcher::new(3, FRAME, "batch");
        let first = run(0..4);
        let parts = batcher.take(&first, std::slice::from_ref(&(0..4)));
        assert_eq!(
            parts.iter().map(|part| text(part, &first)).collect::<Vec<_>>(),
            ["<0,1,2|e0,e2>"]
        );
        let second = run(4..7);
        let parts = batcher.take(&second, &[0..1, 2..3]);
        assert_eq!(
            parts.iter().map(|part| text(part, &second)).collect::<Vec<_>>(),
            ["<3,4,6|e4,e6>"]
        );
        assert_eq!(parts[0].name, "batch-000002.json");
        assert!(batcher.finish().is_empty());
    }

    #[test]
    fn a_section_may_be_empty() {
        let mut batcher = Batcher::new(3, FRAME, "batch");
        let only = run(1..2);
        assert!(batcher.take(&only, std::slice::from_ref(&(0..1))).is_empty());
        let last = batcher.finish().remove(0);
        assert_eq!((text(&last, &only).as_str(), last.records), ("<1|>", 1));
    }

    proptest! {
        #[test]
        fn runs_of_any_length_give_the_same_parts(lengths in prop::collection::vec(0u32..9, 0..9), size in 1usize..5) {
            let total: u32 = lengths.iter().sum();
            let pack = |lengths: &[u32], copies: bool| {
                let mut batcher = Batcher::new(size, FRAME, "batch");
                let (mut texts, mut start) = (Vec::new(), 0);
                for length in lengths {
                    let encoded = run(start..start + length);
                    let all = 0..*length as usize;
                    let all = std::slice::from_ref(&all);
                    let parts = match copies {
                        true => batcher.take_copies(&encoded, all),
                        false => batcher.take(&encoded, all),
                    };
                    texts.extend(parts.iter().map(|part| text(part, &encoded)));
                    start += length;
                }
                texts.extend(batcher.finish().iter().map(|part| text(part, &Encoded::new(2))));
                texts
            };
            prop_assert_eq!(pack(&lengths, false), pack(&[total], false));
            prop_assert_eq!(pack(&lengths, true), pack(&[total], false));
        }
    }
}
