//! What manifest, report and summary say of the upload is true of the files.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use serde_json::{Value, json};
use support::export;
use support::run::Home;

/// The numbers of a step that do not depend on how the requests are laid out.
fn numbers(step: &Value) -> [&Value; 4] {
    ["call", "count", "bytes", "users"].map(|name| &step[name])
}

#[test]
fn sizes_are_those_of_the_requests_in_files_and_one_a_line() {
    let home = Home::new();
    home.put("in.json", export::users(250, 2));
    let files = home.convert_into("files/", "in.json").ended(0);
    let lines = home.convert_into("lines/", "in.json --layout jsonl").ended(0);
    let manifest = files.manifest();
    let step = &manifest["upload"]["steps"][0];
    let mut sizes: Vec<_> = { manifest["parts"].as_array().unwrap().iter() }
        .map(|part| part["size"].as_u64().unwrap())
        .collect();
    let total = sizes.iter().sum::<u64>();
    sizes.sort_unstable();
    let due =
        json!({"smallest": sizes[0], "median": sizes[1], "largest": sizes[2], "total": total});
    assert_eq!((&step["bytes"], sizes.len()), (&due, 3));
    assert_eq!(step["users"], json!({"smallest": 50, "median": 100, "largest": 100, "total": 250}));
    assert_eq!((&step["first"], &step["files"]), (&json!("batch-000001.json"), &json!(3)));
    let lines = lines.manifest();
    let line = &lines["upload"]["steps"][0];
    assert_eq!(numbers(step), numbers(line));
    assert_eq!((&line["first"], &line["files"]), (&json!("payloads.jsonl"), &json!(1)));
    assert!(files.ran.stderr.contains("\nupload: 3 requests of at most "), "{}", files.ran.stderr);
}

#[test]
fn roles_that_must_be_there_are_those_of_accepted_users_and_the_report_names_none() {
    let home = Home::new();
    let user = |number: u32, roles: &str| {
        format!(
            r#"{{"scimUser":{{"id":"7d673452-9d0b-4965-af9f-6000f526df{number:02}","emails":[{{"value":"u{number}@example.org","primary":true}}]}},"profile":{{"attributes":{{}}}},"roles":{roles}}}"#
        )
    };
    // The last one has the address of the first one, and is refused.
    let last = user(3, r#"["ghost"]"#).replace("u3@", "u1@");
    let users = [user(1, r#"["viewer","editor"]"#), user(2, r#"["viewer"]"#), last];
    home.put("in.json", format!("[{}]", users.join(",")));
    let ran = home.idport("convert in.json --to appid-directory -o out --page-size 2");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let read = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(home.path(name)).unwrap()).unwrap()
    };
    let needs = |name: &str| read(name)["upload"]["needs"].clone();
    assert_eq!(
        needs("out/manifest.json"),
        json!([{"what": "roles", "count": 2, "names": ["editor", "viewer"]}])
    );
    assert_eq!(needs("out/report.json"), json!([{"what": "roles", "count": 2}]));
    assert!(!ran.stderr.contains("viewer"));
}

#[test]
fn oracle_counts_jobs_by_kind_in_their_order() {
    let home = Home::of("oracle");
    let kind = home.take_kind("oracle", "rich");
    let ran =
        home.idport(&format!("convert {kind} --to oracle -o out --ids-from ids.manifest.json"));
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(home.path("out/manifest.json")).unwrap()).unwrap();
    let plan = &manifest["upload"];
    let steps: Vec<_> =
        plan["steps"].as_array().unwrap().iter().map(|step| &step["what"]).collect();
    assert_eq!(steps, ["users", "groups", "application roles"], "{}", ran.stderr);
    assert_eq!((&plan["unit"], &plan["at_once"]), (&json!("job"), &json!(1)));
    assert_eq!((&plan["time"]["least"], &plan["time"]["most"]), (&json!(1), &json!(1)));
}
