//! Places that are not in the bytes at hand: rows that belong to a record and stand elsewhere.

use std::collections::HashMap;

use crate::findings::{Finding, Note, Place, Purpose, Report};
use crate::input::{Feed, Lines, Places};

/// How many bytes lie between the places whose lines are remembered.
const STRIDE: u64 = 8 << 20;

/// Finds lines and columns anywhere in the inputs. Each input is read once for all of them, and
/// then at most eight mebibytes for each.
#[derive(Default)]
pub struct Distant {
    places: Option<Places>,
    known: HashMap<u32, Vec<Lines>>,
    /// The place found last in each input: most often the next one is not far behind it.
    last: HashMap<u32, Lines>,
}

impl Distant {
    /// The place of an offset in an input; with line and column when they are wanted and the input
    /// can be read.
    pub fn place(&mut self, feed: &Feed, input: u32, offset: u64, lines: bool) -> Place {
        let place = Place {
            file: feed.inputs()[input as usize].name.clone(),
            offset: Some(offset),
            ..Place::default()
        };
        match lines.then(|| self.lines(feed, input, offset)).flatten() {
            Some(found) => Place { line: Some(found.line), column: Some(found.column), ..place },
            None => place,
        }
    }

    /// The finding that a note on a place in the inputs is for a purpose; none when its rule says
    /// nothing for it, or when it is only counted, because nobody is told of it.
    pub fn judged(
        &mut self,
        note: Note,
        purpose: Purpose,
        feed: &Feed,
        is_told: bool,
        report: &mut Report,
    ) -> Option<Finding> {
        let note = note.graded(purpose)?;
        let (input, offset) = note.elsewhere?;
        if !is_told && report.count_if_full(note.rule, note.severity) {
            return None;
        }
        let mut place = self.place(feed, input, offset, true);
        if place.line.is_none() {
            place.offset = None;
        }
        Some(note.finding(place))
    }

    fn lines(&mut self, feed: &Feed, input: u32, offset: u64) -> Option<Lines> {
        let places = self.places.get_or_insert_with(|| feed.places());
        let known = self.known.entry(input).or_insert_with(|| vec![Lines::default()]);
        let before = known.partition_point(|lines| lines.offset <= offset);
        let mut lines = known[before - 1];
        if let Some(last) = self.last.get(&input)
            && (lines.offset..=offset).contains(&last.offset)
        {
            lines = *last;
        }
        let mut buffer = vec![0; 64 << 10];
        while lines.offset < offset {
            let next = known.last().map_or(STRIDE, |last| last.offset + STRIDE);
            let until = if lines.offset < next { offset.min(next) } else { offset };
            let wanted = buffer.len().min((until - lines.offset) as usize);
            match places.read_at(input, lines.offset, &mut buffer[..wanted]) {
                Ok(read @ 1..) => lines.advance(&buffer[..read]),
                _ => return None,
            }
            if lines.offset == next {
                known.push(lines);
            }
        }
        self.last.insert(input, lines);
        Some(lines)
    }
}
