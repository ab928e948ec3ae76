//! What a run has made and not yet moved into its place. Another thread can take it away when the
//! run is to end at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;

/// The hidden files and folders of a run.
#[derive(Clone, Default)]
pub struct Unfinished(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    paths: Vec<PathBuf>,
    abandoned: bool,
}

impl Unfinished {
    /// Removes what is there, and lets nothing be made or moved any more. A move into place that
    /// has begun is waited for: what it moves is whole and stays.
    pub fn abandon(&self) {
        let mut state = self.lock();
        state.abandoned = true;
        state.remove();
    }

    /// Makes something hidden.
    pub(super) fn make<T>(
        &self,
        path: &Path,
        make: impl FnOnce(&Path) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut state = self.lock();
        state.check()?;
        let made = make(path)?;
        state.paths.push(path.to_owned());
        Ok(made)
    }

    /// Moves everything into place, without being interrupted.
    pub(super) fn settle(&self, moves: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        let mut state = self.lock();
        state.check()?;
        moves()?;
        state.paths.clear();
        Ok(())
    }

    /// Something is not there any more.
    pub(super) fn forget(&self, path: &Path) {
        self.lock().paths.retain(|known| known != path);
    }

    /// Removes what is there.
    pub(super) fn remove(&self) {
        self.lock().remove();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn check(&self) -> Result<(), Error> {
        match self.abandoned {
            true => Err(Error::Refused("the run was stopped".to_owned())),
            false => Ok(()),
        }
    }

    fn remove(&mut self) {
        for path in self.paths.drain(..) {
            // Threads that still write into a folder find it no more under another name.
            let mut away = path.clone().into_os_string();
            away.push("-gone");
            let path = if fs::rename(&path, &away).is_ok() { away.into() } else { path };
            let is_folder = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
            let _ = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
}
