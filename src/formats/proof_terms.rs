//! The terms of a neutral user.

use std::borrow::Cow;

use super::proof::Term;
use crate::json::{Cursor, push_escaped};
use crate::model::{Address, Attribute, Field, Home, Identity, Json, Text, User};

/// The value of a text.
pub fn text_value(text: Text<'_>) -> Cow<'_, [u8]> {
    text.decode()
}

/// The same as characters.
pub(crate) fn decoded(text: Text<'_>) -> Cow<'_, str> {
    match text.decode() {
        Cow::Borrowed(text) => String::from_utf8_lossy(text),
        Cow::Owned(text) => Cow::Owned(String::from_utf8_lossy(&text).into_owned()),
    }
}

/// A value and a mark of it.
pub fn joined(value: &[u8], mark: &[u8]) -> Vec<u8> {
    [value, b"\0", mark].concat()
}

/// A JSON value however it is spaced; a string however it is spelled, with the quote before it.
pub fn canonical(value: Json<'_>) -> Cow<'_, [u8]> {
    if let (Some(compact), text) = (value.compact(), value.as_text()) {
        match text.map(|text| text.as_plain()) {
            None => return Cow::Borrowed(compact),
            Some(Some(plain)) => return Cow::Borrowed(&compact[..=plain.len()]),
            Some(None) => {}
        }
    }
    match value.as_text() {
        Some(text) => Cow::Owned([b"\"".as_slice(), &text.decode()].concat()),
        None => {
            let mut out = Vec::new();
            value.push_compact(&mut out);
            Cow::Owned(out)
        }
    }
}

/// The pointer to a member of an object of the record; with or without the index of a list.
pub fn pointer_of(home: Home, name: Text<'_>, with_index: bool) -> String {
    let mut pointer = String::with_capacity(64);
    match home.path.split_once('*') {
        Some((before, after)) if with_index => {
            pointer.push_str(before);
            pointer.push_str(&home.index.to_string());
            pointer.push_str(after);
        }
        _ => pointer.push_str(home.path),
    }
    pointer.push('/');
    let token = decoded(name);
    match token.contains(['~', '/']) {
        true => pointer.push_str(&token.replace('~', "~0").replace('/', "~1")),
        false => pointer.push_str(&token),
    }
    pointer
}

/// All terms of a user, apart from the rows that it was read from.
pub fn neutral<'u>(user: &'u User<'_>) -> Vec<Term<'u>> {
    let mut terms = fields(user);
    terms.extend(kept(user));
    terms
}

/// The terms of a user that its fields hold.
pub(crate) fn fields<'u>(user: &'u User<'_>) -> Vec<Term<'u>> {
    let mut terms = Vec::with_capacity(32);
    texts(user, &mut terms);
    contacts(user, &mut terms);
    credential(user, &mut terms);
    for (field, names) in [(Field::Groups, &user.groups), (Field::Roles, &user.roles)] {
        terms.extend(names.iter().map(|name| Term::new(field, "", text_value(*name))));
    }
    for Attribute { name, value, .. } in &user.attributes {
        terms.push(Term::new(Field::Attributes, decoded(*name), canonical(*value)));
    }
    for identity in &user.identities {
        terms.push(Term::new(Field::Identities, "", account(user, identity)));
    }
    terms
}

/// The terms of a user that no field holds: each with a pointer to where it stood as its name, and
/// the same with indices before its value.
pub(crate) fn kept<'u>(user: &'u User<'_>) -> impl Iterator<Item = Term<'u>> {
    user.kept.iter().map(|kept| {
        let pointer = pointer_of(kept.home, kept.name, true);
        let value = joined(pointer.as_bytes(), &canonical(kept.value));
        Term::new(kept.field, pointer_of(kept.home, kept.name, false), value)
    })
}

fn texts<'u>(user: &'u User<'_>, terms: &mut Vec<Term<'u>>) {
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

/// What a mark says that only is there.
const NOTHING: &[u8] = b"";

fn flag(flag: bool) -> &'static [u8] {
    if flag { b"true" } else { b"false" }
}

fn contacts<'u>(user: &'u User<'_>, terms: &mut Vec<Term<'u>>) {
    let mut push = |field, name: &'static str, value: &[u8], mark: Option<Cow<'_, [u8]>>| {
        terms.extend(mark.map(|mark| Term::new(field, name, joined(value, &mark))));
    };
    for email in &user.emails {
        let value = text_value(email.value);
        push(Field::EmailType, "", &value, email.kind.map(text_value));
        push(
            Field::Emails,
            "stated",
            &value,
            email.stated.map(|stated| Cow::Borrowed(flag(stated))),
        );
        push(Field::Emails, "primary", &value, email.primary.then_some(Cow::Borrowed(NOTHING)));
        push(Field::EmailVerified, "", &value, email.verified.then_some(Cow::Borrowed(NOTHING)));
    }
    for phone in &user.phones {
        let value = text_value(phone.value);
        push(Field::PhoneType, "", &value, phone.kind.map(text_value));
        push(Field::PhonePrimary, "", &value, phone.primary.map(|one| Cow::Borrowed(flag(one))));
        push(Field::PhoneVerified, "", &value, phone.verified.then_some(Cow::Borrowed(NOTHING)));
    }
    for address in &user.addresses {
        let value = address_value(address);
        push(Field::Addresses, "type", &value, address.kind.map(text_value));
        push(
            Field::Addresses,
            "primary",
            &value,
            address.primary.map(|one| Cow::Borrowed(flag(one))),
        );
    }
    for photo in &user.photos {
        let value = text_value(photo.value);
        push(Field::PhotoType, "", &value, photo.kind.map(text_value));
        push(Field::PhotoPrimary, "", &value, photo.primary.map(|one| Cow::Borrowed(flag(one))));
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

fn credential<'u>(user: &'u User<'_>, terms: &mut Vec<Term<'u>>) {
    let credential = &user.credential;
    let mut push = |field, name: &'static str, value: Option<Cow<'u, [u8]>>| {
        terms.extend(value.map(|value| Term::new(field, name, value)));
    };
    push(Field::PasswordHash, "sealed", credential.sealed.map(text_value));
    push(Field::PasswordHash, "hash", credential.hash.map(|hash| canonical(hash.raw)));
    push(Field::PasswordHash, "reset", credential.must_reset.then(|| Cow::Borrowed(flag(true))));
    push(Field::Password, "", credential.clear.map(text_value));
    push(Field::PasswordAlgorithm, "", credential.algorithm.map(text_value));
    push(Field::PasswordExpires, "", credential.expires.map(canonical));
    push(Field::PasswordUpdated, "", credential.updated.map(canonical));
    let says = |json: Option<Json<'u>>| json.filter(|json| !json.is_hollow()).map(canonical);
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
    [&*provider, &subject, &claims, &beside].join(&b'\x1f')
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
