//! The rows of one user.

use std::fmt::{Display, from_fn};

use super::hash;
use crate::generate::{Json, Person, RecordSeed, Scalar, unique_uuid};

const TENANT: &str = "acme";
const POOL: &str = "d3k7v0h2m5qf8s1ubn60";

/// Kinds of id: no two kinds share one.
const USER: u64 = 0xCE01;
const CREDENTIAL: u64 = 0xCE02;
const IDENTIFIER: u64 = 0xCE03;
const ADDRESS: u64 = 0xCE04;

/// The rows of a user, on their way into the text.
pub(super) struct Row<'j> {
    pub(super) json: &'j mut Json,
    file_seed: u64,
    pub(super) seed: RecordSeed,
    pub(super) person: Person,
}

impl<'j> Row<'j> {
    pub(super) fn new(json: &'j mut Json, seed: u64, number: u64) -> Self {
        let (person, record) = (Person::new(seed, number), RecordSeed::new(seed, number));
        Row { json, file_seed: seed, seed: record, person }
    }

    /// The `nth` id of a kind.
    fn id(&self, kind: u64, nth: u64) -> impl Display + use<> {
        unique_uuid(self.file_seed ^ (kind << 48), self.person.number() * 8 + nth)
    }

    /// Opens a row of the user.
    fn begin(&mut self, kind: u64, nth: u64) {
        let (id, user) = (self.id(kind, nth), self.id(USER, 0));
        self.json.begin_object();
        self.json.member("id", Scalar::Text(&id));
        self.json.member("user_id", Scalar::Text(&user));
        self.owner();
    }

    fn owner(&mut self) {
        self.json.member("tenant_id", Scalar::Text(&TENANT));
        self.json.member("user_pool_id", Scalar::Text(&POOL));
    }

    /// Closes a row with its times.
    fn end(&mut self) {
        let time = self.created();
        self.json.member("created_at", Scalar::Text(&time));
        self.json.member("updated_at", Scalar::Text(&time));
        self.json.end_object();
    }

