//! What every row of the table of formats promises.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use idport::findings::{Notes, Rule};
use idport::formats::{
    Companions, FORMATS, Format, RecordReader, Request, Source, SourcePaths, Target, by_name,
    detect,
};
use idport::ids::{Ids, RunKey};
use idport::model::{Field, User};
use support::run::{Home, names_in};
use support::schema;

fn readers() -> impl Iterator<Item = (&'static Format, Box<dyn RecordReader>)> {
    FORMATS.iter().filter_map(|format| Some((*format, format.reading?.undecided()?)))
}

/// Makes a target with these settings, for a source whose fields stand at these paths.
fn target(format: &Format, settings: &BTreeMap<String, String>) -> Result<Target, String> {
    let request = Request {
        settings,
        now: "2026-01-02T03:04:05Z",
        ids: Ids::new(&RunKey::new([1; 32]), "source"),
        source: "source",
        paths: paths_of_some_source(),
        unique: &[],
        id_map: true,
        groups: &[],
        applications: &[],
        configuration: &[],
        is_mapped: false,
        maps_roles: false,
        placements: &[],
        fills: &[],
        replaced: &[],
    };
    (format.target.unwrap())(request).map_err(|error| error.to_string())
}

fn paths_of_some_source() -> SourcePaths {
    readers().next().unwrap().1.paths()
}

/// A value for each setting that must be given.
fn required(format: &Format) -> BTreeMap<String, String> {
    let settings = format.settings.iter().filter(|setting| setting.required);
    settings.map(|setting| (setting.name.to_owned(), "given".to_owned())).collect()
}

fn is_kebab_case(name: &str) -> bool {
    name.split('-').all(|part| {
        !part.is_empty()
            && part.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit())
    })
}

#[test]
fn names_are_unique_in_kebab_case_and_say_what_they_name() {
    let names: BTreeSet<_> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names.len(), FORMATS.len());
    for format in FORMATS {
        assert!(is_kebab_case(format.name), "{}", format.name);
        assert!(std::ptr::eq(by_name(format.name).unwrap(), *format));
        assert!(!format.title.is_empty() && !format.extensions.is_empty(), "{}", format.name);
        assert!(format.extensions.iter().all(|extension| !extension.starts_with('.')));
    }
    assert!(by_name("").is_none() && by_name("nothing").is_none());
}

#[test]
fn every_format_that_is_read_has_its_schemas_and_its_test_data() {
    for (format, _) in readers() {
        let has_schema = schema::names()
            .iter()
            .any(|name| name.strip_prefix(format.name).is_some_and(|rest| rest.starts_with('.')));
        assert!(has_schema, "{}", format.name);
        assert!(schema::root().join("testdata").join(format.name).is_dir(), "{}", format.name);
    }
}

#[test]
fn every_file_of_test_data_is_told_by_its_content() {
    for (format, _) in readers() {
        let folder = schema::root().join("testdata").join(format.name);
        for name in names_in(&folder) {
            let bytes = fs::read(folder.join(&name)).unwrap();
            let head = &bytes[..bytes.len().min(16 << 10)];
            let told = detect(head).map(|format| format.name);
            assert_eq!(told, Some(format.name), "{name}");
        }
    }
    assert!(detect(b"").is_none() && detect(b"\xFF\xFE{}").is_none());
}

#[test]
fn no_telltale_belongs_to_two_formats() {
    let all: Vec<_> = FORMATS.iter().flat_map(|format| format.telltales).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}

#[test]
fn rules_have_unique_ids_a_title_a_remedy_and_a_source() {
    let all: Vec<&Rule> = FORMATS.iter().flat_map(|format| format.rules).copied().collect();
    let ids: BTreeSet<_> = all.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), all.len());
    for rule in all {
        for text in [rule.title, rule.remedy, rule.source] {
            assert!(!text.trim().is_empty(), "{}", rule.id);
        }
        assert!(rule.remedy.ends_with('.') && !rule.title.ends_with('.'), "{}", rule.id);
    }
    for format in FORMATS {
        assert!(format.rules.is_sorted_by_key(|rule| rule.id), "{}", format.name);
    }
}

#[test]
fn readers_use_rules_of_their_own_row_and_know_every_field() {
    for (format, reader) in readers() {
        let own = |rule: &Rule| format.rules.iter().any(|other| std::ptr::eq(*other, rule));
        assert!(own(reader.syntax_rule()) && own(reader.structure_rule()));
        for space in reader.key_spaces() {
            assert!(own(space.exactly) && space.ignoring_case.is_none_or(own), "{space:?}");
        }
        for field in Field::ALL {
            // Nothing for a field that no record of the format has.
            let path = (reader.paths())(*field);
            let is_named = path.starts_with('/') || path == "(other members)";
            assert!(path.is_empty() || is_named, "{field:?}");
        }
        assert!(reader.judge_inputs(&[]).is_empty());
    }
}

