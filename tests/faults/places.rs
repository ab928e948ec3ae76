//! Where output goes: nobody else reads it, nothing else is written to, and what is there stays.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use super::support::run::{Home, names_in};
use super::{TARGET, assert_whole, begun, begun_when, end, export};

fn convert(home: &Home, more: &str) -> super::support::run::Ran {
    home.idport(&format!("convert users.json {TARGET} --no-sync {more}"))
}

/// The permissions of everything in a folder and below, with the names.
fn modes(folder: &Path, found: &mut Vec<(String, bool, u32)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let metadata = entry.metadata().unwrap();
        let name = entry.file_name().into_string().unwrap();
        found.push((name, metadata.is_dir(), metadata.permissions().mode() & 0o7777));
        if metadata.is_dir() {
            modes(&entry.path(), found);
        }
    }
}

#[test]
fn files_are_private_from_the_first_byte_whatever_the_umask() {
    for output in ["-o out", "--layout jsonl -o out.jsonl", "-o out --id-map out.csv"] {
        let home = Home::new();
        let arguments = format!("convert - --from appid-directory {TARGET} {output}");
        let mut shell = Command::new("sh");
        shell.args(["-c", "umask 0; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_idport")]);
        shell.args(arguments.split_whitespace()).current_dir(home.path(""));
        fs::remove_file(home.path("ids.manifest.json")).unwrap();
        let child = begun(&home, &mut shell);
        let mut found = Vec::new();
        modes(&home.path(""), &mut found);
        assert!(
            !found.is_empty()
                && found
                    .iter()
                    .all(|(name, ..)| name.starts_with(".out") || name.starts_with("batch-"))
        );
        assert_eq!(end(child).status.code(), Some(0));
        modes(&home.path(""), &mut found);
        assert!(found.iter().any(|(name, ..)| name.ends_with("manifest.json")));
        for (name, is_folder, mode) in found {
            assert_eq!(mode, if is_folder { 0o700 } else { 0o600 }, "{name} of {output}");
        }
    }
}

#[test]
fn output_that_is_there_stays_without_force() {
    let home = Home::new();
    home.put("users.json", export(3));
    for output in ["-o out", "--layout jsonl -o out.jsonl", "-o other --id-map ids.csv"] {
        assert_eq!(convert(&home, output).code, 0);
        let mut before = Vec::new();
        stamps(&home.path(""), &mut before);
        let again = convert(&home, output);
        assert_eq!(again.code, 2);
        assert!(again.stderr.contains("exists already"), "{}", again.stderr);
        let mut after = Vec::new();
        stamps(&home.path(""), &mut after);
        assert_eq!(before, after, "{output}");
    }
}

/// What is there, so that a change shows.
fn stamps(folder: &Path, found: &mut Vec<(String, u64, i64, i64)>) {
    for name in names_in(folder).into_iter().filter(|name| !name.starts_with('.')) {
        let path = folder.join(&name);
        let metadata = fs::metadata(&path).unwrap();
        if metadata.is_dir() {
            stamps(&path, found);
        } else {
            found.push((name, metadata.ino(), metadata.mtime(), metadata.mtime_nsec()));
        }
    }
}

#[test]
fn a_link_in_the_place_of_output_is_not_followed() {
    let home = Home::new();
    home.put("users.json", export(3));
    home.put("precious", "mine");
    fs::create_dir(home.path("elsewhere")).unwrap();
    symlink("elsewhere", home.path("out")).unwrap();
    symlink("precious", home.path("out.jsonl")).unwrap();
    symlink("precious", home.path("ids.csv")).unwrap();
    for output in ["-o out", "--layout jsonl -o out.jsonl", "-o new --id-map ids.csv"] {
        for force in ["", "--force"] {
            let ran = convert(&home, &format!("{output} {force}"));
            assert_eq!(ran.code, 2, "{output} {force}");
        }
    }
    assert_eq!(fs::read(home.path("precious")).unwrap(), b"mine");
    assert_eq!(names_in(&home.path("elsewhere")), [""; 0]);
}

#[test]
fn links_and_folders_in_a_folder_of_output_are_not_replaced() {
    let home = Home::new();
    home.put("users.json", export(3));
    home.put("precious", "mine");
    assert_eq!(convert(&home, "-o out").code, 0);
    fs::remove_file(home.path("out/report.json")).unwrap();
    symlink("../precious", home.path("out/report.json")).unwrap();
    let ran = convert(&home, "-o out --force");
    assert!(ran.code == 2 && ran.stderr.contains("holds other files"), "{}", ran.stderr);
    assert_eq!(fs::read(home.path("precious")).unwrap(), b"mine");
}

#[test]
fn a_link_that_is_put_there_while_the_run_works_is_not_followed() {
    for force in ["", "--force"] {
        let home = Home::new();
        fs::create_dir(home.path("elsewhere")).unwrap();
        let arguments =
            format!("convert - --from appid-directory {TARGET} --no-sync -o out {force}");
        let child = begun(&home, &mut home.command(&arguments));
        symlink("elsewhere", home.path("out")).unwrap();
        let output = end(child);
        assert_eq!(output.status.code(), Some(2), "{force}");
        assert_eq!(names_in(&home.path("elsewhere")), [""; 0]);
        assert_eq!(home.names(), ["elsewhere", "out"], "{force}");
    }
}

