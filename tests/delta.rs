//! A delta has exactly who is new or changed since an earlier run, and tells who has disappeared.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::export;
use support::output::Outcome;
use support::run::{FIXED, Home, Ran, names_in};
use support::schema;

/// What every run is told, but for the ids.
const TO: &str = "--to cloudentity --tenant-id acme --user-pool-id customers --no-sync";

/// The rows of each user, by the user's id.
fn users(outcome: &Outcome) -> BTreeMap<String, BTreeSet<String>> {
    let mut users = BTreeMap::<_, BTreeSet<_>>::new();
    for payload in outcome.payloads() {
        for (list, rows) in payload.as_object().unwrap() {
            let owner = if list == "users" { "id" } else { "user_id" };
            for row in rows.as_array().unwrap() {
                let id = row[owner].as_str().unwrap().to_owned();
                users.entry(id).or_default().insert(format!("{list} {row}"));
            }
        }
    }
    users
}

fn disappeared(outcome: &Outcome) -> Vec<String> {
    let text = String::from_utf8(outcome.file("disappeared.csv")).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

fn counts(outcome: &Outcome) -> [u64; 5] {
    for name in ["manifest", "report"] {
        let document = outcome.json(&format!("{name}.json"));
        assert!(schema::validators(name)["#"].is_valid(&document), "{name}");
    }
    let delta = &outcome.report()["delta"];
    assert_eq!(*delta, outcome.manifest()["delta"]);
    ["new", "changed", "unchanged", "refused", "disappeared"]
        .map(|name| delta[name].as_u64().unwrap())
}

/// Converts users into a folder; from the second folder on what has changed since the one before.
fn delta(home: &Home, folder: &str, since: &str, users: &[Value]) -> Outcome {
    home.put("in.json", json!(users).to_string());
    let since = format!("--since {since}/manifest.json --now 2027-01-01T00:00:00Z");
    let ran = home.idport(&format!("convert in.json {TO} -o {folder} {since}"));
    Outcome::new(ran, home.path(folder))
}

fn base(home: &Home, users: &[Value]) -> Outcome {
    home.put("in.json", json!(users).to_string());
    home.convert_into("base", "in.json --keep-hashes").ended(0)
}

fn some(count: u64) -> Vec<Value> {
    serde_json::from_slice(&export::users(count, 5)).unwrap()
}

fn rename(user: &mut Value, name: &str) {
    user["scimUser"]["name"]["givenName"] = name.into();
}

/// What is done with a user between two exports.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Stays,
    Changes,
    Goes,
    Comes,
    /// It is spelled otherwise, and means the same.
    IsSpelledAnew,
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let fate = prop_oneof![
        Just(Fate::Stays),
        Just(Fate::Changes),
        Just(Fate::Goes),
        Just(Fate::Comes),
        Just(Fate::IsSpelledAnew)
    ];
    prop::collection::vec(fate, 1..30)
}

/// Members in which nothing can stand that is kept as it comes, one behind the other.
const WITHOUT_KEPT: [&str; 3] = ["roles", "passwordHash", "passwordHashAlg"];

/// The same user, with members in another order and blanks between.
fn spelled_anew(user: &Value) -> String {
    let user = user.as_object().unwrap();
    let is_without = |(name, _): &(&String, &Value)| WITHOUT_KEPT.contains(&name.as_str());
    let (without, others): (Vec<_>, Vec<_>) = user.iter().partition(is_without);
    let members = without.into_iter().rev().chain(others);
    let members: Vec<_> = members.map(|(name, value)| format!(" \"{name}\" :\n{value}")).collect();
    format!("{{{}}}", members.join(","))
}

