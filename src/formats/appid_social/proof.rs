//! What user profiles owe to the users that are converted to them.

use super::FORMAT;
use super::claims::are_claimed;
use super::rules::*;
use crate::findings::{Note, Rule};
use crate::formats::appid_pages::PAGE_SIZE;
use crate::formats::appid_proof::{Belonging, enterprise, is_of_wrong_kind, roles};
use crate::formats::proof::{Due, Dues, Proof, Term, joined, neutral, text_value};
use crate::formats::{Request, SettingError, SourcePaths};
use crate::ids::{Ids, uuid_text};
use crate::model::{Field, User};

struct Profiles {
    own: bool,
    is_mapped: bool,
    are_pages: bool,
    ids: Ids,
    paths: SourcePaths,
}

/// Makes the proof.
#[allow(clippy::unnecessary_wraps, reason = "the signature that all targets have")]
pub(super) fn proof(request: &Request<'_>) -> Result<Box<dyn Proof>, SettingError> {
    Ok(Box::new(Profiles {
        own: request.source == FORMAT.name,
        is_mapped: request.is_mapped,
        are_pages: request.settings.contains_key(PAGE_SIZE.name),
        ids: request.ids.clone(),
        paths: request.paths,
    }))
}

impl Proof for Profiles {
    fn key(&self, user: &User<'_>) -> Option<Vec<u8>> {
        match user.id {
            Some(id) => Some(text_value(id).into_owned()),
            None => self.ids.of(user).map(|ids| uuid_text(&ids.user()).to_vec()),
        }
    }

    fn key_of_output(&self, user: &User<'_>) -> Option<Vec<u8>> {
        user.id.map(|id| text_value(id).into_owned())
    }

    fn due(&self, user: &User<'_>, dues: &mut Dues) {
        if let (None, Some(ids)) = (user.id, self.ids.of(user)) {
            dues.made(Field::SourceId, "", &uuid_text(&ids.user()));
        }
        if let (None, Some(display)) = (user.name.formatted, user.display_name) {
            dues.push(Due::Carried, Term::new(Field::Names, "formatted", text_value(display)));
        }
        // The claims of the providers are as they were, and they say what is verified.
        for email in &user.emails {
            let value = joined(&text_value(email.value), b"");
            dues.allow(Due::Allowed, Field::EmailVerified, "", value);
        }
        one_each(user, dues);
        for term in neutral(user) {
            match Belonging::of(&term) {
                Belonging::Roles => continue,
                Belonging::Enterprise => {
                    enterprise(user, term, dues);
                    continue;
                }
                Belonging::Other => {}
            }
            if let Some(due) = self.due_of(user, &term) {
                dues.push(due, term);
            }
        }
        roles(user, dues);
    }

    fn terms(&self, user: &User<'_>, terms: &mut Dues) {
        // What a provider claims is compared with the rest of its claims.
        let own = neutral(user).into_iter().filter(|term| !is_claimed_name(term));
        own.for_each(|term| terms.found(term));
    }

    fn is_unread(&self, note: &Note) -> bool {
        // What a provider claims is compared as a whole.
        const RULES: &[&Rule] = &[&SF_005, &SF_010, &SF_012, &SF_071, &SF_080];
        let is_claim =
            note.pointer.to_string().starts_with("/identities/") && note.rule.id == SF_080.id;
        !is_claim && is_of_wrong_kind(note, RULES)
    }

    /// A profile without roles has none: only what the import demands must be there, empty or not.
    fn demanded(&self) -> &'static [(&'static Rule, &'static str)] {
        const DEMANDED: &[(&Rule, &str)] = &[(&SF_012, "/identities"), (&SF_012, "/attributes")];
        DEMANDED
    }

    fn around(&self) -> Vec<Vec<String>> {
        let beside = self.beside(0).into_iter().map(|(name, _)| name.to_owned());
        vec![beside.chain(["users".to_owned()]).collect()]
    }

    fn beside(&self, users: u64) -> Vec<(&'static str, String)> {
        match self.are_pages {
            true => Vec::new(),
            false => vec![
                ("requestOptions", "{}".to_owned()),
                ("itemsPerPage", users.to_string()),
                ("totalResults", users.to_string()),
            ],
        }
    }

    fn left_out(&self) -> &'static [&'static str] {
        &[
            "the order of roles and members",
            "whether a profile without roles has an empty list of them, and members that are null",
            "whether the address of a profile is verified, apart from the claims of its providers",
        ]
    }
}

impl Profiles {
    fn due_of(&self, user: &User<'_>, term: &Term<'_>) -> Option<Due> {
        let field = term.field();
        if term.is_kept() {
            return Some(if self.own { Due::Carried } else { Due::Lost });
        }
        Some(match field {
            Field::Names if term.name == "formatted" => Due::Carried,
            Field::Names if self.own && is_claimed_name(term) => {
                return (self.is_mapped && !are_claimed(user)).then_some(Due::Lost);
            }
            Field::DisplayName if user.name.formatted.is_none() => return None,
            Field::SourceId | Field::Locale | Field::Identities | Field::Attributes => Due::Carried,
            Field::Emails if term.name == "stated" => return None,
            Field::Emails if term.name == "primary" => Due::Carried,
            Field::Emails | Field::Photos => return None,
            Field::EmailVerified if self.own => return None,
            Field::PasswordHash if term.name == "reset" => return None,
            _ if self.own && self.is_mapped && !(self.paths)(field).is_empty() => Due::Carried,
            _ if self.own && !self.is_mapped => Due::Carried,
            _ => Due::Lost,
        })
    }
}

/// Is it a name that a profile has only as a claim of a provider?
fn is_claimed_name(term: &Term<'_>) -> bool {
    term.field() == Field::Names && matches!(&*term.name, "givenName" | "familyName")
}

/// A profile has the primary address and the first picture; others are lost, also where they repeat
/// it.
fn one_each(user: &User<'_>, dues: &mut Dues) {
    let mut push = |field, value, is_carried| {
        let due = if is_carried { Due::Carried } else { Due::Lost };
        dues.push(due, Term::new(field, "", text_value(value)));
    };
    let primary = user.emails.iter().position(|email| email.primary);
    for (index, email) in user.emails.iter().enumerate() {
        push(Field::Emails, email.value, primary == Some(index));
    }
    for (index, photo) in user.photos.iter().enumerate() {
        push(Field::Photos, photo.value, index == 0);
    }
}
