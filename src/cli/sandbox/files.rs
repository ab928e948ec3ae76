//! Which files can be opened, made and removed (Landlock); with kernels that can, also no TCP port
//! is bound or connected to, and no abstract socket and no process outside is reached.

use std::path::PathBuf;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, Ruleset,
    RulesetAttr as _, RulesetCreatedAttr as _, RulesetError, RulesetStatus, Scope,
};

/// The newest version whose rights are taken away; older kernels take those that they know.
const NEWEST: ABI = ABI::V6;

/// Confines this thread; false where the kernel does not.
pub(super) fn confine(reads: &[PathBuf], writes: &[PathBuf]) -> bool {
    let status = restrict(reads, writes);
    status.is_ok_and(|status| status != RulesetStatus::NotEnforced)
}

fn restrict(reads: &[PathBuf], writes: &[PathBuf]) -> Result<RulesetStatus, RulesetError> {
    let mut ruleset = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?;
    let granted = { reads.iter().map(|path| (path, AccessFs::ReadFile | AccessFs::ReadDir)) }
        .chain(writes.iter().map(|path| (path, making())));
    for (path, access) in granted {
        // What does not exist cannot be granted, and what lies in no file system (the pipe of a
        // shell) needs no grant.
        let Ok(handle) = PathFd::new(path) else { continue };
        let of_files = AccessFs::from_file(NEWEST);
        let access = if path.is_dir() { access } else { access & of_files };
        let _ = (&mut ruleset).add_rule(PathBeneath::new(handle, access));
    }
    Ok(ruleset.restrict_self()?.ruleset)
}

/// What output needs of the folder around it: earlier output is looked at, what killed runs left is
/// removed, files and folders are made and renamed.
fn making() -> BitFlags<AccessFs> {
    AccessFs::ReadFile
        | AccessFs::ReadDir
        | AccessFs::WriteFile
        | AccessFs::Truncate
        | AccessFs::MakeDir
        | AccessFs::MakeReg
        | AccessFs::RemoveDir
        | AccessFs::RemoveFile
}
