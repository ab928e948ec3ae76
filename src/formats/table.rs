//! The table of formats: one row each, from which everything else is derived.

use std::collections::BTreeMap;

use memchr::memmem;

use super::proof::MakeProof;
use super::{
    Generator, KeySpace, LeftOut, Reading, RecordWriter, SourcePaths, appid_directory,
    appid_social, cloudentity, oracle,
};
use crate::findings::Rule;
use crate::ids::Ids;
use crate::model::{Field, Group, KeyKind, User};
use crate::pack::Packer;
use crate::upload::{Needs, Upload};

/// What the program knows of a format.
pub struct Format {
    /// The name on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub title: &'static str,
    /// What of it is read, in one line.
    pub reads: &'static str,
    /// What of it is written, in one line.
    pub writes: &'static str,
    /// Extensions of its files, without the dot.
    pub extensions: &'static [&'static str],
    /// Names of members of which a record of this format has at least one, and others have none.
    pub telltales: &'static [&'static str],
    /// Reads it, if the program can.
    pub reading: Option<Reading>,
    /// Writes it, if the program can.
    pub target: Option<fn(Request<'_>) -> Result<Target, SettingError>>,
    /// Tells what of a user must be found again in what was written.
    pub proof: Option<MakeProof>,
    /// What can be decided about reading it.
    pub source_settings: &'static [&'static Setting],
    /// What can be decided about writing it.
    pub settings: &'static [&'static Setting],
    /// How its files get into the product, if the vendor says so.
    pub upload: Option<&'static Upload>,
    /// Invents data of it, if the program can.
    pub generator: Option<&'static Generator>,
    /// Places of it that a mapping can send attributes to, beside those of the neutral user.
    pub placing: Option<&'static Placing>,
    /// What its files must and should be.
    pub rules: &'static [&'static Rule],
    /// What its records must be by JSON Schemas.
    pub schemas: &'static Schemas,
}

/// The JSON Schemas of a format. An instance is what [`RecordReader::instance`] makes of a record.
///
/// [`RecordReader::instance`]: super::RecordReader::instance
#[derive(Debug)]
pub struct Schemas {
    /// The published schemas of a record that is read, of which it has to keep one: the name, and
    /// where in it a record is described.
    pub read: &'static [(&'static str, &'static str)],
    /// Those of a record that is to be imported.
    pub import: &'static [(&'static str, &'static str)],
    /// Where in an instance the user stands.
    pub user: &'static str,
    /// The section of what is written in which users stand as JSON, where they do.
    pub written: Option<usize>,
    /// Parts of a user that the operator can give schemas for.
    pub parts: &'static [SchemaPart],
}

/// A part of a user that an operator's schema can be about.
#[derive(Debug)]
pub struct SchemaPart {
    /// The setting that gives the schema.
    pub setting: &'static Setting,
    /// JSON Pointer from the user to the part.
    pub pointer: &'static str,
    /// The rule that it is valid.
    pub rule: &'static Rule,
}

impl Format {
    /// All that can be decided about reading it.
    pub fn all_source_settings(&self) -> impl Iterator<Item = &'static Setting> + use<> {
        let parts = self.schemas.parts.iter().map(|part| part.setting);
        self.source_settings.iter().copied().chain(parts)
    }

    /// All that can be decided about writing it.
    pub fn all_settings(&self) -> impl Iterator<Item = &'static Setting> + use<> {
        let parts = self.schemas.parts.iter().map(|part| part.setting);
        let is_judged = self.schemas.written.is_some();
        self.settings.iter().copied().chain(parts.filter(move |_| is_judged))
    }
}

/// Something that can be decided about writing a format: a flag of its own.
#[derive(Debug)]
pub struct Setting {
    /// The name of the flag, without dashes.
    pub name: &'static str,
    /// What the value stands for; a flag without value has none.
    pub value: Option<&'static str>,
    /// What it decides.
    pub help: &'static str,
    /// The value when none is given.
    pub default: Option<&'static str>,
    /// Must a value be given?
    pub required: bool,
}

