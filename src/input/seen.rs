//! Are the files still those that were opened first? A file that changes while it is read gives
//! records that never stood in it together.

use std::collections::HashMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use crate::error::Error;

/// The files of a run, as they were when they were opened first.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<HashMap<PathBuf, Stamp>>>);

/// What differs when a file was written to, cut, or replaced by another one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<Duration>,
    #[cfg(unix)]
    which: (u64, u64),
}

impl Seen {
    /// Compares a file with what it was when it was asked for first. What is not a file, such as a
    /// pipe, has no such marks.
    ///
    /// # Errors
    /// When it changed.
    pub(super) fn check(&self, path: &Path, metadata: &Metadata) -> Result<(), Error> {
        if !metadata.is_file() {
            return Ok(());
        }
        let stamp = Stamp::of(metadata);
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match seen.get(path) {
            None => drop(seen.insert(path.to_owned(), stamp)),
            Some(first) if *first == stamp => {}
            Some(_) => return Err(Error::Changed(path.to_owned())),
        }
        Ok(())
    }

    /// The same for the file that has the name now.
    pub(super) fn check_name(&self, path: &Path) -> Result<(), Error> {
        self.check(path, &std::fs::metadata(path).map_err(Error::io("read", path))?)
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        let modified = metadata.modified().ok();
        Stamp {
            length: metadata.len(),
            modified: modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok()),
            #[cfg(unix)]
            which: (metadata.dev(), metadata.ino()),
        }
    }
}
