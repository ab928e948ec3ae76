//! What people are told: on standard error, in colour and within the width where it is a terminal.
//!
//! Colours are put around the few words that this program starts lines with. What comes from data
//! was made harmless before, so no colour is ever taken from it.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::{Arg, ArgAction, ArgMatches};
use idport::visible;
use terminal_size::{Width, terminal_size_of};

use super::progress;

const COLOR: &str = "color";
const VERBOSE: &str = "verbose";

/// Is more to be said than usual?
static IS_VERBOSE: AtomicBool = AtomicBool::new(false);

/// The options of every command that are about what is told.
pub(super) fn options() -> [Arg; 3] {
    [
        Arg::new("quiet")
            .short('q')
            .long("quiet")
            .action(ArgAction::SetTrue)
            .conflicts_with(VERBOSE)
            .help("Say nothing but errors"),
        Arg::new(VERBOSE)
            .short('v')
            .long(VERBOSE)
            .action(ArgAction::SetTrue)
            .help("Say more: the files that are read, and which settings are in effect"),
        Arg::new(COLOR)
            .long(COLOR)
            .value_name("WHEN")
            .value_parser(["auto", "always", "never"])
            .default_value("auto")
            .hide_possible_values(true)
            .help("Colours: auto, always or never; NO_COLOR and CLICOLOR are respected too"),
    ]
}

/// Colours before the command line is understood, so that errors in it have them too.
pub(super) fn colours_of(words: &[String]) {
    let at = words.iter().position(|word| word == "--color");
    let value = at.and_then(|at| words.get(at + 1)).map(String::as_str);
    let joined = words.iter().find_map(|word| word.strip_prefix("--color="));
    match joined.or(value) {
        Some("always") => ColorChoice::Always.write_global(),
        Some("never") => ColorChoice::Never.write_global(),
        // Where tests are run for others, everything is taken for a terminal with colours.
        _ if is_dumb() => ColorChoice::Never.write_global(),
        _ => {}
    }
}

/// Does the terminal say that it knows no escapes, and nobody that it does?
fn is_dumb() -> bool {
    let is_forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
    !is_forced && std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Takes what was asked for; a file of settings may have.
pub(super) fn prepare(matches: &ArgMatches) {
    IS_VERBOSE.store(matches.get_flag(VERBOSE), Ordering::Relaxed);
    if let Some(when) = matches.get_one::<String>(COLOR) {
        colours_of(&[format!("--color={when}")]);
    }
}

/// The colours of what clap prints.
pub(super) fn of_clap() -> clap::ColorChoice {
    match ColorChoice::global() {
        ColorChoice::Always | ColorChoice::AlwaysAnsi => clap::ColorChoice::Always,
        ColorChoice::Never => clap::ColorChoice::Never,
        ColorChoice::Auto => clap::ColorChoice::Auto,
    }
}

/// Says something to the person at the terminal. Nobody is there to be told of a failure.
pub(super) fn say(text: &str) {
    let text = visible::visible(text);
    let text = wrapped(&text, width(&io::stderr()));
    progress::away(|| {
        let _ = writeln!(anstream::stderr().lock(), "{}", painted(&text));
    });
}

/// Says something only where more is wanted.
pub(super) fn say_more(text: impl FnOnce() -> String) {
    if IS_VERBOSE.load(Ordering::Relaxed) {
        say(&text());
    }
}

/// Text for standard output, which may be a terminal.
pub(super) fn for_stdout(text: &str) -> String {
    let text = visible::visible(text);
    let stdout = io::stdout();
    let text = wrapped(&text, width(&stdout));
    match AutoStream::choice(&stdout) {
        ColorChoice::Never => text,
        _ => painted(&text),
    }
}

/// The columns of a terminal.
#[cfg(unix)]
fn width(stream: &(impl io::IsTerminal + std::os::fd::AsFd)) -> Option<usize> {
    let size = stream.is_terminal().then(|| terminal_size_of(stream))?;
    size.map(|(Width(columns), _)| usize::from(columns))
}

/// The columns of a terminal.
#[cfg(windows)]
fn width(stream: &(impl io::IsTerminal + std::os::windows::io::AsHandle)) -> Option<usize> {
    let size = stream.is_terminal().then(|| terminal_size_of(stream))?;
    size.map(|(Width(columns), _)| usize::from(columns))
}

/// Words that lines begin with.
const WORDS: &[(&str, Style)] = &[
    ("error", AnsiColor::Red.on_default().bold()),
    ("warning", AnsiColor::Yellow.on_default().bold()),
    ("note", AnsiColor::Cyan.on_default().bold()),
    ("tip", AnsiColor::Green.on_default()),
    ("try", AnsiColor::Green.on_default()),
];

/// Text with such words in colour.
fn painted(text: &str) -> String {
    text.split_inclusive('\n').map(painted_line).collect()
}

fn painted_line(line: &str) -> String {
    let start = line.trim_start_matches(' ');
    let indent = &line[..line.len() - start.len()];
    for (word, style) in WORDS {
        if let Some(rest) = start.strip_prefix(word)
            && rest.starts_with([':', '['])
        {
            return format!("{indent}{style}{word}{style:#}{rest}");
        }
    }
    line.to_owned()
}

/// The narrowest terminal that lines are broken for.
const NARROWEST: usize = 30;

/// Lines that are too long, broken at blanks; what follows stands under the text of the line. A
/// command to try stays in one piece, for it is there to be copied.
fn wrapped(text: &str, width: Option<usize>) -> String {
    let Some(width) = width.filter(|width| *width >= NARROWEST) else { return text.to_owned() };
    let lines: Vec<_> = text.split('\n').map(|line| wrapped_line(line, width)).collect();
    lines.join("\n")
}

fn wrapped_line(line: &str, width: usize) -> String {
    let start = line.trim_start_matches(' ');
    if line.chars().count() <= width || start.starts_with("try: ") {
        return line.to_owned();
    }
    let indent = line.len() - start.len();
    let (mut out, mut column) = (" ".repeat(indent), indent);
    let mut is_first = true;
    for word in start.split(' ') {
        let length = word.chars().count();
        if is_first {
            is_first = false;
        } else if column + 1 + length > width {
            out = format!("{}\n{}", out.trim_end(), " ".repeat(indent + 2));
            column = indent + 2;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_lines_begin_with_have_colours() {
        let plain = "error: warning: x\n  tip: y\nerrors in note: z\nwarning[CD-042]: error";
        let shown = painted(plain);
        assert_eq!(shown.matches("\u{1b}[1m").count(), 2, "{shown}");
        assert!(shown.contains("\u{1b}[0m: warning: x\n"), "{shown}");
        assert!(shown.contains("\nerrors in note: z\n"), "{shown}");
        assert_eq!(anstream::adapter::strip_str(&shown).to_string(), plain);
    }

    #[test]
    fn long_lines_are_broken_at_blanks_and_no_word_is_lost() {
        let text = "  one two three four five six seven eight nine\nshort\n  try: idport convert a b c d e f";
        let shown = wrapped(text, Some(30));
        assert_eq!(
            shown,
            "  one two three four five six\n    seven eight nine\nshort\n  try: idport convert a b c d e f"
        );
        assert_eq!(wrapped(text, None), text);
        let long = "x".repeat(50);
        assert_eq!(wrapped(&long, Some(30)), long);
    }
}
