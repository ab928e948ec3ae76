//! `idport.toml`: what repeated runs say again and again, in a file. Its keys are the long options.
//!
//! What the file tells is put on the command line, as if it had been typed there, for every option
//! that is not there already. A list is replaced as a whole. So everything behind knows one command
//! line, and no second way to say a thing.
//!
//! The file is read before the process is confined: it tells which files are needed.

mod file;
mod keys;
#[cfg(test)]
mod schema;
mod show;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches};
use idport::catalogue::nearest;
use idport::error::Error;
use idport::formats::by_name;
use idport::visible;

use super::settings;
use super::terminal::say;
use super::typed::misused;
use file::{File, Setting};
pub(super) use show::{command, run};

const CONFIG: &str = "config";
const NO_CONFIG: &str = "no-config";
const USE: &str = "use";
const VARIABLE: &str = "IDPORT_CONFIG";

/// The file that is looked for in the working directory, and nowhere else.
const NAME: &str = "idport.toml";

/// The commands that no file has a say in.
const UNTOUCHED: &[&str] = &["formats", "explain", "schema", "config", "completions", "man"];

/// The options that name a target, as clap calls them.
const TARGETS: &[&str] = &["to", "target"];

/// The options that tell which file it is.
pub(super) fn options() -> [Arg; 3] {
    [
        Arg::new(CONFIG)
            .long(CONFIG)
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("File of settings [default: idport.toml in the working directory, if it is there]"),
        Arg::new(NO_CONFIG)
            .long(NO_CONFIG)
            .action(ArgAction::SetTrue)
            .conflicts_with_all([CONFIG, USE])
            .help("Read no file of settings"),
        Arg::new(USE)
            .long(USE)
            .value_name("PROFILE")
            .help("A profile of the file of settings: its [profiles.PROFILE.COMMAND] goes before [COMMAND]"),
    ]
}

/// The file in force, and the profile of it.
struct InForce {
    file: Option<File>,
    profile: Option<String>,
}

/// Adds what the file of settings tells to a command line, where that does not tell it. `complete` is
/// what the command line says, if nothing is missing in it.
pub(super) fn settle(
    words: &[OsString],
    complete: Option<&ArgMatches>,
) -> Result<Vec<OsString>, Error> {
    let lenient = if complete.is_none() { leniently(words) } else { None };
    let given = complete.or(lenient.as_ref());
    let Some((verb, given)) = given.and_then(ArgMatches::subcommand) else {
        return Ok(words.to_vec());
    };
    if UNTOUCHED.contains(&verb) {
        return Ok(words.to_vec());
    }
    let in_force = InForce::of(given)?;
    let added = in_force.added(verb, given);
    if !given.get_flag("quiet") {
        in_force.tell(&added, given.get_flag("verbose"));
    }
    Ok(merged(words.to_vec(), &added))
}

/// What was typed, however little sense it makes.
fn leniently(words: &[OsString]) -> Option<ArgMatches> {
    super::command().ignore_errors(true).try_get_matches_from(words).ok()
}

/// Options stand before the first `--`, inputs at the end.
fn merged(mut words: Vec<OsString>, added: &[&Setting]) -> Vec<OsString> {
    let at = words.iter().position(|word| word == "--").unwrap_or(words.len());
    let of = |is_option: bool| {
        let settings = added.iter().filter(move |setting| setting.is_option == is_option);
        settings.flat_map(|setting| setting.words.iter().map(OsString::from))
    };
    words.splice(at..at, of(true));
    words.extend(of(false));
    words
}

impl InForce {
    /// Reads the file that is meant.
    fn of(given: &ArgMatches) -> Result<Self, Error> {
        if given.get_flag(NO_CONFIG) {
            return Ok(InForce { file: None, profile: None });
        }
        let asked_for = given.get_one::<PathBuf>(CONFIG).cloned();
        let is_asked_for = asked_for.is_some();
        let of_environment = || std::env::var_os(VARIABLE).filter(|path| !path.is_empty());
        let found = || Some(PathBuf::from(NAME)).filter(|path| path.is_file());
        let path = asked_for.or_else(|| of_environment().map(PathBuf::from)).or_else(found);
        let file = path.map(|path| File::read(&path, is_asked_for)).transpose()?;
        let profile = given.get_one::<String>(USE).cloned();
        if let Some(name) = &profile {
            has_profile(file.as_ref(), name)?;
        }
        Ok(InForce { file, profile })
    }

    /// Says that a file has a say in it, unless the command line named it; if more is to be said,
    /// what it says.
    fn tell(&self, added: &[&Setting], is_verbose: bool) {
        let Some(file) = self.file.as_ref().filter(|_| !added.is_empty()) else { return };
        if !file.is_asked_for || is_verbose {
            say(&format!("note: using {}", file.shown));
        }
        for setting in added.iter().filter(|_| is_verbose) {
            say(&format!("note: {} ({})", visible::name(&setting.told()), setting.place));
        }
    }

    /// What the file adds to the arguments of a command. One file may serve several targets: what it
    /// says for another one than is meant is left out.
    fn added<'f>(&'f self, verb: &'f str, given: &ArgMatches) -> Vec<&'f Setting> {
        use clap::parser::ValueSource::CommandLine;
        let is_typed = |id: &str| given.value_source(id) == Some(CommandLine);
        let mut added = self.settings(verb);
        added.retain(|setting| !is_typed(&setting.id));
        let typed = TARGETS
            .iter()
            .find(|id| given.try_contains_id(id).is_ok_and(|is_there| is_there && is_typed(id)));
        let typed = typed.and_then(|id| given.try_get_one::<String>(id).ok()?.cloned());
        let said = { added.iter() }.find(|setting| TARGETS.contains(&setting.id.as_str()));
        let target = typed.or_else(|| said.and_then(|setting| setting.value()));
        if let Some(target) = target.as_deref().and_then(by_name) {
            added.retain(|setting| settings::may_go_with(&setting.id, target));
        }
        added
    }

    /// What the file says of a command: the profile first, and behind it what holds for all.
    fn settings<'f>(&'f self, verb: &'f str) -> Vec<&'f Setting> {
        let Some(file) = &self.file else { return Vec::new() };
        let of_profile = self.profile.iter().flat_map(|name| file.settings(Some(name), verb));
        let mut settings: Vec<&Setting> = Vec::new();
        for setting in of_profile.chain(file.settings(None, verb)) {
            if !settings.iter().any(|earlier| earlier.id == setting.id) {
                settings.push(setting);
            }
        }
        settings
    }
}

fn has_profile(file: Option<&File>, name: &str) -> Result<(), Error> {
    let shown = visible::name(name);
    let Some(file) = file else {
        let what = format!("--use {shown}: there is no {NAME} here that could have it");
        let tip = "'--config FILE' names a file of settings elsewhere".to_owned();
        return Err(misused(what, Some(tip), |_| None));
    };
    if file.profiles.iter().any(|own| own == name) {
        return Ok(());
    }
    let near = nearest(name, file.profiles.iter().map(String::as_str)).first().copied();
    let tip = match (near, file.profiles.is_empty()) {
        (Some(near), _) => format!("did you mean '{near}'?"),
        (None, true) => {
            "it has no profiles: they are tables such as [profiles.NAME.convert]".to_owned()
        }
        (None, false) => format!("its profiles are {}", file.profiles.join(", ")),
    };
    let what = format!("{} has no profile {shown}", file.shown);
    Err(misused(what, Some(tip), |typed| typed.replaced(name, near?)))
}
