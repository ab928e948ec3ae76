//! What only whole inputs tell: how they stand, how many users they hold, and what all of these
//! have in common.

use super::rules::*;
use crate::findings::{Note, Severity, Shape};
use crate::formats::appid_gathered::{Gathered, RoleRules};
use crate::formats::appid_pages::{self, MAX_PAGE, PAGE_SIZE, PageRules};
use crate::formats::{Decisions, InputFacts};
use crate::json::{Broken, Cursor, Kind};

static PAGE_RULES: PageRules = PageRules {
    encoding: &SF_002,
    counts: &SF_006,
    alone: &SF_007,
    together: &SF_008,
    unknown: &SF_009,
};

static ROLE_RULES: RoleRules = RoleRules { limit: &SF_075, before: &SF_076 };

/// The most users of an import body.
pub(super) fn batch(decisions: &Decisions<'_>) -> u64 {
    // A size that makes no sense is refused by the target.
    decisions.value(&PAGE_SIZE).and_then(|size| size.parse().ok()).unwrap_or(MAX_PAGE as u64)
}

/// Judges the inputs of a run; for each note the number of its input.
pub(super) fn judge(inputs: &[InputFacts], batch: u64, gathered: &Gathered) -> Vec<(usize, Note)> {
    let mut notes = appid_pages::judge(&PAGE_RULES, inputs);
    for (index, input) in inputs.iter().enumerate() {
        let mut warn = |rule, pointer, got| {
            notes.push((index, Note::on_input(rule, Severity::Warning, pointer, got)));
        };
        if !input.is_object {
            warn(&SF_001, "", Shape::Kind(Kind::Array));
        }
        let options = input.members.iter().find(|member| member.name == "requestOptions");
        if let Some(odd) = options.and_then(|options| odd_option(&options.value)) {
            warn(&SF_003, "/requestOptions", Shape::Kind(odd));
        }
        if input.records > batch {
            warn(&SF_004, "", Shape::Count(input.records));
        }
    }
    notes.extend(gathered.judge_roles(&ROLE_RULES, inputs));
    notes
}

/// What stands in the options of a request that is no start and no count; the kind of the whole if
/// that is no object.
fn odd_option(options: &str) -> Option<Kind> {
    let mut cursor = Cursor::new(options.as_bytes(), 0);
    let mut odd = None;
    let read = match cursor.kind() {
        Kind::Null => return None,
        Kind::Object => cursor.object(|cursor, name| {
            let (start, kind) = (cursor.at(), cursor.kind());
            cursor.skip_value()?;
            let is_known = name.is("startIndex") || name.is("count");
            if !is_known || !cursor.since(start).iter().all(u8::is_ascii_digit) {
                odd = Some(kind);
            }
            Ok::<_, Broken>(())
        }),
        other => return Some(other),
    };
    debug_assert!(read.is_ok(), "it was read before");
    odd
}
