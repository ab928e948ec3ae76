//! The program run by a user for whom permissions mean something: root passes them by.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use tempfile::TempDir;

use super::run::Home;

const NOBODY: u32 = 65534;

/// Are the tests run by root?
pub(crate) fn is_root() -> bool {
    fs::metadata(tempfile::tempdir().unwrap().path()).unwrap().uid() == 0
}

/// A command of the program for a user who is not root, and what must stay as long as it runs.
pub(crate) fn command(home: &Home, arguments: &str) -> (Command, Option<TempDir>) {
    if !is_root() {
        return (home.command(arguments), None);
    }
    // The place where it was built may be closed to others.
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("idport");
    // Another process copies it: while this one has a file open for writing, what a test beside this
    // one starts has it open too, and no open file can be run.
    let copy = Command::new("cp").arg(env!("CARGO_BIN_EXE_idport")).arg(&program).status();
    assert!(copy.unwrap().success());
    for path in [folder.path(), &program, &home.path("")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = Command::new(program);
    command.args(arguments.split_whitespace()).current_dir(home.path(""));
    command.uid(NOBODY).gid(NOBODY).stdin(std::process::Stdio::null());
    (command, Some(folder))
}
