//! The process takes its own rights away, before it reads any data: it touches no files but those
//! that were named, opens no connection and starts no program, whatever the data makes it do.
//!
//! Linux only; elsewhere nothing happens. What a kernel cannot do is told, and the rest holds.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod calls;
#[cfg(target_os = "linux")]
mod files;

use std::path::{Path, PathBuf};

/// The files that are needed from now on.
#[derive(Default)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "nobody is asked there"))]
pub(crate) struct Grants {
    reads: Vec<PathBuf>,
    writes: Vec<PathBuf>,
}

impl Grants {
    /// Files and folders that are read. One that does not exist is granted to nobody.
    pub(crate) fn read(mut self, paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.reads.extend(paths.into_iter().map(Into::into));
        self
    }

    /// A file or folder of output. It is made beside its place and renamed, so what is granted is
    /// the folder around it, or the nearest one that exists.
    pub(crate) fn write(mut self, path: &Path) -> Self {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let around = path.ancestors().skip(1).find(|folder| folder.is_dir());
        self.writes.extend(around.map(Path::to_owned));
        self
    }
}

/// Confines this thread, and all that it starts, for good; what could not be confined.
#[cfg(target_os = "linux")]
pub(crate) fn confine(grants: &Grants) -> Vec<&'static str> {
    // Files come first: their calls are refused afterwards.
    let files = files::confine(&grants.reads, &grants.writes);
    let calls = calls();
    let parts = [(files, "files (Landlock)"), (calls, "system calls (seccomp)")];
    parts.into_iter().filter(|(is_confined, _)| !is_confined).map(|(_, what)| what).collect()
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
fn calls() -> bool {
    calls::confine()
}

/// The numbers of calls are known for two processors.
#[cfg(all(target_os = "linux", not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn calls() -> bool {
    false
}

/// Other systems are not asked.
#[cfg(not(target_os = "linux"))]
pub(crate) fn confine(_: &Grants) -> Vec<&'static str> {
    Vec::new()
}
