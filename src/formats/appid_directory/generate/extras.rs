//! Members that are legal in SCIM or occur in other answers of the service, but were not seen in
//! an export, and members nobody knows.

use super::record::Record;
use crate::generate::{Random, Scalar, uuid};
use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use std::fmt::{Display, from_fn};

/// Whether the member occurs in this record, in `share` of 1,000; and what its value draws from.
fn occurs(record: &Record<'_>, key: &str, share: u64) -> Option<Random> {
    let mut random = record.seed.stream(key);
    (random.below(1000) < share).then_some(random)
}

fn some_text(record: &mut Record<'_>, key: &str, share: u64, texts: &[&str]) {
    if let Some(mut random) = occurs(record, key, share) {
        record.json.member(key, Scalar::Text(&random.pick(texts)));
    }
}

fn array_of_one<const N: usize>(record: &mut Record<'_>, key: &str, item: [(&str, Scalar<'_>); N]) {
    record.json.key(key);
    record.json.begin_array();
    record.json.object(item);
    record.json.end_array();
}

/// The user-read answer has `id`, `meta` and `schemas`; pasted into an export, they come together.
fn is_user_read_answer(record: &Record<'_>) -> bool {
    record.source_id.is_some_and(|id| id.key == "id")
}

pub(super) fn schemas(record: &mut Record<'_>, key: &'static str) {
    if is_user_read_answer(record) {
        record.json.key(key);
        record.json.begin_array();
        record.json.text("urn:ietf:params:scim:schemas:core:2.0:User");
        record.json.end_array();
    }
}

pub(super) fn meta(record: &mut Record<'_>, key: &'static str) {
    if !is_user_read_answer(record) {
        return;
    }
    let mut random = record.seed.stream(key);
    let (created, modified, login) =
        (instant(&mut random, 2021), instant(&mut random, 2023), instant(&mut random, 2025));
    let number = record.person.number();
    let location = from_fn(move |f| write!(f, "https://directory.example.com/v4/Users/{number}"));
    record.json.key(key);
    record.json.object([
        ("created", Scalar::Text(&created)),
        ("lastModified", Scalar::Text(&modified)),
        ("lastLogin", Scalar::Text(&login)),
        ("location", Scalar::Text(&location)),
        ("resourceType", Scalar::Text(&"User")),
    ]);
}

