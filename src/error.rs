//! What stops a run. What is wrong with single records is a [`Finding`](crate::findings::Finding).

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::findings::{Place, Rule};
use crate::json::Why;
use crate::visible;

/// A run cannot go on.
#[derive(Debug)]
pub enum Error {
    /// The system refused something.
    Io {
        /// What was being done, such as "read".
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The outside of a file is broken: what follows cannot be told from data.
    Structure {
        /// The rule about the outside of such a file.
        rule: &'static Rule,
        /// Where it breaks.
        place: Box<Place>,
        /// What is wrong there.
        why: Why,
    },
    /// A limit was hit.
    Limit {
        /// Where.
        place: Box<Place>,
        /// Which limit, and the option that moves it.
        what: String,
    },
    /// A file changed while it was read.
    Changed(PathBuf),
    /// There is already something where the output should go.
    Exists(PathBuf),
    /// What was asked for cannot be done; says why and what to do instead.
    Refused(String),
    /// As [`Refused`](Self::Refused), where the operator can be told more.
    Misused {
        /// What is wrong.
        what: String,
        /// What was meant, or what there is.
        tips: Vec<String>,
        /// The command that does what was meant.
        instead: Option<String>,
    },
}

impl Error {
    /// Something the system refused, with the file concerned.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
        let path = path.to_owned();
        move |source| Error::Io { doing, path, source }
    }

    /// Did a reader of our output go away?
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Error::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { doing, path, source } => {
                write!(f, "cannot {doing} {}: {source}", visible::path(path))
            }
            Error::Structure { rule, place, why } => {
                write!(f, "{place}: {why}")?;
                if let Some(offset) = place.offset {
                    write!(f, ", at byte {offset}")?;
                }
                write!(f, " [{}]\n  {}", rule.id, rule.remedy)
            }
            Error::Limit { place, what } => write!(f, "{place}: {what}"),
            Error::Changed(path) => {
                write!(
                    f,
                    "{} changed while it was read; run again on a file at rest",
                    visible::path(path)
                )
            }
            Error::Exists(path) => write!(
                f,
                "{} exists already and is not overwritten; choose another name, or give --force",
                visible::path(path)
            ),
            // Names that others chose may be in it.
            Error::Refused(why) => f.write_str(&visible::name(why)),
            Error::Misused { what, tips, instead } => {
                f.write_str(&visible::name(what))?;
                let tips = tips.iter().map(|tip| ("tip", tip));
                let lines: Vec<_> = tips.chain(instead.iter().map(|text| ("try", text))).collect();
                for (number, (mark, text)) in lines.into_iter().enumerate() {
                    let before = if number == 0 { "\n\n" } else { "\n" };
                    write!(f, "{before}  {mark}: {}", visible::name(text))?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
