//! Conversions to Oracle CSV, read back with the csv crate and an undoing of Oracle's quotes written
//! here, and compared with what `serde_json` reads in the source.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod judge;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use idport::convert::{Conversion, Converted, Delta, convert};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::formats::appid_directory::generate::{Options, write_export};
use idport::formats::by_name;
use idport::ids::RunKey;
use idport::input::{Feed, Input};
use idport::output::{Destination, Layout, Outputs};
use serde_json::{Value, json};

use judge::{check_user, list, table, user_name};

/// The files of a run, by name, and what the run says of itself.
struct Run {
    files: BTreeMap<String, Vec<u8>>,
    converted: Converted,
}

fn run(source: &[u8], settings: &[(&str, &str)], threads: usize) -> Run {
    try_run(source, settings, threads, false).unwrap()
}

fn try_run(
    source: &[u8],
    settings: &[(&str, &str)],
    threads: usize,
    to_stream: bool,
) -> Result<Run, Error> {
    let home = tempfile::tempdir().unwrap();
    let (path, out) = (home.path().join("in.json"), home.path().join("out"));
    std::fs::write(&path, source).unwrap();
    let outputs = Outputs::new(Destination::Folder(out.clone()), false, false)?;
    let layout = match to_stream {
        true => Layout::Lines(Box::new(std::io::sink()), "stream".to_owned()),
        false => Layout::Files,
    };
    let converted = convert(Conversion {
        feed: Feed::new(
            vec![Input { name: "in.json".into(), path: Some(path) }],
            Algorithm::Blake3,
        ),
        from: by_name("appid-directory").unwrap(),
        to: by_name("oracle").unwrap(),
        settings: settings.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        outputs: &outputs,
        layout,
        id_map: None,
        mapping: None,
        now: "2026-01-02T03:04:05Z".into(),
        run_key: RunKey::new([7; 32]),
        digest: Algorithm::Blake3,
        threads,
        allow: Vec::new(),
        delta: Delta::None,
    })?;
    outputs.commit()?;
    Ok(Run { files: files(&out), converted })
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap())
        })
        .collect()
}

fn generated(users: u64) -> Vec<u8> {
    let mut out = Vec::new();
    write_export(&Options::new(users, 5), &mut out, None).unwrap();
    out
}

const LENIENT: &[(&str, &str)] = &[("missing-name", "email"), ("refused-values", "drop")];

/// Everything that a run wrote, compared with its source.
fn check(source: &[u8], settings: &[(&str, &str)]) -> Run {
    let run = run(source, settings, 2);
    let users: Vec<Value> = serde_json::from_slice(source).unwrap();
    let by_name: HashMap<_, _> = users.iter().map(|user| (user_name(user), user)).collect();
    let mut expected = BTreeSet::new();
    let mut rows = 0;
    for (name, bytes) in run.files.iter().filter(|(name, _)| name.starts_with("Users")) {
        let (headings, table) = table(bytes);
        let mandatory =
            ["User Name", "Last Name", "First Name", "Work Email", "Primary Email Type"];
        assert_eq!(headings[..5], mandatory, "{name}");
        for row in table {
            let user = by_name[&*row["User Name"]];
            check_user(&row, user);
            let roles = list(user, "/roles").filter_map(Value::as_str);
            let roles = roles.filter(|role| role.chars().count() >= 5);
            expected.extend(roles.map(|role| (role.to_owned(), row["User Name"].clone())));
            rows += 1;
        }
    }
    let mut memberships = BTreeSet::new();
    for (_, bytes) in run.files.iter().filter(|(name, _)| name.starts_with("Groups")) {
        let (headings, table) = table(bytes);
        assert_eq!(headings, ["Name", "Description", "User Members", "Requestable"]);
        for row in table {
            let members: Vec<_> = row["User Members"].split(';').collect();
            assert!((1..=7).contains(&members.len()));
            for member in members {
                assert!(memberships.insert((row["Name"].clone(), member.to_owned())));
            }
        }
    }
    assert_eq!(memberships, expected);
    let report = &run.converted.report;
    assert_eq!((rows, rows + report.refused), (report.converted, users.len() as u64));
    run
}

