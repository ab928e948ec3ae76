//! Invented data of every format: the same each time, and taken by this program's own readers.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeMap;
use std::fs;

use idport::formats::{FORMATS, Format, Generator};
use serde_json::Value;
use support::run::Home;

fn generators() -> impl Iterator<Item = (&'static Format, &'static Generator)> {
    FORMATS.iter().filter_map(|format| Some((*format, format.generator?)))
}

/// Invents users, and gives the files by name.
fn invent(home: &Home, format: &Format, arguments: &str) -> BTreeMap<String, Vec<u8>> {
    let ran = home.idport(&format!("generate {} -o made {arguments}", format.name));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let path = home.path("made");
    let read = |name: &str| fs::read(path.join(name)).unwrap();
    match format.generator.unwrap().files {
        [] => BTreeMap::from([("made".to_owned(), fs::read(&path).unwrap())]),
        files => files.iter().map(|name| ((*name).to_owned(), read(name))).collect(),
    }
}

#[test]
fn every_format_can_be_invented() {
    assert_eq!(generators().count(), FORMATS.len());
}

#[test]
fn the_same_wish_gives_the_same_bytes() {
    for (format, _) in generators() {
        let invent = |seed| invent(&Home::new(), format, &format!("--users 300 --seed {seed}"));
        let first = invent(8);
        assert_eq!(first, invent(8), "{}", format.name);
        assert_ne!(first, invent(9), "{}", format.name);
        assert!(first.values().all(|bytes| !bytes.is_empty()));
    }
}

#[test]
fn sound_users_are_read_without_an_error() {
    for (format, _) in generators().filter(|(format, _)| format.reading.is_some()) {
        for seed in [1, 2] {
            let home = Home::new();
            invent(&home, format, &format!("--users 1000 --seed {seed}"));
            let ran = home.idport(&format!(
                "convert made --from {name} --to {name} -o out --no-sync {given}",
                name = format.name,
                given = required(format),
            ));
            assert_eq!(ran.code, 0, "{} {seed}\n{}", format.name, ran.stderr);
            let report: Value =
                serde_json::from_slice(&fs::read(home.path("out/report.json")).unwrap()).unwrap();
            assert_eq!(report["converted"], 1000, "{}", format.name);
        }
    }
}

/// A value for each setting that must be given.
fn required(format: &Format) -> String {
    let settings = format.settings.iter().filter(|setting| setting.required);
    settings.map(|setting| format!("--{} given ", setting.name)).collect()
}

#[test]
fn planted_defects_are_found_where_they_are() {
    for (format, generator) in generators().filter(|(_, generator)| generator.plants_defects) {
        assert!(generator.files.is_empty());
        let home = Home::new();
        invent(&home, format, "--users 600 --defects 0.2 --defects-list planted.jsonl");
        home.idport(&format!(
            "convert made --from {name} --to {name} -o out --no-sync {given}",
            name = format.name,
            given = required(format),
        ));
        let report: Value =
            serde_json::from_slice(&fs::read(home.path("out/report.json")).unwrap()).unwrap();
        let found = |rule: &Value| {
            report["rules"].as_array().unwrap().iter().any(|line| line["rule"] == *rule)
        };
        let planted = fs::read_to_string(home.path("planted.jsonl")).unwrap();
        assert!(planted.lines().count() > 60);
        for line in planted.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            // What no reader or writer looks at is a matter of the published schema.
            let is_known = format.rules.iter().any(|rule| line["rule"] == rule.id);
            assert!(!is_known || found(&line["rule"]), "{} {line}", format.name);
        }
    }
}

#[test]
fn wishes_that_make_no_sense_are_refused() {
    let home = Home::new();
    for (arguments, expected) in [
        ("oracle --users 5", "oracle has several files (Users.csv, Groups.csv, AppRoles.csv)"),
        ("oracle --users 5 -o x --defects 0.5", "no defects are planted in oracle"),
        ("oracle --users 5 -o x --headings new", "--headings: must be current or legacy"),
        ("cloudentity --users 5 --batch-size 0", "--batch-size: must be 1 or more"),
        ("cloudentity --users 5 --envelope page", "--envelope is an option of appid-directory"),
        ("appid-social --users 5 --envelope x", "--envelope: must be array, users or page"),
        ("appid-social --users 5 --start x", "--start: must be a number"),
    ] {
        let ran = home.idport(&format!("generate {arguments}"));
        assert_eq!(ran.code, 2, "{arguments}");
        assert!(ran.stderr.contains(expected), "{arguments}\n{}", ran.stderr);
        assert!(home.names().is_empty(), "{arguments}");
    }
}
