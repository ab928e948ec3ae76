//! Names that others chose (of files, members, headings, attributes) are told in messages and
//! reports, and can neither steer a terminal nor make text look like other text.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::page;
use support::run::{Home, Ran, names_in};

/// A terminal's colour and title, C1's way to begin both, DEL, text turned around, no width, ends
/// of lines with what GitHub, JUnit and a person would take for something else, and quotes.
const HOSTILE: &str = "\u{1b}[31m\u{1b}]0;t\u{7}\u{9b}31m\u{9d}\u{7f}\u{202e}\u{2066}\u{200b}\u{2028}\u{feff}\
    \n::error title=planted::planted\nerror: planted\r\n]]>&lt;<planted/>\"%0A";

const OUTPUTS: [&str; 7] = ["text", "json", "jsonl", "sarif", "junit", "github", "html"];

fn acts(char: char) -> bool {
    char.is_control() && char != '\n'
        || matches!(char, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[track_caller]
fn assert_harmless(bytes: &[u8], what: &str) {
    let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{what} is not UTF-8"));
    if let Some(at) = text.find(acts) {
        let from = text[..at].char_indices().rev().nth(100).map_or(0, |(at, _)| at);
        panic!("{what} holds {:?}", &text[from..].chars().take(140).collect::<String>());
    }
    for line in text.lines() {
        assert!(!line.starts_with("error: planted"), "{what}: a name makes a line of its own");
        assert!(!line.starts_with("::error title=planted"), "{what}: a name gives a command");
    }
}

/// Data in which every name that can be is hostile.
fn data() -> [(&'static str, String, Vec<u8>); 4] {
    let key = format!("key{HOSTILE}");
    let id = "0a1b2c3d-0000-4000-8000-000000000000";
    let directory = json!([{
        &key: 1,
        "scimUser": {
            "originalId": id, "active": "no", &key: { &key: 2 },
            "name": { "givenName": 7, &key: "x" },
            "emails": [{ "value": "a@example.com", &key: true }],
            "phoneNumbers": [{ &key: [] }],
        },
        "profile": { "attributes": { &key: "v", "a": { &key: 1 } } },
    }]);
    let social = json!({ "users": [{
        "id": id, &key: 1, "identities": [{ "provider": "google", "id": 1, &key: 3,
        "idpUserInfo": { &key: 4 } }], "attributes": { &key: [1] },
    }]});
    let payload = json!({
        "users": [{ "id": id, &key: 1, "metadata": { &key: 2 }, "payload": { &key: 3 }, "status": 4 }],
        &key: [{ "id": 1 }],
    });
    let quoted = key.replace('"', "\"\"");
    let table = format!(
        "User Name,First Name,Last Name,Work Email,\"{quoted}\",\"{quoted}\"\na,b,,c,d,e\nx,\"{quoted}\",y,z\n"
    );
    let name = |extension: &str| format!("f{}.{extension}", HOSTILE.replace('/', ""));
    [
        ("appid-directory", name("json"), directory.to_string().into_bytes()),
        ("appid-social", name("json"), social.to_string().into_bytes()),
        ("cloudentity", name("json"), payload.to_string().into_bytes()),
        ("oracle", name("csv"), table.into_bytes()),
    ]
}

fn run(home: &Home, arguments: &str, name: &str) -> Ran {
    Ran::from(home.command(arguments).arg(name).output().unwrap())
}

#[test]
fn no_way_to_tell_findings_lets_a_name_act() {
    let mut told = 0;
    for (format, name, bytes) in data() {
        let home = Home::of(format);
        home.put(&name, bytes);
        for target in ["", "--for oracle", "--for cloudentity", "--for appid-directory"] {
            for output in OUTPUTS {
                let command = format!("validate --from {format} {target} --output {output}");
                let ran = run(&home, &command, &name);
                assert_harmless(&ran.stdout, &format!("{command}: standard output"));
                assert_harmless(ran.stderr.as_bytes(), &format!("{command}: standard error"));
                told += usize::from(ran.code == 1);
                check_form(output, &ran, &command);
            }
        }
    }
    assert!(told > 40, "only {told} validations found something");
}

/// Names that are short enough to be shown in an inspection.
fn short() -> [(&'static str, String, Vec<u8>); 2] {
    let name = "\u{1b}[31m\u{202e}\u{200b}\n<planted/>\"&'";
    let directory = json!([{
        "scimUser": { "emails": [{ "value": "a@example.com", "primary": true }] },
        "roles": [name],
        "profile": { "attributes": { name: 1 } },
    }]);
    let table = format!("User Name,Last Name,\"{}\"\na,b,c\n", name.replace('"', "\"\""));
    [
        ("appid-directory", "users.json".to_owned(), directory.to_string().into_bytes()),
        ("oracle", "users.csv".to_owned(), table.into_bytes()),
    ]
}

#[test]
fn no_inspection_lets_a_name_act() {
    for (format, name, bytes) in data().into_iter().chain(short()) {
        let home = Home::of(format);
        home.put(&name, bytes);
        for output in ["text", "json", "html"] {
            let command = format!("inspect --from {format} --output {output}");
            let ran = run(&home, &command, &name);
            assert_eq!(ran.code, 0, "{command}: {}", ran.stderr);
            assert_harmless(&ran.stdout, &format!("{command}: standard output"));
            assert_harmless(ran.stderr.as_bytes(), &format!("{command}: standard error"));
            check_form(output, &ran, &command);
            let is_named = String::from_utf8_lossy(&ran.stdout).contains("[31m");
            assert!(is_named || output == "text", "{command} holds no hostile name");
            assert!(is_named || !name.starts_with("users"), "{command} holds no hostile name");
        }
    }
}

/// The output is still what other programs expect, and what is in it is the name as it is.
fn check_form(output: &str, ran: &Ran, command: &str) {
    let text = String::from_utf8(ran.stdout.clone()).unwrap();
    if ran.code == 2 {
        return;
    }
    match output {
        "json" | "sarif" => {
            serde_json::from_str::<Value>(&text).unwrap();
        }
        "jsonl" => {
            for line in text.lines() {
                let line: Value = serde_json::from_str(line).unwrap();
                let file = line["file"].as_str();
                let name = HOSTILE.replace('/', "");
                assert!(file.is_none_or(|file| file.contains(&name)), "{command}");
            }
        }
        "github" => assert!(text.lines().all(|line| line.starts_with("::")), "{command}"),
        "html" => {
            let page = page::read(&text).unwrap_or_else(|fault| panic!("{command}: {fault}"));
            page.check().unwrap_or_else(|fault| panic!("{command}: {fault}"));
            assert!(!text.contains("<planted"), "{command}");
        }
        "junit" => assert!(!text.contains("]]>") && !text.contains("<planted"), "{command}"),
        _ => {}
    }
}

#[test]
fn no_message_report_or_manifest_of_a_conversion_lets_a_name_act() {
    let mut written = 0;
    for (format, name, bytes) in data() {
        for target in [
            "cloudentity --tenant-id a --user-pool-id b",
            "oracle",
            "appid-social",
            "appid-directory",
        ] {
            let home = Home::of(format);
            home.put(&name, &bytes);
            let command = format!(
                "convert --from {format} --to {target} --no-sync --digest sha256 -o out --html page.html"
            );
            let ran = run(&home, &command, &name);
            assert_harmless(ran.stderr.as_bytes(), &command);
            if ran.code == 2 {
                continue;
            }
            let text = fs::read_to_string(home.path("page.html")).unwrap();
            assert_harmless(text.as_bytes(), &format!("{command}: the page"));
            let page = page::read(&text).unwrap_or_else(|fault| panic!("{command}: {fault}"));
            page.check().unwrap_or_else(|fault| panic!("{command}: {fault}"));
            for part in names_in(&home.path("out")) {
                let is_evidence = ["manifest.json", "report.json", "SHA256SUMS"].contains(&&*part);
                if is_evidence || part.ends_with(".findings.jsonl") {
                    written += 1;
                    let bytes = fs::read(home.path("out").join(&part)).unwrap();
                    assert_harmless(&bytes, &format!("{command}: {part}"));
                }
            }
        }
    }
    assert!(written > 20, "only {written} files of evidence were written");
}

#[test]
fn errors_about_names_are_on_a_line_of_their_own() {
    let home = Home::new();
    let name = HOSTILE.replace('/', "");
    home.put(&format!("{name}.json"), "[{");
    home.put(&format!("{name}.txt"), "");
    home.put("users.json", "[]");
    let key = serde_json::to_string(&name).unwrap().replace('\u{7f}', "\\u007f");
    home.put("profiles.toml", format!("[profiles.{key}.validate]\n{key} = 1\n"));
    for (command, argument) in [
        ("validate", format!("{name}.json")),
        ("validate", format!("{name}-missing.json")),
        ("validate .", format!("--{name}")),
        ("validate .", format!("--from={name}")),
        ("validate users.json --for oracle --mapping", format!("{name}.txt")),
        ("validate users.json --for oracle --mapping", format!("{name}.none")),
        ("convert users.json --to oracle --ids-from", format!("{name}.txt")),
        ("convert users.json --to oracle -o", format!("{name}.json")),
        ("convert users.json --to oracle --layout jsonl -o", format!("{name}.json")),
        ("explain", name.clone()),
        ("schema", name.clone()),
        ("man", name.clone()),
        ("completions", name.clone()),
        ("config", name.clone()),
        ("validate users.json --config", format!("{name}.json")),
        ("validate users.json --config profiles.toml --use", name.clone()),
        ("validate users.json --allow", name.clone()),
        ("generate oracle --users 1 -o", format!("{name}.json")),
    ] {
        let ran = run(&home, command, &argument);
        assert_eq!(ran.code, 2, "{command}: {}", ran.stderr);
        assert!(!ran.stderr.is_empty());
        assert_harmless(ran.stderr.as_bytes(), command);
        assert_harmless(&ran.stdout, command);
    }
}

#[test]
fn files_of_a_folder_that_are_not_read_are_named_harmlessly() {
    let home = Home::new();
    home.take("bulk.json");
    home.put(&HOSTILE.replace('/', ""), "");
    let ran = home.idport("validate .");
    assert!(ran.stderr.contains("is no data file"), "{}", ran.stderr);
    assert_harmless(ran.stderr.as_bytes(), "a folder");
}

/// A CSV of ids is data, and stays what it was: only its quotes keep a name in its cell.
#[test]
fn a_hostile_source_id_stays_in_its_cell_of_the_id_map() {
    let home = Home::new();
    let id = format!("=1+1,\"x\"{HOSTILE}");
    let users = json!([{ "scimUser": { "originalId": id, "active": true,
        "emails": [{ "value": "a@example.com", "primary": true }] } }]);
    home.put("users.json", users.to_string());
    let ran = home.idport(
        "convert users.json --to cloudentity --tenant-id a --user-pool-id b --no-sync -o out --id-map ids.csv",
    );
    assert_harmless(ran.stderr.as_bytes(), "the summary");
    let Ok(mut rows) = csv::Reader::from_path(home.path("ids.csv")) else {
        panic!("{}", ran.stderr)
    };
    let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
    assert!(rows.len() <= 1 && rows.iter().all(|row| row.get(0) == Some(&*id)));
}
