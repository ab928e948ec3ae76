//! An independent judge of the Cloudentity payloads of one run.
//!
//! It knows the published schema and the rules of the import, and nothing of the code that writes
//! payloads. It judges a migration: dumps may legally hold more, such as ids that are no UUIDs.
//! Faults name places, never values.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jsonschema::ValidatorMap;
use serde_json::Value;

use super::schema;

/// How many rows the payloads of a run hold together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) users: usize,
    pub(crate) credentials: usize,
    pub(crate) identifiers: usize,
    pub(crate) addresses: usize,
}

/// Checks all payloads of one run. The faults come in the order of the checks; when the schema
/// finds any, nothing further is looked at.
pub(crate) fn check_payloads(payloads: &[Value]) -> Result<Summary, Vec<String>> {
    let mut faults = Faults::default();
    check_schema(payloads, &mut faults);
    if faults.0.is_empty() {
        let run = Run::new(payloads);
        run.check_ids(&mut faults);
        run.check_owners(&mut faults);
        run.check_groups(&mut faults);
        run.check_single("tenant_id", &mut faults);
        run.check_single("user_pool_id", &mut faults);
        run.check_times(&mut faults);
        run.check_lower_case(&mut faults);
        run.check_identifiers(&mut faults);
        run.check_passwords(&mut faults);
        if faults.0.is_empty() {
            return Ok(run.summary());
        }
    }
    Err(faults.0)
}

const USERS: &str = "users";
const CREDENTIALS: &str = "user_credentials";
const IDENTIFIERS: &str = "user_identifiers";
const ADDRESSES: &str = "user_verifiable_addresses";
const GROUPS: &str = "groups";
const MEMBERS: &str = "group_members";

/// The four sets of ids.
const IDENTIFIED: [&str; 4] = [USERS, CREDENTIALS, IDENTIFIERS, ADDRESSES];
/// The arrays whose rows name a user.
const OWNED: [&str; 5] = [CREDENTIALS, IDENTIFIERS, ADDRESSES, MEMBERS, "codes"];
/// Every array of a payload.
const ALL: [&str; 9] =
    [USERS, CREDENTIALS, IDENTIFIERS, ADDRESSES, GROUPS, MEMBERS, "codes", "pools", "schemas"];

/// The `expires_at` of a password that never expires.
const NEVER: &str = "1900-01-01T00:00:00Z";

static SCHEMA: LazyLock<ValidatorMap> = LazyLock::new(|| schema::validators("cloudentity.2025"));

fn check_schema(payloads: &[Value], faults: &mut Faults) {
    for (number, payload) in payloads.iter().enumerate() {
        for error in SCHEMA["#"].iter_errors(payload) {
            let place = format!("payload {number} {}", error.instance_path());
            faults.add(place, format!("schema: {}", error.masked()));
        }
    }
}

/// What was found wrong, as lines.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, place: impl Display, text: impl Display) {
        self.0.push(format!("{place}: {text}"));
    }
}

/// One row and its place.
#[derive(Clone, Copy)]
struct Row<'a> {
    payload: usize,
    array: &'static str,
    index: usize,
    value: &'a Value,
}

impl<'a> Row<'a> {
    fn place(&self) -> String {
        format!("payload {} /{}/{}", self.payload, self.array, self.index)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.value[name].as_str()
    }
}

/// All rows of a run by array, in order.
struct Run<'a> {
    rows: HashMap<&'static str, Vec<Row<'a>>>,
}

