//! One neutral user becomes a Cloud Directory record.
//!
//! Values are copied as the source spelled them. A record of this format is given back as it was;
//! of other sources' users it is accounted for what has no place here.

use super::paths::{self, META, NAME, PROFILE, RECORD, SCIM};
use super::reader::KEY_SPACES;
use super::rules::*;
use crate::findings::{NO_PLACE, Notes, Pointer, Shape};
use crate::formats::appid_foreign::{
    each_misplaced, is_carried, push_attributes, push_roles, refuse_secrets,
};
use crate::formats::members::{Members, push_object};
use crate::formats::text_check::is_email;
use crate::formats::{KeySpace, RecordWriter, Request, SourcePaths};
use crate::ids::{Ids, push_uuid};
use crate::model::{
    Address, Email, Field, Home, Kept, KeyKind, Outcome, PasswordVerdict, Phone, Photo, User,
};
use crate::pack::Encoded;

/// Writes Cloud Directory records.
pub struct Writer {
    /// Are the users read from this format?
    own: bool,
    is_mapped: bool,
    ids: Ids,
    paths: SourcePaths,
    separator: &'static [u8],
    key_emails: bool,
    key_user_names: bool,
}

impl Writer {
    /// A writer for one run. `separator` stands before each record.
    pub(super) fn new(request: Request<'_>, separator: &'static [u8]) -> Self {
        Writer {
            own: request.source == super::FORMAT.name,
            is_mapped: request.is_mapped,
            paths: request.paths,
            separator,
            key_emails: request.must_key(KeyKind::Email),
            key_user_names: request.must_key(KeyKind::UserName),
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
        self.judge(user, notes);
        if notes.is_refused() {
            return;
        }
        let out = out.section(0);
        out.extend_from_slice(self.separator);
        push_object(out, |record| {
            record.object(br#""scimUser":"#, |members| self.scim_user(members, user));
            record.text(br#""passwordHash":"#, user.credential.sealed.filter(|_| self.own));
            record.text(br#""passwordHashAlg":"#, user.credential.algorithm.filter(|_| self.own));
            record.object(br#""profile":"#, |members| {
                push_attributes(members, user);
                self.kept(members, user, PROFILE);
            });
            push_roles(record, user);
            self.kept(record, user, RECORD);
        });
    }

    fn loss_reason(&self, field: Field) -> &'static str {
        match field {
            Field::Identities => {
                "a directory user has no account at a provider and signs in with a password"
            }
            Field::Provider | Field::HashedSubject | Field::HashedEmail => {
                "it finds the user of a provider, and a directory user has none"
            }
            Field::Password
            | Field::PasswordHash
            | Field::PasswordAlgorithm
            | Field::PasswordHistory => "only App ID can seal a password; the user must reset it",
            Field::PasswordExpires | Field::PasswordUpdated => {
                "it describes a password that is not carried"
            }
            Field::SecondFactors => "factors cannot be moved; the user enrols again",
            Field::Locked => "there is no lock; the user is inactive until somebody changes that",
            Field::PhoneVerified => "a number has no such mark",
            Field::EmailVerified => "only the primary address of a confirmed user is verified",
            Field::Created | Field::LastModified => "an import sets its own times",
            _ => "a directory user has no place for it",
        }
    }
}

impl Writer {
    /// What a directory demands of a user, and what of the user it has no place for.
    fn judge(&self, user: &User<'_>, notes: &mut Notes) {
        let pointer = |field| Pointer::of((self.paths)(field));
        refuse_secrets(user, |name| name.is("password"), &CD_056, notes);
        match user.primary_email() {
            None => notes.error(&CD_030, NO_PLACE, pointer(Field::Emails), Shape::Nothing),
            Some(email) if !self.own && !is_email(email.value) => {
                let got = Shape::Text(email.value.chars());
                notes.error(&CD_032, NO_PLACE, pointer(Field::Emails), got);
            }
            Some(email) if self.key_emails => notes.key(KeyKind::Email, email.value),
            Some(_) => {}
        }
        if let Some(name) = user.user_name.filter(|_| self.key_user_names) {
            notes.key(KeyKind::UserName, name);
        }
        notes.account.password(match user.credential.sealed {
            Some(_) if self.own => PasswordVerdict::Usable,
            _ => PasswordVerdict::not_carried(&user.credential, false),
        });
        let is_absent = user.credential.sealed.is_none() || !self.own;
        if is_absent && !notes.has(&CD_054) {
            notes.warning(&CD_054, NO_PLACE, Pointer::of(""), Shape::Nothing);
        }
        match self.own {
            true if self.is_mapped => {
                each_misplaced(user, self.paths, |field| notes.account.lose(field));
            }
            true => {}
            false => self.account(user, notes),
        }
    }

    /// Accounts for the fields of another source's user that have no place here.
    #[cold]
    fn account(&self, user: &User<'_>, notes: &mut Notes) {
        if user.active.is_none() && !user.locked {
            notes.account.note(Outcome::ActiveAssumed);
        }
        if user.locked && user.active == Some(true) {
            notes.account.note(Outcome::LockedInactive);
        }
        if user.activation_pending {
            notes.account.note(Outcome::ActivationPending);
        }
        if user
            .emails
            .iter()
            .any(|email| email.verified && (!email.primary || user.activation_pending))
        {
            notes.account.lose(Field::EmailVerified);
        }
        notes.lose_members(&user.kept);
        user.each_field(|field| {
            let has_place = matches!(
                field,
                Field::SourceId
                    | Field::UserName
                    | Field::Names
                    | Field::DisplayName
                    | Field::NickName
                    | Field::Title
                    | Field::UserType
                    | Field::ProfileUrl
                    | Field::Locale
                    | Field::PreferredLanguage
                    | Field::Timezone
                    | Field::Active
                    | Field::ActivationPending
                    | Field::Emails
                    | Field::EmailType
                    | Field::EmailVerified
                    | Field::Phones
                    | Field::Addresses
                    | Field::Photos
                    | Field::PhotoType
                    | Field::PhotoPrimary
            ) || is_carried(user, field);
            if !has_place {
                notes.account.lose(field);
            }
        });
    }

    fn scim_user(&self, members: &mut Members<'_>, user: &User<'_>) {
        self.id(members, user);
        if !user.name.is_empty() || self.has_kept(user, NAME) {
            members.object(br#""name":"#, |members| self.name(members, user));
        }
        members.text(br#""displayName":"#, user.display_name);
        members.text(br#""userName":"#, user.user_name);
        // What is locked must not be open, and there is no lock that nobody but an administrator ends.
        members.boolean(br#""active":"#, if user.locked { Some(false) } else { user.active });
        members.array(br#""emails":"#, (0..).zip(&user.emails), |out, (index, email)| {
            self.email(out, user, index, email);
        });
        self.lists(members, user);
        members.text(br#""nickName":"#, user.nick_name);
        members.text(br#""title":"#, user.title);
        members.text(br#""userType":"#, user.user_type);
        members.text(br#""profileUrl":"#, user.profile_url);
        members.text(br#""preferredLanguage":"#, user.preferred_language);
        members.text(br#""locale":"#, user.locale);
        members.text(br#""timezone":"#, user.timezone);
        if user.activation_pending {
            members.start(br#""status":"PENDING""#);
        } else if user.primary_email().is_some_and(|email| email.verified) {
            members.start(br#""status":"CONFIRMED""#);
        }
        if self.own {
            members.json(br#""passwordHistory":"#, user.credential.history);
            members.json(br#""passwordExpirationTimestamp":"#, user.credential.expires);
            members.json(br#""passwordUpdatedTimestamp":"#, user.credential.updated);
            members.json(br#""mfaContext":"#, user.second_factors);
            let has_times = user.created.is_some() || user.last_modified.is_some();
            if has_times || self.has_kept(user, META) {
                members.object(br#""meta":"#, |members| {
                    members.text(br#""created":"#, user.created);
                    members.text(br#""lastModified":"#, user.last_modified);
                    self.kept(members, user, META);
                });
            }
        }
        self.kept(members, user, SCIM);
    }

    /// The source's id; a user of another source that has none gets one.
    fn id(&self, members: &mut Members<'_>, user: &User<'_>) {
        const NAME: &[u8] = br#""originalId":"#;
        match user.id {
            Some(id) if self.own && user.id_name == Some("id") => {
                members.text(br#""id":"#, Some(id));
            }
            Some(id) => members.text(NAME, Some(id)),
            None if self.own => {}
            None => {
                if let Some(ids) = self.ids.of(user) {
                    let out = members.start(NAME);
                    out.push(b'"');
                    push_uuid(out, &ids.user());
                    out.push(b'"');
                }
            }
        }
    }

    fn name(&self, members: &mut Members<'_>, user: &User<'_>) {
        let name = &user.name;
        members.text(br#""givenName":"#, name.given);
        members.text(br#""familyName":"#, name.family);
        members.text(br#""formatted":"#, name.formatted);
        members.text(br#""middleName":"#, name.middle);
        members.text(br#""honorificPrefix":"#, name.honorific_prefix);
        members.text(br#""honorificSuffix":"#, name.honorific_suffix);
        self.kept(members, user, NAME);
    }

    fn email(&self, out: &mut Vec<u8>, user: &User<'_>, index: u32, email: &Email<'_>) {
        let primary = if self.own { email.stated } else { Some(email.primary) };
        push_object(out, |members| {
            members.text(br#""value":"#, Some(email.value));
            members.boolean(br#""primary":"#, primary);
            members.text(br#""type":"#, email.kind);
            self.kept(members, user, paths::email(index));
        });
    }

    fn lists(&self, members: &mut Members<'_>, user: &User<'_>) {
        let phones = self.elements(user, Field::Phones, paths::phone, &user.phones);
        if let Some(phones) = phones {
            members.array(br#""phoneNumbers":"#, phones, |out, (index, phone)| match phone {
                Some(phone) => self.phone(out, user, index, phone),
                None => push_object(out, |members| self.kept(members, user, paths::phone(index))),
            });
        }
        if !user.addresses.is_empty() {
            let addresses = (0..).zip(&user.addresses);
            members.array(br#""addresses":"#, addresses, |out, (index, address)| {
                self.address(out, user, index, address);
            });
        }
        let photos = self.elements(user, Field::Photos, paths::photo, &user.photos);
        if let Some(photos) = photos {
            members.array(br#""photos":"#, photos, |out, (index, photo)| match photo {
                Some(photo) => self.photo(out, user, index, photo),
                None => push_object(out, |members| self.kept(members, user, paths::photo(index))),
            });
        }
    }

    /// The elements of a list with their indices; one that has no value is nothing but members
    /// that were kept for the field. No list where there are no elements.
    fn elements<'u, T>(
        &self,
        user: &'u User<'_>,
        field: Field,
        home: fn(u32) -> Home,
        items: &'u [T],
    ) -> Option<impl Iterator<Item = (u32, Option<&'u T>)>> {
        let own = self.own;
        let is_kept = move |index| {
            let here = |kept: &Kept<'_>| kept.field == field && kept.is_in(home(index));
            own && user.kept.iter().any(here)
        };
        if items.is_empty() && !is_kept(0) {
            return None;
        }
        let mut items = items.iter();
        Some((0..).map_while(move |index| match is_kept(index) {
            true => Some((index, None)),
            false => items.next().map(|item| (index, Some(item))),
        }))
    }

    fn phone(&self, out: &mut Vec<u8>, user: &User<'_>, index: u32, phone: &Phone<'_>) {
        push_object(out, |members| {
            members.text(br#""value":"#, Some(phone.value));
            members.text(br#""type":"#, phone.kind);
            members.boolean(br#""primary":"#, phone.primary);
            self.kept(members, user, paths::phone(index));
        });
    }

    fn address(&self, out: &mut Vec<u8>, user: &User<'_>, index: u32, address: &Address<'_>) {
        push_object(out, |members| {
            members.text(br#""type":"#, address.kind);
            members.text(br#""streetAddress":"#, address.street_address);
            members.text(br#""locality":"#, address.locality);
            members.text(br#""region":"#, address.region);
            members.text(br#""postalCode":"#, address.postal_code);
            members.text(br#""country":"#, address.country);
            members.text(br#""formatted":"#, address.formatted);
            members.boolean(br#""primary":"#, address.primary);
            self.kept(members, user, paths::address(index));
        });
    }

    fn photo(&self, out: &mut Vec<u8>, user: &User<'_>, index: u32, photo: &Photo<'_>) {
        push_object(out, |members| {
            members.text(br#""value":"#, Some(photo.value));
            members.text(br#""type":"#, photo.kind);
            members.boolean(br#""primary":"#, photo.primary);
            self.kept(members, user, paths::photo(index));
        });
    }

    fn has_kept(&self, user: &User<'_>, home: Home) -> bool {
        self.own && user.kept.iter().any(|kept| kept.is_in(home))
    }

    /// Members of this object that no field holds; those of other formats have no home here.
    #[inline(always)]
    fn kept(&self, members: &mut Members<'_>, user: &User<'_>, home: Home) {
        if self.own {
            for kept in user.kept.iter().filter(|kept| kept.is_in(home)) {
                members.verbatim(kept.name, kept.value);
            }
        }
    }
}
