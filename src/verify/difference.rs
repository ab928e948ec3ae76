//! What was found to differ, with places on both sides and no value.

use serde::{Serialize, Serializer};

use crate::findings::{Place, Rule, RuleCount, Severity, Shape};

/// Something that a conversion would not have left so.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The rule that does not hold.
    #[serde(serialize_with = "id_of")]
    pub rule: &'static Rule,
    /// How much it matters.
    pub severity: Severity,
    /// Where in the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Place>,
    /// Where in the output, or in its evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Place>,
    /// What is there.
    pub got: Shape,
    /// What should be there, where that is a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Shape>,
}

fn id_of<S: Serializer>(rule: &&'static Rule, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(rule.id)
}

impl Difference {
    /// A difference of which no place is known yet.
    pub(super) fn new(rule: &'static Rule, got: Shape) -> Self {
        Difference { rule, severity: Severity::Error, source: None, output: None, got, due: None }
    }

    pub(super) fn at_source(self, place: Place) -> Self {
        Difference { source: Some(place), ..self }
    }

    pub(super) fn at_output(self, place: Place) -> Self {
        Difference { output: Some(place), ..self }
    }

    pub(super) fn due(self, due: Shape) -> Self {
        Difference { due: Some(due), ..self }
    }
}

/// Is told of each difference as it is found.
pub type TellDifference<'t> = Box<dyn FnMut(&Difference) -> std::io::Result<()> + Send + 't>;

/// Differences, counted, the first of each rule with their places. Memory does not grow with them.
pub(super) struct Differences<'t> {
    kept: usize,
    told: Option<TellDifference<'t>>,
    failed: Option<std::io::Error>,
    rules: Vec<(&'static Rule, u64, Vec<Difference>)>,
}

impl<'t> Differences<'t> {
    pub(super) fn keeping(kept: usize, told: Option<TellDifference<'t>>) -> Self {
        Differences { kept, told, failed: None, rules: Vec::new() }
    }

    /// Would a place be kept, or told?
    pub(super) fn wants_place(&self, rule: &'static Rule) -> bool {
        let known = self.rules.iter().find(|(own, ..)| own.id == rule.id);
        self.told.is_some() || known.is_none_or(|(_, _, kept)| kept.len() < self.kept)
    }

    pub(super) fn add(&mut self, difference: Difference) {
        if let Some(told) = &mut self.told
            && let Err(error) = told(&difference)
        {
            self.failed.get_or_insert(error);
            self.told = None;
        }
        let known = self.rules.iter().position(|(own, ..)| own.id == difference.rule.id);
        let at = known.unwrap_or_else(|| {
            self.rules.push((difference.rule, 0, Vec::new()));
            self.rules.len() - 1
        });
        let (_, count, kept) = &mut self.rules[at];
        *count += 1;
        if kept.len() < self.kept {
            kept.push(difference);
        }
    }

    /// The counts by rule, the differences that were kept, and why somebody could not be told.
    pub(super) fn finish(mut self) -> (Vec<RuleCount>, Vec<Difference>, Option<std::io::Error>) {
        self.rules.sort_by_key(|(rule, ..)| rule.id);
        let count = |(rule, count, _): &(&'static Rule, u64, Vec<Difference>)| RuleCount {
            rule: rule.id,
            severity: Severity::Error,
            count: *count,
            title: rule.title,
            remedy: rule.remedy,
            vendor_message: None,
            allowed: false,
        };
        let counts = self.rules.iter().map(count).collect();
        let kept = self.rules.into_iter().flat_map(|(_, _, kept)| kept).collect();
        (counts, kept, self.failed)
    }
}
