//! Losses, counted anew and held against the report.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::Value;

use super::difference::{Difference, Differences};
use super::evidence::Evidence;
use super::matching::Lost;
use super::rules::*;
use crate::findings::Shape;
use crate::formats::{RecordWriter, SourcePaths};
use crate::mapping::{EffectKind, Mapping};
use crate::model::Field;
use crate::output::Loss;

/// How many members are told apart, as in a report.
const MOST: usize = 1000;
const ELSEWHERE: &str = "(other members)";

/// How many records lost what.
#[derive(Default)]
pub(super) struct Losses {
    fields: BTreeMap<u8, u64>,
    members: BTreeMap<String, u64>,
    effects: BTreeMap<u16, u64>,
}

impl Losses {
    /// A record lost this.
    pub(super) fn add(&mut self, lost: impl IntoIterator<Item = Lost>, effects: &[u16]) {
        for lost in lost {
            match lost {
                Lost::Field(field) => *self.fields.entry(field).or_default() += 1,
                Lost::Member(path) => {
                    let has_room = self.members.len() < MOST || self.members.contains_key(&path);
                    let path = if has_room { path } else { ELSEWHERE.to_owned() };
                    *self.members.entry(path).or_default() += 1;
                }
            }
        }
        effects.iter().for_each(|effect| *self.effects.entry(*effect).or_default() += 1);
    }

    /// What a report must say of it.
    pub(super) fn due(
        &self,
        paths: SourcePaths,
        writer: &dyn RecordWriter,
        mapping: Option<&Mapping>,
    ) -> Vec<Loss> {
        let fields = self.fields.iter().map(|(field, records)| {
            let field = Field::ALL[usize::from(*field)];
            let path = match paths(field) {
                "" => format!("/{}", field.name()).into(),
                path => path.into(),
            };
            Loss { path, records: *records, reason: writer.loss_reason(field), declared: false }
        });
        let members = self.members.iter().map(|(path, records)| Loss {
            path: path.clone().into(),
            records: *records,
            reason: writer.loss_reason(Field::Kept),
            declared: false,
        });
        let effects = mapping.map(Mapping::effects).unwrap_or_default().iter().enumerate();
        let dropped = effects.filter(|(_, effect)| effect.kind == EffectKind::Dropped);
        let declared = dropped.filter_map(|(number, effect)| {
            let records = *self.effects.get(&(number as u16))?;
            let reason = "dropped by the mapping";
            Some(Loss { path: effect.path(paths).into(), records, reason, declared: true })
        });
        fields.chain(members).chain(declared).collect()
    }
}

/// A loss without its count.
type Which = (String, String, bool);

/// Holds the losses that were found against those that the report tells; how many agree.
pub(super) fn compare(due: &[Loss], evidence: &Evidence, differences: &mut Differences<'_>) -> u64 {
    let due = due
        .iter()
        .map(|loss| ((loss.path.to_string(), loss.reason.to_owned(), loss.declared), loss.records));
    let due: BTreeMap<Which, u64> = due.collect();
    let told = evidence.report["losses"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines = told.iter().map(|loss| {
        let declared = loss["declared"].as_bool().unwrap_or_default();
        (
            (text(&loss["path"]), text(&loss["reason"]), declared),
            loss["records"].as_u64().unwrap_or_default(),
        )
    });
    let mut differ = |which: &Which, says, is| {
        let place = evidence.place("report.json", &which.0);
        let difference = Difference::new(&VE_005, Shape::Count(says)).at_output(place);
        differences.add(difference.due(Shape::Count(is)));
    };
    let mut told = BTreeMap::new();
    for (which, records) in lines {
        match told.entry(which) {
            Entry::Vacant(line) => drop(line.insert(records)),
            // Each loss has one line.
            Entry::Occupied(line) => differ(line.key(), records, 0),
        }
    }
    let mut agreed = 0;
    for which in due.keys().chain(told.keys().filter(|which| !due.contains_key(*which))) {
        let count = |losses: &BTreeMap<Which, u64>| losses.get(which).copied();
        match (count(&due), count(&told)) {
            (is, says) if is == says => agreed += 1,
            (is, says) => differ(which, says.unwrap_or_default(), is.unwrap_or_default()),
        }
    }
    agreed
}
