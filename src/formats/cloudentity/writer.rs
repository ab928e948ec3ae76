//! One neutral user becomes a user, a credential, identifiers and addresses.
//!
//! Rows are copied together from templates and from the raw text of the source; nothing goes
//! through a serialiser. Every row starts with the comma that separates it from the one before.

use super::credential::push_unusable_hash;
use super::metadata::{Aside, push_metadata};
use super::options::{NoPassword, Options};
use super::rules::*;
use super::templates::Templates;
use crate::csv::push_cell;
use crate::findings::{NO_PLACE, Notes, Pointer, Shape};
use crate::formats::members::push_text;
use crate::formats::text_check::{is_e164, is_email, is_time, is_visible_ascii};
use crate::formats::{KeySpace, RecordWriter, SourcePaths};
use crate::ids::{Id, Ids, UserIds, push_uuid, source_key, uuid_text};
use crate::json::push_escaped;
use crate::model::{Email, Field, Json, KeyKind, Outcome, Text, User};
use crate::pack::Encoded;

const USERS: usize = 0;
const CREDENTIALS: usize = 1;
const IDENTIFIERS: usize = 2;
const ADDRESSES: usize = 3;
/// The section of the id map, behind those of the payload.
pub(super) const ID_MAP: usize = 4;

/// What stands before, between and behind the arrays of a payload; each payload is one line.
pub static FRAME: &[&[u8]] = &[
    br#"{"users":["#,
    br#"],"user_credentials":["#,
    br#"],"user_identifiers":["#,
    br#"],"user_verifiable_addresses":["#,
    b"]}\n",
];

/// User names that look like e-mail addresses meet the primary e-mail addresses of others, those
/// that look like telephone numbers meet the numbers, and numbers meet each other.
/// Primary addresses are identifiers also where the source allows them twice.
static KEY_SPACES: &[KeySpace] = &[
    KeySpace {
        kind: KeyKind::Identifier,
        field: Field::UserName,
        exactly: &CE_IDN_001,
        ignoring_case: Some(&CE_IDN_001),
    },
    KeySpace {
        kind: KeyKind::Email,
        field: Field::Emails,
        exactly: &CE_IDN_001,
        ignoring_case: Some(&CE_IDN_001),
    },
    KeySpace {
        kind: KeyKind::PhoneIdentifier,
        field: Field::Phones,
        exactly: &CE_IDN_001,
        ignoring_case: None,
    },
];

/// Writes the rows of users.
pub struct Writer {
    options: Options,
    templates: Templates,
    ids: Ids,
    paths: SourcePaths,
}

impl Writer {
    /// A writer for one run. `paths` tells where the fields stand in the source.
    pub fn new(options: Options, ids: Ids, paths: SourcePaths) -> Self {
        Writer { templates: Templates::new(&options), options, ids, paths }
    }
}

impl RecordWriter for Writer {
    fn sections(&self) -> usize {
        if self.options.id_map { ID_MAP + 1 } else { ID_MAP }
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn write(&self, user: &User<'_>, out: &mut Encoded, notes: &mut Notes) {
        let Some(ids) = self.ids.of(user) else {
            let pointer = Pointer::of((self.paths)(Field::Emails));
            return notes.error(&CE_IDN_004, NO_PLACE, pointer, Shape::Nothing);
        };
        let mapped = IdMapRow::default();
        let id_text = [0; 36];
        let has_identifier = false;
        let mut row = Row { writer: self, user, ids, id_text, out, notes, mapped, has_identifier };
        row.write();
    }

    fn loss_reason(&self, field: Field) -> &'static str {
        match field {
            Field::EmailType => "a verifiable address has no type of use",
            Field::EmailRepeated => "a user has each address once",
            Field::PhoneType | Field::PhonePrimary => {
                "a verifiable address has no type of use and no primary mark"
            }
            Field::PasswordHash => {
                "the hash is sealed with the secret of the export and verifies no password elsewhere"
            }
            Field::PasswordAlgorithm => "it describes a sealed hash that is not carried",
            Field::PasswordHistory => "earlier passwords have no documented place",
            Field::PasswordExpires | Field::PasswordUpdated => {
                "it describes a password that is not carried"
            }
            Field::SecondFactors => "factors cannot be moved; the user enrols again",
            Field::Created | Field::LastModified => "the time is not in RFC 3339",
            Field::PhoneRepeated => "a user has each number once",
            _ => "it is carried",
        }
    }
}

