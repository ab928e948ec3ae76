//! The only place that knows the command line, the terminal, the clock and randomness.

mod advice;
mod completions;
mod config;
mod convert;
mod examples;
mod explain;
mod formats;
mod generate;
mod inspect;
mod inspected;
mod interrupts;
mod limits;
mod lines;
mod man;
mod mapping;
mod misunderstood;
mod overwriting;
mod policy;
mod process;
mod progress;
mod sample;
mod sandbox;
mod schema;
mod settings;
mod sources;
mod stdout;
mod summary;
mod terminal;
mod told;
mod typed;
mod upload;
mod validate;
mod verify;
mod written;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};
use idport::error::Error;
use sandbox::Grants;
use terminal::say;
use typed::Typed;

/// How a command ended.
enum Ended {
    /// Nothing of severity error was found.
    Clean,
    /// There are findings of severity error, or of a class that was denied.
    Found,
}

/// What the program can be asked to do.
struct Verb {
    name: &'static str,
    /// Its arguments and what its help says.
    command: fn() -> Command,
    /// Confines the process, and does it.
    run: fn(&ArgMatches) -> Result<Ended, Error>,
}

/// The verbs, in the order of the help.
const VERBS: &[Verb] = &[
    Verb { name: "convert", command: convert::command, run: convert::run },
    Verb { name: "validate", command: validate::command, run: validate::run },
    Verb { name: "inspect", command: inspect::command, run: inspect::run },
    Verb { name: "verify", command: verify::command, run: verify::run },
    Verb { name: "sample", command: sample::command, run: sample::run },
    Verb { name: "generate", command: generate::command, run: generate::run },
    Verb { name: "formats", command: formats::command, run: formats::run },
    Verb { name: "explain", command: explain::command, run: explain::run },
    Verb { name: "schema", command: schema::command, run: schema::run },
    Verb { name: "config", command: config::command, run: config::run },
    Verb { name: "completions", command: completions::command, run: completions::run },
    Verb { name: "man", command: man::command, run: man::run },
];

/// The verb that was asked for, and its arguments.
fn called(matches: &ArgMatches) -> Option<(&'static Verb, &ArgMatches)> {
    let (name, matches) = matches.subcommand()?;
    let verb = VERBS.iter().find(|verb| verb.name == name)?;
    Some((verb, matches))
}

/// Runs the program with the arguments of the process.
pub(crate) fn run() -> ExitCode {
    process::prepare();
    interrupts::prepare();
    let words: Vec<_> = std::env::args_os().collect();
    terminal::colours_of(Typed::of(&words).words());
    let matches = match understood(&words) {
        Ok(matches) => matches,
        Err(code) => return code,
    };
    let Some((verb, matches)) = called(&matches) else { unreachable!("clap demands a command") };
    terminal::prepare(matches);
    let ended = (verb.run)(matches);
    interrupts::ended();
    match ended {
        Ok(Ended::Clean) => ExitCode::SUCCESS,
        Ok(Ended::Found) => ExitCode::from(1),
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => failed(error),
    }
}

/// The arguments that are meant, with those that a file of settings adds; or how the process ends.
fn understood(words: &[OsString]) -> Result<ArgMatches, ExitCode> {
    let misunderstood = |words: &[OsString], typed: &Typed| {
        say(&misunderstood::told(&command(), &Typed::of(words), typed));
        ExitCode::from(2)
    };
    let typed = Typed::of(words);
    let complete = match matched(words) {
        Ok(matches) => Some(matches),
        Err(help) if !help.use_stderr() => help.exit(),
        // The file may tell what is missing.
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => None,
        Err(_) => return Err(misunderstood(words, &typed)),
    };
    let settled = config::settle(words, complete.as_ref()).map_err(failed)?;
    if let (Some(matches), true) = (complete, settled == words) {
        return Ok(matches);
    }
    matched(&settled).map_err(|_| misunderstood(&settled, &typed))
}

/// What words say. To make the arguments of all commands takes longer than a short run, and words
/// that make sense are about one of them: only help and errors need the whole command line.
fn matched(words: &[OsString]) -> Result<ArgMatches, clap::Error> {
    let matches = of_one_verb(words).and_then(|one| one.try_get_matches_from(words).ok());
    matches.map_or_else(|| command().try_get_matches_from(words), Ok)
}

/// The command line with no other command than the first word that is no option.
fn of_one_verb(words: &[OsString]) -> Option<Command> {
    let name = words.iter().skip(1).find(|word| !word.as_encoded_bytes().starts_with(b"-"))?;
    let verb = VERBS.iter().find(|verb| *name == *verb.name)?;
    Some(command_of(std::slice::from_ref(verb)))
}

/// Says what stopped the run.
fn failed(error: Error) -> ExitCode {
    say(&format!("error: {}", advice::advised(error)));
    ExitCode::from(2)
}

/// The heading of options that every command has.
const EVERYWHERE: &str = "Options of every command";

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
    command_of(VERBS)
}

/// The command line with these commands.
fn command_of(verbs: &[Verb]) -> Command {
    let exit_codes = "Exit codes: 0 clean; 1 findings of severity error, or of what --deny names; 2 could not run; 128 and the signal when one stopped it.";
    Command::new("idport")
        .version(env!("CARGO_PKG_VERSION"))
        .about(
            "Moves user records between identity products, offline, and accounts for every field",
        )
        .after_help(exit_codes)
        .color(terminal::of_clap())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            Arg::new(NO_SANDBOX)
                .long(NO_SANDBOX)
                .action(ArgAction::SetTrue)
                .global(true)
                .help_heading(EVERYWHERE)
                .help("Do not confine the process to the files and system calls that it needs"),
        )
        .args(
            { terminal::options().into_iter().chain(config::options()) }
                .map(|arg| arg.global(true).help_heading(EVERYWHERE)),
        )
        .subcommands(verbs.iter().map(|verb| examples::shown_by((verb.command)())))
}

/// Arguments of a command as a type.
fn parse<T: clap::FromArgMatches>(matches: &ArgMatches) -> Result<T, Error> {
    T::from_arg_matches(matches).map_err(|error| Error::Refused(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        ["idport"].into_iter().chain(line.split(' ')).map(OsString::from).collect()
    }

    /// One command alone says of a line what the whole command line says.
    #[track_caller]
    fn assert_same(line: &str, makes_sense: bool) {
        let words = words(line);
        let said_by = |command: Command| {
            let matches = command.try_get_matches_from(&words).ok();
            matches.and_then(|mut matches| matches.remove_subcommand())
        };
        let one = said_by(of_one_verb(&words).unwrap());
        assert_eq!(one.is_some(), makes_sense, "{line}");
        assert!(one == said_by(command()), "{line}");
    }

    #[test]
    fn one_command_alone_says_what_the_whole_command_line_says() {
        let places = "--tenant-id a --user-pool-id b -o out";
        assert_same(&format!("convert x.json --to cloudentity {places}"), true);
        assert_same("-q --no-config validate x.json y.json --for oracle --threads 2", true);
        assert_same("inspect --no-sandbox -v -- --to", true);
        assert_same("config validate --output json", true);
        for line in ["convert validate", "--config convert x", "formats --help", "sample --fro x"] {
            assert_same(line, false);
        }
    }

    #[test]
    fn what_names_no_command_is_for_the_whole_command_line() {
        for line in ["--help", "help convert", "conver x", "--color always convert", "x.json"] {
            assert!(of_one_verb(&words(line)).is_none(), "{line}");
        }
    }
}
