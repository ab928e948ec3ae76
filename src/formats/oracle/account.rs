//! What becomes of a user in a row, and what has no column at all.

use super::row::Row;
use super::slots::{ADDRESSES, EMAILS, Fate, PHONES, Typed, assign};
use super::values;
use super::writer::Writer;
use crate::findings::Notes;
use crate::formats::text_check::is_email;
use crate::model::{Field, Json, Outcome, PasswordVerdict, Text, User};

impl<'w, 'u> Row<'w, 'u> {
    /// A row for a user, with everything in its column.
    pub(super) fn new(
        writer: &'w Writer,
        user: &'w User<'u>,
        user_name: &'w [u8],
        notes: &'w mut Notes,
    ) -> Self {
        let account = &mut notes.account;
        let mut hear = |fate, [kind, repeated, lost]: [Field; 3]| match fate {
            Fate::TypeLost => account.lose(kind),
            Fate::TypeMade => account.note(Outcome::TypeFromColumn),
            Fate::Repeated => account.lose(repeated),
            Fate::Lost => account.lose(lost),
        };
        // What Oracle refuses takes its type along: it is lost as a whole.
        let emails = assign(&user.emails, &EMAILS, |fate, item| {
            if fate != Fate::TypeLost || is_email(user.emails[item].value) {
                hear(fate, [Field::EmailType, Field::EmailRepeated, Field::Emails]);
            }
        });
        let phones = assign(&user.phones, &PHONES, |fate, item| {
            if fate != Fate::TypeLost || values::phone(&user.phones[item].value.decode()).is_taken()
            {
                hear(fate, [Field::PhoneType, Field::PhoneRepeated, Field::Phones]);
            }
        });
        let addresses =
            assign(&user.addresses, &ADDRESSES, |fate, _| hear(fate, [Field::Addresses; 3]));
        let is_usual_name = values::is_usual_name(user_name);
        Row { writer, user, notes, user_name, is_usual_name, emails, phones, addresses, filled: 0 }
    }
}

impl Row<'_, '_> {
    /// What becomes of the user, and what has no column at all.
    pub(super) fn account(&mut self) {
        let user = self.user;
        let credential = &user.credential;
        let written = |name: Text<'_>| {
            { self.writer.options.custom_columns.iter() }.any(|custom| name.is(&custom.attribute))
        };
        let says = |json: Option<Json<'_>>| json.is_some_and(|json| !json.is_hollow());
        let lost = [
            (credential.sealed.is_some(), Field::PasswordHash),
            (credential.hash.is_some() && self.password().is_none(), Field::PasswordHash),
            (credential.clear.is_some() && self.password().is_none(), Field::Password),
            (user.phones.iter().any(|phone| phone.verified), Field::PhoneVerified),
            (credential.algorithm.is_some(), Field::PasswordAlgorithm),
            (says(credential.history), Field::PasswordHistory),
            (credential.expires.is_some(), Field::PasswordExpires),
            (credential.updated.is_some(), Field::PasswordUpdated),
            (says(user.second_factors), Field::SecondFactors),
            (!user.photos.is_empty(), Field::Photos),
            (!user.identities.is_empty(), Field::Identities),
            (user.created.is_some(), Field::Created),
            (user.last_modified.is_some(), Field::LastModified),
            (several_primaries(&user.phones), Field::PhonePrimary),
            (several_primaries(&user.addresses), Field::Addresses),
        ];
        let usable = self.password().is_some();
        let account = &mut self.notes.account;
        lost.iter().filter(|(there, _)| *there).for_each(|(_, field)| account.lose(*field));
        if user.activation_pending {
            account.note(Outcome::ActivationPending);
        } else if user.active.is_none() {
            account.note(Outcome::ActiveAssumed);
        }
        let verified = user.emails.iter().any(|email| email.verified);
        let verdict = match usable {
            true => PasswordVerdict::Usable,
            false => PasswordVerdict::not_carried(credential, self.writer.options.own),
        };
        account.password(verdict);
        if matches!(verdict, PasswordVerdict::MustReset(_)) && !verified {
            account.note(Outcome::ResetWithoutVerifiedAddress);
        }
        for attribute in user.attributes.iter().filter(|one| !written(one.name)) {
            self.notes.lost.lose(attribute.home, attribute.name);
        }
        for kept in &user.kept {
            if !self.has_column(kept) {
                self.notes.lose_members(std::slice::from_ref(kept));
            }
        }
    }
}

fn several_primaries(items: &[impl Typed]) -> bool {
    items.iter().filter(|item| item.is_primary()).count() > 1
}
