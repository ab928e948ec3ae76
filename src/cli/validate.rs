//! `idport validate`: from arguments to findings.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::findings::Severity;
use idport::findings::render::{self, Found};
use idport::formats;
use idport::ids::RunKey;
use idport::input::Feed;
use idport::output::ReportFile;
use idport::validate::{Validation, validate};

use super::convert::{
    Deny, LONGEST_RECORD, format_of, instant, readable, settings, threads, to_stdout,
    with_settings, writable,
};
use super::{Ended, summary};

/// Check exported users or an import payload, and tell everything that is wrong with them
#[derive(Args)]
pub(super) struct Arguments {
    /// Files or folders to read, `-` for standard input; gzip and Zstandard are recognised
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Format of the input [default: told from its content]
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    from: Option<String>,
    /// Predict what a conversion to this format would refuse, lose and warn about
    #[arg(long = "for", value_name = "FORMAT", value_parser = writable())]
    target: Option<String>,
    /// Where fields, attributes and roles would go: a TOML file
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// How to tell what was found
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
    /// Exit with 1 for these too
    #[arg(long, value_enum, value_name = "CLASS")]
    deny: Vec<Deny>,
    /// Time of the run, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Longest record to read
    #[arg(long, value_name = "BYTES", default_value = LONGEST_RECORD)]
    max_record_bytes: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people
    Text,
    /// The report as one JSON document
    Json,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// JUnit's XML, for test servers
    Junit,
    /// Commands of GitHub Actions, which annotate files
    Github,
}

pub(super) fn command() -> Command {
    with_settings(Arguments::augment_args(Command::new("validate")))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let inputs = super::convert::inputs(&arguments.inputs, false)?;
    let feed = Feed::new(inputs, Algorithm::None);
    let from = format_of(arguments.from.as_deref(), &feed)?;
    let target = arguments.target.as_deref().and_then(formats::by_name);
    let read = |path: &PathBuf| match target {
        Some(target) => super::mapping::read(path, target),
        None => Err(Error::Refused("--mapping is about a target; give --for too".to_owned())),
    };
    let mapping = arguments.mapping.as_ref().map(read).transpose()?;
    let report = validate(Validation {
        feed,
        from,
        target,
        mapping: mapping.as_ref(),
        settings: settings(from, target, matches)?,
        now: instant(arguments.now.as_deref())?,
        run_key: RunKey::new([0; 32]),
        threads: threads(arguments.threads),
        max_record: arguments.max_record_bytes,
    })?;
    let found = Found { subject: from.name, rules: &report.rules, findings: &report.findings };
    let text = match arguments.output {
        Output::Text => summary::validated(&report, from.name, target),
        Output::Json => json(&report)?,
        Output::Sarif => render::sarif(&found),
        Output::Junit => render::junit(&found),
        Output::Github => render::github(&found),
    };
    to_stdout(text.as_bytes())?;
    Ok(if is_found(&report, &arguments.deny) { Ended::Found } else { Ended::Clean })
}

fn json(report: &ReportFile) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(report);
    text.map(|text| text + "\n").map_err(|error| Error::Refused(error.to_string()))
}

/// Is there something that the exit code tells?
fn is_found(report: &ReportFile, deny: &[Deny]) -> bool {
    let has = |severity| report.rules.iter().any(|rule| rule.severity == severity);
    has(Severity::Error)
        || deny.contains(&Deny::Warning) && has(Severity::Warning)
        || deny.contains(&Deny::Loss) && report.losses.iter().any(|loss| !loss.declared)
}
