//! What the formats of IBM App ID have in common: pages that belong together, and how users are
//! packed for an import.

use std::collections::BTreeMap;

use super::{InputFacts, KnownAs, Request, Setting, SettingError};
use crate::findings::{Note, Pointer, Rule, Severity, Shape};
use crate::json::{Cursor, Kind};
use crate::model::{Home, Text};
use crate::pack::{Appender, Batcher, Packer};
use crate::upload::{NamesOf, Needs};

/// Writes pages instead of one file.
pub(super) static PAGE_SIZE: Setting = Setting {
    name: "page-size",
    value: Some("USERS"),
    help: "Write import bodies `{\"users\": […]}` of so many users, 1 to 50, instead of one file for the bulk import",
    default: None,
    required: false,
};

/// What the attributes of users must be.
pub(super) static ATTRIBUTES_SCHEMA: Setting = Setting {
    name: "attributes-schema",
    value: Some("FILE"),
    help: "A JSON Schema that the attributes of each user must keep",
    default: None,
    required: false,
};

/// The most users that one import call takes (App ID docs, migrating users).
pub(super) const MAX_PAGE: usize = 50;

const PAGE: &[&[u8]] = &[br#"{"users":["#, b"]}\n"];

/// How users are packed.
pub(super) struct Packing {
    /// Packs them.
    pub(super) packer: Box<dyn Packer>,
    /// What stands before each user: a page is one line, a bulk file has one for each user.
    pub(super) separator: &'static [u8],
    /// The settings in force.
    pub(super) settings: BTreeMap<String, serde_json::Value>,
}

/// Pages if they were asked for, else one file. `head` stands before its users, what `tail` makes
/// of their number behind them.
///
/// # Errors
/// When the page size makes no sense.
pub(super) fn packing(
    request: &Request<'_>,
    head: &'static [u8],
    tail: fn(u64) -> Vec<u8>,
) -> Result<Packing, SettingError> {
    let settings = |size: Option<usize>| BTreeMap::from([(PAGE_SIZE.name.to_owned(), size.into())]);
    let Some(text) = request.settings.get(PAGE_SIZE.name) else {
        let packer = Box::new(Appender::new("users.json", head, tail));
        return Ok(Packing { packer, separator: b",\n", settings: settings(None) });
    };
    let size = text.parse().ok().filter(|size| (1..=MAX_PAGE).contains(size));
    let size = size.ok_or_else(|| SettingError {
        name: PAGE_SIZE.name,
        what: format!("must be a number from 1 to {MAX_PAGE}"),
    })?;
    let packer = Box::new(Batcher::new(size, PAGE, "page"));
    Ok(Packing { packer, separator: b",", settings: settings(Some(size)) })
}

/// Users get other ids in the product: what an operator can look for is how they sign in.
pub(super) const KNOWN_AS: KnownAs = KnownAs::Text("user_name_or_email", |user, out| {
    let email = || user.primary_email().map(|email| email.value);
    if let Some(name) = user.user_name.or_else(email).or(user.id) {
        out.extend_from_slice(&name.decode());
    }
});

/// Roles must be there before the users who have them, spelled the same; groups become roles.
pub(super) fn roles() -> Needs {
    let of_users: NamesOf =
        |user, tell| user.roles.iter().chain(&user.groups).for_each(|name| tell(*name));
    Needs { settled: Vec::new(), of_users: Some(("roles", of_users)) }
}

/// The rules about the outside of exports.
pub(super) struct PageRules {
    /// There is no byte order mark.
    pub(super) encoding: &'static Rule,
    /// The counts are numbers, and the count of the page is right.
    pub(super) counts: &'static Rule,
    /// A page given alone is all of the export.
    pub(super) alone: &'static Rule,
    /// Pages given together fit together.
    pub(super) together: &'static Rule,
    /// Members are known.
    pub(super) unknown: &'static Rule,
}

/// The object around the users.
const OUTSIDE: Home = Home { path: "", index: 0 };

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
    match member.value.as_str() {
        "null" => Count::Absent,
        number => number.parse().map_or(Count::Other, Count::Number),
    }
}

/// Judges the inputs of a run; for each note the number of its input.
pub(super) fn judge(rules: &PageRules, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
    let mut notes = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        notes.extend(page(rules, input).into_iter().map(|note| (index, note)));
        let twice = inputs[..index].iter().any(|other| {
            input.ids != 0 && (other.records, other.ids) == (input.records, input.ids)
        });
        if twice {
            let got = Shape::Count(input.records);
            notes.push((index, note(rules.together, Severity::Error, "", got)));
        }
    }
    notes.extend(together(rules, inputs));
    notes
}

