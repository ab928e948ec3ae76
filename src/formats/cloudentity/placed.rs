//! Attributes that a mapping sends to a place of their own: a member of `payload`, of `metadata`
//! or of `business_metadata`.

use crate::formats::members::Members;
use crate::formats::{Placement, Placing};
use crate::model::{Attribute, User};

/// Where attributes can go.
pub(super) static PLACING: Placing = Placing {
    table: "place",
    help: "\"attributes.NAME\" = \"payload.NAME\", or metadata.NAME, or business_metadata.NAME",
    check,
};

/// An object of a user row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    Payload,
    Metadata,
    BusinessMetadata,
}

/// The objects by name, with the members that are written anyway.
const OBJECTS: [(&str, Object, &[&str]); 3] = [
    ("payload", Object::Payload, &["given_name", "family_name", "name"]),
    (
        "metadata",
        Object::Metadata,
        &[
            "groups",
            "userName",
            "displayName",
            "name",
            "nickName",
            "title",
            "userType",
            "profileUrl",
            "locale",
            "preferredLanguage",
            "timezone",
            "addresses",
            "photos",
            "phoneNumbers",
            "roles",
            "employeeNumber",
            "costCenter",
            "organization",
            "division",
            "department",
            "manager",
            "attributes",
            "identities",
            "kept",
            "migration",
        ],
    ),
    ("business_metadata", Object::BusinessMetadata, &[]),
];

/// The places of a run, ready to be written.
#[derive(Clone, Debug, Default)]
pub struct Places(Vec<Place>);

#[derive(Clone, Debug)]
struct Place {
    attribute: String,
    object: Object,
    /// The name of the member, with quotes and colon.
    member: Vec<u8>,
}

impl Places {
    /// The places that were asked for, which have passed the check.
    pub(super) fn new(placements: &[Placement]) -> Self {
        let place = |one: &Placement| {
            let (object, name) = split(&one.place)?;
            let member = format!("{}:", serde_json::Value::from(name)).into_bytes();
            Some(Place { attribute: one.attribute.clone(), object, member })
        };
        Places(placements.iter().filter_map(place).collect())
    }

    /// Does this attribute have a place of its own?
    pub(super) fn holds(&self, attribute: &Attribute<'_>) -> bool {
        self.0.iter().any(|place| attribute.name.is(&place.attribute))
    }

    /// Appends the attributes that go to this object.
    pub(super) fn push(&self, members: &mut Members<'_>, user: &User<'_>, object: Object) {
        for place in self.0.iter().filter(|place| place.object == object) {
            let mut attributes = user.attributes.iter();
            let value = attributes.find(|one| one.name.is(&place.attribute)).map(|one| one.value);
            members.json(&place.member, value);
        }
    }

    /// Appends a `business_metadata` behind the members of a user, if anything goes there.
    pub(super) fn push_business(&self, out: &mut Vec<u8>, user: &User<'_>) {
        if self.0.is_empty() {
            return;
        }
        let start = out.len();
        out.extend_from_slice(br#","business_metadata":{"#);
        let empty = out.len();
        self.push(&mut Members::new(out), user, Object::BusinessMetadata);
        match out.len() > empty {
            true => out.push(b'}'),
            false => out.truncate(start),
        }
    }
}

fn split(place: &str) -> Option<(Object, &str)> {
    let (object, name) = place.split_once('.')?;
    let (_, object, _) = OBJECTS.iter().find(|(known, ..)| *known == object)?;
    (!name.is_empty()).then_some((*object, name))
}

fn check(place: &str) -> Result<(), String> {
    let Some((object, name)) = split(place) else {
        return Err(format!(
            "there is no place {place:?}; there are payload.NAME, metadata.NAME, business_metadata.NAME"
        ));
    };
    let taken = OBJECTS.iter().any(|(_, one, taken)| *one == object && taken.contains(&name));
    match taken {
        true => Err(format!(
            "{place} is written anyway; send the value to the field that fills it, in [fields]"
        )),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Json, Text};

    #[test]
    fn places_are_members_of_three_objects() {
        for right in ["payload.locale", "metadata.a.b", "business_metadata.name"] {
            assert_eq!(check(right), Ok(()), "{right}");
        }
        for wrong in ["payload", "payload.", "Payload.x", "x.y", "payload.name", "metadata.kept"] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_are_written_as_they_are() {
        let place = |attribute: &str, place: &str| Placement {
            attribute: attribute.to_owned(),
            place: place.to_owned(),
        };
        let places = Places::new(&[place("a", "payload.x\"y"), place("b", "metadata.b")]);
        let attribute =
            Attribute { home: "", name: Text::plain("a"), value: Json::new(b"1.50", false) };
        let user = User { attributes: vec![attribute], ..User::default() };
        let written = |name: Option<&'static str>| {
            let mut out = Vec::new();
            let mut members = Members::new(&mut out);
            members.text(br#""name":"#, name.map(Text::plain));
            places.push(&mut members, &user, Object::Payload);
            places.push_business(&mut out, &user);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(None), r#""x\"y":1.50"#);
        assert_eq!(written(Some("A")), r#""name":"A","x\"y":1.50"#);
        assert!(places.holds(&attribute));
    }
}
