//! Files of one kind that follow each other, each as long as Oracle takes them.
//!
//! The first file of a series has a plain name, such as `Users.csv`, further ones are numbered from
//! `Users-002.csv` on: when the first one is begun nobody knows yet whether there will be a
//! second. Each starts with the heading row. A file is begun with its first row, since Oracle
//! refuses one that has headings alone.

use std::ops::Range;

use super::options::Limits;
use crate::pack::Encoded;
use crate::pack::Part;

/// The files of one kind.
pub(super) struct Series {
    stem: String,
    header: Vec<u8>,
    stream: usize,
    limits: Limits,
    /// The file at hand, from 1; 0 when none is begun.
    number: u32,
    rows: u64,
    bytes: u64,
}

impl Series {
    /// Files that begin with these headings; `stream` is their rank in the manifest.
    pub(super) fn new(
        stem: impl Into<String>,
        header: Vec<u8>,
        stream: usize,
        limits: Limits,
    ) -> Self {
        Series { stem: stem.into(), header, stream, limits, number: 0, rows: 0, bytes: 0 }
    }

    /// Adds one row, which is copied.
    pub(super) fn add_row(&mut self, row: &[u8], parts: &mut Vec<Part>) {
        let bytes = row.len() as u64;
        if let Some(part) = self.part(bytes, parts) {
            part.push_text(row);
        }
        self.rows += 1;
        self.bytes += bytes;
    }

    /// Adds records of a section of a run, of one row each. They are not copied.
    pub(super) fn add_records(
        &mut self,
        encoded: &Encoded,
        section: usize,
        mut records: Range<usize>,
        parts: &mut Vec<Part>,
    ) {
        let bytes = |range: Range<usize>| encoded.bytes(section, &range).len() as u64;
        while let Some(next) = records.clone().next() {
            let Some(part) = self.part(bytes(next..next + 1), parts) else { return };
            let rows_left = self.limits.rows.saturating_sub(self.rows).max(1);
            let most = (records.len() as u64).min(rows_left) as usize;
            let bytes_left = self.limits.bytes.saturating_sub(self.bytes);
            let fits = |count: usize| bytes(next..next + count) <= bytes_left;
            let count = match fits(most) {
                true => most,
                false => largest(most, fits),
            };
            part.push_records(section, next..next + count);
            part.records += count;
            self.rows += count as u64;
            self.bytes += bytes(next..next + count);
            records.start += count;
        }
    }

    /// The part to add a row of so many bytes to: of the file at hand, or of the next one.
    fn part<'p>(&mut self, bytes: u64, parts: &'p mut Vec<Part>) -> Option<&'p mut Part> {
        let has_room = self.rows < self.limits.rows && self.bytes + bytes <= self.limits.bytes;
        if self.number == 0 || !has_room && self.rows > 0 {
            self.number += 1;
            self.rows = 0;
            self.bytes = self.header.len() as u64;
            let mut part = Part::growing(self.name(), self.stream);
            part.push_text(&self.header);
            parts.push(part);
        } else if parts.is_empty() {
            parts.push(Part::growing(self.name(), self.stream));
        }
        parts.last_mut()
    }

    fn name(&self) -> String {
        match self.number {
            1 => format!("{}.csv", self.stem),
            number => format!("{}-{number:03}.csv", self.stem),
        }
    }
}

/// The largest number from 1 to `most` that fits, if smaller ones fit whenever a larger one does;
/// 1 when none does.
fn largest(most: usize, fits: impl Fn(usize) -> bool) -> usize {
    let (mut yes, mut no) = (1, most);
    while yes + 1 < no {
        let middle = yes.midpoint(no);
        if fits(middle) { yes = middle } else { no = middle }
    }
    yes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn run(rows: &[usize]) -> Encoded {
        let mut encoded = Encoded::new(1);
        for (number, length) in rows.iter().enumerate() {
            let row = format!("{number:0length$}\r\n");
            encoded.section(0).extend_from_slice(row.as_bytes());
            encoded.keep_record();
        }
        encoded
    }

    fn series(rows: u64, bytes: u64) -> Series {
        Series::new("Users", b"head\r\n".to_vec(), 0, Limits { rows, bytes })
    }

    fn add(files: &mut BTreeMap<String, String>, parts: &[Part], encoded: &Encoded) {
        for part in parts {
            let text = String::from_utf8(part.slices(encoded).concat()).unwrap();
            files.entry(part.name.clone()).or_default().push_str(&text);
        }
    }

    #[test]
    fn the_first_file_has_a_plain_name() {
        let encoded = run(&[1, 1, 1]);
        let mut series = series(2, 100);
        let mut parts = Vec::new();
        series.add_records(&encoded, 0, 0..3, &mut parts);
        let mut files = BTreeMap::new();
        add(&mut files, &parts, &encoded);
        assert_eq!(files["Users.csv"], "head\r\n0\r\n1\r\n");
        assert_eq!(files["Users-002.csv"], "head\r\n2\r\n");
        assert_eq!(parts.iter().map(|part| part.records).collect::<Vec<_>>(), [2, 1]);
    }

    proptest! {
        #[test]
        fn no_limit_is_broken_and_no_file_could_take_another_row(
            lengths in prop::collection::vec(1usize..12, 1..30),
            cuts in prop::collection::vec(0usize..30, 0..4),
            max_rows in 1u64..6,
            max_bytes in 20u64..60,
        ) {
            let encoded = run(&lengths);
            let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut % lengths.len()).chain([0, lengths.len()]).collect();
            cuts.sort_unstable();
            let (mut by_range, mut by_row) = (BTreeMap::new(), BTreeMap::new());
            let (mut one, mut other) = (series(max_rows, max_bytes), series(max_rows, max_bytes));
            for cut in cuts.windows(2) {
                let (mut parts, mut copies) = (Vec::new(), Vec::new());
                one.add_records(&encoded, 0, cut[0]..cut[1], &mut parts);
                for record in cut[0]..cut[1] {
                    other.add_row(encoded.bytes(0, &(record..record + 1)), &mut copies);
                }
                add(&mut by_range, &parts, &encoded);
                add(&mut by_row, &copies, &encoded);
            }
            prop_assert_eq!(&by_range, &by_row);
            let mut files: Vec<_> = by_range.into_iter().collect();
            files.sort_by_key(|(name, _)| name.len());
            let mut all = String::new();
            for (at, (_, text)) in files.iter().enumerate() {
                let rows = text.strip_prefix("head\r\n").unwrap();
                let count = rows.lines().count() as u64;
                prop_assert!(count >= 1 && count <= max_rows && text.len() as u64 <= max_bytes);
                if let Some((_, next)) = files.get(at + 1) {
                    let first = next.lines().nth(1).unwrap().len() as u64 + 2;
                    prop_assert!(count == max_rows || text.len() as u64 + first > max_bytes);
                }
                all.push_str(rows);
            }
            prop_assert_eq!(all.as_bytes(), encoded.bytes(0, &(0..lengths.len())));
        }
    }
}
