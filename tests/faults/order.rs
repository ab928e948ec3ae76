//! What is on the disk when: contents before names, and the manifest last.

#![cfg(target_os = "linux")]

use super::support::run::Home;
use super::support::trace::{self, Trace};
use super::{TARGET, export};

/// What a run does with the disk, in order.
fn steps(trace: &Trace) -> Vec<(&str, &str)> {
    let names =
        ["syncfs(", "fsync(", "fdatasync(", "rename(", "renameat(", "renameat2(", "unlink("];
    let call = |call: &'static str, text: &str| text.starts_with(call).then_some(call);
    let step = |text| Some((names.iter().find_map(|name| call(name, text))?, text));
    trace.calls().filter_map(step).collect()
}

fn kinds<'s>(steps: &[(&'s str, &str)]) -> Vec<&'s str> {
    steps.iter().map(|(kind, _)| if kind.starts_with("rename") { "rename" } else { kind }).collect()
}

#[test]
fn a_folder_gets_its_name_when_its_contents_are_on_the_disk() {
    let home = Home::new();
    home.put("users.json", export(300));
    let Some(trace) = trace::of(&home, &format!("convert users.json {TARGET} -o out")) else {
        return;
    };
    let steps = steps(&trace);
    assert_eq!(kinds(&steps), ["syncfs(", "rename", "fsync("], "{steps:?}");
    let writes = trace.calls().collect::<Vec<_>>();
    let synced = writes.iter().position(|call| call.starts_with("syncfs(")).unwrap();
    let made = |call: &&str| call.contains("O_CREAT") || call.starts_with("mkdir");
    assert!(!writes[synced..].iter().any(made), "a file is made behind the sync");
    let manifest = writes.iter().rposition(|call| call.contains("O_CREAT")).unwrap();
    assert!(writes[manifest].contains("manifest.json"), "{}", writes[manifest]);
}

#[test]
fn beside_a_file_the_manifest_gets_its_name_last() {
    let home = Home::new();
    home.put("users.json", export(300));
    for force in ["", "--force"] {
        let lines = format!("convert users.json {TARGET} --layout jsonl -o out.jsonl {force}");
        let Some(trace) = trace::of(&home, &lines) else { return };
        assert_eq!(trace.code, 0);
        let steps = steps(&trace);
        let expected: &[&str] = match force {
            // Of data, report and manifest.
            "" => &["fsync(", "fsync(", "fsync(", "rename", "rename", "fsync(", "rename", "fsync("],
            _ => &[
                "fsync(", "fsync(", "fsync(", "unlink(", "fsync(", "rename", "rename", "fsync(",
                "rename", "fsync(",
            ],
        };
        assert_eq!(kinds(&steps), expected, "{steps:?}");
        let renames: Vec<_> = steps.iter().filter(|(kind, _)| kind.starts_with("rename")).collect();
        let names = ["\"out.jsonl\"", "\"out.report.json\"", "\"out.manifest.json\""];
        for ((_, call), name) in renames.into_iter().zip(names) {
            assert!(call.contains(name), "{call} is not of {name}");
        }
        for (_, call) in steps.iter().filter(|(kind, _)| *kind == "unlink(") {
            assert!(call.contains("out.manifest.json"), "{call}");
        }
    }
}

#[test]
fn no_sync_waits_for_no_disk() {
    let home = Home::new();
    home.put("users.json", export(300));
    for output in ["-o out", "--layout jsonl -o out.jsonl"] {
        let convert = format!("convert users.json {TARGET} --no-sync {output}");
        let Some(trace) = trace::of(&home, &convert) else { return };
        let steps = steps(&trace);
        assert!(
            !steps.is_empty() && kinds(&steps).iter().all(|kind| *kind == "rename"),
            "{steps:?}"
        );
    }
}
