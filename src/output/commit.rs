//! Moving what is complete into its place.
//!
//! The order is what a crash at any moment leaves whole: contents are on the disk before a name
//! shows them, and the manifest comes last.

use std::path::{Path, PathBuf};

use super::aside::{MANIFEST, check_file_target};
use super::outputs::{Destination, Outputs, Pending};
use super::private::{parent, sync_folder, sync_tree};
use super::rename;
use crate::error::Error;

/// Evidence that only some runs have. Beside a single file it would outlive the output that it was
/// about.
const OPTIONAL: [&str; 10] = [
    "rejects.json",
    "rejects.jsonl",
    "rejects.csv",
    "rejects.findings.jsonl",
    "rejects-survey.jsonl",
    "rejects-survey.csv",
    "rejects-survey.findings.jsonl",
    "SHA256SUMS",
    "records.idx",
    "disappeared.csv",
];

impl Outputs {
    /// Moves everything into place: files in the order of their creation, then the folder. Beside a
    /// single file the manifest is moved last.
    ///
    /// # Errors
    /// When the system refuses. What was moved by then stays; without the manifest it is not a
    /// whole output.
    pub fn commit(self) -> Result<(), Error> {
        let files = std::mem::take(&mut *self.lock());
        self.sync_contents(&files)?;
        self.unfinished.settle(|| self.move_all(&files))?;
        self.sync_folders(&files)
    }

    fn sync_contents(&self, files: &[Pending]) -> Result<(), Error> {
        if !self.sync {
            return Ok(());
        }
        if let Some(aside) = &self.aside {
            sync_tree(&aside.path)?;
        }
        for pending in files {
            pending.file.sync_all().map_err(Error::io("write", &pending.target))?;
        }
        Ok(())
    }

    fn move_all(&self, files: &[Pending]) -> Result<(), Error> {
        let manifest = self.manifest_of_file();
        let is_manifest = |pending: &&Pending| Some(&pending.target) == manifest.as_ref();
        let last = files.iter().find(is_manifest);
        if last.is_some() {
            self.remove_old_evidence(files)?;
        }
        for pending in files.iter().filter(|pending| !is_manifest(pending)) {
            self.move_file(pending)?;
        }
        if let Some(manifest) = last {
            self.sync_folders(files)?;
            self.move_file(manifest)?;
        }
        match (&self.aside, &self.destination) {
            (Some(aside), Destination::Folder(target)) => aside.move_to(target, self.force),
            _ => Ok(()),
        }
    }

    fn move_file(&self, pending: &Pending) -> Result<(), Error> {
        let Pending { hidden, target, .. } = pending;
        if self.force {
            check_file_target(target, true)?;
            return std::fs::rename(hidden, target).map_err(Error::io("write", target));
        }
        rename::to_new_name(hidden, target).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Error::Exists(target.clone()),
            _ => Error::io("write", target)(error),
        })
    }

    /// Where the manifest beside a single file is.
    fn manifest_of_file(&self) -> Option<PathBuf> {
        match self.destination {
            Destination::File(_) => self.path_of(MANIFEST),
            _ => None,
        }
    }

    /// Removes what an earlier run left beside a single file: what this run has nothing to put in
    /// the place of, and first the manifest, which must never stand beside parts of another run.
    fn remove_old_evidence(&self, files: &[Pending]) -> Result<(), Error> {
        let is_new = |path: &PathBuf| files.iter().any(|pending| pending.target == *path);
        let optional = OPTIONAL.iter().filter_map(|name| self.path_of(name));
        let optional = optional.filter(|path| !is_new(path) && path.is_file());
        if !self.force {
            return optional.map(Error::Exists).next().map_or(Ok(()), Err);
        }
        for path in
            self.manifest_of_file().into_iter().filter(|path| path.is_file()).chain(optional)
        {
            std::fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
        self.sync_folders(files)
    }

    /// The names in the folders are on the disk when this returns.
    fn sync_folders(&self, files: &[Pending]) -> Result<(), Error> {
        if !self.sync {
            return Ok(());
        }
        self.folders_changed(files).iter().try_for_each(|folder: &PathBuf| sync_folder(folder))
    }

    fn folders_changed(&self, files: &[Pending]) -> Vec<PathBuf> {
        let targets = files.iter().map(|pending| pending.target.as_path());
        let folder: Option<&Path> = match &self.destination {
            Destination::Folder(target) => Some(target),
            _ => None,
        };
        let mut folders: Vec<_> = targets.chain(folder).map(parent).collect();
        folders.sort();
        folders.dedup();
        folders
    }
}
