//! A conversion that is to be verified, as its evidence tells it.

use std::collections::BTreeMap;
use std::path::Path;

use super::evidence::Evidence;
use crate::digest::Algorithm;
use crate::error::Error;
use crate::formats::proof::Proof;
use crate::formats::{Format, Request, SettingError, Target, by_name};
use crate::ids::{Ids, RunKey};
use crate::mapping::Mapping;
use crate::model::Group;
use crate::output::Manifest;
use crate::run::Opened;

/// A conversion, as its evidence tells it.
pub struct Conversion {
    pub(super) evidence: Evidence,
    to: &'static Format,
    pub(super) mapping: Option<Mapping>,
}

/// What is made of a conversion.
pub(super) struct Made {
    pub(super) proof: Box<dyn Proof>,
    pub(super) target: Target,
}

impl Conversion {
    /// Reads the evidence in a folder of output, or beside a file of it.
    ///
    /// # Errors
    /// When there is none, or it is of no conversion that this program knows.
    pub fn of(output: &Path) -> Result<Self, Error> {
        let evidence = Evidence::of(output)?;
        let Manifest { to, options, .. } = &evidence.manifest;
        let unknown =
            || Error::Refused(format!("the manifest names a format {to}, which is not known"));
        let to = by_name(to).ok_or_else(unknown)?;
        let mapping = options.get("mapping").and_then(|text| text.as_str());
        let mapping = mapping.map(|text| Mapping::parse("the mapping in the manifest", text, to));
        let mapping = mapping.transpose().map_err(|error| Error::Refused(error.to_string()))?;
        Ok(Conversion { evidence, to, mapping })
    }

    /// The name of the format of its source.
    pub fn from(&self) -> &str {
        &self.evidence.manifest.from
    }

    /// The format of the output.
    pub fn to(&self) -> &'static Format {
        self.to
    }

    /// How its inputs were digested.
    pub fn digest(&self) -> Algorithm {
        self.evidence.algorithm
    }

    /// Refuses a source of another format, a manifest without a key of ids, and where a file shaped
    /// the output that is not given: the manifest has its digest only.
    pub(super) fn demand(
        &self,
        from: &Format,
        given: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        if self.from() != from.name {
            let (was, is) = (self.from(), from.name);
            let what = format!("the output was made from {was}, and the source is {is}");
            return Err(Error::Refused(what));
        }
        self.run_key()?;
        let mut files = self.to.settings.iter().filter(|setting| setting.is_file());
        let options = &self.evidence.manifest.options;
        let missing = files.find(|setting| {
            options.contains_key(setting.name) && !given.contains_key(setting.name)
        });
        missing.map_or(Ok(()), |setting| {
            let name = setting.name;
            Err(Error::Refused(format!("the conversion was given --{name}; give the same file")))
        })
    }

    /// The groups that the source describes, under the names that they got.
    pub(super) fn groups(&self, source: &mut Opened) -> Vec<Group> {
        match &self.mapping {
            Some(mapping) => mapping.groups(&source.groups),
            None => std::mem::take(&mut source.groups),
        }
    }

    /// Makes the proof, and the target as it was made for the conversion.
    pub(super) fn make(
        &self,
        from: &Format,
        source: &Opened,
        groups: &[Group],
        given: &BTreeMap<String, String>,
    ) -> Result<Made, Error> {
        let Evidence { manifest, .. } = &self.evidence;
        let run_key = self.run_key()?;
        let mut settings = self.settings();
        let of_target = given.iter().filter(|(name, _)| self.is_of_target(name));
        settings.extend(of_target.map(|(name, value)| (name.clone(), value.clone())));
        let mapping = self.mapping.as_ref();
        let request = || Request {
            settings: &settings,
            now: &manifest.now,
            ids: Ids::new(&run_key, from.name),
            source: from.name,
            paths: source.reader().paths(),
            unique: source.reader().key_spaces(),
            id_map: false,
            groups,
            is_mapped: mapping.is_some(),
            maps_roles: mapping.is_some_and(Mapping::maps_roles),
            applications: &source.applications,
            placements: mapping.map_or(&[], Mapping::placements),
            fills: &[],
            replaced: &[],
            configuration: &source.configuration,
        };
        let fills = mapping.map(Mapping::fills).unwrap_or_default();
        let refused = |error: SettingError| Error::Refused(error.to_string());
        let nothing = || format!("nothing proves conversions to {} yet", self.to.name);
        let (proof, target) =
            self.to.proof.zip(self.to.target).ok_or_else(|| Error::Refused(nothing()))?;
        Ok(Made {
            proof: proof(&Request { fills: &fills, ..request() }).map_err(refused)?,
            target: target(Request { fills: &fills, ..request() }).map_err(refused)?,
        })
    }

    /// With what the output is read, of what was given and what the proof demands.
    pub(super) fn reading(
        &self,
        proof: &dyn Proof,
        given: BTreeMap<String, String>,
    ) -> BTreeMap<String, String> {
        let is_read = |name: &str| self.to.all_source_settings().any(|own| own.name == name);
        let own = given.into_iter().filter(|(name, _)| is_read(name) && self.is_of_target(name));
        let due = proof.reading().into_iter().map(|(name, value)| (name.to_owned(), value));
        own.chain(due).collect()
    }

    fn run_key(&self) -> Result<RunKey, Error> {
        RunKey::from_hex(&self.evidence.manifest.run_key).ok_or_else(|| {
            Error::Refused("the run_key of the manifest is not 64 hexadecimal digits".to_owned())
        })
    }

    fn is_of_target(&self, name: &str) -> bool {
        self.to.all_settings().any(|own| own.name == name)
    }

    /// The settings of the target, as text.
    fn settings(&self) -> BTreeMap<String, String> {
        let options = self.evidence.manifest.options.iter();
        let known = options.filter(|(name, _)| {
            // Of a file only the digest is kept.
            self.to.settings.iter().any(|setting| setting.name == **name && !setting.is_file())
        });
        let is_default = |name: &str, text: &str| {
            let mut settings = self.to.settings.iter();
            settings.any(|setting| setting.name == name && setting.default == Some(text))
        };
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Bool(true) => Some("true".to_owned()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let known = known.filter_map(|(name, value)| Some((name.clone(), text(value)?)));
        known.filter(|(name, text)| !is_default(name, text)).collect()
    }
}
