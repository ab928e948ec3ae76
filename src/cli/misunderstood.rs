//! What is wrong with a command line, what was meant, and the command that does it.
//!
//! What clap says stays as it is, for people know it; the usage makes room for the command.

use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};
use idport::catalogue::nearest;

use super::typed::Typed;

/// Tells why the words of a command line make no sense. `typed` is what the operator typed of them.
pub(super) fn told(command: &Command, words: &Typed, typed: &Typed) -> String {
    let words = ["idport".to_owned()].into_iter().chain(words.words().iter().cloned());
    match command.clone().try_get_matches_from(words) {
        Ok(_) => String::new(),
        Err(error) => text(&error, &advice(&error, command, typed)),
    }
}

/// What more can be said than clap does.
#[derive(Default)]
struct Advice {
    tip: Option<String>,
    correct: Option<Typed>,
}

/// What clap says, with the advice at its end. A usage makes room for a command, and a tip of clap
/// for a better one.
fn text(error: &Error, advice: &Advice) -> String {
    let said = error.render().to_string();
    let command = advice.correct.as_ref().and_then(Typed::command);
    let is_kept = |paragraph: &&str| match paragraph.trim_start() {
        // How to make a value of it is said of everything that starts with a dash.
        text if text.starts_with("tip: to pass") => false,
        text if text.starts_with("tip:") => advice.tip.is_none(),
        text if text.starts_with("Usage:") => advice.tip.is_none() && command.is_none(),
        text => !text.starts_with(MORE),
    };
    let mut paragraphs: Vec<_> =
        said.trim_end().split("\n\n").filter(is_kept).map(str::to_owned).collect();
    let tip = advice.tip.iter().map(|tip| format!("  tip: {tip}"));
    let own: Vec<_> =
        tip.chain(command.iter().map(|command| format!("  try: {command}"))).collect();
    match paragraphs.last_mut().filter(|last| last.starts_with("  tip:")) {
        _ if own.is_empty() => {}
        Some(tip) => *tip = format!("{tip}\n{}", own.join("\n")),
        None => paragraphs.push(own.join("\n")),
    }
    paragraphs.extend(said.contains(MORE).then(|| format!("{MORE}, try '--help'.")));
    paragraphs.join("\n\n")
}

const MORE: &str = "For more information";

fn advice(error: &Error, command: &Command, typed: &Typed) -> Advice {
    let said = |kind| one(error, kind);
    match error.kind() {
        ErrorKind::UnknownArgument => unknown_option(error, command, typed),
        ErrorKind::InvalidSubcommand => no_verb(error, command, typed),
        ErrorKind::MissingRequiredArgument => missing(error, typed),
        ErrorKind::InvalidValue if said(ContextKind::InvalidValue).is_none_or(str::is_empty) => {
            no_value(error, typed)
        }
        ErrorKind::InvalidValue => not_one_of(error, typed),
        _ => Advice::default(),
    }
}

/// The only text of a kind, or the first.
fn one(error: &Error, kind: ContextKind) -> Option<&str> {
    many(error, kind).first().map(|text| &**text)
}

fn many(error: &Error, kind: ContextKind) -> &[String] {
    match error.get(kind) {
        Some(ContextValue::String(text)) => std::slice::from_ref(text),
        Some(ContextValue::Strings(texts)) => texts,
        _ => &[],
    }
}

/// The name of an option, without what it takes: clap says `--to <FORMAT>`.
fn name_of(option: &str) -> &str {
    option.split([' ', '=']).next().unwrap_or(option)
}

fn unknown_option(error: &Error, command: &Command, typed: &Typed) -> Advice {
    let Some(wrong) = one(error, ContextKind::InvalidArg) else { return Advice::default() };
    let Some(verb) = typed.words().iter().find_map(|word| command.find_subcommand(word)) else {
        return Advice::default();
    };
    let known: Vec<_> = longs(verb).chain(longs(command)).collect();
    // One dash where two were meant: clap looks at the letters one by one.
    let short = typed.words().iter().find(|word| wrong.len() == 2 && word.starts_with(wrong));
    let long = short.and_then(|word| word.strip_prefix('-')).map(name_of);
    if let Some(long) = long.filter(|long| known.contains(long)) {
        let tip = Some(format!("long options have two dashes: '--{long}'"));
        let correct = typed.replaced(&format!("-{long}"), &format!("--{long}"));
        return Advice { tip, correct };
    }
    let Some(long) = name_of(wrong).strip_prefix("--") else { return Advice::default() };
    let others = command.get_subcommands().filter(|verb| longs(verb).any(|own| own == long));
    let others: Vec<_> = others.map(|verb| format!("`idport {}`", verb.get_name())).collect();
    if !others.is_empty() {
        let tip = Some(format!("'--{long}' is an option of {}", others.join(" and ")));
        return Advice { tip, correct: None };
    }
    let right = match nearest(long, known.iter().copied()).first() {
        Some(near) => Some(format!("--{near}")),
        None => one(error, ContextKind::SuggestedArg).map(|right| name_of(right).to_owned()),
    };
    let tip = match &right {
        Some(right) => format!("a similar argument exists: '{right}'"),
        None => format!("`idport {} --help` lists all of them", verb.get_name()),
    };
    let correct = right.and_then(|right| typed.replaced(name_of(wrong), &right));
    Advice { tip: Some(tip), correct }
}

