//! What cannot be run leaves nothing, and says why and where.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::process::Stdio;

use serde_json::json;
use support::export::{self, record};
use support::run::{FIXED, Home, Ran};
use support::variants;

const READ: &str = "--from appid-directory";

/// Converts bytes that cannot be converted, into a folder and into lines. Nothing may be left.
#[track_caller]
fn refused(input: &[u8], options: &str) -> String {
    let home = Home::new();
    home.put("in.json", input);
    let into_folder = home.idport(&format!("convert {FIXED} {options} -o out in.json"));
    let into_lines =
        home.idport(&format!("convert {FIXED} {options} --layout jsonl -o out.jsonl in.json"));
    assert_eq!(home.names(), ["in.json"]);
    assert_eq!(into_folder.stderr, into_lines.stderr);
    could_not_run(&into_lines);
    could_not_run(&into_folder).to_owned()
}

/// The message of a run that could not be.
#[track_caller]
fn could_not_run(ran: &Ran) -> &str {
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stdout.is_empty() && ran.stderr.starts_with("error: "), "{}", ran.stderr);
    &ran.stderr
}

#[test]
fn a_file_cut_off_at_any_byte_is_refused_where_it_breaks() {
    let record = r#"{"scimUser":{"emails":[{"value":"é@example.com","primary":true}]}}"#;
    let whole = format!("[{record}, 12 ]");
    for end in 0..whole.len() {
        let message = refused(&whole.as_bytes()[..end], READ);
        let at = match end {
            0 => 0,
            // Inside of a record its start is named.
            1..=68 if end > 1 && end < 1 + record.len() => 1,
            _ if whole.as_bytes()[..end].ends_with(b"1")
                || whole.as_bytes()[..end].ends_with(b"12") =>
            {
                record.len() + 3
            }
            _ => end,
        };
        assert!(message.contains(&format!("at byte {at} [CD-001]")), "cut at {end}: {message}");
    }
}

#[test]
fn what_is_no_array_of_records_is_refused_at_its_byte() {
    for (input, at) in [
        ("", 0),
        ("   ", 3),
        ("scimUser", 0),
        ("id,email\n1,a@example.com\n", 0),
        ("\"scimUser\"", 0),
        ("{\"users\":{}}", 9),
        ("{\"people\":[]}", 13),
        ("{\"users\":[],\"users\":[]}", 12),
        ("{\"users\":[]", 11),
        ("{\"users\":[]]", 11),
        ("[]]", 2),
        ("[] []", 3),
        ("[{}] garbage", 5),
        ("[{}{}]", 3),
        ("[,{}]", 1),
        ("[{},]", 4),
    ] {
        let message = refused(input.as_bytes(), READ);
        assert!(message.contains(&format!("at byte {at} [CD-001]")), "{input}: {message}");
    }
}

#[test]
fn a_large_broken_file_leaves_nothing_either() {
    let whole = export::users(1_500, 1);
    let cut = refused(&whole[..whole.len() - 2], READ);
    assert!(cut.contains(&format!("at byte {} ", whole.len() - 2)), "{cut}");
    let garbage = refused(&[&whole, b"[]".as_slice()].concat(), READ);
    assert!(garbage.contains(&format!("at byte {} ", whole.len())), "{garbage}");
}

#[test]
fn compressed_files_that_are_cut_off_or_damaged_are_refused() {
    let whole = export::users(300, 1);
    let gzip = variants::gzip(&whole);
    let zstandard = variants::zstandard(&whole);
    refused(&gzip[..gzip.len() - 3], READ);
    refused(&gzip[..gzip.len() / 2], READ);
    refused(&gzip[..7], READ);
    refused(&zstandard[..zstandard.len() - 3], READ);
    refused(&zstandard[..zstandard.len() / 2], READ);
    let mut damaged = gzip;
    let middle = damaged.len() - 6;
    damaged[middle] ^= 1;
    refused(&damaged, READ);
}

#[test]
fn a_record_longer_than_the_limit_is_refused_at_its_start() {
    let long = record(2, json!({ "title": "x".repeat(700_000) }));
    let records = json!([record(1, json!({})), long]).to_string();
    let at = records.find("},{").unwrap() + 2;
    for limit in [1_000, 600_000] {
        let options = format!("{READ} --max-record-bytes {limit}");
        let message = refused(records.as_bytes(), &options);
        let due =
            format!("the record at byte {at} is longer than {limit} bytes; --max-record-bytes");
        assert!(message.contains(&due), "{message}");
    }
}

#[test]
fn an_input_that_is_not_there_is_named() {
    let home = Home::new();
    let ran = home.convert("nowhere.json").ran;
    assert!(could_not_run(&ran).contains("nowhere.json"));
    assert!(home.names().is_empty());
}

