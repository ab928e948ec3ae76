//! The plan of an upload: how many requests, how large, in which order, and how long it takes.

use serde::{Deserialize, Serialize};

use super::{Batch, Need, Sizes, Upload};

/// What an upload comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What one of them is to the product: a `request` or a `job`.
    pub unit: String,
    /// How many there are.
    pub count: u64,
    /// How many of them the product takes at the same time.
    pub at_once: u64,
    /// How long they take.
    pub time: Time,
    /// The files by kind, in the order in which they are sent.
    pub steps: Vec<Step>,
    /// What must be there before.
    pub needs: Vec<Need>,
    /// What becomes of users who are there already.
    pub conflicts: String,
    /// What else to do, or not to do.
    pub advice: Vec<String>,
}

/// Files of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What they are about.
    pub what: String,
    /// The call that takes one, as the vendor spells it.
    pub call: String,
    /// How many requests or jobs.
    pub count: u64,
    /// How many files; one a line they are one.
    pub files: u64,
    /// The first file, in the order of the manifest.
    pub first: String,
    /// The last file.
    pub last: String,
    /// How many bytes a request has.
    pub bytes: Range,
    /// How many users a request has.
    pub users: Range,
}

/// Numbers of things, put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The smallest.
    pub smallest: u64,
    /// The one in the middle; of two, the smaller.
    pub median: u64,
    /// The largest.
    pub largest: u64,
    /// All together.
    pub total: u64,
}

/// How long something takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// What is counted.
    pub unit: TimeUnit,
    /// At least so many.
    pub least: u64,
    /// At most so many.
    pub most: u64,
    /// What the vendor says that this rests on.
    pub basis: String,
}

/// Seconds or days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeUnit {
    /// Seconds.
    Seconds,
    /// Days, of which the vendor says how much each takes.
    Days,
}

impl Plan {
    /// The plan for the requests of a run, and what they need.
    pub fn new(upload: &Upload, sizes: &Sizes, needs: Vec<Need>) -> Self {
        let of_call = |stem| sizes.batches.iter().find(|batch| batch.stem == stem);
        let steps: Vec<_> = { upload.steps.iter() }
            .filter_map(|call| Some(Step::new(call.what, call.call, of_call(call.stem)?)))
            .collect();
        let owned = |text: &&str| (*text).to_owned();
        Plan {
            unit: upload.unit.to_owned(),
            count: steps.iter().map(|step| step.count).sum(),
            at_once: upload.at_once,
            time: (upload.time)(&steps),
            steps,
            needs,
            conflicts: upload.conflicts.to_owned(),
            advice: upload.advice.iter().map(owned).collect(),
        }
    }

    /// The same without names that are needed, which the report does not tell.
    #[must_use]
    pub fn unnamed(&self) -> Self {
        Plan { needs: self.needs.iter().map(Need::unnamed).collect(), ..self.clone() }
    }
}

impl Step {
    fn new(what: &str, call: &str, batch: &Batch) -> Self {
        Step {
            what: what.to_owned(),
            call: call.to_owned(),
            count: batch.sizes.len() as u64,
            files: batch.files,
            first: batch.first.clone(),
            last: batch.last.clone(),
            bytes: Range::of(batch.sizes.iter().map(|(bytes, _)| *bytes)),
            users: Range::of(batch.sizes.iter().map(|(_, users)| *users)),
        }
    }
}

impl Range {
    fn of(numbers: impl Iterator<Item = u64>) -> Self {
        let mut numbers: Vec<_> = numbers.collect();
        numbers.sort_unstable();
        let at = |index: usize| numbers.get(index).copied().unwrap_or_default();
        Range {
            smallest: at(0),
            median: at(numbers.len().saturating_sub(1) / 2),
            largest: at(numbers.len().saturating_sub(1)),
            total: numbers.iter().sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Call, Particular};
    use super::*;

    static UPLOAD: Upload = Upload {
        unit: "request",
        at_once: 2,
        steps: &[
            Call { what: "groups", stem: "Groups", call: "PUT /groups" },
            Call { what: "users", stem: "Users", call: "PUT /users" },
        ],
        time: |steps| Time {
            unit: TimeUnit::Seconds,
            least: steps.iter().map(|step| step.count).sum(),
            most: 9,
            basis: "nobody".to_owned(),
        },
        conflicts: "none",
        advice: &[],
        particular: &Particular { functions: "", variables: &[], values: |_| Vec::new() },
    };

    #[test]
    fn files_are_in_the_order_of_the_calls() {
        let mut sizes = Sizes::default();
        for (file, bytes, users) in
            [("Users.csv", 50, 5), ("Users-002.csv", 10, 1), ("Users-003.csv", 90, 7)]
        {
            sizes.add(super::super::stem(file), file, bytes, users);
        }
        sizes.add("Groups", "Groups.csv", 5, 0);
        sizes.add("other", "other.json", 5, 0);
        let plan = Plan::new(&UPLOAD, &sizes, vec![Need::of("roles", &["viewer"])]);
        let told: Vec<_> = { plan.steps.iter() }
            .map(|step| (step.what.as_str(), step.count, step.first.as_str(), step.last.as_str()))
            .collect();
        assert_eq!(
            told,
            [("groups", 1, "Groups.csv", "Groups.csv"), ("users", 3, "Users.csv", "Users-003.csv")]
        );
        let due = Range { smallest: 10, median: 50, largest: 90, total: 150 };
        assert_eq!((plan.steps[1].bytes, plan.count, plan.time.least), (due, 4, 4));
        assert_eq!(plan.unnamed().needs[0], Need { names: Vec::new(), ..plan.needs[0].clone() });
    }

    #[test]
    fn nothing_needs_no_requests() {
        let plan = Plan::new(&UPLOAD, &Sizes::default(), Vec::new());
        assert_eq!((plan.count, plan.steps.len()), (0, 0));
        let none = Range { smallest: 0, median: 0, largest: 0, total: 0 };
        assert_eq!(Range::of([].into_iter()), none);
        assert_eq!(Range::of([4, 2].into_iter()).median, 2);
    }
}
