//! What can be set in a file: the options of the commands, as clap knows them.

use std::any::TypeId;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, Command, ValueHint};

use super::{CONFIG, NO_CONFIG, UNTOUCHED, USE};
use crate::cli::NO_SANDBOX;

/// Options that a file cannot set: those that tell of the file, and the one that lowers a guard,
/// which nobody should do without seeing it.
const NEVER: &[&str] = &["help", "version", CONFIG, NO_CONFIG, USE, NO_SANDBOX];

/// Something that can be set.
pub(super) struct Key {
    /// How clap calls it.
    pub(super) id: String,
    /// How the file calls it: the long option.
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) list: List,
    /// Is it a file or folder?
    pub(super) is_path: bool,
    /// Is it an option, and not what stands by itself?
    pub(super) is_option: bool,
    #[cfg_attr(not(test), allow(dead_code, reason = "editors are told with the schema"))]
    pub(super) help: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Switch,
    Number,
    Choice(Vec<String>),
    Text,
}

/// Can several be given?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// One only.
    No,
    /// The option several times.
    Repeated,
    /// One text with commas.
    Joined,
}

/// The commands that a file has a say in.
pub(super) fn verbs(whole: &Command) -> impl Iterator<Item = &Command> {
    whole.get_subcommands().filter(|verb| {
        let name = verb.get_name();
        !UNTOUCHED.contains(&name) && name != "help"
    })
}

/// The whole command line, in which every command has the options of all of them.
pub(super) fn whole() -> Command {
    let mut whole = crate::cli::command();
    whole.build();
    whole
}

/// What can be set for a command.
pub(super) fn keys(verb: &Command) -> impl Iterator<Item = Key> + '_ {
    let args = verb.get_arguments().filter(|arg| !NEVER.contains(&arg.get_id().as_str()));
    args.filter(|arg| !arg.is_hide_set()).map(Key::of)
}

impl Key {
    fn of(arg: &Arg) -> Self {
        let id = arg.get_id().as_str().to_owned();
        let value = arg.get_value_names().and_then(<[_]>::first).map_or("", |name| name.as_str());
        let is_path = matches!(
            arg.get_value_hint(),
            ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath
        );
        Key {
            name: arg.get_long().map_or_else(|| id.clone(), str::to_owned),
            kind: kind(arg),
            list: match arg.get_action() {
                ArgAction::Append => List::Repeated,
                _ if is_joined(value) => List::Joined,
                _ => List::No,
            },
            is_path,
            is_option: !arg.is_positional(),
            help: arg.get_help().map(ToString::to_string).unwrap_or_default(),
            id,
        }
    }

    /// The words of the command line that say this.
    pub(super) fn words(&self, values: &[String]) -> Vec<String> {
        let said = |value: &String| format!("--{}={value}", self.name);
        match (&self.kind, self.list) {
            _ if !self.is_option => values.to_vec(),
            (Kind::Switch, _) => vec![format!("--{}", self.name)],
            (_, List::Joined) => vec![said(&values.join(","))],
            (_, List::No | List::Repeated) => values.iter().map(said).collect(),
        }
    }
}

/// Is it one text that holds several with commas, as the placeholders of settings tell?
fn is_joined(placeholder: &str) -> bool {
    placeholder.ends_with(",…") || ["IDS", "NAMES"].contains(&placeholder)
}

fn kind(arg: &Arg) -> Kind {
    if !arg.get_action().takes_values() {
        return Kind::Switch;
    }
    let choices: Vec<_> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    match (choices.is_empty(), is_number(arg.get_value_parser())) {
        (false, _) => Kind::Choice(choices),
        (true, true) => Kind::Number,
        (true, false) => Kind::Text,
    }
}

fn is_number(parser: &ValueParser) -> bool {
    let numbers = [
        TypeId::of::<u16>(),
        TypeId::of::<u32>(),
        TypeId::of::<u64>(),
        TypeId::of::<usize>(),
        TypeId::of::<f64>(),
    ];
    numbers.iter().any(|number| parser.type_id() == *number)
}
