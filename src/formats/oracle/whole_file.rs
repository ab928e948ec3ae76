//! What only whole files can tell: how long they are, and whether their headings are of use.

use super::custom::Custom;
use super::dialect::Unreadable;
use super::headings::{CUSTOM, Kind, Layout, ROW};
use super::rules::*;
use crate::findings::{Note, Pointer, Purpose, Rule, Severity, Shape};
use crate::formats::InputFacts;
use crate::model::Text;

/// Declared attributes whose heading no file has.
pub(super) fn unused<'d>(
    declared: &'d [Custom],
    layouts: &'d [Layout],
) -> impl Iterator<Item = Note> + 'd {
    let is_used =
        |number: u16| layouts.iter().any(|layout| layout.columns.contains(&(CUSTOM + number)));
    declared.iter().zip(0..).filter(move |(_, number)| !is_used(*number)).map(|(custom, _)| {
        // A domain can well have attributes that a file leaves out.
        let severity = if custom.described { Severity::Info } else { Severity::Warning };
        let pointer = Pointer::member(ROW, Text::plain(&custom.heading));
        Note { pointer, ..Note::on_input(&ORA_C_004, severity, "", Shape::Nothing) }
    })
}

/// The longest file that an import takes (Oracle, *Import file specifications*), and the longest
/// that all of Oracle's pages allow.
const MOST_BYTES: u64 = 52_000_000;
const SAFE_BYTES: u64 = 10_000_000;

/// What only whole files can tell; for each note the number of its file.
pub(super) fn judge(
    inputs: &[InputFacts],
    declared: &[Custom],
    purpose: Purpose,
) -> Vec<(usize, Note)> {
    let mut notes = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        let mut add = |note| notes.push((number, note));
        match Layout::read(&input.head, declared) {
            Ok(layout) => {
                of_size(input, purpose).into_iter().for_each(&mut add);
                of_rows(input, &layout).into_iter().for_each(&mut add);
                layout.notes().for_each(add);
            }
            Err(Unreadable { rule: Some(rule), .. }) => {
                let note = Note::on_input(rule, Severity::Error, "", Shape::Nothing);
                add(Note { at: 0, ..note });
            }
            Err(_) => {}
        }
    }
    notes
}

/// Is the file too long for an import? One that is converted is cut anyway.
fn of_size(input: &InputFacts, purpose: Purpose) -> Option<Note> {
    let (rule, severity): (&'static Rule, _) = match input.bytes {
        _ if purpose == Purpose::Converting => return None,
        bytes if bytes > MOST_BYTES => (&ORA_F_011, Severity::Error),
        bytes if bytes > SAFE_BYTES => (&ORA_F_012, Severity::Warning),
        _ => return None,
    };
    Some(Note::on_input(rule, severity, "", Shape::Count(input.bytes)))
}

/// What the rows as a whole tell.
fn of_rows(input: &InputFacts, layout: &Layout) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut add = |rule, severity, got| notes.push(Note::on_input(rule, severity, "", got));
    if input.has_byte_order_mark {
        add(&ORA_F_002, Severity::Info, Shape::Nothing);
    }
    if layout.header.line_break == b"\r" {
        add(&ORA_F_003, Severity::Warning, Shape::Nothing);
    }
    let many = if layout.kind == Kind::Users { 25_000 } else { 10_000 };
    let count = Shape::Count(input.records);
    match (input.records, layout.kind) {
        (0, _) => add(&ORA_F_005, Severity::Error, count),
        (100_001.., _) => add(&ORA_F_010, Severity::Error, count),
        (records, Kind::AppRoles) if records > many => add(&ORA_A_021, Severity::Warning, count),
        (records, _) if records > many => add(&ORA_F_013, Severity::Info, count),
        _ => {}
    }
    notes
}
