//! Any bytes as a file of a format: converted to every format, or refused as a whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use idport::convert::{Conversion, Converted, Delta, convert};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::findings::{Finding, Severity};
use idport::formats::{FORMATS, Format, by_name};
use idport::ids::RunKey;
use idport::input::{Feed, Input};
use idport::output::{Destination, Layout, Outputs, ReportFile};
use idport::validate::{Validation, validate};

/// Rules about users that others name, who are missed where they were refused.
const NAMED_BY_OTHERS: [&str; 1] = ["ORA-X-002"];

/// Nothing panics; records are converted or refused, none vanishes; chunks do not matter; our own
/// validator finds no error in what is written, but for values that a conversion to their own
/// format must keep as they are, and names of users who were refused; and such a conversion takes
/// all of it.
pub(crate) fn format(from: &str, data: &[u8]) {
    let from = by_name(from).unwrap();
    let home = tempfile::tempdir().unwrap();
    let input = home.path().join(if from.extensions[0] == "csv" { "in.csv" } else { "in.json" });
    fs::write(&input, data).unwrap();
    for to in FORMATS {
        let out = home.path().join(to.name);
        let whole = run(from, to, &input, &out, 1 << 20);
        let pieces = run(from, to, &input, &home.path().join("pieces"), 64);
        match (&whole, &pieces) {
            (Ok(whole), Ok(pieces)) => {
                let (one, other) = (&whole.report, &pieces.report);
                assert_eq!((one.records, one.refused), (other.records, other.refused));
                assert_eq!(one.records, one.converted + one.refused);
                assert_eq!(files(&out), files(&home.path().join("pieces")));
                let _ = fs::remove_dir_all(home.path().join("pieces"));
            }
            (Err(_), Err(_)) => continue,
            (one, other) => panic!("{}, but {}", told(one), told(other)),
        }
        let Some(report) = whole.ok().map(|done| done.report) else { continue };
        if report.converted > 0 {
            let keeps = from.name == to.name;
            let mut known = if keeps { judged(from, vec![input_of(&input)]) } else { Vec::new() };
            known.extend(NAMED_BY_OTHERS.iter().filter(|_| report.refused > 0));
            read_again(to, &out, &home.path().join("again"), &known);
        }
    }
}

/// Output is input without errors, other than those that are known.
fn read_again(format: &'static Format, out: &Path, again: &Path, known: &[&str]) {
    let parts: Vec<_> = { fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()) }
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            !name.starts_with("rejects") && !["manifest.json", "report.json"].contains(&&*name)
        })
        .collect();
    let inputs = parts.into_iter().map(|path| Input {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        path: Some(path),
    });
    let mut inputs: Vec<_> = inputs.collect();
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut judged = judged(format, inputs.clone());
    judged.retain(|rule| !known.contains(rule));
    assert!(judged.is_empty(), "{} finds in its own output {judged:?}", format.name);
    let done = run_all(format, format, inputs, again, 1 << 20).unwrap();
    let errors = errors(&done.report);
    assert!(errors.is_empty(), "{} does not take its own output: {errors:?}", format.name);
    let _ = fs::remove_dir_all(again);
}

/// What the validator takes for errors.
fn judged(format: &'static Format, inputs: Vec<Input>) -> Vec<&'static str> {
    let feed = Feed::new(inputs, Algorithm::None);
    let report = validate(Validation::new(feed, format, "2026-01-02T03:04:05Z"));
    errors(&report.unwrap())
}

fn errors(report: &ReportFile) -> Vec<&'static str> {
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    report.findings.iter().filter(is_error).map(|finding| finding.rule.id).collect()
}

fn run(
    from: &'static Format,
    to: &'static Format,
    input: &Path,
    out: &Path,
    chunk: usize,
) -> Result<Converted, Error> {
    run_all(from, to, vec![input_of(input)], out, chunk)
}

fn input_of(path: &Path) -> Input {
    Input { name: "in".to_owned(), path: Some(path.to_owned()) }
}

fn run_all(
    from: &'static Format,
    to: &'static Format,
    inputs: Vec<Input>,
    out: &Path,
    chunk: usize,
) -> Result<Converted, Error> {
    let outputs = Outputs::new(Destination::Folder(out.to_owned()), true, false)?;
    let required = to.settings.iter().filter(|setting| setting.required);
    let settings: BTreeMap<_, _> =
        required.map(|setting| (setting.name.to_owned(), "made-up".to_owned())).collect();
    let done = convert(Conversion {
        feed: Feed::new(inputs, Algorithm::None).with_chunks_of(chunk),
        from,
        to,
        settings,
        outputs: &outputs,
        layout: Layout::Files,
        id_map: None,
        mapping: None,
        allow: Vec::new(),
        delta: Delta::None,
        now: "2026-01-02T03:04:05Z".into(),
        run_key: RunKey::new([7; 32]),
        digest: Algorithm::None,
        threads: 1,
    })?;
    outputs.commit()?;
    Ok(done)
}

/// The data of a folder, without the evidence.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    { entries }
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| !["manifest.json", "report.json"].contains(&name.as_str()))
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect()
}

fn told(result: &Result<Converted, Error>) -> String {
    match result {
        Ok(done) => format!("{} records", done.report.records),
        Err(error) => error.to_string(),
    }
}
