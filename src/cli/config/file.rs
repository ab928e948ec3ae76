//! From the text of a file of settings to what it sets. All of it is looked at, also what this run
//! does not need: a mistake is told when it is made.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::Command;
use clap::error::ErrorKind;
use idport::catalogue::nearest;
use idport::error::Error;
use idport::visible;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{Key, Kind, List, keys, verbs, whole};
use crate::cli::settings::text_of;

const PROFILES: &str = "profiles";

/// A file of settings.
pub(super) struct File {
    /// Its name as it is told.
    pub(super) shown: String,
    /// Did the command line name it?
    pub(super) is_asked_for: bool,
    /// The names of its profiles.
    pub(super) profiles: Vec<String>,
    settings: Vec<(Option<String>, String, Setting)>,
}

/// Something that is set.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// How clap calls the option.
    pub(super) id: String,
    pub(super) is_option: bool,
    /// What says it on a command line; nothing for a switch that is off.
    pub(super) words: Vec<String>,
    pub(super) place: Place,
}

impl Setting {
    /// The value of an option that has one.
    pub(super) fn value(&self) -> Option<String> {
        let last = self.words.last()?;
        let value = last.strip_prefix("--").and_then(|option| option.split_once('='));
        Some(value.map_or(last.as_str(), |(_, value)| value).to_owned())
    }
}

/// Where something is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) profile: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        self.profile.iter().try_for_each(|profile| write!(f, ", profile {profile}"))
    }
}

impl Setting {
    /// What is set, in the words of the command line.
    pub(super) fn told(&self) -> String {
        match self.words.is_empty() {
            true => format!("no --{}", self.id),
            false => self.words.join(" "),
        }
    }
}

type Member<'t, 'i> = (&'t Spanned<std::borrow::Cow<'i, str>>, &'t Spanned<DeValue<'i>>);

/// The members of a table in the order of the file.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Member<'t, 'i>> {
    let mut members: Vec<_> = table.iter().collect();
    members.sort_by_key(|(key, _)| key.span().start);
    members
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is no TOML, or sets what is not there: the line, and what was probably meant.
    pub(super) fn read(path: &Path, is_asked_for: bool) -> Result<Self, Error> {
        let text = text_of(path)?;
        let shown = visible::path(path);
        let mut whole = whole();
        let mut reading = Reading {
            file: File { shown, is_asked_for, profiles: Vec::new(), settings: Vec::new() },
            text: &text,
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            verbs: verbs(&whole)
                .map(|verb| (verb.get_name().to_owned(), keys(verb).collect()))
                .collect(),
        };
        let table = DeTable::parse(&text)
            .map_err(|error| reading.error(&error.span().unwrap_or(0..0), error.message(), None))?;
        reading.tables(table.get_ref(), None)?;
        reading.values_are_good(&mut whole)?;
        Ok(reading.file)
    }

    /// What is set for a command, in a profile or for all of them.
    pub(super) fn settings<'f>(
        &'f self,
        profile: Option<&'f str>,
        verb: &'f str,
    ) -> impl Iterator<Item = &'f Setting> {
        let is_meant = move |(own, of, _): &&(Option<String>, String, Setting)| {
            own.as_deref() == profile && of == verb
        };
        self.settings.iter().filter(is_meant).map(|(_, _, setting)| setting)
    }
}

struct Reading<'t> {
    file: File,
    text: &'t str,
    /// Files are named as seen from the folder of the file.
    folder: PathBuf,
    verbs: Vec<(String, Vec<Key>)>,
}

