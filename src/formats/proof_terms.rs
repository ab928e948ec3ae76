//! The terms of a neutral user.

use super::proof::Term;
use crate::json::{Cursor, push_escaped};
use crate::model::{Address, Attribute, Field, Home, Identity, Json, Text, User};

/// The value of a text.
pub fn text_value(text: Text<'_>) -> Vec<u8> {
    text.decode().into_owned()
}

/// A value and a mark of it.
pub fn joined(value: &[u8], mark: &[u8]) -> Vec<u8> {
    [value, b"\0", mark].concat()
}

/// A JSON value however it is spaced; a string however it is spelled.
pub fn canonical(value: Json<'_>) -> Vec<u8> {
    match value.as_text() {
        Some(text) => [b"\"".as_slice(), &text.decode()].concat(),
        None => {
            let mut out = Vec::new();
            value.push_compact(&mut out);
            out
        }
    }
}

/// The pointer to a member of an object of the record; with or without the index of a list.
pub fn pointer_of(home: Home, name: Text<'_>, with_index: bool) -> String {
    let token = String::from_utf8_lossy(&name.decode()).replace('~', "~0").replace('/', "~1");
    let path = match home.path.split_once('*') {
        Some((before, after)) if with_index => format!("{before}{}{after}", home.index),
        _ => home.path.to_owned(),
    };
    format!("{path}/{token}")
}

/// All terms of a user, apart from the rows that it was read from.
pub fn neutral(user: &User<'_>) -> Vec<Term> {
    let mut terms = Vec::with_capacity(32);
    texts(user, &mut terms);
    contacts(user, &mut terms);
    credential(user, &mut terms);
    for (field, names) in [(Field::Groups, &user.groups), (Field::Roles, &user.roles)] {
        terms.extend(names.iter().map(|name| Term::new(field, "", text_value(*name))));
    }
    for Attribute { name, value, .. } in &user.attributes {
        let name = String::from_utf8_lossy(&name.decode()).into_owned();
        terms.push(Term::new(Field::Attributes, &name, canonical(*value)));
    }
    for identity in &user.identities {
        terms.push(Term::new(Field::Identities, "", account(user, identity)));
    }
    for kept in &user.kept {
        let value =
            joined(pointer_of(kept.home, kept.name, true).as_bytes(), &canonical(kept.value));
        terms.push(Term::new(kept.field, &pointer_of(kept.home, kept.name, false), value));
    }
    terms
}

fn texts(user: &User<'_>, terms: &mut Vec<Term>) {
    let (name, work) = (&user.name, &user.enterprise);
    for (field, part, text) in [
        (Field::SourceId, "", user.id),
        (Field::UserName, "", user.user_name),
        (Field::Names, "formatted", name.formatted),
        (Field::Names, "givenName", name.given),
        (Field::Names, "familyName", name.family),
        (Field::Names, "middleName", name.middle),
        (Field::Names, "honorificPrefix", name.honorific_prefix),
        (Field::Names, "honorificSuffix", name.honorific_suffix),
        (Field::DisplayName, "", user.display_name),
        (Field::NickName, "", user.nick_name),
        (Field::Title, "", user.title),
        (Field::UserType, "", user.user_type),
        (Field::ProfileUrl, "", user.profile_url),
        (Field::Locale, "", user.locale),
        (Field::PreferredLanguage, "", user.preferred_language),
        (Field::Timezone, "", user.timezone),
        (Field::EmployeeNumber, "", work.employee_number),
        (Field::CostCenter, "", work.cost_center),
        (Field::Organization, "", work.organization),
        (Field::Division, "", work.division),
        (Field::Department, "", work.department),
        (Field::Manager, "", work.manager),
        (Field::Created, "", user.created),
        (Field::LastModified, "", user.last_modified),
    ] {
        terms.extend(text.map(|text| Term::new(field, part, text_value(text))));
    }
    terms.extend(user.active.map(|active| Term::new(Field::Active, "", flag(active))));
    for (there, field) in
        [(user.activation_pending, Field::ActivationPending), (user.locked, Field::Locked)]
    {
        terms.extend(there.then(|| Term::new(field, "", flag(true))));
    }
}

fn flag(flag: bool) -> &'static [u8] {
    if flag { b"true" } else { b"false" }
}

