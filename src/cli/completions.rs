//! `idport completions`: what a shell needs to complete command lines.

use clap::{ArgMatches, Args, Command};
use clap_complete::Shell;
use idport::error::Error;

use super::Ended;
use super::sandbox::Grants;
use super::stdout::to_stdout;

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
    clap_complete::generate(arguments.shell, &mut super::command(), "idport", &mut text);
    to_stdout(&text)?;
    Ok(Ended::Clean)
}
