//! Rules: what data must be like, why, and how much that matters for what is done with it.

use serde::Serialize;

/// One thing that data must or should be.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable name of the rule, such as `CD-030`.
    pub id: &'static str,
    /// How much it matters.
    pub grades: Grades,
    /// What must hold, in one line.
    pub title: &'static str,
    /// What to do when it does not.
    pub remedy: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
    /// What the product says itself where the rule does not hold, if that is known; X stands for a
    /// name in the data.
    pub says: Option<&'static str>,
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

/// What is done with data. The same thing can be harmless in an export that is read, and fatal in
/// a file that is uploaded as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// A file is looked at by itself.
    #[default]
    Reading,
    /// A file is to be imported, as it stands, by the product of its own format.
    Writing,
    /// A file is converted.
    Converting,
}

/// The severities that findings of a rule can have, for each purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grades([Set; 3]);

/// Some of the severities, a bit each.
type Set = u8;

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

impl Purpose {
    /// All purposes.
    pub const ALL: [Purpose; 3] = [Purpose::Reading, Purpose::Writing, Purpose::Converting];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Reading => "reading",
            Purpose::Writing => "writing",
            Purpose::Converting => "converting",
        }
    }
}

impl Grades {
    /// Reads grades as rules have them: for reading, writing and converting, or once for all
    /// three, letters of severities, as in `"E"`, `"W E W"` and `"W/I - E/W"`. With `-` the rule
    /// says nothing for that purpose.
    ///
    /// # Panics
    /// When the text is something else; in a constant, the compiler says so.
    pub const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut sets = [0; 3];
        let (mut at, mut purpose) = (0, 0);
        while at < bytes.len() {
            match bytes[at] {
                b'E' => sets[purpose] |= bit(Severity::Error),
                b'W' => sets[purpose] |= bit(Severity::Warning),
                b'I' => sets[purpose] |= bit(Severity::Info),
                b' ' => purpose += 1,
                b'/' | b'-' => {}
                _ => panic!("a severity is one of E, W and I"),
            }
            at += 1;
        }
        match purpose {
            0 => Grades([sets[0]; 3]),
            2 => Grades(sets),
            _ => panic!("severities are given once or for three purposes"),
        }
    }

    /// The severities for a purpose, the gravest first.
    pub fn for_purpose(self, purpose: Purpose) -> impl Iterator<Item = Severity> {
        let set = self.0[purpose as usize];
        SEVERITIES.into_iter().filter(move |severity| set & bit(*severity) != 0)
    }

    /// How much something matters that is of this severity by itself; `None` when the rule says
    /// nothing for the purpose.
    pub(super) fn grade(self, severity: Severity, purpose: Purpose) -> Option<Severity> {
        let set = self.0[purpose as usize];
        let milder = set & (2 * bit(severity) - 1);
        let grade = milder.checked_ilog2().unwrap_or_else(|| set.trailing_zeros());
        [Severity::Info, Severity::Warning, Severity::Error].get(grade as usize).copied()
    }
}

const fn bit(severity: Severity) -> Set {
    1 << severity as u8
}

impl Severity {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// The rules of a format: a static for each, and `RULES` with all of them. After the name and the
/// id of a rule come its grades, see [`Grades::of`]; then title, remedy and source, and what the
/// product says, if that is known.
macro_rules! rules {
    ($($name:ident $id:literal $grades:literal: $title:literal; $remedy:literal; $source:literal
        $(; says $says:literal)?)*) => {
        $(pub(super) static $name: $crate::findings::Rule = $crate::findings::Rule {
            id: $id,
            grades: $crate::findings::Grades::of($grades),
            title: $title,
            remedy: $remedy,
            source: $source,
            says: $crate::findings::says!($($says)?),
        };)*

        /// All rules of this format, in the order of their ids.
        pub(super) static RULES: &[&$crate::findings::Rule] = &[$(&$name),*];
    };
}
pub(crate) use rules;

/// What a product says, or nothing.
macro_rules! says {
    () => {
        None
    };
    ($says:literal) => {
        Some($says)
    };
}
pub(crate) use says;

#[cfg(test)]
mod tests {
    use super::*;

    const MIXED: Grades = Grades::of("W/I E -");

    #[test]
    fn severities_are_read() {
        let of = |purpose| MIXED.for_purpose(purpose).collect::<Vec<_>>();
        assert_eq!(of(Purpose::Reading), [Severity::Warning, Severity::Info]);
        assert_eq!(of(Purpose::Writing), [Severity::Error]);
        assert!(of(Purpose::Converting).is_empty());
        assert_eq!(Grades::of("E"), Grades::of("E E E"));
    }

    #[test]
    fn the_purpose_decides_what_a_severity_becomes() {
        use Severity::{Error, Info, Warning};
        assert_eq!(MIXED.grade(Warning, Purpose::Reading), Some(Warning));
        assert_eq!(MIXED.grade(Info, Purpose::Reading), Some(Info));
        assert_eq!(MIXED.grade(Error, Purpose::Reading), Some(Warning));
        assert_eq!(MIXED.grade(Info, Purpose::Writing), Some(Error));
        assert_eq!(MIXED.grade(Error, Purpose::Converting), None);
    }
}