#[test]
fn a_folder_above_the_output_that_becomes_a_link_elsewhere_is_not_followed() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let (home, other) = (Home::new(), tempfile::tempdir().unwrap());
    fs::create_dir(home.path("above")).unwrap();
    let arguments =
        format!("convert - --from appid-directory {TARGET} --no-sync -o above/deep/out");
    let deep = home.path("above/deep");
    let child = begun_when(&mut home.command(&arguments), || deep.exists());
    fs::rename(home.path("above/deep"), home.path("moved")).unwrap();
    symlink(other.path(), home.path("above/deep")).unwrap();
    assert_eq!(end(child).status.code(), Some(2));
    assert_eq!(names_in(other.path()), [""; 0]);
}

#[test]
fn of_two_runs_into_one_place_one_is_refused_and_the_other_is_whole() {
    for output in ["-o out", "--layout jsonl -o out.jsonl"] {
        let home = Home::new();
        let arguments = format!("convert - --from appid-directory {TARGET} --no-sync {output}");
        let first = begun(&home, &mut home.command(&arguments));
        let second = begun(&home, &mut home.command(&arguments));
        assert_eq!(end(second).status.code(), Some(0));
        let mut before = Vec::new();
        stamps(&home.path(""), &mut before);
        let refused = end(first);
        assert_eq!(refused.status.code(), Some(2));
        assert!(String::from_utf8(refused.stderr).unwrap().contains("exists already"));
        let mut after = Vec::new();
        stamps(&home.path(""), &mut after);
        assert_eq!(before, after);
        if output == "-o out" {
            assert_whole(&home.path("out"));
        }
    }
}

#[test]
fn an_output_that_is_an_input_is_refused_under_any_name() {
    let home = Home::new();
    home.put("users.json", export(3));
    assert_eq!(convert(&home, "--layout jsonl -o payloads.jsonl").code, 0);
    symlink("payloads.jsonl", home.path("link.jsonl")).unwrap();
    fs::hard_link(home.path("payloads.jsonl"), home.path("hard.jsonl")).unwrap();
    fs::create_dir(home.path("in")).unwrap();
    symlink("in", home.path("folder")).unwrap();
    let data = fs::read(home.path("payloads.jsonl")).unwrap();
    fs::write(home.path("in/payloads.jsonl"), &data).unwrap();
    let to = "--to cloudentity --tenant-id a --user-pool-id b --layout jsonl --force";
    for (input, output) in [
        ("payloads.jsonl", "-o payloads.jsonl"),
        ("payloads.jsonl", "-o ./payloads.jsonl"),
        ("payloads.jsonl", "-o link.jsonl"),
        ("link.jsonl", "-o payloads.jsonl"),
        ("payloads.jsonl", "-o hard.jsonl"),
        ("hard.jsonl", "-o payloads.jsonl"),
        ("in", "-o in/payloads.jsonl"),
        ("in", "-o folder/payloads.jsonl"),
        ("payloads.jsonl", "-o new.jsonl --id-map hard.jsonl"),
    ] {
        let ran = home.idport(&format!("convert {input} {to} {output}"));
        assert_eq!(ran.code, 2, "{input} {output}");
        assert!(ran.stderr.contains("is an input and would be overwritten"), "{}", ran.stderr);
    }
    for name in ["payloads.jsonl", "hard.jsonl", "in/payloads.jsonl"] {
        assert_eq!(fs::read(home.path(name)).unwrap(), data, "{name}");
    }
}

#[test]
fn a_folder_that_is_called_like_a_file_is_refused_with_what_to_say_instead() {
    let home = Home::new();
    home.put("users.json", export(3));
    let ran = convert(&home, "-o payloads.json");
    assert_eq!(ran.code, 2);
    for said in
        ["-o payloads for a folder", "--layout jsonl -o payloads.jsonl", "-o payloads.json/ "]
    {
        assert!(ran.stderr.contains(said), "{said}: {}", ran.stderr);
    }
    let table = home.idport("convert users.json --to oracle -o Users.csv");
    assert!(table.code == 2 && !table.stderr.contains("jsonl"), "{}", table.stderr);
    assert_eq!(convert(&home, "-o payloads.json/").code, 0);
    assert_eq!(convert(&home, "-o payloads.json --force").code, 0, "it is a folder already");
}

#[test]
fn standard_output_is_not_for_what_stands_beside_the_data() {
    let home = Home::new();
    home.put("users.json", export(3));
    for (option, command) in [
        ("--id-map", format!("convert users.json {TARGET} -o out --id-map -")),
        ("--evidence", format!("convert users.json {TARGET} -o - --evidence -")),
        (
            "--defects-list",
            "generate appid-directory --users 3 --defects 1 --defects-list -".to_owned(),
        ),
    ] {
        let ran = home.idport(&command);
        assert_eq!(ran.code, 2, "{command}");
        assert!(ran.stderr.contains(&format!("{option} - : standard output")), "{}", ran.stderr);
        assert_eq!(home.names(), ["users.json"]);
    }
}

#[test]
fn invented_data_is_replaced_with_force_and_an_export_is_not() {
    let home = Home::new();
    let generate = "generate oracle --users 4 --seed";
    assert_eq!(home.idport(&format!("{generate} 1 -o invented")).code, 0);
    let first = fs::read(home.path("invented/Users.csv")).unwrap();
    assert_eq!(home.idport(&format!("{generate} 2 -o invented")).code, 2);
    assert_eq!(home.idport(&format!("{generate} 2 -o invented --force")).code, 0);
    assert_ne!(fs::read(home.path("invented/Users.csv")).unwrap(), first);
    // The same files without what says that they are invented may be an export.
    fs::remove_file(home.path("invented/generated.json")).unwrap();
    let ran = home.idport(&format!("{generate} 3 -o invented --force"));
    assert!(ran.code == 2 && ran.stderr.contains("it is not replaced"), "{}", ran.stderr);
    assert_eq!(home.names(), ["invented"]);
}