#[test]
fn the_sample_is_carried_cell_by_cell() {
    let run = check(&std::fs::read("testdata/appid-directory/bulk.json").unwrap(), &[]);
    assert_eq!(run.converted.report.converted, 6);
    let lost: Vec<_> = run.converted.report.losses.iter().map(|loss| &*loss.path).collect();
    let attributes = [
        "berth",
        "cardNumber",
        "closedBecause",
        "favourites",
        "motto",
        "newsletter",
        "points",
        "quay",
        "rating",
        "since",
    ]
    .map(|name| format!("/profile/attributes/{name}"));
    let fields = ["/scimUser/photos", "/passwordHash", "/passwordHashAlg"].map(str::to_owned);
    assert_eq!(lost, fields.into_iter().chain(attributes).collect::<Vec<_>>());
    let parts: Vec<_> =
        run.converted.manifest.parts.iter().map(|part| (&*part.name, part.users)).collect();
    assert_eq!(parts, [("Users.csv", 6), ("Groups.csv", 0)]);
}

#[test]
fn an_invented_export_is_carried_in_files_that_oracle_takes() {
    let settings = [LENIENT, &[("max-file-bytes", "100000")]].concat();
    let run = check(&generated(1500), &settings);
    assert!(run.converted.report.converted > 1400);
    let names: Vec<_> = run.converted.manifest.parts.iter().map(|part| &*part.name).collect();
    assert_eq!(names[..2], ["Users.csv", "Users-002.csv"]);
    assert_eq!(names.last(), Some(&"Groups.csv"));
    assert!(run.files.values().all(|bytes| bytes.len() <= 100_000));
    let size = |name: &str| run.files[name].len() as u64;
    assert!(
        run.converted
            .manifest
            .parts
            .iter()
            .all(|part| part.size == size(&part.name) && part.payloads == 1)
    );
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let source = generated(2500);
    for roles in ["groups", "app:Ledger Cloud"] {
        let settings = [LENIENT, &[("roles", roles), ("max-file-bytes", "150000")]].concat();
        let one = run(&source, &settings, 1);
        assert!(
            one.files.keys().any(|name| name.starts_with("Groups") || name.starts_with("AppRoles"))
        );
        for threads in [2, 8] {
            let other = run(&source, &settings, threads);
            assert!(other.files == one.files);
            assert_eq!(other.converted.manifest, one.converted.manifest);
        }
    }
}

fn user(number: u32, more: &[(&str, Value)]) -> Value {
    let mut user = json!({"active": true, "originalId": format!("00000000-0000-4000-8000-{number:012}"),
        "emails": [{"value": format!("u{number}@example.com"), "primary": true}],
        "name": {"givenName": "Given", "familyName": "Family"}});
    for (name, value) in more {
        user[*name] = value.clone();
    }
    json!({"scimUser": user, "roles": ["viewer"], "profile": {"attributes": {"tier": "gold", "n": 1.50, "o": {"a": [1]}}}})
}

/// The ids of the rules that refuse the only user of an export.
fn refusals(more: &[(&str, Value)], settings: &[(&str, &str)]) -> Vec<&'static str> {
    let run = run(&serde_json::to_vec(&[user(1, more)]).unwrap(), settings, 1);
    let errors = run
        .converted
        .report
        .findings
        .iter()
        .filter(|one| one.severity == idport::findings::Severity::Error);
    let rules: Vec<_> = errors.map(|one| one.rule.id).collect();
    assert_eq!(run.converted.report.refused, u64::from(!rules.is_empty()));
    assert_eq!(run.files.is_empty(), !rules.is_empty());
    rules
}

#[test]
fn what_oracle_refuses_is_refused_or_left_out() {
    let drop = &[("refused-values", "drop")];
    for (field, value, rule) in [
        ("phoneNumbers", json!([{"value": "call me", "primary": true}]), "ORA-U-030"),
        ("userType", json!("Customer"), "ORA-U-050"),
        ("title", json!("'=quoted'"), "ORA-F-051"),
    ] {
        assert_eq!(refusals(&[(field, value.clone())], &[]), [rule]);
        assert!(refusals(&[(field, value)], drop).is_empty());
    }
    for (field, value, rule) in [
        ("userName", json!("ab"), "ORA-U-002"),
        ("userName", json!("a;bc"), "ORA-U-005"),
        ("userName", json!("'@ab'"), "ORA-F-051"),
        ("emails", json!([{"value": "no address", "primary": true}]), "ORA-U-021"),
        ("name", json!({"givenName": "Given"}), "ORA-U-010"),
        ("name", json!({"familyName": "Family"}), "ORA-U-011"),
    ] {
        assert_eq!(refusals(&[(field, value)], drop), [rule]);
    }
    assert!(refusals(&[("userName", json!("a;bc"))], &[("roles", "app:x")]).is_empty());
}

