//! What a Cloud Directory owes to the users that are converted to it.

use super::FORMAT;
use super::rules::*;
use crate::findings::{Note, Rule, Shape};
use crate::formats::appid_pages::PAGE_SIZE;
use crate::formats::appid_proof::{Belonging, enterprise, is_of_wrong_kind, roles};
use crate::formats::proof::{Due, Dues, Proof, Term, joined, neutral, text_value};
use crate::formats::{Request, SettingError, SourcePaths};
use crate::ids::{Ids, source_key, uuid_text};
use crate::model::{Field, User};

struct Directory {
    own: bool,
    are_pages: bool,
    ids: Ids,
    paths: SourcePaths,
}

/// Makes the proof.
#[allow(clippy::unnecessary_wraps, reason = "the signature that all targets have")]
pub(super) fn proof(request: &Request<'_>) -> Result<Box<dyn Proof>, SettingError> {
    let own = request.source == FORMAT.name;
    let are_pages = request.settings.contains_key(PAGE_SIZE.name);
    Ok(Box::new(Directory { own, are_pages, ids: request.ids.clone(), paths: request.paths }))
}

impl Proof for Directory {
    fn key(&self, user: &User<'_>) -> Option<Vec<u8>> {
        match user.id {
            Some(id) => Some(text_value(id).into_owned()),
            None if self.own => source_key(user).map(|key| text_value(key).into_owned()),
            None => self.ids.of(user).map(|ids| uuid_text(&ids.user()).to_vec()),
        }
    }

    fn key_of_output(&self, user: &User<'_>) -> Option<Vec<u8>> {
        source_key(user).map(|key| text_value(key).into_owned())
    }

    fn due(&self, user: &User<'_>, dues: &mut Dues) {
        if !self.own {
            self.made(user, dues);
        }
        for term in neutral(user) {
            match Belonging::of(&term) {
                Belonging::Roles => continue,
                Belonging::Enterprise => {
                    enterprise(user, term, dues);
                    continue;
                }
                Belonging::Other => {}
            }
            let due = if self.own { self.due_to_own(&term) } else { due(user, &term) };
            if let Some(due) = due {
                dues.push(due, term);
            }
        }
        roles(user, dues);
    }

    fn terms(&self, user: &User<'_>, terms: &mut Dues) {
        neutral(user).into_iter().for_each(|term| terms.found(term));
    }

    fn is_unread(&self, note: &Note) -> bool {
        const RULES: &[&Rule] =
            &[&CD_030, &CD_031, &CD_056, &CD_072, &CD_080, &CD_084, &CD_090, &CD_100];
        // An e-mail address without a value.
        let is_empty = note.rule.id == CD_030.id && matches!(note.got, Shape::Nothing);
        is_empty || is_of_wrong_kind(note, RULES)
    }

    fn demanded(&self) -> &'static [(&'static Rule, &'static str)] {
        const DEMANDED: &[(&Rule, &str)] = &[(&CD_090, "/profile/attributes"), (&CD_103, "/roles")];
        DEMANDED
    }

    fn around(&self) -> Vec<Vec<String>> {
        // One file for the bulk import is an array.
        vec![self.are_pages.then(|| "users".to_owned()).into_iter().collect()]
    }

    fn left_out(&self) -> &'static [&'static str] {
        &[
            "the order of addresses, numbers, roles and members",
            "members that are null, which are as good as absent",
        ]
    }
}

impl Directory {
    /// A record of this format is given back as it was; a mapping can fill what it has no place for.
    fn due_to_own(&self, term: &Term<'_>) -> Option<Due> {
        let field = term.field();
        let is_kept = term.is_kept() || term.name == "reset";
        Some(match !is_kept && (self.paths)(field).is_empty() {
            true => Due::Lost,
            false => Due::Carried,
        })
    }

    /// What stands in for what the source does not say.
    fn made(&self, user: &User<'_>, dues: &mut Dues) {
        if let (None, Some(ids)) = (user.id, self.ids.of(user)) {
            dues.made(Field::SourceId, "", &uuid_text(&ids.user()));
        }
        if user.locked {
            dues.made(Field::Active, "", b"false");
        }
        for email in &user.emails {
            let value = text_value(email.value);
            let stated: &[u8] = if email.primary { b"true" } else { b"false" };
            dues.made(Field::Emails, "stated", joined(&value, stated));
            if email.verified {
                let is_carried = email.primary && !user.activation_pending;
                let due = if is_carried { Due::Carried } else { Due::Lost };
                dues.push(due, Term::new(Field::EmailVerified, "", joined(&value, b"")));
            }
        }
    }
}

/// What is due of a term of another source's user.
fn due(user: &User<'_>, term: &Term<'_>) -> Option<Due> {
    Some(match term.field() {
        Field::Active if user.locked => return None,
        Field::Emails if term.name == "stated" => return None,
        // Of an address that is there twice only one may be verified.
        Field::EmailVerified => return None,
        Field::PasswordHash if term.name == "reset" => return None,
        Field::Kept
        | Field::Locked
        | Field::PhoneVerified
        | Field::Identities
        | Field::Password
        | Field::PasswordHash
        | Field::PasswordAlgorithm
        | Field::PasswordHistory
        | Field::PasswordExpires
        | Field::PasswordUpdated
        | Field::SecondFactors
        | Field::Created
        | Field::LastModified => Due::Lost,
        _ if term.is_kept() => Due::Lost,
        _ => Due::Carried,
    })
}
