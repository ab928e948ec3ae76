//! What is said of mistakes on the command line: the whole message, with what was meant and the
//! command that does it. With `IDPORT_BLESS=1` the expected messages are written anew.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::fs;
use std::path::PathBuf;

use support::run::Home;
use support::schema;

/// Command lines with a mistake each.
const MISTAKES: &[&str] = &[
    // The command.
    "convrt bulk.json --to oracle -o out",
    "bulk.json --to oracle -o out",
    "bulk.json",
    "frobnicate",
    // Options.
    "convert bulk.json --tp oracle -o out",
    "convert bulk.json --to cloudentity --tenat-id=acme --user-pool-id p -o out",
    "convert bulk.json -to oracle -o out",
    "convert bulk.json --to oracle -o out --users 3",
    "validate bulk.json --frobnicate",
    "validate bulk.json -x",
    // What is missing.
    "convert bulk.json -o out",
    "convert --to oracle",
    "convert bulk.json --to cloudentity -o out",
    "convert bulk.json --to cloudentity --tenant-id acme -o out",
    "convert --print-mapping --to oracle",
    "convert bulk.json --to",
    "generate oracle",
    "validate",
    // Values.
    "convert bulk.json --to oracel -o out",
    "convert bulk.json --to payloads.jsonl",
    "convert --from bulk.json --to oracle -o out",
    "convert bulk.json --to cloud -o out",
    "convert bulk.json --to oracle -o out --threads 0",
    "convert bulk.json --to oracle -o out --headings legcy",
    "convert bulk.json --to oracle -o out --max-depth many",
    "convert Users.csv --to oracle -o out --custom-heading Badge",
    "convert bulk.json --to oracle -o out --custom-column tier,badge=Badge",
    "convert bulk.json --to oracle -o out --now yesterday",
    "convert bulk.json --to oracle -o out --now 0000-01-01T00:00:00Z",
    "convert bulk.json --to cloudentity --tenant-id= --user-pool-id p -o out",
    "convert bulk.json --to cloudentity --tenant-id https://example.com/acme --user-pool-id p -o out",
    "validate bulk.json --output jsn",
    "completions bsh",
    // Settings of another format.
    "convert bulk.json --to oracle -o out --tenant-id acme",
    "generate oracle --users 1 -o out --envelope array",
    // Rules, schemas, pages.
    "explain CD-33",
    "explain nonsense",
    "validate bulk.json --deny wraning,CD-034",
    "validate bulk.json --allow CD-33",
    "validate bulk.json --deny loss",
    "schema mappng",
    "schema oracle",
    "man convrt",
    // Files.
    "convert blk.json --to oracle -o out",
    "validate nowhere/bulk.json",
    "convert bulk.json --to oracle -o taken",
    "convert bulk.json --to oracle -o out.csv",
    "validate odd.json",
    // Options that exclude each other.
    "validate bulk.json -q -v",
    "validate bulk.json --use weekly",
];

#[test]
fn every_mistake_is_told_with_what_was_meant() {
    let home = Home::new();
    home.take("bulk.json");
    home.put("Users.csv", "User ID,First Name,Last Name,Work Email\nada,Ada,L,ada@example.com\n");
    home.put("odd.json", "{\"odd\": 1}");
    fs::create_dir(home.path("taken")).unwrap();
    home.put("taken/file", "");
    let mut told = String::new();
    for mistake in MISTAKES {
        let ran = home.idport(mistake);
        assert_eq!(ran.code, 2, "{mistake}: {}", ran.stderr);
        assert!(ran.stdout.is_empty() && !home.path("out").exists(), "{mistake}");
        told += &format!("$ idport {mistake}\n{}\n", ran.stderr);
    }
    if std::env::var_os("IDPORT_BLESS").is_some() {
        fs::write(expected(), &told).unwrap();
    }
    let due = fs::read_to_string(expected()).unwrap();
    let cases = |text: &str| text.split("$ idport ").map(str::to_owned).collect::<Vec<_>>();
    for (got, due) in cases(&told).iter().zip(cases(&due)) {
        assert_eq!(*got, due);
    }
    assert_eq!(told.len(), due.len());
}

/// Commands that are offered are commands.
#[test]
fn what_is_offered_is_understood() {
    let home = Home::new();
    home.take("bulk.json");
    let text = fs::read_to_string(expected()).unwrap();
    let offered: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("  try: idport ")).collect();
    assert!(offered.len() >= 20, "{offered:?}");
    for command in offered.iter().filter(|command| !command.contains(['\'', '…'])) {
        let is_placeholder = command
            .split([' ', '='])
            .any(|word| !word.is_empty() && word.chars().all(|char| char.is_ascii_uppercase()));
        if !is_placeholder {
            // It is shown what would be in effect, and nothing is written.
            let ran = home.idport(&format!("{command} --help"));
            assert_eq!(ran.code, 0, "{command}: {}", ran.stderr);
        }
    }
}

fn expected() -> PathBuf {
    schema::root().join("tests/golden/mistakes.txt")
}
