//! The script that compares idport with other programs runs, and tells what failed. What it measures
//! is not looked at: times are no matter of tests.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]
#![allow(clippy::print_stderr, reason = "a test that cannot run here says so")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

const IDPORT: &str = env!("CARGO_BIN_EXE_idport");

/// Runs the script with this program, in a folder; nothing without Python.
fn compare(idport: &Path, folder: &Path, arguments: &str) -> Option<Output> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/compare.py");
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: there is no python3");
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(script).args(arguments.split_whitespace()).arg("--idport").arg(idport);
    Some(command.arg("--work").arg(folder).env_remove("IDPORT_PEERS").output().unwrap())
}

#[test]
fn tables_come_out() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = "--only start dropped --rounds 1 --users 200 --yardstick none --goals";
    let Some(output) = compare(Path::new(IDPORT), folder.path(), arguments) else { return };
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    let tables = String::from_utf8(output.stdout).unwrap();
    for due in [
        "\n## Start: two users\n",
        "\n| idport convert",
        "\n## Directory → Cloudentity, output dropped (",
        "\n| idport, 1 thread",
        "\n| idport, 2 threads",
        "\n## Aims\n",
        "\nLeft out: yardstick (",
    ] {
        assert!(tables.contains(due), "{due:?} is missing in\n{tables}");
    }
    assert!(!tables.contains("failed, exit"), "{tables}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "what was made is removed");
}

#[test]
fn a_program_that_fails_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let idport = folder.path().join("idport");
    let script =
        format!("#!/bin/sh\ncase \"$*\" in *'threads 2') exit 3 ;; esac\nexec '{IDPORT}' \"$@\"\n");
    fs::write(&idport, script).unwrap();
    fs::set_permissions(&idport, fs::Permissions::from_mode(0o700)).unwrap();
    let arguments = "--only dropped --rounds 1 --users 200 --yardstick none";
    let Some(output) = compare(&idport, folder.path(), arguments) else { return };
    let tables = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{tables}");
    assert!(tables.contains("\n| idport, 2 threads: failed, exit 3 "), "{tables}");
    assert!(!tables.contains("idport, 1 thread: failed"), "{tables}");
}
