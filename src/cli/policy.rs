//! `--deny` and `--allow`: which findings the exit code tells.

use clap::Args;
use idport::catalogue::{self, nearest};
use idport::error::Error;
use idport::findings::{Rule, RuleCount, Severity};
use idport::output::ReportFile;

use super::Ended;
use super::typed::misused;

/// What stands in a help for the id of a rule.
pub(super) const RULE: &str = "RULE";
/// The same where it can be a word for several rules.
pub(super) const CLASS_OR_RULE: &str = "CLASS|RULE";

/// What the operator takes for a failure, and what not.
#[derive(Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// Exit with 1 for these too: `warning`, `loss`, `info`, or the id of a rule
    ///
    /// `loss` is any source field that has no place in the target, but for those that the mapping
    /// drops. Give several with commas, or the option several times. See `idport explain`.
    #[arg(long, value_name = CLASS_OR_RULE, value_delimiter = ',')]
    deny: Vec<String>,
    /// Do not exit with 1 for findings of this rule, and do not show them
    ///
    /// The report counts them all the same, marked as allowed, and records that the rule refuses
    /// stay refused and are kept among the rejects.
    #[arg(long, value_name = RULE, value_delimiter = ',')]
    allow: Vec<String>,
}

/// Which findings the exit code tells.
pub(super) struct Policy {
    denied: Vec<Denied>,
    /// Rules whose findings are left out.
    pub(super) allowed: Vec<&'static Rule>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Denied {
    Class(Severity),
    Loss,
    Rule(&'static str),
}

impl Arguments {
    /// Resolves what was given.
    ///
    /// # Errors
    /// When it names no rule or class, or denies what it allows.
    pub(super) fn policy(&self) -> Result<Policy, Error> {
        let denied = self.deny.iter().map(|word| denied(word)).collect::<Result<Vec<_>, _>>()?;
        let allowed =
            self.allow.iter().map(|id| rule("--allow", id, &[])).collect::<Result<Vec<_>, _>>()?;
        match allowed.iter().find(|rule| denied.contains(&Denied::Rule(rule.id))) {
            Some(rule) => {
                Err(Error::Refused(format!("{} is given to --deny and to --allow", rule.id)))
            }
            None => Ok(Policy { denied, allowed }),
        }
    }
}

/// Words that stand for more than one rule.
const CLASSES: &[(&str, Denied)] = &[
    ("warning", Denied::Class(Severity::Warning)),
    ("loss", Denied::Loss),
    ("info", Denied::Class(Severity::Info)),
];

/// Those words.
pub(super) fn classes() -> Vec<&'static str> {
    CLASSES.iter().map(|(name, _)| *name).collect()
}

fn denied(word: &str) -> Result<Denied, Error> {
    let class = CLASSES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    match class {
        Some((_, class)) => Ok(*class),
        None => rule("--deny", word, &classes()).map(|rule| Denied::Rule(rule.id)),
    }
}

fn rule(flag: &str, id: &str, classes: &[&str]) -> Result<&'static Rule, Error> {
    match catalogue::find(id) {
        Some(entry) => Ok(entry.rule),
        None => Err(unknown(&format!("{flag}: "), id, classes)),
    }
}

/// Says that there is no such rule, and what may have been meant.
pub(super) fn unknown(before: &str, id: &str, others: &[&str]) -> Error {
    let known = catalogue::rules().map(|entry| entry.rule.id).chain(others.iter().copied());
    let near = nearest(id, known);
    let tip = match near.as_slice() {
        [] => "`idport explain` lists all".to_owned(),
        near => format!("did you mean {}?", near.join(" or ")),
    };
    let what = format!("{before}there is no rule {id}");
    // Of several none is more likely than the others.
    let only = if let [only] = near.as_slice() { Some(*only) } else { None };
    misused(what, Some(tip), |typed| typed.replaced(id, only?))
}

impl Policy {
    /// Is a loss a failure?
    pub(super) fn denies_losses(&self) -> bool {
        self.denied.contains(&Denied::Loss)
    }

    /// With all warnings denied.
    pub(super) fn strict(mut self) -> Self {
        self.denied.push(Denied::Class(Severity::Warning));
        self
    }

    /// How a run with this report ends. What was denied is said; errors are said only if nothing
    /// else tells of them.
    pub(super) fn end(&self, report: &ReportFile, say_errors: bool) -> Ended {
        let failures = self.failures(report);
        let is_said = |what: &&String| say_errors || !what.starts_with(ERRORS);
        failures.iter().filter(is_said).for_each(|what| super::say(what));
        if failures.is_empty() { Ended::Clean } else { Ended::Found }
    }

    /// What of this report makes the exit code 1, in words.
    fn failures(&self, report: &ReportFile) -> Vec<String> {
        let mut failures = Vec::new();
        let counted = || report.rules.iter().filter(|line| !line.allowed);
        let errors = counted().filter(|line| line.severity == Severity::Error);
        match errors.map(|line| line.count).sum::<u64>() {
            0 => {}
            count => failures.push(format!("{ERRORS}: {count}")),
        }
        for denied in &self.denied {
            let is_found = match denied {
                Denied::Loss => report.losses.iter().any(|loss| !loss.declared),
                denied => counted().any(|line| denied.is_of(line)),
            };
            let what = format!("there are {}, and --deny asks for none", denied.name());
            if is_found && !failures.contains(&what) {
                failures.push(what);
            }
        }
        failures
    }
}

const ERRORS: &str = "there are findings of severity error";

impl Denied {
    fn is_of(self, line: &RuleCount) -> bool {
        match self {
            Denied::Class(severity) => line.severity == severity,
            Denied::Rule(id) => line.rule == id,
            Denied::Loss => false,
        }
    }

    fn name(self) -> String {
        match self {
            Denied::Class(Severity::Info) => "findings of severity info".to_owned(),
            Denied::Class(severity) => format!("{severity}s"),
            Denied::Loss => "losses".to_owned(),
            Denied::Rule(id) => format!("findings of {id}"),
        }
    }
}
