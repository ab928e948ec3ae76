//! A record, from its opening brace to its closing one.

use super::defect::Defect;
use super::plan::Planted;
use super::source_id::SourceId;
use super::{credentials, extras, scim_user};
use crate::generate::attributes::{self, Attribute};
use crate::generate::{Json, KeyOrder, Person, Random, RecordSeed, Scalar, Spelling};

/// Writes the records of one file.
pub(super) struct Records {
    seed: u64,
    tables: Tables,
}

/// A key, and what writes its member, or nothing where the record has none.
pub(super) type Row = (&'static str, fn(&mut Record<'_>, &'static str));

/// The members of each object, in the file's order.
struct Tables {
    order: KeyOrder,
    record: Vec<Row>,
    scim_user: Vec<Row>,
    attributes: Vec<(&'static str, Attribute)>,
}

impl Records {
    pub(super) fn new(seed: u64, order: KeyOrder) -> Self {
        let mut tables = Tables {
            order,
            record: FIELDS.to_vec(),
            scim_user: scim_user::FIELDS.to_vec(),
            attributes: attributes::ATTRIBUTES.to_vec(),
        };
        order.arrange(&mut tables.record);
        order.arrange(&mut tables.scim_user);
        order.arrange(&mut tables.attributes);
        Self { seed, tables }
    }

    /// Writes record `number`, and says which source id stands in it.
    pub(super) fn write(
        &self,
        number: u64,
        planted: Option<Planted>,
        json: &mut Json,
    ) -> Option<SourceId> {
        let seed = RecordSeed::new(self.seed, number);
        let mut random = seed.stream("spelling");
        json.spell(if !random.percent(15) {
            Spelling::Utf8
        } else if random.percent(70) {
            Spelling::Ascii
        } else {
            Spelling::AsciiCapitals
        });
        let mut record = Record {
            json,
            tables: &self.tables,
            file_seed: self.seed,
            seed,
            person: Person::new(self.seed, number),
            source_id: source_id(self.seed, number, planted),
            planted,
        };
        if record.has(Defect::NotAnObject) {
            not_an_object(&mut record);
        } else {
            record.object();
        }
        record.source_id
    }
}

/// The source id as the defect makes it.
fn source_id(seed: u64, number: u64, planted: Option<Planted>) -> Option<SourceId> {
    let Some(planted) = planted else { return SourceId::new(seed, number) };
    match planted.defect {
        Defect::NotAnObject | Defect::ScimUserMissing | Defect::ScimUserNotAnObject => None,
        Defect::DuplicateSourceId => {
            let repeated = SourceId::always(seed, planted.repeats.unwrap_or(number));
            Some(repeated.under(SourceId::always(seed, number).key))
        }
        Defect::TwoDifferentIds => Some(SourceId::always(seed, number).under("originalId")),
        _ => SourceId::new(seed, number),
    }
}

/// A record on its way into the text.
pub(super) struct Record<'a> {
    pub(super) json: &'a mut Json,
    tables: &'a Tables,
    pub(super) file_seed: u64,
    pub(super) seed: RecordSeed,
    pub(super) person: Person,
    pub(super) source_id: Option<SourceId>,
    pub(super) planted: Option<Planted>,
}

impl Record<'_> {
    /// Whether the keys of this file are in alphabetical order.
    pub(super) fn is_alphabetical(&self) -> bool {
        self.tables.order == KeyOrder::Alphabetical
    }

    /// Whether this is the record's defect.
    pub(super) fn has(&self, defect: Defect) -> bool {
        self.planted.is_some_and(|planted| planted.defect == defect)
    }

    /// The numbers that choose among the shapes of a defect.
    pub(super) fn defect_shape(&self) -> Random {
        self.seed.stream("shape of defect")
    }

    /// Writes the key, and some value that does not belong there.
    pub(super) fn misplaced(&mut self, key: &str, literals: &[&str]) {
        self.json.key(key);
        self.json.literal(self.defect_shape().pick(literals));
    }

    fn object(&mut self) {
        self.json.begin_object();
        self.members(&self.tables.record);
        if self.has(Defect::PlaintextPassword) && self.defect_shape().percent(50) {
            self.json.member("password", Scalar::Text(&"correct horse"));
        }
        self.json.end_object();
    }

    fn members(&mut self, rows: &[Row]) {
        for &(key, write) in rows {
            write(self, key);
        }
    }
}

