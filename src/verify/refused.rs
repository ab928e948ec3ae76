//! The records that were refused: which ones the findings name, and whether they are kept as they
//! were.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use serde_json::Value;

use super::difference::{Difference, Differences};
use super::entry::{Entry, Kept};
use super::evidence::Evidence;
use super::reasons::{About, Of, Reasons};
use super::rules::*;
use crate::error::Error;
use crate::findings::{Place, Shape};
use crate::formats::{Format, Stray};
use crate::input::Feed;
use crate::outside::Frame;
use crate::run::Opened;

/// Refused records, in the order of the source.
pub(super) struct Refused<'e> {
    evidence: &'e Evidence,
    reasons: Option<BufReader<File>>,
    next: Option<Next>,
    names: Names,
    files: Vec<Records>,
    /// How many there were, strays included.
    pub(super) count: u64,
    /// Does all that belongs to a record stand in its bytes?
    are_whole: bool,
    pub(super) rows: Reasons,
}

/// What is left of the names that the inputs had at the conversion.
#[derive(Clone, Copy)]
pub(super) enum Names {
    /// They are called so still.
    Same,
    /// They stand in another folder.
    Moved,
    Other,
}

impl Names {
    /// What is left of the names that the manifest has?
    pub(super) fn of(names: &[String], evidence: &Evidence) -> Self {
        let known: Vec<_> = evidence.manifest.inputs.iter().map(|one| one.name.as_str()).collect();
        if names.iter().all(|name| known.contains(&name.as_str())) {
            return Names::Same;
        }
        let folder: BTreeSet<_> = known.iter().map(|name| in_folder(name)).collect();
        let is_told_apart = folder.len() == known.len();
        let is_known = |name: &String| folder.contains(&in_folder(name));
        match is_told_apart && names.iter().all(is_known) {
            true => Names::Moved,
            false => Names::Other,
        }
    }

    /// Can these be names of one input, then and now?
    pub(super) fn are_of_one(self, then: &str, now: &str) -> bool {
        match self {
            Names::Same => then == now,
            Names::Moved => in_folder(then) == in_folder(now),
            Names::Other => true,
        }
    }
}

/// The name of an input in its folder.
fn in_folder(name: &str) -> Option<&OsStr> {
    Path::new(name).file_name()
}

/// The record that was refused next, as its findings tell it.
struct Next {
    /// Its number in its file.
    number: u64,
    /// The file that it is in.
    file: String,
    /// All that is said of it.
    row: Value,
}

/// Where a record is kept.
#[derive(Clone, Copy)]
pub(super) struct Position {
    /// The number of its file, from 0, and its own in it, from 1.
    file: usize,
    number: u64,
    /// Is it there as it was?
    pub(super) is_kept: bool,
}

/// Why records were refused, a row for each.
const REASONS: &str = "rejects.findings.jsonl";

/// The name of a file of refused records.
fn name_of(number: usize, frame: &Frame) -> String {
    match number {
        0 => format!("rejects.{}", frame.extension),
        _ => format!("rejects-{:03}.{}", number + 1, frame.extension),
    }
}

/// A file of refused records.
struct Records {
    frame: Frame,
    file: Option<BufReader<File>>,
    count: u64,
}

impl<'e> Refused<'e> {
    /// `inputs` are the names of all inputs of the format `from`.
    pub(super) fn of(evidence: &'e Evidence, from: &Format, inputs: Vec<String>) -> Self {
        let names = Names::of(&inputs, evidence);
        let reasons = File::open(evidence.path(REASONS)).ok().map(BufReader::new);
        let rows = Reasons::of(from, inputs, names);
        let (next, files, count) = (None, Vec::new(), 0);
        Refused { evidence, reasons, next, names, files, count, are_whole: false, rows }
    }

    /// Takes the rows that belong to no record, which stand first.
    ///
    /// # Errors
    /// When one cannot be read.
    pub(super) fn take_strays(
        &mut self,
        source: &mut Opened,
        differences: &mut Differences<'_>,
    ) -> Result<(), Error> {
        self.are_whole = source.strays.is_none();
        for stray in source.strays.take().into_iter().flatten() {
            let Stray { kept, frame, .. } =
                stray.map_err(Error::io("read", Path::new("the inputs")))?;
            let hash = *blake3::hash(&kept).as_bytes();
            let kept = Kept { frame: 0, length: kept.len() as u64, hash };
            self.advance();
            let position = self.position(&frame, kept);
            if !position.is_kept {
                differences.add(Difference::new(&VE_014, Shape::Nothing));
            }
            if !self.is_explained(position, None) {
                differences.add(self.unexplained());
            }
        }
        Ok(())
    }

