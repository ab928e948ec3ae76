//! What is wrong with manifest, report, parts and refused records.

use std::fs;

use serde_json::{Value, json};

use super::support::run::Home;
use super::{change, converted, settings, told, verify};

fn edited(home: &Home, file: &str, edit: impl FnOnce(&mut Value)) {
    let path = home.path("out").join(file);
    let mut document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    edit(&mut document);
    fs::write(path, document.to_string()).unwrap();
}

fn rich() -> Home {
    converted("appid-directory", "cloudentity", "rich", "")
}

/// The rules that are told of an output, each once.
fn rules(home: &Home, input: &str) -> Vec<String> {
    let (ran, document) = verify(home, &format!("{input} --against out"));
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert_eq!(document["proved"], false);
    let mut rules: Vec<_> = told(&document).into_iter().map(|(rule, ..)| rule).collect();
    rules.dedup();
    rules
}

#[test]
fn a_part_that_was_cut_off_is_told() {
    let home = rich();
    let path = home.path("out/batch-000001.json");
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let told = told(&document);
    let rules: Vec<_> = told.iter().map(|(rule, ..)| rule.as_str()).collect();
    assert!(rules.contains(&"VE-011") && rules.contains(&"VE-013"), "{rules:?}");
    assert!(!rules.contains(&"VE-001"), "what was not reached is not called gone: {rules:?}");
}

#[test]
fn a_part_that_is_missing_is_told() {
    let home = rich();
    fs::remove_file(home.path("out/batch-000001.json")).unwrap();
    let rules = rules(&home, "rich");
    assert!(rules.contains(&"VE-011".to_owned()), "{rules:?}");
}

#[test]
fn digest_and_size_in_the_manifest_are_held_against_the_part() {
    let home = rich();
    edited(&home, "manifest.json", |manifest| manifest["parts"][0]["digest"] = json!("00"));
    assert_eq!(rules(&home, "rich"), ["VE-011"]);
    let home = rich();
    edited(&home, "manifest.json", |manifest| manifest["parts"][0]["size"] = json!(7));
    assert_eq!(rules(&home, "rich"), ["VE-011"]);
}

#[test]
fn a_file_that_is_no_part_is_told() {
    let home = rich();
    fs::copy(home.path("out/batch-000001.json"), home.path("out/batch-000002.json")).unwrap();
    assert_eq!(rules(&home, "rich"), ["VE-012"]);
}

#[test]
fn losses_are_counted_again() {
    for edit in [
        |report: &mut Value| report["losses"][0]["records"] = json!(3),
        |report: &mut Value| drop(report["losses"].as_array_mut().unwrap().remove(0)),
        |report: &mut Value| report["losses"][0]["path"] = json!("/elsewhere"),
        |report: &mut Value| report["losses"][0]["reason"] = json!("because"),
    ] {
        let home = rich();
        edited(&home, "report.json", edit);
        assert_eq!(rules(&home, "rich"), ["VE-005"]);
    }
}

#[test]
fn the_place_of_a_loss_is_told_with_both_counts() {
    let home = rich();
    edited(&home, "report.json", |report| report["losses"][0]["records"] = json!(3));
    let (_, document) = verify(&home, "rich --against out");
    let difference = &document["differences"][0];
    assert_eq!(difference["output"]["pointer"], "/scimUser/emails/*/type");
    assert_eq!(difference["output"]["file"], "out/report.json");
    assert_eq!((&difference["got"], &difference["due"]), (&json!("3"), &json!("2")));
}

#[test]
fn counts_of_the_evidence_are_held_against_the_records() {
    for (file, name) in [
        ("manifest.json", "records"),
        ("manifest.json", "converted"),
        ("report.json", "records"),
        ("report.json", "converted"),
        ("report.json", "refused"),
    ] {
        let home = rich();
        edited(&home, file, |document| document[name] = json!(5));
        assert_eq!(rules(&home, "rich"), ["VE-015"], "{file} {name}");
    }
    let home = rich();
    edited(&home, "manifest.json", |manifest| manifest["parts"][0]["users"] = json!(5));
    assert_eq!(rules(&home, "rich"), ["VE-015"]);
}

