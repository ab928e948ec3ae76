//! What a person sees: colours and progress on a terminal, and nothing of it anywhere else.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]
#![allow(clippy::print_stderr, reason = "a test that cannot run here says so")]

mod support;

use std::process::{Command, Stdio};

use support::run::{Home, Ran};

const ESCAPE: char = '\u{1b}';
const VARIABLES: [&str; 3] = ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"];

/// Runs a command line of a shell on a terminal of its own, in which `idport` is the program; what
/// the terminal got. Nothing where there is no `script` to make one.
fn on_a_terminal(home: &Home, line: &str, variables: &[(&str, &str)]) -> Option<String> {
    let line = line.replace("idport", env!("CARGO_BIN_EXE_idport"));
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).current_dir(home.path("")).stdin(Stdio::null());
    for name in VARIABLES {
        command.env_remove(name);
    }
    command.env("TERM", "xterm").envs(variables.iter().copied());
    match command.output() {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n")),
        Err(_) => {
            eprintln!("skipped: there is no script here");
            None
        }
    }
}

fn in_a_pipe(home: &Home, arguments: &str, variables: &[(&str, &str)]) -> Ran {
    let mut command = home.command(arguments);
    for name in VARIABLES {
        command.env_remove(name);
    }
    Ran::from(command.env("TERM", "xterm").envs(variables.iter().copied()).output().unwrap())
}

const WRONG: &str = "validate nowhere.json";

#[test]
fn a_terminal_gets_colours_unless_somebody_is_against_them() {
    let home = Home::new();
    for (line, variables, is_coloured) in [
        ("", &[][..], true),
        ("", &[("NO_COLOR", "1")][..], false),
        ("", &[("CLICOLOR", "0")], false),
        ("", &[("TERM", "dumb")], false),
        ("", &[("TERM", "dumb"), ("CI", "true")], false),
        (" --color never", &[], false),
        (" --color=always", &[("NO_COLOR", "1")], true),
    ] {
        let Some(seen) = on_a_terminal(&home, &format!("idport {WRONG}{line}"), variables) else {
            return;
        };
        assert!(seen.contains("cannot read nowhere.json"), "{seen}");
        assert_eq!(seen.contains(ESCAPE), is_coloured, "{line} {variables:?}: {seen:?}");
    }
}

#[test]
fn a_pipe_gets_no_escape_unless_it_is_asked_for() {
    let home = Home::new();
    home.take("bulk.json");
    for arguments in
        [WRONG, "--help", "convert -h", "convert --tp", "validate bulk.json", "explain CD-033"]
    {
        let ran = in_a_pipe(&home, arguments, &[]);
        let text = format!("{}{}", String::from_utf8(ran.stdout).unwrap(), ran.stderr);
        assert!(!text.is_empty() && !text.contains(ESCAPE), "{arguments}: {text:?}");
    }
    assert!(in_a_pipe(&home, WRONG, &[("CLICOLOR_FORCE", "1")]).stderr.contains(ESCAPE));
    let ran = in_a_pipe(&home, "validate bulk.json --color always", &[]);
    let text = String::from_utf8(ran.stdout).unwrap();
    assert!(text.contains("\u{1b}[1m\u{1b}[33mwarning\u{1b}[0m[CD-042]"), "{text:?}");
    let ran = in_a_pipe(&home, "validate bulk.json --color always --output json", &[]);
    assert!(!String::from_utf8(ran.stdout).unwrap().contains(ESCAPE), "data has no colours");
}

/// A name that holds the sequence of a colour stays one that is told.
#[test]
fn no_colour_is_taken_from_a_name() {
    let home = Home::new();
    home.put("idport.toml", "[validate]\ninputs = [\"\\u001b[35mx.json\"]\n");
    let Some(seen) = on_a_terminal(&home, "idport validate", &[]) else { return };
    assert!(seen.contains("\\u{1b}[35mx.json") && !seen.contains("\u{1b}[35m"), "{seen:?}");
}

#[test]
fn long_lines_are_broken_where_the_terminal_ends() {
    let home = Home::new();
    home.take("bulk.json");
    let line = "stty rows 24 cols 60 <&2; idport validate bulk.json --color never";
    let Some(seen) = on_a_terminal(&home, line, &[]) else { return };
    let wide =
        seen.lines().find(|line| line.chars().count() > 60 && line.trim_start().contains(' '));
    assert!(seen.contains("Say by what users") && wide.is_none(), "{wide:?}\n{seen}");
}

/// The sandbox stands while the line is drawn: whatever it takes is allowed there.
#[test]
fn progress_is_shown_on_a_terminal_and_goes_away() {
    let home = Home::new();
    home.take("bulk.json");
    let fed = "(head -c 1000 bulk.json; sleep 2; tail -c +1001 bulk.json)";
    let Some(seen) = on_a_terminal(&home, &format!("{fed} | idport validate - --color never"), &[])
    else {
        return;
    };
    assert!(seen.contains("B/s\r\u{1b}[K"), "{seen:?}");
    let rest = seen.rsplit("\u{1b}[K").next().unwrap();
    assert!(rest.contains("6 records") && !rest.contains("B/s"), "{rest:?}");
    for (line, variables) in [
        ("idport validate - -q", &[][..]),
        ("idport validate - 2>&1 | cat", &[]),
        ("idport validate -", &[("TERM", "dumb")]),
        ("idport validate - --output jsonl", &[]),
    ] {
        let seen = on_a_terminal(&home, &format!("{fed} | {line}"), variables).unwrap();
        assert!(!seen.contains("B/s"), "{line}: {seen:?}");
    }
}