#[test]
fn existing_output_is_kept_unless_forced() {
    let home = Home::new();
    home.take("bulk.json");
    home.take("minimal.json");
    for (out, options) in [("out", ""), ("out.jsonl", "--layout jsonl")] {
        let run = |input: &str, force: &str| {
            home.idport(&format!("convert {FIXED} {options} {force} -o {out} {input}"))
        };
        let data = || {
            let file = if options.is_empty() { "out/batch-000001.json" } else { out };
            std::fs::read(home.path(file)).unwrap()
        };
        assert_eq!(run("bulk.json", "").code, 0);
        let first = data();
        assert!(could_not_run(&run("minimal.json", "")).contains("--force"));
        assert!(data() == first);
        let names = home.names();
        assert_eq!(run("minimal.json", "--force").code, 0);
        assert!(data() != first);
        assert_eq!(home.names(), names, "nothing else is there now");
    }
    home.put("mine", "a file that idport did not write");
    could_not_run(&home.convert_into("mine", "bulk.json --force").ran);
    std::fs::create_dir(home.path("folder")).unwrap();
    home.put("folder/thesis.txt", "mine");
    could_not_run(&home.convert_into("folder", "bulk.json --force").ran);
    assert!(home.path("folder/thesis.txt").exists());
}

#[test]
fn output_that_is_an_input_is_refused() {
    let home = Home::new();
    home.take("bulk.json");
    std::fs::create_dir(home.path("in")).unwrap();
    std::fs::copy(home.path("bulk.json"), home.path("in/bulk.json")).unwrap();
    for arguments in [
        "-o bulk.json --layout jsonl bulk.json",
        "-o in in/bulk.json",
        "-o in in",
        "-o out --id-map bulk.json bulk.json",
    ] {
        let ran = home.idport(&format!("convert {FIXED} --force {arguments}"));
        assert!(could_not_run(&ran).contains("is an input"), "{arguments}: {}", ran.stderr);
        assert_eq!(home.names(), ["bulk.json", "in"]);
    }
}

#[test]
fn what_is_asked_wrongly_is_refused_with_help() {
    let home = Home::new();
    home.take("bulk.json");
    let target = "--tenant-id acme --user-pool-id customers";
    for (arguments, help) in [
        ("bulk.json -o out --to cloudentity --user-pool-id p".to_owned(), "--tenant-id TENANT"),
        ("bulk.json -o out --to cloudentity".to_owned(), "--tenant-id TENANT --user-pool-id POOL"),
        (format!("bulk.json -o out --to nothing {target}"), "[possible values: "),
        (format!("bulk.json -o out --to another {target}"), "cloudentity"),
        (format!("bulk.json -o out {target}"), "--to <FORMAT>"),
        (format!("bulk.json --to cloudentity {target}"), "--output <OUT>"),
        (format!("bulk.json -o out --to cloudentity {target} --colour"), "--colour"),
        (format!("bulk.json -o out --to cloudentity {target} --batch-size 101"), "1 to 100"),
        (format!("bulk.json -o out --to cloudentity {target} --now tomorrow"), "--now"),
        (format!("bulk.json -o out --to cloudentity {target} --ids-from bulk.json"), "manifest"),
        (format!("bulk.json -o out --to cloudentity {target} --digest md5"), "blake3"),
        (format!("bulk.json -o out --to cloudentity {target} --from csv"), "appid-directory"),
        (format!("-o out --to cloudentity {target}"), "INPUT"),
    ] {
        let ran = home.idport(&format!("convert {arguments}"));
        assert!(could_not_run(&ran).contains(help), "{arguments}: {}", ran.stderr);
        assert_eq!(home.names(), ["bulk.json"]);
    }
    home.put("what.json", r#"[{"who":"knows"}]"#);
    let ran = home.convert("what.json").ran;
    assert!(could_not_run(&ran).contains("give --from"), "{}", ran.stderr);
    assert_eq!(home.idport("transmogrify").code, 2);
    assert_eq!(home.idport("").code, 2);
}

#[test]
fn a_pipe_that_nobody_reads_any_more_is_silence() {
    let home = Home::new();
    home.put("in.json", export::users(1_000, 1));
    let to_stdout = format!("convert {FIXED} --layout jsonl -o - in.json");
    for arguments in [to_stdout.as_str(), "generate appid-directory --users 2000", "formats"] {
        let mut command = home.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("error") && !said.contains("panicked"), "{arguments}: {said}");
    }
    assert_eq!(home.names(), ["in.json"]);
}

#[test]
fn pages_that_do_not_belong_together_are_found() {
    let home = Home::new();
    for (name, start) in [("1.json", 0), ("2.json", 20), ("3.json", 40)] {
        home.put(name, export::page(20, 1, start, 60));
    }
    home.put("other.json", export::page(20, 1, 60, 80));
    for (inputs, code, found) in [
        ("1.json 2.json 3.json", 0, 0),
        ("1.json 3.json", 1, 1),
        ("1.json 2.json 2.json", 1, 1),
        ("1.json 2.json other.json", 1, 1),
    ] {
        let outcome =
            home.convert_into(&inputs.replace(".json", "").replace(' ', "-"), inputs).ended(code);
        assert_eq!(outcome.count("CD-005"), found, "{inputs}");
    }
    // One page alone may be meant so: it is a warning.
    assert_eq!(home.convert_into("alone", "2.json").ended(0).count("CD-004"), 1);
    home.convert_into("denied", "2.json --deny warning").ended(1);
}
