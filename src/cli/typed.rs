//! The command line as it was typed, and as it should have been.

use std::ffi::OsString;

use idport::error::Error;
use idport::visible;

/// The words of a command line, without the name of the program, shown as harmless ones: they may
/// be names of files, which others chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typed {
    words: Vec<String>,
    /// Is a word shown otherwise than it was typed? Such a command is no help to anyone.
    is_escaped: bool,
}

impl Typed {
    /// The command line of this process.
    pub(super) fn of_process() -> Self {
        Self::of(&std::env::args_os().collect::<Vec<_>>())
    }

    /// These words, of which the first is the name of the program.
    pub(super) fn of(words: &[OsString]) -> Self {
        let mut typed = Typed { words: Vec::new(), is_escaped: false };
        for word in words.iter().skip(1) {
            let shown = visible::name(&word.to_string_lossy()).into_owned();
            typed.is_escaped |= word.to_str() != Some(&shown);
            typed.words.push(shown);
        }
        typed
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// Was this word typed, alone or before a `=`?
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|own| own.split('=').next() == Some(word))
    }

    /// The value that was typed for an option.
    pub(super) fn value_of(&self, option: &str) -> Option<String> {
        let mut words = self.words.iter();
        while let Some(word) = words.next() {
            match word.split_once('=') {
                _ if word == option => return words.next().cloned(),
                Some((name, value)) if name == option => return Some(value.to_owned()),
                _ => {}
            }
        }
        None
    }

    /// With another word in the place of one: the word itself, the name before a `=`, the value
    /// behind it, or one of several with commas.
    pub(super) fn replaced(&self, wrong: &str, right: &str) -> Option<Self> {
        let mut typed = self.clone();
        for word in &mut typed.words {
            let replaced = match word.split_once('=') {
                _ if word == wrong => Some(right.to_owned()),
                Some((name, value)) if name == wrong => Some(format!("{right}={value}")),
                Some((name, value)) if value.split(',').any(|one| one == wrong) => {
                    Some(format!("{name}={}", in_list(value, wrong, right)))
                }
                _ if word.split(',').any(|one| one == wrong) => Some(in_list(word, wrong, right)),
                _ => None,
            };
            if let Some(replaced) = replaced {
                *word = replaced;
                return Some(typed);
            }
        }
        None
    }

    /// With more words: before the first one that only names files, or at the end.
    #[must_use]
    pub(super) fn with<S: Into<String>>(&self, more: impl IntoIterator<Item = S>) -> Self {
        let mut typed = self.clone();
        let at = typed.words.iter().position(|word| word == "--").unwrap_or(typed.words.len());
        typed.words.splice(at..at, more.into_iter().map(Into::into));
        typed
    }

    /// With a word at the front.
    #[must_use]
    pub(super) fn after(&self, verb: &str) -> Self {
        let mut typed = self.clone();
        typed.words.insert(0, verb.to_owned());
        typed
    }

    /// Without this word.
    #[must_use]
    pub(super) fn without(&self, word: &str) -> Self {
        let mut typed = self.clone();
        typed.words.retain(|own| own != word);
        typed
    }

    /// Without this option, and the value behind it.
    pub(super) fn without_option(&self, option: &str, is_switch: bool) -> Option<Self> {
        let mut typed = self.clone();
        let is_it = |word: &String| word.split('=').next() == Some(option);
        let at = typed.words.iter().position(is_it)?;
        let words = if is_switch || typed.words[at] != option { 1 } else { 2 };
        typed.words.drain(at..(at + words).min(typed.words.len()));
        Some(typed)
    }

    /// The command as a shell takes it; nothing where a word cannot be shown as it is.
    pub(super) fn command(&self) -> Option<String> {
        let words =
            ["idport".to_owned()].into_iter().chain(self.words.iter().map(|word| quoted(word)));
        (!self.is_escaped).then(|| words.collect::<Vec<_>>().join(" "))
    }
}

/// A list with another word in the place of one.
fn in_list(list: &str, wrong: &str, right: &str) -> String {
    let words = list.split(',').map(|word| if word == wrong { right } else { word });
    words.collect::<Vec<_>>().join(",")
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    let is_plain = |char: char| char.is_alphanumeric() || "-_./:=,@%+…".contains(char);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// An error that tells what was meant, and the command of this process as it should have been.
pub(super) fn misused(
    what: impl Into<String>,
    tip: Option<String>,
    correct: impl FnOnce(Typed) -> Option<Typed>,
) -> Error {
    let instead = correct(Typed::of_process()).and_then(|typed| typed.command());
    Error::Misused { what: what.into(), tips: tip.into_iter().collect(), instead }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Typed {
        let words: Vec<_> =
            ["idport"].into_iter().chain(text.split(' ')).map(OsString::from).collect();
        Typed::of(&words)
    }

    #[track_caller]
    fn assert_command(typed: Option<Typed>, expected: &str) {
        assert_eq!(typed.and_then(|typed| typed.command()).as_deref(), Some(expected));
    }

    #[test]
    fn a_word_is_replaced_wherever_it_stands() {
        let line = typed("convert --tp=oracle x --from y");
        assert_command(line.replaced("--tp", "--to"), "idport convert --to=oracle x --from y");
        assert_command(line.replaced("oracle", "z"), "idport convert --tp=z x --from y");
        assert_command(line.replaced("x", "y"), "idport convert --tp=oracle y --from y");
        assert_command(typed("--deny los,info").replaced("los", "loss"), "idport --deny loss,info");
        assert_command(typed("a,b=c").replaced("a", "a=d"), "idport a=d,b=c");
        assert_command(typed("--deny=a,b").replaced("b", "c"), "idport --deny=a,c");
        assert_eq!(line.value_of("--tp").as_deref(), Some("oracle"));
        assert_eq!(line.value_of("--from").as_deref(), Some("y"));
        assert_eq!(line.replaced("absent", "y"), None);
        assert!(line.has("--tp") && !line.has("oracle"));
    }

    #[test]
    fn what_is_added_stays_an_option() {
        assert_command(
            Some(typed("convert -- x").with(["--force"])),
            "idport convert --force -- x",
        );
        assert_command(Some(typed("x").after("convert")), "idport convert x");
    }

    #[test]
    fn a_shell_takes_the_words_for_what_they_are() {
        assert_command(Some(typed("").with(["it's a $HOME"])), r"idport '' 'it'\''s a $HOME'");
        assert_eq!(typed("a\u{1b}[31m").command(), None);
    }
}