fn contacts(user: &User<'_>, terms: &mut Vec<Term>) {
    let mut push = |field, name, value: &[u8], mark: Option<Vec<u8>>| {
        terms.extend(mark.map(|mark| Term::new(field, name, joined(value, &mark))));
    };
    for email in &user.emails {
        let value = text_value(email.value);
        push(Field::EmailType, "", &value, email.kind.map(text_value));
        push(Field::Emails, "stated", &value, email.stated.map(|stated| flag(stated).to_vec()));
        push(Field::Emails, "primary", &value, email.primary.then(Vec::new));
        push(Field::EmailVerified, "", &value, email.verified.then(Vec::new));
    }
    for phone in &user.phones {
        let value = text_value(phone.value);
        push(Field::PhoneType, "", &value, phone.kind.map(text_value));
        push(Field::PhonePrimary, "", &value, phone.primary.map(|one| flag(one).to_vec()));
        push(Field::PhoneVerified, "", &value, phone.verified.then(Vec::new));
    }
    for address in &user.addresses {
        let value = address_value(address);
        push(Field::Addresses, "type", &value, address.kind.map(text_value));
        push(Field::Addresses, "primary", &value, address.primary.map(|one| flag(one).to_vec()));
    }
    for photo in &user.photos {
        let value = text_value(photo.value);
        push(Field::Photos, "type", &value, photo.kind.map(text_value));
        push(Field::Photos, "primary", &value, photo.primary.map(|one| flag(one).to_vec()));
    }
    let values = user.emails.iter().map(|email| (Field::Emails, email.value));
    let values = values.chain(user.phones.iter().map(|phone| (Field::Phones, phone.value)));
    let values = values.chain(user.photos.iter().map(|photo| (Field::Photos, photo.value)));
    terms.extend(values.map(|(field, value)| Term::new(field, "", text_value(value))));
    let addresses = user.addresses.iter().map(address_value);
    terms.extend(addresses.map(|value| Term::new(Field::Addresses, "", value)));
}

/// The parts of an address, without type and mark.
pub(super) fn address_value(address: &Address<'_>) -> Vec<u8> {
    let parts = [
        address.formatted,
        address.street_address,
        address.locality,
        address.region,
        address.postal_code,
        address.country,
    ];
    let parts = parts.map(|part| part.map(text_value).unwrap_or_default());
    parts.join(&b'\x1f')
}

fn credential(user: &User<'_>, terms: &mut Vec<Term>) {
    let credential = &user.credential;
    let mut push = |field, name, value: Option<Vec<u8>>| {
        terms.extend(value.map(|value| Term::new(field, name, value)));
    };
    push(Field::PasswordHash, "sealed", credential.sealed.map(text_value));
    push(Field::PasswordHash, "hash", credential.hash.map(|hash| canonical(hash.raw)));
    push(Field::PasswordHash, "reset", credential.must_reset.then(|| flag(true).to_vec()));
    push(Field::Password, "", credential.clear.map(text_value));
    push(Field::PasswordAlgorithm, "", credential.algorithm.map(text_value));
    push(Field::PasswordExpires, "", credential.expires.map(canonical));
    push(Field::PasswordUpdated, "", credential.updated.map(canonical));
    let says = |json: Option<Json<'_>>| json.filter(|json| !json.is_hollow()).map(canonical);
    push(Field::PasswordHistory, "", says(credential.history));
    push(Field::SecondFactors, "", says(user.second_factors));
}

/// An account at a provider: provider, identifier, claims, and those beside them. Claims that stand
/// beside the identifier where there are no others are the claims.
fn account(user: &User<'_>, identity: &Identity<'_>) -> Vec<u8> {
    let mut beside = Vec::new();
    for Attribute { name, value, .. } in &user.claims[identity.siblings.clone()] {
        if !beside.is_empty() {
            beside.push(b',');
        }
        beside.push(b'"');
        push_escaped(&mut beside, &name.decode());
        beside.extend_from_slice(b"\":");
        beside.extend_from_slice(&spelled(*value));
    }
    let claims = identity.info.map(|info| spelled(info.value));
    let whole = |inner: &[u8]| [b"{", inner, b"}"].concat();
    let (claims, beside) = match claims {
        Some(claims) => (claims, beside),
        None if beside.is_empty() => (Vec::new(), beside),
        None => (whole(&beside), Vec::new()),
    };
    let parts = [identity.provider, identity.subject];
    let [provider, subject] = parts.map(|part| part.map(text_value).unwrap_or_default());
    [provider, subject, claims, beside].join(&b'\x1f')
}

/// A value with its names and strings spelled in one way.
fn spelled(value: Json<'_>) -> Vec<u8> {
    let mut compact = Vec::new();
    value.push_compact(&mut compact);
    let mut out = Vec::with_capacity(compact.len());
    let mut at = 0;
    while at < compact.len() {
        if compact[at] != b'"' {
            out.push(compact[at]);
            at += 1;
            continue;
        }
        let mut cursor = Cursor::new(&compact, at);
        let Ok(text) = cursor.text() else { break };
        out.push(b'"');
        push_escaped(&mut out, &text.decode());
        out.push(b'"');
        at = cursor.at();
    }
    out
}