    /// When the account was created: with a fraction, with another zone, or plain.
    fn created(&self) -> impl Display + use<> {
        let mut random = self.seed.stream("created");
        let (year, month, day) =
            (2017 + random.below(8), 1 + random.below(12), 1 + random.below(28));
        let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
        let zone = random.pick(&["Z", "Z", "Z", ".5Z", ".123456789Z", "+01:00", ".25-03:30"]);
        from_fn(move |f| {
            write!(f, "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
        })
    }

    /// Has the user a name to sign in with, beside the address?
    fn has_user_name(&self) -> bool {
        let name = self.person.user_name().to_string();
        self.seed.stream("uid").percent(60) && !name.contains(' ')
    }
}

/// The row of the user itself.
pub(super) fn user(row: &mut Row<'_>) {
    let mut random = row.seed.stream("status");
    let status = match random.below(100) {
        0..88 => "active",
        88..94 => "inactive",
        94..99 => "new",
        _ => "deleted",
    };
    let (id, created) = (row.id(USER, 0), row.created());
    row.json.begin_object();
    row.json.member("id", Scalar::Text(&id));
    row.owner();
    row.json.member("status", Scalar::Text(&status));
    if random.percent(50) {
        row.json.member("status_updated_at", Scalar::Text(&created));
    }
    row.json.member("payload_schema_id", Scalar::Text(&"default_payload"));
    row.json.member("metadata_schema_id", Scalar::Text(&"default_metadata"));
    payload(row);
    metadata(row);
    if row.seed.stream("business").one_in(20) {
        row.json.member("business_metadata_schema_id", Scalar::Text(&"acme_business_v1"));
        row.json.key("business_metadata");
        row.json.object([("contract", Scalar::Number(row.person.number()))]);
    }
    row.end();
}

fn payload(row: &mut Row<'_>) {
    let person = row.person;
    row.json.key("payload");
    row.json.object([
        ("given_name", Scalar::Text(&person.given_name())),
        ("family_name", Scalar::Text(&person.family_name())),
        ("name", Scalar::Text(&person.full_name())),
    ]);
}

fn metadata(row: &mut Row<'_>) {
    let (person, mut random) = (row.person, row.seed.stream("metadata"));
    row.json.key("metadata");
    row.json.begin_object();
    let count = random.pick(&[0, 1, 1, 2, 3]);
    let from = random.below(GROUPS.len() as u64) as usize;
    if count > 0 {
        row.json.key("groups");
        row.json.begin_array();
        (0..count).for_each(|nth| row.json.text(GROUPS[(from + nth) % GROUPS.len()]));
        row.json.end_array();
    }
    if random.percent(30) {
        row.json.member("locale", Scalar::Text(&person.locale()));
        row.json.member("timezone", Scalar::Text(&person.timezone()));
    }
    if random.percent(30) {
        row.json.key("points");
        row.json.literal(random.pick(&["12", "0.10", "1e3", "9007199254740993", "-0"]));
    }
    if random.percent(20) {
        row.json.member("note", Scalar::Text(&random.pick(NOTES)));
    }
    if random.percent(10) {
        row.json.key("consent");
        row.json.object([
            ("terms", Scalar::Flag(true)),
            ("channel", Scalar::Text(&random.pick(&["sms", "email"]))),
        ]);
    }
    row.json.end_object();
}

/// The password, if there is one.
pub(super) fn credentials(row: &mut Row<'_>) {
    let mut random = row.seed.stream("credential");
    if random.percent(7) {
        return;
    }
    row.begin(CREDENTIAL, 0);
    row.json.member("type", Scalar::Text(&"password"));
    row.json.key("payload");
    row.json.begin_object();
    row.json.key("hashed_password");
    hash::write(row);
    row.json.end_object();
    let (state, expires) = match random.below(20) {
        0..6 => (None, None),
        6..12 => (Some("valid"), Some("1900-01-01T00:00:00Z")),
        12..17 => (Some("valid"), Some("2099-12-31T23:59:59Z")),
        _ => (Some("must_be_reset"), Some("2019-08-24T14:15:22Z")),
    };
    row.json.member("state", Scalar::text(&state));
    row.json.member("expires_at", Scalar::text(&expires));
    row.end();
}

/// What the user signs in with.
pub(super) fn identifiers(row: &mut Row<'_>) {
    identifier(row, 0, "email", &row.person.email());
    if row.has_user_name() {
        identifier(row, 1, "uid", &row.person.user_name());
    }
    if row.seed.stream("external").one_in(20) {
        let number = row.person.number();
        identifier(row, 2, "external", &from_fn(|f| write!(f, "appid:google:1{number:020}")));
    }
}

fn identifier(row: &mut Row<'_>, nth: u64, kind: &str, text: &dyn Display) {
    row.begin(IDENTIFIER, nth);
    row.json.member("type", Scalar::Text(&kind));
    row.json.member("identifier", Scalar::Text(&text));
    let lower = text.to_string().to_lowercase();
    row.json.member("identifier_lc", Scalar::Text(&lower));
    row.end();
}

/// What can be written to.
pub(super) fn addresses(row: &mut Row<'_>) {
    let mut random = row.seed.stream("addresses");
    let verified = random.percent(80);
    address(row, 0, "email", &row.person.email(), verified);
    if random.percent(20) {
        address(row, 1, "email", &row.person.further_email(1), false);
    }
    if random.percent(30) {
        address(row, 2, "mobile", &row.person.phone(0), false);
    }
}

fn address(row: &mut Row<'_>, nth: u64, kind: &str, text: &dyn Display, verified: bool) {
    row.begin(ADDRESS, nth);
    row.json.member("type", Scalar::Text(&kind));
    row.json.member("address", Scalar::Text(&text));
    let lower = text.to_string().to_lowercase();
    row.json.member("address_lc", Scalar::Text(&lower));
    row.json.member("status", Scalar::Text(&"active"));
    row.json.member("verified", Scalar::Flag(verified));
    if verified && row.seed.stream("verified at").percent(50) {
        row.json.member("verified_at", Scalar::Text(&row.created()));
    }
    row.end();
}

const GROUPS: &[&str] = &["adult", "pilots", "Ops, night shift", "größe", "=sum", "viewer"];

const NOTES: &[&str] = &["VIP", "line 1\nline 2", "said \"twice\"", "emoji 😀", "=1+1", ""];
