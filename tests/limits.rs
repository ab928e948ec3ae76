//! Inputs that are made to hurt: each ends, with a clear word, in little memory.
//!
//! There is nothing about time here: what takes for ever fails by not ending.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use serde_json::{Value, json};
use support::export::record;
use support::output::Outcome;
use support::run::{FIXED, Home, Ran};
use support::variants::gzip;

/// Address space that a run may take, in MiB: the program itself takes some two hundred of it.
const ROOM: u64 = 700;

const FROM_ORACLE: &str = "--from oracle --to cloudentity --tenant-id acme --user-pool-id p -o out";

/// Runs the program in bounded memory.
fn bounded(home: &Home, arguments: &str) -> Command {
    let idport = home.command(arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("ulimit -v {}; exec \"$0\" \"$@\"", ROOM << 10)]);
    shell.arg(idport.get_program()).args(idport.get_args());
    shell.current_dir(home.path("")).env("MALLOC_ARENA_MAX", "1").stdin(Stdio::null());
    shell
}

fn ran(home: &Home, arguments: &str) -> Ran {
    Ran::from(bounded(home, &format!("{arguments} --threads 2")).output().unwrap())
}

/// Converts into `out` with the fixed ids and time, in bounded memory.
fn convert(home: &Home, arguments: &str) -> Outcome {
    Outcome::new(ran(home, &format!("convert {FIXED} -o out {arguments}")), home.path("out"))
}

/// What was there, of the first refusal.
fn refusal(outcome: &Outcome) -> String {
    let refused = &outcome.reasons()[0];
    refused["findings"][0]["got"].as_str().unwrap().to_owned()
}

fn users(records: &[Value]) -> Vec<u8> {
    serde_json::to_vec(records).unwrap()
}

#[test]
fn a_hundred_thousand_brackets_that_open() {
    let home = Home::new();
    let brackets = "[".repeat(100_000);
    home.put("all.json", &brackets);
    home.put("inside.json", format!("[{{\"scimUser\":{brackets}"));
    for name in ["all.json", "inside.json"] {
        let ran = convert(&home, &format!("{name} --from appid-directory")).ran;
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("expected the end of the record"), "{}", ran.stderr);
    }
}

#[test]
fn nesting_has_a_limit_and_an_option_moves_it() {
    let home = Home::new();
    let nested = |levels: usize| {
        let text = format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        json!({ "attributes": serde_json::from_str::<Value>(&format!("{{\"deep\":{text}}}")).unwrap() })
    };
    let deep = |number, levels| {
        let mut record = record(number, json!({}));
        record["profile"] = nested(levels);
        record
    };
    home.put("in.json", users(&[deep(1, 124), deep(2, 126), record(3, json!({}))]));
    let outcome = convert(&home, "in.json").ended(1);
    assert_eq!(outcome.manifest()["refused"], 1);
    assert_eq!(
        refusal(&outcome),
        "arrays and objects nested deeper than 128; --max-depth moves the limit"
    );
    let outcome = convert(&home, "in.json --max-depth 200 --force").ended(0);
    assert_eq!(outcome.manifest()["refused"], 0);
    let ran = convert(&home, "in.json --max-depth 100000 --force").ran;
    assert!(ran.code == 2 && ran.stderr.contains("--max-depth"), "{}", ran.stderr);
}

#[test]
fn nesting_that_cannot_be_read_refuses_the_record() {
    let home = Home::new();
    let text = String::from_utf8(users(&[record(1, json!({})), record(2, json!({}))])).unwrap();
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    home.put("in.json", text.replacen("\"attributes\":{}", &format!("\"attributes\":{deep}"), 1));
    let outcome = convert(&home, "in.json --from appid-directory --max-depth 256").ended(1);
    assert_eq!(outcome.manifest()["refused"], 1);
    let got = refusal(&outcome);
    assert!(got.ends_with("deeper than 256, which cannot be read"), "{got}");
}

#[test]
fn texts_and_numbers_have_limits() {
    let home = Home::new();
    let mut long = record(1, json!({ "title": "x".repeat(5_000) }));
    long["profile"]["attributes"]["number"] = json!(1);
    let text = String::from_utf8(users(&[long, record(2, json!({}))])).unwrap();
    home.put("in.json", text.replace("\"number\":1", &format!("\"number\":{}", "1".repeat(3_000))));
    for (option, got) in [
        ("", "a number longer than 2000 bytes; --max-number-bytes moves the limit"),
        (
            "--max-number-bytes 3000 --max-text-bytes 4999",
            "a text longer than 4999 bytes; --max-text-bytes moves the limit",
        ),
    ] {
        let outcome = convert(&home, &format!("in.json --force {option}")).ended(1);
        assert_eq!(outcome.manifest()["refused"], 1);
        assert_eq!(refusal(&outcome), got);
    }
    let allowed = "--max-number-bytes 3000 --max-text-bytes 5000";
    convert(&home, &format!("in.json --force {allowed}")).ended(0);
    let rows = "User Name,Last Name,First Name,Work Email\n";
    let cell = format!("\"{}\"", "x".repeat(5_000));
    home.put("in.csv", format!("{rows}u1,L,F,a@example.com\nu2,{cell},F,b@example.com\n"));
    let ran = ran(&home, "validate in.csv --max-text-bytes 4999");
    assert!(ran.code == 1, "{}", ran.stderr);
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(told.contains("a text longer than 4999 bytes; --max-text-bytes"), "{told}");
}

