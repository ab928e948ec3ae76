//! Payloads of Cloudentity are read, wherever the rows of a user stand, and given back as they are.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;

use idport::convert::{Conversion, Converted, Delta, convert};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::formats::by_name;
use idport::ids::RunKey;
use idport::input::{Feed, find};
use idport::output::{Destination, Layout, Outputs};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::output::is_payload;
use support::run::names_in;
use support::schema;
use tempfile::TempDir;

/// What a conversion gave.
struct Done {
    converted: Converted,
    files: BTreeMap<String, Vec<u8>>,
}

/// How inputs are read.
#[derive(Clone, Copy)]
struct How {
    from: &'static str,
    to: &'static str,
    threads: usize,
    chunk: usize,
    settings: &'static [(&'static str, &'static str)],
}

const OWNER: &[(&str, &str)] = &[("tenant-id", "acme"), ("user-pool-id", "customers")];
const SAME: How =
    How { from: "cloudentity", to: "cloudentity", threads: 1, chunk: 512 << 10, settings: OWNER };

/// Converts inputs of these names.
fn run(how: How, inputs: &[(&str, &[u8])]) -> Result<Done, Error> {
    let home = TempDir::new().unwrap();
    let folder = home.path().join("in");
    fs::create_dir(&folder).unwrap();
    for (name, bytes) in inputs {
        fs::write(folder.join(name), bytes).unwrap();
    }
    let (inputs, _) = find(&[folder], &["json", "jsonl", "csv"]).unwrap();
    let out = home.path().join("out");
    let outputs = Outputs::new(Destination::Folder(out.clone()), false, false)?;
    let converted = convert(Conversion {
        feed: Feed::new(inputs, Algorithm::None).with_chunks_of(how.chunk),
        from: by_name(how.from).unwrap(),
        to: by_name(how.to).unwrap(),
        settings: how.settings.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        outputs: &outputs,
        layout: Layout::Files,
        id_map: None,
        mapping: None,
        now: "2026-01-02T03:04:05Z".into(),
        run_key: RunKey::new([7; 32]),
        digest: Algorithm::Blake3,
        threads: how.threads,
        allow: Vec::new(),
        delta: Delta::None,
    })?;
    outputs.commit()?;
    let files = names_in(&out)
        .into_iter()
        .map(|name| (name.clone(), without(&home, &fs::read(out.join(&name)).unwrap())))
        .collect();
    Ok(Done { converted, files })
}

/// The text without the path of the folder that it was made in.
fn without(home: &TempDir, text: &[u8]) -> Vec<u8> {
    let path = home.path().to_str().unwrap();
    String::from_utf8(text.to_vec()).unwrap().replace(path, "").into_bytes()
}

impl Done {
    fn count(&self, rule: &str) -> u64 {
        let lines = self.converted.report.rules.iter();
        lines.filter(|line| line.rule == rule).map(|line| line.count).sum()
    }

    /// All rows that were written, list by list, sorted.
    fn rows(&self) -> Rows {
        let payloads = self.files.iter();
        let payloads =
            payloads.filter(|(name, _)| is_payload(name) || *name == "configuration.json");
        sorted(payloads.map(|(_, text)| serde_json::from_slice(text).unwrap()))
    }

