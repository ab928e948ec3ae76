//! Oracle CSV is read: what comes in goes out, whatever the cuts and the number of threads.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use idport::convert::{Conversion, Converted, Delta, convert};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::findings::{Finding, Shape};
use idport::formats::by_name;
use idport::ids::RunKey;
use idport::input::{Feed, Input};
use idport::output::{Destination, Layout, Outputs, ReportFile};
use idport::validate::{Validation, validate};
use proptest::prelude::*;
use serde_json::Value;

/// The files of a run, by name, and what the run says of itself.
struct Run {
    files: BTreeMap<String, Vec<u8>>,
    converted: Converted,
}

/// How a file is cut, and by how many threads it is read.
#[derive(Clone, Copy)]
struct Ways {
    chunk: usize,
    threads: usize,
}

const WHOLE: Ways = Ways { chunk: 1 << 24, threads: 1 };

fn run(
    sources: &[(&str, Vec<u8>)],
    to: &str,
    more: &[(&str, &str)],
    ways: Ways,
) -> Result<Run, Error> {
    let home = tempfile::tempdir().unwrap();
    let input = |(name, bytes): &(&str, Vec<u8>)| {
        let path = home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Input { name: (*name).to_owned(), path: Some(path) }
    };
    let out = home.path().join("out");
    let outputs = Outputs::new(Destination::Folder(out.clone()), false, false)?;
    let target: &[(&str, &str)] = match to {
        "cloudentity" => &[("tenant-id", "acme"), ("user-pool-id", "pool")],
        _ => &[],
    };
    let settings = target.iter().chain(more).map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
    let feed = Feed::new(sources.iter().map(input).collect(), Algorithm::Sha256);
    let converted = convert(Conversion {
        feed: feed.with_chunks_of(ways.chunk),
        from: by_name("oracle").unwrap(),
        to: by_name(to).unwrap(),
        settings: settings.collect(),
        outputs: &outputs,
        layout: Layout::Files,
        id_map: None,
        mapping: None,
        now: "2026-01-02T03:04:05Z".into(),
        run_key: RunKey::new([7; 32]),
        digest: Algorithm::Sha256,
        threads: ways.threads,
        allow: Vec::new(),
        delta: Delta::None,
    })?;
    outputs.commit()?;
    let files = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read(path).unwrap())
    };
    Ok(Run { files: files.map(named).collect(), converted })
}

fn testdata(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/oracle");
    std::fs::read(folder.join(name)).unwrap()
}

fn all_files() -> Vec<(&'static str, Vec<u8>)> {
    ["Users.csv", "Groups.csv", "AppRoles.csv"].map(|name| (name, testdata(name))).into()
}

