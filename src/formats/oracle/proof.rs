//! What files of Oracle owe to the users that are converted to them.
//!
//! A cell keeps its value less the blanks at its ends. Which address or number goes to which column
//! is not told here: each is there, or lost where all columns are taken; the types of columns are
//! no invention.

use super::applications::heading_row;
use super::columns::{GROUPS, header};
use super::conclude::APP_ROLES;
use super::custom::Custom;
use super::groups::broken_by;
use super::names::fill;
use super::options::{Options, Passwords, RefusedValues, Roles};
use super::proof_groups::differences;
use super::proof_parts::{addresses, emails, phones};
use super::quotes::is_unquoted_by_import;
use super::row::Row;
use super::rules::*;
use super::target::options;
use super::values;
use super::writer::{Writer, name_of};
use crate::findings::{Note, Notes, Rule};
use crate::formats::proof::{
    Due, Dues, Proof, Term, canonical, fields, joined, pointer_of, text_value,
};
use crate::formats::{Request, SettingError};
use crate::json::Cursor;
use crate::model::{Attribute, Field, Group, Json, Kept, Text, User};

pub(super) struct Files {
    pub(super) options: Options,
    writer: Writer,
}

/// Makes the proof.
///
/// # Errors
/// When a setting makes no sense.
pub(super) fn proof(request: &Request<'_>) -> Result<Box<dyn Proof>, SettingError> {
    let options = options(request)?;
    let writer = Writer::new(options.clone(), request.paths);
    Ok(Box::new(Files { options, writer }))
}

/// The value of a cell: without blanks at its ends.
pub(super) fn cell(value: &[u8]) -> Vec<u8> {
    value.trim_ascii().to_vec()
}

impl Proof for Files {
    fn key(&self, user: &User<'_>) -> Option<Vec<u8>> {
        name_of(user).map(|name| cell(&name.decode()))
    }

    fn key_of_output(&self, user: &User<'_>) -> Option<Vec<u8>> {
        self.key(user)
    }

    fn due(&self, user: &User<'_>, dues: &mut Dues) {
        emails(self, user, dues);
        phones(self, user, dues);
        addresses(self, user, dues);
        self.groups(user, dues);
        self.names(user, dues);
        self.marks(user, dues);
        self.password(user, dues);
        user.kept.iter().for_each(|kept| self.kept(user, kept, dues));
        for attribute in &user.attributes {
            self.attribute(user, attribute, dues);
        }
        for mut term in fields(user) {
            let Some(due) = self.due_of(&term) else { continue };
            let is_lost = due == Due::Carried && self.drops(&term.value);
            if due == Due::Carried {
                term.value = cell(&term.value).into();
            }
            dues.push(if is_lost { Due::Lost } else { due }, term);
        }
    }

    fn terms(&self, user: &User<'_>, terms: &mut Dues) {
        // Types are told without regard to case.
        let is_type = |term: &Term<'_>| {
            matches!(term.field(), Field::EmailType | Field::PhoneType) || term.name == "type"
        };
        fields(user).into_iter().filter(|term| !is_type(term)).for_each(|term| terms.found(term));
        super::proof_parts::types(user, terms);
        for kept in user.kept.iter().filter(|kept| kept.field == Field::Kept) {
            let path = pointer_of(kept.home, kept.name, false);
            kept_values(kept).for_each(|value| terms.made(Field::Kept, &path, value));
        }
    }

    fn is_unread(&self, note: &Note) -> bool {
        // Marks that are none, marks and types of what is not there, passwords of no known kind, and
        // the type of the primary address, where the first one is taken for it.
        static RULES: &[&Rule] = &[
            &ORA_F_030, &ORA_U_022, &ORA_U_024, &ORA_U_025, &ORA_U_026, &ORA_U_034, &ORA_U_041,
            &ORA_U_071, &ORA_U_072,
        ];
        RULES.iter().any(|rule| rule.id == note.rule.id)
    }

    fn about_rows(&self) -> &'static [&'static Rule] {
        // Grants and members that are there twice.
        static RULES: &[&Rule] = &[&ORA_A_020, &ORA_G_012];
        RULES
    }

    fn groups(&self, source: &[Group], output: &[Group]) -> Vec<(Field, bool)> {
        differences(source, output, &self.options)
    }

    fn headings(&self) -> Vec<Vec<u8>> {
        let headings = self.options.headings;
        vec![self.writer.header(), header(GROUPS, headings), heading_row(headings)]
    }

    fn left_out(&self) -> &'static [&'static str] {
        &[
            "which column an address or number without a type of its own went to",
            "rows of a group that say nothing new",
            "blanks at the ends of cells, which the import takes off",
        ]
    }

    fn reading(&self) -> Vec<(&'static str, String)> {
        let pair = |custom: &Custom| format!("{}={}", custom.heading, custom.attribute);
        let columns = self.options.custom_columns.iter().filter(|custom| !custom.described);
        let pairs: Vec<_> = columns.map(pair).collect();
        match pairs.is_empty() {
            true => Vec::new(),
            false => vec![("custom-heading", pairs.join(","))],
        }
    }
}

