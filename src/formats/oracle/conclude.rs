//! What only a whole row can tell: which of several is the primary one, and what does not fit
//! together.

use super::belongings::Belonging;
use super::headings::ROW;
use super::people::Named;
use super::record::Record;
use super::rules::*;
use super::slots::{ADDRESSES, EMAILS, PHONES};
use super::together::Together;
use crate::findings::{Pointer, Rule, Shape};
use crate::model::{Address, Email, Field, Home, Json, Kept, KeyKind, Phone, Repeats, Text};

/// The member under which the roles of applications are kept: `[{"app":…,"role":…}]`.
pub(super) const APP_ROLES: &str = "App Name";

/// The columns that tell whether an address was verified.
const VERIFIED: [&str; 4] = [
    "/Work Email Verified",
    "/Home Email Verified",
    "/Other Email Verified",
    "/Recovery Email Verified",
];

/// The columns of telephone numbers.
const PHONE_PATHS: [&str; 7] = [
    "/Work Phone",
    "/Mobile No",
    "/Home Phone",
    "/Fax",
    "/Pager",
    "/Other Phone",
    "/Recovery Phone",
];

/// Cells that are put together at the end of the row.
#[derive(Default)]
pub(super) struct Seen<'a> {
    pub(super) user_name_at: usize,
    pub(super) emails: [Option<Text<'a>>; 4],
    /// What is said of each address, and where.
    pub(super) verified: [Option<(bool, usize)>; 4],
    pub(super) primary_email: Option<(Text<'a>, usize)>,
    pub(super) phones: [Option<Text<'a>>; 7],
    pub(super) primary_phone: Option<(Text<'a>, usize)>,
    pub(super) addresses: [Option<Address<'a>>; 3],
    pub(super) primary_address: Option<(Text<'a>, usize)>,
    pub(super) federated: Option<bool>,
    pub(super) bypass: Option<bool>,
    pub(super) manager_at: usize,
    /// The column of a reason or date of a lock, and where its cell is.
    pub(super) lock_details: Option<(usize, usize)>,
}

impl<'a> Record<'_, 'a> {
    /// `app_roles` are the roles of the user as JSON, or nothing.
    pub(super) fn conclude(&mut self, app_roles: &'a [u8]) {
        let names = &self.reader.belongings.names;
        let named = names.of_text(self.user.user_name);
        let manager = names.of_text(self.user.enterprise.manager);
        match self.user.user_name {
            None => self.at_cell(&ORA_U_001, "/User Name", self.at, Shape::Nothing),
            Some(name) => {
                self.notes.key(KeyKind::Account, name);
                self.belongings(named, app_roles);
            }
        }
        if let Some(id) = self.user.id {
            self.notes.key(KeyKind::SourceId, id);
        }
        self.emails();
        self.phones();
        self.addresses();
        self.contradictions();
        if let Some(email) = self.seen.emails[0] {
            self.notes.key(KeyKind::WorkEmail, email);
        }
        let at =
            if self.user.enterprise.manager.is_some() { self.seen.manager_at } else { self.at };
        Together::person(named, manager, self.spot(at), self.notes);
    }

    fn at_cell(&mut self, rule: &'static Rule, path: &'static str, at: usize, got: Shape) {
        self.notes.error(rule, at, Pointer::of(path), got);
    }

    fn emails(&mut self) {
        let primary = match self.seen.primary_email {
            Some((text, at)) => {
                let slot = EMAILS.named(text);
                let rule = match slot {
                    Some(slot) if slot >= EMAILS.primaries => Some(&ORA_U_023),
                    Some(slot) if self.seen.emails[slot].is_none() => Some(&ORA_U_024),
                    Some(_) => None,
                    None => Some(&ORA_U_022),
                };
                if let Some(rule) = rule {
                    self.at_cell(rule, "/Primary Email Type", at, Shape::Text(text.chars()));
                }
                slot
            }
            None => {
                let first = self.seen.emails[..EMAILS.primaries].iter().position(Option::is_some);
                if first.is_some() {
                    let pointer = Pointer::of("/Primary Email Type");
                    self.notes.warning(&ORA_U_025, self.at, pointer, Shape::Nothing);
                }
                first
            }
        };
        for (slot, kind) in EMAILS.names.iter().enumerate() {
            let verified = self.seen.verified[slot];
            let Some(value) = self.seen.emails[slot] else {
                if let Some((true, at)) = verified {
                    let pointer = Pointer::of(VERIFIED[slot]);
                    self.notes.warning(&ORA_U_026, at, pointer, Shape::Nothing);
                }
                continue;
            };
            self.user.emails.push(Email {
                value,
                kind: Some(Text::clean(kind.as_bytes())),
                primary: primary == Some(slot),
                stated: None,
                verified: verified.is_some_and(|(verified, _)| verified),
            });
        }
    }

    fn phones(&mut self) {
        let primary = self.seen.primary_phone.map(|(text, at)| {
            let slot = PHONES.named(text);
            if slot.is_none_or(|slot| self.seen.phones[slot].is_none()) {
                self.at_cell(&ORA_U_034, "/Primary Phone Type", at, Shape::Text(text.chars()));
            }
            slot
        });
        for (slot, kind) in PHONES.names.iter().enumerate() {
            let Some(value) = self.seen.phones[slot] else { continue };
            let primary = (primary == Some(Some(slot))).then_some(true);
            let kind = Some(Text::clean(kind.as_bytes()));
            let at = Some(Home { path: PHONE_PATHS[slot], index: 0 });
            self.user.phones.push(Phone { value, kind, primary, verified: false, at });
        }
    }

    fn addresses(&mut self) {
        let primary = self.seen.primary_address.map(|(text, at)| {
            let slot = ADDRESSES.named(text);
            if slot.is_none_or(|slot| self.seen.addresses[slot].is_none()) {
                self.at_cell(&ORA_U_041, "/Primary Address Type", at, Shape::Text(text.chars()));
            }
            slot
        });
        for (slot, kind) in ADDRESSES.names.iter().enumerate() {
            let Some(address) = self.seen.addresses[slot] else { continue };
            let primary = (primary == Some(Some(slot))).then_some(true);
            let kind = Some(Text::clean(kind.as_bytes()));
            self.user.addresses.push(Address { kind, primary, ..address });
        }
    }

    fn contradictions(&mut self) {
        let credential = &self.user.credential;
        let has_password = credential.clear.is_some() || credential.hash.is_some();
        if self.seen.federated == Some(true) && has_password {
            let pointer = Pointer::of("/Federated");
            self.notes.warning(&ORA_U_073, self.at, pointer, Shape::Nothing);
        }
        if let (Some((column, at)), false) = (self.seen.lock_details, self.user.locked) {
            let pointer = self.pointer(column);
            self.notes.warning(&ORA_U_060, at, pointer, Shape::Nothing);
        }
        if self.user.active == Some(false) && self.seen.bypass != Some(true) {
            self.notes.info(&ORA_U_080, self.at, Pointer::of("/Active"), Shape::Nothing);
        }
        if let (Some(manager), Some(name)) = (self.user.enterprise.manager, self.user.user_name)
            && is_same_name(&name.decode(), &manager.decode())
        {
            let pointer = Pointer::of("/Manager");
            self.notes.warning(&ORA_U_090, self.seen.manager_at, pointer, Shape::Nothing);
        }
    }

    /// Groups and roles that other files say the user has.
    fn belongings(&mut self, user: Named, app_roles: &'a [u8]) {
        let belongings = &self.reader.belongings;
        let range = belongings.of(user);
        Together::met(range.clone(), self.notes);
        if belongings.is_respelled(range.clone(), user) {
            self.notes.info(&ORA_X_005, self.at, Pointer::of("/User Name"), Shape::Nothing);
        }
        let mut repeats = Repeats::default();
        for what in belongings.at(range) {
            match what {
                Belonging::Group(number) => {
                    self.user.groups.push(belongings.group_name(number));
                }
                Belonging::AppRole(number) => {
                    let role = Text::plain(&belongings.roles[number as usize].role);
                    if !repeats.has(&self.user.roles, role) {
                        self.user.roles.push(role);
                    }
                }
            }
        }
        let count = self.user.groups.len() as u64;
        if self.reader.domain.is_some_and(|domain| count > domain.groups_of_user) {
            let pointer = Pointer::of("/User Name");
            self.notes.warning(&ORA_X_007, self.at, pointer, Shape::Count(count));
        }
        if self.user.groups.is_empty() && self.reader.has_groups {
            self.notes.info(&ORA_X_006, self.at, Pointer::of("/User Name"), Shape::Nothing);
        }
        if !app_roles.is_empty() {
            let (name, value) = (Text::plain(APP_ROLES), Json::new(app_roles, false));
            self.user.kept.push(Kept { field: Field::Kept, home: ROW, name, value });
        }
    }
}

/// Are these names the same, whatever their letter case?
fn is_same_name(one: &[u8], other: &[u8]) -> bool {
    let folded = |name| String::from_utf8_lossy(name).to_lowercase();
    one.eq_ignore_ascii_case(other) || !one.is_ascii() && folded(one) == folded(other)
}

#[cfg(test)]
mod tests {
    use super::super::columns::{Holds, USERS};
    use super::PHONE_PATHS;

    #[test]
    fn telephone_numbers_have_the_paths_of_their_columns() {
        for column in USERS {
            if let Holds::Phone(slot) = column.holds {
                assert_eq!(PHONE_PATHS[slot][1..], *column.heading);
            }
        }
    }
}