#[test]
fn kept_members_in_another_order_are_a_change() {
    let home = Home::new();
    let users = |kept: &str| {
        let user = some(1)[0].to_string();
        format!("[{},{kept}}}]", user.strip_suffix('}').unwrap())
    };
    home.put("in.json", users(r#""one":1,"two":2"#));
    home.convert_into("base", "in.json --keep-hashes").ended(0);
    home.put("in.json", users(r#""two":2,"one":1"#));
    let since = "--since base/manifest.json";
    let ran = home.idport(&format!("convert in.json {TO} -o delta {since}"));
    assert_eq!(counts(&Outcome::new(ran, home.path("delta"))), [0, 1, 0, 0, 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn base_and_delta_together_are_a_conversion_of_the_later_export(
        fates in fates(), seed in 0u64..100, turn in 0usize..30, threads in 1u8..4,
    ) {
        let all: Vec<Value> =
            serde_json::from_slice(&export::users(fates.len() as u64, seed)).unwrap();
        let with = |fate| fates.iter().filter(move |own| **own == fate).count() as u64;
        let before: Vec<_> = { all.iter().zip(&fates) }
            .filter(|(_, fate)| **fate != Fate::Comes)
            .map(|(user, _)| user.clone())
            .collect();
        let mut after: Vec<_> = { all.iter().zip(&fates) }
            .filter(|(_, fate)| **fate != Fate::Goes)
            .map(|(user, fate)| match fate {
                Fate::Changes => {
                    let mut user = user.clone();
                    rename(&mut user, "Somebody");
                    user.to_string()
                }
                Fate::IsSpelledAnew => spelled_anew(user),
                _ => user.to_string(),
            })
            .collect();
        let middle = turn % after.len().max(1);
        after.rotate_left(middle);

        let home = Home::new();
        let from = "--from appid-directory";
        home.put("before.json", json!(before).to_string());
        home.put("after.json", format!("[{}]", after.join(",\n")));
        let base =
            home.convert_into("base", &format!("before.json {from} --keep-hashes")).ended(0);
        let whole = home.convert_into("whole", &format!("after.json {from}")).ended(0);
        let now = "--now 2026-01-02T03:04:05Z";
        let arguments = format!(
            "convert after.json {from} {TO} {now} --since base/manifest.json -o delta --threads {threads}"
        );
        let delta = Outcome::new(home.idport(&arguments), home.path("delta")).ended(0);

        let mut joined = users(&base);
        for id in disappeared(&delta) {
            prop_assert!(joined.remove(&id).is_some());
        }
        let written = users(&delta);
        joined.extend(written.clone());
        prop_assert_eq!(joined, users(&whole));
        let due = [
            with(Fate::Comes),
            with(Fate::Changes),
            with(Fate::Stays) + with(Fate::IsSpelledAnew),
            0,
            with(Fate::Goes),
        ];
        prop_assert_eq!(counts(&delta), due);
        prop_assert_eq!(written.len() as u64, due[0] + due[1]);
    }
}

#[test]
fn another_instant_changes_nobody() {
    let home = Home::new();
    let users = some(40);
    base(&home, &users);
    let same = delta(&home, "delta", "base", &users).ended(0);
    assert_eq!(counts(&same), [0, 0, 40, 0, 0]);
    assert_eq!(same.payloads(), Vec::<Value>::new());
    assert_eq!(same.manifest()["delta"]["since"], "2026-01-02T03:04:05Z");
    assert!(same.ran.stderr.contains("0 new and 0 changed are written, 40 unchanged are not"));
}

#[test]
fn a_delta_is_the_base_of_the_next_one() {
    let home = Home::new();
    let mut users = some(10);
    base(&home, &users);
    rename(&mut users[3], "Changed");
    let gone = users.remove(0);
    assert_eq!(counts(&delta(&home, "one", "base", &users).ended(0)), [0, 1, 8, 0, 1]);
    rename(&mut users[3], "Again");
    assert_eq!(counts(&delta(&home, "two", "one", &users).ended(0)), [0, 1, 8, 0, 0]);
    users.push(gone);
    let three = delta(&home, "three", "two", &users).ended(0);
    assert_eq!(counts(&three), [1, 0, 9, 0, 0]);
    let [base, three] = ["base", "three"]
        .map(|folder| fs::read(home.path(folder).join("records.idx")).unwrap().len());
    assert_eq!((base, three), (17 + 10 * 24 + 32, 17 + 10 * 24 + 32));
}

#[test]
fn users_who_are_refused_now_have_not_disappeared_and_those_who_were_refused_are_new() {
    let home = Home::new();
    let mut users = some(6);
    let sound = users[2].clone();
    base(&home, &users);
    // No address: refused. The address of another one: refused in its turn.
    users[2]["scimUser"]["emails"] = json!([{ "value": "nobody", "primary": true }]);
    users[4]["scimUser"]["emails"] = users[0]["scimUser"]["emails"].clone();
    users[4]["scimUser"].as_object_mut().unwrap().remove("userName");
    let one = delta(&home, "one", "base", &users).ended(1);
    let refused = one.report()["refused"].as_u64().unwrap();
    assert_eq!(counts(&one), [0, 0, 6 - refused, refused, 0], "{}", one.ran.stderr);
    assert!(refused >= 1);
    users[2] = sound;
    let two = delta(&home, "two", "one", &users);
    assert_eq!(counts(&two)[0], 0, "the base had the user, and the delta kept that in mind");
    users.truncate(2);
    assert_eq!(counts(&delta(&home, "three", "two", &users).ended(0)), [0, 0, 2, 0, 4]);

    home.put("in.json", json!([some(1)[0], { "scimUser": {} }]).to_string());
    home.convert_into("refusing", "in.json --keep-hashes").ended(1);
    let later = delta(&home, "later", "refusing", &some(2)).ended(0);
    assert_eq!(counts(&later), [1, 0, 1, 0, 0]);
}

#[test]
fn a_record_that_tells_no_id_may_be_anybody() {
    let home = Home::new();
    base(&home, &some(3));
    let text = json!(some(3)).to_string().replacen("\"active\":true", "\"active\":tru", 1);
    home.put("broken.json", text);
    let ran = home.idport(&format!("convert broken.json {TO} -o delta --since base/manifest.json"));
    let outcome = Outcome::new(ran, home.path("delta")).ended(1);
    assert_eq!(counts(&outcome), [0, 0, 2, 0, 1]);
    assert_eq!(outcome.report()["delta"]["unknown"], 1);
    assert!(outcome.ran.stderr.contains("1 record tells no id"), "{}", outcome.ran.stderr);
}

#[test]
fn an_option_changes_the_users_that_it_matters_to() {
    let home = Home::new();
    base(&home, &some(5));
    let run = |folder: &str, options: &str| {
        let arguments =
            format!("convert in.json {TO} -o {folder} --since base/manifest.json {options}");
        Outcome::new(home.idport(&arguments), home.path(folder)).ended(0)
    };
    let sizes = run("sizes", "--batch-size 2");
    assert_eq!(counts(&sizes), [0, 0, 5, 0, 0]);
    assert_eq!(sizes.manifest()["delta"]["other_options"], json!(["batch-size"]));
    let schemas = run("schemas", "--payload-schema-id acme_v1");
    assert_eq!(counts(&schemas), [0, 5, 0, 0, 0]);
    assert!(schemas.ran.stderr.contains("other options than then: payload-schema-id"));
}

#[test]
fn threads_change_no_byte() {
    let home = Home::new();
    let mut users = some(3_000);
    base(&home, &users);
    for user in users.iter_mut().step_by(7) {
        rename(user, "Changed");
    }
    users.rotate_left(1_000);
    users.truncate(2_500);
    home.put("in.json", json!(users).to_string());
    let files = |threads: u8| {
        let folder = format!("delta{threads}");
        let now = "--now 2026-06-01T00:00:00Z";
        let arguments = format!(
            "convert in.json {TO} {now} -o {folder} --since base/manifest.json --threads {threads}"
        );
        Outcome::new(home.idport(&arguments), home.path(&folder)).ended(0).files()
    };
    let one = files(1);
    assert!(one == files(2) && one == files(7));
    assert!(one["disappeared.csv"].len() > 500 * 36);
}

/// An earlier export, a later one, and what is due: new, changed, unchanged, disappeared.
fn later(format: &str, before: &[(&str, String)], after: &[(&str, String)], due: [u64; 4]) {
    let home = Home::of(format);
    for (folder, files) in [("before", before), ("after", after)] {
        fs::create_dir(home.path(folder)).unwrap();
        files.iter().for_each(|(name, text)| home.put(&format!("{folder}/{name}"), text));
    }
    let told = |ran: &Ran| assert_eq!(ran.code, 0, "{}", ran.stderr);
    told(&home.idport(&format!("convert before --from {format} {TO} --keep-hashes -o base")));
    told(&home.idport(&format!(
        "convert after --from {format} {TO} --since base/manifest.json -o delta"
    )));
    let report: Value =
        serde_json::from_slice(&fs::read(home.path("delta/report.json")).unwrap()).unwrap();
    let got = ["new", "changed", "unchanged", "disappeared"]
        .map(|name| report["delta"][name].as_u64().unwrap());
    assert_eq!(got, due);
}

#[test]
fn rows_of_a_user_of_a_payload_change_the_user() {
    let user = |number: u32, name: &str| json!({"id": format!("7d673452-9d0b-4965-af9f-6000f526df{number:02}"), "tenant_id": "acme", "user_pool_id": "customers", "status": "active", "payload": {"name": name}});
    let row = |number: u32, address: &str| json!({"id": format!("9d673452-9d0b-4965-af9f-6000f526df{number:02}"), "user_id": format!("7d673452-9d0b-4965-af9f-6000f526df{number:02}"), "tenant_id": "acme", "user_pool_id": "customers", "type": "email", "identifier": address, "identifier_lc": address, "created_at": "2026-02-03T09:15:30Z", "updated_at": "2026-02-03T09:15:30Z"});
    let payload = |users: &[Value], rows: &[Value]| {
        json!({"users": users, "user_identifiers": rows}).to_string()
    };
    let before = payload(
        &[user(1, "A"), user(2, "B"), user(3, "C")],
        &[row(1, "a@example.org"), row(2, "b@example.org")],
    );
    // The second user is in another file than the row that changes.
    let after = [
        (
            "1.json",
            payload(&[user(2, "B"), user(1, "A"), user(4, "D")], &[row(1, "a@example.org")]),
        ),
        ("2.json", payload(&[], &[row(2, "other@example.org")])),
    ];
    later("cloudentity", &[("1.json", before)], &after, [1, 1, 1, 1]);
}

#[test]
fn memberships_of_a_user_of_a_table_change_the_user() {
    let users = |names: &[&str]| {
        let row = |name: &&str| format!("{name},{name}@example.org,First,Last\r\n");
        let rows: String = names.iter().map(row).collect();
        format!("User Name,Work Email,First Name,Last Name\r\n{rows}")
    };
    let groups = |members: &str| format!("Name,Description,User Members\r\nReaders,,{members}\r\n");
    later(
        "oracle",
        &[("Users.csv", users(&["anna", "bert", "cleo"])), ("Groups.csv", groups("anna;bert"))],
        &[("Users.csv", users(&["dora", "bert", "anna"])), ("Groups.csv", groups("anna"))],
        [1, 1, 1, 1],
    );
}

#[test]
fn a_target_that_makes_its_own_ids_lists_names() {
    let home = Home::new();
    home.put("in.json", json!(some(3)).to_string());
    let to = "--to oracle --missing-name email --refused-values drop";
    let ran = home.idport(&format!("convert in.json {to} --keep-hashes -o base"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    home.put("in.json", json!(some(3)[1..]).to_string());
    let ran = home.idport(&format!("convert in.json {to} --since base/manifest.json -o delta"));
    let outcome = Outcome::new(ran, home.path("delta")).ended(0);
    let list = String::from_utf8(outcome.file("disappeared.csv")).unwrap();
    let written = fs::read_to_string(home.path("base/Users.csv")).unwrap();
    let name = list.lines().nth(1).unwrap();
    assert_eq!((list.lines().next().unwrap(), list.lines().count()), ("user_name", 2));
    assert!(written.lines().nth(1).unwrap().starts_with(name), "{name}");
    assert!(!outcome.ran.stderr.contains(name));
}

#[test]
fn a_base_that_is_none_is_refused() {
    let home = Home::new();
    home.put("in.json", json!(some(3)).to_string());
    home.convert_into("bare", "in.json").ended(0);
    base(&home, &some(3));
    let refused = |arguments: &str, why: &str| {
        let ran = home.idport(&format!("convert in.json {arguments} -o delta"));
        assert_eq!(ran.code, 2, "{arguments}: {}", ran.stderr);
        assert!(ran.stderr.contains(why), "{arguments}: {}", ran.stderr);
        assert!(!home.path("delta").exists());
    };
    refused(&format!("{TO} --since bare/manifest.json"), "again with --keep-hashes and --ids-from");
    refused("--to oracle --since base/manifest.json", "its run wrote cloudentity");
    refused(&format!("{FIXED} --since base/manifest.json"), "cannot be used with");
    let streamed = format!("{TO} --since base/manifest.json --layout jsonl");
    let ran = home.idport(&format!("convert in.json {streamed} -o -"));
    assert!(ran.code == 2 && ran.stderr.contains("--evidence"), "{}", ran.stderr);
    let index = home.path("base/records.idx");
    let mut bytes = fs::read(&index).unwrap();
    bytes[30] ^= 1;
    fs::write(&index, bytes).unwrap();
    refused(&format!("{TO} --since base/manifest.json"), "not the index of the run");
}

#[test]
fn an_index_tells_no_value_and_output_with_one_can_be_replaced() {
    let home = Home::new();
    base(&home, &some(3));
    home.convert_into("base", "in.json --keep-hashes --force").ended(0);
    delta(&home, "delta", "base", &some(2)).ended(0);
    let options = "--since base/manifest.json --force";
    let ran = home.idport(&format!("convert in.json {TO} -o delta {options}"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(names_in(&home.path("delta")).contains(&"disappeared.csv".to_owned()));
    let lines = home
        .idport(&format!("convert in.json {TO} --layout jsonl -o lines.jsonl {}", "--keep-hashes"));
    assert_eq!(lines.code, 0, "{}", lines.stderr);
    let arguments =
        format!("convert in.json {TO} --layout jsonl -o next.jsonl --since lines.manifest.json");
    let ran = home.idport(&arguments);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(home.path("next.disappeared.csv").exists() && home.path("next.records.idx").exists());
    let index = fs::read(home.path("base/records.idx")).unwrap();
    let text = String::from_utf8_lossy(&index);
    assert!(!text.contains("example"));
}

/// The next delta could not tell any more who had changed, and who had gone.
#[test]
fn a_delta_does_not_replace_its_base() {
    let home = Home::new();
    base(&home, &some(3));
    let lines = "--layout jsonl -o lines.jsonl --keep-hashes";
    assert_eq!(home.idport(&format!("convert in.json {TO} {lines}")).code, 0);
    let streamed = "--layout jsonl -o - --evidence stream --keep-hashes";
    assert_eq!(home.idport(&format!("convert in.json {TO} {streamed}")).code, 0);
    let files = |folder: &str| {
        let read = |name: String| (fs::read(home.path(folder).join(&name)).unwrap(), name);
        names_in(&home.path(folder))
            .into_iter()
            .filter(|name| name.contains('.'))
            .map(read)
            .collect::<Vec<_>>()
    };
    let before = [files("base"), files("stream"), files(".")];
    home.put("in.json", json!(some(2)).to_string());
    for (since, output) in [
        ("base/manifest.json", "-o base"),
        ("base/manifest.json", "-o ./base/"),
        ("base/manifest.json", "-o base --layout jsonl"),
        ("lines.manifest.json", "-o lines.jsonl --layout jsonl"),
        ("./lines.manifest.json", "-o lines.txt --layout jsonl"),
        ("stream/manifest.json", "-o - --evidence stream --layout jsonl"),
    ] {
        for force in ["", "--force"] {
            let ran =
                home.idport(&format!("convert in.json {TO} --since {since} {output} {force}"));
            assert_eq!(ran.code, 2, "{since} {output}: {}", ran.stderr);
            let told = ran.stderr.contains("is what --since compares with");
            assert!(told && ran.stderr.contains("another place"), "{output}: {}", ran.stderr);
            assert!(ran.stdout.is_empty());
        }
    }
    home.put("in.json", json!(some(3)).to_string());
    assert!(before == [files("base"), files("stream"), files(".")]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("base", home.path("link")).unwrap();
        let ran = home
            .idport(&format!("convert in.json {TO} --since link/manifest.json -o base --force"));
        assert!(ran.stderr.contains("is what --since compares with"), "{}", ran.stderr);
    }
    delta(&home, "next", "base", &some(2)).ended(0);
}
