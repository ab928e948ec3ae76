//! The script that sends what was written: run against a server on this machine.

#![cfg(unix)]
#![allow(clippy::print_stderr, reason = "a test that cannot run here says so")]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod server;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use server::{Answer, Asked, Server};
use support::export;
use support::run::{FIXED, Home, names_in};

const TOKEN: &str = "eyJub25zZW5zZQ.c2VjcmV0.tok-en_1";

/// Is the program here? If not, the test says that it cannot run.
fn is_there(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: there is no {program}");
    }
    found
}

/// A folder with ten payloads and the script that sends them, and a curl that writes down its
/// arguments and its environment.
fn payloads() -> Home {
    let home = Home::new();
    home.put("in.json", export::users(100, 2));
    let options = "--batch-size 10 --digest sha256 --upload-script send.sh -o payloads -q";
    let ran = home.idport(&format!("convert {FIXED} in.json {options}"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    home
}

/// The script with the usual variables; `curl` is one that tells how it was called.
fn script(home: &Home, name: &str, url: &str) -> Command {
    let curl = "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$SPY\"\nenv >>\"$SPY\"\nPATH=${PATH#*:}\nexec curl \"$@\"\n";
    fs::create_dir_all(home.path("bin")).unwrap();
    home.put("bin/curl", curl);
    fs::set_permissions(home.path("bin/curl"), PermissionsExt::from_mode(0o700)).unwrap();
    let path = format!("{}:{}", home.path("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.arg(name).arg("--go").current_dir(home.path("")).env("PATH", path);
    command.env("SPY", home.path("spy")).env("IDPORT_TOKEN", TOKEN).env("IDPORT_URL", url);
    command.env("IDPORT_PAUSE", "0").stdin(Stdio::null());
    command
}

fn told(output: &Output) -> String {
    assert!(output.stdout.is_empty(), "standard output is for data");
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The bodies that were asked to be taken, sorted.
fn bodies(asked: &[Asked]) -> Vec<Vec<u8>> {
    let mut bodies: Vec<_> = asked.iter().map(|asked| asked.body.clone()).collect();
    bodies.sort();
    bodies
}

/// The payloads of the folder, sorted.
fn files(home: &Home) -> Vec<Vec<u8>> {
    let names = names_in(&home.path("payloads"));
    let batches = names.iter().filter(|name| name.starts_with("batch"));
    let mut files: Vec<_> =
        batches.map(|name| fs::read(home.path("payloads").join(name)).unwrap()).collect();
    files.sort();
    files
}

fn taken() -> Answer {
    (204, "", String::new())
}

#[test]
fn every_part_arrives_once_and_the_token_is_seen_by_nobody_else() {
    if !is_there("curl") {
        return;
    }
    let home = payloads();
    let server = Server::new(|_, _| taken());
    let output = script(&home, "send.sh", &server.url).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let asked = server.asked();
    assert!(bodies(&asked) == files(&home) && asked.len() == 10);
    for one in &asked {
        assert_eq!(one.line, "PUT /api/identity/acme/configuration HTTP/1.1\r\n");
        assert_eq!(one.token, format!("Bearer {TOKEN}"));
    }
    let spied = fs::read_to_string(home.path("spy")).unwrap();
    assert!(spied.contains("--config") && !spied.contains(TOKEN), "{spied}");
    assert!(!told(&output).contains(TOKEN) && !told(&output).contains("example"));
    for name in names_in(&home.path("payloads.upload/answers")) {
        let path = home.path("payloads.upload/answers").join(name);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o77, 0, "{path:?}");
    }
    let again = script(&home, "send.sh", &server.url).output().unwrap();
    assert_eq!((again.status.code(), server.asked().len()), (Some(0), 10), "{}", told(&again));
}

#[test]
fn without_go_nothing_is_sent() {
    let home = payloads();
    let server = Server::new(|_, _| taken());
    for (argument, dry) in [("", ""), ("--go", "1")] {
        let mut command = Command::new("sh");
        command.arg("send.sh").args(argument.split_whitespace()).current_dir(home.path(""));
        command.env("DRY_RUN", dry).env("IDPORT_URL", &server.url);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert_eq!(told(&output).matches("would send batch-").count(), 10);
    }
    assert!(server.asked().is_empty());
    assert!(names_in(&home.path("payloads.upload/done")).is_empty());
}

#[test]
fn busy_and_broken_servers_are_asked_again() {
    if !is_there("curl") {
        return;
    }
    let home = payloads();
    let server = Server::new(|number, _| match number {
        1 => (429, "Retry-After: 1\r\n", String::new()),
        2 => (503, "", "busy".to_owned()),
        _ => taken(),
    });
    let output = script(&home, "send.sh", &server.url).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let asked = server.asked();
    let mut distinct = bodies(&asked);
    distinct.dedup();
    assert!(asked.len() == 12 && distinct == files(&home));
}

#[test]
fn a_server_that_stays_busy_is_left_alone_in_the_end() {
    if !is_there("curl") {
        return;
    }
    let home = payloads();
    let server = Server::new(|_, _| (500, "", String::new()));
    let mut command = script(&home, "send.sh", &server.url);
    let output = command.env("IDPORT_TRIES", "2").env("IDPORT_LANES", "1").output().unwrap();
    assert_eq!((output.status.code(), server.asked().len()), (Some(1), 3), "{}", told(&output));
}

#[test]
fn a_refusal_stops_everything_and_the_next_run_goes_on_from_there() {
    if !is_there("curl") {
        return;
    }
    let home = payloads();
    let refused = fs::read(home.path("payloads/batch-000005.json")).unwrap();
    let is_mended = Arc::new(Mutex::new(false));
    let mended = Arc::clone(&is_mended);
    let server = Server::new(move |_, asked| match asked.body == refused {
        true if !*mended.lock().unwrap() => (400, "", r#"{"error":"somebody"}"#.to_owned()),
        _ => taken(),
    });
    let mut first = script(&home, "send.sh", &server.url);
    let output = first.env("IDPORT_LANES", "1").output().unwrap();
    let text = told(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("stopped: batch-000005.json: import: HTTP 400"), "{text}");
    assert!(!text.contains("somebody"));
    assert_eq!(server.asked().len(), 5);
    *is_mended.lock().unwrap() = true;
    let output = script(&home, "send.sh", &server.url).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let asked = server.asked();
    let mut distinct = bodies(&asked);
    distinct.dedup();
    assert!(asked.len() == 11 && distinct == files(&home));
}

#[test]
fn an_interruption_lets_requests_end_and_the_next_run_goes_on() {
    if !is_there("curl") {
        return;
    }
    let home = payloads();
    let shell = Arc::new(AtomicU32::new(0));
    let own = Arc::clone(&shell);
    let server = Server::new(move |number, _| {
        if number == 4 {
            let pid = own.load(Ordering::SeqCst).to_string();
            assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
        taken()
    });
    let mut command = script(&home, "send.sh", &server.url);
    command.env("IDPORT_LANES", "2").stdout(Stdio::piped()).stderr(Stdio::piped());
    // The server has the number of the shell before the fourth request can come.
    let child = command.spawn().unwrap();
    shell.store(child.id(), Ordering::SeqCst);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", told(&output));
    let before = server.asked().len();
    assert!((4..10).contains(&before), "{before}");
    let output = script(&home, "send.sh", &server.url).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(bodies(&server.asked()) == files(&home), "each of them once");
}

#[test]
fn a_part_that_was_changed_is_not_sent() {
    if !is_there("curl") || !is_there("sha256sum") {
        return;
    }
    let home = payloads();
    let server = Server::new(|_, _| taken());
    let path = home.path("payloads/batch-000001.json");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    let mut command = script(&home, "send.sh", &server.url);
    let output = command.env("IDPORT_LANES", "1").output().unwrap();
    assert_eq!((output.status.code(), server.asked().len()), (Some(1), 0), "{}", told(&output));
    assert!(told(&output).contains("batch-000001.json is not what idport wrote"));
}

#[test]
fn tables_go_to_the_storage_and_each_job_is_waited_for() {
    if !is_there("curl") {
        return;
    }
    let home = Home::of("oracle");
    let kind = home.take_kind("oracle", "rich");
    home.idport(&format!("convert {kind} --to oracle --upload-script send.sh -o domain -q"));
    let parts = names_in(&home.path("domain"))
        .iter()
        .filter(|name| name.ends_with(".csv") && !name.starts_with("rejects"))
        .count();
    let looks = AtomicU32::new(0);
    let server = Server::new(move |number, asked| {
        let path = asked.line.split(' ').nth(1).unwrap();
        let body = match path.split('?').next().unwrap() {
            "/storage/v1/Files" => {
                let text = String::from_utf8_lossy(&asked.body);
                let name = text.split("filename=\"").nth(1).unwrap().split('"').next().unwrap();
                format!("{{\n \"fileName\": \"files/209901010000/{name}\",\n \"isPublic\": false\n}}")
            }
            "/job/v1/JobSchedules" => format!(r#"{{"id":"job-{number}","schemas":["x"]}}"#),
            // Each job has ended at the second look.
            _ if looks.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) => r#"{"Resources":[{"status":"running"}]}"#.to_owned(),
            _ => r#"{"Resources":[{"endTime":"2099-01-01T00:00:00Z","failureCount":0,"status":"succeeded"}]}"#.to_owned(),
        };
        (200, "", body)
    });
    let mut command = script(&home, "send.sh", &server.url);
    let output = command.env("IDPORT_POLL", "0").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let asked = server.asked();
    let jobs: Vec<serde_json::Value> = { asked.iter() }
        .filter(|asked| asked.line.starts_with("POST /job/"))
        .map(|asked| serde_json::from_slice(&asked.body).unwrap())
        .collect();
    let kinds: Vec<_> = jobs.iter().map(|job| job["jobType"].as_str().unwrap()).collect();
    assert_eq!(kinds[..2], ["UserImport", "GroupImport"]);
    assert!(kinds[2..].iter().all(|kind| *kind == "AppRoleImport") && kinds.len() == parts);
    assert_eq!(jobs[0]["parameters"][0]["value"], "files/209901010000/Users.csv");
    assert_eq!(jobs[2]["parameters"][2]["name"], "appDisplayName");
    assert!(jobs[2]["parameters"][2]["value"].as_str().unwrap().ends_with(" Cloud"));
    assert_eq!(asked.len(), 4 * parts);
    let again = script(&home, "send.sh", &server.url).output().unwrap();
    assert_eq!((again.status.code(), server.asked().len()), (Some(0), 4 * parts));
}

#[test]
fn what_makes_users_is_not_sent_twice_and_failures_in_an_answer_are_told() {
    if !is_there("curl") {
        return;
    }
    let home = Home::new();
    home.take("bulk.json");
    let options = "--page-size 3 --upload-script send.sh -o pages -q";
    home.idport(&format!("convert bulk.json --to appid-directory {options}"));
    let server = Server::new(|number, _| match number {
        1 => (429, "", String::new()),
        2 => (200, "", r#"{"added": 2, "failed": 1}"#.to_owned()),
        _ => (502, "", String::new()),
    });
    let run = |url: &str| {
        let mut command = script(&home, "send.sh", url);
        command.env("IDPORT_TENANT", "7d673452-9d0b").env("IDPORT_SECRET", "a secret&more");
        command.output().unwrap()
    };
    let output = run(&server.url);
    assert_eq!((output.status.code(), server.asked().len()), (Some(1), 3), "{}", told(&output));
    assert!(told(&output).contains("page-000001.json: sent, but not all of it was taken"));
    let line = &server.asked()[0].line;
    assert!(
        line.contains("/7d673452-9d0b/cloud_directory/import?encryption_secret=%61%20%73"),
        "{line}"
    );
    assert!(!fs::read_to_string(home.path("spy")).unwrap().contains("%61%20%73"));
    assert!(!fs::read_to_string(home.path("spy")).unwrap().contains("a secret&more"));
}

#[test]
fn every_script_is_sound_whatever_the_names_in_it() {
    let home = Home::new();
    home.take("bulk.json");
    let odd = "it's $(touch spied) \"@FOLDER@\"";
    for (number, arguments) in [
        "--to cloudentity --tenant-id acme --user-pool-id p --digest none",
        "--to cloudentity --tenant-id $(id) --user-pool-id p",
        "--to oracle --missing-name email",
        "--to appid-directory",
        "--to appid-directory --page-size 2",
        "--to appid-social",
    ]
    .into_iter()
    .enumerate()
    {
        let mut command = home.command(&format!("convert bulk.json -q {arguments} --force"));
        command.args([
            "--upload-script",
            &format!("send{number}.sh"),
            "-o",
            &format!("{odd}{number}"),
        ]);
        if arguments.contains("oracle") {
            command.arg("--roles").arg(format!("app:{odd}"));
        }
        let output = command.output().unwrap();
        let script = format!("send{number}.sh");
        assert!(home.path(&script).exists(), "{output:?}");
        let shell = |program: &str, options: &[&str]| {
            let mut command = Command::new(program);
            command.args(options).arg(&script).current_dir(home.path("")).output().unwrap()
        };
        assert!(shell("sh", &["-n"]).status.success());
        let dry = shell("sh", &[]);
        assert_eq!(dry.status.code(), Some(0), "{}", told(&dry));
        // SC2016: the odd names look like variables in quotes that keep them from being any.
        if is_there("shellcheck") {
            let checked = shell("shellcheck", &["--severity=style", "--exclude=SC2016"]);
            assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
        }
    }
    assert!(!home.path("spied").exists());
}

#[test]
fn a_script_is_for_a_folder_and_stands_beside_it() {
    let home = Home::new();
    home.take("bulk.json");
    for arguments in [
        "-o out --upload-script out/send.sh",
        "-o out.jsonl --layout jsonl --upload-script send.sh",
        "-o - --upload-script send.sh",
        "-o out --upload-script -",
        "-o out --upload-script same --id-map same",
        "-o out --upload-script bulk.json --force",
    ] {
        let ran = home.idport(&format!("convert {FIXED} bulk.json {arguments}"));
        assert_eq!((ran.code, home.names()), (2, vec!["bulk.json".to_owned()]), "{arguments}");
    }
}
