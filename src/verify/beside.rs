//! What stands beside the users of the output: rows of nobody, lists and members of nobody.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::difference::{Difference, Differences};
use super::evidence::Evidence;
use super::rules::*;
use crate::error::Error;
use crate::findings::{Place, Rule, Shape};
use crate::formats::Stray;
use crate::formats::proof::Proof;
use crate::input::{Feed, Lines};
use crate::json::Cursor;
use crate::model::Group;
use crate::pipeline::{Distant, Summary};
use crate::run::Opened;

/// The longest name that is looked at; no conversion writes one that is longer.
const LONGEST: usize = 64;

/// Rows whose user is not in the output. It is asked once the users were read.
///
/// # Errors
/// When a row cannot be read again.
pub(super) fn rows_of_nobody(
    output: &mut Opened,
    evidence: &Evidence,
    proof: &dyn Proof,
    differences: &mut Differences<'_>,
) -> Result<(), Error> {
    let mut distant = Distant::default();
    for stray in output.strays.take().into_iter().flatten() {
        let Stray { note, .. } = stray.map_err(Error::io("read", Path::new("the output")))?;
        let place = note.elsewhere.unwrap_or_default();
        let pointer = note.pointer.to_string();
        differences.add(nobody(&mut distant, &output.feed, place, pointer, differences));
    }
    let feed = output.surveyed.as_ref().unwrap_or(&output.feed);
    let mut distant = Distant::default();
    output.reader().unmet(&mut |pointer, place| {
        differences.add(nobody(&mut distant, feed, place, pointer.to_owned(), differences));
    });
    // Of rows without an owner no place is known. Cells that cannot be read again may be written.
    let refused = output.survey.as_ref().map_or(0, |survey| survey.refused);
    if refused > 0 && !proof.around().is_empty() {
        differences
            .add(Difference::new(&VE_006, Shape::Count(refused)).at_output(evidence.whole("")));
    }
    Ok(())
}

/// What stands at a place of the output is nobody's.
fn nobody(
    distant: &mut Distant,
    feed: &Feed,
    (input, offset): (u32, u64),
    pointer: String,
    differences: &Differences<'_>,
) -> Difference {
    let place = distant.place(feed, input, offset, differences.wants_place(&VE_006));
    Difference::new(&VE_006, Shape::Count(1)).at_output(Place { pointer, ..place })
}

/// Rows that no conversion writes, and that are of somebody all the same.
pub(super) fn odd_rows(
    output: &Opened,
    evidence: &Evidence,
    proof: &dyn Proof,
    differences: &mut Differences<'_>,
) {
    let Some(survey) = &output.survey else { return };
    let is_odd = |id: &str| proof.about_rows().iter().any(|rule| rule.id == id);
    let mut add = |place| {
        differences.add(Difference::new(&VE_004, Shape::Count(1)).at_output(place));
    };
    let mut kept = 0;
    for finding in survey.report.findings().filter(|finding| is_odd(finding.rule.id)) {
        kept += 1;
        add(finding.place.clone());
    }
    let counts = survey.report.counts();
    let all: u64 = counts.iter().filter(|line| is_odd(line.rule)).map(|line| line.count).sum();
    (kept..all).for_each(|_| add(evidence.whole("")));
}

/// Are the groups of the output those of the source? Their places are not known.
pub(super) fn groups(
    (source, output): (&[Group], &Opened),
    evidence: &Evidence,
    proof: &dyn Proof,
    differences: &mut Differences<'_>,
) {
    for (field, is_missing) in proof.groups(source, &output.groups) {
        let place = evidence.whole(output.reader().paths()(field));
        let difference = match is_missing {
            true => Difference::new(&VE_003, Shape::Nothing).due(Shape::Count(1)),
            false => Difference::new(&VE_004, Shape::Count(1)),
        };
        differences.add(difference.at_output(place));
    }
}

