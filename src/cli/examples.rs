//! Examples for the help of each command. They stand in files of their own, because they name
//! formats, which the rest of the command line does not.

use clap::Command;

/// A command that shows its examples with its help.
pub(super) fn shown_by(command: Command) -> Command {
    match of(command.get_name()) {
        Some(text) => command.after_help(format!("Examples:\n{}", text.trim_end())),
        None => command,
    }
}

/// The examples of a command: what for, and below it the command line.
fn of(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "convert" => include_str!("help/convert.txt"),
        "validate" => include_str!("help/validate.txt"),
        "inspect" => include_str!("help/inspect.txt"),
        "verify" => include_str!("help/verify.txt"),
        "sample" => include_str!("help/sample.txt"),
        "generate" => include_str!("help/generate.txt"),
        "formats" => include_str!("help/formats.txt"),
        "explain" => include_str!("help/explain.txt"),
        "schema" => include_str!("help/schema.txt"),
        "config" => include_str!("help/config.txt"),
        "completions" => include_str!("help/completions.txt"),
        "man" => include_str!("help/man.txt"),
        _ => return None,
    })
}
