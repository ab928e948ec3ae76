//! The files of a run, from the first byte to their places.
//!
//! A folder is written under a hidden name beside the place where it will be, and renamed when
//! everything in it is there: before that moment there is nothing that looks like output. Single
//! files are treated the same way, each for itself, the manifest last.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::aside::{
    Aside, check_file_target, check_folder_target, hidden_name, remove_left_behind,
};
use super::private::create_private;
use super::unfinished::Unfinished;
use crate::error::Error;

/// Where the output of a run goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Everything into this folder.
    Folder(PathBuf),
    /// The data into this file, everything else beside it, under names made from its own.
    File(PathBuf),
    /// The data goes to a stream that is not ours, everything else nowhere.
    Stream,
}

/// The files of a run, until they are moved into place.
pub struct Outputs {
    pub(super) destination: Destination,
    pub(super) force: bool,
    pub(super) sync: bool,
    pub(super) aside: Option<Aside>,
    files: Mutex<Vec<Pending>>,
    pub(super) unfinished: Unfinished,
}

/// A file that is removed when this is dropped.
pub struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A file without a name, in memory.
#[cfg(target_os = "linux")]
fn in_memory() -> Option<File> {
    let flags = rustix::fs::MemfdFlags::CLOEXEC;
    rustix::fs::memfd_create("idport", flags).ok().map(File::from)
}

/// Other systems have no such files.
#[cfg(not(target_os = "linux"))]
fn in_memory() -> Option<File> {
    None
}

impl Destination {
    /// The path that the evidence file `name` will have, or nothing when there is no place for it.
    pub fn path_of(&self, name: &str) -> Option<PathBuf> {
        match self {
            Destination::Folder(folder) => Some(folder.join(name)),
            Destination::File(data) => {
                let stem = data.file_stem().unwrap_or_default().to_string_lossy();
                Some(data.with_file_name(format!("{stem}.{name}")))
            }
            Destination::Stream => None,
        }
    }
}

/// A single file that is being written.
pub(super) struct Pending {
    pub(super) hidden: PathBuf,
    pub(super) target: PathBuf,
    pub(super) file: File,
}

impl Outputs {
    /// Prepares a destination. Existing output is kept unless `force` is given, and even then only
    /// output of this program is replaced. With `sync`, everything is on the disk at the end.
    ///
    /// # Errors
    /// When something is in the way, or the system refuses.
    pub fn new(destination: Destination, force: bool, sync: bool) -> Result<Self, Error> {
        Outputs::that_can_be_abandoned(destination, force, sync, Unfinished::default())
    }

