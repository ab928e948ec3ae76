//! Outputs that would replace what a run reads, or one another.

use std::path::{Path, PathBuf};

use idport::error::Error;
use idport::input::Input;
use idport::visible;

/// Refuses a run of which an input is one of the outputs, or is inside of one.
pub(super) fn refuse<'p>(
    inputs: &[Input],
    targets: impl IntoIterator<Item = &'p Path>,
) -> Result<(), Error> {
    let targets = targets.into_iter().filter_map(|path| path.canonicalize().ok());
    let targets: Vec<_> = targets.collect();
    for path in inputs.iter().filter_map(|input| input.path.as_ref()) {
        let Ok(input) = path.canonicalize() else { continue };
        if targets.iter().any(|target| input.starts_with(target) || is_one_file(&input, target)) {
            return Err(Error::Refused(format!(
                "{} is an input and would be overwritten; choose another output",
                visible::path(path)
            )));
        }
    }
    Ok(())
}

/// Would two outputs be one file, whether it is there already or not?
pub(super) fn is_one_place(one: &Path, other: &Path) -> bool {
    is_one_file(one, other) || whole(one).is_some_and(|one| Some(one) == whole(other))
}

/// The path of a file that may not be there yet, without links and dots.
fn whole(path: &Path) -> Option<PathBuf> {
    if let Ok(whole) = path.canonicalize() {
        return Some(whole);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // A folder that is not there either is compared as it is written.
    let folder = folder.canonicalize().or_else(|_| std::path::absolute(folder)).ok()?;
    Some(folder.join(path.file_name()?))
}

/// Are two names those of one file?
#[cfg(unix)]
fn is_one_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let which = |path: &Path| path.metadata().map(|metadata| (metadata.dev(), metadata.ino())).ok();
    which(one).is_some_and(|one| Some(one) == which(other))
}

/// Other systems are not asked.
#[cfg(not(unix))]
fn is_one_file(_: &Path, _: &Path) -> bool {
    false
}