    /// Goes on to the next line of reasons.
    pub(super) fn advance(&mut self) {
        self.next = None;
        let Some(reasons) = &mut self.reasons else { return };
        let mut line = String::new();
        if !reasons.read_line(&mut line).is_ok_and(|read| read > 0) {
            return;
        }
        let line: Value = serde_json::from_str(&line).unwrap_or_default();
        let first = &line["findings"][0];
        let file = line["of"].as_str().or_else(|| first["file"].as_str());
        self.next = Some(Next {
            number: first["record"].as_u64().unwrap_or_default(),
            file: file.unwrap_or_default().to_owned(),
            row: line,
        });
    }

    /// Is this the record that was refused next?
    pub(super) fn is_next(&self, file: &str, entry: &Entry) -> bool {
        let Some(next) = &self.next else { return false };
        next.number == entry.number && self.names.are_of_one(&next.file, file)
    }

    /// Was nothing refused at all?
    pub(super) fn are_none(&self) -> bool {
        self.reasons.is_none()
    }

    /// Is something refused of which the source is not asked any more?
    pub(super) fn is_left(&self) -> bool {
        self.next.is_some()
    }

    /// Where a record is kept next, and is it as it was? It goes on behind it.
    pub(super) fn position(&mut self, frame: &Frame, kept: Kept) -> Position {
        self.count += 1;
        let known = self.files.iter().position(|records| records.frame == *frame);
        let file = known.unwrap_or_else(|| {
            let number = self.files.len();
            let name = name_of(number, frame);
            let file = File::open(self.evidence.path(&name)).ok().map(BufReader::new);
            self.files.push(Records { frame: frame.clone(), file, count: 0 });
            number
        });
        let records = &mut self.files[file];
        let is_kept = records.is_next(kept);
        Position { file, number: records.count, is_kept }
    }

    /// Do the reasons of the record at hand tell what can be known of it?
    pub(super) fn is_explained(
        &mut self,
        position: Position,
        record: Option<(&Entry, &Feed)>,
    ) -> bool {
        let Some(Next { row, .. }) = &self.next else { return false };
        let Position { file, number: reject, .. } = position;
        let name = name_of(file, &self.files[file].frame);
        let is_whole = self.are_whole;
        let about = About {
            file: (file > 0).then_some(name.as_str()),
            reject,
            record: record.map(|(entry, feed)| Of { entry, feed, is_whole }),
        };
        self.rows.are_sound(row, &about)
    }

    /// The row of the record at hand does not tell it.
    pub(super) fn unexplained(&self) -> Difference {
        let place = self.evidence.place(REASONS, "");
        let place = Place { line: Some(self.count), column: Some(1), ..place };
        Difference::new(&VE_014, Shape::Nothing).at_output(place)
    }

    /// Is there nothing more in the files than what was asked for?
    pub(super) fn are_at_end(&mut self) -> bool {
        self.files.iter_mut().all(|records| {
            let mut rest = Vec::new();
            let tail = records.frame.tail;
            let Some(file) = &mut records.file else { return true };
            let read = file.take(tail.len() as u64 + 1).read_to_end(&mut rest);
            read.is_ok() && rest == tail
        })
    }
}

impl Records {
    /// Is this the next record of the file? Behind one that is not, nothing can be told.
    fn is_next(&mut self, kept: Kept) -> bool {
        let before: &[u8] = if self.count == 0 { &self.frame.head } else { self.frame.separator };
        self.count += 1;
        let Some(file) = &mut self.file else { return false };
        let mut start = vec![0; before.len()];
        let mut hasher = blake3::Hasher::new();
        let is_same = file.read_exact(&mut start).is_ok()
            && start == before
            && hasher.update_reader(file.take(kept.length)).is_ok()
            && hasher.count() == kept.length
            && *hasher.finalize().as_bytes() == kept.hash;
        if !is_same {
            self.file = None;
        }
        is_same
    }
}
