//! Inventing data of a format, for rehearsals on a test tenant, for tests and benches.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use super::{Setting, SettingError};
use crate::generate::{Envelope, Layout};

/// Invents data of a format. The same wish gives the same bytes.
pub struct Generator {
    /// The files that it makes in a folder; none where it makes one file, or a stream.
    pub files: &'static [&'static str],
    /// What can be decided about the data.
    pub settings: &'static [&'static Setting],
    /// Can it plant defects?
    pub plants_defects: bool,
    /// Writes the data: one output for each file; to the last a line of JSON for each defect.
    pub write: WriteData,
}

/// See [`Generator::write`].
pub type WriteData =
    fn(&Wish<'_>, &mut [&mut dyn Write], Option<&mut dyn Write>) -> Result<(), GenerateError>;

/// What is to be invented.
pub struct Wish<'w> {
    /// How many users.
    pub users: u64,
    /// Which users: the same number gives the same ones.
    pub seed: u64,
    /// The share of records with one defect each, from 0 to 1.
    pub defects: f64,
    /// The settings given, by name; flags without value are `true`.
    pub settings: &'w BTreeMap<String, String>,
}

/// Data could not be invented.
#[derive(Debug)]
pub enum GenerateError {
    /// A setting makes no sense.
    Setting(SettingError),
    /// The system refused to write.
    Io(io::Error),
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GenerateError::Setting(error) => error.fmt(f),
            GenerateError::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for GenerateError {}

impl From<SettingError> for GenerateError {
    fn from(error: SettingError) -> Self {
        GenerateError::Setting(error)
    }
}

impl From<io::Error> for GenerateError {
    fn from(error: io::Error) -> Self {
        GenerateError::Io(error)
    }
}

pub(super) static ENVELOPE: Setting = Setting {
    name: "envelope",
    value: Some("KIND"),
    help: "What stands around the records: a bare `array`, an object with `users`, or a `page` with counts [default: as in a bulk export]",
    default: None,
    required: false,
};

pub(super) static START: Setting = Setting {
    name: "start",
    value: Some("N"),
    help: "For a page: how many users come before it",
    default: Some("0"),
    required: false,
};

pub(super) static TOTAL: Setting = Setting {
    name: "total",
    value: Some("N"),
    help: "For a page: how many users there are in all [default: those of this page and before]",
    default: None,
    required: false,
};

pub(super) static PRETTY: Setting = Setting {
    name: "pretty",
    value: None,
    help: "Lines and indentation",
    default: None,
    required: false,
};

impl Wish<'_> {
    /// The value of a setting, or its default.
    pub fn value(&self, setting: &'static Setting) -> Option<&str> {
        self.settings.get(setting.name).map(String::as_str).or(setting.default)
    }

    /// The number that a setting is, or its default.
    ///
    /// # Errors
    /// When it is no number.
    pub fn number(&self, setting: &'static Setting) -> Result<Option<u64>, SettingError> {
        let wrong = |_| wrong(setting, "must be a number, 0 or more");
        self.value(setting).map(|text| text.parse().map_err(wrong)).transpose()
    }

    /// The white space.
    pub(super) fn layout(&self) -> Layout {
        match self.settings.contains_key(PRETTY.name) {
            true => Layout::Pretty,
            false => Layout::Compact,
        }
    }

    /// What stands around the records, by its name where none is given.
    ///
    /// # Errors
    /// When there is no such thing.
    pub(super) fn envelope(&self, usual: &str) -> Result<Envelope, SettingError> {
        let start_index = self.number(&START)?.unwrap_or_default();
        let all = start_index.saturating_add(self.users);
        match self.value(&ENVELOPE).unwrap_or(usual) {
            "array" => Ok(Envelope::Array),
            "users" => Ok(Envelope::Users),
            "page" => {
                let total_results = self.number(&TOTAL)?.unwrap_or(all);
                Ok(Envelope::Page { start_index, total_results })
            }
            _ => Err(wrong(&ENVELOPE, "must be array, users or page")),
        }
    }
}

/// A setting that makes no sense.
pub(super) fn wrong(setting: &'static Setting, what: &str) -> SettingError {
    SettingError { name: setting.name, what: what.to_owned() }
}