    /// As [`new`](Self::new); another thread has the other end of `unfinished`.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn that_can_be_abandoned(
        destination: Destination,
        force: bool,
        sync: bool,
        unfinished: Unfinished,
    ) -> Result<Self, Error> {
        let aside = match &destination {
            Destination::Folder(target) => {
                check_folder_target(target, force)?;
                Some(Aside::new(target, &unfinished)?)
            }
            Destination::File(target) => {
                check_file_target(target, force)?;
                None
            }
            Destination::Stream => None,
        };
        Ok(Outputs { destination, force, sync, aside, files: Mutex::default(), unfinished })
    }

    /// Where the output will be.
    pub fn destination(&self) -> &Destination {
        &self.destination
    }

    /// The path that the evidence file `name` will have, or nothing when there is no place for it.
    pub fn path_of(&self, name: &str) -> Option<PathBuf> {
        self.destination.path_of(name)
    }

    /// Creates the evidence file `name`, or nothing when there is no place for it.
    ///
    /// # Errors
    /// When the system refuses, or (for a single file) something is in the way.
    pub fn create(&self, name: &str) -> Result<Option<File>, Error> {
        match (&self.aside, self.path_of(name)) {
            (Some(aside), _) => create_private(&aside.path.join(name)).map(Some),
            (None, Some(target)) => self.create_aside(&target).map(Some),
            (None, None) => Ok(None),
        }
    }

    /// Creates the data file of a [`Destination::File`].
    ///
    /// # Errors
    /// As [`create`](Self::create); also when the destination is not a file.
    pub fn create_data(&self) -> Result<File, Error> {
        match &self.destination {
            Destination::File(target) => self.create_aside(target),
            _ => Err(Error::Refused("the output is not a single file".to_owned())),
        }
    }

    /// Creates a file for what a run must keep for a while: among the output, or in memory where
    /// there is none; nothing when there is no place for it.
    /// It is gone when what comes with it is dropped.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn scratch(&self) -> Result<Option<(File, Scratch)>, Error> {
        let path = match (&self.aside, &self.destination) {
            (Some(aside), _) => hidden_name(&aside.path.join("scratch")),
            (None, Destination::File(target)) => hidden_name(target),
            _ => return Ok(in_memory().map(|file| (file, Scratch(PathBuf::new())))),
        };
        let file = self.unfinished.make(&path, create_private)?;
        let _ = file.try_lock();
        Ok(Some((file, Scratch(path))))
    }

    /// Creates a file outside of the destination that belongs to the run all the same.
    ///
    /// # Errors
    /// When the system refuses, or something is in the way.
    pub fn create_aside(&self, target: &Path) -> Result<File, Error> {
        check_file_target(target, self.force)?;
        remove_left_behind(target);
        let hidden = hidden_name(target);
        let file = self.unfinished.make(&hidden, create_private)?;
        // Some file systems have no locks; without them the next run leaves the file alone.
        let _ = file.try_lock();
        let handle = file.try_clone().map_err(Error::io("write", target))?;
        self.lock().push(Pending { hidden, target: target.to_owned(), file });
        Ok(handle)
    }

    pub(super) fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Pending>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Outputs {
    /// A run that did not come to its end leaves nothing.
    fn drop(&mut self) {
        self.unfinished.remove();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn outputs(destination: Destination, force: bool) -> Result<Outputs, Error> {
        Outputs::new(destination, force, false)
    }

    #[test]
    fn a_folder_appears_whole_or_not_at_all() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        let run = outputs(Destination::Folder(target.clone()), false).unwrap();
        run.create("manifest.json").unwrap().unwrap().write_all(b"{}").unwrap();
        assert!(!target.exists());
        drop(run);
        assert!(names(home.path()).is_empty());

        let run = outputs(Destination::Folder(target.clone()), false).unwrap();
        run.create("manifest.json").unwrap().unwrap();
        run.commit().unwrap();
        assert_eq!(names(home.path()), ["out"]);
        assert_eq!(names(&target), ["manifest.json"]);
    }

    /// A manifest of an output without parts.
    const EMPTY: &str = r#"{"$schema":"","program":{"name":"idport","version":"0"},"from":"a","to":"b","now":"","run_key":"","digest":"none","options":{},"records":0,"converted":0,"refused":0,"inputs":[],"parts":[]}"#;

    #[test]
    fn existing_output_is_replaced_only_when_forced_and_ours() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        fs::create_dir(&target).unwrap();
        let new = |force| outputs(Destination::Folder(target.clone()), force);
        fs::write(target.join("manifest.json"), "{}").unwrap();
        assert!(new(false).is_err() && new(true).is_err());
        fs::write(target.join("manifest.json"), EMPTY).unwrap();
        fs::write(target.join("thesis.txt"), "mine").unwrap();
        assert!(new(false).is_err() && new(true).is_err());
        fs::remove_file(target.join("thesis.txt")).unwrap();
        assert!(new(false).is_err());
        new(true).unwrap().commit().unwrap();
        assert!(names(&target).is_empty());
        assert_eq!(names(home.path()), ["out"]);
    }

    #[test]
    fn of_two_runs_into_one_folder_the_second_to_finish_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        let first = outputs(Destination::Folder(target.clone()), false).unwrap();
        let second = outputs(Destination::Folder(target.clone()), false).unwrap();
        second.create("manifest.json").unwrap().unwrap().write_all(EMPTY.as_bytes()).unwrap();
        first.create("report.json").unwrap();
        second.commit().unwrap();
        assert!(first.commit().is_err());
        assert_eq!(names(&target), ["manifest.json"]);
        assert_eq!(names(home.path()), ["out"]);
    }

    #[test]
    fn single_files_keep_their_evidence_beside_them() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("users.jsonl");
        let run = outputs(Destination::File(target.clone()), false).unwrap();
        run.create_data().unwrap();
        run.create("manifest.json").unwrap().unwrap();
        assert!(names(home.path()).iter().all(|name| name.starts_with('.')));
        run.commit().unwrap();
        assert_eq!(names(home.path()), ["users.jsonl", "users.manifest.json"]);
        assert!(outputs(Destination::File(target), false).is_err());
    }

    #[test]
    fn what_a_killed_run_left_behind_is_removed_but_not_a_living_one() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("out");
        let dead = home.path().join(".out.idport-0000000000000001");
        fs::create_dir(&dead).unwrap();
        let living = outputs(Destination::Folder(target.clone()), false).unwrap();
        assert!(!dead.exists());
        let second = outputs(Destination::Folder(target), false).unwrap();
        assert_eq!(names(home.path()).len(), 2);
        drop(second);
        drop(living);
    }

    /// Only what was called like the data was removed.
    #[test]
    fn what_a_killed_run_left_of_any_of_its_files_is_removed() {
        let home = tempfile::tempdir().unwrap();
        for name in [".users.jsonl", ".users.manifest.json", ".ids.csv"] {
            fs::write(home.path().join(format!("{name}.idport-0000000000000001")), "ids").unwrap();
        }
        let run = outputs(Destination::File(home.path().join("users.jsonl")), false).unwrap();
        run.create_data().unwrap();
        run.create("manifest.json").unwrap().unwrap();
        run.create_aside(&home.path().join("ids.csv")).unwrap();
        run.commit().unwrap();
        assert_eq!(names(home.path()), ["ids.csv", "users.jsonl", "users.manifest.json"]);
    }

    #[test]
    fn an_abandoned_run_leaves_nothing_and_makes_nothing() {
        let home = tempfile::tempdir().unwrap();
        for destination in [
            Destination::Folder(home.path().join("out")),
            Destination::File(home.path().join("users.jsonl")),
        ] {
            let unfinished = Unfinished::default();
            let other = unfinished.clone();
            let run =
                Outputs::that_can_be_abandoned(destination, false, false, unfinished).unwrap();
            run.create("manifest.json").unwrap().unwrap();
            let ids = home.path().join("ids.csv");
            run.create_aside(&ids).unwrap();
            other.abandon();
            assert!(names(home.path()).is_empty());
            assert!(run.create_aside(&ids).is_err() && run.create("report.json").is_err());
            assert!(run.commit().is_err());
            assert!(names(home.path()).is_empty());
        }
    }

    #[cfg(unix)]
    #[test]
    fn files_and_folders_are_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("deep/out");
        let run = outputs(Destination::Folder(target.clone()), false).unwrap();
        run.create("manifest.json").unwrap();
        run.commit().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&target), 0o700);
        assert_eq!(mode(&home.path().join("deep")), 0o700);
        assert_eq!(mode(&target.join("manifest.json")), 0o600);
    }
}