/// Starts a run that reads standard input.
fn fed(home: &Home, arguments: &str, feed: impl FnOnce(ChildStdin) + Send) -> Ran {
    let mut command = bounded(home, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child: Child = command.spawn().unwrap();
    let stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(|| feed(stdin));
        child.wait_with_output().unwrap()
    });
    Ran::from(output)
}

/// Writes a piece again and again; the reader may go away.
fn repeat(mut out: ChildStdin, before: &[u8], piece: &[u8], times: usize) {
    let write = |out: &mut ChildStdin| -> io::Result<()> {
        out.write_all(before)?;
        (0..times).try_for_each(|_| out.write_all(piece))
    };
    let _ = write(&mut out);
}

/// Are the largest inputs wanted? They take minutes.
fn is_large() -> bool {
    std::env::var_os("IDPORT_LARGE").is_some()
}

/// With `IDPORT_LARGE` set, the text is as long as a file of two gigabytes.
#[test]
fn a_text_without_an_end() {
    let mebibytes = if is_large() { 2_000 } else { 300 };
    let piece = vec![b'x'; 1 << 20];
    let starts: [(&str, &[u8]); 4] = [
        ("appid-directory", b"[{\"scimUser\":{\"userName\":\""),
        ("appid-directory", b"{\"requestOptions\":\""),
        ("cloudentity", b"{\"users\":[{\"id\":\""),
        ("oracle", b"User Name,Last Name,First Name\n\""),
    ];
    for (format, before) in starts {
        let home = Home::of(format);
        let arguments = format!("convert {FIXED} -o out --from {format} - --threads 2");
        let ran = fed(&home, &arguments, |stdin| repeat(stdin, before, &piece, mebibytes));
        assert_eq!(ran.code, 2, "{format}: {}", ran.stderr);
        let told = "is longer than 16777216 bytes; --max-record-bytes moves the limit";
        assert!(ran.stderr.contains(told), "{format}: {}", ran.stderr);
    }
}

/// A frame of Zstandard that starts with a byte, and says how a space is repeated, in four bytes
/// for 128 KiB.
fn zstandard_bomb(first: u8, mebibytes: usize) -> Vec<u8> {
    let mut bomb = vec![0x28, 0xB5, 0x2F, 0xFD, 0, 0x50];
    // One block as it is. Each header has the kind and the size; the last its mark.
    bomb.extend_from_slice(&[1 << 3, 0, 0, first]);
    for block in 0..mebibytes * 8 {
        let last = u32::from(block + 1 == mebibytes * 8);
        let header = (128 << 10) << 3 | 1 << 1 | last;
        bomb.extend_from_slice(&header.to_le_bytes()[..3]);
        bomb.push(b' ');
    }
    bomb
}

#[test]
fn bombs_stop_where_they_become_too_large() {
    let home = Home::new();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
    let spaces = encoder.finish().unwrap();
    let members = [gzip(b"["), spaces.repeat(200)].concat();
    let frames = [zstandard_bomb(b'[', 40), zstandard_bomb(b' ', 40)].concat();
    let inside = gzip(&members);
    for (name, bomb) in
        [("members.gz", members), ("frames.zst", frames), ("one.zst", zstandard_bomb(b'[', 200))]
    {
        for format in ["appid-directory", "cloudentity"] {
            let home = Home::of(format);
            home.put(name, &bomb);
            let ran = ran(&home, &format!("convert {FIXED} -o out --from {format} {name}"));
            assert_eq!(ran.code, 2, "{name}: {}", ran.stderr);
            let told = "more than 250 times as many; --max-unpacked-ratio moves the limit";
            assert!(ran.stderr.contains(told), "{name}: {}", ran.stderr);
            assert!(!home.names().iter().any(|name| name.contains("out")), "{name} left something");
        }
    }
    // What is packed twice is not unpacked twice.
    home.put("twice.gz", inside);
    let ran = ran(&home, &format!("convert {FIXED} -o out twice.gz"));
    assert!(ran.code == 2 && ran.stderr.contains("cannot tell the format"), "{}", ran.stderr);
}

#[test]
fn what_is_unpacked_has_a_limit() {
    let home = Home::new();
    home.put("in.json.gz", gzip(&users(&[record(1, json!({})), record(2, json!({}))])));
    let ran = convert(&home, "in.json.gz --max-unpacked-bytes 100").ran;
    assert_eq!(ran.code, 2);
    let told =
        "in.json.gz: it unpacks to more than 100 bytes; --max-unpacked-bytes moves the limit";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    convert(&home, "in.json.gz --max-unpacked-bytes 10000").ended(0);
}