    /// The payloads that were kept.
    fn rejects(&self) -> Vec<Value> {
        let Some(text) = self.files.get("rejects.jsonl") else { return Vec::new() };
        std::str::from_utf8(text)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn errors(&self) -> Vec<String> {
        let lines = self.converted.report.rules.iter();
        lines
            .filter(|line| line.severity == idport::findings::Severity::Error)
            .map(|line| format!("{} {}", line.rule, line.count))
            .collect()
    }
}

type Rows = BTreeMap<String, Vec<String>>;

fn sorted(payloads: impl Iterator<Item = Value>) -> Rows {
    let mut rows = Rows::new();
    for payload in payloads {
        for (list, of_list) in payload.as_object().unwrap() {
            let of_list = of_list.as_array().unwrap().iter().map(Value::to_string);
            rows.entry(list.clone()).or_default().extend(of_list);
        }
    }
    rows.values_mut().for_each(|of_list| of_list.sort());
    rows.retain(|_, of_list| !of_list.is_empty());
    rows
}

/// The rows of payloads, with the tenant and pool that they are written with.
fn due(payloads: &[Value]) -> Rows {
    let mut payloads = payloads.to_vec();
    for row in payloads.iter_mut().flat_map(lists).flat_map(|list| list.as_array_mut().unwrap()) {
        for (name, value) in [("tenant_id", "acme"), ("user_pool_id", "customers")] {
            if let Some(old) = row.get_mut(name) {
                *old = json!(value);
            }
        }
    }
    sorted(payloads.into_iter())
}

fn lists(payload: &mut Value) -> impl Iterator<Item = &mut Value> {
    payload.as_object_mut().unwrap().values_mut()
}

fn testdata(name: &str) -> Vec<u8> {
    fs::read(schema::root().join("testdata").join(name)).unwrap()
}

fn payload(name: &str) -> Value {
    serde_json::from_slice(&testdata(&format!("cloudentity/{name}.json"))).unwrap()
}

const ALL: [&str; 3] = ["dump", "payload", "payload-2022"];

#[test]
fn every_row_comes_back_with_the_tenant_and_the_pool_of_the_run() {
    for name in ALL {
        let text = testdata(&format!("cloudentity/{name}.json"));
        let done = run(SAME, &[("a.json", &text)]).unwrap();
        assert_eq!(done.errors(), [""; 0], "{name}");
        assert_eq!(done.rows(), due(&[payload(name)]), "{name}");
        assert!(done.converted.report.losses.is_empty());
    }
}

#[test]
fn threads_and_chunks_make_no_difference() {
    let texts = ALL.map(|name| testdata(&format!("cloudentity/{name}.json")));
    let lines: Vec<u8> = texts.concat();
    let big = many(300);
    for text in [lines, serde_json::to_vec(&big).unwrap()] {
        let first = run(SAME, &[("a.jsonl", &text)]).unwrap().files;
        for (threads, chunk) in [(2, 1 << 14), (3, 1 << 10), (1, 7 << 10)] {
            let again = run(How { threads, chunk, ..SAME }, &[("a.jsonl", &text)]).unwrap();
            assert!(again.files == first, "{threads} threads, chunks of {chunk}");
        }
    }
}

/// In a large chunk rows are read where they stand behind their user; in small ones, and before
/// their user, they are fetched.
#[test]
fn rows_are_read_alike_near_their_user_and_far_from_it() {
    let mut whole = many(60);
    for (user, row) in whole["user_identifiers"].as_array_mut().unwrap().iter_mut().enumerate() {
        match user % 10 {
            3 => row["identifier"] = json!("nobody"),
            5 => row["identifier_lc"] = json!("someone.else@example.com"),
            7 => row["id"] = json!("7"),
            8 => row["note"] = json!("\\ \"}],[{\\"),
            _ => {}
        }
    }
    let of = |list: &str| format!("\"{list}\":{}", whole[list]);
    let child =
        ["user_identifiers", "user_verifiable_addresses", "groups", "group_members"].map(of);
    let child = child.join(", ");
    let near = format!("{{{},{child}}}", of("users"));
    let far = format!("{{{child},{}}}", of("users"));
    let found = |text: &str, chunk| {
        let done = run(How { chunk, ..SAME }, &[("a.json", text.as_bytes())]).unwrap();
        let report = &done.converted.report;
        let findings = report.findings.iter().map(|found| {
            let place = &found.place;
            let shown =
                place.offset.map(|at| text[at as usize..].chars().take(9).collect::<String>());
            format!("{} {} {:?} {:?}", found.rule.id, place.pointer, place.record, shown)
        });
        let findings: Vec<_> = findings.collect();
        (findings, done.rows(), done.rejects(), done.files)
    };
    let first = found(&near, 512 << 10);
    assert!(first.0.len() >= 18 && first.2.len() == 6);
    for chunk in [300, 4 << 10, 60 << 10] {
        assert!(found(&near, chunk) == first, "chunks of {chunk}");
    }
    let other = found(&far, 512 << 10);
    assert_eq!(other.0, first.0);
    assert!((other.1, other.2) == (first.1, first.2));
}

/// A payload of so many users, each with an identifier, an address and a membership.
fn many(users: usize) -> Value {
    let id = |kind: usize, user: usize| format!("{kind:08x}-0000-4000-8000-{user:012x}");
    let row = |kind: usize, user: usize, more: Value| {
        let mut row = json!({
            "id": id(kind, user), "user_id": id(0, user), "tenant_id": "t", "user_pool_id": "p",
            "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z",
        });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    let each = |make: &dyn Fn(usize) -> Value| (0..users).map(make).collect::<Vec<_>>();
    json!({
        "users": each(&|user| json!({
            "id": id(0, user), "tenant_id": "t", "user_pool_id": "p", "status": "active",
            "payload": {"given_name": "A", "family_name": format!("B{user}"), "name": format!("A B{user}")},
            "payload_schema_id": "default_payload",
            "metadata": {"groups": ["g"], "n": user, "text": "}],[{\"id\":\""},
        })),
        "user_identifiers": each(&|user| row(2, user, json!({
            "type": "email", "identifier": format!("u{user}@example.com"),
            "identifier_lc": format!("u{user}@example.com"),
        }))),
        "user_verifiable_addresses": each(&|user| row(3, user, json!({
            "type": "email", "address": format!("u{user}@example.com"), "status": "active",
            "address_lc": format!("u{user}@example.com"), "verified": user % 2 == 0,
        }))),
        "groups": [{"id": "g1", "tenant_id": "t", "user_pool_id": "p", "name": "crew"}],
        "group_members": each(&|user| json!({
            "group_id": "g1", "user_id": id(0, user), "tenant_id": "t", "user_pool_id": "p",
        })),
    })
}

#[test]
fn lists_may_come_in_any_order_and_in_any_file() {
    let whole = many(120);
    let members = whole.as_object().unwrap();
    let one = |name: &str| format!("{{\"{name}\":{}}}", members[name]);
    let backwards: Vec<_> = members.keys().rev().map(|name| one(name)).collect();
    let lines = backwards.join("\n");
    let pretty: Vec<_> = backwards
        .iter()
        .map(|text| {
            serde_json::to_string_pretty(&serde_json::from_str::<Value>(text).unwrap()).unwrap()
        })
        .collect();
    let files: Vec<_> =
        backwards.iter().enumerate().map(|(at, text)| (format!("{at}.json"), text)).collect();
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let due = due(std::slice::from_ref(&whole));
    for inputs in
        [vec![("a.jsonl", lines.as_bytes())], vec![("a.json", pretty.concat().as_bytes())], files]
    {
        let split = inputs.len() > 1;
        let done = run(SAME, &inputs).unwrap();
        assert_eq!(done.errors(), [""; 0]);
        assert!(done.rows() == due);
        assert_eq!(done.count("CE-REF-009"), if split { 120 } else { 0 });
    }
}

#[test]
fn orphans_and_repeated_users_are_kept() {
    let mut payload = many(4);
    payload["users"].as_array_mut().unwrap().remove(1);
    let twice = payload["users"][0].clone();
    payload["users"].as_array_mut().unwrap().push(twice);
    let done = run(SAME, &[("a.json", payload.to_string().as_bytes())]).unwrap();
    assert_eq!(done.count("CE-REF-001"), 3);
    assert_eq!(done.count("CE-ID-001"), 1);
    let rejects = done.rejects();
    assert_eq!(rejects.len(), 4, "{rejects:?}");
    assert_eq!(rejects[3]["user_identifiers"].as_array().unwrap().len(), 1);
    let kept = rejects.iter().flat_map(|kept| kept.as_object().unwrap().keys());
    assert_eq!(kept.filter(|list| *list == "group_members").count(), 2);
    let found = done.converted.report.findings.iter().find(|found| found.rule.id == "CE-REF-001");
    assert!(found.unwrap().place.offset.unwrap() > 0);

    let repaired = many(4)["users"][1].clone();
    let line = json!({"users": [repaired]}).to_string();
    let again = [("a.json", line.as_bytes()), ("b.jsonl", &done.files["rejects.jsonl"][..])];
    let again = run(SAME, &again).unwrap();
    assert_eq!(again.errors(), [""; 0]);
    assert_eq!(again.converted.report.converted, 2);
}

#[test]
fn a_stream_is_kept_until_it_was_read_twice() {
    let text = many(200).to_string();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let plain = run(SAME, &[("a.json", text.as_bytes())]).unwrap();
    let done = run(SAME, &[("a.json.gz", &packed)]).unwrap();
    assert!(done.rows() == plain.rows());
    assert_eq!(done.converted.manifest.inputs[0].size, packed.len() as u64);
    assert!(done.files.keys().all(|name| !name.starts_with('.')), "{:?}", done.files.keys());
}

#[test]
fn users_of_other_formats_are_made_of_payloads() {
    for to in ["appid-directory", "oracle"] {
        for name in ALL {
            let text = testdata(&format!("cloudentity/{name}.json"));
            let done = run(How { to, settings: &[], ..SAME }, &[("a.json", &text)]).unwrap();
            let report = &done.converted.report;
            assert_eq!(report.records, payload(name)["users"].as_array().unwrap().len() as u64);
            assert!(!report.losses.is_empty() || report.converted == 0, "{to} {name}");
        }
    }
}

#[test]
fn what_was_carried_from_a_directory_comes_back() {
    let export = testdata("appid-directory/bulk.json");
    let there = How { from: "appid-directory", ..SAME };
    let payload = run(there, &[("a.json", &export)]).unwrap();
    let payload = &payload.files["batch-000001.json"];
    let back = How { to: "appid-directory", settings: &[], ..SAME };
    let back = run(back, &[("a.json", payload)]).unwrap();
    assert_eq!(back.errors(), [""; 0]);
    let before: Vec<Value> = serde_json::from_slice(&export).unwrap();
    let after: Vec<Value> = serde_json::from_slice(&back.files["users.json"]).unwrap();
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        let (old, new) = (&before["scimUser"], &after["scimUser"]);
        let id = old.get("originalId").or(old.get("orignalId"));
        assert_eq!(id, new.get("originalId"));
        assert_eq!(before["roles"], after["roles"]);
        assert_eq!(before["profile"]["attributes"], after["profile"]["attributes"]);
        for name in [
            "active",
            "title",
            "nickName",
            "locale",
            "timezone",
            "profileUrl",
            "addresses",
            "photos",
        ] {
            assert_eq!(old.get(name), new.get(name), "{name}");
        }
        let values = |user: &Value| -> Vec<Value> {
            let mut emails = user["emails"].as_array().unwrap().clone();
            // The primary one comes first.
            emails.sort_by_key(|email| (email["primary"] != true, email["value"].to_string()));
            emails.iter().map(|email| email["value"].clone()).collect()
        };
        assert_eq!(values(old), values(new));
        for part in ["givenName", "familyName", "middleName"] {
            assert_eq!(old["name"].get(part), new["name"].get(part), "{part}");
        }
    }
}

#[test]
fn groups_of_the_pool_are_made_of_roles_and_read_as_groups() {
    const NATIVE: &[(&str, &str)] =
        &[("tenant-id", "acme"), ("user-pool-id", "customers"), ("groups", "native")];
    let export = testdata("appid-directory/bulk.json");
    let how = How { from: "appid-directory", settings: NATIVE, ..SAME };
    let done = run(how, &[("a.json", &export)]).unwrap();
    let rows = done.rows();
    let names: Vec<String> = rows["groups"]
        .iter()
        .map(|row| serde_json::from_str::<Value>(row).unwrap()["name"].to_string())
        .collect();
    assert!(!names.is_empty() && rows["group_members"].len() >= names.len());
    let (batch, configuration) =
        (&done.files["batch-000001.json"], &done.files["configuration.json"]);
    let inputs = [("a.json", &batch[..]), ("configuration.json", &configuration[..])];
    let again = run(SAME, &inputs).unwrap();
    assert!(again.rows() == rows);
    assert_eq!(again.count("CE-REF-007"), 0);
}

#[test]
fn broken_rows_and_files_are_told() {
    let mut text = many(3).to_string();
    text = text.replace("\"identifier\":\"u1@example.com\"", "\"identifier\":\"u1@example.com\" x");
    let done = run(SAME, &[("a.json", text.as_bytes())]).unwrap();
    assert_eq!(done.count("CE-STR-001"), 1);
    assert!(done.files.contains_key("rejects-survey.jsonl"));
    let error = run(SAME, &[("a.json", &many(3).to_string().as_bytes()[..400])]);
    assert!(matches!(error, Err(Error::Structure { .. })));
    let odd = "{\"users\":[],\"people\":[1],\"codes\":null}";
    let done = run(SAME, &[("a.json", odd.as_bytes())]).unwrap();
    assert_eq!((done.count("CE-STR-002"), done.count("CE-STR-006")), (1, 1));
    assert_eq!(done.count("CE-STR-003"), 1);
}

#[test]
fn findings_in_rows_of_other_files_have_their_places() {
    let mut whole = many(2);
    let mut rows = whole["user_identifiers"].take();
    whole.as_object_mut().unwrap().remove("user_identifiers");
    rows[1]["identifier"] = json!("nobody");
    let other = format!("{{\n\"user_identifiers\": [\n{},\n  {}]}}", rows[0], rows[1]);
    let inputs = [("a.json", whole.to_string()), ("b.json", other.clone())];
    let inputs: Vec<_> = inputs.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let done = run(SAME, &inputs).unwrap();
    let found = done.converted.report.findings.iter().find(|found| found.rule.id == "CE-IDN-004");
    let place = &found.unwrap().place;
    assert!(place.file.ends_with("b.json"));
    let value = other.rfind("\"nobody\"").unwrap();
    let column = value - other.rfind('\n').unwrap();
    assert_eq!((place.line, place.column), (Some(4), Some(column as u64)));
    assert_eq!(place.offset, Some(value as u64));
    assert_eq!(done.rejects()[0]["user_identifiers"][0], rows[1]);
}

#[test]
fn the_profile_says_whether_copies_in_lower_case_must_be_there() {
    const OF_2025: &[(&str, &str)] =
        &[("tenant-id", "acme"), ("user-pool-id", "customers"), ("profile", "2025")];
    let text = testdata("cloudentity/payload-2022.json");
    let lenient = run(SAME, &[("a.json", &text)]).unwrap();
    assert!(lenient.count("CE-IDN-007") > 0 && lenient.errors().is_empty());
    let strict = run(How { settings: OF_2025, ..SAME }, &[("a.json", &text)]).unwrap();
    assert_eq!(strict.converted.report.converted, 0);
}

/// A change of a payload, the rule that it breaks, and whether the user is refused for it.
type Defect = (&'static str, Value, &'static str, bool);

#[test]
fn each_defect_is_told_under_its_rule() {
    let defects: Vec<Defect> = vec![
        ("/users/0/status", json!("Active"), "CE-STR-007", true),
        ("/users/0/status", json!(null), "CE-STR-006", true),
        ("/users/0/created_at", json!("2024-01-01"), "CE-TIM-001", true),
        ("/users/0/payload", json!([]), "CE-STR-004", true),
        ("/users/0/payload_schema_id", json!("other"), "CE-REF-006", false),
        ("/users/0/payload/name", json!(""), "CE-PAY-002", false),
        ("/user_identifiers/0/type", json!("mobile"), "CE-IDN-005", true),
        ("/user_identifiers/0/type", json!("name"), "CE-STR-007", true),
        ("/user_identifiers/0/identifier_lc", json!("U0@example.com"), "CE-IDN-008", false),
        ("/user_identifiers/0/tenant_id", json!("x"), "CE-REF-002", false),
        ("/user_identifiers/0/user_pool_id", json!("x"), "CE-REF-003", false),
        ("/user_identifiers/0/updated_at", json!("2023-01-01T00:00:00Z"), "CE-TIM-003", false),
        ("/user_verifiable_addresses/0/address", json!("nobody"), "CE-ADR-004", true),
        ("/user_verifiable_addresses/0/status", json!("verified"), "CE-STR-007", true),
        ("/user_credentials/0/payload", json!({}), "CE-CRD-002", true),
        ("/user_credentials/0/payload", json!({"password": "x"}), "CE-CRD-018", true),
        ("/user_credentials/0/payload/hashed_password/value", json!("abcd"), "CE-CRD-006", true),
        ("/user_credentials/0/payload/hashed_password/value", json!("_-"), "CE-CRD-005", true),
        (
            "/user_credentials/0/payload/hashed_password/config/method",
            json!("scrypt"),
            "CE-CRD-004",
            true,
        ),
        (
            "/user_credentials/0/payload/hashed_password/config/method",
            json!("md5"),
            "CE-CRD-003",
            true,
        ),
        (
            "/user_credentials/0/payload/hashed_password/config/sha/salt_length",
            json!(3),
            "CE-CRD-007",
            true,
        ),
        (
            "/user_credentials/0/payload/hashed_password/config/sha/function",
            json!("sha256"),
            "CE-CRD-020",
            false,
        ),
        ("/user_credentials/0/expires_at", json!("2020-01-01T00:00:00Z"), "CE-CRD-013", false),
        ("/user_credentials/0/expires_at", json!("1900-01-01T00:00:01Z"), "CE-CRD-014", false),
        ("/user_credentials/0/state", json!("broken"), "CE-STR-007", true),
        ("/group_members/0/group_id", json!("nowhere"), "CE-REF-007", false),
    ];
    for (pointer, value, rule, refused) in defects {
        let mut payload = with_password();
        *payload.pointer_mut(pointer).unwrap() = value;
        let done = run(SAME, &[("a.json", payload.to_string().as_bytes())]).unwrap();
        assert!(done.count(rule) > 0, "{pointer} {rule}");
        assert_eq!(done.converted.report.refused, u64::from(refused), "{pointer} {rule}");
        let kept = if refused { sorted(done.rejects().into_iter()) } else { Rows::new() };
        assert_eq!(kept.get("user_credentials").map(Vec::len), refused.then_some(1), "{pointer}");
    }
}

/// A payload of one user with a password.
fn with_password() -> Value {
    let mut payload = many(1);
    let mut row = payload["user_identifiers"][0].clone();
    let members = row.as_object_mut().unwrap();
    members.retain(|name, _| !name.starts_with("identifier"));
    members.insert("type".into(), json!("password"));
    members.insert("state".into(), json!("valid"));
    members.insert("expires_at".into(), json!("1900-01-01T00:00:00Z"));
    let sha = json!({"function": "SHA-256", "salt": "hQzTnVbLwKsJmRpXcDfG", "salt_length": 20});
    let hash = json!({
        "config": {"method": "sha", "sha": sha},
        "value": "6hJsE4pRmMFWoH+PeZy/X0BtAgp7Y8mnMtEE5V6nIyY=",
    });
    members.insert("payload".into(), json!({"hashed_password": hash}));
    payload["user_credentials"] = json!([row]);
    payload["users"][0]["created_at"] = json!("2024-01-01T00:00:00Z");
    payload
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Rows in any order, in any number of payloads and files.
    #[test]
    fn no_order_and_no_split_loses_a_row(
        places in prop::collection::vec((any::<u32>(), 0usize..3, 0usize..3), 40),
        chunk in 200usize..4000,
    ) {
        let whole = many(9);
        let mut rows: Vec<(String, Value)> = Vec::new();
        for (list, of_list) in whole.as_object().unwrap() {
            rows.extend(of_list.as_array().unwrap().iter().map(|row| (list.clone(), row.clone())));
        }
        let mut placed: Vec<_> = rows.into_iter().zip(places.into_iter().cycle()).collect();
        placed.sort_by_key(|(_, place)| place.0);
        let mut files = vec![vec![json!({}); 3]; 3];
        for ((list, row), (_, file, document)) in placed {
            let payload = files[file][document].as_object_mut().unwrap();
            payload.entry(list).or_insert(json!([])).as_array_mut().unwrap().push(row);
        }
        let texts: Vec<String> =
            files.iter().map(|file| file.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")).collect();
        let inputs: Vec<_> =
            ["a.jsonl", "b.jsonl", "c.jsonl"].into_iter().zip(texts.iter().map(String::as_bytes)).collect();
        let done = run(How { threads: 2, chunk, ..SAME }, &inputs).unwrap();
        prop_assert_eq!(done.errors(), [""; 0]);
        prop_assert!(done.rows() == due(std::slice::from_ref(&whole)));
    }
}
