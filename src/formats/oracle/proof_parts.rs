//! What is due of addresses and numbers, of which Oracle has a column for each type.

use super::proof::{Files, cell};
use super::slots::{self, Fate, Kinds, Typed, assign};
use super::values;
use crate::formats::proof::{Due, Dues, Term, joined, text_value};
use crate::formats::text_check::is_email;
use crate::model::{Address, Field, Text, User};

/// How many columns take what has no column of its own.
const EMAILS: u8 = 3;
const PHONES: u8 = 4;
const ADDRESSES: u8 = 3;

/// Something of which there can be several.
struct Item {
    value: Vec<u8>,
    kind: Option<Vec<u8>>,
    is_primary: bool,
    /// Would Oracle refuse it?
    is_refused: bool,
    /// Has it no column, because another one has its value?
    is_repeated: bool,
}

/// Which items have no column, because it is there already.
fn repeated<T: Typed, const N: usize>(items: &[T], kinds: &Kinds<N>) -> Vec<bool> {
    let mut repeated = vec![false; items.len()];
    assign(items, kinds, |fate, item| repeated[item] = fate == Fate::Repeated);
    repeated
}

/// The fields of values of one kind.
struct Fields {
    value: Field,
    kind: (Field, &'static str),
    /// What one is counted under that is in another column already; two postal addresses are never
    /// taken for the same one.
    repeated: Option<Field>,
    room: u8,
}

pub(super) fn emails(files: &Files, user: &User<'_>, dues: &mut Dues) {
    let repeated = repeated(&user.emails, &slots::EMAILS);
    let items = user.emails.iter().zip(repeated).map(|(email, is_repeated)| Item {
        is_repeated,
        value: cell(&email.value.decode()),
        kind: email.kind.map(|kind| text_value(kind).into_owned()),
        is_primary: email.primary,
        is_refused: !is_email(email.value) || files.drops(&email.value.decode()),
    });
    let items: Vec<_> = items.collect();
    let fields = Fields {
        value: Field::Emails,
        kind: (Field::EmailType, ""),
        repeated: Some(Field::EmailRepeated),
        room: EMAILS,
    };
    put(files, &fields, &items, dues);
    for (email, item) in user.emails.iter().zip(&items) {
        let mark = joined(&item.value, b"");
        if email.verified {
            dues.push(Due::Follows, Term::new(Field::EmailVerified, "", &mark));
        }
        match (email.primary, user.primary_email()) {
            (true, _) => dues.push(Due::Carried, Term::new(Field::Emails, "primary", &mark)),
            // Somebody must be the primary one.
            (false, None) => dues.push(Due::Allowed, Term::new(Field::Emails, "primary", &mark)),
            (false, Some(_)) => {}
        }
    }
}

pub(super) fn phones(files: &Files, user: &User<'_>, dues: &mut Dues) {
    let primary = user.phones.iter().position(|phone| phone.primary == Some(true));
    let repeated = repeated(&user.phones, &slots::PHONES);
    let items = user.phones.iter().enumerate().map(|(index, phone)| {
        let value = phone.value.decode();
        Item {
            is_repeated: repeated[index],
            value: cell(&value),
            kind: phone.kind.map(|kind| text_value(kind).into_owned()),
            is_primary: primary == Some(index),
            is_refused: !values::phone(&value).is_taken() || files.drops(&value),
        }
    });
    let items: Vec<_> = items.collect();
    let fields = Fields {
        value: Field::Phones,
        kind: (Field::PhoneType, ""),
        repeated: Some(Field::PhoneRepeated),
        room: PHONES,
    };
    put(files, &fields, &items, dues);
    let marked = user.phones.iter().zip(&items).filter(|(phone, _)| phone.primary == Some(true));
    for (_, item) in marked {
        let due = if item.is_primary { Due::Follows } else { Due::Lost };
        dues.push(due, Term::new(Field::PhonePrimary, "", joined(&item.value, b"true")));
    }
}

pub(super) fn addresses(files: &Files, user: &User<'_>, dues: &mut Dues) {
    let primary = user.addresses.iter().position(|address| address.primary == Some(true));
    let items = user.addresses.iter().enumerate().map(|(index, address)| Item {
        value: value_of(files, address, dues),
        kind: address.kind.map(|kind| text_value(kind).into_owned()),
        is_primary: primary == Some(index),
        is_refused: false,
        is_repeated: false,
    });
    let items: Vec<_> = items.collect();
    let fields = Fields {
        value: Field::Addresses,
        kind: (Field::Addresses, "type"),
        repeated: None,
        room: ADDRESSES,
    };
    put(files, &fields, &items, dues);
    let marked = user.addresses.iter().zip(&items);
    for (_, item) in marked.filter(|(address, _)| address.primary == Some(true)) {
        let due = if item.is_primary { Due::Follows } else { Due::Lost };
        dues.push(due, Term::new(Field::Addresses, "primary", joined(&item.value, b"true")));
    }
}

/// The parts of an address as cells; parts that no cell can hold are lost where that was asked for.
fn value_of(files: &Files, address: &Address<'_>, dues: &mut Dues) -> Vec<u8> {
    let mut part = |text: Option<Text<'_>>| {
        let value = text.map(text_value).unwrap_or_default();
        if files.drops(&value) {
            dues.push(Due::Lost, Term::new(Field::Addresses, "part", value));
            return Vec::new();
        }
        cell(&value)
    };
    let parts = [
        part(address.formatted),
        part(address.street_address),
        part(address.locality),
        part(address.region),
        part(address.postal_code),
        part(address.country),
    ];
    parts.join(&b'\x1f')
}

