//! Standard output, which carries data only.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use idport::error::Error;

/// Standard output without a buffer of its own: data comes in large pieces.
#[cfg(unix)]
pub(super) fn stdout() -> Result<Box<dyn Write + Send>, Error> {
    use std::os::fd::AsFd as _;
    let handle = io::stdout().as_fd().try_clone_to_owned();
    let handle = handle.map_err(Error::io("write", Path::new("standard output")))?;
    Ok(Box::new(File::from(handle)))
}

/// Standard output.
#[cfg(not(unix))]
pub(super) fn stdout() -> Result<Box<dyn Write + Send>, Error> {
    Ok(Box::new(io::stdout()))
}

/// Writes a command's own output.
pub(super) fn to_stdout(text: &[u8]) -> Result<(), Error> {
    stdout()?.write_all(text).map_err(Error::io("write", Path::new("standard output")))
}

/// Refuses `-` where a file of the run is to go: standard output is for the data.
pub(super) fn refuse_stdout(option: &str, path: Option<&Path>) -> Result<(), Error> {
    match path.is_some_and(|path| path.as_os_str() == "-") {
        false => Ok(()),
        true => Err(Error::Refused(format!(
            "{option} - : standard output is for the data; give a path (./- for a file of that name)"
        ))),
    }
}