impl Reading<'_> {
    /// The tables of commands, of the whole file or of a profile.
    fn tables(&mut self, table: &DeTable<'_>, profile: Option<&str>) -> Result<(), Error> {
        for (key, value) in in_order(table) {
            let name = key.get_ref().as_ref();
            if profile.is_none() && name == PROFILES {
                for (name, value) in in_order(self.table(name, value)?) {
                    self.file.profiles.push(visible::name(name.get_ref()).into_owned());
                    self.tables(self.table(name.get_ref(), value)?, Some(name.get_ref()))?;
                }
                continue;
            }
            let Some(verb) = self.verbs.iter().position(|(verb, _)| verb == name) else {
                return Err(self.no_table(name, &key.span(), profile));
            };
            for (key, value) in in_order(self.table(name, value)?) {
                self.setting(verb, key, value, profile)?;
            }
        }
        Ok(())
    }

    fn table<'v, 'i>(
        &self,
        name: &str,
        value: &'v Spanned<DeValue<'i>>,
    ) -> Result<&'v DeTable<'i>, Error> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(table),
            _ => {
                let tip = "options stand in the table of a command: [convert]".to_owned();
                Err(self.error(&value.span(), &format!("{name} is no table"), Some(tip)))
            }
        }
    }

    fn no_table(&self, name: &str, span: &Range<usize>, profile: Option<&str>) -> Error {
        let mut known: Vec<_> = self.verbs.iter().map(|(verb, _)| verb.as_str()).collect();
        if profile.is_none() {
            known.push(PROFILES);
        }
        let with: Vec<_> = { self.verbs.iter() }
            .filter(|(_, keys)| keys.iter().any(|key| key.name == name))
            .map(|(verb, _)| format!("[{verb}]"))
            .collect();
        let tip = match nearest(name, known.iter().copied()).first() {
            _ if !with.is_empty() => {
                format!("options stand in the table of a command: {}", with.join(" or "))
            }
            Some(near) => format!("did you mean [{near}]?"),
            None => format!("there are [{}]", known.join("], [")),
        };
        self.error(span, &format!("there is no table [{name}]"), Some(tip))
    }

    fn setting(
        &mut self,
        verb: usize,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        profile: Option<&str>,
    ) -> Result<(), Error> {
        let (verb, keys) = &self.verbs[verb];
        let Some(key) = keys.iter().find(|key| key.name == *name.get_ref()) else {
            return Err(self.no_key(verb, name.get_ref(), &name.span()));
        };
        let words = match (&key.kind, value.get_ref()) {
            (Kind::Switch, DeValue::Boolean(false)) => Vec::new(),
            (Kind::Switch, DeValue::Boolean(true)) => key.words(&[]),
            (Kind::Switch, _) => {
                let what = format!("{} is on or off", key.name);
                return Err(self.error(&value.span(), &what, Some("say true or false".to_owned())));
            }
            (_, DeValue::Array(list)) if key.list != List::No => {
                let values = list.iter().map(|one| self.value(key, one));
                key.words(&values.collect::<Result<Vec<_>, _>>()?)
            }
            _ => key.words(&[self.value(key, value)?]),
        };
        let line = self.line(name.span().start);
        let shown = profile.map(|name| visible::name(name).into_owned());
        let place = Place { file: self.file.shown.clone(), line, profile: shown };
        let setting = Setting { id: key.id.clone(), is_option: key.is_option, words, place };
        self.file.settings.push((profile.map(str::to_owned), verb.clone(), setting));
        Ok(())
    }

    fn no_key(&self, verb: &str, name: &str, span: &Range<usize>) -> Error {
        let known =
            self.verbs.iter().find(|(own, _)| own == verb).map_or(&[][..], |(_, keys)| keys);
        let near = nearest(name, known.iter().map(|key| key.name.as_str())).first().copied();
        let of_line = ["no-sandbox", "config", "no-config", "use"];
        let tip = match near {
            _ if of_line.contains(&name) => "it is said on the command line only".to_owned(),
            _ if name.contains('_') => {
                format!("keys are spelled as the options are: {}", name.replace('_', "-"))
            }
            Some(near) => format!("did you mean {near}?"),
            None => format!("keys are the long options: see `idport {verb} --help`"),
        };
        self.error(span, &format!("there is no key {name} in [{verb}]"), Some(tip))
    }

    /// One value, as the command line would have it.
    fn value(&self, key: &Key, value: &Spanned<DeValue<'_>>) -> Result<String, Error> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.clone().into_owned(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().replace('_', ""),
            DeValue::Float(number) => number.as_str().replace('_', ""),
            DeValue::Datetime(time) => time.to_string(),
            _ => {
                let what = format!("{} takes one value, in quotes", key.name);
                return Err(self.error(&value.span(), &what, None));
            }
        };
        Ok(if key.is_path { self.path(&text) } else { text })
    }

    fn path(&self, text: &str) -> String {
        match text {
            "-" => text.to_owned(),
            _ => {
                let path = self.folder.join(text).to_string_lossy().into_owned();
                if path.starts_with('-') { format!("./{path}") } else { path }
            }
        }
    }

    /// Would the command line take every value?
    fn values_are_good(&self, whole: &mut Command) -> Result<(), Error> {
        for (_, verb, setting) in &self.file.settings {
            let words =
                ["idport", verb].into_iter().map(str::to_owned).chain(setting.words.clone());
            let Err(error) = whole.try_get_matches_from_mut(words) else { continue };
            if error.kind() == ErrorKind::MissingRequiredArgument {
                continue;
            }
            let said = error.render().to_string();
            let mut lines = said.lines().map(|line| line.trim().trim_start_matches("error: "));
            let what = format!("{}: {}", setting.place, lines.next().unwrap_or_default());
            let tips = lines
                .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
            let tips = tips.filter(|line| !line.is_empty());
            let tips = tips.map(|tip| tip.trim_start_matches("tip: ").to_owned()).collect();
            return Err(Error::Misused { what, tips, instead: None });
        }
        Ok(())
    }

    fn line(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or(self.text).matches('\n').count() + 1
    }

    fn error(&self, span: &Range<usize>, what: &str, tip: Option<String>) -> Error {
        let what = format!("{}:{}: {what}", self.file.shown, self.line(span.start));
        Error::Misused { what, tips: tip.into_iter().collect(), instead: None }
    }
}