/// The values of something kept: roles of applications one by one; marks in one spelling.
fn kept_values(kept: &Kept<'_>) -> impl Iterator<Item = Vec<u8>> {
    let mut values = Vec::new();
    match kept.value.raw().filter(|_| kept.name.is(APP_ROLES)) {
        Some(raw) => {
            let read = Cursor::new(raw, 0).array(|cursor, _| {
                let (mut role, mut app) = (Vec::new(), Vec::new());
                cursor.object(|cursor, name| {
                    let value = text_value(cursor.text()?).into_owned();
                    if name.is("role") {
                        role = value;
                    } else {
                        app = value;
                    }
                    Ok(())
                })?;
                values.push(joined(&app, &role));
                Ok(())
            });
            debug_assert!(read.is_ok(), "it was read before");
        }
        None => {
            let mut value = canonical(kept.value).into_owned();
            if [b"\"true".as_slice(), b"\"false"]
                .iter()
                .any(|mark| value.eq_ignore_ascii_case(mark))
            {
                value.make_ascii_uppercase();
            }
            values.push(value);
        }
    }
    values.into_iter()
}

impl Files {
    /// Is this a value that no cell can hold, and is it left out then?
    pub(super) fn drops(&self, value: &[u8]) -> bool {
        self.is_dropping() && is_unquoted_by_import(value)
    }

    /// Are values that Oracle refuses left out?
    pub(super) fn is_dropping(&self) -> bool {
        self.options.refused_values == RefusedValues::Drop
    }

    /// What is due of terms that are not told elsewhere.
    fn due_of(&self, term: &Term<'_>) -> Option<Due> {
        Some(match term.field() {
            Field::Emails | Field::EmailType | Field::EmailVerified => return None,
            Field::Phones | Field::PhoneType | Field::PhonePrimary | Field::Addresses => {
                return None;
            }
            Field::Groups | Field::Roles | Field::Attributes => return None,
            Field::UserName | Field::UserType | Field::Active | Field::ActivationPending => {
                return None;
            }
            Field::Names if matches!(&*term.name, "givenName" | "familyName") => {
                return None;
            }
            Field::Password | Field::PasswordHash => return None,
            Field::PhotoType | Field::PhotoPrimary => return None,
            Field::PhoneVerified
            | Field::Photos
            | Field::Identities
            | Field::PasswordAlgorithm
            | Field::PasswordHistory
            | Field::PasswordExpires
            | Field::PasswordUpdated
            | Field::SecondFactors
            | Field::Created
            | Field::LastModified => Due::Lost,
            _ => Due::Carried,
        })
    }

    fn names(&self, user: &User<'_>, dues: &mut Dues) {
        if let Some(name) = name_of(user) {
            dues.made(Field::UserName, "", cell(&name.decode()));
        }
        let decode = |text: Option<Text<'_>>| text.map(|text| text.decode().into_owned());
        let email = decode(user.primary_email().map(|email| email.value));
        let (given, family) = (decode(user.name.given), decode(user.name.family));
        let full = decode(user.display_name.or(user.name.formatted));
        let with = self.options.missing_name;
        let (given, family, _) =
            fill(given.as_deref(), family.as_deref(), with, full.as_deref(), email.as_deref());
        for (part, text) in [("givenName", given), ("familyName", family)] {
            if let Some(text) = text.map(cell).filter(|text| !text.is_empty()) {
                dues.made(Field::Names, part, text);
            }
        }
        if let Some(kind) = user.user_type.map(text_value).filter(|kind| !kind.is_empty()) {
            match values::user_type(&kind) {
                Some(known) => dues.made(Field::UserType, "", known.as_bytes()),
                None => dues.push(Due::Lost, Term::new(Field::UserType, "", kind)),
            }
        }
    }

    /// Whoever waits for activation is not active. Marks that the operator asked for.
    fn marks(&self, user: &User<'_>, dues: &mut Dues) {
        match (user.active, user.activation_pending) {
            (Some(false), _) | (_, true) => dues.made(Field::Active, "", b"false"),
            (Some(true), false) => dues.made(Field::Active, "", b"true"),
            (None, false) => {}
        }
        let federated = self.options.federated && !user.identities.is_empty();
        for (is_set, heading) in
            [(federated, "/Federated"), (self.options.bypass_notification, "/ByPass Notification")]
        {
            if is_set {
                dues.made(Field::Kept, heading, b"\"TRUE");
            }
        }
    }