#[test]
fn readers_go_over_any_value_without_a_word_too_much() {
    let values =
        ["null", "true", "12", "-0.5e3", "\"text\"", "[]", "[[{}]]", "{}", "{\"a\":{\"b\":[]}}"];
    for (format, reader) in readers() {
        let (outside, companions) = (reader.outside(&[]).unwrap(), Companions::default());
        for value in values {
            let bytes = format!("{value} ");
            let mut notes = Notes::unkeyed();
            notes.begin();
            let end = reader.read(
                Source::at_start(bytes.as_bytes(), &outside, &companions),
                &mut User::default(),
                &mut notes,
            );
            assert_eq!(end, Some(value.len()), "{} {value}", format.name);
            assert!(notes.is_refused(), "{} takes {value} for a user", format.name);
        }
        for broken in ["", "{", "[1,", "\"text", "tru", "{\"a\" 1}", "{\"a\":1,\"a\":2}"] {
            let mut notes = Notes::unkeyed();
            let end = reader.read(
                Source::at_start(broken.as_bytes(), &outside, &companions),
                &mut User::default(),
                &mut notes,
            );
            assert!(end.is_none() || notes.is_refused(), "{} reads {broken}", format.name);
        }
    }
}

#[test]
fn targets_are_made_from_their_required_settings_and_fill_in_the_others() {
    for format in FORMATS.iter().filter(|format| format.target.is_some()) {
        let made = target(format, &required(format)).unwrap();
        let names: Vec<_> = made.settings.keys().map(String::as_str).collect();
        let has_value = |setting: &&&idport::formats::Setting| {
            setting.value.is_none() || setting.required || setting.default.is_some()
        };
        for setting in format.settings.iter().filter(has_value) {
            assert!(names.contains(&setting.name), "the manifest of {} lacks one", format.name);
        }
        if let Some((section, heading)) = made.id_map {
            assert!(section < made.writer.sections() && heading.ends_with("\r\n"));
        }
        for field in Field::ALL {
            assert!(!made.writer.loss_reason(*field).is_empty(), "{field:?}");
        }
        for setting in format.settings.iter().filter(|setting| setting.value.is_some()) {
            let mut settings = required(format);
            settings.insert(setting.name.to_owned(), String::new());
            let error = target(format, &settings).err().expect(setting.name);
            assert!(error.starts_with(&format!("--{}: ", setting.name)), "{error}");
            settings.remove(setting.name);
            assert_eq!(target(format, &settings).is_err(), setting.required, "{}", setting.name);
        }
    }
}

#[test]
fn settings_are_flags_that_explain_themselves() {
    let help = String::from_utf8(Home::new().idport("convert --help").stdout).unwrap();
    let mut seen = BTreeMap::new();
    for format in FORMATS {
        for setting in format.settings {
            assert!(is_kebab_case(setting.name) && !setting.help.is_empty(), "{}", setting.name);
            assert!(!(setting.required && setting.default.is_some()), "{}", setting.name);
            let first = seen.entry(setting.name).or_insert(*setting);
            assert!(std::ptr::eq(*first, *setting), "{} means two things", setting.name);
            assert!(help.contains(&format!("--{}", setting.name)), "{}", setting.name);
        }
        let mut headings = help.lines().filter(|line| line.starts_with("Options of "));
        let has_one = headings.any(|line| line.contains(format.name));
        assert_eq!(has_one, !format.settings.is_empty(), "{}", format.name);
    }
}

#[test]
fn the_command_line_offers_what_the_table_holds() {
    let listed = String::from_utf8(Home::new().idport("formats").stdout).unwrap();
    let rows: Vec<_> = listed.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(rows.len(), FORMATS.len());
    for (format, line) in FORMATS.iter().zip(rows) {
        assert!(line.starts_with(format.name) && line.ends_with(format.title), "{line}");
        assert_eq!(line.contains("read"), format.reading.is_some(), "{line}");
        assert_eq!(line.contains("written"), format.target.is_some(), "{line}");
    }
}

#[test]
fn the_readme_has_the_table_of_formats() {
    let readme = fs::read_to_string(schema::root().join("README.md")).unwrap();
    let row = |format: &&Format| {
        format!("| `{}` | {} | {} |\n", format.name, format.reads, format.writes)
    };
    let table: String = FORMATS.iter().map(row).collect();
    assert!(readme.contains(&table), "README.md should have these lines:\n{table}");
}
