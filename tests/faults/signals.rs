//! Runs that are asked to end.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::support::run::{Home, wait_until};
use super::{TARGET, assert_whole, begun, end, export, hidden, rounds};

const ENDS: [(Signal, i32); 3] = [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)];

#[test]
fn a_run_that_waits_for_input_ends_at_a_signal_and_leaves_nothing() {
    for layout in ["-o out", "--layout jsonl -o out.jsonl --id-map ids.csv"] {
        for (signal, code) in ENDS {
            let home = Home::new();
            let convert = format!("convert - --from appid-directory {TARGET} {layout}");
            let child = begun(&home, &mut home.command(&convert));
            kill_process(Pid::from_child(&child), signal).unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(code), "{signal:?} {layout}");
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{signal:?} {layout}");
            assert_eq!(home.names(), [""; 0], "{signal:?} {layout}");
        }
    }
}

#[test]
fn a_run_ends_at_a_signal_at_any_moment_and_its_output_is_whole_or_not_there() {
    let home = Home::new();
    home.put("users.json", export(1000));
    let convert = format!("convert users.json {TARGET} --no-sync --quiet -o out");
    let start = Instant::now();
    assert_eq!(home.idport(&convert).code, 0);
    let whole = start.elapsed();
    let mut stopped = 0;
    for round in 0..rounds() {
        std::fs::remove_dir_all(home.path("out")).unwrap_or_default();
        let child = home.command(&convert).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(whole * round / rounds() + Duration::from_micros(u64::from(round) * 37));
        let _ = kill_process(Pid::from_child(&child), Signal::INT);
        let output = child.wait_with_output().unwrap();
        // Before it waits for signals it has made nothing, and is ended by the signal itself.
        stopped += i32::from(output.status.code() == Some(130));
        assert!(matches!(output.status.code(), Some(0 | 130) | None), "{output:?}");
        assert_eq!(output.stderr, b"", "{output:?}");
        assert_eq!(hidden(&home), [""; 0]);
        if home.path("out").exists() {
            assert_whole(&home.path("out"));
        }
    }
    assert!(stopped > 0, "no run was stopped");
}

#[test]
#[cfg(target_os = "linux")]
fn a_signal_that_was_to_be_ignored_is_ignored() {
    let home = Home::new();
    let arguments = format!("convert - --from appid-directory {TARGET} -o out");
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_idport")]);
    shell.args(arguments.split_whitespace()).current_dir(home.path(""));
    let child = begun(&home, &mut shell);
    kill_process(Pid::from_child(&child), Signal::HUP).unwrap();
    assert_eq!(end(child).status.code(), Some(0));
    assert_whole(&home.path("out"));
}

#[test]
fn a_validation_ends_at_a_signal() {
    let home = Home::new();
    let mut command = home.command("validate - --from appid-directory");
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(50));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    wait_until(|| child.try_wait().unwrap().is_some());
}
