//! What Oracle asks of user names, e-mail addresses and telephone numbers.

use super::columns::{Column, Holds, USERS};
use super::quotes::is_escaped;
use super::row::Row;
use super::rules::*;
use super::slots::{EMAILS, PHONES};
use super::values::{self, Phone, user_name_rules};
use crate::findings::{NO_PLACE, Pointer, Rule, Shape};
use crate::formats::text_check::is_email;
use crate::model::{self, Field, KeyKind, Text};

impl Row<'_, '_> {
    /// Are the values such as Oracle takes?
    pub(super) fn check(&mut self) {
        self.check_user_name();
        self.check_emails();
        self.check_phones();
        if self.writer.options.own {
            self.check_people();
        }
    }

    /// Is a name something else, or the address for recovery the primary one?
    fn check_people(&mut self) {
        let user = self.user;
        let display = user.display_name;
        let is_odd =
            |part: Text<'_>| is_email(part) || display.is_some_and(|display| display.same_as(part));
        for (part, heading) in [(user.name.family, "/Last Name"), (user.name.given, "/First Name")]
        {
            if part.is_some_and(is_odd) {
                self.notes.info(&ORA_U_012, NO_PLACE, Pointer::of(heading), Shape::Nothing);
            }
        }
        let mut emails = user.emails.iter();
        let recovery = emails.find(|email| email.kind.is_some_and(|kind| kind.is("recovery")));
        if let (Some(recovery), Some(primary)) = (recovery, user.primary_email())
            && !recovery.primary
            && recovery.value.same_as(primary.value)
        {
            self.notes.info(&ORA_U_028, NO_PLACE, Pointer::of("/Recovery Email"), Shape::Nothing);
        }
    }

    /// Is the user name one that Oracle takes, and that nobody else has?
    fn check_user_name(&mut self) {
        let text;
        let (trimmed, chars) = match self.user_name {
            [b'!'..=b'}', .., b'!'..=b'}'] if self.is_usual_name => {
                (self.user_name, self.user_name.len())
            }
            name => {
                text = String::from_utf8_lossy(name);
                let trimmed = text.trim();
                (trimmed.as_bytes(), trimmed.chars().count())
            }
        };
        if !self.writer.options.keyed_by_source {
            self.notes.key(KeyKind::Account, Text::plain_bytes(trimmed));
        }
        if chars < 3 {
            self.name_error(&ORA_U_002, Field::UserName, chars);
        }
        let odd = if self.is_usual_name { &[] } else { self.user_name };
        for rule in user_name_rules(odd) {
            let pointer = Pointer::of((self.writer.paths)(Field::UserName));
            self.notes.warning(rule, NO_PLACE, pointer, Shape::Text(chars));
        }
    }

    /// Is there an address to write to? One that Oracle refuses loses its column.
    fn check_emails(&mut self) {
        let user = self.user;
        let pointer = || Pointer::of((self.writer.paths)(Field::Emails));
        let first =
            (0..EMAILS.primaries).find(|slot| self.emails.get(&user.emails, *slot).is_some());
        match first {
            None if !self.writer.options.optional.emails => {
                self.notes.error(&ORA_U_020, NO_PLACE, pointer(), Shape::Nothing);
            }
            Some(0) => {}
            _ => self.notes.warning(&ORA_U_020, NO_PLACE, pointer(), Shape::Nothing),
        }
        if self.emails.primary.is_none() && first.is_some() {
            self.emails.primary = first;
            // One that is wrong is told already.
            if !self.notes.has(&ORA_U_022) && !self.notes.has(&ORA_U_024) {
                self.notes.warning(&ORA_U_025, NO_PLACE, pointer(), Shape::Count(0));
            }
        }
        for slot in 0..EMAILS.names.len() {
            let Some(email) = self.emails.get(&user.emails, slot) else { continue };
            let rule = match email.value {
                value if !is_email(value) => &ORA_U_021,
                value if is_escaped(&value.decode()) => &ORA_F_051,
                _ => continue,
            };
            let chars = email.value.chars();
            if self.emails.primary == Some(slot) {
                let pointer = self.email_place(slot);
                self.notes.error(rule, NO_PLACE, pointer, Shape::Text(chars));
            } else {
                let pointer = self.email_place(slot);
                self.refuse_at(rule, Field::Emails, pointer, Shape::Text(chars));
                self.emails.remove(slot);
            }
        }
    }

    /// Are the numbers such as Oracle takes? Others lose their column.
    fn check_phones(&mut self) {
        let user = self.user;
        for slot in 0..PHONES.names.len() {
            let Some(phone) = self.phones.get(&user.phones, slot) else { continue };
            match values::phone(&phone.value.decode()) {
                Phone::Global => {}
                Phone::Local => {
                    let pointer = self.phone_place(phone);
                    let got = Shape::Text(phone.value.chars());
                    self.notes.info(&ORA_U_032, NO_PLACE, pointer, got);
                }
                Phone::Blanks => {
                    let pointer = self.phone_place(phone);
                    let got = Shape::Text(phone.value.chars());
                    self.notes.warning(&ORA_U_031, NO_PLACE, pointer, got);
                }
                Phone::Decimal => {
                    let pointer = self.phone_place(phone);
                    let got = Shape::Text(phone.value.chars());
                    self.notes.warning(&ORA_U_033, NO_PLACE, pointer, got);
                }
                wrong @ (Phone::Damaged | Phone::Wrong) => {
                    let is_damaged = wrong == Phone::Damaged;
                    let rule = if is_damaged { &ORA_U_033 } else { &ORA_U_030 };
                    let pointer = self.phone_place(phone);
                    let got = Shape::Text(phone.value.chars());
                    self.refuse_at(rule, Field::Phones, pointer, got);
                    self.phones.remove(slot);
                }
            }
        }
        if self.phones.primary == Some(PHONES.names.len() - 1) {
            let pointer = Pointer::of((self.writer.paths)(Field::Phones));
            self.notes.warning(&ORA_U_035, NO_PLACE, pointer, Shape::Count(1));
        }
    }

    /// Where a telephone number stands.
    fn phone_place(&self, phone: &model::Phone<'_>) -> Pointer {
        match phone.at {
            Some(home) => Pointer::at(home.path, home.index),
            None => Pointer::of((self.writer.paths)(Field::Phones)),
        }
    }

    /// Where an e-mail address stands.
    fn email_place(&self, slot: usize) -> Pointer {
        let is_of = |column: &&Column| matches!(column.holds, Holds::Email(own) if own == slot);
        match USERS.iter().find(is_of) {
            Some(column) => self.place(column, Field::Emails),
            None => Pointer::of((self.writer.paths)(Field::Emails)),
        }
    }

    /// Something is wrong that no option can leave out.
    pub(super) fn name_error(&mut self, rule: &'static Rule, field: Field, chars: usize) {
        let pointer = Pointer::of((self.writer.paths)(field));
        self.notes.error(rule, NO_PLACE, pointer, Shape::Text(chars));
    }
}