#[test]
fn an_input_that_was_changed_is_told() {
    let home = rich();
    let path = home.path("rich/bulk.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}\n")).unwrap();
    assert_eq!(rules(&home, "rich"), ["VE-010"]);
}

#[test]
fn an_input_that_is_not_given_is_told() {
    let home = Home::new();
    home.take("page-1.json");
    home.take("page-2.json");
    super::convert(&home, "page-1.json page-2.json", "cloudentity", "");
    let rules = rules(&home, "page-1.json");
    assert!(rules.contains(&"VE-010".to_owned()), "{rules:?}");
    assert!(rules.contains(&"VE-002".to_owned()), "{rules:?}");
}

#[test]
fn refused_records_are_what_they_were() {
    let bad = || {
        let home = Home::new();
        home.take("bad-records.json");
        super::convert(&home, "bad-records.json", "cloudentity", "");
        let (ran, _) = verify(&home, "bad-records.json --against out");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        home
    };
    let home = bad();
    change(&home, "rejects.json", "\"", "\" ");
    assert_eq!(rules(&home, "bad-records.json"), ["VE-014"]);
    let home = bad();
    fs::remove_file(home.path("out/rejects.json")).unwrap();
    assert_eq!(rules(&home, "bad-records.json"), ["VE-014"]);
    let home = bad();
    let path = home.path("out/rejects.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\n]\n", ",\n{}\n]\n")).unwrap();
    assert_eq!(rules(&home, "bad-records.json"), ["VE-014"]);
    let home = bad();
    let path = home.path("out/rejects.findings.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let without_first: String = text.split_inclusive('\n').skip(1).collect();
    fs::write(&path, without_first).unwrap();
    assert!(rules(&home, "bad-records.json").contains(&"VE-001".to_owned()));
}

#[test]
fn what_cannot_be_compared_ends_with_2() {
    let home = rich();
    for (arguments, what) in [
        ("rich --against nowhere", "cannot read"),
        ("rich --against rich", "manifest.json"),
        ("rich --against out --from appid-social", "was made from appid-directory"),
    ] {
        let ran = home.idport(&format!("verify {arguments}"));
        assert_eq!(ran.code, 2, "{arguments}: {}", ran.stderr);
        assert!(ran.stderr.contains(what), "{arguments}: {}", ran.stderr);
        assert!(ran.stdout.is_empty());
    }
    edited(&home, "manifest.json", |manifest| manifest["parts"][0]["name"] = json!("../ids"));
    let ran = home.idport("verify rich --against out");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn a_delta_is_refused_because_it_does_not_hold_everybody() {
    let home = converted("appid-directory", "cloudentity", "rich", "--keep-hashes");
    let settings = settings("cloudentity");
    let delta = "--since out/manifest.json --no-sync --quiet -o delta";
    assert!(home.idport(&format!("convert rich --to cloudentity {settings} {delta}")).code < 2);
    let ran = home.idport("verify rich --against delta");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("convert without --since"), "{}", ran.stderr);
}

#[test]
fn a_part_or_the_manifest_is_not_taken_for_the_output() {
    let home = rich();
    for piece in ["out/batch-000001.json", "out/manifest.json"] {
        let ran = home.idport(&format!("verify rich --against {piece}"));
        assert_eq!(ran.code, 2, "{piece}");
        assert!(ran.stderr.contains("give the folder, as in --against out"), "{}", ran.stderr);
    }
}