/// The rows of one user being written.
struct Row<'w> {
    writer: &'w Writer,
    user: &'w User<'w>,
    ids: UserIds,
    id_text: [u8; 36],
    out: &'w mut Encoded,
    notes: &'w mut Notes,
    mapped: IdMapRow,
    has_identifier: bool,
}

/// The ids of one user, for the id map.
#[derive(Default)]
struct IdMapRow {
    credential: Option<Id>,
    identifiers: Vec<Id>,
    addresses: Vec<Id>,
}

impl<'w> Row<'w> {
    fn write(&mut self) {
        self.id_text = uuid_text(&self.ids.user());
        self.credential();
        let verified = self.emails();
        let user_name = self.user_name();
        let phones = self.phones();
        self.accounts();
        if !self.has_identifier {
            let pointer = Pointer::of((self.writer.paths)(Field::Emails));
            self.notes.warning(&CE_IDN_010, NO_PLACE, pointer, Shape::Nothing);
        }
        if verified == Some(false) {
            self.notes.account.note(Outcome::ResetWithoutVerifiedAddress);
        }
        self.user_row(Aside { user_name, display_name: None, phones });
        if self.writer.options.id_map {
            self.id_map_row();
        }
    }

    fn user_row(&mut self, mut aside: Aside<'w>) {
        let (user, writer) = (self.user, self.writer);
        let status = self.status();
        let created = self.time(user.created, Field::Created);
        let updated = self.time(user.last_modified, Field::LastModified);
        let out = self.out.section(USERS);
        out.extend_from_slice(br#",{"id":""#);
        out.extend_from_slice(&self.id_text);
        out.extend_from_slice(&writer.templates.owner);
        out.extend_from_slice(br#","status":""#);
        out.extend_from_slice(status);
        out.extend_from_slice(br#"","status_updated_at":"#);
        out.extend_from_slice(&writer.templates.now);
        for (name, time) in [(br#","created_at":"#, created), (br#","updated_at":"#, updated)] {
            out.extend_from_slice(name);
            match time {
                Some(time) => push_text(out, time),
                None => out.extend_from_slice(&writer.templates.now),
            }
        }
        out.extend_from_slice(&writer.templates.schemas);
        out.extend_from_slice(br#","payload":{"#);
        let outcome = push_names(out, user, &mut aside);
        let places = &writer.options.places;
        places.push_payload(out, user);
        out.extend_from_slice(br#"},"metadata":{"#);
        push_metadata(out, user, &aside, is_e164, places, &writer.templates.migration);
        out.push(b'}');
        places.push_business(out, user);
        out.push(b'}');
        let names = &user.name;
        if outcome == Some(Outcome::NameMissing) || names.given.is_none() || names.family.is_none()
        {
            let pointer = Pointer::of((writer.paths)(Field::Names));
            self.notes.warning(&CE_PAY_002, NO_PLACE, pointer, Shape::Nothing);
        }
        if let Some(outcome) = outcome {
            self.notes.account.note(outcome);
        }
    }

    fn status(&mut self) -> &'static [u8] {
        let account = &mut self.notes.account;
        match self.user.active {
            Some(false) => return b"inactive",
            Some(true) => {}
            None => account.note(Outcome::ActiveAssumed),
        }
        if self.user.activation_pending {
            account.note(Outcome::ActivationPending);
            return b"new";
        }
        b"active"
    }

    /// A time of the source, if it is one.
    fn time(&mut self, time: Option<Text<'w>>, field: Field) -> Option<Text<'w>> {
        let text = time?;
        let valid = is_time(text);
        if !valid {
            let pointer = Pointer::of((self.writer.paths)(field));
            self.notes.warning(&CE_TIM_001, NO_PLACE, pointer, Shape::Text(text.chars()));
            self.notes.account.lose(field);
        }
        time.filter(|_| valid)
    }

    fn credential(&mut self) {
        let credential = &self.user.credential;
        let account = &mut self.notes.account;
        let says = |json: Option<Json<'_>>| json.is_some_and(|json| !json.is_hollow());
        for (there, field) in [
            (credential.sealed.is_some(), Field::PasswordHash),
            (credential.algorithm.is_some(), Field::PasswordAlgorithm),
            (says(credential.history), Field::PasswordHistory),
            (credential.expires.is_some(), Field::PasswordExpires),
            (credential.updated.is_some(), Field::PasswordUpdated),
            (says(self.user.second_factors), Field::SecondFactors),
        ] {
            if there {
                account.lose(field);
            }
        }
        if credential.sealed.is_some() {
            account.note(Outcome::PasswordMustReset);
        } else {
            account.note(Outcome::PasswordNone);
            if self.writer.options.no_password == NoPassword::Absent {
                return;
            }
            account.note(Outcome::PasswordPlaceholder);
        }
        let templates = &self.writer.templates;
        if self.writer.options.id_map {
            self.mapped.credential = Some(self.ids.credential());
        }
        let out = self.out.section(CREDENTIALS);
        start_row(out, &self.ids.credential(), &self.id_text, &templates.owner);
        out.extend_from_slice(&templates.unusable);
        push_unusable_hash(out, &self.ids.secret());
        out.extend_from_slice(&templates.stamps);
    }

    /// Writes the e-mail addresses. For a user who must reset the password: is any verified?
    fn emails(&mut self) -> Option<bool> {
        let user = self.user;
        let mut verified = false;
        let mut others = 1;
        for (index, email) in user.emails.iter().enumerate() {
            if email.kind.is_some() {
                self.notes.account.lose(Field::EmailType);
            }
            let stands_for = |(at, other): (usize, &Email<'_>)| {
                (other.primary || at < index) && at != index && other.value.same_as(email.value)
            };
            if !email.primary && user.emails.iter().enumerate().any(stands_for) {
                self.notes.account.lose(Field::EmailRepeated);
                continue;
            }
            if !is_email(email.value) {
                let pointer = Pointer::of((self.writer.paths)(Field::Emails));
                self.notes.error(&CE_IDN_004, NO_PLACE, pointer, Shape::Text(email.value.chars()));
            }
            let asserted = email.primary && !email.verified && self.writer.options.assert_verified;
            if asserted {
                self.notes.account.note(Outcome::VerifiedAsserted);
            }
            let is_verified = email.verified || asserted;
            verified |= is_verified;
            let id = match email.primary {
                true => {
                    if self.writer.options.key_emails {
                        self.notes.key(KeyKind::Email, email.value);
                    }
                    self.identifier(self.ids.email_identifier(), b"email", email.value);
                    self.ids.email_address(0)
                }
                false => {
                    others += 1;
                    self.ids.email_address(others - 1)
                }
            };
            self.address(id, b"email", email.value, is_verified);
        }
        let must_reset = user.credential.sealed.is_some()
            || self.writer.options.no_password == NoPassword::Expired;
        must_reset.then_some(verified)
    }

    /// Writes the user name as an identifier, or hands it back.
    fn user_name(&mut self) -> Option<Text<'w>> {
        let user_name = self.user.user_name?;
        if self.user.emails.iter().any(|email| email.value.same_as(user_name)) {
            return None;
        }
        if !is_visible_ascii(user_name) {
            let pointer = Pointer::of((self.writer.paths)(Field::UserName));
            self.notes.warning(&CE_IDN_006, NO_PLACE, pointer, Shape::Text(user_name.chars()));
            self.notes.account.note(Outcome::UserNameKeptAsMetadata);
            return Some(user_name);
        }
        let text = user_name.decode();
        let is_number = self.writer.options.mobile_identifiers && text.starts_with(b"+");
        if is_number || text.contains(&b'@') {
            self.notes.key(KeyKind::Identifier, user_name);
        }
        let id = self.ids.user_name_identifier();
        self.identifier(id, b"uid", user_name);
        None
    }

    /// Writes the telephone numbers that are addresses; are there others?
    fn phones(&mut self) -> bool {
        let mut written = 0;
        let mut others = false;
        let user = self.user;
        for (index, phone) in user.phones.iter().enumerate() {
            let account = &mut self.notes.account;
            if phone.kind.is_some() {
                account.lose(Field::PhoneType);
            }
            if phone.primary.is_some() {
                account.lose(Field::PhonePrimary);
            }
            if !is_e164(phone.value) {
                account.note(Outcome::PhoneKeptAsMetadata);
                let pointer = Pointer::of((self.writer.paths)(Field::Phones));
                self.notes.warning(
                    &CE_ADR_004,
                    NO_PLACE,
                    pointer,
                    Shape::Text(phone.value.chars()),
                );
                others = true;
                continue;
            }
            if user.phones[..index].iter().any(|other| other.value.same_as(phone.value)) {
                account.lose(Field::PhoneRepeated);
                continue;
            }
            let is_user_name = user.user_name.is_some_and(|name| name.same_as(phone.value));
            if self.writer.options.mobile_identifiers && !is_user_name {
                self.notes.key(KeyKind::PhoneIdentifier, phone.value);
                let id = self.ids.phone_identifier(written);
                self.identifier(id, b"mobile", phone.value);
            }
            let id = self.ids.phone_address(written);
            self.address(id, b"mobile", phone.value, false);
            written += 1;
        }
        others
    }

    /// Writes accounts at identity providers as identifiers, if that was asked for. They are
    /// never `federated`: that needs a hash which only the target can make.
    fn accounts(&mut self) {
        if !self.writer.options.external_identifiers {
            return;
        }
        let user = self.user;
        for (index, identity) in (0..).zip(&user.identities) {
            let (Some(provider), Some(subject)) = (identity.provider, identity.subject) else {
                continue;
            };
            let parts = ["appid:".as_bytes(), &provider.decode(), b":", &subject.decode()];
            let name = parts.concat();
            match std::str::from_utf8(&name).ok().map(Text::plain) {
                Some(name) if is_visible_ascii(name) => {
                    let id = self.ids.identity_identifier(index);
                    self.identifier(id, b"external", name);
                }
                _ => self.not_external(subject),
            }
        }
    }

    fn not_external(&mut self, subject: Text<'_>) {
        let pointer = Pointer::of((self.writer.paths)(Field::Identities));
        self.notes.warning(&CE_IDN_006, NO_PLACE, pointer, Shape::Text(subject.chars()));
        self.notes.account.note(Outcome::IdentityKeptAsMetadata);
    }

    fn identifier(&mut self, id: Id, kind: &[u8], value: Text<'_>) {
        self.has_identifier = true;
        if self.writer.options.id_map {
            self.mapped.identifiers.push(id);
        }
        let templates = &self.writer.templates;
        let out = self.out.section(IDENTIFIERS);
        start_row(out, &id, &self.id_text, &templates.owner);
        push_kind(out, kind);
        out.extend_from_slice(br#"","identifier":"#);
        push_text(out, value);
        out.extend_from_slice(br#","identifier_lc":""#);
        push_lower_case(out, value);
        out.push(b'"');
        out.extend_from_slice(&templates.stamps);
    }

    fn address(&mut self, id: Id, kind: &[u8], value: Text<'_>, verified: bool) {
        if self.writer.options.id_map {
            self.mapped.addresses.push(id);
        }
        let templates = &self.writer.templates;
        let out = self.out.section(ADDRESSES);
        start_row(out, &id, &self.id_text, &templates.owner);
        push_kind(out, kind);
        out.extend_from_slice(br#"","address":"#);
        push_text(out, value);
        out.extend_from_slice(br#","address_lc":""#);
        push_lower_case(out, value);
        out.extend_from_slice(match verified {
            true => br#"","status":"active","verified":true"#.as_slice(),
            false => br#"","status":"active","verified":false"#,
        });
        out.extend_from_slice(&templates.stamps);
    }

    /// Source id, user id, credential id, and the ids of identifiers and addresses.
    fn id_map_row(&mut self) {
        let Some(source) = source_key(self.user) else { return };
        let out = self.out.section(ID_MAP);
        push_cell(out, &source.decode());
        out.push(b',');
        out.extend_from_slice(&self.id_text);
        let credential = self.mapped.credential.as_slice();
        for ids in [credential, &self.mapped.identifiers, &self.mapped.addresses] {
            out.push(b',');
            for (index, id) in ids.iter().enumerate() {
                if index > 0 {
                    out.push(b';');
                }
                push_uuid(out, id);
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

fn start_row(out: &mut Vec<u8>, id: &Id, user: &[u8; 36], owner: &[u8]) {
    out.extend_from_slice(br#",{"id":""#);
    push_uuid(out, id);
    out.extend_from_slice(br#"","user_id":""#);
    out.extend_from_slice(user);
    out.extend_from_slice(owner);
}

fn push_kind(out: &mut Vec<u8>, kind: &[u8]) {
    out.extend_from_slice(br#","type":""#);
    out.extend_from_slice(kind);
}

/// Appends `name`, `given_name` and `family_name`; what stood in for the full name, if anything.
fn push_names<'a>(out: &mut Vec<u8>, user: &User<'a>, aside: &mut Aside<'a>) -> Option<Outcome> {
    let name = &user.name;
    let there = |text: &Option<Text<'a>>| text.filter(|text| !text.is_empty());
    let (given, family) = (there(&name.given), there(&name.family));
    let mut separator: &[u8] = b"";
    for (key, part) in [(br#""given_name":"#.as_slice(), given), (br#""family_name":"#, family)] {
        if let Some(part) = part {
            out.extend_from_slice(separator);
            out.extend_from_slice(key);
            push_text(out, part);
            separator = b",";
        }
    }
    let display = there(&user.display_name);
    let formatted = there(&name.formatted);
    if let Some(full) = formatted.or(display) {
        out.extend_from_slice(separator);
        out.extend_from_slice(br#""name":"#);
        push_text(out, full);
        if formatted.is_none() {
            return Some(Outcome::NameFromDisplayName);
        }
        aside.display_name = display.filter(|display| !display.same_as(full));
        return None;
    }
    let (Some(first), last) = (given.or(family), given.and(family)) else {
        return Some(Outcome::NameMissing);
    };
    out.extend_from_slice(br#","name":""#);
    first.push_json(out);
    if let Some(last) = last {
        out.push(b' ');
        last.push_json(out);
    }
    out.push(b'"');
    Some(Outcome::NameFromParts)
}

/// Appends the inside of a JSON string that holds the text in lower case.
#[inline(always)]
fn push_lower_case(out: &mut Vec<u8>, text: Text<'_>) {
    match text.as_plain() {
        Some(plain) if plain.is_ascii() => {
            let start = out.len();
            text.push_json(out);
            out[start..].make_ascii_lowercase();
        }
        _ => {
            let decoded = text.decode();
            push_escaped(out, String::from_utf8_lossy(&decoded).to_lowercase().as_bytes());
        }
    }
}
