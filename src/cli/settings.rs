//! Settings of formats as flags of the command line.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use idport::error::Error;
use idport::formats::{FORMATS, Format, Setting};

use super::typed::misused;

/// A setting, with the names of the formats that have it: those of one name are one flag.
type Flag = (&'static Setting, Vec<&'static str>);

/// Adds a flag for each setting of each format.
pub(super) fn with_settings(command: Command) -> Command {
    with_flags(command, flags_of_formats())
}

/// Adds a flag for each setting about reading a format.
pub(super) fn with_source_settings(command: Command) -> Command {
    let settings = FORMATS
        .iter()
        .flat_map(|format| format.all_source_settings().map(|setting| (format.name, setting)));
    with_flags(command, flags_of(settings))
}

/// Adds flags, under the names of their formats.
pub(super) fn with_flags(command: Command, flags: Vec<Flag>) -> Command {
    flags.into_iter().fold(command, |command, (setting, owners)| {
        command.arg(flag(setting).help_heading(format!("Options of {}", owners.join(" and "))))
    })
}

/// The flags for the settings of formats.
pub(super) fn flags_of(
    settings: impl Iterator<Item = (&'static str, &'static Setting)>,
) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    for (format, setting) in settings {
        match flags.iter_mut().find(|(known, _)| known.name == setting.name) {
            Some((_, owners)) if owners.contains(&format) => {}
            Some((_, owners)) => owners.push(format),
            None => flags.push((setting, vec![format])),
        }
    }
    flags
}

fn flags_of_formats() -> Vec<Flag> {
    flags_of(FORMATS.iter().flat_map(|format| {
        let settings = format.all_settings().chain(format.all_source_settings());
        settings.map(|setting| (format.name, setting))
    }))
}

/// What was given for a flag; nothing where the command does not have it.
pub(super) fn given(setting: &Setting, matches: &ArgMatches) -> Option<String> {
    match setting.value {
        Some(_) => matches.try_get_one::<String>(setting.name).ok()?.cloned(),
        None => {
            let is_set = matches.try_get_one::<bool>(setting.name).ok()?;
            is_set.is_some_and(|is_set| *is_set).then(|| "true".to_owned())
        }
    }
}

/// The flag of a setting of a format.
fn flag(setting: &'static Setting) -> Arg {
    let help = match setting.default {
        Some(default) => format!("{} [default: {default}]", setting.help),
        None => setting.help.to_owned(),
    };
    let arg = Arg::new(setting.name).long(setting.name).help(help);
    match setting.value {
        Some(value) if setting.is_file() => arg.value_name(value).value_hint(ValueHint::FilePath),
        Some(value) => arg.value_name(value),
        None => arg.action(ArgAction::SetTrue),
    }
}

/// May an option be given with this target? One that only other targets have may not.
pub(super) fn may_go_with(option: &str, target: &Format) -> bool {
    let is_it = |setting: &Setting| setting.name == option;
    let is_of_target = |format: &Format| format.all_settings().any(is_it);
    let is_of_source = |format: &Format| format.all_source_settings().any(is_it);
    let of_targets = FORMATS.iter().copied().any(is_of_target);
    !of_targets || FORMATS.iter().copied().any(is_of_source) || is_of_target(target)
}

/// The settings of source and target that were given; those of other formats are refused.
pub(super) fn settings(
    from: &Format,
    to: Option<&Format>,
    matches: &ArgMatches,
) -> Result<BTreeMap<String, String>, Error> {
    let mut given = BTreeMap::new();
    for (setting, owners) in flags_of_formats() {
        let Some(value) = self::given(setting, matches) else { continue };
        let targets = to.into_iter().flat_map(Format::all_settings);
        let mut known = targets.chain(from.all_source_settings());
        if !known.any(|own| own.name == setting.name) {
            let formats: Vec<_> = [Some(from), to].into_iter().flatten().collect();
            let other = { formats.iter() }.rfind(|format| !owners.contains(&format.name));
            let other = other.map_or("reading it", |format| format.name);
            return Err(of_others(setting, &owners, other));
        }
        let value = if setting.is_file() { text_of(Path::new(&value))? } else { value };
        given.insert(setting.name.to_owned(), value);
    }
    Ok(given)
}

/// Says whose setting it is that was given.
pub(super) fn of_others(setting: &Setting, owners: &[&str], format: &str) -> Error {
    let (name, owners) = (setting.name, owners.join(" and "));
    let what = format!("--{name} is an option of {owners}, not of {format}");
    let is_switch = setting.value.is_none();
    misused(what, None, |typed| typed.without_option(&format!("--{name}"), is_switch))
}

/// The longest file of options that is read, in bytes.
const LONGEST_FILE: u64 = 64 << 20;

/// The text of a file that is given with an option.
///
/// # Errors
/// When it cannot be read, is not UTF-8, or longer than any such file should be.
pub(super) fn text_of(path: &Path) -> Result<String, Error> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(Error::io("read", path))?;
    let read = file.take(LONGEST_FILE + 1).read_to_string(&mut text);
    read.map_err(Error::io("read", path))?;
    match text.len() as u64 > LONGEST_FILE {
        true => Err(Error::Refused(format!(
            "{} is longer than {LONGEST_FILE} bytes, which no such file should be",
            idport::visible::path(path)
        ))),
        false => Ok(text),
    }
}

/// The files that are given as settings.
pub(super) fn files(matches: &ArgMatches) -> impl Iterator<Item = PathBuf> {
    let files = flags_of_formats().into_iter().filter(|(setting, _)| setting.is_file());
    files.filter_map(|(setting, _)| given(setting, matches)).map(PathBuf::from)
}

/// Refuses when a setting that the target demands is not given.
pub(super) fn demand(to: &Format, given: &BTreeMap<String, String>) -> Result<(), Error> {
    let is_missing = |setting: &&&Setting| setting.required && !given.contains_key(setting.name);
    let missing: Vec<_> = { to.settings.iter().filter(is_missing) }
        .flat_map(|setting| {
            [format!("--{}", setting.name), setting.value.unwrap_or_default().to_owned()]
        })
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => {
            let what = format!("to write {}, give also {}", to.name, missing.join(" "));
            Err(misused(what, None, |typed| Some(typed.with(missing))))
        }
    }
}

/// The value of a setting when none is given.
pub(super) fn default_of(name: &str) -> Option<&'static str> {
    named(name)?.default
}

/// What the value of a setting stands for.
pub(super) fn placeholder_of(name: &str) -> Option<&'static str> {
    named(name)?.value
}

fn named(name: &str) -> Option<&'static Setting> {
    let mut flags = flags_of_formats().into_iter();
    flags.find(|(setting, _)| setting.name == name).map(|(setting, _)| setting)
}
