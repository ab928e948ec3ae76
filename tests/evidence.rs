//! The manifest and the report say what is true, in the form that their schemas publish.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::fs;
use std::process::Command;

use serde_json::Value;
use sha2::Digest as _;
use support::output::{Outcome, is_payload};
use support::run::{FIXED, Home, names_in};
use support::{export, schema, variants};

fn blake3(bytes: &[u8]) -> String {
    ::blake3::hash(bytes).to_string()
}

fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What holds for every manifest of a folder, whatever the layout.
fn check_manifest(outcome: &Outcome, digest: impl Fn(&[u8]) -> String) {
    let manifest = outcome.manifest();
    let mut users = 0;
    for part in manifest["parts"].as_array().unwrap() {
        let bytes = outcome.file(part["name"].as_str().unwrap());
        assert_eq!(part["size"], bytes.len());
        assert_eq!(part["digest"], digest(&bytes));
        let payloads: Vec<Value> = serde_json::Deserializer::from_slice(&bytes)
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap();
        let held = payloads.iter().map(|payload| payload["users"].as_array().unwrap().len());
        assert_eq!(part["payloads"], payloads.len());
        assert_eq!(part["users"], held.clone().sum::<usize>());
        users += held.sum::<usize>();
    }
    assert_eq!(manifest["converted"], users);
    let number = |name: &str| manifest[name].as_u64().unwrap();
    assert_eq!(number("records"), number("converted") + number("refused"));
    let report = outcome.report();
    for name in ["records", "converted", "refused"] {
        assert_eq!(manifest[name], report[name]);
    }
}

#[test]
fn sizes_digests_and_counts_are_those_of_the_files() {
    let home = Home::new();
    let input = export::with_defects(1_200, 1, 0.05).0;
    home.put("plain.json", &input);
    home.put("packed.json.gz", variants::gzip(&input));
    for (layout, size) in [("files", 90), ("jsonl", 90), ("files", 1)] {
        for (name, digest) in [("blake3", blake3 as fn(&[u8]) -> String), ("sha256", sha256)] {
            for stored in ["plain.json", "packed.json.gz"] {
                let folder = format!("{layout}{size}{name}{stored}/");
                let options = format!("--layout {layout} --batch-size {size} --digest {name}");
                let outcome = home.convert_into(&folder, &format!("{stored} {options}")).ended(1);
                check_manifest(&outcome, digest);
                let bytes = fs::read(home.path(stored)).unwrap();
                let due = serde_json::json!([{
                    "name": stored, "size": bytes.len(), "digest": digest(&bytes), "records": 1200,
                }]);
                assert_eq!(outcome.manifest()["inputs"], due);
            }
        }
    }
}

