//! What only whole inputs tell: how they stand, how many users they hold, and what all of these
//! have in common.

use super::rules::*;
use super::user_name::IdentityField;
use crate::findings::{Note, Rule, Severity, Shape};
use crate::formats::appid_gathered::{Gathered, RoleRules};
use crate::formats::appid_pages::{self, MAX_PAGE, PageRules};
use crate::formats::{Decisions, InputFacts, Setting, SettingError};
use crate::json::Kind;

/// From here on App ID advises the bulk import.
const MANY_USERS: u64 = 16_000;

/// The most users that an instance has.
const MOST_USERS: u64 = 100_000;

static PAGE_RULES: PageRules = PageRules {
    encoding: &CD_002,
    counts: &CD_003,
    alone: &CD_004,
    together: &CD_005,
    unknown: &CD_012,
};

static ROLE_RULES: RoleRules = RoleRules { limit: &CD_101, before: &CD_102 };

/// The call that files are imported with as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ImportCall {
    /// `import/all`, which takes an array.
    Bulk,
    /// `import`, which takes an object with few users.
    Page,
}

pub(super) static IMPORT_CALL: Setting = Setting {
    name: "import-call",
    value: Some("CALL"),
    help: "The call that files which are read are meant for, `bulk` (import/all) or `page` (import); by default an array is meant for the former, an object for the latter",
    default: None,
    required: false,
};

impl ImportCall {
    /// # Errors
    /// When the setting is something else.
    pub(super) fn of(decisions: &Decisions<'_>) -> Result<Option<Self>, SettingError> {
        match decisions.value(&IMPORT_CALL) {
            None => Ok(None),
            Some("bulk") => Ok(Some(ImportCall::Bulk)),
            Some("page") => Ok(Some(ImportCall::Page)),
            Some(_) => {
                let what = "must be `bulk` or `page`".to_owned();
                Err(SettingError { name: IMPORT_CALL.name, what })
            }
        }
    }

    /// The call that an input of this form is for.
    fn suggested_by(input: &InputFacts) -> Self {
        if input.is_object { ImportCall::Page } else { ImportCall::Bulk }
    }
}

/// Judges the inputs of a run; for each note the number of its input.
pub(super) fn judge(
    inputs: &[InputFacts],
    call: Option<ImportCall>,
    identity_field: Option<IdentityField>,
    gathered: &Gathered,
) -> Vec<(usize, Note)> {
    let mut notes = appid_pages::judge(&PAGE_RULES, inputs);
    let note = |rule: &'static Rule, severity, got| Note::on_input(rule, severity, "", got);
    for (index, input) in inputs.iter().enumerate() {
        let suggested = ImportCall::suggested_by(input);
        let call = call.unwrap_or(suggested);
        if call != suggested {
            let kind = if input.is_object { Kind::Object } else { Kind::Array };
            notes.push((index, note(&CD_008, Severity::Error, Shape::Kind(kind))));
        }
        if call == ImportCall::Page && input.records > MAX_PAGE as u64 {
            notes.push((index, note(&CD_006, Severity::Error, Shape::Count(input.records))));
        }
    }
    let users = inputs.iter().map(|input| input.records).sum();
    let is_paged = inputs
        .iter()
        .any(|input| call.unwrap_or_else(|| ImportCall::suggested_by(input)) == ImportCall::Page);
    if users > MOST_USERS {
        notes.push((0, note(&CD_007, Severity::Error, Shape::Count(users))));
    } else if users > MANY_USERS && is_paged {
        notes.push((0, note(&CD_007, Severity::Warning, Shape::Count(users))));
    }
    let (named, unnamed) = gathered.user_names();
    if identity_field.is_none() && named > 0 && unnamed > 0 {
        notes.push((0, note(&CD_042, Severity::Warning, Shape::Count(unnamed))));
    }
    notes.extend(gathered.judge_roles(&ROLE_RULES, inputs));
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(inputs: &[(bool, u64)], call: Option<ImportCall>) -> Vec<(&'static str, Severity)> {
        let inputs = inputs.iter().map(|(is_object, records)| InputFacts {
            records: *records,
            is_object: *is_object,
            ..InputFacts::default()
        });
        let notes = judge(&inputs.collect::<Vec<_>>(), call, None, &Gathered::default());
        notes.into_iter().map(|(_, note)| (note.rule.id, note.severity)).collect()
    }

    #[test]
    fn the_call_is_told_from_the_form_unless_it_is_given() {
        assert_eq!(rules(&[(true, 50), (false, 51)], None), []);
        assert_eq!(rules(&[(true, 51)], None), [("CD-006", Severity::Error)]);
        assert_eq!(rules(&[(true, 51)], Some(ImportCall::Bulk)), [("CD-008", Severity::Error)]);
        let both = [("CD-008", Severity::Error), ("CD-006", Severity::Error)];
        assert_eq!(rules(&[(false, 51)], Some(ImportCall::Page)), both);
    }

    #[test]
    fn many_users_want_the_bulk_import_and_more_have_no_room() {
        assert_eq!(rules(&[(false, 16_001)], None), []);
        assert_eq!(rules(&vec![(true, 50); 320], None), []);
        assert_eq!(rules(&vec![(true, 50); 321], None), [("CD-007", Severity::Warning)]);
        assert_eq!(rules(&[(false, 100_000)], None), []);
        assert_eq!(rules(&[(false, 100_001)], None), [("CD-007", Severity::Error)]);
    }
}
