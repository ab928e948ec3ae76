//! The only place that knows the command line, the terminal, the clock and randomness.

mod convert;
mod explain;
mod formats;
mod generate;
mod interrupts;
mod limits;
mod lines;
mod mapping;
mod policy;
mod process;
mod sample;
mod sandbox;
mod schema;
mod settings;
mod sources;
mod stdout;
mod summary;
mod told;
mod validate;
mod verify;

use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command};
use idport::error::Error;
use idport::visible;
use sandbox::Grants;

/// How a command ended.
enum Ended {
    /// Nothing of severity error was found.
    Clean,
    /// There are findings of severity error, or of a class that was denied.
    Found,
}

/// Runs the program with the arguments of the process.
pub(crate) fn run() -> ExitCode {
    process::prepare();
    interrupts::prepare();
    let matches = match command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) if error.use_stderr() => {
            say(misunderstood().trim_end());
            return ExitCode::from(2);
        }
        Err(help) => help.exit(),
    };
    let ended = match matches.subcommand() {
        Some(("convert", matches)) => convert::run(matches),
        Some(("validate", matches)) => validate::run(matches),
        Some(("verify", matches)) => verify::run(matches),
        Some(("sample", matches)) => sample::run(matches),
        Some(("generate", matches)) => generate::run(matches),
        Some((name, matches)) => {
            confine(&Grants::default(), matches, false);
            tell(name, matches)
        }
        None => unreachable!("clap demands one of the commands"),
    };
    interrupts::ended();
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

/// What is wrong with the arguments. They may be names of files, which others chose, so it is said
/// of harmless ones.
fn misunderstood() -> String {
    let arguments = std::env::args_os();
    let shown = arguments.map(|one| visible::name(&one.to_string_lossy()).into_owned());
    let error = command().try_get_matches_from(shown).err();
    error.map_or_else(String::new, |error| error.render().to_string())
}

/// The commands that read no files.
fn tell(name: &str, matches: &ArgMatches) -> Result<Ended, Error> {
    match name {
        "formats" => formats::run(),
        "explain" => explain::run(matches),
        "schema" => schema::run(matches),
        _ => unreachable!("clap knows the commands"),
    }
}

const NO_SANDBOX: &str = "no-sandbox";

/// Takes away every right that a command does not need, unless the operator wants it otherwise.
fn confine(grants: &Grants, matches: &ArgMatches, quiet: bool) {
    if matches.get_flag(NO_SANDBOX) {
        return;
    }
    let missing = sandbox::confine(grants);
    if !missing.is_empty() && !quiet {
        let what = missing.join(" and ");
        say(&format!("note: this system cannot confine {what}; --no-sandbox tries neither"));
    }
}

/// The whole command line, made from the arguments of each command and the table of formats.
fn command() -> Command {
    let exit_codes = "Exit codes: 0 clean; 1 findings of severity error, or of what --deny names; 2 could not run; 128 and the signal when one stopped it.";
    Command::new("idport")
        .version(env!("CARGO_PKG_VERSION"))
        .about(
            "Moves user records between identity products, offline, and accounts for every field",
        )
        .after_help(exit_codes)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new(NO_SANDBOX)
                .long(NO_SANDBOX)
                .action(ArgAction::SetTrue)
                .global(true)
                .help("Do not confine the process to the files and system calls that it needs"),
        )
        .subcommand(convert::command())
        .subcommand(validate::command())
        .subcommand(verify::command())
        .subcommand(sample::command())
        .subcommand(generate::command())
        .subcommand(formats::command())
        .subcommand(explain::command())
        .subcommand(schema::command())
}

/// Arguments of a command as a type.
fn parse<T: clap::FromArgMatches>(matches: &ArgMatches) -> Result<T, Error> {
    T::from_arg_matches(matches).map_err(|error| Error::Refused(error.to_string()))
}

/// Says something to the person at the terminal. Nobody is there to be told of a failure.
fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr().lock(), "{}", visible::visible(text));
}