#[test]
fn data_on_standard_output_has_its_evidence_in_a_folder() {
    let home = Home::new();
    home.take("bulk.json");
    let ran =
        home.idport(&format!("convert {FIXED} -o - --evidence proof bulk.json --batch-size 4"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let proof = Outcome::new(ran, home.path("proof"));
    assert_eq!(proof.names(), ["manifest.json", "report.json"]);
    let part = &proof.manifest()["parts"][0];
    assert_eq!(
        (&part["size"], &part["digest"]),
        (&proof.ran.stdout.len().into(), &blake3(&proof.ran.stdout).into())
    );
    assert_eq!((&part["payloads"], &part["users"]), (&2.into(), &6.into()));
    let same = home.convert_into("files", "bulk.json --batch-size 4").ended(0);
    let parts = [same.file("batch-000001.json"), same.file("batch-000002.json")].concat();
    assert!(parts == proof.ran.stdout);
}

#[test]
fn without_digests_there_are_none() {
    let home = Home::new();
    home.take("bulk.json");
    let manifest = home.convert("bulk.json --digest none").ended(0).manifest();
    assert_eq!(manifest["digest"], "none");
    for list in ["inputs", "parts"] {
        assert!(manifest[list].as_array().unwrap().iter().all(|row| row.get("digest").is_none()));
    }
}

#[test]
fn other_programs_can_check_the_list_of_checksums() {
    let home = Home::new();
    home.put("in.json", export::users(250, 2));
    for (folder, layout) in [("files/", "files"), ("lines/", "jsonl")] {
        let options = format!("in.json --digest sha256 --layout {layout}");
        let outcome = home.convert_into(folder, &options).ended(0);
        let list = String::from_utf8(outcome.file("SHA256SUMS")).unwrap();
        for line in list.lines() {
            let (digest, name) = line.split_once("  ").unwrap();
            assert_eq!(digest, sha256(&outcome.file(name)));
        }
        let checker = Command::new("sha256sum")
            .args(["--check", "--strict", "SHA256SUMS"])
            .current_dir(&outcome.folder)
            .output();
        if let Ok(checked) = checker {
            assert!(checked.status.success(), "{checked:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn files_and_folders_are_private_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    for umask in ["000", "022", "077"] {
        let home = Home::new();
        home.take("bad-records.json");
        let run = |arguments: &str| {
            let script = format!(
                "umask {umask}; exec {} convert {FIXED} {arguments} bad-records.json",
                env!("CARGO_BIN_EXE_idport")
            );
            let mut shell = Command::new("sh");
            shell.args(["-c", &script]).current_dir(home.path("")).output().unwrap()
        };
        run("-o deep/out --id-map ids.csv --digest sha256");
        run("-o lines.jsonl --layout jsonl");
        for folder in ["deep", "deep/out"] {
            assert_eq!(mode(&home.path(folder)), 0o700, "{folder}");
        }
        let inside = names_in(&home.path("deep/out"));
        assert_eq!(inside.len(), 6, "{inside:?}");
        let beside = [
            "ids.csv",
            "lines.jsonl",
            "lines.manifest.json",
            "lines.report.json",
            "lines.rejects.json",
            "lines.rejects.findings.jsonl",
        ];
        let files = inside.iter().map(|name| format!("deep/out/{name}"));
        for file in files.chain(beside.map(str::to_owned)) {
            assert_eq!(mode(&home.path(&file)), 0o600, "{file} with umask {umask}");
        }
    }
}

/// Fails with the first fault, under a name.
fn assert_valid(schema: &jsonschema::Validator, document: &Value, name: &str) {
    if let Err(error) = schema.validate(document) {
        panic!("{name}{}: {error}", error.instance_path());
    }
}

#[test]
fn manifests_reports_and_reasons_have_the_form_that_is_published() {
    let [manifests, reports] = ["manifest", "report"].map(schema::validators);
    let golden = schema::root().join("tests/golden");
    let mut seen = 0;
    let mut check = |folder: &std::path::Path| {
        for name in names_in(folder) {
            let text = fs::read_to_string(folder.join(&name)).unwrap_or_default();
            let document = || serde_json::from_str(&text).unwrap();
            match name.as_str() {
                "manifest.json" => assert_valid(&manifests["#"], &document(), &name),
                "report.json" => assert_valid(&reports["#"], &document(), &name),
                "rejects.findings.jsonl" => {
                    for line in text.lines() {
                        let line: Value = serde_json::from_str(line).unwrap();
                        for finding in line["findings"].as_array().unwrap() {
                            assert_valid(&reports["#/$defs/finding"], finding, &name);
                        }
                    }
                }
                _ => continue,
            }
            seen += 1;
        }
    };
    for case in names_in(&golden) {
        let folder = golden.join(case);
        if folder.is_dir() && !folder.ends_with("inspections") {
            check(&folder);
        }
    }
    let home = Home::new();
    home.put("in.json", export::with_defects(1_000, 2, 0.5).0);
    home.put("page.json", export::page(5, 1, 0, 9));
    let inspections = schema::validators("inspection");
    let folder = golden.join("inspections");
    for name in names_in(&folder).iter().filter(|name| name.ends_with(".json")) {
        let document = serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap();
        assert_valid(&inspections["#"], &document, name);
    }
    check(&home.convert_into("one", "in.json").ended(1).folder);
    check(&home.convert_into("two", "in.json page.json").ended(1).folder);
    assert!(seen > 20);
}

#[test]
fn the_schemas_of_evidence_refuse_what_is_not_evidence() {
    for (name, document) in [
        ("manifest", "bad-records/manifest.json"),
        ("report", "bad-records/report.json"),
        ("inspection", "inspections/appid-directory.bad-records.json"),
    ] {
        let path = schema::root().join("tests/golden").join(document);
        let sound: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let validator = &schema::validators(name)["#"];
        for member in sound.as_object().unwrap().keys() {
            let mut changed = sound.clone();
            changed.as_object_mut().unwrap().remove(member);
            // A validation has none, nor has a format whose vendor says nothing.
            let is_optional = member == "upload";
            assert_eq!(validator.is_valid(&changed), is_optional, "{name} without {member}");
            changed = sound.clone();
            changed[member] = Value::Null;
            assert!(!validator.is_valid(&changed), "{name} with {member} null");
        }
        let mut more = sound.clone();
        more["more"] = true.into();
        assert!(!validator.is_valid(&more), "{name} with another member");
    }
}

#[test]
fn an_empty_export_gives_evidence_and_no_payload() {
    let home = Home::new();
    home.put("in.json", "[]");
    let outcome = home.convert("in.json --from appid-directory").ended(0);
    assert!(!outcome.names().iter().any(|name| is_payload(name)));
    assert_eq!(outcome.manifest()["parts"], serde_json::json!([]));
}
