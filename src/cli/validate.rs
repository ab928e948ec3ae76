//! `idport validate`: from arguments to findings.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::findings::Tell;
use idport::findings::render::{self, Found};
use idport::formats::{self, Format};
use idport::ids::RunKey;
use idport::input::Feed;
use idport::output::ReportFile;
use idport::page;
use idport::validate::{Validation, validate};
use idport::visible;

use super::lines::Lines;
use super::settings::{self, settings, with_settings};
use super::sources::{format_of, inputs, read_from, readable, tell_more, writable};
use super::stdout::{stdout, to_stdout};
use super::terminal::for_stdout;
use super::told::{instant, threads};
use super::typed::misused;
use super::written::{self, Written};
use super::{Ended, limits, policy, progress, summary};

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
    ///
    /// The format of the input itself: would its product import these files as they stand?
    #[arg(long = "for", value_name = "FORMAT", value_parser = writable())]
    target: Option<String>,
    /// Where fields, attributes and roles would go: a TOML file
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// How to tell what was found
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
    #[command(flatten)]
    page: written::Arguments,
    #[command(flatten)]
    policy: policy::Arguments,
    /// Exit with 1 for every warning that is not allowed, as --deny warning does
    #[arg(long)]
    strict: bool,
    /// Time of the run, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    limits: limits::Arguments,
    #[arg(from_global)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people
    Text,
    /// The report as one JSON document
    Json,
    /// Every finding as a line of JSON, as it is found; the last line is a summary with exact counts
    Jsonl,
    /// SARIF 2.1.0, for code scanning and editors
    Sarif,
    /// JUnit's XML, for test servers
    Junit,
    /// Commands of GitHub Actions, which annotate files
    Github,
    /// A page for a browser, complete in itself
    Html,
}

pub(super) fn command() -> Command {
    with_settings(Arguments::augment_args(Command::new("validate")))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let policy = arguments.policy.policy()?;
    if target_is_missing(&policy, arguments.target.as_deref()) {
        let what = "--deny loss is about a conversion; give --for too";
        return Err(misused(what, None, |typed| Some(typed.with(["--for", "FORMAT"]))));
    }
    let policy = if arguments.strict { policy.strict() } else { policy };
    let threads = threads(arguments.threads);
    arguments.page.refuse_places(&arguments.inputs)?;
    let inputs = inputs(&arguments.inputs, arguments.quiet)?;
    let grants = read_from(&arguments.inputs, &inputs).read(&arguments.mapping);
    let grants = arguments.page.grant(grants.read(settings::files(matches)));
    super::confine(&grants, matches, arguments.quiet);
    let written = Written::begin(&arguments.page)?;
    let shown = progress::show(!arguments.quiet, arguments.output == Output::Jsonl);
    let feed = Feed::new(inputs, Algorithm::None).within(arguments.limits.limits());
    let feed = feed.telling(&shown.progress);
    let from = format_of(arguments.from.as_deref(), &feed)?;
    tell_more(&feed, from, arguments.from.as_deref());
    let target = arguments.target.as_deref().and_then(formats::by_name);
    let read = |path: &PathBuf| match target {
        Some(target) => super::mapping::read(path, target),
        None => Err(misused("--mapping is about a target; give --for too", None, |typed| {
            Some(typed.with(["--for", "FORMAT"]))
        })),
    };
    let mapping = arguments.mapping.as_ref().map(read).transpose()?;
    let mut lines = match arguments.output {
        Output::Jsonl => Some(Lines::new(stdout()?, &policy.allowed)),
        _ => None,
    };
    let told = lines.as_mut().map(teller);
    let validated = validate(Validation {
        feed,
        from,
        target,
        mapping: mapping.as_ref(),
        settings: settings(from, target, matches)?,
        now: instant(arguments.now.as_deref())?,
        run_key: RunKey::new([0; 32]),
        threads,
        allow: policy.allowed.clone(),
        told,
    });
    if let (Err(_), Some(lines)) = (&validated, &mut lines) {
        // What was found before the run stopped stands; why it stopped is what is told then.
        let _ = lines.flush();
    }
    let report = validated?;
    drop(shown);
    written.finish(|| page::validation(&report, from, target))?;
    match lines {
        Some(lines) => lines.finish(&report)?,
        None => {
            let text = match (arguments.output, arguments.quiet) {
                (Output::Text, true) => summary::errors(&report),
                _ => rendered(&report, arguments.output, from, target)?,
            };
            let text = match arguments.output {
                Output::Text => for_stdout(&text),
                _ => visible::visible(&text).into_owned(),
            };
            match to_stdout(text.as_bytes()) {
                Err(error) if error.is_closed_pipe() => {}
                written => written?,
            }
        }
    }
    Ok(policy.end(&report, false))
}

/// Is something denied that only a conversion has?
fn target_is_missing(policy: &policy::Policy, target: Option<&str>) -> bool {
    policy.denies_losses() && target.is_none()
}

/// Writes each finding that it is told of.
fn teller<'l>(lines: &'l mut Lines<'_>) -> Tell<'l> {
    Box::new(|finding| lines.finding(finding))
}

/// The report as it was asked for.
fn rendered(
    report: &ReportFile,
    output: Output,
    from: &Format,
    target: Option<&Format>,
) -> Result<String, Error> {
    let found = Found { subject: from.name, rules: &report.rules, findings: &report.findings };
    Ok(match output {
        Output::Text => summary::validated(report, from.name, target),
        Output::Json | Output::Jsonl => json(report)?,
        Output::Sarif => render::sarif(&found),
        Output::Junit => render::junit(&found),
        Output::Github => render::github(&found),
        Output::Html => page::validation(report, from, target),
    })
}

fn json(report: &ReportFile) -> Result<String, Error> {
    visible::json(report).map_err(|error| Error::Refused(error.to_string()))
}
