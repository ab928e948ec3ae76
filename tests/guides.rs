//! What the guides and the README tell to type works, and says what they show.
//!
//! The blocks `sh` of a page are run one after the other in a folder of its own; the next block `text`
//! is what it says, where a line `…` stands for any lines. Times are blotted out. A block
//! `toml` behind the name of a file is that file. With `IDPORT_BLESS=1` the blocks are written anew.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use support::run::{Home, names_in};
use support::schema::root;

/// The names in the guides, and the test data that they stand for.
const FILES: [(&str, &str); 6] = [
    ("testdata/appid-directory/bulk.json", "appid-directory/bulk.json"),
    ("export.json", "appid-directory/bulk.json"),
    ("profiles.json", "appid-social/export.json"),
    ("Users.csv", "oracle/Users.csv"),
    ("Groups.csv", "oracle/Groups.csv"),
    ("AppRoles.csv", "oracle/AppRoles.csv"),
];

/// What only a reader does.
const NOT_RUN: [&str; 2] = ["cargo install", "cargo test"];

/// A piece of a page: the language of a block, or none for text; and its lines.
struct Piece {
    language: Option<String>,
    lines: Vec<String>,
}

fn pieces(page: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece { language: None, lines: Vec::new() }];
    for line in page.lines() {
        let is_inside = pieces.last().is_some_and(|piece| piece.language.is_some());
        match line.strip_prefix("```") {
            Some("") if is_inside => pieces.push(Piece { language: None, lines: Vec::new() }),
            Some(language) if !is_inside => {
                pieces.push(Piece { language: Some(language.to_owned()), lines: Vec::new() });
            }
            _ => pieces.last_mut().unwrap().lines.push(line.to_owned()),
        }
    }
    pieces
}

/// The page that these are the pieces of.
fn page(pieces: &[Piece]) -> String {
    let mut page = String::new();
    for Piece { language, lines } in pieces {
        let fence = language.as_ref().map(|language| format!("```{language}\n"));
        page += fence.as_deref().unwrap_or_default();
        lines.iter().for_each(|line| page += &format!("{line}\n"));
        page += if fence.is_some() { "```\n" } else { "" };
    }
    page
}

