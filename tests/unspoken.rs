//! No type that holds what somebody wrote into a record can be formatted by accident: it has no
//! `Debug` and no `Display`, or one that tells a shape.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::fmt::{Debug, Display};

use idport::formats::proof::{Owed, Term};
use idport::ids::RunKey;
use idport::input::{Buffer, Chunk};
use idport::json::{Cursor, Envelope, Json, Step, Text};
use idport::model::*;
use idport::output::Manifest;
use idport::pack::{Encoded, Part};

/// Does a type have a trait? What is found first is the constant of the type itself, which is there
/// where the trait is.
macro_rules! has {
    ($type:ty, $trait:path) => {{
        struct Probe<T>(std::marker::PhantomData<T>);
        #[allow(dead_code)]
        trait Otherwise {
            const HAS: bool = false;
        }
        impl<T> Otherwise for Probe<T> {}
        #[allow(dead_code)]
        impl<T: $trait> Probe<T> {
            const HAS: bool = true;
        }
        <Probe<$type>>::HAS
    }};
}

macro_rules! assert_cannot_be_formatted {
    ($($type:ty),* $(,)?) => {
        $(assert!(!has!($type, Debug), "{} has Debug", stringify!($type));
        assert!(!has!($type, Display), "{} has Display", stringify!($type));)*
    };
}

#[test]
fn what_holds_values_cannot_be_formatted() {
    assert!(has!(u8, Debug) && has!(u8, Display) && !has!(Vec<u8>, Display));
    assert_cannot_be_formatted!(
        Text<'static>,
        Json<'static>,
        User<'static>,
        Name<'static>,
        Enterprise<'static>,
        Email<'static>,
        Phone<'static>,
        Address<'static>,
        Photo<'static>,
        Attribute<'static>,
        Credential<'static>,
        Hash<'static>,
        Identity<'static>,
        Info<'static>,
        SourceRow<'static>,
        Kept<'static>,
        LostMembers,
        KeyHasher,
        Buffer,
        Chunk,
        Encoded,
        Part,
        Term,
        Owed,
    );
}

const MARK: &str = "CANARY";

#[test]
fn what_can_be_formatted_tells_a_shape() {
    let record = format!(r#"{{"{MARK}-name":"{MARK}"}}"#);
    let shown = format!("{:?}", Cursor::new(record.as_bytes(), 0));
    assert_eq!(shown, format!("Cursor(0 of {})", record.len()));

    let page = format!(r#"{{"page":"{MARK}","users":[]}}"#);
    let mut at = 0;
    let Ok(Step::Member(member)) = Envelope::new("users").next(page.as_bytes(), &mut at) else {
        panic!("the page starts with a member");
    };
    assert!(member.value.contains(MARK) && !format!("{member:?}").contains(MARK));

    let owned = || MARK.to_owned();
    let group = Group {
        name: owned(),
        description: Some(owned()),
        verbatim: Some(owned()),
        app_roles: vec![GroupRole { role: owned(), app: owned(), place: (0, 0) }],
        ..Group::default()
    };
    assert!(!format!("{group:?}").contains(MARK));
    assert_eq!(format!("{:?}", RunKey::new([7; 32])), "RunKey(…)");
}

#[test]
fn a_manifest_shows_neither_the_key_nor_a_mapping() {
    let text = include_str!("golden/ids.manifest.json");
    let manifest: Manifest = serde_json::from_str(text).unwrap();
    let mut manifest = manifest;
    manifest.options.insert("mapping".to_owned(), MARK.into());
    let shown = format!("{manifest:?}");
    assert!(!shown.contains(&manifest.run_key) && !shown.contains(MARK), "{shown}");
}
