//! What the evidence counts, held against what was read.

use super::difference::{Difference, Differences};
use super::evidence::Evidence;
use super::merge::Counts;
use super::rules::*;
use crate::findings::{Place, Shape};
use crate::output::InputRecord;
use crate::pipeline::Summary;

/// Are these the inputs of the conversion, whatever they are called?
pub(super) fn check_inputs(
    is: &[InputRecord],
    due: &[InputRecord],
    differences: &mut Differences<'_>,
) {
    let key = |input: &InputRecord| (input.size, input.digest.clone(), input.records);
    let mut left: Vec<_> = due.iter().collect();
    let mut differ = |input: &InputRecord, got| {
        let place = Place { file: input.name.clone(), ..Place::default() };
        differences.add(Difference::new(&VE_010, got).at_source(place));
    };
    let mut others = 0;
    for input in is {
        match left.iter().position(|known| key(known) == key(input)) {
            Some(at) => drop(left.remove(at)),
            None => {
                others += 1;
                differ(input, Shape::Count(input.size));
            }
        }
    }
    // As many stand for others; the rest was not given.
    left.into_iter().skip(others).for_each(|input| differ(input, Shape::Nothing));
}

/// Do the parts hold as many users as the manifest says?
pub(super) fn check_users(
    written: &Summary,
    evidence: &Evidence,
    differences: &mut Differences<'_>,
) {
    for part in &evidence.manifest.parts {
        let file = evidence.name_of(part);
        // One that is not there, or empty, was not read.
        let Some(read) = written.inputs.iter().find(|read| read.name == file) else { continue };
        if read.records != part.users {
            let place = Place { file, ..Place::default() };
            let difference = Difference::new(&VE_015, Shape::Count(read.records)).at_output(place);
            differences.add(difference.due(Shape::Count(part.users)));
        }
    }
}

/// Do manifest and report count the records that there are?
pub(super) fn check_counts(
    counts: &Counts,
    evidence: &Evidence,
    differences: &mut Differences<'_>,
) {
    let manifest = &evidence.manifest;
    let told = |name: &str| evidence.report[name].as_u64().unwrap_or_default();
    let mut check = |file: &'static str, name: &str, says: u64, is: u64| {
        if says != is {
            let place = evidence.place(file, &format!("/{name}"));
            let difference = Difference::new(&VE_015, Shape::Count(says)).at_output(place);
            differences.add(difference.due(Shape::Count(is)));
        }
    };
    check("manifest.json", "records", manifest.records, counts.records);
    check("manifest.json", "converted", manifest.converted, counts.matched + counts.left);
    if !evidence.report.is_null() {
        check("report.json", "records", told("records"), manifest.records);
        check("report.json", "converted", told("converted"), manifest.converted);
        check("report.json", "refused", told("refused"), manifest.refused);
    }
    if manifest.refused < counts.refused {
        check("manifest.json", "refused", manifest.refused, counts.refused);
    }
}