    fn password(&self, user: &User<'_>, dues: &mut Dues) {
        let credential = &user.credential;
        let carries = self.options.passwords == Passwords::Carry;
        let hash = credential.hash.map(|hash| hash.raw);
        let is_known = |raw: &Json<'_>| {
            let text = raw.as_text().map(text_value).unwrap_or_default();
            matches!(super::password::tell(&text), Ok(super::password::Password::Hash(_)))
        };
        let carried = hash.filter(|raw| carries && is_known(raw));
        let clear = credential.clear.filter(|_| carries);
        let mut push = |due, field, name, value| dues.push(due, Term::new(field, name, value));
        if let Some(sealed) = credential.sealed {
            push(Due::Lost, Field::PasswordHash, "sealed", text_value(sealed));
        }
        match (carried, clear) {
            (Some(raw), _) => push(Due::Carried, Field::PasswordHash, "hash", canonical(raw)),
            (None, Some(text)) => push(Due::Carried, Field::Password, "", text_value(text)),
            (None, None) => {
                if let Some(raw) = hash {
                    push(Due::Lost, Field::PasswordHash, "hash", canonical(raw));
                }
                if let Some(text) = credential.clear {
                    push(Due::Lost, Field::Password, "", text_value(text));
                }
            }
        }
    }

    /// A custom attribute has a column, or is lost under its own path.
    fn attribute(&self, user: &User<'_>, attribute: &Attribute<'_>, dues: &mut Dues) {
        let name = String::from_utf8_lossy(&attribute.name.decode()).into_owned();
        let custom = self.options.custom_columns.iter().find(|custom| custom.attribute == name);
        let first = user.attributes.iter().find(|one| one.name.same_as(attribute.name));
        let Some(custom) = custom else {
            let home = crate::model::Home { path: attribute.home, index: 0 };
            let path = pointer_of(home, attribute.name, false);
            return dues.push(Due::Lost, Term::new(Field::Kept, &path, canonical(attribute.value)));
        };
        if !first.is_some_and(|first| std::ptr::eq(first, attribute)) {
            return;
        }
        let value = canonical(attribute.value);
        let text = value.strip_prefix(b"\"").unwrap_or(&value);
        let is_refused = self.is_dropping()
            && (is_unquoted_by_import(text)
                || custom.delimiter.is_some()
                || custom.length != (0..=usize::MAX));
        if text == b"null" && value == text || cell(text).is_empty() {
            return;
        }
        if custom.delimiter.is_some() {
            // Values of a list have what the domain says between them.
            return dues.allow(Due::Begins, Field::Attributes, &name, Vec::new());
        }
        let due = if is_refused { Due::Room(0) } else { Due::Carried };
        dues.push(
            due,
            Term::new(Field::Attributes, &name, [b"\"".as_slice(), &cell(text)].concat()),
        );
    }

    /// What no field holds goes back to its own column, or is lost.
    fn kept(&self, user: &User<'_>, kept: &Kept<'_>, dues: &mut Dues) {
        let mut notes = Notes::unkeyed();
        let has_column = Row::new(&self.writer, user, b"", &mut notes).has_column(kept);
        let path = pointer_of(kept.home, kept.name, false);
        for value in kept_values(kept) {
            match has_column {
                // The operator has said otherwise for all of them.
                true if path == "/ByPass Notification" && self.options.bypass_notification => {}
                true if path == "/Federated" && self.options.federated => {}
                true => dues.push(Due::Carried, Term::new(Field::Kept, &path, value)),
                false => dues.push(Due::Lost, Term::new(kept.field, &path, joined(b"", &value))),
            }
        }
    }

    /// Groups and roles are groups, or roles of an application.
    fn groups(&self, user: &User<'_>, dues: &mut Dues) {
        let is_stated = self.options.own && user.kept.iter().any(|kept| kept.name.is(APP_ROLES));
        let (as_groups, as_roles) = match &self.options.roles {
            Roles::Groups if !is_stated => (true, false),
            Roles::None => (false, false),
            _ => (false, true),
        };
        let mut known: Vec<(Field, Vec<u8>)> = Vec::new();
        let groups = user.groups.iter().map(|name| (Field::Groups, Field::Groups, *name));
        let into = if as_groups { Field::Groups } else { Field::Roles };
        let roles = user.roles.iter().map(|name| (Field::Roles, into, *name));
        for (from, into, name) in groups.chain(roles) {
            let value = text_value(name);
            if from == Field::Roles && !as_groups && !as_roles {
                dues.push(Due::Lost, Term::new(Field::Roles, "", value));
                continue;
            }
            let shown = (into, cell(&value));
            if known.contains(&shown) {
                continue;
            }
            let is_refused = match into {
                Field::Groups => broken_by(&value).is_some(),
                _ => is_unquoted_by_import(&value),
            };
            match self.is_dropping() && is_refused {
                true => dues.push(Due::Lost, Term::new(from, "", value)),
                false => {
                    if let (Field::Roles, Roles::App(app), false) =
                        (into, &self.options.roles, is_stated)
                    {
                        let value = joined(app.as_bytes(), &shown.1);
                        dues.made(Field::Kept, format!("/{APP_ROLES}"), value);
                    }
                    dues.push(Due::Carried, Term::new(into, "", shown.1.clone()));
                }
            }
            known.push(shown);
        }
    }
}
