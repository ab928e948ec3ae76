//! Each rule has a case that breaks it and nothing else, and a near miss that breaks nothing.
//!
//! The cases are data: `testdata/rules/FORMAT.toml`. A file has bases, which are files of the
//! format, and for each rule what is changed in a base to break the rule (`breaks`) and to come
//! near (`near`). See `testdata/README.md`.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod case;
mod edit;

use std::collections::{BTreeMap, BTreeSet};

use case::{Cases, Found};
use idport::catalogue;
use idport::formats::FORMATS;

#[test]
fn a_base_called_own_breaks_no_rule() {
    for format in FORMATS {
        let cases = Cases::read(format);
        assert_eq!(cases.found_in_base("own", &BTreeMap::new()), Found::new(), "{}", format.name);
    }
}

#[test]
fn each_case_breaks_its_rule_and_nothing_else_and_its_near_miss_does_not() {
    let mut wrong = String::new();
    for format in FORMATS {
        let cases = Cases::read(format);
        for (id, case) in cases.all() {
            let quiet = cases.found_in_base(&case.base, &case.settings_of(&cases));
            let mut loud = quiet.clone();
            loud.insert(case.rule(id).to_owned());
            loud.extend(case.also.iter().cloned());
            let broken = cases.found(case, &case.breaks);
            if broken != loud {
                wrong += &format!("{id} breaks {broken:?}, not {loud:?}\n");
            }
            let near = cases.found(case, &case.near);
            let mut silent = quiet;
            silent.extend(case.also_near.iter().cloned());
            if near != silent {
                wrong += &format!("{id} comes near and breaks {near:?}, not {silent:?}\n");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Rules that no text in a table can break, with the tests that do: file and name.
const HELD_ELSEWHERE: &[(&str, &str, &str)] =
    &[("ORA-F-001", "tests/oracle_read.rs", "what_is_not_utf_8_is_told_with_its_place")];

#[test]
fn rules_without_cases_have_tests_of_their_own() {
    for (_, file, name) in HELD_ELSEWHERE {
        let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(&format!("fn {name}()")), "{name} is not in {file}");
    }
}

#[test]
fn each_rule_has_a_case() {
    let mut rules = BTreeSet::new();
    for format in FORMATS {
        let cases = Cases::read(format);
        rules.extend(HELD_ELSEWHERE.iter().map(|(id, ..)| (*id).to_owned()));
        rules.extend(cases.all().map(|(id, case)| case.rule(id).to_owned()));
    }
    let without: Vec<_> = catalogue::rules()
        // No file breaks those of mappings and of `verify`: tests/mapping and tests/verify do.
        .filter(|entry| !matches!(entry.of, "mapping" | "verify") && !rules.contains(entry.rule.id))
        .map(|entry| entry.rule.id)
        .collect();
    assert!(without.is_empty(), "{without:?}");
}
