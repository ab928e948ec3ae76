//! Custom attributes: any JSON under any name, as the management interface allows it.
//!
//! Values come in the shapes that conversions spoil: numbers that are texts, numbers that no float
//! holds, texts that look like formulas or like JSON, names with the delimiters of paths.

use super::{Json, Person, Random, RecordSeed, Scalar};

/// How often it occurs, in 1,000 users that have attributes, and what writes its value.
pub type Attribute = (u64, fn(&mut Json, &mut Random, &Person));

/// Writes the object of attributes; it is empty for a quarter of the users.
pub fn write(json: &mut Json, seed: RecordSeed, person: &Person, attributes: &[(&str, Attribute)]) {
    json.begin_object();
    if !seed.stream("attributes").percent(25) {
        for &(name, (share, write)) in attributes {
            let mut random = seed.stream(name);
            if random.below(1000) < share {
                json.key(name);
                write(json, &mut random, person);
            }
        }
    }
    json.end_object();
}

/// All of them, in the order that was seen in a real file.
pub const ATTRIBUTES: &[(&str, Attribute)] = &[
    ("points", (700, points)),
    (
        "loyaltyTier",
        (300, |json, random, _| json.text(random.pick(&["silver", "gold", "plátano"]))),
    ),
    ("newsletter", (300, |json, random, _| json.literal(random.percent(50)))),
    ("zip", (150, |json, _, person| json.text(person.postal_code()))),
    ("note", (150, |json, random, _| json.text(random.pick(NOTES)))),
    ("memberSince", (120, date)),
    ("customerNumber", (100, customer_number)),
    ("balance", (100, |json, random, _| json.literal(random.pick(FLOATS)))),
    ("consent", (80, consent)),
    ("tags", (80, tags)),
    ("lastSeen", (80, |json, random, _| json.literal(1_600_000_000_000 + random.below(1 << 37)))),
    ("referrer", (60, |json, _, _| json.literal("null"))),
    ("shippingAddress", (60, shipping_address)),
    ("previousDirectoryId", (50, previous_directory_id)),
    ("legacyKey", (50, |json, random, _| json.literal(random.pick(BIG_INTEGERS)))),
    ("preferences", (40, |json, _, _| json.object([]))),
    ("history", (30, |json, _, _| empty_array(json))),
    ("dept.code", (20, |json, random, _| json.text(random.pick(&["1e5", "0x1F", "TRUE", "NaN"])))),
    ("größe", (20, |json, random, _| json.literal(150 + random.below(60)))),
    ("a/b~c", (20, |json, _, _| json.text("a JSON Pointer has to escape this name"))),
    ("say \"hi\"\\", (10, |json, _, _| json.literal("false"))),
    ("ключ 🔑", (10, |json, _, _| json.text("значение"))),
    ("nested", (10, nested)),
    ("activity", (1, activity)),
];

/// The same attribute is a number here and a text there, as two interfaces of the service have it.
fn points(json: &mut Json, random: &mut Random, _: &Person) {
    let points = random.below(100_000);
    if random.percent(25) { json.text(points) } else { json.literal(points) }
}

fn date(json: &mut Json, random: &mut Random, _: &Person) {
    let (year, month, day) = (1990 + random.below(36), 1 + random.below(12), 1 + random.below(28));
    json.text(format_args!("{year}-{month:02}-{day:02}"));
}

/// Digits that are no number: leading zeros count.
fn customer_number(json: &mut Json, random: &mut Random, _: &Person) {
    json.text(format_args!("{:012}", random.bits() >> 30));
}

fn consent(json: &mut Json, random: &mut Random, person: &Person) {
    json.begin_object();
    json.member("channel", Scalar::Text(&random.pick(&["sms", "email"])));
    json.member("terms", Scalar::Flag(random.percent(90)));
    json.key("version");
    json.object([
        ("major", Scalar::Number(random.below(5))),
        ("label", Scalar::Text(&"v\u{1F600}")),
    ]);
    json.member("who", Scalar::Text(&person.full_name()));
    json.end_object();
}

fn tags(json: &mut Json, random: &mut Random, _: &Person) {
    json.begin_array();
    for _ in 0..random.below(5) {
        match random.below(6) {
            0 => json.literal(random.below(10)),
            1 => json.literal("null"),
            2 => json.object([("of", Scalar::Text(&"tag"))]),
            _ => json.text(random.pick(&["vip", "b2b", "früh", "x/y"])),
        }
    }
    json.end_array();
}

fn shipping_address(json: &mut Json, _: &mut Random, person: &Person) {
    let (street, zip) = (person.street_address(), person.postal_code());
    json.object([
        ("street", Scalar::Text(&street)),
        ("city", Scalar::Text(&person.locality())),
        ("zip", Scalar::Text(&zip)),
    ]);
}

fn previous_directory_id(json: &mut Json, _: &mut Random, person: &Person) {
    json.text(format_args!("dir-{:06}", person.number()));
}

fn empty_array(json: &mut Json) {
    json.begin_array();
    json.end_array();
}

/// Twelve levels of arrays and objects.
fn nested(json: &mut Json, _: &mut Random, _: &Person) {
    for _ in 0..6 {
        json.begin_array();
        json.begin_object();
        json.key("in");
    }
    json.text("deep down");
    for _ in 0..6 {
        json.end_object();
        json.end_array();
    }
}

/// Some 15 kB in one record, so that records differ in size as much as real ones do.
fn activity(json: &mut Json, random: &mut Random, _: &Person) {
    json.begin_array();
    for _ in 0..300 {
        let at = Scalar::Number(1_600_000_000 + random.below(150_000_000));
        json.object([("at", at), ("what", Scalar::Text(&random.pick(&["login", "vote", "läs"])))]);
    }
    json.end_array();
}

const NOTES: &[&str] = &[
    "VIP",
    "",
    "moved [2021], see {ticket}",
    "said \"call back\" twice",
    "path C:\\temp\\x, ends with a backslash\\",
    "line 1\nline 2\r\n\ttab",
    "}],[{\"scimUser\":{\"originalId\":\"not a record\"}}",
    "emoji 😀, flag 🇮🇸, family 👩‍👩‍👧",
    "слово и дело",
    "a/b/c, </script>",
    "nul \u{0} bell \u{7} escape \u{1b} delete \u{7f}",
    "line separator \u{2028}, byte order mark \u{feff}, last of the plane \u{ffff}",
    "=cmd|' /C calc'!A0",
    "+1",
    "@home",
    "-2",
    "comma, \"quoted\", and\r\nbreak; semicolon",
    "\\u0041 is no escape here",
    "007",
    "1e309",
    "null",
];

const FLOATS: &[&str] =
    &["12.50", "0.1", "-0", "-0.0", "1.5e3", "1E+2", "2e-7", "100.0", "0.30000000000000004"];

const BIG_INTEGERS: &[&str] = &[
    "9007199254740993",
    "-9007199254740993",
    "9223372036854775808",
    "18446744073709551615",
    "123456789012345678901234567890",
];
