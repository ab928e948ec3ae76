//! What only all rows of a user together can tell.

use super::lists::{ADDRESSES, CODES, CREDENTIALS, IDENTIFIERS};
use super::paths::PAYLOAD;
use super::record::{Entry, Record};
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::model::{Email, Json, Phone, Repeats, Text};

impl<'a> Record<'_, 'a> {
    pub(super) fn conclude(&mut self) {
        if let Some(id) = self.seen.id {
            match self.user.id {
                // The id that the user had where it came from; this one is kept.
                Some(other) if !other.same_as(id) => {
                    self.push_kept(super::paths::RECORD, Text::plain("id"), Json::text(id));
                }
                _ => self.user.id = Some(id),
            }
        }
        self.status();
        self.emails();
        self.phones();
        self.other_identifiers();
        self.key_entries();
        self.rules();
    }

    fn status(&mut self) {
        let Some(status) = self.seen.status else { return };
        let user = &mut *self.user;
        match &*status.decode() {
            b"active" => user.active = Some(true),
            b"inactive" => user.active = Some(false),
            b"new" => {
                user.active = Some(true);
                user.activation_pending = true;
                if self.seen.usable {
                    self.warn(&CE_USR_001, "/status");
                }
            }
            b"deleted" => {
                user.active = Some(false);
                self.warn(&CE_USR_002, "/status");
                self.push_kept(super::paths::RECORD, Text::plain("status"), Json::text(status));
            }
            _ => {
                let got = Shape::Text(status.chars());
                self.notes.error(&CE_STR_007, NO_PLACE, Pointer::of("/status"), got);
            }
        }
    }

    /// Addresses and identifiers of a type, each value once: identifiers that are addresses first,
    /// then other addresses, then other identifiers.
    fn values(&self, kind: &str) -> Vec<Entry<'a>> {
        let of_kind = |entry: &&Entry<'a>| entry.kind.is(kind);
        let addresses = || self.seen.addresses.iter().filter(of_kind);
        let identifiers = || self.seen.identifiers.iter().filter(of_kind);
        let same = |value: Text<'a>| move |other: &&Entry<'a>| other.value.same_as(value);
        let both = identifiers().filter_map(|one| addresses().find(same(one.value)));
        let found = both.chain(addresses()).chain(identifiers());
        let mut once: Vec<Entry<'a>> = Vec::new();
        let mut repeats = Repeats::default();
        for entry in found.copied() {
            if !repeats.has_in(&once, |other| other.value, entry.value) {
                once.push(entry);
            }
        }
        once
    }

    fn emails(&mut self) {
        let values = self.values("email");
        let is_identifier = |value: Text<'_>| {
            let mut emails = self.seen.identifiers.iter().filter(|other| other.kind.is("email"));
            emails.any(|other| other.value.same_as(value))
        };
        // The first one that users sign in with; else the first address.
        let primary = values.iter().position(|entry| is_identifier(entry.value)).unwrap_or(0);
        for (index, entry) in values.into_iter().enumerate() {
            let Entry { value, verified, .. } = entry;
            let primary = index == primary;
            self.user.emails.push(Email { value, kind: None, primary, stated: None, verified });
        }
    }

    fn phones(&mut self) {
        let kind = (!self.seen.migrated).then(|| Text::plain("mobile"));
        for Entry { value, verified, .. } in self.values("mobile") {
            self.user.phones.push(Phone { value, kind, primary: None, verified, at: None });
        }
    }

    /// The first `uid` is the user name, other ones are kept.
    fn other_identifiers(&mut self) {
        let identifiers = std::mem::take(&mut self.seen.identifiers);
        let (mut named, mut repeats) = (false, Repeats::default());
        for (index, entry) in identifiers.iter().enumerate() {
            if repeats.has_in(&identifiers[..index], |other| other.value, entry.value) {
                continue;
            }
            match &*entry.kind.decode() {
                b"email" | b"mobile" => {}
                b"uid" if !named => {
                    named = true;
                    self.user.user_name = Some(entry.value);
                }
                _ => {
                    let home =
                        crate::model::Home { path: "/user_identifiers/*", index: index as u32 };
                    self.push_kept(home, Text::plain("identifier"), Json::text(entry.value));
                }
            }
        }
        self.seen.identifiers = identifiers;
    }

    fn rules(&mut self) {
        let counts = self.seen.counts;
        let rows = |list: u8| counts[usize::from(list)] as usize;
        if rows(IDENTIFIERS) == 0 {
            self.warn(&CE_IDN_010, "/id");
        }
        if self.seen.elsewhere {
            self.warn(&CE_REF_009, "/id");
        }
        let has = |entries: &[Entry<'_>], value: Text<'_>| {
            entries.iter().any(|other| other.value.same_as(value))
        };
        // What has not its form has no equal, and what a row does not say is nothing to compare.
        let told = |entry: &&Entry<'_>| entry.formed;
        let reachable = |entry: &&Entry<'_>| entry.kind.is("email") || entry.kind.is("mobile");
        let (identifiers, addresses) = (&self.seen.identifiers, &self.seen.addresses);
        let mute = rows(ADDRESSES) == addresses.len() && {
            identifiers.iter().filter(reachable).filter(told)
        }
        .any(|one| !has(addresses, one.value));
        let unused = rows(IDENTIFIERS) == identifiers.len()
            && addresses.iter().filter(told).any(|one| !has(identifiers, one.value));
        let verified = addresses.iter().any(|address| address.verified);
        if unused {
            self.inform(&CE_ADR_010, "/id");
        }
        if mute {
            self.warn(&CE_ADR_009, "/id");
        }
        let pool = self.seen.rules_of(self.reader);
        if self.user.credential.must_reset && (!verified || pool.forbids_reset) {
            self.warn(&CE_CRD_015, "/id");
        }
        let name = &self.user.name;
        let there = |part: Option<Text<'_>>| part.is_some_and(|part| !part.is_empty());
        let complete = [name.formatted, name.given, name.family].into_iter().all(there);
        if self.seen.schemas[0].is_some_and(|id| id.is("default_payload")) {
            if !complete {
                self.warn(&CE_PAY_002, "/payload");
            }
            if self.user.attributes.iter().any(|attribute| attribute.home == PAYLOAD.path) {
                self.warn(&CE_PAY_003, "/payload");
            }
        }
        self.judge_schemas();
        let counts = &self.seen.counts;
        let has_credential = counts[usize::from(CREDENTIALS)] > 0;
        let is_active = self.seen.status.is_some_and(|status| status.is("active"));
        if is_active && !has_credential && pool.only_passwords == Some(true) {
            self.warn(&CE_CRD_019, "/status");
        }
        let counts = &self.seen.counts;
        if counts[usize::from(CREDENTIALS)] + counts[usize::from(CODES)] > 0 {
            self.inform(&CE_SEC_001, "/id");
        }
    }
}