/// An instant of the year, as in `2021-03-04T05:06:07.089Z`.
fn instant(random: &mut Random, year: u16) -> impl Display + use<> {
    let (month, day, hour) = (1 + random.below(12), 1 + random.below(28), random.below(24));
    let (minute, second, ms) = (random.below(60), random.below(60), random.below(1000));
    from_fn(move |f| {
        write!(f, "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
    })
}

pub(super) fn external_id(record: &mut Record<'_>, key: &'static str) {
    if let Some(mut random) = occurs(record, key, 10) {
        record.json.member(key, Scalar::Text(&random.bits()));
    }
}

pub(super) fn nick_name(record: &mut Record<'_>, key: &'static str) {
    some_text(record, key, 50, &["Zosia", "Bob 🐸", "T-Bone", "\"Doc\"", "Мышь", "小明", ""]);
}

pub(super) fn profile_url(record: &mut Record<'_>, key: &'static str) {
    if occurs(record, key, 30).is_some() {
        let number = record.person.number();
        let url = from_fn(move |f| write!(f, "https://people.example.com/u/{number}?tab=a&x=%20"));
        record.json.member(key, Scalar::Text(&url));
    }
}

pub(super) fn title(record: &mut Record<'_>, key: &'static str) {
    let titles = ["Depot planner", "VP, R&D", "Leiter Einkauf (m/w/d)", "+1 Engineer", "主任"];
    some_text(record, key, 80, &titles);
}

pub(super) fn user_type(record: &mut Record<'_>, key: &'static str) {
    some_text(record, key, 80, &["Employee", "Contractor", "Customer", "Partner"]);
}

pub(super) fn preferred_language(record: &mut Record<'_>, key: &'static str) {
    if occurs(record, key, 80).is_some() {
        record.json.member(key, Scalar::Text(&record.person.language()));
    }
}

pub(super) fn locale(record: &mut Record<'_>, key: &'static str) {
    if let Some(mut random) = occurs(record, key, 250) {
        let (locale, language) = (record.person.locale(), record.person.language());
        let text = if random.percent(70) { locale } else { language };
        record.json.member(key, Scalar::Text(&text));
    }
}

pub(super) fn timezone(record: &mut Record<'_>, key: &'static str) {
    if occurs(record, key, 80).is_some() {
        record.json.member(key, Scalar::Text(&record.person.timezone()));
    }
}

pub(super) fn addresses(record: &mut Record<'_>, key: &'static str) {
    let Some(mut random) = occurs(record, key, 70) else { return };
    let person = &record.person;
    let (street, code) = (person.street_address(), person.postal_code());
    let (city, region, country) = (person.locality(), person.region(), person.country());
    let formatted = from_fn(|f| write!(f, "{street}\n{city} {region} {code}\n{country}"));
    let kinds: &[&str] = if random.percent(30) { &["home", "work"] } else { &["work"] };
    record.json.key(key);
    record.json.begin_array();
    for (nth, kind) in kinds.iter().enumerate() {
        record.json.object([
            ("type", Scalar::Text(kind)),
            ("streetAddress", Scalar::Text(&street)),
            ("locality", Scalar::Text(&city)),
            ("region", Scalar::Text(&region)),
            ("postalCode", Scalar::Text(&code)),
            ("country", Scalar::Text(&country)),
            ("formatted", Scalar::Text(&formatted)),
            ("primary", Scalar::Flag(nth == 0)),
        ]);
    }
    record.json.end_array();
}

pub(super) fn photos(record: &mut Record<'_>, key: &'static str) {
    let Some(mut random) = occurs(record, key, 50) else { return };
    let (number, kind) = (record.person.number(), random.pick(&["photo", "thumbnail"]));
    let url = from_fn(move |f| write!(f, "https://img.example.com/u/{number}.png"));
    array_of_one(record, key, [("value", Scalar::Text(&url)), ("type", Scalar::Text(&kind))]);
}

pub(super) fn ims(record: &mut Record<'_>, key: &'static str) {
    if occurs(record, key, 8).is_some() {
        let email = record.person.email();
        let item = [("value", Scalar::Text(&email)), ("type", Scalar::Text(&"xmpp"))];
        array_of_one(record, key, item);
    }
}

pub(super) fn groups(record: &mut Record<'_>, key: &'static str) {
    if let Some(mut random) = occurs(record, key, 8) {
        let (id, name) = (uuid(&mut random), random.pick(&["Depot west", "Entrepôt \"ouest\""]));
        array_of_one(record, key, [("value", Scalar::Text(&id)), ("display", Scalar::Text(&name))]);
    }
}

pub(super) fn entitlements(record: &mut Record<'_>, key: &'static str) {
    if occurs(record, key, 8).is_some() {
        array_of_one(record, key, [("value", Scalar::Text(&"forklift"))]);
    }
}

pub(super) fn scim_roles(record: &mut Record<'_>, key: &'static str) {
    if record.seed.stream("SCIM roles").below(1000) < 8 {
        array_of_one(record, key, [("value", Scalar::Text(&"not an App ID role"))]);
    }
}

pub(super) fn certificates(record: &mut Record<'_>, key: &'static str) {
    if let Some(mut random) = occurs(record, key, 8) {
        let bytes: [u8; 301] = random.bytes();
        let text = Base64Display::new(&bytes, &STANDARD);
        array_of_one(record, key, [("value", Scalar::Text(&text))]);
    }
}

pub(super) fn idp_type(record: &mut Record<'_>, key: &'static str) {
    some_text(record, key, 8, &["cloud_directory"]);
}

pub(super) fn profile_id(record: &mut Record<'_>, key: &'static str) {
    if let Some(mut random) = occurs(record, key, 8) {
        let id = uuid(&mut random);
        record.json.member(key, Scalar::Text(&id));
    }
}

pub(super) fn enterprise(record: &mut Record<'_>, key: &'static str) {
    if let Some(mut random) = occurs(record, key, 20) {
        let (number, center) = (random.below(100_000), random.below(1000));
        record.json.key(key);
        record.json.object([
            ("employeeNumber", Scalar::Text(&number)),
            ("costCenter", Scalar::Text(&center)),
            ("organization", Scalar::Text(&"Example Depots")),
            ("department", Scalar::Text(&random.pick(&["Night shift", "Entwässerung"]))),
        ]);
    }
}

/// The import sample of the documentation repeats `status` and others beside `scimUser`.
pub(super) fn status_in_the_wrong_place(record: &mut Record<'_>, key: &'static str) {
    if record.seed.stream("slip").below(1000) < 5 {
        record.json.member(key, Scalar::Text(&"CONFIRMED"));
        let name = record.person.short_name();
        record.json.member("displayName", Scalar::Text(&name));
        let email = record.person.email();
        let item = [("value", Scalar::Text(&email)), ("primary", Scalar::Flag(true))];
        array_of_one(record, "emails", item);
    }
}

pub(super) fn unknown_member(record: &mut Record<'_>, key: &'static str) {
    let Some(mut random) = occurs(record, key, 20) else { return };
    let rank = Scalar::Number(random.below(10));
    record.json.key(key);
    record.json.object([("name", Scalar::Text(&"crm [2019] }{")), ("rank", rank)]);
}
