//! `idport config`: what is in effect, and where it comes from.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::error::Error;
use idport::visible;
use serde_json::{Map, Value, json};

use super::keys::{Key, Kind, List, keys, verbs, whole};
use super::{InForce, leniently, merged};
use crate::cli::sandbox::Grants;
use crate::cli::stdout::to_stdout;
use crate::cli::{Ended, settings};

/// Show which settings are in effect for each command, and where each comes from
#[derive(Args)]
struct Arguments {
    /// How to show them
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
    /// A command and its options: shows what would be in effect for it
    #[arg(value_name = "COMMAND", trailing_var_arg = true, allow_hyphen_values = true)]
    line: Vec<OsString>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people
    Text,
    /// A file of settings that says all of it
    Toml,
    /// One JSON document
    Json,
}

pub(in crate::cli) fn command() -> Command {
    Arguments::augment_args(Command::new("config"))
}

pub(in crate::cli) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = crate::cli::parse(matches)?;
    let in_force = in_force(&arguments.line, matches)?;
    crate::cli::confine(&Grants::default(), matches, false);
    let whole = whole();
    let asked_for = arguments.line.first().map(|name| name.to_string_lossy().into_owned());
    let mut shown: Vec<_> = verbs(&whole).collect();
    if let Some(name) = &asked_for {
        let names: Vec<_> = shown.iter().map(|verb| verb.get_name().to_owned()).collect();
        shown.retain(|verb| verb.get_name() == name);
        if shown.is_empty() {
            return Err(no_command(name, &names));
        }
    }
    let tables: Vec<_> = shown
        .into_iter()
        .map(|verb| (verb.get_name(), in_effect(verb, &in_force, &arguments.line)))
        .collect();
    let text = match arguments.output {
        Output::Text => text(&in_force, &tables),
        Output::Toml => toml(&tables),
        Output::Json => document(&in_force, &tables)?,
    };
    to_stdout(text.as_bytes())?;
    Ok(Ended::Clean)
}

/// The file and the profile that the command names, or else those that were named for this one.
fn in_force(line: &[OsString], matches: &ArgMatches) -> Result<InForce, Error> {
    let words: Vec<OsString> =
        [OsString::from("idport")].into_iter().chain(line.to_vec()).collect();
    let given = leniently(&words);
    let named = given.as_ref().and_then(ArgMatches::subcommand).map(|(_, given)| given);
    let is_typed = |given: &&ArgMatches| {
        let options = [super::CONFIG, super::NO_CONFIG, super::USE];
        options.iter().any(|id| given.value_source(id) == Some(ValueSource::CommandLine))
    };
    InForce::of(named.filter(is_typed).unwrap_or(matches))
}

fn no_command(name: &str, names: &[String]) -> Error {
    let what = format!("no file of settings has a say in {name}");
    let tip = format!("settings are of {}", names.join(", "));
    Error::Misused { what, tips: vec![tip], instead: None }
}

/// Where a value comes from that nobody gave.
const BUILT_IN: &str = "built-in";

/// A setting in effect.
struct Effective {
    key: String,
    value: Value,
    from: String,
}

fn in_effect(verb: &Command, in_force: &InForce, line: &[OsString]) -> Vec<Effective> {
    let name = verb.get_name();
    let line = if line.is_empty() { vec![name.into()] } else { line.to_vec() };
    let words: Vec<OsString> = ["idport".into()].into_iter().chain(line).collect();
    let Some(given) = leniently(&words) else { return Vec::new() };
    let Some((_, given)) = given.subcommand() else { return Vec::new() };
    let added = in_force.added(name, given);
    let place =
        |id: &str| { added.iter().find(|one| one.id == id) }.map(|one| one.place.to_string());
    let Some(all) = leniently(&merged(words, &added)) else { return Vec::new() };
    let Some((_, all)) = all.subcommand() else { return Vec::new() };
    let of_key = |key: Key| {
        let source = all.value_source(&key.id);
        let from = place(&key.id).or_else(|| match source {
            Some(ValueSource::CommandLine) => Some("command line".to_owned()),
            _ => Some(BUILT_IN.to_owned()),
        })?;
        let value = value(&key, all)?;
        Some(Effective { key: key.name, value, from })
    };
    keys(verb).filter_map(of_key).collect()
}

/// The value of a setting, as a file would have it; nothing where there is none.
fn value(key: &Key, matches: &ArgMatches) -> Option<Value> {
    if key.kind == Kind::Switch {
        return Some(matches.get_flag(&key.id).into());
    }
    let raw = matches.get_raw(&key.id).into_iter().flatten();
    let values: Vec<_> =
        raw.map(|value| visible::name(&value.to_string_lossy()).into_owned()).collect();
    if key.list == List::Repeated {
        return (!values.is_empty()).then(|| json!(values));
    }
    let value = values.into_iter().next();
    let value = value.or_else(|| settings::default_of(&key.id).map(str::to_owned))?;
    match (&key.kind, value.parse::<u64>()) {
        (Kind::Number, Ok(number)) => Some(number.into()),
        (Kind::Number, Err(_)) => value.parse::<f64>().ok().map(Into::into),
        _ => Some(value.into()),
    }
}

fn text(in_force: &InForce, tables: &[(&str, Vec<Effective>)]) -> String {
    let file = in_force.file.as_ref().map_or("none", |file| &file.shown);
    let mut text = format!("file of settings: {file}\n");
    if let Some(profile) = &in_force.profile {
        let _ = writeln!(text, "profile: {}", visible::name(profile));
    }
    for (verb, settings) in tables {
        let _ = writeln!(text, "\n[{verb}]");
        for Effective { key, value, from } in settings {
            let said = format!("{key} = {value}");
            let _ = writeln!(text, "{said:<44} {from}");
        }
    }
    text
}

fn toml(tables: &[(&str, Vec<Effective>)]) -> String {
    let mut text = String::new();
    for (verb, settings) in tables {
        let between = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{between}[{verb}]");
        for Effective { key, value, from } in settings {
            // What nobody said may be an option of a format that is not meant.
            let unsaid = if from == BUILT_IN { "# " } else { "" };
            let _ = writeln!(text, "{unsaid}{key} = {value} # {from}");
        }
    }
    text
}

fn document(in_force: &InForce, tables: &[(&str, Vec<Effective>)]) -> Result<String, Error> {
    let of_table = |settings: &Vec<Effective>| {
        let pair =
            |one: &Effective| (one.key.clone(), json!({ "value": one.value, "from": one.from }));
        Value::Object(settings.iter().map(pair).collect::<Map<_, _>>())
    };
    let commands: Map<_, _> =
        tables.iter().map(|(verb, settings)| ((*verb).to_owned(), of_table(settings))).collect();
    let document = json!({
        "file": in_force.file.as_ref().map(|file| &file.shown),
        "profile": in_force.profile,
        "commands": commands,
    });
    visible::json(&document).map_err(|error| Error::Refused(error.to_string()))
}