impl<'a> Run<'a> {
    fn new(payloads: &'a [Value]) -> Self {
        let rows = |array: &'static str| {
            let numbered = payloads.iter().enumerate();
            let rows = numbered.flat_map(move |(payload, value)| {
                let rows = value[array].as_array().into_iter().flatten().enumerate();
                rows.map(move |(index, value)| Row { payload, array, index, value })
            });
            (array, rows.collect())
        };
        Self { rows: ALL.into_iter().map(rows).collect() }
    }

    fn rows(&self, array: &'static str) -> &[Row<'a>] {
        &self.rows[array]
    }

    fn rows_of(&self, arrays: &'static [&'static str]) -> impl Iterator<Item = &Row<'a>> {
        arrays.iter().flat_map(|array| self.rows(array))
    }

    fn summary(&self) -> Summary {
        let count = |array| self.rows(array).len();
        Summary {
            users: count(USERS),
            credentials: count(CREDENTIALS),
            identifiers: count(IDENTIFIERS),
            addresses: count(ADDRESSES),
        }
    }

    /// Ids are version 4 UUIDs, and no two rows of the four sets share one.
    fn check_ids(&self, faults: &mut Faults) {
        let mut seen: HashMap<&str, String> = HashMap::new();
        for row in self.rows_of(&IDENTIFIED) {
            let id = row.text("id").unwrap_or_default();
            if !is_uuid_v4(id) {
                faults.add(row.place(), "id is not a canonical version 4 UUID");
            }
            if let Some(first) = seen.insert(id, row.place()) {
                faults.add(row.place(), format!("id already used at {first}"));
            }
        }
    }

    /// Every row that names a user names one of its own payload.
    fn check_owners(&self, faults: &mut Faults) {
        let users: HashMap<&str, usize> = self
            .rows(USERS)
            .iter()
            .filter_map(|row| row.text("id").map(|id| (id, row.payload)))
            .collect();
        for row in self.rows_of(&OWNED) {
            match row.text("user_id").and_then(|id| users.get(id)) {
                None => faults.add(row.place(), "user_id names no user"),
                Some(&payload) if payload != row.payload => {
                    faults
                        .add(row.place(), format!("its user is split off into payload {payload}"));
                }
                Some(_) => {}
            }
        }
    }

    /// Members name groups of the run, and no membership is stated twice.
    fn check_groups(&self, faults: &mut Faults) {
        let groups: HashSet<_> = self.rows(GROUPS).iter().map(|row| row.text("id")).collect();
        let mut seen = HashSet::new();
        for row in self.rows(MEMBERS) {
            let group = row.text("group_id");
            if group.is_none() || !groups.contains(&group) {
                faults.add(row.place(), "group_id names no group");
            }
            if !seen.insert((group, row.text("user_id"))) {
                faults.add(row.place(), "membership stated twice");
            }
        }
    }

    /// A member has one value throughout the run.
    fn check_single(&self, name: &str, faults: &mut Faults) {
        let mut first = None;
        for row in self.rows_of(&ALL) {
            let Some(value) = row.text(name) else { continue };
            if *first.get_or_insert(value) != value {
                faults.add(row.place(), format!("{name} differs from the first row's"));
            }
        }
    }

    /// Times of rows are instants in the upper-case form of RFC 3339, the only one Go reads.
    fn check_times(&self, faults: &mut Faults) {
        for row in self.rows_of(&ALL) {
            for (name, value) in row.value.as_object().into_iter().flatten() {
                if name.ends_with("_at") && instant(value).is_none() {
                    faults.add(row.place(), format!("{name} is not a time in upper case"));
                }
            }
        }
    }

    /// Lower-case copies are copies in lower case.
    fn check_lower_case(&self, faults: &mut Faults) {
        for (array, name) in [(IDENTIFIERS, "identifier"), (ADDRESSES, "address")] {
            let copy = format!("{name}_lc");
            for row in self.rows(array) {
                if row.text(name).map(str::to_lowercase).as_deref() != row.text(&copy) {
                    faults.add(row.place(), format!("{copy} is not {name} in lower case"));
                }
            }
        }
    }

    /// No two identifiers of a run have the same value, of whatever type.
    fn check_identifiers(&self, faults: &mut Faults) {
        let mut seen: HashMap<Option<&str>, String> = HashMap::new();
        for row in self.rows(IDENTIFIERS) {
            if let Some(first) = seen.insert(row.text("identifier"), row.place()) {
                faults.add(row.place(), format!("identifier already used at {first}"));
            }
        }
    }

    /// One password a user; what cannot be used is plainly so, and has a hash of its own.
    fn check_passwords(&self, faults: &mut Faults) {
        let now = Timestamp::now();
        let mut owners = HashSet::new();
        let mut hashes = HashSet::new();
        for row in self.rows(CREDENTIALS).iter().filter(|row| row.text("type") == Some("password"))
        {
            if !owners.insert(row.text("user_id")) {
                faults.add(row.place(), "second password of its user");
            }
            let unusable = has_expired(row, now);
            if unusable && !hashes.insert(&row.value["payload"]["hashed_password"]["value"]) {
                faults.add(row.place(), "hash shared with another unusable password");
            }
            let sha = if method(row) == Some("sha") { sha_fault(row, unusable) } else { None };
            for fault in expiry_fault(row, now).into_iter().chain(sha) {
                faults.add(row.place(), fault);
            }
        }
    }
}