impl Setting {
    /// Is the value the text of a file, of which the operator gives the name?
    pub fn is_file(&self) -> bool {
        self.value == Some("FILE")
    }
}

/// Places of a target that the neutral user does not have. A mapping names them in the table
/// `[FORMAT.TABLE]`.
#[derive(Debug)]
pub struct Placing {
    /// The name of the table.
    pub table: &'static str,
    /// What an entry looks like.
    pub help: &'static str,
    /// Is there such a place? If not, what is wrong and what there is.
    pub check: fn(&str) -> Result<(), String>,
}

/// An attribute of the neutral user that goes to a place of the target's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The name of the attribute.
    pub attribute: String,
    /// The place, which [`Placing::check`] has found to be there.
    pub place: String,
}

/// What a target is made from.
pub struct Request<'r> {
    /// The settings given, by name; flags without value are `true`.
    pub settings: &'r BTreeMap<String, String>,
    /// The instant of the run in RFC 3339.
    pub now: &'r str,
    /// The ids of the run.
    pub ids: Ids,
    /// The name of the source format.
    pub source: &'static str,
    /// Where fields stand in the source.
    pub paths: SourcePaths,
    /// What the source demands to be unique.
    pub unique: &'static [KeySpace],
    /// Is a CSV of source ids and new ids wanted?
    pub id_map: bool,
    /// The groups that the source describes.
    pub groups: &'r [Group],
    /// The applications whose roles the source names.
    pub applications: &'r [String],
    /// Does a mapping change the users on their way?
    pub is_mapped: bool,
    /// Does it change names of roles and groups?
    pub maps_roles: bool,
    /// Attributes that go to places of the target's own.
    pub placements: &'r [Placement],
    /// Fields that users can have although the source has no place for them.
    pub fills: &'r [Field],
    /// Kinds of text that a mapping replaces: what the source demands of them says nothing.
    pub replaced: &'r [KeyKind],
    /// Rows about more than users that the source has: the name of their list, and the row in JSON.
    pub configuration: &'r [(String, String)],
}

/// A format made ready to be written.
pub struct Target {
    /// Writes records.
    pub writer: Box<dyn RecordWriter>,
    /// Packs them.
    pub packer: Box<dyn Packer>,
    /// The section of the id map, and its heading, if the target gives new ids.
    pub id_map: Option<(usize, &'static str)>,
    /// The settings in force, for the manifest.
    pub settings: BTreeMap<String, serde_json::Value>,
    /// What the product knows users by.
    pub known_as: KnownAs,
    /// What must be in the product before.
    pub needs: Needs,
    /// Does it hold what a source says of groups beside who is in them?
    pub holds_groups: bool,
    /// What it leaves out of that all the same.
    pub left_out: Vec<LeftOut>,
    /// Does it hold rows that are not about users?
    pub holds_configuration: bool,
}

/// What a target knows a user by.
#[derive(Clone, Copy)]
pub enum KnownAs {
    /// The id that the run makes.
    NewId,
    /// Something that the user has: what it is called, and what appends it.
    Text(&'static str, fn(&User<'_>, &mut Vec<u8>)),
}

/// A setting that is missing or makes no sense.
#[derive(Debug, PartialEq, Eq)]
pub struct SettingError {
    /// The name of the flag, without dashes.
    pub name: &'static str,
    /// What is wrong with it.
    pub what: String,
}

impl std::fmt::Display for SettingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "--{}: {}", self.name, self.what)
    }
}

impl std::error::Error for SettingError {}

