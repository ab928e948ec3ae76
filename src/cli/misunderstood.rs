//! What is wrong with a command line, what was meant, and the command that does it.
//!
//! What clap says stays as it is, for people know it; the usage makes room for the command.

use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};
use idport::catalogue::nearest;

use super::typed::Typed;

/// Tells why the words of a command line make no sense. `typed` is what the operator typed of them.
pub(super) fn told(command: Command, words: &Typed, typed: &Typed) -> String {
    let words = ["idport".to_owned()].into_iter().chain(words.words().iter().cloned());
    match command.clone().try_get_matches_from(words) {
        Ok(_) => String::new(),
        Err(error) => text(&error, &advice(&error, &command, typed)),
    }
}

/// What more can be said than clap does.
#[derive(Default)]
struct Advice {
    tip: Option<String>,
    correct: Option<Typed>,
}

fn text(error: &Error, advice: &Advice) -> String {
    let said = error.render().to_string();
    let command = advice.correct.as_ref().and_then(Typed::command);
    let mut paragraphs: Vec<String> = Vec::new();
    for paragraph in said.trim_end().split("\n\n") {
        let is_usage = paragraph.starts_with("Usage:");
        // How to make a value of it is said of everything that starts with a dash.
        let is_noise = paragraph.trim_start().starts_with("tip: to pass");
        if is_usage || paragraph.starts_with("For more information") {
            let lines = [
                advice
                    .tip
                    .as_ref()
                    .filter(|_| is_usage || command.is_none())
                    .map(|tip| format!("  tip: {tip}")),
                command.as_ref().map(|command| format!("  try: {command}")),
            ];
            let lines: Vec<_> = lines.into_iter().flatten().collect();
            match paragraphs.last_mut() {
                Some(last) if last.starts_with("  tip:") && is_usage && !lines.is_empty() => {
                    *last = format!("{last}\n{}", lines.join("\n"));
                }
                _ if is_usage && !lines.is_empty() => paragraphs.push(lines.join("\n")),
                _ => {}
            }
        }
        let is_kept = !(is_usage && command.is_some() || is_noise);
        if is_kept {
            paragraphs.push(paragraph.to_owned());
        }
    }
    paragraphs.join("\n\n")
}

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
    if let Some(right) = one(error, ContextKind::SuggestedArg) {
        return Advice { tip: None, correct: typed.replaced(name_of(wrong), name_of(right)) };
    }
    let verb = typed.words().iter().find_map(|word| command.find_subcommand(word));
    let has =
        |verb: &Command, long: &str| verb.get_arguments().any(|arg| arg.get_long() == Some(long));
    // One dash where two were meant: clap looks at the letters one by one.
    let short = typed.words().iter().find(|word| wrong.len() == 2 && word.starts_with(wrong));
    let long = short.and_then(|word| word.strip_prefix('-')).map(name_of);
    if let (Some(long), Some(verb)) = (long, verb)
        && has(verb, long)
    {
        let (one, two) = (format!("-{long}"), format!("--{long}"));
        let tip = Some(format!("long options have two dashes: '{two}'"));
        return Advice { tip, correct: typed.replaced(&one, &two) };
    }
    let long = name_of(wrong).trim_start_matches('-');
    let others: Vec<_> = command
        .get_subcommands()
        .filter(|verb| has(verb, long))
        .map(|verb| format!("'idport {}'", verb.get_name()))
        .collect();
    let tip = (wrong.starts_with("--") && !others.is_empty())
        .then(|| format!("'--{long}' is an option of {}", others.join(" and ")));
    Advice { tip, correct: None }
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
