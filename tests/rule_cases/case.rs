//! Cases as they are written, and what is found in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use idport::digest::Algorithm;
use idport::error::Error;
use idport::formats::{Format, by_name};
use idport::input::{Feed, Input};
use idport::validate::{Validation, validate};
use serde::Deserialize;

use super::edit::{Edits, edited};

/// The ids of the rules that are broken.
pub(crate) type Found = BTreeSet<String>;

/// The cases of a format.
pub(crate) struct Cases {
    format: &'static Format,
    read: File,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Files by name, in bases by name.
    base: BTreeMap<String, BTreeMap<String, String>>,
    /// Cases by the id of their rule; a second case of a rule has something behind a slash.
    case: BTreeMap<String, Case>,
}

/// What breaks a rule, and what nearly does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// The base that is changed.
    #[serde(default = "own")]
    pub(crate) base: String,
    /// The format that is read, if it is not that of the file of cases.
    from: Option<String>,
    /// The format that it is judged for.
    #[serde(rename = "for")]
    target: Option<String>,
    /// Settings by name.
    #[serde(default)]
    settings: BTreeMap<String, String>,
    /// Changes that break the rule.
    pub(crate) breaks: Edits,
    /// Changes that nearly do.
    pub(crate) near: Edits,
    /// Rules that cannot but be broken too.
    #[serde(default)]
    pub(crate) also: BTreeSet<String>,
    /// Rules that the near miss cannot but break.
    #[serde(default)]
    pub(crate) also_near: BTreeSet<String>,
}

fn own() -> String {
    "own".to_owned()
}

/// How a base is judged.
type Judged = BTreeMap<&'static str, String>;

impl Case {
    /// The rule of the case with this name.
    pub(crate) fn rule<'n>(&self, name: &'n str) -> &'n str {
        name.split('/').next().unwrap()
    }

    /// How the case is judged.
    pub(crate) fn settings_of(&self, cases: &Cases) -> Judged {
        let from = self.from.clone().unwrap_or_else(|| cases.format.name.to_owned());
        let target = self.target.clone().unwrap_or_default();
        let settings: Vec<_> = self.settings.iter().map(|(k, v)| format!("{k}={v}")).collect();
        [("from", from), ("for", target), ("settings", settings.join("\n"))].into()
    }
}

impl Cases {
    pub(crate) fn read(format: &'static Format) -> Self {
        let path = format!("{}/testdata/rules/{}.toml", env!("CARGO_MANIFEST_DIR"), format.name);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let read = toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        Cases { format, read }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Case)> {
        self.read.case.iter().map(|(id, case)| (id.as_str(), case))
    }

    /// What is found in a base as it is.
    pub(crate) fn found_in_base(&self, base: &str, judged: &Judged) -> Found {
        self.judge(&self.read.base[base], judged)
    }

    /// What is found in a base with these changes.
    pub(crate) fn found(&self, case: &Case, edits: &Edits) -> Found {
        let files = edited(&self.read.base[&case.base], edits);
        self.judge(&files, &case.settings_of(self))
    }

    fn judge(&self, files: &BTreeMap<String, String>, judged: &Judged) -> Found {
        let home = tempfile::tempdir().unwrap();
        let inputs = files.iter().map(|(name, text)| {
            let path = home.path().join(name);
            fs::write(&path, text).unwrap();
            Input { name: name.clone(), path: Some(path) }
        });
        let feed = Feed::new(inputs.collect(), Algorithm::None);
        let word = |name| judged.get(name).map(String::as_str).unwrap_or_default();
        let settings = word("settings").lines().filter_map(|line| line.split_once('='));
        let from = by_name(word("from")).unwrap_or(self.format);
        let done = validate(Validation {
            target: by_name(word("for")),
            settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            ..Validation::new(feed, from, "2026-01-02T03:04:05Z")
        });
        match done {
            Ok(report) => report.rules.iter().map(|line| line.rule.to_owned()).collect(),
            Err(Error::Structure { rule, .. }) => [rule.id.to_owned()].into(),
            Err(other) => panic!("{}: {other}", files.keys().next().unwrap()),
        }
    }
}
