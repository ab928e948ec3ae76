//! `idport.toml`: it says what the command line could say, and the command line has the last word.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::fs;
use std::process::Command;

use serde_json::Value;
use support::run::{Home, Ran};

const FILE: &str = r#"
[convert]
to = "cloudentity"
tenant-id = "acme"
user-pool-id = "customers"
ids-from = "ids.manifest.json"
now = 2026-01-02T03:04:05Z
no-sync = true
inputs = ["bulk.json"]
output = "out"
batch-size = 2
deny = ["loss"]

[validate]
deny = ["warning", "info"]

[profiles.calm.convert]
deny = []
batch-size = 3
output = "calm"

[profiles.calm.validate]
allow = ["CD-055", "CD-092"]
deny = "CD-034"
"#;

fn home() -> Home {
    let home = Home::new();
    home.take("bulk.json");
    home.put("idport.toml", FILE);
    home
}

/// What is in effect for a key of a command: the value, and where it comes from.
fn effective(home: &Home, arguments: &str, verb: &str, key: &str) -> (Value, String) {
    let ran = home.idport(arguments);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let shown: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let one = &shown["commands"][verb][key];
    (one["value"].clone(), one["from"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_file_says_all_that_a_run_needs() {
    let home = home();
    let ran = home.idport("convert");
    // Losses are denied there.
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.starts_with("note: using idport.toml\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("losses, and --deny asks for none"), "{}", ran.stderr);
    let batches = |folder: &str| {
        let names =
            fs::read_dir(home.path(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with("batch-")).count()
    };
    assert_eq!(batches("out"), 3);
    let calm = home.idport("convert --use calm -q");
    assert_eq!((calm.code, calm.stderr.as_str()), (0, ""));
    assert_eq!(batches("calm"), 2);
}

#[test]
fn the_same_bytes_come_of_the_file_and_of_the_command_line() {
    let home = home();
    home.idport("convert --deny CD-034");
    let typed = home.idport(
        "convert bulk.json --no-config --to cloudentity --tenant-id acme --user-pool-id customers \
         --ids-from ids.manifest.json --now 2026-01-02T03:04:05Z --no-sync --batch-size 2 -o typed",
    );
    assert!(!typed.stderr.contains("idport.toml"), "{}", typed.stderr);
    for name in ["batch-000001.json", "manifest.json", "report.json"] {
        let read = |folder: &str| fs::read(home.path(&format!("{folder}/{name}"))).unwrap();
        assert!(read("out") == read("typed"), "{name}");
    }
}

/// Command line before profile before file before what is built in.
#[test]
fn the_nearest_word_counts() {
    let home = home();
    let json = "config --output json";
    let batch = |arguments: &str| effective(&home, arguments, "convert", "batch-size");
    assert_eq!(batch(json), ("2".into(), "idport.toml:11".to_owned()));
    assert_eq!(
        batch(&format!("{json} --use calm")),
        ("3".into(), "idport.toml:19, profile calm".to_owned())
    );
    let typed = format!("{json} --use calm convert --batch-size 4");
    assert_eq!(batch(&typed), ("4".into(), "command line".to_owned()));
    assert_eq!(batch(&format!("{json} --no-config")), ("100".into(), "built-in".to_owned()));
    let layout = effective(&home, json, "convert", "layout");
    assert_eq!(layout, ("files".into(), "built-in".to_owned()));
    let quiet = effective(&home, json, "validate", "quiet");
    assert_eq!(quiet, (false.into(), "built-in".to_owned()));
}

/// A list is replaced as a whole, by an empty one too.
#[test]
fn lists_are_replaced_and_not_made_longer() {
    let home = home();
    let deny = |arguments: &str, verb: &str| effective(&home, arguments, verb, "deny").0;
    let json = "config --output json";
    assert_eq!(deny(json, "validate"), serde_json::json!(["warning", "info"]));
    assert_eq!(deny(&format!("{json} --use calm"), "validate"), serde_json::json!(["CD-034"]));
    assert_eq!(deny(&format!("{json} --use calm"), "convert"), Value::Null);
    let typed = format!("{json} validate bulk.json --deny CD-033");
    assert_eq!(deny(&typed, "validate"), serde_json::json!(["CD-033"]));
    let inputs = effective(&home, &format!("{json} convert other.json"), "convert", "inputs").0;
    assert_eq!(inputs, serde_json::json!(["other.json"]));
    // What is denied is what the exit code tells.
    assert_eq!(home.idport("validate bulk.json").code, 1);
    assert_eq!(home.idport("validate bulk.json --use calm").code, 0);
    assert_eq!(home.idport("validate bulk.json --deny CD-034").code, 0);
}

#[test]
fn what_config_prints_as_toml_is_a_file_that_says_the_same() {
    let home = home();
    let first = home.idport("config --output toml");
    assert_eq!(first.code, 0, "{}", first.stderr);
    home.put("all.toml", &first.stdout);
    let without_place = |ran: Ran| -> Vec<String> {
        let text = String::from_utf8(ran.stdout).unwrap();
        text.lines().map(|line| line.split(" # ").next().unwrap().to_owned()).collect()
    };
    let again = home.idport("config --output toml --config all.toml");
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(without_place(again), without_place(first));
}

#[test]
fn files_are_named_as_seen_from_the_file() {
    let home = Home::new();
    fs::create_dir(home.path("job")).unwrap();
    home.put("job/bulk.json", support::run::testdata("bulk.json"));
    home.put(
        "job/settings.toml",
        "[validate]\ninputs = [\"bulk.json\"]\nfrom = \"appid-directory\"\n",
    );
    let ran = home.idport("validate --config job/settings.toml");
    assert!(ran.code == 0 && ran.stderr.is_empty(), "{}", ran.stderr);
    assert!(String::from_utf8(ran.stdout).unwrap().contains("6 records"));
    let mut command = home.command("validate");
    command.env("IDPORT_CONFIG", home.path("job/settings.toml"));
    let of_environment = Ran::from(command.output().unwrap());
    assert!(of_environment.code == 0, "{}", of_environment.stderr);
    assert!(of_environment.stderr.starts_with("note: using "), "{}", of_environment.stderr);
}

#[test]
fn commands_that_nothing_is_set_for_do_not_read_the_file() {
    let home = Home::new();
    home.put("idport.toml", "this is no TOML");
    for command in
        ["formats", "schema report", "completions bash", "man", "validate --no-config --help"]
    {
        assert_eq!(home.idport(command).code, 0, "{command}");
    }
    assert_eq!(home.idport("config").code, 2);
}

/// A mistake is told with its line and what was probably meant, whatever is run.
#[test]
fn mistakes_are_told_with_their_lines() {
    for (text, expected) in [
        ("[convert\n", "idport.toml:1: "),
        (
            "[convrt]\n",
            "idport.toml:1: there is no table [convrt]\n\n  tip: did you mean [convert]?",
        ),
        (
            "to = \"oracle\"\n",
            "idport.toml:1: there is no table [to]\n\n  tip: options stand in the table of a command: [convert]",
        ),
        (
            "[convert]\n\ntoo = \"oracle\"\n",
            "idport.toml:3: there is no key too in [convert]\n\n  tip: did you mean to?",
        ),
        (
            "[convert]\nbatch_size = 3\n",
            "idport.toml:2: there is no key batch_size in [convert]\n\n  tip: keys are spelled as the options are: batch-size",
        ),
        (
            "[convert]\nto = \"oracel\"\n",
            "idport.toml:2: invalid value 'oracel' for '--to <FORMAT>'\n\n  tip: [possible values: appid-directory, appid-social, cloudentity, oracle]\n  tip: a similar value exists: 'oracle'",
        ),
        (
            "[convert]\nforce = \"yes\"\n",
            "idport.toml:2: force is on or off\n\n  tip: say true or false",
        ),
        ("[convert]\nto = true\n", "idport.toml:2: to takes one value, in quotes"),
        (
            "[validate]\nthreads = 0\n",
            "idport.toml:2: invalid value '0' for '--threads <N>': 0 is not in 1..=256",
        ),
        (
            "[validate]\nno-sandbox = true\n",
            "idport.toml:2: there is no key no-sandbox in [validate]\n\n  tip: it is said on the command line only",
        ),
        (
            "convert = 1\n",
            "idport.toml:1: convert is no table\n\n  tip: options stand in the table of a command: [convert]",
        ),
        (
            "[profiles.weekly.convert]\nnwo = \"x\"\n",
            "idport.toml:2: there is no key nwo in [convert]\n\n  tip: did you mean now?",
        ),
    ] {
        let home = Home::new();
        home.take("bulk.json");
        home.put("idport.toml", text);
        let ran = home.idport("validate bulk.json");
        assert_eq!(ran.code, 2, "{text}");
        let exact = !text.ends_with("[convert\n");
        let told = ran.stderr.strip_prefix("error: ").unwrap().trim_end();
        assert!(
            if exact { told == expected } else { told.starts_with(expected) },
            "{told}\n{expected}"
        );
    }
}

#[test]
fn an_unknown_profile_is_told_with_the_nearest() {
    let ran = home().idport("convert --use clam");
    assert_eq!(ran.code, 2);
    let expected = "error: idport.toml has no profile clam\n\n  tip: did you mean 'calm'?\n  try: idport convert --use calm\n";
    assert_eq!(ran.stderr, expected);
}

#[test]
fn verbose_tells_what_the_file_says_and_quiet_nothing() {
    let home = home();
    let told = home.idport("convert -v").stderr;
    assert!(told.contains("note: --tenant-id=acme (idport.toml:4)\n"), "{told}");
    assert!(
        told.contains("note: reading bulk.json as appid-directory (told from the content)\n"),
        "{told}"
    );
    let quiet = home.idport("convert -q --force --deny CD-034");
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
    let quiet = home.idport("validate bulk.json -q --deny CD-034");
    assert_eq!((quiet.code, quiet.stderr.as_str(), quiet.stdout.as_slice()), (0, "", &b""[..]));
}

/// Only the working directory is looked at, not those around it.
#[test]
fn no_file_of_a_folder_above_is_read() {
    let home = home();
    fs::create_dir(home.path("below")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_idport"));
    let ran =
        Ran::from(command.args(["convert"]).current_dir(home.path("below")).output().unwrap());
    assert!(ran.code == 2 && ran.stderr.contains("were not provided"), "{}", ran.stderr);
}

#[test]
fn a_profile_is_in_force_wherever_it_is_named() {
    let home = home();
    let shown = |line: &str| {
        let ran = home.idport(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
        String::from_utf8(ran.stdout).unwrap()
    };
    let before = shown("config --use calm convert");
    assert!(before.contains("profile: calm"), "{before}");
    assert_eq!(shown("config convert --use calm"), before);
}

#[test]
fn what_a_file_says_for_one_target_is_no_word_about_another() {
    let home = home();
    let ran = home
        .idport("convert --to oracle --missing-name email --ids-from ids.manifest.json -o other");
    assert!(ran.code < 2, "{}", ran.stderr);
    home.put("idport.toml", format!("{FILE}\n[profiles.ora.convert]\nto = \"oracle\"\noutput = \"ora\"\nmissing-name = \"email\"\n"));
    let ran = home.idport("convert --use ora");
    assert!(ran.code < 2, "{}", ran.stderr);
    let shown = home.idport("config --use ora convert");
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(!shown.contains("tenant-id"), "{shown}");
}

#[test]
fn what_config_prints_as_toml_works_for_any_format() {
    let home = home();
    let printed = home.idport("config --no-config --output toml");
    home.put("printed.toml", String::from_utf8(printed.stdout).unwrap());
    for line in [
        "convert bulk.json --to cloudentity --tenant-id a --user-pool-id b -o one --config printed.toml",
        "validate bulk.json --for oracle --config printed.toml",
        "generate appid-social --users 2 -o two.json --config printed.toml",
    ] {
        let ran = home.idport(line);
        assert!(ran.code < 2, "{line}: {}", ran.stderr);
    }
}