fn note(rule: &'static Rule, severity: Severity, at: &'static str, got: Shape) -> Note {
    Note::on_input(rule, severity, at, got)
}

/// A page by itself.
fn page(rules: &PageRules, input: &InputFacts) -> Vec<Note> {
    let mut notes = Vec::new();
    if input.has_byte_order_mark {
        notes.push(note(rules.encoding, Severity::Info, "", Shape::Count(1)));
    }
    match count(input, PER_PAGE) {
        Count::Number(stated) if stated != input.records => {
            let got = Shape::Count(input.records);
            notes.push(note(rules.counts, Severity::Warning, "/itemsPerPage", got));
        }
        Count::Other => {
            let got = Shape::Kind(Kind::Nothing);
            notes.push(note(rules.counts, Severity::Warning, "/itemsPerPage", got));
        }
        Count::Number(_) | Count::Absent => {}
    }
    if matches!(count(input, TOTAL), Count::Other) {
        notes.push(note(
            rules.counts,
            Severity::Warning,
            "/totalResults",
            Shape::Kind(Kind::Nothing),
        ));
    }
    for member in &input.members {
        if ![PER_PAGE, TOTAL, "requestOptions"].contains(&member.name.as_str()) {
            let pointer = Pointer::member(OUTSIDE, Text::plain(&member.name));
            let got = Shape::Kind(Cursor::new(member.value.as_bytes(), 0).kind());
            let severity = Severity::Warning;
            notes.push(Note {
                rule: rules.unknown,
                severity,
                at: 0,
                pointer,
                got,
                elsewhere: None,
            });
        }
    }
    notes
}

/// The pages together: one total, and as many users as it says.
fn together(rules: &PageRules, inputs: &[InputFacts]) -> Option<(usize, Note)> {
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
        return Some((*index, note(rules.together, Severity::Error, "/totalResults", got)));
    }
    let users: u64 = inputs.iter().map(|input| input.records).sum();
    let got = Shape::Count(users);
    match inputs.len() {
        _ if users == total => None,
        1 => Some((first, note(rules.alone, Severity::Warning, "/totalResults", got))),
        _ => Some((first, note(rules.together, Severity::Error, "/totalResults", got))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::Grades;
    use crate::json::Member;

    static ENCODING: Rule = rule("encoding");
    static COUNTS: Rule = rule("counts");
    static ALONE: Rule = rule("alone");
    static TOGETHER: Rule = rule("together");
    static UNKNOWN: Rule = rule("unknown");

    static RULES: PageRules = PageRules {
        encoding: &ENCODING,
        counts: &COUNTS,
        alone: &ALONE,
        together: &TOGETHER,
        unknown: &UNKNOWN,
    };

    const fn rule(id: &'static str) -> Rule {
        Rule { id, grades: Grades::of("E/W/I"), title: "", remedy: "", source: "", says: None }
    }

    fn input(records: u64, ids: u64, per_page: &str, total: &str) -> InputFacts {
        let member =
            |name: &str, value: &str| Member { name: name.into(), value: value.into(), at: 0 };
        let members = vec![member(PER_PAGE, per_page), member(TOTAL, total)];
        InputFacts { records, ids, members, is_object: true, ..InputFacts::default() }
    }

    fn rules(inputs: &[InputFacts]) -> Vec<(usize, &'static str)> {
        judge(&RULES, inputs).into_iter().map(|(index, note)| (index, note.rule.id)).collect()
    }

    #[test]
    fn whole_exports_are_silent() {
        assert!(rules(&[input(2, 1, "2", "2")]).is_empty());
        assert!(rules(&[input(2, 1, "2", "3"), input(1, 2, "1", "3")]).is_empty());
        assert!(rules(&[InputFacts { records: 5, ..InputFacts::default() }]).is_empty());
    }

    #[test]
    fn odd_pages_are_found() {
        assert_eq!(rules(&[input(2, 1, "3", "2")]), [(0, "counts")]);
        assert_eq!(rules(&[input(2, 1, "\"2\"", "2")]), [(0, "counts")]);
        assert_eq!(rules(&[input(2, 1, "2", "9")]), [(0, "alone")]);
        assert_eq!(rules(&[input(2, 1, "2", "9"), input(2, 2, "2", "9")]), [(0, "together")]);
        assert_eq!(rules(&[input(2, 1, "2", "4"), input(2, 2, "2", "5")]), [(1, "together")]);
        assert_eq!(rules(&[input(2, 1, "2", "4"), input(2, 1, "2", "4")]), [(1, "together")]);
    }
}