/// Rows of a CSV file as the csv crate reads them: the cells that hold something, by heading.
fn table(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let headings = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        let cells = headings.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(heading, cell)| (heading.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn rules(run: &Run) -> BTreeSet<&'static str> {
    run.converted.report.rules.iter().map(|rule| rule.rule).collect()
}

#[test]
fn what_is_read_is_written_back() {
    let run = run(&all_files(), "oracle", &[("passwords", "carry")], WHOLE).unwrap();
    let (mut before, mut after) = (table(&testdata("Users.csv")), table(&run.files["Users.csv"]));
    for row in before.iter_mut().chain(&mut after) {
        // A mark that says no is not written.
        row.retain(|heading, cell| !heading.ends_with(" Verified") || cell == "TRUE");
    }
    assert_eq!(before, after);
    assert_eq!(
        String::from_utf8_lossy(&run.files["Groups.csv"]).lines().collect::<Vec<_>>(),
        [
            "Name,Description,User Members,Requestable",
            "Nordic Sales,\"Sales, Nordic region\",o.lindqvist;tamsin.adeyemi@example.org;r.mbeki,TRUE",
            "Audit Readers,Read-only auditors,,FALSE",
        ]
    );
    let due: BTreeSet<_> = table(&testdata("AppRoles.csv")).into_iter().collect();
    let files = run.converted.manifest.options["appDisplayName"].as_object().unwrap();
    assert_eq!(files.len(), 2);
    let mut roles = BTreeSet::new();
    for (file, app) in files {
        let rows = table(&run.files[file]);
        assert!(rows.iter().all(|row| row["App Name"] == app.as_str().unwrap()), "{file}");
        roles.extend(rows);
    }
    assert_eq!(roles, due);
    assert!(run.converted.report.losses.is_empty());
}

#[test]
fn what_was_written_is_a_fixed_point() {
    let first = run(&all_files(), "oracle", &[("passwords", "carry")], WHOLE).unwrap();
    let data = first.files.iter().filter(|(name, _)| name.ends_with(".csv"));
    let again: Vec<_> = data.map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    assert_eq!(again.len(), 4);
    let second = run(&again, "oracle", &[("passwords", "carry")], WHOLE).unwrap();
    for (name, bytes) in again {
        assert!(second.files[name] == bytes, "{name}");
    }
}

#[test]
fn a_single_application_has_the_plain_name() {
    let roles = "Entitlement Value,Grantee Name,Grantee Type,App Name\nReader,ada,User,App One\n";
    let sources = [("u.csv", testdata("minimal.csv")), ("r.csv", roles.as_bytes().to_vec())];
    let run = run(&sources, "oracle", &[], WHOLE).unwrap();
    assert_eq!(run.converted.manifest.options["appDisplayName"], "App One");
    assert_eq!(table(&run.files["AppRoles.csv"]).len(), 1);
}

#[test]
fn all_users_together_are_judged_whatever_the_cuts() {
    let head = "User Name,Last Name,First Name,Work Email,Primary Email Type,Manager,Work Address Street\r\n";
    let mut users = head.to_owned();
    let mut groups = "Name,Description,User Members,Requestable\n".to_owned();
    for number in 0..200 {
        // What looks like a row in the street is no user: its membership stays without one.
        users.push_str(&format!(
            "user{number},L,F,u{number}@example.com,work,,\"Street\nbait{number},L,F,b@example.com,work,,x\n\"\r\n"
        ));
        groups.push_str(&format!("Group number {number},,USER{number};bait{number},\n"));
    }
    users.push_str(
        "one.x,L,F,SAME@example.com,work,two.x,\r\ntwo.x,L,F,same@example.com,work,ONE.X,\n",
    );
    users.push_str("eve,L,F,eve@example.com,work,nobody,\r\n");
    let roles = "Entitlement Value,Grantee Name,Grantee Type,App Name\n\
        Reader,user0,User,App One\nReader,Group number 0,Group,App One\n\
        Reader,user0,User,App Two\n";
    let sources = [
        ("u.csv", users.into_bytes()),
        ("g.csv", groups.into_bytes()),
        ("r.csv", roles.as_bytes().to_vec()),
    ];
    let settings = [("app-name", "App One"), ("domain-type", "free")];
    for (chunk, threads) in [(1 << 24, 1), (97, 1), (333, 3), (1024, 2)] {
        let run = run(&sources, "oracle", &settings, Ways { chunk, threads }).unwrap();
        let report = &run.converted.report;
        let count = |id: &str| match report.findings.iter().find(|one| one.rule.id == id) {
            Some(Finding { got: Shape::Count(count), .. }) => *count,
            _ => report.rules.iter().filter(|rule| rule.rule == id).map(|rule| rule.count).sum(),
        };
        for (rule, due) in [
            ("ORA-X-001", 200),
            ("ORA-X-002", 1),
            ("ORA-X-005", 200),
            ("ORA-U-027", 1),
            ("ORA-U-091", 2),
            ("ORA-A-012", 1),
            ("ORA-A-022", 1),
            ("ORA-F-003", 1),
        ] {
            assert_eq!(count(rule), due, "{rule} with chunks of {chunk}");
        }
        let files = run.converted.report.findings.iter().map(|one| one.place.file.as_str());
        assert!(files.into_iter().all(|file| !file.is_empty()));
    }
}

#[test]
fn passwords_are_lost_unless_asked_for() {
    let run = run(&all_files(), "oracle", &[], WHOLE).unwrap();
    assert!(!String::from_utf8_lossy(&run.files["Users.csv"]).contains("SSHA"));
    assert!(run.converted.report.losses.iter().any(|loss| loss.path == "/Password"));
}

#[test]
fn other_targets_take_oracle_users() {
    let payload = run(&all_files(), "cloudentity", &[], WHOLE).unwrap();
    let payload: Value = serde_json::from_slice(&payload.files["batch-000001.json"]).unwrap();
    assert_eq!(payload["users"].as_array().unwrap().len(), 3);
    let text = payload.to_string();
    for word in ["Nordic Sales", "Report Viewer", "Planning Cloud", "Vasagatan 7\\nPlan 3"] {
        assert!(text.contains(word), "{word}");
    }
    let bulk = run(&all_files(), "appid-directory", &[], WHOLE).unwrap();
    assert_eq!(bulk.converted.report.converted, 3);
}

#[test]
fn the_cuts_do_not_matter() {
    let mut users =
        b"User Name,Last Name,First Name,Work Email,Primary Email Type,Work Address Street\n"
            .to_vec();
    let mut groups = "Name,Description,User Members,Requestable\n".to_owned();
    for number in 0..300 {
        // The street holds what looks like a row.
        let row = format!(
            "user{number},L,F,u{number}@example.com,work,\"Main Street\nbait{number},L,F,b@example.com,work,x\n{number}\"\n"
        );
        users.extend_from_slice(row.as_bytes());
        groups.push_str(&format!("group{},,user{number};ghost{number},\n", number % 7));
    }
    users.extend_from_slice(b"short,row\nlast,L,F,l@example.com,work,");
    let sources = [("u.csv", users), ("g.csv", groups.into_bytes())];
    let whole = run(&sources, "oracle", &[], WHOLE).unwrap();
    assert_eq!((whole.converted.report.converted, whole.converted.report.refused), (301, 1));
    for (chunk, threads) in [(64, 1), (333, 2), (1024, 3), (5000, 2)] {
        let cut = run(&sources, "oracle", &[], Ways { chunk, threads }).unwrap();
        for (name, bytes) in &whole.files {
            assert!(cut.files[name] == *bytes, "{name} with chunks of {chunk}");
        }
    }
}

#[test]
fn bad_rows_have_their_rules_and_are_kept() {
    let run = run(&[("bad.csv", testdata("bad-rows.csv"))], "oracle", &[], WHOLE).unwrap();
    let expected = [
        "ORA-F-006",
        "ORA-F-007",
        "ORA-F-030",
        "ORA-U-001",
        "ORA-U-004",
        "ORA-U-022",
        "ORA-U-023",
        "ORA-U-024",
        "ORA-U-034",
        "ORA-U-060",
        "ORA-U-070",
        "ORA-U-071",
        "ORA-U-072",
    ];
    let found = rules(&run);
    assert!(expected.iter().all(|rule| found.contains(rule)), "{found:?}");
    let rejects = String::from_utf8_lossy(&run.files["rejects.csv"]).into_owned();
    let source = String::from_utf8(testdata("bad-rows.csv")).unwrap();
    assert_eq!(rejects.lines().next(), source.lines().next());
    assert!(rejects.lines().all(|line| source.lines().any(|other| other == line)));
    assert_eq!(rejects.lines().count(), 13);
    let place =
        &run.converted.report.findings.iter().find(|one| one.rule.id == "ORA-F-030").unwrap().place;
    assert_eq!((place.line, place.column), (Some(8), Some(30)));
    assert_eq!(place.pointer, "/Active");
}

#[test]
fn groups_and_roles_have_their_rules() {
    let users = ("u.csv", testdata("minimal.csv"));
    let groups = "Name,Description,User Members\n\
        ,x,ada\nTwice Named,one,ada\nTwice Named,two,ada;ADA\nEmpty Member,,ada;;bob\nShort,,ab\n\
        Many Members,,user1;user2;user3;user4;user5;user6;user7;user8\nCommas,,\"ada,bob\"\n";
    let roles = "Entitlement Value,Grantee Name,Grantee Type,App Name\n\
        ,ada,User,App One\nReader,ada,user,App One\nReader,x,App,App One\nReader,ada,User,\n\
        Reader,nobody,User,App Two\nReader,No Group,Group,App Two\n";
    let sources =
        [users, ("g.csv", groups.as_bytes().to_vec()), ("r.csv", roles.as_bytes().to_vec())];
    let run = run(&sources, "oracle", &[], WHOLE).unwrap();
    let found = rules(&run);
    for rule in [
        "ORA-A-001",
        "ORA-A-002",
        "ORA-A-003",
        "ORA-A-010",
        "ORA-A-011",
        "ORA-G-001",
        "ORA-G-003",
        "ORA-G-004",
        "ORA-G-010",
        "ORA-G-011",
        "ORA-G-012",
        "ORA-G-013",
        "ORA-G-014",
        "ORA-G-020",
        "ORA-X-001",
        "ORA-X-003",
        "ORA-X-004",
    ] {
        assert!(found.contains(rule), "{rule}: {found:?}");
    }
    let kept: BTreeSet<_> =
        run.files.keys().filter(|name| name.starts_with("rejects-survey")).collect();
    assert_eq!(kept.len(), 3, "{kept:?}");
}

#[test]
fn custom_headings_carry_their_columns() {
    let users = "User Name,Last Name,First Name,Work Email,Primary Email Type,Badge No\n\
        ada,L,A,ada@example.com,work,7\n";
    let sources = [("u.csv", users.as_bytes().to_vec())];
    let settings = [("custom-heading", "Badge No=badge"), ("custom-column", "badge=Badge No")];
    let run = run(&sources, "oracle", &settings, WHOLE).unwrap();
    assert_eq!(table(&run.files["Users.csv"])[0]["Badge No"], "7");
    assert!(!rules(&run).contains("ORA-F-021"));
}

#[test]
fn files_of_groups_alone_and_broken_quotes_stop_the_run() {
    let alone = run(&[("g.csv", testdata("Groups.csv"))], "oracle", &[], WHOLE);
    assert!(alone.err().unwrap().to_string().contains("no users"));
    let text = b"User Name,Last Name\nada,\"L\n".to_vec();
    let broken = run(&[("u.csv", text)], "oracle", &[], WHOLE).err().unwrap().to_string();
    assert!(broken.contains("ORA-F-007"), "{broken}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_value_survives(
        values in prop::collection::vec("[a-zé'\"@+=|%,;\r\n-]{0,10}", 1..6),
        chunk in 20usize..400,
    ) {
        let values: Vec<_> = values.iter().map(|value| value.trim()).collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        let headings = ["User Name", "Last Name", "First Name", "Work Email", "Primary Email Type", "Display Name", "Work Address Street"];
        writer.write_record(headings).unwrap();
        for (number, value) in values.iter().enumerate() {
            let (name, email) = (format!("user{number}"), format!("u{number}@example.com"));
            writer.write_record([&name, "L", "F", &email, "work", value, value]).unwrap();
        }
        let sources = [("u.csv", writer.into_inner().unwrap())];
        let run = run(&sources, "oracle", &[("refused-values", "drop")], Ways { chunk, threads: 2 }).unwrap();
        let rows = table(&run.files["Users.csv"]);
        prop_assert_eq!(rows.len(), values.len());
        let unescaped = |cell: &str| String::from_utf8(idport::formats::oracle::unescape(cell.as_bytes()).to_vec()).unwrap();
        for (row, value) in rows.iter().zip(&values) {
            let due = unescaped(value).trim().to_owned();
            let cell = row.get("Display Name").map(|cell| unescaped(cell)).unwrap_or_default();
            // What looks quoted once more cannot be represented, and is counted as lost.
            if !idport::formats::oracle::is_escaped(due.as_bytes()) {
                prop_assert_eq!(&cell, &due);
            }
            prop_assert_eq!(row.get("Work Address Street"), row.get("Display Name"));
        }
    }
}

const ATTRIBUTES: &str = r#"{"Resources":[
    {"name":"userName","idcsCsvAttributeName":"User ID","type":"string","required":true},
    {"name":"badge","idcsCsvAttributeName":"Badge No","type":"string","idcsMaxLength":4},
    {"name":"sites","idcsCsvAttributeName":"Sites","type":"string","multiValued":true}]}"#;

