//! Runs that are killed at any moment, with no time to clean up.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::support::run::Home;
use super::{TARGET, assert_whole, export, hidden, rounds};

/// Runs a command again and again and kills it each time at another moment, from its start to
/// behind its end; `check` looks at what is there then.
fn killed_at_any_moment(home: &Home, arguments: &str, mut check: impl FnMut()) {
    let start = Instant::now();
    let ran = home.idport(arguments);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    check();
    let whole = start.elapsed();
    let mut killed = 0;
    for round in 0..rounds() {
        let mut child = home.command(arguments).spawn().unwrap();
        std::thread::sleep(whole * round / rounds() + Duration::from_micros(u64::from(round) * 37));
        killed += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        check();
    }
    assert!(killed > 1, "only {killed} runs were killed before their end");
}

#[test]
fn a_killed_run_leaves_a_whole_folder_or_none_and_the_next_one_cleans_up() {
    let home = Home::new();
    home.put("users.json", export(1000));
    let out = home.path("out");
    let convert = format!("convert users.json {TARGET} --quiet -o out");
    killed_at_any_moment(&home, &convert, || {
        if out.exists() {
            assert_whole(&out);
            fs::remove_dir_all(&out).unwrap();
        }
    });
    assert_eq!(home.idport(&convert).code, 0);
    assert_whole(&out);
    assert_eq!(home.names(), ["out", "users.json"]);
}

/// The run before used two renames, so that a kill between them left no output at all, and the next
/// run took the only copy of the old manifest for rubbish.
#[test]
fn a_killed_run_that_replaces_a_folder_leaves_the_old_one_or_the_new_one() {
    let home = Home::new();
    home.put("users.json", export(1000));
    let out = home.path("out");
    let convert = format!("convert users.json {TARGET} --quiet --force --no-sync -o out");
    killed_at_any_moment(&home, &convert, || assert_whole(&out));
    assert_eq!(home.idport(&convert).code, 0);
    assert_eq!(home.names(), ["out", "users.json"]);
}

#[test]
fn a_killed_run_into_a_file_leaves_no_manifest_of_other_data() {
    let home = Home::new();
    home.put("users.json", export(1000));
    let mut users = 0;
    let manifest = home.path("out.manifest.json");
    let convert = format!(
        "convert users.json {TARGET} --quiet --force --no-sync --layout jsonl -o out.jsonl"
    );
    killed_at_any_moment(&home, &convert, || {
        if let Ok(text) = fs::read(&manifest) {
            let manifest: Value = serde_json::from_slice(&text).unwrap();
            let part = &manifest["parts"][0];
            let size = fs::metadata(home.path("out.jsonl")).unwrap().len();
            assert_eq!(
                (part["name"].as_str(), part["size"].as_u64()),
                (Some("out.jsonl"), Some(size))
            );
        }
        // Other data each time, so that a manifest tells which it is about.
        users += 1;
        home.put("users.json", export(1000 + users));
    });
    assert_eq!(home.idport(&convert).code, 0);
    assert_eq!(hidden(&home), [""; 0]);
}
