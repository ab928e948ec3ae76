//! `idport inspect`: from arguments to what there is.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::formats::Format;
use idport::input::Feed;
use idport::inspect::{Inspection, inspect};
use idport::page;
use idport::visible;

use super::settings::{self, settings, with_source_settings};
use super::sources::{format_of, inputs, read_from, readable, tell_more};
use super::stdout::to_stdout;
use super::told::{instant, threads};
use super::written::{self, Written};
use super::{Ended, inspected, limits, progress};

/// Tell what exported users are made of: fields, roles, passwords, and what each target could hold
///
/// The inputs are read several times: to count, to judge, and once for each other format.
#[derive(Args)]
pub(super) struct Arguments {
    /// Files or folders to read, `-` for standard input; gzip and Zstandard are recognised
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Format of the input [default: told from its content]
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    from: Option<String>,
    /// How to tell what there is
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
    #[command(flatten)]
    page: written::Arguments,
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
    /// One JSON document
    Json,
    /// A page for a browser, complete in itself
    Html,
}

pub(super) fn command() -> Command {
    with_source_settings(Arguments::augment_args(Command::new("inspect")))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    arguments.page.refuse_places(&arguments.inputs)?;
    let threads = threads(arguments.threads);
    let inputs = inputs(&arguments.inputs, arguments.quiet)?;
    let grants = read_from(&arguments.inputs, &inputs).read(settings::files(matches));
    super::confine(&arguments.page.grant(grants), matches, arguments.quiet);
    let shown = progress::show(!arguments.quiet, false);
    let feed = Feed::new(inputs, Algorithm::None).within(arguments.limits.limits());
    let feed = feed.telling(&shown.progress);
    let written = Written::begin(&arguments.page)?;
    let from = format_of(arguments.from.as_deref(), &feed)?;
    tell_more(&feed, from, arguments.from.as_deref());
    let found = inspect(arguments.inspection(feed, from, threads, matches)?)?;
    drop(shown);
    let text = match arguments.output {
        Output::Text => inspected::told(&found),
        Output::Json => visible::json(&found).map_err(|error| Error::Refused(error.to_string()))?,
        Output::Html => page::inspection(&found),
    };
    written.finish(|| page::inspection(&found))?;
    match to_stdout(visible::visible(&text).as_bytes()) {
        Err(error) if error.is_closed_pipe() => {}
        told => told?,
    }
    Ok(Ended::Clean)
}

impl Arguments {
    fn inspection(
        &self,
        feed: Feed,
        from: &'static Format,
        threads: usize,
        matches: &ArgMatches,
    ) -> Result<Inspection, Error> {
        Ok(Inspection {
            feed,
            from,
            is_told: self.from.is_some(),
            settings: settings(from, None, matches)?,
            now: instant(self.now.as_deref())?,
            threads,
        })
    }
}
