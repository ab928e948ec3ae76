//! The output is the same bytes for any number of threads and any way to give the input. Records
//! are found in the middle of a file by guessing; these files are made to mislead the guess.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use serde_json::{Value, json};
use support::export::{self, record};
use support::payload::check_payloads;
use support::variants::{left_code, payloads, same_in_every_way};

/// Bytes of a chunk of the program.
const CHUNK: usize = idport::input::CHUNK;

/// Converts a file in every way; all `users` must arrive in sound payloads.
#[track_caller]
fn all_arrive(input: &[u8], users: u64, options: &str) {
    let left = same_in_every_way(input, options);
    assert_eq!(left_code(&left), 0, "{}", String::from_utf8_lossy(&left["stderr"]));
    let found = check_payloads(&payloads(&left)).unwrap().users;
    assert_eq!(found as u64, users);
}

/// An array of records, compact.
fn array(records: &[Value]) -> Vec<u8> {
    serde_json::to_vec(records).unwrap()
}

/// So many records of about `size` bytes, all of them with these members in `scimUser`.
fn records(count: u64, size: usize, members: &Value) -> Vec<Value> {
    let with_filling = |number: u64| {
        let mut members = members.clone();
        members["filling"] = "x".repeat(size + number as usize % 97).into();
        record(number, members)
    };
    (0..count).map(with_filling).collect()
}

#[test]
fn of_sound_exports() {
    for seed in [1, 2] {
        all_arrive(&export::users(2_000, seed), 2_000, "--batch-size 70");
    }
}

#[test]
fn of_exports_with_defects() {
    for seed in [1, 2] {
        let (input, planted) = export::with_defects(1_500, seed, 0.2);
        assert!(input.len() > 2 * CHUNK && planted.len() == 300);
        let left = same_in_every_way(&input, "");
        assert_eq!(left_code(&left), 1);
        check_payloads(&payloads(&left)).unwrap();
    }
}

#[test]
fn of_lines_and_indentation() {
    let pretty = same_in_every_way(&export::pretty(1_200, 3), "");
    let compact = same_in_every_way(&export::users(1_200, 3), "");
    assert!(payloads(&pretty) == payloads(&compact), "layout changes a value");
}

#[test]
fn of_records_that_hold_what_looks_like_records() {
    let fake = serde_json::to_string(&record(9_999, json!({}))).unwrap();
    let text = format!("}},{fake},{{\"scimUser\":{{\"emails\":[]}}}},{{");
    let nested: Value = serde_json::from_str(&format!("[[{fake}],{fake},{fake}]")).unwrap();
    for look_alike in [json!({ "text": text }), json!({ "nested": nested }), {
        json!({ "deep": { "users": nested, "more": [{ "a": nested }] }, "text": text })
    }] {
        all_arrive(&array(&records(1_000, 600, &look_alike)), 1_000, "");
    }
}

#[test]
fn of_records_whose_first_name_comes_again_inside_after_commas() {
    // `passwordHash` is the first name here, as in the entries of the history.
    let history: Vec<_> =
        (0..40).map(|_| json!({ "passwordHash": "b2xk", "hashAlgorithm": "x" })).collect();
    let members = json!({ "passwordHistory": history });
    let all = records(600, 300, &members);
    let text = String::from_utf8(array(&all)).unwrap();
    assert!(text.starts_with(r#"[{"passwordHash""#), "serde_json sorts the names");
    all_arrive(text.as_bytes(), 600, "");
}

#[test]
fn of_nested_records_that_nothing_tells_from_real_ones() {
    // Each record holds an array of whole records larger than a chunk, so that the guess in the
    // middle of it is bound to be wrong, chunk after chunk.
    let inner: Vec<_> = (0..1_500).map(|number| record(90_000 + number, json!({}))).collect();
    let members = json!({ "members": inner });
    let outer: Vec<_> = (0..5).map(|number| record(number, members.clone())).collect();
    all_arrive(&array(&outer), 5, "");
}

#[test]
fn of_records_longer_than_a_chunk() {
    let long = |number| record(number, json!({ "long": "y".repeat(CHUNK * 3 + number as usize) }));
    let all: Vec<_> = (0..6)
        .map(|number| if number % 2 == 0 { long(number) } else { record(number, json!({})) })
        .collect();
    all_arrive(&array(&all), 6, "");
}

#[test]
fn of_refused_records_longer_than_a_chunk() {
    let mut long = record(1, json!({}));
    long["profile"]["attributes"]["long"] = "z".repeat(CHUNK * 3).into();
    long["roles"] = "no list".into();
    let all = [record(0, json!({})), long, record(2, json!({}))];
    let left = same_in_every_way(&array(&all), "");
    assert_eq!(left_code(&left), 1);
    assert_eq!(check_payloads(&payloads(&left)).unwrap().users, 2);
    let rejects: Value = serde_json::from_slice(&left["rejects.json"]).unwrap();
    assert_eq!(rejects.as_array().unwrap().len(), 1);
}

#[test]
fn of_much_white_space_between_records() {
    let space = " \r\n\t".repeat(CHUNK / 8);
    let texts: Vec<_> = (0..12).map(|number| record(number, json!({})).to_string()).collect();
    let input = format!("[{space}{}{space}]{space}", texts.join(&format!("{space},{space}")));
    assert!(input.len() > 12 * CHUNK);
    all_arrive(input.as_bytes(), 12, "--from appid-directory");
}

#[test]
fn of_characters_of_many_bytes_at_every_edge_of_a_chunk() {
    let members = json!({ "nickName": "é中😀".repeat(200), "title": "\u{202e}مرحبا" });
    let input = array(&records(300, 10, &members));
    for shift in 0..9 {
        let shifted = [" ".repeat(shift).as_bytes(), &input].concat();
        all_arrive(&shifted, 300, "");
    }
}

#[test]
fn of_an_envelope_with_members_before_and_behind() {
    let users = records(1_200, 500, &json!({}));
    let note = json!([{ "scimUser": {} }, "}],[{", { "users": [1, 2] }]);
    let long = "p".repeat(40_000);
    let input = format!(
        "{{\"about\":{{\"text\":\"{long}\",\"note\":{note}}},\"totalResults\":1200,\"users\":{},\"behind\":{note},\"itemsPerPage\":1200}}",
        serde_json::to_string(&users).unwrap()
    );
    all_arrive(input.as_bytes(), 1_200, "--from appid-directory");
}

#[test]
fn of_an_envelope_whose_last_member_is_longer_than_a_chunk() {
    let users = records(10, 100, &json!({}));
    let input = json!({ "users": users, "zzz": "q".repeat(CHUNK * 2) }).to_string();
    all_arrive(input.as_bytes(), 10, "");
}

#[test]
fn of_records_that_are_no_objects() {
    let mut all = records(800, 800, &json!({}));
    for at in (0..all.len()).step_by(5) {
        all[at] = [json!(null), json!(12_345_678), json!("text"), json!([[]]), json!(true)]
            [at / 5 % 5]
            .clone();
    }
    let left = same_in_every_way(&array(&all), "");
    assert_eq!(left_code(&left), 1);
    assert_eq!(check_payloads(&payloads(&left)).unwrap().users, 640);
}

#[test]
fn of_broken_files_even_the_message() {
    let whole = export::users(1_500, 5);
    let cut = &whole[..whole.len() * 2 / 3];
    let garbage = [&whole[..], b"garbage".as_slice()].concat();
    for broken in [cut, &garbage] {
        assert_eq!(left_code(&same_in_every_way(broken, "")), 2);
    }
}
