//! The published schemas and the test data, as the tests load them.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::ValidatorMap;
use serde_json::Value;

/// The names of all schemas: file names without `.json`, sorted.
pub(crate) fn names() -> Vec<String> {
    let entries = fs::read_dir(root().join("schemas")).expect("folder of schemas");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("entry of the folder").file_name())
        .filter_map(|name| Some(name.to_str()?.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    names
}

/// One schema document.
pub(crate) fn document(name: &str) -> Value {
    json(&root().join("schemas").join(format!("{name}.json")))
}

/// The validators of a schema by pointer: `#` is the whole, `#/$defs/NAME` a part.
/// Formats are asserted, unknown formats refused, nothing is fetched.
pub(crate) fn validators(name: &str) -> ValidatorMap {
    jsonschema::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .offline()
        .build_map(&document(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// One file of `testdata/`, which must be JSON.
pub(crate) fn testdata(path: &str) -> Value {
    json(&root().join("testdata").join(path))
}

/// The folder of the crate.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn json(path: &Path) -> Value {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
