//! What a conversion left beside its parts, and the parts themselves, as files.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::difference::{Difference, Differences};
use super::rules::*;
use crate::digest::{Algorithm, Stream};
use crate::error::Error;
use crate::findings::{Place, Shape};
use crate::input::Input;
use crate::output::{Manifest, PartRecord, is_evidence};
use crate::visible;

/// The evidence of a conversion, and where its parts are.
pub(super) struct Evidence {
    pub(super) manifest: Manifest,
    /// The report, as far as it is there.
    pub(super) report: Value,
    pub(super) algorithm: Algorithm,
    place: PlaceOf,
}

/// Where the output of a conversion is.
enum PlaceOf {
    Folder(PathBuf),
    File(PathBuf),
}

impl PlaceOf {
    fn evidence(&self, name: &str) -> PathBuf {
        match self {
            PlaceOf::Folder(folder) => folder.join(name),
            PlaceOf::File(file) => {
                let stem = file.file_stem().unwrap_or_default().to_string_lossy();
                file.with_file_name(format!("{stem}.{name}"))
            }
        }
    }

    fn part(&self, part: &PartRecord) -> PathBuf {
        match self {
            PlaceOf::Folder(folder) => folder.join(&part.name),
            PlaceOf::File(file) => file.clone(),
        }
    }
}

/// There is no manifest beside a file; one that stands in its folder is of the folder.
fn unread(output: &Path, manifest: &Path, cause: std::io::Error) -> Error {
    let of_folder = output.with_file_name("manifest.json");
    if cause.kind() != std::io::ErrorKind::NotFound || !of_folder.is_file() {
        return Error::io("read", manifest)(cause);
    }
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = visible::path(folder.unwrap_or(Path::new(".")));
    let output = visible::path(output);
    Error::Refused(format!(
        "{output} is a piece of the output in {folder}: give the folder, as in --against {folder}"
    ))
}

impl Evidence {
    /// Reads the evidence of the output in a folder, or beside a file.
    ///
    /// # Errors
    /// When there is no manifest that can be read.
    pub(super) fn of(output: &Path) -> Result<Self, Error> {
        let place = match output.is_dir() {
            true => PlaceOf::Folder(output.to_owned()),
            false => PlaceOf::File(output.to_owned()),
        };
        let path = place.evidence("manifest.json");
        let text = fs::read(&path).map_err(|cause| unread(output, &path, cause))?;
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|cause| {
            // What serde says may hold a value of the file.
            let (line, column) = (cause.line(), cause.column());
            let path = visible::path(&path);
            Error::Refused(format!(
                "{path}: this is no manifest of idport: line {line}, column {column}"
            ))
        })?;
        if let Some(delta) = &manifest.delta {
            let (path, since) = (visible::path(&path), visible::name(&delta.since));
            return Err(Error::Refused(format!(
                "{path}: this output has only who is new or changed since {since}; what can be proved is an output of all: convert without --since"
            )));
        }
        let odd_name = |part: &&PartRecord| Path::new(&part.name).components().count() != 1;
        if let Some(part) = manifest.parts.iter().find(odd_name) {
            let name = visible::name(&part.name);
            return Err(Error::Refused(format!(
                "{}: {name} is no name of a part",
                visible::path(&path)
            )));
        }
        let algorithm = manifest.digest.parse::<Algorithm>();
        let algorithm = algorithm.map_err(|error| Error::Refused(error.to_string()))?;
        let report = fs::read(place.evidence("report.json")).ok();
        let report = report.and_then(|text| serde_json::from_slice(&text).ok());
        Ok(Evidence { manifest, report: report.unwrap_or_default(), algorithm, place })
    }

    /// Where a file of the evidence is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.place.evidence(name)
    }

    /// A place in a file of the evidence.
    pub(super) fn place(&self, name: &str, pointer: &str) -> Place {
        let file = self.path(name).display().to_string();
        Place { file, pointer: pointer.to_owned(), ..Place::default() }
    }

    /// The output, without a place in it.
    pub(super) fn whole(&self, pointer: &str) -> Place {
        let (PlaceOf::Folder(path) | PlaceOf::File(path)) = &self.place;
        let file = path.display().to_string();
        Place { file, pointer: pointer.to_owned(), ..Place::default() }
    }

    /// What a part is called as an input.
    pub(super) fn name_of(&self, part: &PartRecord) -> String {
        self.place.part(part).display().to_string()
    }

    /// The parts that are there, as inputs.
    pub(super) fn parts(&self) -> Vec<Input> {
        let parts = self.manifest.parts.iter().map(|part| self.place.part(part));
        // One line for each payload are no lines at all where nobody was converted.
        let holds =
            |path: &PathBuf| path.metadata().is_ok_and(|file| file.is_file() && file.len() > 0);
        let parts = parts.filter(holds);
        parts.map(|path| Input { name: path.display().to_string(), path: Some(path) }).collect()
    }

    /// Are the parts what the manifest says, and is nothing else in the folder?
    ///
    /// # Errors
    /// When a part or the folder cannot be read.
    pub(super) fn check(&self, differences: &mut Differences<'_>) -> Result<(), Error> {
        for part in &self.manifest.parts {
            let path = self.place.part(part);
            let place = Place { file: path.display().to_string(), ..Place::default() };
            let difference = |got| Difference::new(&VE_011, got).at_output(place.clone());
            if !path.is_file() {
                differences.add(difference(Shape::Nothing));
                continue;
            }
            let (size, digest) = measured(&path, self.algorithm)?;
            if size != part.size {
                let due = Shape::Count(part.size);
                differences.add(difference(Shape::Count(size)).due(due));
            } else if digest != part.digest {
                differences.add(difference(Shape::Count(size)));
            }
        }
        if let PlaceOf::Folder(folder) = &self.place {
            self.check_folder(folder, differences)?;
        }
        if self.report.is_null() {
            let place = self.place("report.json", "");
            differences.add(Difference::new(&VE_015, Shape::Nothing).at_output(place));
        }
        Ok(())
    }

    fn check_folder(&self, folder: &Path, differences: &mut Differences<'_>) -> Result<(), Error> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
            names.push(entry.map_err(Error::io("read", folder))?.file_name());
        }
        names.sort();
        for name in names {
            let is_part = self.manifest.parts.iter().any(|part| *part.name == *name);
            if !is_part && !is_evidence(&name.to_string_lossy()) {
                let file = folder.join(&name).display().to_string();
                let place = Place { file, ..Place::default() };
                differences.add(Difference::new(&VE_012, Shape::Count(1)).at_output(place));
            }
        }
        Ok(())
    }
}

/// Size and digest of a file.
fn measured(path: &Path, algorithm: Algorithm) -> Result<(u64, Option<String>), Error> {
    let mut file = File::open(path).map_err(Error::io("read", path))?;
    let mut stream = Stream::new(algorithm);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let mut filled = 0;
        while filled < buffer.len() {
            match file.read(&mut buffer[filled..]).map_err(Error::io("read", path))? {
                0 => break,
                read => filled += read,
            }
        }
        let bytes = [&buffer[..filled]];
        let done = stream.reserve(&bytes).run(&bytes);
        stream.complete(done);
        if filled < buffer.len() {
            return Ok((stream.len(), stream.finish().map(|digest| digest.to_string())));
        }
    }
}