#[test]
fn user_names_are_the_same_in_any_letter_case() {
    let users = [("userName", "Bob.Ox"), ("userName", "bob.ox "), ("nickName", "x")];
    let users: Vec<_> = (1..)
        .zip(users)
        .map(|(number, (name, value))| user(number, &[(name, json!(value))]))
        .collect();
    let run = run(&serde_json::to_vec(&users).unwrap(), &[], 1);
    assert_eq!(run.converted.report.refused, 1);
    assert!(run.converted.report.findings.iter().any(|one| one.rule.id == "ORA-U-004"));
}

#[test]
fn declared_attributes_and_application_roles_are_written() {
    let settings = [
        ("custom-column", "tier=Custom_tier,n=Number,o=More"),
        ("roles", "app:Ledger, Inc"),
        ("headings", "legacy"),
        ("bypass-notification", "true"),
    ];
    // The digits of a number are the source's own.
    let source = json!([user(1, &[])]).to_string().replace("1.5,", "1.50,").into_bytes();
    let run = run(&source, &settings, 1);
    let (headings, rows) = table(&run.files["Users.csv"]);
    assert!(headings.contains(&"User ID".to_owned()) && headings.contains(&"TimeZone".to_owned()));
    let cells =
        ["Custom_tier", "Number", "More", "ByPass Notification"].map(|heading| &*rows[0][heading]);
    assert_eq!(cells, ["gold", "1.50", r#"{"a":[1]}"#, "TRUE"]);
    assert_eq!(
        run.files["AppRoles.csv"],
        b"Entitlement Value,Grantee Name,Grantee Type,App Name\r\nviewer,u1@example.com,User,\"Ledger, Inc\"\r\n"
    );
    assert_eq!(run.converted.manifest.options["appDisplayName"], "Ledger, Inc");
    assert!(run.converted.report.losses.is_empty());
}

#[test]
fn what_has_no_column_is_named() {
    let mut one = user(1, &[("badge", json!(7))]);
    one["roles"] = json!(["Viewer", "viewer", "Viewer"]);
    let run = run(&serde_json::to_vec(&[one]).unwrap(), &[], 1);
    let report = &run.converted.report;
    let lost: Vec<_> = report.losses.iter().map(|loss| (&*loss.path, loss.records)).collect();
    let due = [
        "/profile/attributes/n",
        "/profile/attributes/o",
        "/profile/attributes/tier",
        "/scimUser/badge",
    ];
    assert_eq!(lost, due.map(|path| (path, 1)));
    let found = |rule: &str| {
        let finding = report.findings.iter().find(|one| one.rule.id == rule);
        finding.map(|one| &*one.place.pointer)
    };
    assert_eq!(found("ORA-G-005"), Some("/roles"));
    assert_eq!(found("ORA-G-012"), Some("/roles"));
    let groups = b"Name,Description,User Members,Requestable\r\nViewer,,u1@example.com,\r\nviewer,,u1@example.com,\r\n";
    assert_eq!(run.files["Groups.csv"], groups);
}

#[test]
fn hostile_values_come_back_as_they_were() {
    let mut users: Vec<Value> =
        serde_json::from_slice(&std::fs::read("testdata/appid-directory/hostile.json").unwrap())
            .unwrap();
    users.iter_mut().for_each(|user| user["scimUser"]["title"] = json!("+title, \"quoted\""));
    let run = check(&serde_json::to_vec(&users).unwrap(), LENIENT);
    assert_eq!(run.converted.report.refused, 0);
}

#[test]
fn a_stream_takes_one_file_only() {
    let source = serde_json::to_vec(&[user(1, &[])]).unwrap();
    assert!(matches!(try_run(&source, &[], 1, true), Err(Error::Refused(_))));
    assert!(try_run(&source, &[("roles", "none")], 1, true).is_ok());
    let settings = [LENIENT, &[("roles", "none"), ("max-file-bytes", "100000")]].concat();
    assert!(matches!(try_run(&generated(800), &settings, 1, true), Err(Error::Refused(_))));
    assert!(matches!(try_run(&source, &[("federated", "true")], 1, false), Err(Error::Refused(_))));
}
