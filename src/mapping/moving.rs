//! Moving values of a user: all of them are taken first, then each is put in its new place.

use super::file::Move;
use super::place::{Place, is_names};
use super::rules::MP_002;
use crate::findings::{NO_PLACE, Notes, Pointer, Shape};
use crate::formats::SourcePaths;
use crate::formats::text_check::is_email;
use crate::json::Kind;
use crate::model::{Attribute, Email, Field, Home, Json, Kept, Phone, Repeats, Text, User};

/// Moves everything at once: first all values are taken, then each is put in its place.
pub(super) fn move_all<'a>(
    moves: &'a [Move],
    user: &mut User<'a>,
    paths: SourcePaths,
    notes: &mut Notes,
) {
    let mut taken: Vec<Taken<'a>> = Vec::new();
    for entry in moves {
        if let Some(value) = take(user, &entry.from) {
            notes.account.act(entry.effect);
            taken.push(Taken { entry, value });
        }
    }
    while !taken.is_empty() {
        let one = taken.remove(next(&taken));
        if put(user, &one.entry.to, one.value.clone()) {
            continue;
        }
        let (field, _) = one.entry.from.field();
        let pointer = pointer(&one.entry.from, &one.value, paths);
        notes.warning(&MP_002, NO_PLACE, pointer, shape(&one.value));
        if !put_back(user, &one.entry.from, one.value) {
            notes.account.lose(field);
        }
    }
}

/// Which value is put next: one whose new place no other value may have to come back to. Where
/// values change places in a circle there is none, and any will do.
fn next(taken: &[Taken<'_>]) -> usize {
    let is_wanted_back = |one: &Taken<'_>| {
        let others = taken.iter().filter(|other| other.entry.effect != one.entry.effect);
        { others }.any(|other| other.entry.from == one.entry.to)
    };
    taken.iter().position(|one| !is_wanted_back(one)).unwrap_or(0)
}

/// A value taken from its place.
struct Taken<'a> {
    entry: &'a Move,
    value: Value<'a>,
}

#[derive(Clone)]
enum Value<'a> {
    Text(Text<'a>),
    Attribute(Attribute<'a>),
    Kept(Kept<'a>),
    Names(Vec<Text<'a>>),
}

fn take<'a>(user: &mut User<'a>, place: &Place) -> Option<Value<'a>> {
    match place {
        Place::Text(field) => field.of(user).take().map(Value::Text),
        Place::Attribute(name) => {
            let mut attributes = user.attributes.iter();
            let at =
                attributes.position(|one| one.name.is(name) && one.value.raw() != Some(b"null"))?;
            Some(Value::Attribute(user.attributes.remove(at)))
        }
        Place::Kept(name) => {
            let at = user.kept.iter().position(|kept| kept.name.is(name))?;
            Some(Value::Kept(user.kept.remove(at)))
        }
        Place::List(field) => {
            let names = names(user, *field)?;
            (!names.is_empty()).then(|| Value::Names(std::mem::take(names)))
        }
        Place::Email(_) | Place::Phone(_) => None,
    }
}

fn names<'u, 'a>(user: &'u mut User<'a>, field: Field) -> Option<&'u mut Vec<Text<'a>>> {
    match field {
        Field::Groups => Some(&mut user.groups),
        Field::Roles => Some(&mut user.roles),
        _ => None,
    }
}

/// Puts a value in a place that is free and can hold it.
fn put<'a>(user: &mut User<'a>, place: &'a Place, value: Value<'a>) -> bool {
    let value = match value {
        Value::Names(list) => return put_names(user, place, list),
        Value::Text(text) => Json::text(text),
        Value::Attribute(attribute) => attribute.value,
        Value::Kept(kept) => kept.value,
    };
    let text = scalar(value);
    match (place, text) {
        (Place::Attribute(name), _) => add_attribute(user, name, value),
        (Place::Text(field), Some(text)) => {
            let slot = field.of(user);
            let is_free = slot.is_none();
            *slot = slot.or(Some(text));
            is_free
        }
        (Place::Email(kind), Some(value)) if is_email(value) => {
            let kind = Some(Text::plain(kind));
            user.emails.push(Email { value, kind, primary: false, stated: None, verified: false });
            true
        }
        (Place::Phone(kind), Some(value)) => {
            let kind = Some(Text::plain(kind));
            user.phones.push(Phone { value, kind, primary: None, verified: false, at: None });
            true
        }
        _ => false,
    }
}

fn put_names<'a>(user: &mut User<'a>, place: &Place, list: Vec<Text<'a>>) -> bool {
    let Some(names) = names(user, place.field().0).filter(|_| is_names(place.field().0)) else {
        return false;
    };
    let mut repeats = Repeats::default();
    for name in list {
        if !repeats.has(names, name) {
            names.push(name);
        }
    }
    true
}

fn put_back<'a>(user: &mut User<'a>, place: &'a Place, value: Value<'a>) -> bool {
    match value {
        Value::Attribute(attribute) => {
            let is_free = !user.attributes.iter().any(|one| one.name.same_as(attribute.name));
            if is_free {
                user.attributes.push(attribute);
            }
            is_free
        }
        Value::Kept(kept) => {
            user.kept.push(kept);
            true
        }
        value => put(user, place, value),
    }
}

/// Adds an attribute, unless there is one of this name.
pub(super) fn add_attribute<'a>(user: &mut User<'a>, name: &'a str, value: Json<'a>) -> bool {
    let is_free = !user.attributes.iter().any(|attribute| attribute.name.is(name));
    if is_free {
        user.attributes.push(Attribute { home: "", name: Text::plain(name), value });
    }
    is_free
}

/// The text that a value is, where it is text, a number, `true` or `false`.
pub(super) fn scalar(value: Json<'_>) -> Option<Text<'_>> {
    value.as_text().or_else(|| match value.raw() {
        Some(raw @ [b'-' | b'0'..=b'9' | b't' | b'f', ..]) => Some(Text::clean(raw)),
        _ => None,
    })
}

fn pointer(place: &Place, value: &Value<'_>, paths: SourcePaths) -> Pointer {
    match value {
        Value::Attribute(attribute) => {
            Pointer::member(Home { path: paths(Field::Attributes), index: 0 }, attribute.name)
        }
        Value::Kept(kept) => Pointer::member(kept.home, kept.name),
        Value::Text(_) | Value::Names(_) => Pointer::of(paths(place.field().0)),
    }
}

fn shape(value: &Value<'_>) -> Shape {
    let json = match value {
        Value::Text(text) => return Shape::Text(text.chars()),
        Value::Names(names) => return Shape::Count(names.len() as u64),
        Value::Attribute(attribute) => attribute.value,
        Value::Kept(kept) => kept.value,
    };
    match (json.as_text(), json.raw().and_then(<[u8]>::first)) {
        (Some(text), _) => Shape::Text(text.chars()),
        (None, Some(b'{')) => Shape::Kind(Kind::Object),
        (None, Some(b'[')) => Shape::Kind(Kind::Array),
        (None, Some(b't' | b'f')) => Shape::Kind(Kind::Boolean),
        (None, Some(b'n')) => Shape::Kind(Kind::Null),
        (None, _) => Shape::Kind(Kind::Number),
    }
}
