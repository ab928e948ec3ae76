//! The only place that knows the command line, the terminal, the clock and randomness.

mod convert;
mod explain;
mod formats;
mod generate;
mod lines;
mod mapping;
mod policy;
mod schema;
mod settings;
mod sources;
mod stdout;
mod summary;
mod told;
mod validate;

use std::process::ExitCode;

use clap::Command;
use idport::error::Error;

/// How a command ended.
enum Ended {
    /// Nothing of severity error was found.
    Clean,
    /// There are findings of severity error, or of a class that was denied.
    Found,
}

/// Runs the program with the arguments of the process.
pub(crate) fn run() -> ExitCode {
    let matches = command().get_matches();
    let ended = match matches.subcommand() {
        Some(("convert", matches)) => convert::run(matches),
        Some(("validate", matches)) => validate::run(matches),
        Some(("generate", matches)) => generate::run(matches),
        Some(("formats", _)) => formats::run(),
        Some(("explain", matches)) => explain::run(matches),
        Some(("schema", matches)) => schema::run(matches),
        _ => unreachable!("clap demands one of the commands"),
    };
    match ended {
        Ok(Ended::Clean) => ExitCode::SUCCESS,
        Ok(Ended::Found) => ExitCode::from(1),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

/// The whole command line, made from the arguments of each command and the table of formats.
fn command() -> Command {
    let exit_codes = "Exit codes: 0 clean; 1 findings of severity error, or of what --deny names; 2 could not run.";
    Command::new("idport")
        .version(env!("CARGO_PKG_VERSION"))
        .about(
            "Moves user records between identity products, offline, and accounts for every field",
        )
        .after_help(exit_codes)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(convert::command())
        .subcommand(validate::command())
        .subcommand(generate::command())
        .subcommand(formats::command())
        .subcommand(explain::command())
        .subcommand(schema::command())
}

/// Arguments of a command as a type.
fn parse<T: clap::FromArgMatches>(matches: &clap::ArgMatches) -> Result<T, Error> {
    T::from_arg_matches(matches).map_err(|error| Error::Refused(error.to_string()))
}

/// Says something to the person at the terminal. Nobody is there to be told of a failure.
fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr().lock(), "{}", visible(text));
}

/// The text with characters that could steer a terminal made visible.
fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        let steers = char.is_control() && char != '\n'
            || matches!(char, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
        match steers {
            true => out.extend(char.escape_unicode()),
            false => out.push(char),
        }
    }
    out
}
