//! What the program asks of the system, as strace sees it.

use std::fs;
use std::process::{Command, Stdio};

use super::run::Home;

/// The calls of a run.
pub(crate) struct Trace {
    pub(crate) text: String,
    pub(crate) code: i32,
}

/// Runs a command under strace; nothing where there is none.
pub(crate) fn of(home: &Home, arguments: &str) -> Option<Trace> {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: there is no strace");
        return None;
    }
    // It lies outside of the folder of the run, which sees only its own files.
    let log = tempfile::NamedTempFile::new().unwrap();
    let status = Command::new("strace")
        .args(["-f", "-s", "200", "-o"])
        .arg(log.path())
        .arg(env!("CARGO_BIN_EXE_idport"))
        .args(arguments.split_whitespace())
        .current_dir(home.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let text = fs::read_to_string(log.path()).unwrap();
    if !text.contains("execve(") {
        eprintln!("skipped: strace may not watch here");
        return None;
    }
    Some(Trace { text, code: status.code().unwrap() })
}

impl Trace {
    /// The calls of all threads, in order, without the numbers of the threads.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter_map(|line| Some(line.split_once(' ')?.1.trim_start()))
    }
}

/// Does this kernel confine files? A thread tries it on itself.
pub(crate) fn has_landlock() -> bool {
    use landlock::{AccessFs, Ruleset, RulesetAttr as _, RulesetStatus};
    static HAS: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    let try_it = || {
        let ruleset = Ruleset::default().handle_access(AccessFs::Execute).unwrap();
        let status = ruleset.create().unwrap().restrict_self().unwrap();
        status.ruleset != RulesetStatus::NotEnforced
    };
    *HAS.get_or_init(|| std::thread::spawn(try_it).join().unwrap())
}