#[test]
fn the_domain_says_what_custom_attributes_there_are() {
    let users = "User Name,Last Name,First Name,Work Email,Primary Email Type,badge no,Sites\n\
        ada,L,A,ada@example.com,work,7,Oslo; Lagos\nbob,L,B,bob@example.com,work,12345,Oslo\n";
    let sources = [("u.csv", users.as_bytes().to_vec())];
    let settings = [("resource-attributes", ATTRIBUTES)];
    let oracle = run(&sources, "oracle", &settings, WHOLE).unwrap();
    let rows = table(&oracle.files["Users.csv"]);
    assert_eq!((rows[0]["Badge No"].as_str(), rows[0]["Sites"].as_str()), ("7", "Oslo;Lagos"));
    assert_eq!((rows.len(), rules(&oracle).contains("ORA-C-001")), (1, true));
    assert!(!rules(&oracle).contains("ORA-F-021"));
    let digest = &oracle.converted.manifest.options["resource-attributes"];
    assert!(digest.as_str().unwrap().starts_with("blake3:"));
    let cloudentity = run(&sources, "cloudentity", &settings, WHOLE).unwrap();
    let payload = String::from_utf8_lossy(&cloudentity.files["batch-000001.json"]).into_owned();
    assert!(payload.contains(r#""sites":["Oslo","Lagos"]"#), "{payload}");
}

/// What is found in files, for the import of Oracle's own where `target` says so.
fn validated(
    sources: &[(&str, Vec<u8>)],
    target: Option<&str>,
    settings: &[(&str, &str)],
) -> ReportFile {
    let home = tempfile::tempdir().unwrap();
    let input = |(name, bytes): &(&str, Vec<u8>)| {
        let path = home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Input { name: (*name).to_owned(), path: Some(path) }
    };
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let feed = Feed::new(sources.iter().map(input).collect(), Algorithm::None);
    let oracle = by_name("oracle").unwrap();
    validate(Validation {
        target: target.and_then(by_name),
        settings: settings.iter().map(own).collect(),
        ..Validation::new(feed, oracle, "2026-01-02T03:04:05Z")
    })
    .unwrap()
}

/// Severity and place of the findings of a rule: file, line, column and pointer.
fn places(report: &ReportFile, rule: &str) -> Vec<String> {
    let own = report.findings.iter().filter(|one| one.rule.id == rule);
    own.map(|one| format!("{} {} {}", one.severity, one.place, one.place.pointer)).collect()
}

const HEADINGS: &str =
    "User Name,Last Name,First Name,Work Email,Primary Email Type,ByPass Notification";

#[test]
fn what_is_not_utf_8_is_told_with_its_place() {
    let row = b"\nada,L\xF6ve,A,ada@example.com,work,TRUE\n";
    let report = validated(&[("u.csv", [HEADINGS.as_bytes(), row].concat())], None, &[]);
    assert_eq!(places(&report, "ORA-F-001"), ["error u.csv:2:6 "]);
    let groups = b"Name,Description,User Members,Requestable\nRe\xE4ders,,,\n".to_vec();
    let report = validated(&[("g.csv", groups)], None, &[]);
    assert_eq!(places(&report, "ORA-F-001"), ["error g.csv:2:3 "]);
    let headings = b"User Name,Gr\xF6\xDFe\nada,7\n".to_vec();
    let report = validated(&[("u.csv", headings)], None, &[]);
    assert_eq!(places(&report, "ORA-F-001"), ["error u.csv:1:13 "]);
    let sound = "\nada,Löve,A,ada@example.com,work,TRUE\n";
    let report = validated(&[("u.csv", [HEADINGS, sound].concat().into_bytes())], None, &[]);
    assert!(report.rules.is_empty(), "{:?}", report.rules);
    let utf_16 = b"\xFF\xFEU\0s\0".to_vec();
    let report = validated(&[("u.csv", utf_16)], None, &[]);
    assert_eq!(places(&report, "ORA-F-001"), ["error u.csv:1:1 "]);
}

#[test]
fn findings_of_several_files_have_the_places_of_their_rows() {
    let users = format!(
        "{HEADINGS},Manager\nada,L,A,same@example.com,work,TRUE,ben\nben,L,B,same@example.com,work,TRUE,cy\n\
        cy,L,C,cy@example.com,work,TRUE,ADA\ndi,L,D,di@example.com,work,TRUE,nobody\n"
    );
    let mut groups = "Name,Description,User Members,Requestable\nReaders,one,ada;ghost,\nReaders,two,ben,\nreaders,,cy;di,\n".to_owned();
    for number in 0..30 {
        groups.push_str(&format!("Group {number},,\"ada;ghost{number}\",\n"));
    }
    let roles = "Entitlement Value,Grantee Name,Grantee Type,App Name\n\
        Editor,ada,User,One\nEditor,ghost,User,One\nEditor,Dancers,Group,Two\nEditor,Readers,Group,One\n";
    let sources = [
        ("u.csv", users.into_bytes()),
        ("g.csv", groups.into_bytes()),
        ("r.csv", roles.as_bytes().to_vec()),
    ];
    let report = validated(&sources, None, &[]);
    for (rule, due) in [
        ("ORA-U-027", &["warning u.csv:3:9 /Work Email"][..]),
        (
            "ORA-U-091",
            &[
                "warning u.csv:2:36 /Manager",
                "warning u.csv:3:36 /Manager",
                "warning u.csv:4:33 /Manager",
            ],
        ),
        ("ORA-X-002", &["error u.csv:5:33 /Manager"]),
        ("ORA-G-003", &["info g.csv:3:1 /Name"]),
        ("ORA-G-004", &["warning g.csv:3:1 /Name"]),
        ("ORA-G-005", &["warning g.csv:4:1 /Name"]),
        ("ORA-X-003", &["error r.csv:3:8 /Grantee Name"]),
        ("ORA-X-004", &["error r.csv:4:8 /Grantee Name"]),
        ("ORA-A-011", &["warning r.csv:4:1 /App Name"]),
        ("ORA-A-022", &["info r.csv:2:8 /Grantee Name", "info r.csv:3:8 /Grantee Name"]),
    ] {
        assert_eq!(places(&report, rule), due, "{rule}");
    }
    let dangling = places(&report, "ORA-X-001");
    assert_eq!((dangling.len(), dangling[0].as_str()), (20, "error g.csv:2:13 /User Members"));
    let line = report.rules.iter().find(|line| line.rule == "ORA-X-001").unwrap();
    assert_eq!(
        (line.count, line.vendor_message),
        (31, Some("Unable to determine the ID for : User : X"))
    );
    let known = validated(&sources, None, &[("existing", "users,groups")]);
    for rule in ["ORA-X-001", "ORA-X-002", "ORA-X-003", "ORA-X-004"] {
        assert!(places(&known, rule).iter().all(|place| place.starts_with("warning ")), "{rule}");
    }
}

#[test]
fn files_that_cannot_be_read_are_findings_of_a_validation_and_stop_a_conversion() {
    let sound = ("a.csv", format!("{HEADINGS}\nada,L,A,ada@example.com,work,TRUE\n").into_bytes());
    for (text, rule) in [
        ("", "ORA-F-004"),
        ("User Name;Last Name\nada;L\n", "ORA-F-008"),
        ("User Name,User ID\nada,ada\n", "ORA-F-022"),
        ("ID,NAME,ACTIVE\n1,a,true\n", "ORA-F-027"),
        ("Shoe Size\n44\n", "ORA-F-020"),
    ] {
        let sources = [sound.clone(), ("b.csv", text.as_bytes().to_vec())];
        for target in [None, Some("oracle")] {
            let report = validated(&sources, target, &[]);
            let found = places(&report, rule);
            assert!(
                found.iter().any(|place| place.starts_with("error b.csv:1:")),
                "{rule}: {found:?}"
            );
        }
        let stopped = run(&sources, "oracle", &[], WHOLE).err().unwrap().to_string();
        assert!(stopped.contains(rule) && stopped.contains("b.csv"), "{stopped}");
    }
}

#[test]
fn groups_alone_are_looked_at_without_asking_for_users() {
    let report = validated(&[("g.csv", testdata("Groups.csv"))], None, &[]);
    assert!(report.losses.is_empty() && places(&report, "ORA-X-001").is_empty());
    assert_eq!(places(&report, "ORA-G-003"), ["info g.csv:3:1 /Name"]);
}

#[test]
fn what_a_domain_does_not_demand_is_written_without() {
    let users = format!("{HEADINGS}\nada,L,,,,TRUE\n").into_bytes();
    let sources = [("u.csv", users)];
    let strict = run(&sources, "oracle", &[], WHOLE).unwrap();
    assert_eq!(strict.converted.report.refused, 1);
    let lenient = run(&sources, "oracle", &[("optional", "emails,first-names")], WHOLE).unwrap();
    assert_eq!(lenient.converted.report.refused, 0);
    assert_eq!(lenient.converted.manifest.options["optional"], "emails,first-names");
}

#[test]
fn roles_under_old_headings_are_read_as_what_they_are() {
    let roles = "Display Name,Member,Member Type,App Name\nReader,ada,User,App One\n";
    let sources = [("u.csv", testdata("minimal.csv")), ("r.csv", roles.as_bytes().to_vec())];
    let report = validated(&sources, None, &[]);
    assert_eq!(places(&report, "ORA-A-004")[0], "error r.csv:1:1 /Display Name");
    let run = run(&sources, "oracle", &[], WHOLE).unwrap();
    let row = &table(&run.files["AppRoles.csv"])[0];
    assert_eq!(
        (row["Entitlement Value"].as_str(), row["Grantee Name"].as_str()),
        ("Reader", "ada")
    );
}

#[test]
fn a_role_of_a_group_in_other_letters_is_no_stray() {
    let groups = "Name,Description,User Members,Requestable\nReaders,,ada,\n";
    let roles = "Entitlement Value,Grantee Name,Grantee Type,App Name\nEditor,READERS,Group,One\n";
    let sources = [
        ("u.csv", testdata("minimal.csv")),
        ("g.csv", groups.as_bytes().to_vec()),
        ("r.csv", roles.as_bytes().to_vec()),
    ];
    let run = run(&sources, "oracle", &[], WHOLE).unwrap();
    assert!(!rules(&run).contains("ORA-X-004") && rules(&run).contains("ORA-X-005"));
    assert_eq!(table(&run.files["AppRoles.csv"])[0]["Grantee Name"], "Readers");
}

#[test]
fn validating_looks_at_values() {
    let users = "User Name,Last Name,First Name,Work Email,Primary Email Type,Mobile No,User Type,Work Country,Locale\n\
        ada,L,A,ada@example.com,work,4.15E+11,Temporary,Norway,no such language\n\
        bo,,b@example.com,not an address,work,call me,,,\n";
    let report = validated(&[("u.csv", users.as_bytes().to_vec())], None, &[]);
    assert_eq!((report.refused, report.losses.len()), (2, 0));
    let found: BTreeSet<_> = report.rules.iter().map(|rule| rule.rule).collect();
    for rule in [
        "ORA-U-002",
        "ORA-U-010",
        "ORA-U-012",
        "ORA-U-021",
        "ORA-U-030",
        "ORA-U-033",
        "ORA-U-040",
        "ORA-U-050",
        "ORA-U-052",
    ] {
        assert!(found.contains(rule), "{rule}: {found:?}");
    }
    let phone = report.findings.iter().find(|one| one.rule.id == "ORA-U-033").unwrap();
    assert_eq!((phone.place.pointer.as_str(), phone.place.column), ("/Mobile No", Some(30)));
}

/// Does each row pass the schema of its kind?
fn verdicts(schema: &str, bytes: &[u8]) -> Vec<bool> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(schema);
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let headings = reader.headers().unwrap().clone();
    let value = |cell: &str| {
        let value = idport::formats::oracle::unescape(cell.as_bytes()).trim_ascii();
        String::from_utf8(value.to_vec()).unwrap()
    };
    let row = |row: csv::StringRecord| {
        let cells = headings.iter().zip(&row).map(|(heading, cell)| (heading, value(cell)));
        let cells = cells.filter(|(_, value)| !value.is_empty());
        cells.map(|(heading, value)| (heading.to_owned(), value.into())).collect()
    };
    reader
        .records()
        .map(|record| validator.is_valid(&Value::Object(row(record.unwrap()))))
        .collect()
}

#[test]
fn schemas_of_rows_take_what_is_sound_and_refuse_what_they_can_see() {
    for (schema, file) in [
        ("oracle.users.json", "Users.csv"),
        ("oracle.users.json", "minimal.csv"),
        ("oracle.users.json", "hostile.csv"),
        ("oracle.users.json", "legacy.csv"),
        ("oracle.groups.json", "Groups.csv"),
        ("oracle.approles.json", "AppRoles.csv"),
    ] {
        let verdicts = verdicts(schema, &testdata(file));
        assert!(
            !verdicts.is_empty() && verdicts.iter().all(|passes| *passes),
            "{file}: {verdicts:?}"
        );
    }
    // No schema sees a row that is too short, a broken quote, a repeated name; and a password in
    // clear text is legal.
    let due = [
        true, false, true, false, false, false, false, false, false, false, false, true, true, true,
    ];
    assert_eq!(verdicts("oracle.users.json", &testdata("bad-rows.csv")), due);
}