/// In the order of the paged export that is on public record.
const FIELDS: &[Row] = &[
    ("scimUser", scim_user),
    ("passwordHash", credentials::password_hash),
    ("passwordHashAlg", credentials::password_hash_algorithm),
    ("profile", profile),
    ("roles", roles),
    ("status", extras::status_in_the_wrong_place),
    ("sourceSystem", extras::unknown_member),
];

fn not_an_object(record: &mut Record<'_>) {
    let literal = record.defect_shape().pick(&["null", "true", "42", "[]", "\"{\\\"}\"", "[[{}]]"]);
    record.json.literal(literal);
}

fn scim_user(record: &mut Record<'_>, key: &'static str) {
    if record.has(Defect::ScimUserMissing) {
        return;
    }
    if record.has(Defect::ScimUserNotAnObject) {
        return record.misplaced(key, &["\"\"", "17", "[{}]", "true"]);
    }
    record.json.key(key);
    record.json.begin_object();
    record.members(&record.tables.scim_user);
    scim_user::last_members(record);
    record.json.end_object();
}

fn profile(record: &mut Record<'_>, key: &'static str) {
    if record.has(Defect::AttributesNotObject) {
        record.json.key(key);
        record.json.begin_object();
        record.misplaced("attributes", &["\"points\"", "[]", "7", "[{\"points\":1}]"]);
        return record.json.end_object();
    }
    match record.seed.stream(key).below(200) {
        0 => {}
        1 => {
            record.json.key(key);
            record.json.literal("null");
        }
        _ => {
            record.json.key(key);
            record.json.begin_object();
            record.json.key("attributes");
            attributes::write(record.json, record.seed, &record.person, &record.tables.attributes);
            record.json.end_object();
        }
    }
}

fn roles(record: &mut Record<'_>, key: &'static str) {
    let mut random = record.seed.stream(key);
    if record.has(Defect::RolesNotArray) {
        return record.misplaced(key, &["\"viewer\"", "{\"0\":\"viewer\"}", "1"]);
    }
    let odd = record.has(Defect::RoleNotText) || record.has(Defect::RoleRepeated);
    // Files from before 2020 have no roles.
    if !odd && random.one_in(100) {
        return;
    }
    record.json.key(key);
    record.json.begin_array();
    let count = random.pick(&[0, 0, 0, 1, 1, 1, 2, 2, 3, 6]).max(u64::from(odd));
    // Different ones, for the step and the number of roles have no common divisor.
    let (start, step) = (random.below(ROLES.len() as u64), 1 + random.below(4));
    let role = |nth: u64| ROLES[((start + nth * step) % ROLES.len() as u64) as usize];
    for nth in 0..count {
        record.json.text(role(nth));
    }
    if record.has(Defect::RoleRepeated) {
        record.json.text(role(0));
    }
    if record.has(Defect::RoleNotText) {
        let literals = ["{\"name\":\"viewer\"}", "{\"value\":\"viewer\"}", "7", "null", "\"\""];
        let literal = record.defect_shape().pick(&literals);
        record.json.literal(literal);
    }
    record.json.end_array();
}

/// As many as a prime number says, see [`roles`].
const ROLES: [&str; 13] = [
    "viewer",
    "adult",
    "child",
    "depot_admin",
    "billing:read",
    "billing:write",
    "tenant/owner",
    "auditor, external",
    "ops \"night\"",
    "Geschäftsführung",
    "администратор",
    "管理者",
    "on call ☎️",
];
