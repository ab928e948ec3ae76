//! Disks that are full, limits that are hit, and places where nothing may be written.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::support::other_user;
use super::support::run::{Home, Ran};
use super::{TARGET, export};

/// A file system of its own, in memory.
struct Mounted(PathBuf);

impl Mounted {
    /// Nothing where this user may not mount.
    fn at(folder: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "none"]).arg(folder).stderr(Stdio::null());
        if !mount.status().is_ok_and(|status| status.success()) {
            eprintln!("skipped: no file system can be mounted here");
            return None;
        }
        Some(Mounted(folder.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[track_caller]
fn assert_refused(ran: &Ran, why: &str) {
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains(why), "{}", ran.stderr);
}

const WAYS: [&str; 3] =
    ["-o small/out", "--layout jsonl -o small/out.jsonl", "-o out --id-map small/ids.csv"];

#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    let home = Home::new();
    home.put("users.json", export(3000));
    let Some(mounted) = Mounted::at(&home.path("small"), "size=128k") else { return };
    for way in WAYS {
        assert_refused(
            &home.idport(&format!("convert users.json {TARGET} {way}")),
            "No space left",
        );
        assert_eq!(fs::read_dir(&mounted.0).unwrap().count(), 0, "{way}");
        assert_eq!(home.names(), ["small", "users.json"], "{way}");
    }
}

#[test]
fn a_file_system_without_writing_is_an_error() {
    let home = Home::new();
    home.put("users.json", export(3));
    let Some(_mounted) = Mounted::at(&home.path("small"), "ro") else { return };
    for way in WAYS {
        assert_refused(&home.idport(&format!("convert users.json {TARGET} {way}")), "Read-only");
    }
}

/// Runs the program where files may have so many blocks.
fn limited(home: &Home, arguments: &str, output: Stdio) -> Ran {
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -f 16; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_idport")]);
    shell.args(arguments.split_whitespace()).current_dir(home.path(""));
    Ran::from(
        shell
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
            .wait_with_output()
            .unwrap(),
    )
}

/// The system ends a process that lets a file grow beyond the limit, if it does not ask otherwise.
#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_leaves_nothing() {
    let home = Home::new();
    home.put("users.json", export(3000));
    for way in ["-o out", "--layout jsonl -o out.jsonl", "-o out --id-map ids.csv"] {
        let ran = limited(&home, &format!("convert users.json {TARGET} {way}"), Stdio::null());
        assert_refused(&ran, "File too large");
        assert_eq!(home.names(), ["users.json"], "{way}");
    }
    let out = fs::File::create(home.path("lines")).unwrap();
    let ran = limited(&home, &format!("convert users.json {TARGET} -o -"), out.into());
    assert_refused(&ran, "File too large");
}

fn by_another_user(home: &Home, arguments: &str) -> Ran {
    let (mut command, _program) = other_user::command(home, arguments);
    Ran::from(command.output().unwrap())
}

#[test]
fn a_folder_that_is_closed_to_writing_is_an_error() {
    let home = Home::new();
    home.put("users.json", export(3));
    fs::create_dir(home.path("small")).unwrap();
    fs::set_permissions(home.path("small"), fs::Permissions::from_mode(0o555)).unwrap();
    for way in WAYS {
        let ran = by_another_user(&home, &format!("convert users.json {TARGET} {way}"));
        assert_refused(&ran, "Permission denied");
        assert_eq!(fs::read_dir(home.path("small")).unwrap().count(), 0);
    }
}

#[test]
fn an_input_that_is_closed_is_an_error() {
    let home = Home::new();
    home.put("users.json", export(3));
    fs::set_permissions(home.path("users.json"), fs::Permissions::from_mode(0o000)).unwrap();
    for command in ["validate users.json", &format!("convert users.json {TARGET} -o -")] {
        assert_refused(&by_another_user(&home, command), "users.json: Permission denied");
    }
}

#[test]
fn an_input_that_others_can_read_is_told_once_and_only_then() {
    let home = Home::new();
    for name in ["a.json", "b.json"] {
        home.put(name, export(3));
        fs::set_permissions(home.path(name), fs::Permissions::from_mode(0o644)).unwrap();
    }
    let told = |home: &Home| home.idport("validate a.json b.json").stderr;
    let set =
        |path: PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    set(home.path(""), 0o700);
    assert_eq!(told(&home), "", "nobody else comes into the folder");
    set(home.path(""), 0o755);
    let note = "note: every user of this machine can read a.json and 1 more input; chmod 600 keeps it private\n";
    assert_eq!(told(&home), note);
    set(home.path("a.json"), 0o640);
    set(home.path("b.json"), 0o600);
    assert_eq!(told(&home), "");
}