/// Are the rows of the output that are about more than users those that are due? Their places are
/// not known.
pub(super) fn configuration(
    output: &Opened,
    evidence: &Evidence,
    proof: &dyn Proof,
    differences: &mut Differences<'_>,
) {
    for (pointer, is_missing) in proof.configuration(&output.configuration) {
        let difference = match is_missing {
            true => Difference::new(&VE_003, Shape::Nothing).due(Shape::Count(1)),
            false => Difference::new(&VE_004, Shape::Count(1)),
        };
        differences.add(difference.at_output(evidence.whole(&pointer)));
    }
}

/// Does every part that is a table begin with the headings of one?
///
/// # Errors
/// When a part cannot be read.
pub(super) fn headings(
    evidence: &Evidence,
    proof: &dyn Proof,
    differences: &mut Differences<'_>,
) -> Result<(), Error> {
    let due = proof.headings();
    let Some(longest) = due.iter().map(Vec::len).max() else { return Ok(()) };
    for input in evidence.parts() {
        let Some(path) = &input.path else { continue };
        let mut head = Vec::new();
        let file = File::open(path).map_err(Error::io("read", path))?;
        file.take(longest as u64).read_to_end(&mut head).map_err(Error::io("read", path))?;
        let same = |due: &Vec<u8>| head.iter().zip(due).take_while(|(is, due)| is == due).count();
        if due.iter().any(|due| same(due) == due.len()) {
            continue;
        }
        // The heading that differs is one of the table that is most like it.
        let same = due.iter().map(same).max().unwrap_or_default();
        let start = memchr::memrchr(b',', &head[..same]).map_or(0, |comma| comma + 1);
        let mut lines = Lines::default();
        lines.advance(&head[..start]);
        let place = lines.place_in(&input.name);
        differences.add(Difference::new(&VE_008, Shape::Count(1)).at_output(place));
    }
    Ok(())
}

/// Do the members beside the users have the values that a conversion writes?
pub(super) fn members(
    written: &Summary,
    (output, evidence): (&Opened, &Evidence),
    proof: &dyn Proof,
    differences: &mut Differences<'_>,
) {
    let mut distant = Distant::default();
    for (name, due) in proof.beside(written.records) {
        let there = written.members.iter().find(|member| member.name == name);
        if there.is_some_and(|member| member.value == due) {
            continue;
        }
        let place = match there {
            None => evidence.whole(""),
            Some(member) => {
                let wanted = differences.wants_place(&VE_007);
                distant.place(&output.feed, 0, member.at, wanted)
            }
        };
        let got = there.map_or(Shape::Nothing, |member| shape(&member.value));
        let place = Place { pointer: format!("/{name}"), ..place };
        let difference = Difference::new(&VE_007, got).due(shape(&due));
        differences.add(difference.at_output(place));
    }
}

/// The shape of a value beside the users: a number there is a count.
fn shape(value: &str) -> Shape {
    match value.parse() {
        Ok(count) => Shape::Count(count),
        Err(_) => Shape::Kind(Cursor::new(value.as_bytes(), 0).kind()),
    }
}

/// Do the objects around the users have only the members that a conversion writes, each once?
///
/// # Errors
/// When a part cannot be read.
pub(super) fn members_of_nobody(
    evidence: &Evidence,
    proof: &dyn Proof,
    differences: &mut Differences<'_>,
) -> Result<(), Error> {
    let around = proof.around();
    if around.is_empty() {
        return Ok(());
    }
    for input in evidence.parts() {
        let Some(path) = &input.path else { continue };
        let mut file = File::open(path).map_err(Error::io("read", path))?;
        let mut names = Names::default();
        let mut has_names = false;
        let mut buffer = vec![0; 1 << 20];
        loop {
            let read = file.read(&mut buffer).map_err(Error::io("read", path))?;
            if read == 0 {
                break;
            }
            names.take(&buffer[..read], |names| {
                has_names = true;
                if !names.are_known(&around) {
                    let rule: &'static Rule = &VE_007;
                    let place = Place { file: input.name.clone(), ..names.place.clone() };
                    differences.add(Difference::new(rule, Shape::Count(1)).at_output(place));
                }
            });
        }
        // An array of users where an object of them is due.
        if !has_names && around.iter().all(|kind| !kind.is_empty()) {
            let place = Place { file: input.name.clone(), ..Place::default() };
            differences.add(Difference::new(&VE_007, Shape::Nothing).at_output(place));
        }
    }
    Ok(())
}

