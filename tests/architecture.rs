//! Imports point one way. The table is the architecture; the source is held to it.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use support::schema;

/// The modules of `src/`, from the lowest layer to the highest. A module may import what is in a
/// layer below its own; those of the lowest layer may import each other.
const LAYERS: &[&[&str]] = &[
    &[
        "csv", "digest", "error", "findings", "generate", "ids", "json", "limits", "model",
        "outside", "pack", "schema", "upload", "visible",
    ],
    &["checks", "formats", "input", "output"],
    &["mapping", "pipeline"],
    &["run"],
    &["convert", "validate", "verify"],
    &["catalogue", "sample"],
    &["inspect"],
    &["page"],
    &["cli", "main"],
];

/// Modules that only these may import.
const CLOSED: &[(&str, &[&str])] = &[
    // Invented data never meets real data: formats have their own folders for it.
    ("generate", &["cli", "formats"]),
];

/// Words of the outside world, and the only places that may name them.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("clap", &["cli/"]),
    ("std::env", &["cli/"]),
    ("Timestamp::now", &["cli/"]),
    ("Instant::now", &["cli/"]),
    ("SystemTime", &["cli/"]),
    ("io::stdout", &["cli/"]),
    ("io::stderr", &["cli/"]),
    ("io::stdin", &["input/opened.rs"]),
    // Names of hidden files must not meet those of other runs. No output depends on them.
    ("getrandom", &["cli/", "output/aside.rs"]),
    ("process::id", &["cli/sandbox/calls.rs", "output/aside.rs"]),
    // An index that is sorted by several threads is the same.
    ("rayon", &["pipeline/", "formats/cloudentity/index.rs"]),
];

/// A file of `src/`: its path there and its code, without comments and without tests.
struct File {
    path: String,
    code: String,
}

impl File {
    /// The module of the crate that it belongs to.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.path.starts_with(place))
    }

    /// The modules of the crate that it names; the binary calls the crate by its name.
    fn imports(&self) -> BTreeSet<&str> {
        let own = if self.module() == "cli" { "idport::" } else { "crate::" };
        words_after(&self.code, own).filter(|module| *module != self.module()).collect()
    }
}

/// The words that follow each occurrence of a prefix.
fn words_after<'c>(code: &'c str, prefix: &'static str) -> impl Iterator<Item = &'c str> {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    code.match_indices(prefix).map(move |(at, _)| {
        let rest = &code[at + prefix.len()..];
        rest.split(|char| !is_word(char)).next().unwrap()
    })
}

fn files() -> Vec<File> {
    let mut found = Vec::new();
    gather(&schema::root().join("src"), "", &mut found);
    assert!(found.len() > 50);
    found
}

fn gather(folder: &Path, at: &str, found: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = format!("{at}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{path}/"), found);
        } else if path.ends_with(".rs") && !path.contains("/tests/") {
            let text = fs::read_to_string(entry.path()).unwrap();
            found.push(File { path, code: code_of(&text) });
        }
    }
}

fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("{module} is in no layer"))
}

#[test]
fn every_module_has_its_layer_and_every_layer_its_modules() {
    let files = files();
    let mut modules: BTreeSet<_> = files.iter().map(File::module).collect();
    modules.remove("lib");
    assert_eq!(modules, LAYERS.iter().copied().flatten().copied().collect());
}

#[test]
fn imports_point_downwards() {
    for file in files().iter().filter(|file| file.module() != "lib") {
        let own = layer(file.module());
        for import in file.imports() {
            let below = layer(import) < own || own == 0 && layer(import) == 0;
            assert!(below, "{} imports {import}", file.path);
        }
    }
}

#[test]
fn closed_modules_are_imported_by_their_friends_only() {
    for (module, friends) in CLOSED {
        for file in files().iter().filter(|file| file.imports().contains(module)) {
            assert!(friends.contains(&file.module()), "{} imports {module}", file.path);
            let is_generator = file.module() == "cli"
                || file.path.contains("/generate/")
                || file.path == "formats/generating.rs";
            assert!(is_generator, "{} imports {module}", file.path);
        }
    }
}

#[test]
fn a_format_imports_no_other_format() {
    let files = files();
    let format = |file: &File| {
        let mut parts = file.path.split('/');
        (parts.next() == Some("formats")).then(|| parts.next().unwrap().to_owned())
    };
    let folders: BTreeSet<_> =
        files.iter().filter_map(format).filter(|part| !part.ends_with(".rs")).collect();
    assert!(folders.len() >= 2, "{folders:?}");
    for file in &files {
        let Some(own) = format(file).filter(|own| folders.contains(own)) else { continue };
        for import in words_after(&file.code, "formats::") {
            assert!(import == own || !folders.contains(import), "{} imports {import}", file.path);
        }
        for other in folders.iter().filter(|other| **other != own) {
            assert!(!file.code.contains(&format!("super::{other}")), "{}: {other}", file.path);
        }
    }
}

#[test]
fn no_path_climbs_over_its_own_module() {
    for file in files() {
        let depth = file.path.matches('/').count();
        let climbs = file.code.contains("super::super");
        assert!(!climbs || depth > 2, "{} climbs; name the module from the crate", file.path);
    }
}

#[test]
fn the_outside_world_is_named_in_its_places_only() {
    for (word, places) in OUTSIDE {
        for file in files().iter().filter(|file| file.code.contains(word)) {
            assert!(file.is_in(places), "{} names {word}", file.path);
        }
    }
}

#[test]
fn nothing_outside_of_the_table_knows_a_format_by_name() {
    for file in files().iter().filter(|file| !file.is_in(&["formats/"])) {
        for name in ["appid", "cloudentity", "oracle"] {
            assert!(!file.code.contains(name), "{} names {name}", file.path);
        }
    }
}

#[test]
fn no_crate_that_opens_sockets_is_in_the_lock_file() {
    let lock = fs::read_to_string(schema::root().join("Cargo.lock")).unwrap();
    for name in
        ["socket2", "hyper", "reqwest", "ureq", "tokio", "mio", "rustls", "native-tls", "curl"]
    {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name}");
    }
}

/// A promise whose test is gone is not one.
#[test]
fn every_test_that_the_security_page_names_is_there() {
    let page = fs::read_to_string(schema::root().join("SECURITY.md")).unwrap();
    let mut tests = String::new();
    for folder in ["tests", "src"] {
        gather_text(&schema::root().join(folder), &mut tests);
    }
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 8, "{rows:?}");
    for row in rows {
        let tested = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for word in tested.split('`').skip(1).step_by(2) {
            let is_there = match word {
                path if path.contains(['/', '.']) => schema::root().join(path).exists(),
                module if !module.contains('_') => {
                    schema::root().join(format!("tests/faults/{module}.rs")).exists()
                }
                name => tests.contains(&format!("fn {name}(")),
            };
            assert!(is_there, "{word} is named in: {row}");
        }
    }
}

fn gather_text(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            gather_text(&entry.path(), text);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            *text += &fs::read_to_string(entry.path()).unwrap();
        }
    }
}
