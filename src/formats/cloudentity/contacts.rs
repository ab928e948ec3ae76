//! The identifiers and addresses of a user, as they are written.

use super::names::push_lower_case;
use super::options::NoPassword;
use super::rules::*;
use super::templates::Form;
use super::writer::{ADDRESSES, IDENTIFIERS, Row};
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::formats::text_check::{is_e164, is_email, is_visible_ascii};
use crate::ids::{Id, uuid_text};
use crate::model::{Email, Field, KeyKind, Outcome, Repeats, Text};

impl<'w> Row<'w> {
    /// Writes the e-mail addresses. For a user who must reset the password: is any verified?
    pub(super) fn emails(&mut self) -> Option<bool> {
        let (user, templates) = (self.user, &self.writer.templates);
        let mut verified = false;
        let mut others = 1;
        for (index, email) in user.emails.iter().enumerate() {
            if email.kind.is_some() {
                self.notes.account.lose(Field::EmailType);
            }
            if let Some(standing) = standing_for(&user.emails, index) {
                self.notes.account.lose(Field::EmailRepeated);
                let asserted = standing.primary && self.writer.options.assert_verified;
                if email.verified && !standing.verified && !asserted {
                    self.notes.account.lose(Field::EmailVerified);
                }
                continue;
            }
            if !is_email(email.value) {
                let pointer = Pointer::of((self.writer.paths)(Field::Emails));
                self.notes.error(&CE_IDN_004, NO_PLACE, pointer, Shape::Text(email.value.chars()));
            }
            let asserted = email.primary && !email.verified && self.writer.options.assert_verified;
            if asserted {
                self.notes.account.note(Outcome::VerifiedAsserted);
                let pointer = Pointer::of((self.writer.paths)(Field::Emails));
                self.notes.warning(&CE_ADR_011, NO_PLACE, pointer, Shape::Nothing);
            }
            let is_verified = email.verified || asserted;
            verified |= is_verified;
            let id = match email.primary {
                true => {
                    if self.writer.options.key_emails {
                        self.notes.key(KeyKind::Email, email.value);
                    }
                    if !email.value.as_plain().is_some_and(<[u8]>::is_ascii) {
                        self.not_ascii(email.value);
                    }
                    let id = self.ids.email_identifier();
                    self.identifier(id, &templates.identifiers.email, email.value);
                    self.ids.email_address(0)
                }
                false => {
                    others += 1;
                    self.ids.email_address(others - 1)
                }
            };
            self.address(id, &templates.addresses.email, email.value, is_verified);
        }
        let must_reset =
            user.credential.is_there() || self.writer.options.no_password == NoPassword::Expired;
        must_reset.then_some(verified)
    }

    fn not_ascii(&mut self, email: Text<'_>) {
        if !email.decode().is_ascii() {
            let pointer = Pointer::of((self.writer.paths)(Field::Emails));
            self.notes.warning(&CE_IDN_014, NO_PLACE, pointer, Shape::Text(email.chars()));
        }
    }

    /// Writes the user name as an identifier, or hands it back.
    pub(super) fn user_name(&mut self) -> Option<Text<'w>> {
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
        self.identifier(id, &self.writer.templates.identifiers.uid, user_name);
        None
    }

    /// Writes the telephone numbers that are addresses; are there others?
    pub(super) fn phones(&mut self) -> bool {
        let mut written = 0;
        let (mut others, mut repeats) = (false, Repeats::default());
        let (user, templates) = (self.user, &self.writer.templates);
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
                if phone.verified {
                    account.lose(Field::PhoneVerified);
                }
                let pointer = match phone.at {
                    Some(home) => Pointer::at(home.path, home.index),
                    None => Pointer::of((self.writer.paths)(Field::Phones)),
                };
                self.notes.warning(
                    &CE_ADR_004,
                    NO_PLACE,
                    pointer,
                    Shape::Text(phone.value.chars()),
                );
                others = true;
                continue;
            }
            if repeats.has_in(&user.phones[..index], |other| other.value, phone.value) {
                account.lose(Field::PhoneRepeated);
                continue;
            }
            let is_user_name = user.user_name.is_some_and(|name| name.same_as(phone.value));
            if self.writer.options.mobile_identifiers && !is_user_name {
                self.notes.key(KeyKind::PhoneIdentifier, phone.value);
                let id = self.ids.phone_identifier(written);
                self.identifier(id, &templates.identifiers.mobile, phone.value);
            }
            let id = self.ids.phone_address(written);
            self.address(id, &templates.addresses.mobile, phone.value, phone.verified);
            written += 1;
        }
        others
    }

    /// Writes accounts at identity providers as identifiers, if that was asked for. They are
    /// never `federated`: that needs a hash which only the target can make.
    pub(super) fn accounts(&mut self) {
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
                    self.identifier(id, &self.writer.templates.identifiers.external, name);
                }
                _ => self.not_external(subject),
            }
        }
    }

    pub(super) fn not_external(&mut self, subject: Text<'_>) {
        let pointer = Pointer::of((self.writer.paths)(Field::Identities));
        self.notes.warning(&CE_IDN_006, NO_PLACE, pointer, Shape::Text(subject.chars()));
        self.notes.account.note(Outcome::IdentityKeptAsMetadata);
    }

    pub(super) fn identifier(&mut self, id: Id, start: &Form<2>, value: Text<'_>) {
        self.has_identifier = true;
        if self.writer.options.id_map {
            self.mapped.identifiers.push(id);
        }
        let out = self.out.section(IDENTIFIERS);
        start.push(out, [&uuid_text(&id), &self.id_text]);
        value.push_json(out);
        out.extend_from_slice(br#"","identifier_lc":""#);
        push_lower_case(out, value);
        out.extend_from_slice(&self.writer.templates.identifier_end);
    }

    pub(super) fn address(&mut self, id: Id, start: &Form<2>, value: Text<'_>, verified: bool) {
        if self.writer.options.id_map {
            self.mapped.addresses.push(id);
        }
        let templates = &self.writer.templates;
        let out = self.out.section(ADDRESSES);
        start.push(out, [&uuid_text(&id), &self.id_text]);
        value.push_json(out);
        out.extend_from_slice(br#"","address_lc":""#);
        push_lower_case(out, value);
        out.extend_from_slice(match verified {
            true => &templates.verified_end,
            false => &templates.unverified_end,
        });
    }
}

/// The address that is written instead of one that repeats it: the primary one, else the first.
fn standing_for<'e, 'a>(emails: &'e [Email<'a>], index: usize) -> Option<&'e Email<'a>> {
    let email = &emails[index];
    let mut others = emails.iter().enumerate().filter(|(at, other)| {
        (other.primary || *at < index) && *at != index && other.value.same_as(email.value)
    });
    let (_, first) = if email.primary { None } else { others.next() }?;
    Some(others.find(|(_, other)| other.primary).map_or(first, |(_, primary)| primary))
}
