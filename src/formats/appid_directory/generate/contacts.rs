//! E-mail addresses and phone numbers, with all that can be wrong about the former.

use super::defect::Defect;
use super::record::Record;
use crate::generate::{Person, Random, Scalar};
use std::fmt::{Display, from_fn};

pub(super) fn emails(record: &mut Record<'_>, key: &'static str) {
    if record.has(Defect::EmailsMissing) {
        return;
    }
    record.json.key(key);
    record.json.begin_array();
    if !record.has(Defect::EmailsEmpty) {
        let mut random = record.seed.stream(key);
        let two = record.has(Defect::TwoPrimaries) || record.has(Defect::NoPrimaryOfTwo);
        let count = if two { 2 } else { random.pick(&[1, 1, 1, 1, 1, 1, 1, 1, 2, 3]) };
        // The primary one is not always the first.
        let primary = if random.percent(75) { 0 } else { count - 1 };
        for nth in 0..count {
            email(record, &mut random, nth, nth == primary);
        }
    }
    record.json.end_array();
}

fn email(record: &mut Record<'_>, random: &mut Random, nth: u64, primary: bool) {
    let kind = random.pick(&[None, None, Some("work"), Some("home"), Some("other")]);
    let silent = random.percent(40);
    let primary_too = record.has(Defect::TwoPrimaries);
    let flag = if primary_too || primary && !record.has(Defect::NoPrimaryOfTwo) {
        Scalar::Flag(true)
    } else if silent {
        Scalar::Absent
    } else {
        Scalar::Flag(false)
    };
    let further = record.person.further_email(nth);
    let first = primary_email(record);
    let value = match (&first, primary) {
        (_, false) => Scalar::Text(&further),
        (Some(first), true) => Scalar::Text(first),
        (None, true) if record.defect_shape().percent(50) => Scalar::Absent,
        (None, true) => Scalar::Number(42),
    };
    record.json.object([("value", value), ("primary", flag), ("type", Scalar::text(&kind))]);
}

/// The primary e-mail address as the defect makes it; none where it is no text.
fn primary_email(record: &Record<'_>) -> Option<impl Display + use<>> {
    if record.has(Defect::EmailValueNotText) {
        return None;
    }
    let repeated = record.planted.filter(|planted| planted.defect == Defect::DuplicateEmail);
    let whose = match repeated.and_then(|planted| planted.repeats) {
        Some(earlier) => Person::new(record.file_seed, earlier),
        None => record.person,
    };
    let (number, email) = (whose.number(), whose.email());
    let shape = record.has(Defect::EmailMalformed).then(|| record.defect_shape().below(5));
    Some(from_fn(move |f| match shape {
        None => email.fmt(f),
        Some(0) => write!(f, "{email}@example.net"),
        Some(1) => write!(f, "first last {email}"),
        Some(2) => write!(f, "user{number}.example.com"),
        Some(3) => write!(f, "user{number}@"),
        Some(_) => write!(f, "user{number}@@example.org"),
    }))
}

pub(super) fn phone_numbers(record: &mut Record<'_>, key: &'static str) {
    let mut random = record.seed.stream(key);
    let count = match random.below(100) {
        0..30 => 1,
        30..35 => 2,
        35 => 0,
        _ => return,
    };
    record.json.key(key);
    record.json.begin_array();
    for nth in 0..count {
        let number = record.person.phone(nth);
        // The sample application writes the number alone.
        let plain = random.percent(40);
        let flag = if plain { Scalar::Absent } else { Scalar::Flag(nth == 0) };
        let kind = (!plain).then(|| random.pick(&["mobile", "work", "home", "other", "fax"]));
        let value = Scalar::Text(&number);
        record.json.object([("value", value), ("type", Scalar::text(&kind)), ("primary", flag)]);
    }
    record.json.end_array();
}
