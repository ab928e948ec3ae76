//! One neutral user becomes a user profile.
//!
//! Values are copied as the source spelled them, identities in the shape that they had. A profile
//! of this format is given back as it was; of other sources' users it is accounted for what has no
//! place here.

use super::claims::are_claimed;
use super::paths::RECORD;
use super::reader::{KEY_SPACES, is_secret};
use super::rules::*;
use crate::findings::{NO_PLACE, Notes, Pointer, Shape};
use crate::formats::appid_foreign::{
    each_misplaced, is_carried, push_attributes, push_roles, refuse_secrets,
};
use crate::formats::members::{Members, push_object};
use crate::formats::{KeySpace, RecordWriter, Request, SourcePaths};
use crate::ids::{Ids, push_uuid};
use crate::model::{Field, Identity, KeyKind, Outcome, PasswordVerdict, Text, User};
use crate::pack::Encoded;

/// Writes user profiles.
pub struct Writer {
    /// Are the users read from this format?
    own: bool,
    is_mapped: bool,
    ids: Ids,
    paths: SourcePaths,
    separator: &'static [u8],
    key_identities: bool,
}

impl Writer {
    /// A writer for one run. `separator` stands before each record.
    pub(super) fn new(request: Request<'_>, separator: &'static [u8]) -> Self {
        Writer {
            own: request.source == super::FORMAT.name,
            is_mapped: request.is_mapped,
            paths: request.paths,
            separator,
            key_identities: request.must_key(KeyKind::Identity),
            ids: request.ids,
        }
    }
}

impl RecordWriter for Writer {
    fn sections(&self) -> usize {
        1
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn write(&self, user: &User<'_>, out: &mut Encoded, notes: &mut Notes) {
        if !self.own {
            self.judge(user, notes);
            if notes.is_refused() {
                return;
            }
        } else if self.is_mapped {
            self.judge_mapped(user, notes);
        }
        let out = out.section(0);
        out.extend_from_slice(self.separator);
        push_object(out, |record| {
            self.id(record, user);
            record.text(br#""name":"#, full_name(user));
            record.text(br#""email":"#, user.primary_email().map(|email| email.value));
            record.text(br#""picture":"#, user.photos.first().map(|photo| photo.value));
            record.text(br#""locale":"#, user.locale);
            if self.own {
                for kept in user.kept.iter().filter(|kept| kept.is_in(RECORD)) {
                    record.verbatim(kept.name, kept.value);
                }
            }
            record.array(br#""identities":"#, &user.identities, |out, identity| {
                push_identity(out, user, identity);
            });
            push_attributes(record, user);
            push_roles(record, user);
        });
    }

    fn loss_reason(&self, field: Field) -> &'static str {
        match field {
            Field::Names => "a profile has the whole name only",
            Field::Emails => "a profile has one e-mail address",
            Field::EmailVerified => "the provider's claims say whether an address is verified",
            Field::Photos => "a profile has one picture",
            Field::PhotoType | Field::PhotoPrimary => "a profile says nothing of its picture",
            Field::Password
            | Field::PasswordHash
            | Field::PasswordAlgorithm
            | Field::PasswordHistory
            | Field::PasswordExpires
            | Field::PasswordUpdated => "users of a provider have no password in App ID",
            Field::SecondFactors => "factors cannot be moved; the user enrols again",
            _ => "a profile has no place for it",
        }
    }
}

impl Writer {
    /// What a profile demands of another source's user, and what it has no place for.
    #[cold]
    fn judge(&self, user: &User<'_>, notes: &mut Notes) {
        let pointer = |field| Pointer::of((self.paths)(field));
        refuse_secrets(user, |name| is_secret(&name.decode()), &SF_080, notes);
        if user.identities.is_empty() {
            return notes.error(&SF_015, NO_PLACE, Pointer::of(""), Shape::Nothing);
        }
        if user.active == Some(false) || user.locked {
            let field = if user.locked { Field::Locked } else { Field::Active };
            return notes.error(&SF_016, NO_PLACE, pointer(field), Shape::Nothing);
        }
        if user.activation_pending {
            notes.account.note(Outcome::ActivationPending);
        }
        if user.id.is_none() && self.ids.of(user).is_none() {
            return notes.error(&SF_010, NO_PLACE, pointer(Field::SourceId), Shape::Nothing);
        }
        for identity in user.identities.iter().filter(|_| self.key_identities) {
            if let (Some(provider), Some(subject)) = (identity.provider, identity.subject) {
                notes.key_of_pair(KeyKind::Identity, provider, subject);
            }
        }
        notes.account.password(PasswordVerdict::not_carried(&user.credential, false));
        if user.name.formatted.is_none() {
            notes.account.note(match user.display_name {
                Some(_) => Outcome::NameFromDisplayName,
                None => Outcome::NameMissing,
            });
        }
        notes.lose_members(&user.kept);
        user.each_field(|field| {
            let has_place = match field {
                Field::SourceId | Field::Locale | Field::Identities => true,
                Field::Names => has_whole_name_only(user),
                Field::DisplayName => user.name.formatted.is_none(),
                Field::Emails => user.emails.len() == 1 && user.emails[0].primary,
                Field::Photos => user.photos.len() == 1,
                _ => is_carried(user, field),
            };
            if !has_place {
                notes.account.lose(field);
            }
        });
    }

    /// What a mapping put where a profile has no place for it.
    #[cold]
    fn judge_mapped(&self, user: &User<'_>, notes: &mut Notes) {
        refuse_secrets(user, |name| is_secret(&name.decode()), &SF_080, notes);
        each_misplaced(user, self.paths, |field| match field {
            // The name in front of the users is the whole one.
            Field::DisplayName if user.name.formatted.is_none() => {}
            lost => notes.account.lose(lost),
        });
        let name = &user.name;
        let others = [name.middle, name.honorific_prefix, name.honorific_suffix];
        if others.iter().any(Option::is_some) || !are_claimed(user) {
            notes.account.lose(Field::Names);
        }
        if user.emails.len() > 1 {
            notes.account.lose(Field::Emails);
        }
    }

    /// The source's id; a user of another source that has none gets one.
    fn id(&self, members: &mut Members<'_>, user: &User<'_>) {
        const NAME: &[u8] = br#""id":"#;
        if user.id.is_some() {
            return members.text(NAME, user.id);
        }
        if let Some(ids) = self.ids.of(user) {
            let out = members.start(NAME);
            out.push(b'"');
            push_uuid(out, &ids.user());
            out.push(b'"');
        }
    }
}

/// Provider, identifier and claims, as the source had them.
fn push_identity(out: &mut Vec<u8>, user: &User<'_>, identity: &Identity<'_>) {
    push_object(out, |members| {
        members.text(br#""provider":"#, identity.provider);
        members.text(br#""id":"#, identity.subject);
        if let Some(info) = identity.info {
            members.verbatim(Text::plain(info.name), info.value);
        }
        members.attributes(&user.claims[identity.siblings.clone()]);
    });
}

fn full_name<'a>(user: &User<'a>) -> Option<Text<'a>> {
    user.name.formatted.or(user.display_name)
}

fn has_whole_name_only(user: &User<'_>) -> bool {
    let name = &user.name;
    let parts = [name.given, name.family, name.middle];
    let affixes = [name.honorific_prefix, name.honorific_suffix];
    parts.iter().chain(&affixes).all(Option::is_none)
}
