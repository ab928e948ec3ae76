//! Files and folders that nobody else can read, and that are on the disk when they must be.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Creates a file that nobody else can read. It must not exist, not even as a link.
pub(super) fn create_private(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).read(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(Error::io("create", path))
}

pub(super) fn folder_builder() -> fs::DirBuilder {
    #[allow(unused_mut)]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

pub(super) fn create_private_folders(path: &Path) -> io::Result<()> {
    let mut builder = folder_builder();
    builder.recursive(true).create(path)
}

/// Everything in the folder is on the disk when this returns.
#[cfg(target_os = "linux")]
pub(super) fn sync_tree(folder: &Path) -> Result<(), Error> {
    let handle = File::open(folder).map_err(Error::io("open", folder))?;
    rustix::fs::syncfs(&handle).map_err(|error| Error::io("sync", folder)(error.into()))
}

/// Everything in the folder is on the disk when this returns.
#[cfg(not(target_os = "linux"))]
pub(super) fn sync_tree(folder: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::io("sync", folder))? {
        let path = entry.map_err(Error::io("sync", folder))?.path();
        File::open(&path).and_then(|file| file.sync_all()).map_err(Error::io("sync", &path))?;
    }
    Ok(())
}

#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|file| file.sync_all()).map_err(Error::io("sync", folder))
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// The folder that a path is in.
pub(super) fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