/// Each is there, or lost where Oracle refuses it or no column is left.
fn put(files: &Files, fields: &Fields, items: &[Item], dues: &mut Dues) {
    // What has a column comes first: of equal values it is the one that is found.
    let (others, there): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.is_repeated);
    for item in there.into_iter().chain(others) {
        if item.value.iter().all(|byte| *byte == b'\x1f') {
            continue;
        }
        let repeated = fields.repeated.filter(|_| item.is_repeated);
        let is_repeated = repeated.is_some();
        let is_dropped = item.is_refused && files.is_dropping();
        let due = match (item.is_primary, is_repeated) {
            _ if is_dropped => Due::Room(0),
            (true, _) => Due::Carried,
            (false, true) => Due::Room(0),
            (false, false) => Due::Room(fields.room),
        };
        let field = repeated.unwrap_or(fields.value);
        dues.push_lost_as(due, Term::new(fields.value, "", &item.value), field);
        let (of_kind, name) = fields.kind;
        let kind = item.kind.as_deref().unwrap_or_default();
        if !kind.is_empty() {
            let mark = joined(&item.value, &kind.to_ascii_lowercase());
            let due = if is_repeated { Due::Allowed } else { Due::Mark };
            dues.push(due, Term::new(of_kind, name, mark));
        }
        // A column has a type, also where the source has none.
        dues.allow(Due::Begins, of_kind, name, joined(&item.value, b""));
    }
}

/// The types of what is in the columns of the output.
pub(super) fn types(user: &User<'_>, terms: &mut Dues) {
    let mut push = |field, name: &'static str, value: &[u8], kind: Option<Text<'_>>| {
        if let Some(kind) = kind.map(|kind| kind.decode().to_ascii_lowercase()) {
            terms.made(field, name, joined(value, &kind));
        }
    };
    for email in &user.emails {
        push(Field::EmailType, "", &text_value(email.value), email.kind);
    }
    for phone in &user.phones {
        push(Field::PhoneType, "", &text_value(phone.value), phone.kind);
    }
    for address in &user.addresses {
        let value = crate::formats::proof::address_value(address);
        push(Field::Addresses, "type", &value, address.kind);
    }
}
