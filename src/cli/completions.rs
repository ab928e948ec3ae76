//! `idport completions`: what a shell needs to complete command lines.

use clap::builder::PossibleValuesParser;
use clap::{ArgMatches, Args, Command};
use clap_complete::Shell;
use idport::catalogue;
use idport::error::Error;

use super::sandbox::Grants;
use super::stdout::to_stdout;
use super::{Ended, policy};

/// Print what completes command lines of idport in a shell
#[derive(Args)]
struct Arguments {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(super) fn command() -> Command {
    Arguments::augment_args(Command::new("completions"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    super::confine(&Grants::default(), matches, false);
    let arguments: Arguments = super::parse(matches)?;
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut with_rules(), "idport", &mut text);
    to_stdout(&text)?;
    Ok(Ended::Clean)
}

/// The command line, in which every rule is a value of what takes rules. There are too many of them
/// for a help.
fn with_rules() -> Command {
    super::command().mut_subcommands(|verb| {
        verb.mut_args(|arg| match arg.get_value_names() {
            Some([name]) if name == policy::RULE => arg.value_parser(one_of(&[])),
            Some([name]) if name == policy::CLASS_OR_RULE => {
                arg.value_parser(one_of(&policy::classes()))
            }
            _ => arg,
        })
    })
}

fn one_of(others: &[&'static str]) -> PossibleValuesParser {
    let rules = catalogue::rules().map(|entry| entry.rule.id);
    others.iter().copied().chain(rules).collect::<Vec<_>>().into()
}
