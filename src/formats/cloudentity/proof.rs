//! What a payload owes to the users that are converted to it.
//!
//! Rows are told member by member: of users of other formats every row is known in advance, ids and
//! copies in lower case included; users of this format have the rows that they had, with another
//! tenant and pool.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::FORMAT;
use super::lists::{GROUPS, MEMBERS, OF_USERS, USERS, name_of};
use super::proof_beside::{differences, rows};
use super::proof_rows::{Member, Rows, member_of, members, row, text};
use super::target::setting;
use crate::formats::proof::{Due, Dues, Proof, Term, fields, joined, kept, text_value};
use crate::formats::text_check::{is_e164, is_time};
use crate::formats::{Placement, Request, SettingError};
use crate::ids::{Ids, uuid_text};
use crate::model::{Credential, Email, Field, User};

/// What the rows of a run have in common.
pub(super) struct Payload {
    own: bool,
    source: &'static str,
    pub(super) ids: Ids,
    /// What is the same in all rows, as [`canonical`](crate::formats::proof::canonical) texts.
    pub(super) tenant: Vec<u8>,
    pub(super) pool: Vec<u8>,
    pub(super) now: Vec<u8>,
    payload_schema: Vec<u8>,
    metadata_schema: Vec<u8>,
    pub(super) mobile_identifiers: bool,
    pub(super) external_identifiers: bool,
    pub(super) assert_verified: bool,
    placeholder: bool,
    pub(super) native_groups: bool,
    /// Attributes, and the names under which they are read again.
    places: BTreeMap<String, String>,
    /// The rows of the source that are about more than users.
    configuration: Vec<(String, String)>,
    /// The ids of the groups that users of the output are in.
    pub(super) joined: Mutex<BTreeSet<Vec<u8>>>,
}

/// Makes the proof.
///
/// # Errors
/// When a setting is missing.
pub(super) fn proof(request: &Request<'_>) -> Result<Box<dyn Proof>, SettingError> {
    let is = |name| request.settings.contains_key(name);
    let own = request.source == FORMAT.name;
    let native_groups = setting(request, "groups")? == "native";
    Ok(Box::new(Payload {
        own,
        source: request.source,
        ids: request.ids.clone(),
        tenant: text(setting(request, "tenant-id")?.as_bytes()),
        pool: text(setting(request, "user-pool-id")?.as_bytes()),
        now: text(request.now.as_bytes()),
        payload_schema: text(setting(request, "payload-schema-id")?.as_bytes()),
        metadata_schema: text(setting(request, "metadata-schema-id")?.as_bytes()),
        mobile_identifiers: is("mobile-identifiers"),
        external_identifiers: is("external-identifiers"),
        assert_verified: is("assert-verified"),
        placeholder: setting(request, "no-password")? == "expired",
        native_groups,
        places: request.placements.iter().filter_map(placed).collect(),
        configuration: request.configuration.to_vec(),
        joined: Mutex::default(),
    }))
}

/// An attribute that has a place of its own, and the name under which it is read again.
fn placed(one: &Placement) -> Option<(String, String)> {
    let (_, name) = one.place.split_once('.')?;
    Some((one.attribute.clone(), name.to_owned()))
}

/// What a password that nobody knows says of itself.
const EXPIRED: &[u8] = b"\"2000-01-01T00:00:00Z";

impl Proof for Payload {
    fn key(&self, user: &User<'_>) -> Option<Vec<u8>> {
        match self.own {
            true => self.key_of_output(user),
            false => self.ids.of(user).map(|ids| uuid_text(&ids.user()).to_vec()),
        }
    }

    fn key_of_output(&self, user: &User<'_>) -> Option<Vec<u8>> {
        let row = user.rows.iter().find(|row| row.list == USERS)?;
        let id = member_of(row.value, "id")?;
        Some(id.strip_prefix(b"\"").unwrap_or(&id).to_vec())
    }

    fn due(&self, user: &User<'_>, dues: &mut Dues) {
        match self.own {
            true => self.rows_as_they_are(user, dues),
            false => self.foreign(user, dues),
        }
    }

    fn terms(&self, user: &User<'_>, terms: &mut Dues) {
        if self.own {
            user.rows.iter().for_each(|one| push_own_row(one.list, members(one.value), terms));
            return;
        }
        // What no field holds is told row by row.
        fields(user).into_iter().for_each(|term| terms.found(term));
        Rows::written(user, terms);
        if self.native_groups {
            let groups = user.rows.iter().filter(|row| row.list == MEMBERS);
            let ids = groups.filter_map(|row| member_of(row.value, "group_id"));
            let mut joined = self.joined.lock().unwrap_or_else(PoisonError::into_inner);
            joined.extend(ids.map(Cow::into_owned));
        }
    }

    fn around(&self) -> Vec<Vec<String>> {
        let of_users = (0..OF_USERS).map(|list| name_of(list).to_owned()).collect();
        vec![of_users, self.beside().into_iter().collect()]
    }