/// The names of the members of the outermost objects, found in a text that comes in pieces.
#[derive(Default)]
struct Names {
    depth: usize,
    is_text: bool,
    is_escaped: bool,
    /// Is a name due, and no value?
    is_name_due: bool,
    name: Vec<u8>,
    /// Names of this object before.
    before: Vec<Vec<u8>>,
    lines: Lines,
    /// Where the last name starts.
    place: Place,
}

impl Names {
    /// Takes a piece, and tells when a name of an outermost object is whole.
    fn take(&mut self, bytes: &[u8], mut told: impl FnMut(&mut Self)) {
        let (mut at, mut counted) = (0, 0);
        while at < bytes.len() {
            if self.is_text {
                let is_ended = self.take_of_text(bytes, &mut at);
                if is_ended && self.is_name() {
                    told(self);
                }
                continue;
            }
            if bytes[at] == b'"' && self.is_name() {
                self.lines.advance(&bytes[counted..at]);
                counted = at;
                self.begin();
            }
            self.take_other(bytes[at]);
            at += 1;
        }
        self.lines.advance(&bytes[counted..]);
    }

    /// Goes to the end of a string, or to the next byte in it that means something; is it the end?
    fn take_of_text(&mut self, bytes: &[u8], at: &mut usize) -> bool {
        let start = *at;
        let rest = &bytes[start..];
        let plain = if self.is_escaped { Some(0) } else { memchr::memchr2(b'"', b'\\', rest) };
        let behind = plain.map_or(bytes.len(), |plain| start + plain + 1);
        let is_end = plain.is_some() && !self.is_escaped && bytes[behind - 1] == b'"';
        self.is_escaped = plain.is_some() && !self.is_escaped && !is_end;
        self.is_text = !is_end;
        *at = behind;
        if self.is_name() {
            let room = (LONGEST + 1).saturating_sub(self.name.len());
            let piece = &bytes[start..behind - usize::from(is_end)];
            self.name.extend_from_slice(&piece[..piece.len().min(room)]);
        }
        is_end
    }

    /// A name begins where the lines are.
    fn begin(&mut self) {
        self.name.clear();
        self.place = self.lines.place_in("");
    }

    fn take_other(&mut self, byte: u8) {
        match byte {
            b'"' => self.is_text = true,
            b'{' | b'[' => {
                self.depth += 1;
                self.is_name_due = byte == b'{';
                if self.depth == 1 {
                    self.before.clear();
                }
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b':' if self.depth == 1 => self.is_name_due = false,
            b',' if self.depth == 1 => self.is_name_due = true,
            _ => {}
        }
    }

    fn is_name(&self) -> bool {
        self.depth == 1 && self.is_name_due
    }

    /// Does one kind of object have this name and all before it, and each once?
    fn are_known(&mut self, around: &[Vec<String>]) -> bool {
        let name = std::mem::take(&mut self.name);
        let is_repeated = self.before.contains(&name);
        let has = |kind: &&Vec<String>, name: &[u8]| kind.iter().any(|own| own.as_bytes() == name);
        let mut kinds = around.iter().filter(|kind| has(kind, &name));
        let is_known = kinds.any(|kind| self.before.iter().all(|one| has(&kind, one)));
        if is_known && !is_repeated {
            self.before.push(name);
        }
        is_known && !is_repeated
    }
}
