//! Writing aside and moving into place at the end.
//!
//! What a killed run left behind is removed by the next one; a lock tells it from the work of a run
//! that still lives.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::evidence::{INVENTED, Program};
use super::index::INDEX;
use super::private::{create_private_folders, folder_builder, parent};
use super::rename;
use super::unfinished::Unfinished;
use crate::error::Error;
use crate::visible;

/// The file in a finished folder by which a later run knows it.
pub(super) const MANIFEST: &str = "manifest.json";

/// The files of a folder of output beside its parts.
const EVIDENCE: [&str; 6] =
    [MANIFEST, INVENTED, "report.json", "SHA256SUMS", INDEX, "disappeared.csv"];

/// Is this the name of evidence, which is no part?
pub fn is_evidence(name: &str) -> bool {
    name.starts_with("rejects") || EVIDENCE.contains(&name)
}

/// What a folder of output says of itself, as far as it must be known to replace it.
#[derive(Deserialize)]
struct Contents {
    program: Program,
    parts: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// A hidden folder that is being filled.
pub(super) struct Aside {
    pub(super) path: PathBuf,
    /// Held as long as the folder is being filled.
    _lock: File,
}

impl Aside {
    pub(super) fn new(target: &Path, unfinished: &Unfinished) -> Result<Self, Error> {
        remove_left_behind(target);
        if let Some(parent) = target.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            create_private_folders(parent).map_err(Error::io("create", parent))?;
        }
        let path = hidden_name(target);
        unfinished
            .make(&path, |path| folder_builder().create(path).map_err(Error::io("create", path)))?;
        let lock = File::open(&path).map_err(Error::io("open", &path))?;
        let _ = lock.try_lock();
        Ok(Aside { path, _lock: lock })
    }

    /// Renames the folder to its own name. What is there now, whoever put it there meanwhile, is
    /// checked again; the two change places in one step where the system can.
    pub(super) fn move_to(&self, target: &Path, force: bool) -> Result<(), Error> {
        let is_free = check_folder_target(target, force)?;
        let in_place = |error: io::Error| match error.kind() {
            io::ErrorKind::DirectoryNotEmpty
            | io::ErrorKind::AlreadyExists
            | io::ErrorKind::NotADirectory => Error::Exists(target.to_owned()),
            _ => Error::io("write", target)(error),
        };
        if is_free {
            return fs::rename(&self.path, target).map_err(in_place);
        }
        if rename::exchange(&self.path, target).map_err(in_place)? {
            return fs::remove_dir_all(&self.path).map_err(Error::io("remove", &self.path));
        }
        let old = hidden_name(target);
        fs::rename(target, &old).map_err(Error::io("replace", target))?;
        if let Err(error) = fs::rename(&self.path, target) {
            let _ = fs::rename(&old, target);
            return Err(in_place(error));
        }
        fs::remove_dir_all(&old).map_err(Error::io("remove", &old))
    }
}

/// May a folder of output go there? True when nothing is there that it replaces.
pub(super) fn check_folder_target(target: &Path, force: bool) -> Result<bool, Error> {
    let metadata = match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        other => other.map_err(Error::io("read", target))?,
    };
    if !metadata.is_dir() {
        return Err(Error::Exists(target.to_owned()));
    }
    let is_empty = fs::read_dir(target).map_err(Error::io("read", target))?.next().is_none();
    match (is_empty, force) {
        (true, _) => Ok(true),
        // What cannot be replaced at all is not said to be replaceable.
        (false, false) => check_is_ours(target).and(Err(Error::Exists(target.to_owned()))),
        (false, true) => check_is_ours(target).map(|()| false),
    }
}

/// Is everything in a folder output of this program, so that it may be replaced?
fn check_is_ours(target: &Path) -> Result<(), Error> {
    let refuse = |what: &str| {
        let folder = visible::path(target);
        Err(Error::Refused(format!(
            "{folder} {what}; it is not replaced, even with --force: choose another name"
        )))
    };
    let Some(contents) = [MANIFEST, INVENTED].iter().find_map(|name| contents(&target.join(name)))
    else {
        return refuse("holds no manifest of idport, so it is no output of it");
    };
    for entry in fs::read_dir(target).map_err(Error::io("read", target))? {
        let entry = entry.map_err(Error::io("read", target))?;
        let is_file = entry.file_type().map_err(Error::io("read", target))?.is_file();
        let name = entry.file_name();
        let is_part = contents.parts.iter().any(|part| *part.name == *name);
        let is_known = is_part || is_evidence(&name.to_string_lossy());
        if !is_file || !is_known {
            return refuse("holds other files than the output of idport");
        }
    }
    Ok(())
}

fn contents(path: &Path) -> Option<Contents> {
    let contents: Contents = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (contents.program.name == Program::default().name).then_some(contents)
}

/// May a file of output go there?
pub(super) fn check_file_target(target: &Path, force: bool) -> Result<(), Error> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::io("read", target)(error)),
        Ok(metadata) if force && metadata.is_file() => Ok(()),
        Ok(metadata) if !metadata.is_file() => {
            let name = visible::path(target);
            Err(Error::Refused(format!("{name} is no file to be replaced: choose another name")))
        }
        Ok(_) => Err(Error::Exists(target.to_owned())),
    }
}

fn hidden_prefix(target: &Path) -> String {
    format!(".{}.idport-", target.file_name().unwrap_or_default().to_string_lossy())
}

/// A name beside the target that no other run uses.
pub(super) fn hidden_name(target: &Path) -> PathBuf {
    let mut random = [0; 8];
    // Without randomness the process id still tells runs on one machine apart.
    let _ = getrandom::fill(&mut random);
    let mark = u64::from_le_bytes(random) ^ u64::from(std::process::id());
    parent(target).join(format!("{}{mark:016x}", hidden_prefix(target)))
}

/// Removes what killed runs for the same target left behind.
pub(super) fn remove_left_behind(target: &Path) {
    let prefix = hidden_prefix(target);
    let Ok(entries) = fs::read_dir(parent(target)) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let is_ours =
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix));
        let is_plain = fs::symlink_metadata(&path)
            .is_ok_and(|metadata| metadata.is_file() || metadata.is_dir());
        if is_ours && is_plain && File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
}
