//! How many instructions each stage takes, counted by Valgrind's callgrind, and held against
//! `counts.toml`: other work on the machine moves a time and not a count.
//!
//! `cargo bench --profile counts --bench counts` fails where a stage takes 5 % more or less than
//! the baseline says. `-- --bless REASON` writes a new baseline. Counts depend on the compiler: with
//! another one than that of the baseline they are told and not judged.

#![allow(clippy::print_stdout, reason = "a bench tells what it found")]

mod fixture;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::{Command, ExitCode};

use fixture::{EXPORT, USERS, file, for_each_record, notes, read, reader, target};
use idport::digest::{self, Algorithm};
use idport::json::value_end;
use idport::model::{KeyKind, Text, User};
use idport::pack::Encoded;
use serde::Deserialize;

/// By how much a count may differ from the baseline.
const TOLERANCE: f64 = 0.05;

const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/counts.toml");

/// Makes ready what is counted.
type Ready = fn() -> Box<dyn FnMut()>;

/// The stages, by name.
const STAGES: &[(&str, Ready)] = &[
    ("cut", || {
        Box::new(|| for_each_record(|bytes, at| value_end(bytes, at).expect("it is whole")))
    }),
    ("parse and judge", || {
        let (reader, mut notes) = (reader(), notes());
        Box::new(move || {
            notes.clear();
            let mut user = User::default();
            for_each_record(|bytes, at| read(reader, bytes, at, &mut user, &mut notes));
        })
    }),
    ("parse, judge and encode", || {
        let (reader, target, mut notes) = (reader(), target(), notes());
        let mut encoded = Encoded::new(target.writer.sections());
        Box::new(move || fixture::encode(reader, &target, &mut notes, &mut encoded))
    }),
    ("ids", || {
        let source_ids = fixture::source_ids(USERS);
        Box::new(move || fixture::make_ids(&source_ids))
    }),
    ("keys", || {
        let (source_ids, hasher) = (fixture::source_ids(USERS), fixture::hasher());
        Box::new(move || {
            for id in &source_ids {
                black_box(hasher.key(KeyKind::SourceId, Text::plain(id)));
            }
        })
    }),
    ("unique keys", || {
        let keys = fixture::keys(USERS);
        Box::new(move || drop(black_box(fixture::remember(&keys))))
    }),
    ("digest", || Box::new(|| _ = black_box(digest::of_slices(Algorithm::Blake3, &[&EXPORT])))),
    ("check, whole", || {
        let (file, input) = file();
        Box::new(move || {
            assert!(file.path().exists());
            fixture::validate_all(&input, 1);
        })
    }),
    ("convert, whole", || {
        let (file, input) = file();
        Box::new(move || {
            assert!(file.path().exists());
            fixture::convert_all(&input, 1, Algorithm::Blake3);
        })
    }),
];

/// What the stages took once.
#[derive(Deserialize)]
struct Baseline {
    /// Why it is what it is.
    reason: String,
    /// The compiler.
    rustc: String,
    /// Instructions for each user, by stage.
    instructions: BTreeMap<String, f64>,
}

impl std::fmt::Display for Baseline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "reason = {:?}\nrustc = {:?}\n\n[instructions]", self.reason, self.rustc)?;
        let mut lines = self.instructions.iter();
        lines.try_for_each(|(stage, count)| writeln!(f, "{stage:?} = {count:.1}"))
    }
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|one| one != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--stage", name, times] => {
            run(name, times.parse().expect("it is a number"));
            ExitCode::SUCCESS
        }
        ["--bless", reason] => bless(reason),
        [] => check(),
        _ => {
            println!("usage: counts [--bless REASON]");
            ExitCode::from(2)
        }
    }
}

/// Runs one stage so many times.
fn run(name: &str, times: u32) {
    let (_, ready) = STAGES.iter().find(|(own, _)| *own == name).expect("it is a stage");
    black_box(EXPORT.len());
    let mut stage = ready();
    (0..times).for_each(|_| stage());
}

fn check() -> ExitCode {
    let text = std::fs::read_to_string(BASELINE).expect("there is a baseline");
    let baseline: Baseline = toml::from_str(&text).expect("it is a baseline");
    let Some(counts) = counts() else { return ExitCode::SUCCESS };
    let is_comparable = baseline.rustc == rustc();
    let mut moved = 0;
    for (name, count) in &counts {
        let before = baseline.instructions.get(name).copied().unwrap_or_default();
        let change = count / before - 1.0;
        let is_moved = change.is_nan() || change.abs() > TOLERANCE;
        moved += usize::from(is_moved);
        let mark = if is_moved { "  <- beyond 5 %" } else { "" };
        println!(
            "{name:<24} {count:>9.0} a user, {before:>9.0} before, {:+.1} %{mark}",
            100.0 * change
        );
    }
    if !is_comparable {
        println!("the baseline is of {}, this is {}: not judged", baseline.rustc, rustc());
        return ExitCode::SUCCESS;
    }
    if moved > 0 {
        println!("{moved} stages moved: mend them, or -- --bless 'the reason'");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn bless(reason: &str) -> ExitCode {
    let Some(instructions) = counts() else { return ExitCode::FAILURE };
    let baseline = Baseline { reason: reason.to_owned(), rustc: rustc(), instructions };
    std::fs::write(BASELINE, baseline.to_string()).expect("the baseline can be written");
    ExitCode::SUCCESS
}

/// Instructions for each user, by stage; `None` where there is no Valgrind.
fn counts() -> Option<BTreeMap<String, f64>> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("skipped: there is no valgrind");
        return None;
    }
    Some(STAGES.iter().map(|(name, _)| ((*name).to_owned(), count(name))).collect())
}

/// What a stage takes: twice, less once, so that making ready does not count.
fn count(stage: &str) -> f64 {
    let [once, twice] = ["1", "2"].map(|times| instructions(&["--stage", stage, times]));
    ((twice - once) / USERS as f64).round()
}

/// The instructions of this program with other arguments.
fn instructions(arguments: &[&str]) -> f64 {
    let program = std::env::current_exe().expect("it has a path");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .output()
        .expect("valgrind runs");
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split("Collected :").nth(1));
    let count = collected.and_then(|count| count.trim().parse().ok());
    count.unwrap_or_else(|| panic!("{arguments:?}: {said}"))
}

fn rustc() -> String {
    let output = Command::new("rustc").arg("--version").output().expect("there is a compiler");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
