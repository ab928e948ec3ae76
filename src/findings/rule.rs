//! Rules: what data must be like, and why.

use serde::Serialize;

/// One thing that data must or should be.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name of the rule, such as `CD-030`.
    pub id: &'static str,
    /// What must hold, in one line.
    pub title: &'static str,
    /// What to do when it does not.
    pub remedy: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what was meant; the record is converted.
    Warning,
    /// Wrong; the record is refused.
    Error,
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}
