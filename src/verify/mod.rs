//! Verifying: does an output hold what its source holds, no less and no more?
//!
//! The output is not made again. The source is read by the reader of its format, the output by the
//! reader of its own; both become terms of neutral users (see [`proof`](crate::formats::proof)),
//! and the records are followed side by side. What holds when nothing is found:
//!
//! | law | rule |
//! |---|---|
//! | every record of the source is a user of the output, or among the refused ones | VE-001 |
//! | every user of the output comes from one record, in the order of the source | VE-002 |
//! | every term of a record is a term of its user, unless the target has no place for it | VE-003 |
//! | every term of a user comes from its record, from an option, or is derived | VE-004 |
//! | what has no place is counted in the report, exactly | VE-005 |
//! | every row of the output belongs to a user of it | VE-006 |
//! | beside the users stands what a conversion writes there, and nothing else | VE-007, VE-008 |
//! | inputs, parts and refused records are those that the evidence names | VE-010 to VE-014 |
//! | the evidence counts the records that there are, and its counts fit each other | VE-015 |
//!
//! The transformations that are no losses are told by each target's proof: ids that are derived,
//! names that stand in for missing ones, addresses that the operator says are verified, groups that
//! become roles, passwords that must be reset, values that a mapping fills in or moves.
//!
//! What a reader takes for nothing is a term all the same where it can matter to an import: a value
//! of another kind, and that a member stands there which the import demands also where it is empty.
//! A null where nothing is due, or no list of roles where the import demands none, changes nobody.
//!
//! A proof says itself what it does not look at ([`Verified::left_out`]). No value of a person is
//! in any difference. Memory does not grow with the files, apart from what the readers of the two
//! formats need.

mod beside;
mod conversion;
mod counts;
mod difference;
mod entry;
mod evidence;
mod follow;
mod losses;
mod matching;
mod merge;
mod reasons;
mod refused;
mod report;
mod rules;
mod side;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::error::Error;
use crate::findings::RuleCount;
use crate::formats::Format;
use crate::input::Feed;
use crate::output::{Destination, Outputs};
use crate::run::{lost_beside_users, lost_with_users, merge as merge_losses};

pub use conversion::Conversion;
pub use difference::{Difference, TellDifference};
pub use rules::RULES;

use conversion::Made;
use counts::{check_counts, check_inputs, check_users};
use difference::Differences;
use follow::{Followed, Opening, Sides, Written, unread};
use refused::Refused;

/// An output to be verified.
pub struct Verification<'v> {
    /// The inputs of the conversion. Their digests are asked for as the manifest has them, see
    /// [`Conversion::digest`].
    pub feed: Feed,
    /// Their format.
    pub from: &'static Format,
    /// What was decided about reading them, by the names of the settings.
    pub settings: BTreeMap<String, String>,
    /// The conversion, as its evidence tells it.
    pub conversion: &'v Conversion,
    /// How many threads work.
    pub threads: usize,
    /// Is told of each difference as it is found.
    pub told: Option<TellDifference<'v>>,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Verified {
    /// Is nothing different, and was everything compared that can be?
    pub proved: bool,
    /// The format of the source.
    pub from: String,
    /// The format of the output.
    pub to: String,
    /// Records of the source.
    pub records: u64,
    /// Records whose users were found and compared.
    pub compared: u64,
    /// Records that were refused.
    pub refused: u64,
    /// Records that were not compared, because the output is broken before them.
    pub not_reached: u64,
    /// Files of output.
    pub parts: u64,
    /// Losses on which report and count agree.
    pub losses: u64,
    /// What this proof does not look at.
    pub left_out: Vec<&'static str>,
    /// Differences, counted by rule.
    pub rules: Vec<RuleCount>,
    /// The first differences of each rule.
    pub differences: Vec<Difference>,
}

/// What no proof looks at.
const LEFT_OUT: &[&str] = &[
    "how many records came to an outcome, and what was found in records that were converted (only that the counts fit)",
    "rows that were refused before users were read, SHA256SUMS and id maps",
];

/// Verifies.
///
/// # Errors
/// When the source cannot be read, or the target has no proof. What is wrong with the output is a
/// difference.
pub fn verify(verification: Verification<'_>) -> Result<Verified, Error> {
    let Verification { feed, from, settings, conversion, threads, told } = verification;
    conversion.demand(from, &settings)?;
    let (evidence, manifest) = (&conversion.evidence, &conversion.evidence.manifest);
    let limits = *feed.limits();
    let mut differences = Differences::keeping(limits.findings, told);
    evidence.check(&mut differences)?;

    let outputs = Outputs::new(Destination::Stream, false, false)?;
    let opening = Opening { outputs: &outputs, now: &manifest.now, threads: threads.div_ceil(2) };
    let names: Vec<_> = feed.inputs().iter().map(|input| input.name.clone()).collect();
    let mut source = opening.open(from, feed, &settings, true)?;
    let survey = source.survey.take();
    let groups = conversion.groups(&mut source);
    let Made { proof, target } = conversion.make(from, &source, &groups, &settings)?;
    let proof = &*proof;
    let reading = conversion.reading(proof, settings);
    let mut output = Written::open(&opening, conversion, &reading, &limits, &mut differences);

    let mut refused = Refused::of(evidence, from, names);
    refused.take_strays(&mut source, &mut differences)?;
    let mapping = conversion.mapping.as_ref();
    let sides = Sides { source: &source, output: &output, proof, mapping, opening: &opening };
    let Followed { read, written, losses, counts, refused } =
        sides.follow(refused, &mut differences);
    let mut read = read?;
    if let Some(output) = &mut output.opened {
        match &written {
            Ok(Some(written)) => {
                check_users(written, evidence, &mut differences);
                beside::members(written, (output, evidence), proof, &mut differences);
                beside::configuration(output, evidence, proof, &mut differences);
            }
            Ok(None) => {}
            Err(error) => differences.add(unread(error)),
        }
        beside::rows_of_nobody(output, evidence, proof, &mut differences)?;
        beside::odd_rows(output, evidence, proof, &mut differences);
        beside::groups((&groups, output), evidence, proof, &mut differences);
    }
    beside::headings(evidence, proof, &mut differences)?;
    beside::members_of_nobody(evidence, proof, &mut differences)?;
    if let Some(survey) = survey {
        read.join_survey(survey);
    }
    check_inputs(&read.inputs, &manifest.inputs, &mut differences);
    check_counts(&counts, evidence, &mut differences);
    report::check(evidence, &refused, &mut differences);
    let paths = source.reader().paths();
    let mut due = losses.due(paths, &*target.writer, mapping);
    due.extend(lost_beside_users(&groups, &source.configuration, &target, paths));
    due.extend(lost_with_users(source.reader()));
    merge_losses(&mut due);
    let agreed = losses::compare(&due, evidence, &mut differences);
    let (rules, kept, failed) = differences.finish();
    if let Some(error) = failed {
        return Err(Error::io("write", Path::new("the differences"))(error));
    }
    Ok(Verified {
        proved: rules.is_empty(),
        from: from.name.to_owned(),
        to: conversion.to().name.to_owned(),
        records: counts.records,
        compared: counts.matched,
        refused: counts.refused,
        not_reached: counts.left,
        parts: manifest.parts.len() as u64,
        losses: agreed,
        left_out: proof.left_out().iter().chain(LEFT_OUT).copied().collect(),
        rules,
        differences: kept,
    })
}