/// Lower case, hyphens in their places, version nibble 4, variant 8 to b.
fn is_uuid_v4(id: &str) -> bool {
    id.len() == 36
        && id.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            14 => byte == b'4',
            19 => matches!(byte, b'8' | b'9' | b'a' | b'b'),
            _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// The instant of an RFC 3339 text without small letters.
fn instant(value: &Value) -> Option<Timestamp> {
    value.as_str().filter(|text| !text.contains(['t', 'z']))?.parse().ok()
}

/// What is wrong with the life of a password. It is usable without `expires_at`, until a future
/// one, or with the sentinel of 1900 if its state says `valid` too; otherwise it must be past.
fn expiry_fault(row: &Row<'_>, now: Timestamp) -> Option<&'static str> {
    let must_be_reset = row.text("state") == Some("must_be_reset");
    let Some(expires_at) = row.text("expires_at") else {
        return must_be_reset.then_some("must be reset, but never expires");
    };
    if expires_at == NEVER && row.text("state") == Some("valid") {
        return None;
    }
    let date = |at: Timestamp| at.to_string().split('T').next().map(str::to_owned);
    match instant(&row.value["expires_at"])? {
        at if date(at).as_deref() == Some("1900-01-01") => Some("expires_at means never"),
        at if date(at).is_some_and(|date| date.starts_with("0001-")) => {
            Some("expires_at is a zero time")
        }
        at if at >= now => must_be_reset.then_some("must be reset, but expires in the future"),
        _ => (method(row) == Some("pbkdf2")).then_some("unusable password labelled pbkdf2"),
    }
}

/// Whether a password has expired.
fn has_expired(row: &Row<'_>, now: Timestamp) -> bool {
    row.text("expires_at") != Some(NEVER)
        && instant(&row.value["expires_at"]).is_some_and(|at| at < now)
}

/// What is wrong with a hash of one pass of SHA: its parameters must fit its bytes. A spelling of
/// the function that nobody has seen may be carried from a source, but not be made up.
fn sha_fault(row: &Row<'_>, made_up: bool) -> Option<&'static str> {
    let hash = &row.value["payload"]["hashed_password"];
    let sha = &hash["config"]["sha"];
    let salt = sha["salt"].as_str().unwrap_or_default();
    if !salt.is_empty() && sha["salt_length"].as_u64() != u64::try_from(salt.len()).ok() {
        return Some("salt_length is not the length of salt");
    }
    let digest = match sha["function"].as_str() {
        Some("SHA-1") => 20,
        Some("SHA-256") => 32,
        Some("SHA-384") => 48,
        Some("SHA-512") => 64,
        _ => return made_up.then_some("unknown function"),
    };
    let after = sha["salt_after_digest_in_hash"] == true;
    let expected = digest + if after { salt.len() } else { 0 };
    let bytes = STANDARD.decode(hash["value"].as_str().unwrap_or_default()).ok();
    (bytes.map(|bytes| bytes.len()) != Some(expected)).then_some("hash does not fit its function")
}

fn method<'a>(row: &Row<'a>) -> Option<&'a str> {
    row.value["payload"]["hashed_password"]["config"]["method"].as_str()
}
