//! What validation says of the inputs, and what each target could hold of them.

use std::collections::BTreeMap;

use super::file::{Field, Fit, TargetLoss};
use super::{Inspection, names};
use crate::error::Error;
use crate::formats::{FORMATS, Format};
use crate::output::ReportFile;
use crate::validate::{Validation, validate};

/// What validation says; with a target, of a conversion to it.
pub(super) fn judged(
    inspection: &Inspection,
    target: Option<&'static Format>,
) -> Result<ReportFile, Error> {
    let Inspection { feed, from, settings, now, threads, .. } = inspection;
    let all: Vec<_> = (0..feed.inputs().len()).collect();
    let validation = Validation::new(feed.only(&all, false), from, now);
    let settings = settings.clone();
    validate(Validation { target, settings, threads: *threads, ..validation })
}

/// What a conversion to each of the other formats would come to.
pub(super) fn fits(inspection: &Inspection) -> Result<Vec<Fit>, Error> {
    let others = FORMATS.iter().filter(|format| format.name != inspection.from.name);
    let targets = others.filter(|format| format.target.is_some());
    targets.map(|target| fit(inspection, target)).collect()
}

fn fit(inspection: &Inspection, target: &'static Format) -> Result<Fit, Error> {
    let nothing = nothing(target);
    let report = match judged(inspection, Some(target)) {
        Ok(report) => report,
        // A target may want more than there is: that is what is to be known of it.
        Err(Error::Refused(why)) => return Ok(Fit { unknown: Some(why), ..nothing }),
        Err(error) => return Err(error),
    };
    Ok(Fit {
        taken: report.converted,
        refused: report.refused,
        losses: losses(&report),
        rules: report.rules,
        outcomes: report.outcomes,
        ..nothing
    })
}

/// A target of which nothing is known yet.
fn nothing(target: &Format) -> Fit {
    Fit {
        format: target.name,
        title: target.title,
        unknown: None,
        taken: 0,
        refused: 0,
        losses: Vec::new(),
        carried: Vec::new(),
        rules: Vec::new(),
        outcomes: BTreeMap::new(),
    }
}

/// The losses of a report, without names that could be those of people.
fn losses(report: &ReportFile) -> Vec<TargetLoss> {
    let mut losses: Vec<TargetLoss> = Vec::new();
    for loss in &report.losses {
        let path = names::shown(&loss.path);
        let is_same = |known: &&mut TargetLoss| (&known.path, known.reason) == (&path, loss.reason);
        match losses.iter_mut().find(is_same) {
            Some(known) => known.records = known.records.max(loss.records),
            None => {
                losses.push(TargetLoss { path, records: loss.records, reason: loss.reason });
            }
        }
    }
    losses
}

/// What becomes of a field in a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No loss names it, nor what it stands in, nor what stands in it.
    Carried,
    /// It is lost for some records, or a part of it is.
    Partly,
    /// It is lost.
    Lost,
}

impl Fit {
    /// What becomes of a field of users, as far as the names of losses tell. Which fields the
    /// refused records have is not known: a field is said to be lost unless some surely keep it.
    pub fn fate(&self, field: &Field) -> Fate {
        let path = field.path.as_str();
        let lost = self.losses.iter().filter(|loss| is_within(path, &loss.path));
        match lost.map(|loss| loss.records).max() {
            Some(records) if records + self.refused >= field.records => Fate::Lost,
            Some(_) => Fate::Partly,
            None if self.losses.iter().any(|loss| is_within(&loss.path, path)) => Fate::Partly,
            None => Fate::Carried,
        }
    }
}

/// Is a place another one, or in it?
fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Fields that hold something and are carried.
pub(super) fn carried(fields: &[Field], fit: &Fit) -> Vec<String> {
    let there = fields.iter().filter(|field| field.records > 0 && !field.is_frame());
    let carried = there.filter(|field| fit.fate(field) == Fate::Carried);
    carried.map(|field| field.path.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::file::Kinds;
    use super::*;

    fn field(path: &str, records: u64) -> Field {
        Field {
            path: path.to_owned(),
            records,
            values: records,
            empty: 0,
            kinds: Kinds { text: records, ..Kinds::default() },
            characters: None,
            elements: None,
        }
    }

    #[test]
    fn what_no_loss_names_is_carried() {
        let target = FORMATS[0];
        let loss =
            |path: &str| TargetLoss { path: path.to_owned(), records: 1, reason: "no place" };
        let losses = vec![loss("/a/b"), loss("/c")];
        let fit = Fit { taken: 2, refused: 0, losses, ..nothing(target) };
        let fates = [("/a", 1), ("/a/b", 1), ("/ab", 1), ("/c/d", 2), ("/c", 1)];
        let fates = fates.map(|(path, records)| fit.fate(&field(path, records)));
        assert_eq!(fates, [Fate::Partly, Fate::Lost, Fate::Carried, Fate::Partly, Fate::Lost]);
        let refusing = Fit { refused: 1, ..fit.clone() };
        assert_eq!(refusing.fate(&field("/c/d", 2)), Fate::Lost);
        assert_eq!(carried(&[field("/ab", 1), field("/e", 0), field("/c", 1)], &fit), ["/ab"]);
    }
}