/// The long options of a command.
fn longs(command: &Command) -> impl Iterator<Item = &str> {
    command.get_arguments().filter_map(clap::Arg::get_long)
}

/// The first word is no command: perhaps a file.
fn no_verb(error: &Error, command: &Command, typed: &Typed) -> Advice {
    let Some(wrong) = one(error, ContextKind::InvalidSubcommand) else { return Advice::default() };
    if let Some(right) = one(error, ContextKind::SuggestedSubcommand) {
        return Advice { tip: None, correct: typed.replaced(wrong, right) };
    }
    if is_like_a_file(wrong) {
        let verb = if typed.has("--to") { "convert" } else { "validate" };
        let tip = Some(format!("say first what to do with {wrong}"));
        return Advice { tip, correct: Some(typed.after(verb)) };
    }
    let names: Vec<_> = command.get_subcommands().map(Command::get_name).collect();
    let tip = match nearest(wrong, names.iter().copied()).first() {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("the commands are {}", names.join(", ")),
    };
    Advice { tip: Some(tip), correct: None }
}

/// What is missing stands at the end, as a placeholder.
fn missing(error: &Error, typed: &Typed) -> Advice {
    let of_option = |text: &String| text.replace(['<', '>', '[', ']'], "").replace("...", "");
    let missing = many(error, ContextKind::InvalidArg).iter().map(of_option);
    let words: Vec<_> =
        missing.flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    Advice { tip: None, correct: Some(typed.with(words)) }
}

/// An option stands there without its value.
fn no_value(error: &Error, typed: &Typed) -> Advice {
    let Some(option) = one(error, ContextKind::InvalidArg) else { return Advice::default() };
    let name = name_of(option);
    let value = option.split(['<', '>']).nth(1).unwrap_or("VALUE");
    let name = if typed.has(name) { name } else { return Advice::default() };
    let bare = typed.replaced(&format!("{name}="), name).unwrap_or_else(|| typed.clone());
    Advice { tip: None, correct: bare.replaced(name, &format!("{name}={value}")) }
}

/// A value that is none of those that there are.
fn not_one_of(error: &Error, typed: &Typed) -> Advice {
    let (Some(option), Some(wrong)) =
        (one(error, ContextKind::InvalidArg), one(error, ContextKind::InvalidValue))
    else {
        return Advice::default();
    };
    let known = many(error, ContextKind::ValidValue);
    if let Some(right) = one(error, ContextKind::SuggestedValue) {
        return Advice { tip: None, correct: typed.replaced(wrong, right) };
    }
    if is_like_a_file(wrong) {
        return instead_of_a_format(name_of(option), wrong, typed);
    }
    let is_near = |known: &&String| known.starts_with(wrong) || wrong.starts_with(known.as_str());
    let near: Vec<_> = known.iter().filter(is_near).map(|known| format!("'{known}'")).collect();
    let tip = (!near.is_empty()).then(|| format!("did you mean {}?", near.join(" or ")));
    Advice { tip, correct: None }
}

/// A file where a format is named: it is what is written, or what is read.
fn instead_of_a_format(option: &str, file: &str, typed: &Typed) -> Advice {
    let has_output = typed.has("-o") || typed.has("--output");
    let (tip, correct) = match option {
        "--to" if !has_output => {
            let correct = typed.replaced(file, "FORMAT");
            let correct = correct.map(|typed| typed.with(["-o", file]));
            ("'--to' takes the name of a format; where to write is said with '-o'", correct)
        }
        "--from" => {
            let bare = typed.without(&format!("--from={file}")).without("--from");
            let correct = if bare.has(file) { bare } else { bare.with([file]) };
            (
                "'--from' takes the name of a format; files to read stand by themselves",
                Some(correct),
            )
        }
        _ => return Advice::default(),
    };
    Advice { tip: Some(tip.to_owned()), correct }
}

fn is_like_a_file(word: &str) -> bool {
    word.contains(['.', '/']) || Path::new(word).exists()
}
