//! Nothing disappears silently, one value at a time: every value of a record is taken away, and
//! changed, and each time the output is another one, or the report counts the value as lost.
//!
//! This knows no format from within: a value that a writer drops leaves the bytes as they were,
//! whatever other value looks the same, and whatever another record loses.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeSet;

use idport::formats::FORMATS;
use serde_json::Value;
use support::one_record::{Way, leaves, records_of};
use support::silence::{is_silent, other_text, ways_from};

/// The ways from a format, with those records that are taken on each.
fn ways(from: &'static str) -> Vec<(Way, Vec<(usize, Value)>)> {
    let all = |way: Way| {
        let taken = |(_, record): &(usize, Value)| way.run(record).refused == 0;
        (way, records_of(from).into_iter().enumerate().filter(taken).collect())
    };
    ways_from(from).map(all).collect()
}

#[track_caller]
fn assert_accounted(from: &'static str) {
    let (mut silent, mut tried) = (BTreeSet::new(), 0);
    for (way, records) in ways(from) {
        // Most users have no account at a provider.
        let least = if way.to == "appid-social" && from != way.to { 0 } else { 2 };
        assert!(records.len() >= least, "{from} to {}: {}", way.to, records.len());
        for (number, record) in records {
            let done = way.run(&record);
            let mut pointers = Vec::new();
            leaves(&record, "", &mut pointers);
            tried += pointers.len();
            for pointer in pointers.iter().filter(|pointer| is_silent(way, &record, pointer, &done))
            {
                silent.insert(format!("{from} to {}, {number}: {pointer}", way.to));
            }
        }
    }
    assert!(tried > 200, "{from}: only {tried} values");
    assert!(silent.is_empty(), "{} values of {tried} do not count: {silent:#?}", silent.len());
}

#[test]
fn verify_finds_every_record_accounted_for() {
    let mut alarms = Vec::new();
    for from in FORMATS {
        for (way, records) in ways(from.name) {
            for (number, record) in records {
                let found = way.differences(&record);
                let which = format!("{} to {}, {number}", from.name, way.to);
                alarms.extend(found.into_iter().map(|found| format!("{which}: {found}")));
            }
        }
    }
    assert!(alarms.is_empty(), "{alarms:#?}");
}

/// Every value of an output is changed, and every empty cell filled.
#[test]
fn verify_tells_every_value_that_was_changed() {
    let mut untold = BTreeSet::new();
    for from in FORMATS {
        for (way, records) in ways(from.name) {
            for (number, record) in records.iter().take(1) {
                let found = way.changes_that_verify_does_not_tell(record, other_text);
                let found = found.into_iter().filter(|place| !is_left_out(place));
                let which = format!("{} to {}, {number}", from.name, way.to);
                untold.extend(found.map(|place| format!("{which}: {place}")));
            }
        }
    }
    assert!(untold.is_empty(), "{}: {untold:#?}", untold.len());
}

/// Does verify say itself that it does not look there?
fn is_left_out(place: &str) -> bool {
    let ends = ["/sha/salt", "/itemsPerPage", "/totalResults"];
    ends.iter().any(|end| place.ends_with(end))
}

#[test]
fn every_value_of_a_directory_user_is_accounted_for() {
    assert_accounted("appid-directory");
}

#[test]
fn every_value_of_a_social_profile_is_accounted_for() {
    assert_accounted("appid-social");
}

#[test]
fn every_value_of_a_payload_is_accounted_for() {
    assert_accounted("cloudentity");
}

#[test]
fn every_value_of_rows_of_oracle_is_accounted_for() {
    assert_accounted("oracle");
}