    fn configuration(&self, output: &[(String, String)]) -> Vec<(String, bool)> {
        // What stands in other lists is told by their names.
        let beside = self.beside();
        let there = || rows(output.iter().filter(|(list, _)| beside.contains(list)));
        match (self.own, self.native_groups) {
            (true, _) => differences(self.settled(&self.configuration), there()),
            (false, true) => differences(self.named(output), there()),
            (false, false) => Vec::new(),
        }
    }

    fn left_out(&self) -> &'static [&'static str] {
        match self.own {
            true => &["the order of rows and members"],
            false => &[
                "the order of roles and members",
                "the random hash of a password that must be reset (only that it has its form)",
            ],
        }
    }
}

/// A row that is given back: the members of the user one by one; every other row is one term, so
/// that rows cannot exchange their values.
fn push_own_row(list: u8, members: Vec<Member<'_>>, dues: &mut Dues) {
    if list != USERS {
        return dues.found(row(list, members));
    }
    for (name, value) in members {
        let name = format!("/{}", String::from_utf8_lossy(&name));
        dues.made(Field::Kept, name, value);
    }
}

impl Payload {
    /// The lists and members of the part that is about more than users.
    fn beside(&self) -> BTreeSet<String> {
        match self.own {
            true => self.configuration.iter().map(|(list, _)| list.clone()).collect(),
            false => self.native_groups.then(|| name_of(GROUPS).to_owned()).into_iter().collect(),
        }
    }

    fn rows_as_they_are(&self, user: &User<'_>, dues: &mut Dues) {
        for one in &user.rows {
            let mut members = members(one.value);
            for (name, value) in &mut members {
                match &**name {
                    b"tenant_id" => *value = Cow::Borrowed(&self.tenant),
                    b"user_pool_id" => *value = Cow::Borrowed(&self.pool),
                    _ => {}
                }
            }
            push_own_row(one.list, members, dues);
        }
    }

    /// The instant of the run, without a quote before it.
    fn now_bare(&self) -> &[u8] {
        &self.now[1..]
    }

    fn foreign(&self, user: &User<'_>, dues: &mut Dues) {
        let rows = Rows::due(self, user);
        self.names(user, dues);
        self.state(user, dues);
        self.contacts(user, dues);
        self.groups(user, dues);
        self.password(&user.credential, dues);
        let id = rows.as_ref().map(|rows| rows.id.clone()).unwrap_or_default();
        if user.id.is_none_or(|id| id.is_empty()) {
            dues.made(Field::SourceId, "", id);
        }
        for term in kept(user) {
            dues.made(Field::Kept, "/metadata/kept", term.value);
        }
        for term in fields(user) {
            let Some(due) = self.due_of(user, &term) else { continue };
            let is_attribute = term.field() == Field::Attributes;
            let place = self.places.get(&*term.name).filter(|_| is_attribute);
            let name = place.map_or(term.name, Cow::from);
            dues.push(due, Term { name, ..term });
        }
        if let Some(rows) = rows {
            rows.push(dues);
        }
        dues.made(Field::Kept, "/metadata/migration/source", self.source.as_bytes());
        for (name, value) in [
            ("payload_schema_id", &self.payload_schema),
            ("metadata_schema_id", &self.metadata_schema),
        ] {
            dues.made(Field::Kept, format!("/users/*/{name}"), value);
        }
    }

    /// What is due of terms that are not told elsewhere.
    fn due_of(&self, user: &User<'_>, term: &Term<'_>) -> Option<Due> {
        let is_email = |value: &[u8]| user.emails.iter().any(|one| *one.value.decode() == *value);
        Some(match term.field() {
            Field::UserName if is_email(&term.value) => return None,
            Field::Emails | Field::EmailVerified | Field::Phones | Field::PhoneVerified => {
                return None;
            }
            Field::DisplayName | Field::Active | Field::ActivationPending => return None,
            Field::Groups | Field::Roles => return None,
            Field::Names if term.name == "formatted" => return None,
            Field::PasswordHash if term.name == "reset" => return None,
            Field::Created | Field::LastModified => return None,
            Field::EmailType
            | Field::PhoneType
            | Field::PhonePrimary
            | Field::Locked
            | Field::Password
            | Field::PasswordHash
            | Field::PasswordAlgorithm
            | Field::PasswordHistory
            | Field::PasswordExpires
            | Field::PasswordUpdated
            | Field::SecondFactors => Due::Lost,
            _ => Due::Carried,
        })
    }

