//! What goes wrong around the program, made to go wrong: processes are killed, disks are full,
//! files change, pipes close. Output is whole or not there, whatever happens.
//!
//! The loops are short by default; `IDPORT_FAULTS=500` makes them longer.

#![cfg(unix)]
#![allow(clippy::print_stderr, reason = "a test that cannot run here says so")]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod changes;
mod kills;
mod order;
mod pipes;
mod places;
mod signals;
mod space;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use support::run::{Home, names_in, wait_until};

/// What a conversion needs, but for inputs and output.
const TARGET: &str = "--to cloudentity --tenant-id acme --user-pool-id customers";

/// How often something is done at another moment.
fn rounds() -> u32 {
    std::env::var("IDPORT_FAULTS").ok().and_then(|text| text.parse().ok()).unwrap_or(8)
}

/// An export of so many users.
fn export(users: usize) -> Vec<u8> {
    let users: Vec<_> = (0..users).map(user).collect();
    serde_json::to_vec(&users).unwrap()
}

fn user(number: usize) -> Value {
    let id = format!("{number:08x}-0000-4000-8000-000000000000");
    json!({ "scimUser": {
        "originalId": id,
        "name": { "givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace" },
        "displayName": "Ada Lovelace",
        "active": true,
        "emails": [{ "value": format!("ada{number}@example.com"), "primary": true }],
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "status": "CONFIRMED"
    }, "passwordHash": "c29tZXRoaW5nLXNlYWxlZA==", "passwordHashAlg": "SHA-512" })
}

/// Starts a conversion of standard input, and waits until it has begun to write beside `out`.
fn begun(home: &Home, command: &mut Command) -> Child {
    let before = hidden(home).len();
    begun_when(command, || hidden(home).len() > before)
}

/// As `begun`; `has_begun` tells when it has.
fn begun_when(command: &mut Command, has_begun: impl Fn() -> bool) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let whole = export(600);
    child.stdin.as_mut().unwrap().write_all(&whole[..whole.len() - 1]).unwrap();
    wait_until(has_begun);
    child
}

/// Ends the export that `begun` began.
fn end(mut child: Child) -> std::process::Output {
    let written = child.stdin.take().unwrap().write_all(b"]");
    assert!(written.is_ok(), "it did not wait for the end of its input");
    child.wait_with_output().unwrap()
}

/// The hidden names in a folder.
fn hidden(home: &Home) -> Vec<String> {
    home.names().into_iter().filter(|name| name.starts_with('.')).collect()
}

/// Output is whole: every part of the manifest is there, with its size, and nothing else is.
#[track_caller]
fn assert_whole(folder: &Path) {
    let text = fs::read(folder.join("manifest.json")).expect("a folder of output has a manifest");
    let manifest: Value = serde_json::from_slice(&text).expect("the manifest is whole");
    let parts = manifest["parts"].as_array().unwrap();
    assert!(!parts.is_empty());
    for part in parts {
        let metadata = fs::metadata(folder.join(part["name"].as_str().unwrap())).unwrap();
        assert_eq!(Some(metadata.len()), part["size"].as_u64(), "{part}");
    }
    let evidence = ["manifest.json", "report.json"];
    let known = |name: &&String| {
        evidence.contains(&name.as_str()) || parts.iter().any(|part| part["name"] == **name)
    };
    assert_eq!(names_in(folder).iter().find(|name| !known(name)), None);
}