/// An empty part is none to be read, and is all the same not what the manifest says.
#[test]
fn a_part_that_was_emptied_is_told() {
    for (to, part, more) in [
        ("cloudentity", "batch-000001.json", "--batch-size 4"),
        ("cloudentity", "batch-000002.json", "--batch-size 4"),
        ("cloudentity", "batch-000003.json", "--batch-size 2"),
        ("oracle", "Users.csv", ""),
        ("oracle", "Groups.csv", ""),
        ("appid-directory", "users.json", ""),
    ] {
        for digest in ["blake3", "none"] {
            let home =
                converted("appid-directory", to, "rich", &format!("{more} --digest {digest}"));
            fs::write(home.path("out").join(part), "").unwrap();
            assert_emptied(&home, "rich --against out", part);
        }
    }
}

#[test]
fn a_file_of_lines_that_was_emptied_is_told() {
    for digest in ["blake3", "none"] {
        let home = Home::new();
        home.take("bulk.json");
        let lines = "--layout jsonl -o lines.jsonl --no-sync --quiet";
        let made =
            format!("convert bulk.json --to cloudentity {} {lines}", settings("cloudentity"));
        assert_eq!(home.idport(&format!("{made} --digest {digest}")).code, 0);
        home.put("lines.jsonl", "");
        assert_emptied(&home, "bulk.json --against lines.jsonl", "lines.jsonl");
    }
}

/// The part is told, and no other one.
#[track_caller]
fn assert_emptied(home: &Home, arguments: &str, part: &str) {
    let (ran, document) = verify(home, arguments);
    assert_eq!(ran.code, 1, "{part}: {}", ran.stderr);
    let differences = document["differences"].as_array().unwrap();
    let first = &differences[differences.iter().position(|one| one["rule"] == "VE-011").unwrap()];
    assert!(first["output"]["file"].as_str().unwrap().ends_with(part), "{part}: {first}");
    assert_eq!(first["got"], "0", "{part}");
    let counted = differences.iter().filter(|one| one["rule"] == "VE-015");
    let mut counted = counted.filter_map(|one| one["output"]["file"].as_str());
    assert!(counted.all(|file| file.ends_with("manifest.json")), "{part}: {document:#}");
}

#[test]
fn a_loss_that_is_told_twice_or_of_nobody_is_told() {
    for edit in [
        (|losses| losses.push(losses[0].clone())) as fn(&mut Vec<Value>),
        |losses| losses.push(json!({ "path": "/x", "records": 0, "reason": "because" })),
        |losses| losses.clear(),
    ] {
        let home = rich();
        edited(&home, "report.json", |report| edit(report["losses"].as_array_mut().unwrap()));
        assert_eq!(rules(&home, "rich"), ["VE-005"]);
    }
}

#[test]
fn counts_of_outcomes_and_rules_that_do_not_fit_are_told() {
    for edit in [
        (|report| report["outcomes"]["activation-pending"] = json!(0)) as fn(&mut Value),
        |report| report["outcomes"]["activation-pending"] = json!(1000),
        |report| report["outcomes"]["password-must-reset"] = json!(1),
        |report| report["outcomes"]["another"] = json!(1),
        |report| report["outcomes"] = json!({}),
        |report| report["rules"][0]["count"] = json!(0),
        |report| report["rules"] = json!([]),
        |report| {
            let rules = report["rules"].as_array_mut().unwrap();
            rules.push(rules[0].clone());
        },
    ] {
        let home = rich();
        edited(&home, "report.json", edit);
        assert_eq!(rules(&home, "rich"), ["VE-015"]);
    }
}

/// Of every refused record it is known what was found in it.
#[test]
fn counts_of_errors_are_held_against_the_refused_records() {
    let home = Home::new();
    home.take("bad-records.json");
    super::convert(&home, "bad-records.json", "cloudentity", "");
    edited(&home, "report.json", |report| {
        report["rules"] = json!([]);
        report["findings"] = json!([]);
    });
    assert_eq!(rules(&home, "bad-records.json"), ["VE-015"]);
}