    /// The full name is the formatted one, else the display name, else first and last name.
    fn names(&self, user: &User<'_>, dues: &mut Dues) {
        let there = |text: Option<crate::model::Text<'_>>| {
            text.map(|text| text_value(text).into_owned()).filter(|text| !text.is_empty())
        };
        let (formatted, display) = (there(user.name.formatted), there(user.display_name));
        let parts: Vec<_> =
            [user.name.given, user.name.family].into_iter().filter_map(there).collect();
        let full = formatted.clone().or_else(|| display.clone());
        let full = full.or_else(|| (!parts.is_empty()).then(|| parts.join(&b' ')));
        if let Some(display) =
            display.filter(|display| formatted.as_ref().is_some_and(|full| full != display))
        {
            dues.made(Field::DisplayName, "", display);
        }
        if let Some(full) = full {
            dues.made(Field::Names, "formatted", full);
        }
    }

    /// Whoever is locked or switched off is not active; who says nothing is; times are the source's
    /// or that of the run.
    fn state(&self, user: &User<'_>, dues: &mut Dues) {
        let active = user.active != Some(false) && !user.locked;
        dues.made(Field::Active, "", if active { b"true".as_slice() } else { b"false" });
        if active && user.activation_pending {
            dues.made(Field::ActivationPending, "", b"true");
        }
        for (field, time) in
            [(Field::Created, user.created), (Field::LastModified, user.last_modified)]
        {
            match time.map(|time| (is_time(time), Term::new(field, "", text_value(time)))) {
                Some((true, term)) => dues.push(Due::Carried, term),
                Some((false, term)) => {
                    dues.push(Due::Lost, term);
                    dues.made(field, "", self.now_bare());
                }
                None => dues.made(field, "", self.now_bare()),
            }
        }
    }

    /// The addresses of a user, each once: the primary one, if there is one, before others.
    pub(super) fn emails<'u, 'a>(&self, user: &'u User<'a>) -> Vec<(&'u Email<'a>, bool)> {
        let once = |index: usize, email: &Email<'_>| {
            let mut others = user.emails.iter().enumerate();
            email.primary
                || !others.any(|(at, other)| {
                    (other.primary || at < index) && at != index && other.value.same_as(email.value)
                })
        };
        let emails = user.emails.iter().enumerate();
        emails.map(|(index, email)| (email, once(index, email))).collect()
    }

    /// Is an address written as one that is verified?
    pub(super) fn is_verified(&self, email: &Email<'_>) -> bool {
        email.verified || email.primary && self.assert_verified
    }

    fn contacts(&self, user: &User<'_>, dues: &mut Dues) {
        let has_primary = user.primary_email().is_some();
        let emails = self.emails(user);
        for (email, is_written) in &emails {
            let value = text_value(email.value);
            if !is_written {
                let is_verified = emails.iter().any(|(other, is_written)| {
                    *is_written && self.is_verified(other) && other.value.same_as(email.value)
                });
                if email.verified && !is_verified {
                    dues.push(Due::Lost, Term::new(Field::EmailVerified, "", value.clone()));
                }
                dues.push(Due::Lost, Term::new(Field::EmailRepeated, "", value));
                continue;
            }
            let mark = joined(&value, b"");
            if self.is_verified(email) {
                dues.made(Field::EmailVerified, "", &mark);
            }
            match (has_primary, email.primary) {
                (true, true) => dues.made(Field::Emails, "primary", mark),
                // Somebody must be the first one.
                (false, _) => dues.allow(Due::Allowed, Field::Emails, "primary", mark),
                (true, false) => {}
            }
            dues.made(Field::Emails, "", value);
        }
        for (index, phone) in user.phones.iter().enumerate() {
            let term = |field| Term::new(field, "", text_value(phone.value));
            let mark = joined(&text_value(phone.value), b"");
            let mark = |due, dues: &mut Dues| {
                if phone.verified {
                    dues.push(due, Term::new(Field::PhoneVerified, "", &mark));
                }
            };
            let mut before = user.phones[..index].iter();
            if !is_e164(phone.value) {
                mark(Due::Lost, dues);
                dues.push(Due::Carried, term(Field::Phones));
            } else if before.any(|other| other.value.same_as(phone.value)) {
                dues.push(Due::Lost, term(Field::PhoneRepeated));
            } else {
                mark(Due::Carried, dues);
                dues.push(Due::Carried, term(Field::Phones));
            }
        }
    }

    /// Names of groups and roles stand in the metadata, or all of them are groups of the pool.
    fn groups(&self, user: &User<'_>, dues: &mut Dues) {
        let roles_are = if self.native_groups { Field::Groups } else { Field::Roles };
        let groups = user.groups.iter().map(|name| (Field::Groups, text_value(*name)));
        let roles = user.roles.iter().map(|name| (roles_are, text_value(*name)));
        let names: Vec<_> = groups.chain(roles).collect();
        let mut known = BTreeSet::new();
        for (field, name) in names {
            let is_repeated = field == Field::Groups && !known.insert(name.clone());
            let due = if is_repeated { Due::Allowed } else { Due::Carried };
            dues.push(due, Term::new(field, "", name));
        }
    }

    /// Whoever had a password has one that must be reset, and whose hash nobody knows.
    fn password(&self, credential: &Credential<'_>, dues: &mut Dues) {
        if !self.has_password(credential) {
            return;
        }
        dues.made(Field::PasswordHash, "reset", b"true");
        dues.allow(Due::Some, Field::PasswordHash, "hash", b"{");
        dues.made(Field::PasswordExpires, "", EXPIRED);
        dues.made(Field::PasswordUpdated, "", &self.now);
    }

    /// Is a password written for the user?
    pub(super) fn has_password(&self, credential: &Credential<'_>) -> bool {
        self.placeholder || credential.is_there() || credential.must_reset
    }
}
