//! What the pages of one export tell together.

use super::rules::*;
use crate::findings::{Note, Severity, Shape};
use crate::formats::InputFacts;
use crate::json::Kind;

const PER_PAGE: &str = "itemsPerPage";
const TOTAL: &str = "totalResults";

/// A member of the envelope that should be a count.
enum Count {
    Absent,
    Number(u64),
    Other,
}

fn count(input: &InputFacts, name: &str) -> Count {
    let Some(member) = input.members.iter().find(|member| member.name == name) else {
        return Count::Absent;
    };
    member.value.parse().map_or(Count::Other, Count::Number)
}

/// Judges the inputs of a run; for each note the number of its input.
pub(super) fn judge(inputs: &[InputFacts]) -> Vec<(usize, Note)> {
    let mut notes = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        notes.extend(page(input).into_iter().map(|note| (index, note)));
        let twice = inputs[..index].iter().any(|other| {
            input.ids != 0 && (other.records, other.ids) == (input.records, input.ids)
        });
        if twice {
            notes.push((index, note(&CD_005, Severity::Error, "", Shape::Count(input.records))));
        }
    }
    notes.extend(together(inputs));
    notes
}

fn note(
    rule: &'static crate::findings::Rule,
    severity: Severity,
    at: &'static str,
    got: Shape,
) -> Note {
    Note::on_input(rule, severity, at, got)
}

/// A page by itself.
fn page(input: &InputFacts) -> Vec<Note> {
    let mut notes = Vec::new();
    if input.has_byte_order_mark {
        notes.push(note(&CD_002, Severity::Info, "", Shape::Count(1)));
    }
    match count(input, PER_PAGE) {
        Count::Number(stated) if stated != input.records => {
            let got = Shape::Count(input.records);
            notes.push(note(&CD_003, Severity::Warning, "/itemsPerPage", got));
        }
        Count::Other => {
            let got = Shape::Kind(Kind::Nothing);
            notes.push(note(&CD_003, Severity::Warning, "/itemsPerPage", got));
        }
        Count::Number(_) | Count::Absent => {}
    }
    if matches!(count(input, TOTAL), Count::Other) {
        notes.push(note(&CD_003, Severity::Warning, "/totalResults", Shape::Kind(Kind::Nothing)));
    }
    for member in &input.members {
        if ![PER_PAGE, TOTAL, "requestOptions"].contains(&member.name.as_str()) {
            notes.push(note(&CD_012, Severity::Info, "", Shape::Count(1)));
        }
    }
    notes
}

/// The pages together: one total, and as many users as it says.
fn together(inputs: &[InputFacts]) -> Option<(usize, Note)> {
    let totals: Vec<_> = inputs
        .iter()
        .enumerate()
        .filter_map(|(index, input)| match count(input, TOTAL) {
            Count::Number(total) => Some((index, total)),
            Count::Absent | Count::Other => None,
        })
        .collect();
    let (first, total) = *totals.first()?;
    if let Some((index, other)) = totals.iter().find(|(_, other)| *other != total) {
        let got = Shape::Count(*other);
        return Some((*index, note(&CD_005, Severity::Error, "/totalResults", got)));
    }
    let users: u64 = inputs.iter().map(|input| input.records).sum();
    let got = Shape::Count(users);
    match inputs.len() {
        _ if users == total => None,
        1 => Some((first, note(&CD_004, Severity::Warning, "/totalResults", got))),
        _ => Some((first, note(&CD_005, Severity::Error, "/totalResults", got))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Member;

    fn input(records: u64, ids: u64, per_page: &str, total: &str) -> InputFacts {
        let member = |name: &str, value: &str| Member { name: name.into(), value: value.into() };
        let members = vec![member(PER_PAGE, per_page), member(TOTAL, total)];
        InputFacts { records, ids, members, is_object: true, ..InputFacts::default() }
    }

    fn rules(inputs: &[InputFacts]) -> Vec<(usize, &'static str)> {
        judge(inputs).into_iter().map(|(index, note)| (index, note.rule.id)).collect()
    }

    #[test]
    fn whole_exports_are_silent() {
        assert!(rules(&[input(2, 1, "2", "2")]).is_empty());
        assert!(rules(&[input(2, 1, "2", "3"), input(1, 2, "1", "3")]).is_empty());
        assert!(rules(&[InputFacts { records: 5, ..InputFacts::default() }]).is_empty());
    }

    #[test]
    fn odd_pages_are_found() {
        assert_eq!(rules(&[input(2, 1, "3", "2")]), [(0, "CD-003")]);
        assert_eq!(rules(&[input(2, 1, "\"2\"", "2")]), [(0, "CD-003")]);
        assert_eq!(rules(&[input(2, 1, "2", "9")]), [(0, "CD-004")]);
        assert_eq!(rules(&[input(2, 1, "2", "9"), input(2, 2, "2", "9")]), [(0, "CD-005")]);
        assert_eq!(rules(&[input(2, 1, "2", "4"), input(2, 2, "2", "5")]), [(1, "CD-005")]);
        assert_eq!(rules(&[input(2, 1, "2", "4"), input(2, 1, "2", "4")]), [(1, "CD-005")]);
    }
}
