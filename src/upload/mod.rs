//! Bringing what was written into the product: what its vendor documents of that, and what it means
//! for the files of a run.
//!
//! This program sends nothing itself. A format says in its row which calls take its files, in which
//! order and at what pace ([`Upload`]); a run makes a [plan](Plan) of it for the manifest and the
//! report.

mod needs;
mod plan;
mod script;
mod sizes;

pub(crate) use needs::Met;
pub use needs::{MOST_NAMES, NamesOf, Need, Needs};
pub use plan::{Plan, Range, Step, Time, TimeUnit};
pub use script::{Folder, Particular, Sent, Values, quoted, script};
pub use sizes::{Batch, Sizes};

/// How the files of a format get into the product.
#[derive(Debug)]
pub struct Upload {
    /// What one file is to the product: a `request` or a `job`.
    pub unit: &'static str,
    /// How many of them it takes at the same time.
    pub at_once: u64,
    /// The files by kind, in the order in which they are sent.
    pub steps: &'static [Call],
    /// How long that takes, as far as the vendor says.
    pub time: fn(&[Step]) -> Time,
    /// What becomes of users who are there already, as far as the vendor says, and what to do.
    pub conflicts: &'static str,
    /// What else to do, or not to do.
    pub advice: &'static [&'static str],
    /// What a script must know that sends the files.
    pub particular: &'static Particular,
}

/// The call that takes files of one kind.
#[derive(Debug)]
pub struct Call {
    /// What the files are about.
    pub what: &'static str,
    /// What their names start with, up to the first `-` or `.`.
    pub stem: &'static str,
    /// The call, as the vendor spells it.
    pub call: &'static str,
}

/// The kind of a file, from its name.
pub fn stem(name: &str) -> &str {
    name.split(['-', '.']).next().unwrap_or_default()
}
