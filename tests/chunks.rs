//! What a run gives does not depend on where its input is cut, nor on the number of threads:
//! not for sound files, not for damaged ones.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use idport::convert::{Conversion, Delta, convert};
use idport::digest::Algorithm;
use idport::formats::appid_directory::generate::{Envelope, Options, write_export};
use idport::formats::by_name;
use idport::generate::Layout as Spacing;
use idport::ids::RunKey;
use idport::input::{Feed, Input};
use idport::output::{Destination, Layout, Outputs};
use proptest::prelude::*;

/// Everything that a conversion leaves behind: its files, or the error that stopped it.
fn outcome(text: &[u8], chunk: usize, threads: usize) -> Outcome {
    let home = tempfile::tempdir().unwrap();
    let source = home.path().join("export.json");
    std::fs::write(&source, text).unwrap();
    let target = home.path().join("out");
    let outputs = Outputs::new(Destination::Folder(target.clone()), false, false).unwrap();
    let input = Input { name: "export.json".to_owned(), path: Some(source) };
    let settings = [("tenant-id", "acme"), ("user-pool-id", "pool"), ("batch-size", "3")];
    let converted = convert(Conversion {
        feed: Feed::new(vec![input], Algorithm::Sha256).with_chunks_of(chunk),
        from: by_name("appid-directory").unwrap(),
        to: by_name("cloudentity").unwrap(),
        settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        outputs: &outputs,
        layout: Layout::Files,
        id_map: None,
        mapping: None,
        now: "2026-01-02T03:04:05Z".to_owned(),
        run_key: RunKey::new([7; 32]),
        digest: Algorithm::Sha256,
        threads,
        allow: Vec::new(),
        delta: Delta::None,
    });
    converted.map_err(|error| error.to_string())?;
    outputs.commit().unwrap();
    Ok(files(&target))
}

type Outcome = Result<BTreeMap<String, Vec<u8>>, String>;

/// Where two outcomes differ, in words.
fn difference(left: &Outcome, right: &Outcome) -> String {
    let (Ok(left), Ok(right)) = (left, right) else {
        return format!(
            "{:?} and {:?}",
            left.as_ref().map(BTreeMap::len),
            right.as_ref().map(BTreeMap::len)
        );
    };
    let names = left.keys().chain(right.keys()).filter(|name| left.get(*name) != right.get(*name));
    let text = |files: &BTreeMap<String, Vec<u8>>, name: &String| {
        files.get(name).map(|text| String::from_utf8_lossy(text).into_owned())
    };
    names
        .take(1)
        .map(|name| format!("{name}:\n{:#?}\n{:#?}", text(left, name), text(right, name)))
        .collect()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap())
    };
    std::fs::read_dir(folder).unwrap().map(file).collect()
}

fn export(seed: u64, users: u64, spacing: Spacing, envelope: Envelope) -> Vec<u8> {
    let mut text = Vec::new();
    let options = Options { defects: 0.2, layout: spacing, envelope, ..Options::new(users, seed) };
    write_export(&options, &mut text, None).unwrap();
    text
}

fn any_export() -> impl Strategy<Value = Vec<u8>> {
    let spacing = prop_oneof![Just(Spacing::Compact), Just(Spacing::Pretty)];
    let envelope = prop_oneof![
        Just(Envelope::Array),
        Just(Envelope::Users),
        Just(Envelope::Page { start_index: 0, total_results: 20 })
    ];
    (1u64..500, 0u64..20, spacing, envelope)
        .prop_map(|(seed, users, spacing, envelope)| export(seed, users, spacing, envelope))
}

/// Damage: at a place, some bytes go and others come.
fn damage() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, Vec<u8>)>> {
    let byte = prop_oneof![prop::sample::select(b"\"\\{}[],: \n".to_vec()), any::<u8>()];
    prop::collection::vec(
        (any::<prop::sample::Index>(), 0usize..4, prop::collection::vec(byte, 0..3)),
        0..3,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_cuts_do_not_matter(text in any_export(), damage in damage(), chunk in 16usize..5000, threads in 1usize..5) {
        let mut text = text;
        for (place, gone, come) in damage {
            let at = place.index(text.len());
            let end = (at + gone).min(text.len());
            text.splice(at..end, come);
        }
        let whole = outcome(&text, 1 << 24, 1);
        let cut = outcome(&text, chunk, threads);
        prop_assert!(cut == whole, "{}", difference(&cut, &whole));
    }
}

/// Records that hold what looks like the start of a record.
#[test]
fn texts_that_look_like_records_mislead_nobody() {
    let bait = r#"{"scimUser":{"originalId":"11111111-1111-4111-8111-111111111111","emails":[{"value":"bait@example.com","primary":true}],"active":true},"roles":[]}"#;
    let record = |number: u32| {
        let quoted = serde_json::to_string(&format!("}},{bait},{bait},{{")).unwrap();
        format!(
            r#"{{"scimUser":{{"originalId":"{number:08}-1111-4111-8111-111111111111","emails":[{{"value":"u{number}@example.com","primary":true}}],"active":true}},"profile":{{"attributes":{{"text":{quoted},"list":[1,{bait},{bait}]}}}},"roles":[]}}"#
        )
    };
    let text = format!("[{}]", (0..40).map(record).collect::<Vec<_>>().join(","));
    let whole = outcome(text.as_bytes(), 1 << 24, 1).unwrap();
    for chunk in [100, 333, 700, 1024, 2000] {
        for threads in [1, 3] {
            let cut = outcome(text.as_bytes(), chunk, threads);
            assert!(cut.as_ref() == Ok(&whole), "{}", difference(&cut, &Ok(whole.clone())));
        }
    }
    let users: usize = whole
        .iter()
        .filter(|(name, _)| name.starts_with("batch"))
        .map(|(_, text)| {
            serde_json::from_slice::<serde_json::Value>(text).unwrap()["users"]
                .as_array()
                .unwrap()
                .len()
        })
        .sum();
    assert_eq!(users, 40);
}

/// Of a rule with many findings most are only counted. A user that is refused since another has its
/// address is told with all of its findings all the same.
#[test]
fn what_is_only_counted_is_counted_once_and_told_where_it_must_be() {
    let record = |number: u32| {
        let address = if number.is_multiple_of(11) { 5 } else { number };
        format!(
            r#"{{"scimUser":{{"originalId":"{number:08}-1111-4111-8111-111111111111","emails":[{{"value":"u{address}@example.com","primary":true}}],"locale":"nowhere {number}"}},"passwordHash":"AAAA","passwordHashAlg":"PBKDF2WithHmacSHA512","profile":{{}}}}"#
        )
    };
    let text = format!("[{}]", (0..300).map(record).collect::<Vec<_>>().join(","));
    let whole = outcome(text.as_bytes(), 1 << 24, 1).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&whole["report.json"]).unwrap();
    let rules = report["rules"].as_array().unwrap();
    assert!(
        rules.iter().filter(|rule| rule["count"].as_u64() > Some(200)).count() > 2,
        "{rules:?}"
    );
    let told = String::from_utf8_lossy(&whole["rejects.findings.jsonl"]);
    assert!(told.matches("\"CD-0").count() > 80, "{told}");
    for chunk in [300, 1000, 5000] {
        for threads in [1, 2, 4] {
            let cut = outcome(text.as_bytes(), chunk, threads);
            assert!(cut.as_ref() == Ok(&whole), "{}", difference(&cut, &Ok(whole.clone())));
        }
    }
}
