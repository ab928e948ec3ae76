//! Test suites of others, where they are at hand: in the folder that `IDPORT_SHARED` names, or in
//! `../shared` beside the project. They are no part of it.

use std::io::Write as _;
use std::path::PathBuf;

use super::schema;

/// The place of a suite; where it is absent, that is said, also when the test passes.
pub(crate) fn suite(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("IDPORT_SHARED")
        .map_or_else(|| schema::root().join("../shared"), PathBuf::from);
    let place = shared.join("suites").join(name);
    if place.exists() {
        return Some(place);
    }
    // What is printed is shown for tests that fail only.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED: the suite {name} is absent; set IDPORT_SHARED to a folder with suites/{name}"
    );
    None
}