/// What the commands of a block say: on standard output, on standard error, and together.
fn said(home: &Home, lines: &[String], place: &str) -> [String; 3] {
    let program = Path::new(env!("CARGO_BIN_EXE_idport")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let (mut out, mut err, mut both) = (String::new(), String::new(), String::new());
    for command in lines.join("\n").replace("\\\n", " ").lines() {
        if NOT_RUN.iter().any(|start| command.starts_with(start)) {
            continue;
        }
        let command = command.replace("cargo run --release --", "idport");
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).current_dir(home.path("")).env("PATH", &path);
        let output = shell.stdin(Stdio::null()).output().unwrap();
        let [stdout, stderr] =
            [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{place}: {command}: {stderr}");
        out += &stdout;
        err += &stderr;
        both += &(stdout + &stderr);
    }
    [out, err, both]
}

/// A line without what differs from run to run: seconds, instants, and the length of what depends
/// on the instant.
fn blotted(line: &str) -> String {
    let mut words: Vec<_> = line.split(' ').map(str::to_owned).collect();
    for at in 0..words.len() {
        let is_next = |word: &str| words.get(at + 1).is_some_and(|next| next.starts_with(word));
        let word = words[at].trim_end_matches([':', ';']);
        let is_number = word.parse::<f64>().is_ok();
        let is_instant = word.len() >= 20 && word.ends_with('Z') && word.starts_with("20");
        if is_instant || is_number && (is_next("s") && words[at + 1].len() <= 2) {
            "…".clone_into(&mut words[at]);
        }
    }
    words.join(" ")
}

/// Is this what is shown?
fn is_shown(shown: &[String], said: &str) -> bool {
    let said: Vec<_> = said.lines().map(blotted).collect();
    let shown: Vec<_> = shown.iter().map(|line| blotted(line)).collect();
    let mut at = 0;
    let pieces: Vec<_> = shown.split(|line| line == "…").collect();
    for (number, piece) in pieces.iter().enumerate() {
        let is_last = number + 1 == pieces.len();
        let places = if number == 0 { 0..=0 } else { at..=said.len() };
        let fits = |start: &usize| {
            let end = start + piece.len();
            said.get(*start..end) == Some(*piece) && (!is_last || end == said.len())
        };
        match places.into_iter().find(fits) {
            Some(start) => at = start + piece.len(),
            None => return false,
        }
    }
    true
}

/// Makes a file that nobody else can read, so that nothing is said about that.
fn private(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
    fs::set_permissions(path, PermissionsExt::from_mode(0o600)).unwrap();
}

/// Runs a page; the places where something else is said than shown.
fn check(path: &Path) -> Vec<String> {
    let home = Home::new();
    fs::create_dir_all(home.path("testdata/appid-directory")).unwrap();
    for (name, data) in FILES {
        let bytes = fs::read(root().join("testdata").join(data)).unwrap();
        private(&home.path(name), &bytes);
    }
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut pieces = pieces(&fs::read_to_string(path).unwrap());
    let mut wrong = Vec::new();
    let mut last: Option<[String; 3]> = None;
    let mut file = None;
    for (number, Piece { language, lines }) in pieces.iter_mut().enumerate() {
        let place = format!("{name}, block {number}");
        match language.as_deref() {
            None => {
                let text: Vec<_> = lines.iter().filter(|line| !line.is_empty()).collect();
                let named =
                    |line: &&String| line.strip_prefix('`')?.strip_suffix("`:").map(str::to_owned);
                file = text.last().and_then(named);
            }
            Some("sh") => last = Some(said(&home, lines, &place)),
            Some("toml") => home.put(file.as_ref().unwrap(), lines.join("\n")),
            Some("text") => {
                let said = last.take().unwrap_or_else(|| panic!("{place}: of no command"));
                if !lines.is_empty() && said.iter().any(|said| is_shown(lines, said)) {
                    continue;
                }
                wrong.push(format!("{place} shows\n{}\nbut is\n{}", lines.join("\n"), said[2]));
                let is_whole = !lines.iter().any(|line| line == "…");
                if is_whole && std::env::var_os("IDPORT_BLESS").is_some() {
                    let due = said.into_iter().next_back().unwrap();
                    *lines = due.lines().map(str::to_owned).collect();
                }
            }
            Some(_) => {}
        }
    }
    if std::env::var_os("IDPORT_BLESS").is_some() {
        fs::write(path, page(&pieces)).unwrap();
    }
    wrong
}

fn pages() -> Vec<std::path::PathBuf> {
    let names = names_in(&root().join("docs"));
    let guides = names.iter().filter(|name| name.ends_with(".md") && *name != "rules.md");
    guides.map(|name| root().join("docs").join(name)).chain([root().join("README.md")]).collect()
}

#[test]
fn every_command_works_and_says_what_is_shown() {
    let wrong: Vec<_> = pages().iter().flat_map(|path| check(path)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_guide_is_in_the_list_and_every_link_leads_somewhere() {
    let list = fs::read_to_string(root().join("docs/README.md")).unwrap();
    for path in pages() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let is_listed = name == "README.md" || list.contains(&format!("]({name})"));
        assert!(is_listed, "{name}");
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let is_there = link.contains("://") || path.parent().unwrap().join(link).exists();
            assert!(is_there, "{name}: {link}");
        }
    }
}

#[test]
fn lines_left_out_stand_for_any_and_all_others_for_themselves() {
    let shown = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let said = "a\nb\ntook 1.25 s\nc\n";
    for right in ["a\nb\ntook 0.00 s\nc", "…\nc", "a\n…", "a\n…\nc", "…", "…\nb\n…"] {
        assert!(is_shown(&shown(right), said), "{right}");
    }
    for wrong in ["", "a", "…\nb", "b\n…", "a\n…\nd\n…", "c\n…\na"] {
        assert!(!is_shown(&shown(wrong), said), "{wrong}");
    }
}