#[test]
fn findings_beyond_the_limit_are_counted() {
    let home = Home::new();
    let odd = |number| {
        let mut record = record(number, json!({}));
        record["roles"] = json!(["twice", "twice"]);
        record
    };
    let odd: Vec<_> = (0..50).map(odd).collect();
    home.put("in.json", users(&odd));
    let found = |option: &str| {
        let outcome = convert(&home, &format!("in.json --force {option}"));
        let report = outcome.report();
        let rules = report["rules"].as_array().unwrap().clone();
        let rule = rules.iter().find(|rule| rule["count"] == 50).unwrap()["rule"].clone();
        let of_rule = |finding: &&Value| finding["rule"] == rule;
        report["findings"].as_array().unwrap().iter().filter(of_rule).count()
    };
    assert_eq!((found(""), found("--max-findings 7"), found("--max-findings 70")), (20, 7, 50));
}

#[test]
fn a_million_columns() {
    let home = Home::of("oracle");
    let cells = "x,".repeat(1_000_000);
    home.put("headings.csv", format!("User Name,{cells}\nu1\n"));
    let refused = ran(&home, &format!("convert {FROM_ORACLE} headings.csv"));
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("the heading row is longer than"), "{}", refused.stderr);
    let row = "u1,L,F,u1@example.com";
    home.put("row.csv", format!("User Name,Last Name,First Name,Work Email\n{cells}\n{row}\n"));
    let outcome = ran(&home, &format!("convert {FROM_ORACLE} row.csv"));
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("1 record of 2 converted"), "{}", outcome.stderr);
}

#[test]
fn a_million_roles_of_one_user() {
    let home = Home::new();
    let roles: Vec<_> = (0..1_000_000).map(|number| format!("role{number}")).collect();
    let mut user = record(1, json!({}));
    user["roles"] = json!(roles);
    home.put("in.json", users(&[user, record(2, json!({}))]));
    for target in ["cloudentity --tenant-id acme --user-pool-id p", "appid-directory", "oracle"] {
        let ran = ran(
            &home,
            &format!("convert in.json --from appid-directory --to {target} -o out --force"),
        );
        assert!(ran.stderr.contains("2 records of 2 converted"), "{}", ran.stderr);
    }
}

#[test]
fn a_record_with_fifty_thousand_faults() {
    let home = Home::new();
    // Oracle takes no names of groups as short as these.
    let mut user = record(1, json!({}));
    user["roles"] = (0..50_000).map(|number| format!("{number:x}")).collect();
    home.put("in.json", users(&[user, record(2, json!({}))]));
    let ran = ran(&home, "convert in.json --from appid-directory --to oracle -o out --no-sync");
    assert!(ran.stderr.contains("1 record of 2 converted"), "{}", ran.stderr);
    let outcome = Outcome::new(ran, home.path("out"));
    assert!(outcome.reasons()[0]["findings"].as_array().unwrap().len() >= 50_000);
}

#[test]
fn a_million_members_of_one_group() {
    let home = Home::of("oracle");
    let members: Vec<_> = (0..1_000_000).map(|number| format!("u{number}")).collect();
    home.put("Users.csv", "User Name,Last Name,First Name,Work Email\nu7,L,F,u7@example.com\n");
    home.put("one.csv", format!("Name,User Members\nStaff,{}\n", members.join(";")));
    let rows: String = members.iter().map(|member| format!("Staff,{member}\n")).collect();
    home.put("rows.csv", format!("Name,User Members\n{rows}"));
    for groups in ["one.csv", "rows.csv"] {
        let ran = ran(&home, &format!("convert {FROM_ORACLE} --force Users.csv {groups}"));
        assert!(ran.stderr.contains("1 record of 1 converted"), "{groups}: {}", ran.stderr);
    }
}

/// With `IDPORT_LARGE` set; otherwise a hundred thousand.
#[test]
fn a_million_members_of_one_group_of_a_pool() {
    let home = Home::of("cloudentity");
    let owner = r#""tenant_id":"acme","user_pool_id":"p""#;
    let times = r#""created_at":"2024-01-01T00:00:00Z","updated_at":"2024-01-01T00:00:00Z""#;
    let member = |number: u32| {
        let user = if number.is_multiple_of(100) { 7 } else { number };
        format!(r#"{{"group_id":"g","user_id":"u{user}",{owner}}}"#)
    };
    let members: Vec<_> = (0..if is_large() { 1_000_000 } else { 100_000 }).map(member).collect();
    home.put("in.json", format!(
        r#"{{"users":[{{"id":"u7",{owner},"status":"active",{times}}}],"groups":[{{"id":"g",{owner},"name":"Staff"}}],"group_members":[{}]}}"#,
        members.join(",")
    ));
    let ran = ran(&home, "validate in.json");
    assert!(ran.code == 1, "{}", ran.stderr);
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(told.contains("1 record of cloudentity"), "{told}");
}