impl Request<'_> {
    /// The value of a setting, or its default.
    ///
    /// # Errors
    /// When it is required and missing, or empty.
    pub fn value(&self, setting: &'static Setting) -> Result<&str, SettingError> {
        let error = |what: &str| SettingError { name: setting.name, what: what.to_owned() };
        let given = self.settings.get(setting.name).map(String::as_str);
        match given.or(setting.default) {
            Some("") => Err(error("must not be empty")),
            Some(value) => Ok(value),
            None => Err(error("must be given")),
        }
    }

    /// Does the source leave it to the target that texts of this kind are unique?
    pub fn must_key(&self, kind: KeyKind) -> bool {
        self.replaced.contains(&kind) || !self.unique.iter().any(|space| space.kind == kind)
    }

    /// Is a flag without value set?
    pub fn is_set(&self, setting: &'static Setting) -> bool {
        self.settings.contains_key(setting.name)
    }
}

/// All formats.
pub static FORMATS: &[&Format] =
    &[&appid_directory::FORMAT, &appid_social::FORMAT, &cloudentity::FORMAT, &oracle::FORMAT];

/// The format of this name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// The format of a file that starts like this, told by the names in its first records.
pub fn detect(head: &[u8]) -> Option<&'static Format> {
    let text = String::from_utf8_lossy(head);
    let headings: Vec<_> = headings(&text).collect();
    let first = |format| found(format, &text, &headings).map(|(_, at)| at).min();
    let places = FORMATS.iter().filter_map(|format| Some((first(format)?, *format)));
    places.min_by_key(|(at, _)| *at).map(|(_, format)| format)
}

/// The names in a file that starts like this by which its format is told.
pub fn telltales(format: &Format, head: &[u8]) -> Vec<&'static str> {
    let text = String::from_utf8_lossy(head);
    let headings: Vec<_> = headings(&text).collect();
    found(format, &text, &headings).map(|(name, _)| name).collect()
}

/// The telltales of a format in a text, each with its place.
fn found<'t>(
    format: &Format,
    text: &'t str,
    headings: &'t [(usize, &'t str)],
) -> impl Iterator<Item = (&'static str, usize)> + use<'t> {
    format.telltales.iter().filter_map(move |name| {
        let quoted = memmem::find(text.as_bytes(), format!("\"{name}\"").as_bytes());
        let heading = || headings.iter().find(|(_, own)| own.eq_ignore_ascii_case(name));
        Some((*name, quoted.or_else(|| heading().map(|(at, _)| *at))?))
    })
}

/// What could be headings in the first line, if it were that of a table; each with its place.
fn headings(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start_matches(['\r', '\n']);
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let mut at = 0;
    line.split([',', ';', '\t']).map(move |cell| {
        let here = at;
        at += cell.len() + 1;
        (here, cell.trim().trim_matches('"').trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_formats_do_something() {
        for format in FORMATS {
            assert!(std::ptr::eq(by_name(format.name).unwrap(), *format));
            assert!(format.reading.is_some() || format.target.is_some(), "{}", format.name);
            assert!(!format.telltales.is_empty() && !format.rules.is_empty());
        }
    }

    #[test]
    fn rules_have_unique_ids_and_say_what_to_do() {
        let mut ids: Vec<_> =
            FORMATS.iter().flat_map(|format| format.rules).map(|rule| rule.id).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for rule in FORMATS.iter().flat_map(|format| format.rules) {
            assert!(!rule.title.is_empty() && !rule.remedy.is_empty() && !rule.source.is_empty());
        }
    }

    #[test]
    fn files_are_told_by_their_names() {
        let name = |head: &str| detect(head.as_bytes()).map(|format| format.name);
        assert_eq!(name(r#"[{"passwordHash":"x","scimUser":{"#), Some("appid-directory"));
        assert_eq!(name(r#"{"users":[{"id":"x","user_pool_id":"y"}]"#), Some("cloudentity"));
        assert_eq!(name(r#"{"users":[{"attributes":{},"identities":[]"#), Some("appid-social"));
        assert_eq!(name(r#"{"a":1}"#), None);
        for head in ["\u{feff}Last Name, user id\r\n", "Name;User Members\n", "a,\"Grantee Name\""]
        {
            assert_eq!(name(head), Some("oracle"), "{head}");
        }
        assert_eq!(name("Name,Age\nUser Name,7\n"), None);
    }
}
