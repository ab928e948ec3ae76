//! Help, completions and pages of the manual: made from one description of the command line.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]
#![allow(clippy::print_stderr, reason = "a test that cannot run here says so")]

mod support;

use std::fs;
use std::process::{Command, Stdio};

use support::run::{Home, names_in};
use support::schema;

fn text(home: &Home, arguments: &str) -> String {
    let ran = home.idport(arguments);
    assert_eq!(ran.code, 0, "{arguments}: {}", ran.stderr);
    String::from_utf8(ran.stdout).unwrap()
}

/// The names of all commands, as the help lists them.
fn verbs(home: &Home) -> Vec<String> {
    let help = text(home, "-h");
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let lines = lines.filter(|line| !line.starts_with("   "));
    let names = lines.filter_map(|line| line.split_whitespace().next().map(str::to_owned));
    let names: Vec<_> = names.filter(|name| name != "help").collect();
    assert!(names.len() >= 9, "{help}");
    names
}

#[test]
fn help_fits_its_page_and_has_examples_that_are_understood() {
    let home = Home::new();
    for verb in verbs(&home) {
        for flag in ["-h", "--help"] {
            let help = text(&home, &format!("{verb} {flag}"));
            // Commands to copy stay in one piece.
            let wide = |line: &&str| line.chars().count() > 100 && !line.starts_with("    idport ");
            assert_eq!(help.lines().find(wide), None, "{verb} {flag}");
        }
        let path = schema::root().join(format!("src/cli/help/{verb}.txt"));
        let examples = fs::read_to_string(&path).unwrap();
        let commands = examples.lines().filter_map(|line| line.strip_prefix("    idport "));
        let commands: Vec<_> =
            commands.map(|line| line.split(['|', '>']).next().unwrap()).collect();
        assert!((2..=5).contains(&commands.len()), "{verb}: {commands:?}");
        for command in commands {
            let ran = home.idport(&format!("{command} --help"));
            assert_eq!(ran.code, 0, "{command}: {}", ran.stderr);
            assert!(command.starts_with(&verb), "{command}");
        }
    }
}

/// Those that take no time and no files of the reader.
#[test]
fn examples_do_what_they_say() {
    let home = Home::new();
    home.put("export.json", support::run::testdata("bulk.json"));
    for (verb, code) in [("validate", 0), ("generate", 0), ("convert", 0)] {
        let path = schema::root().join(format!("src/cli/help/{verb}.txt"));
        let examples = fs::read_to_string(&path).unwrap();
        let mut commands = examples.lines().filter_map(|line| line.strip_prefix("    idport "));
        let ran = home.idport(commands.next().unwrap());
        assert_eq!(ran.code, code, "{verb}: {}", ran.stderr);
    }
    assert!(home.path("payloads/manifest.json").exists() && home.path("invented.json").exists());
}

#[test]
fn shells_take_their_completions() {
    let home = Home::new();
    for (shell, check) in [
        ("bash", vec!["-n"]),
        ("zsh", vec!["-n"]),
        ("fish", vec!["--no-execute"]),
        ("elvish", vec![]),
        ("powershell", vec![]),
    ] {
        let script = text(&home, &format!("completions {shell}"));
        for word in verbs(&home).iter().map(String::as_str).chain(["tenant-id", "print-mapping"]) {
            assert!(script.contains(word), "{shell}: {word}");
        }
        home.put("script", &script);
        if check.is_empty() {
            continue;
        }
        match Command::new(shell).args(check).arg(home.path("script")).output() {
            Ok(output) => {
                assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
            }
            Err(_) => eprintln!("skipped: there is no {shell} here"),
        }
    }
}

/// What a shell would offer behind these words for the start of one, asked of bash itself.
fn offered(words: &str, start: &str) -> Option<String> {
    let home = Home::new();
    home.put("script", text(&home, "completions bash"));
    let before = words.split(' ').next_back().unwrap();
    let count = words.split(' ').count();
    let ask = format!(
        "source ./script; COMP_WORDS=({words} '{start}'); COMP_CWORD={count}; \
         _idport idport '{start}' {before}; echo \"${{COMPREPLY[@]}}\""
    );
    let asked = Command::new("bash").current_dir(home.path("")).args(["-c", &ask]).output();
    let Ok(output) = asked else {
        eprintln!("skipped: there is no bash here");
        return None;
    };
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn bash_completes_options_and_formats() {
    let Some(offered) = offered("idport convert --to", "") else { return };
    assert!(offered.contains("cloudentity") && offered.contains("oracle"), "{offered}");
}

#[test]
fn bash_completes_rules() {
    for (words, start, due) in [
        ("idport explain", "CD-03", "CD-033"),
        ("idport explain", "VE-", "VE-008"),
        ("idport convert --deny", "CE-STR-", "CE-STR-001"),
        ("idport validate --deny", "lo", "loss"),
        ("idport validate --allow", "ORA-F-", "ORA-F-051"),
    ] {
        let Some(offered) = offered(words, start) else { return };
        let words: Vec<_> = offered.split_whitespace().collect();
        assert!(words.contains(&due), "{words:?}");
        assert!(words.iter().all(|word| word.starts_with(start)), "{words:?}");
    }
}

#[test]
fn every_command_has_a_page_that_renders_without_a_warning() {
    let home = Home::new();
    text(&home, "man --dir man");
    let mut due: Vec<_> = verbs(&home).iter().map(|verb| format!("idport-{verb}.1")).collect();
    due.push("idport.1".to_owned());
    due.sort();
    assert_eq!(names_in(&home.path("man")), due);
    for name in &due {
        let page = fs::read(home.path(&format!("man/{name}"))).unwrap();
        let verb = name.trim_end_matches(".1").trim_start_matches("idport").trim_start_matches('-');
        assert_eq!(text(&home, &format!("man {verb}")).into_bytes(), page, "{name}");
        let groff = Command::new("groff")
            .args(["-man", "-Tutf8", "-Kutf8", "-ww", "-z"])
            .arg(home.path(&format!("man/{name}")))
            .stdin(Stdio::null())
            .output();
        match groff {
            Ok(output) => assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{name}"),
            Err(_) => eprintln!("skipped: there is no groff here"),
        }
    }
    // Again, over those that are there.
    text(&home, "man --dir man");
}
