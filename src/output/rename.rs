//! Renaming that no other run can come between.

use std::io;
use std::path::Path;

/// Gives something a name that nothing has.
///
/// # Errors
/// `AlreadyExists` when something has the name.
pub(super) fn to_new_name(from: &Path, to: &Path) -> io::Result<()> {
    match at_once(from, to, How::New) {
        Some(done) => done,
        None if std::fs::symlink_metadata(to).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        None => std::fs::rename(from, to),
    }
}

/// Exchanges two names; false where the system cannot.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    at_once(one, other, How::Exchange).map_or(Ok(false), |done| done.map(|()| true))
}

#[derive(Clone, Copy)]
enum How {
    New,
    Exchange,
}

/// `None` where the system or the file system cannot.
#[cfg(target_os = "linux")]
fn at_once(from: &Path, to: &Path, how: How) -> Option<io::Result<()>> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    let flags = match how {
        How::New => RenameFlags::NOREPLACE,
        How::Exchange => RenameFlags::EXCHANGE,
    };
    match renameat_with(CWD, from, CWD, to, flags) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => None,
        other => Some(other.map_err(io::Error::from)),
    }
}

#[cfg(not(target_os = "linux"))]
fn at_once(_: &Path, _: &Path, _: How) -> Option<io::Result<()>> {
    None
}
