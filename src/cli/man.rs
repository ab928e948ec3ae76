//! `idport man`: the pages of the manual.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command};
use clap_mangen::Man;
use idport::catalogue::nearest;
use idport::error::Error;

use super::Ended;
use super::sandbox::Grants;
use super::stdout::to_stdout;
use super::typed::misused;

/// Print a page of the manual, or write all of them into a folder
#[derive(Args)]
struct Arguments {
    /// The command that the page is about; without one, idport itself
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

pub(super) fn command() -> Command {
    Arguments::augment_args(Command::new("man"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let folder = arguments.dir.as_deref();
    super::confine(&folder.map_or_else(Grants::default, within), matches, false);
    let whole = whole();
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        for command in [&whole].into_iter().chain(shown(&whole)) {
            write(folder, command)?;
        }
        return Ok(Ended::Clean);
    }
    let command = match arguments.command.as_deref() {
        None => &whole,
        Some(name) => shown(&whole)
            .find(|verb| verb.get_name() == name)
            .ok_or_else(|| unknown(name, &whole))?,
    };
    to_stdout(&page(command)?)?;
    Ok(Ended::Clean)
}

/// The command line, in which every command has the options of all of them.
fn whole() -> Command {
    let mut whole = super::command().disable_help_subcommand(true);
    whole.build();
    whole
}

fn shown(whole: &Command) -> impl Iterator<Item = &Command> {
    whole.get_subcommands().filter(|verb| !verb.is_hide_set())
}

/// Pages are made in the folder itself, which may have to be made too.
fn within(folder: &Path) -> Grants {
    match folder.is_dir() {
        true => Grants::default().write(&folder.join("idport.1")),
        false => Grants::default().write(folder),
    }
}

/// The name of a page: that of the program, or of a command of it.
fn title(command: &Command) -> String {
    match command.get_name() {
        "idport" => "idport".to_owned(),
        verb => format!("idport-{verb}"),
    }
}

fn page(command: &Command) -> Result<Vec<u8>, Error> {
    let mut text = Vec::new();
    let named = command.clone().name(title(command)).version(env!("CARGO_PKG_VERSION"));
    let man = Man::new(named).title(title(command).to_uppercase()).manual("idport");
    man.render(&mut text).map_err(Error::io("write", Path::new("standard output")))?;
    Ok(text)
}

/// Pages hold nothing private, and exchange those of an earlier version.
fn write(folder: &Path, command: &Command) -> Result<(), Error> {
    let path = folder.join(format!("{}.1", title(command)));
    let page = page(command)?;
    let written = File::create(&path).and_then(|mut file| file.write_all(&page));
    written.map_err(Error::io("write", &path))
}

fn unknown(name: &str, whole: &Command) -> Error {
    let names: Vec<_> = shown(whole).map(Command::get_name).collect();
    let near = nearest(name, names.iter().copied()).first().copied();
    let tip = match near {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("the commands are {}", names.join(", ")),
    };
    misused(format!("there is no command {name}"), Some(tip), |typed| typed.replaced(name, near?))
}
