//! Rules that the documents of the products give reason for and that nothing checks, so that
//! nobody takes silence for an answer.

/// A rule that is known and not checked.
#[derive(Debug)]
pub struct Unchecked {
    /// The id that it will have when it is checked.
    pub id: &'static str,
    /// What must hold, in one line.
    pub title: &'static str,
    /// What is missing to check it.
    pub missing: &'static str,
}

/// Rules that are known and not checked, in the order of their ids.
pub static UNCHECKED: &[Unchecked] = &[
    row("ORA-F-012", "a file has at most 10,000,000 bytes", WRITTEN),
    row("ORA-U-051", "a time zone has an IANA name", YET),
];

const YET: &str = "nothing but the check: it is not written yet";
const TARGET: &str = "the settings of the product that the file goes to";
const SOURCE: &str = "settings or facts that only the product has that the file comes from";
const WRITTEN: &str =
    "nothing in what idport writes, which holds to it; other files are not held to it";

const fn row(id: &'static str, title: &'static str, missing: &'static str) -> Unchecked {
    Unchecked { id, title, missing }
}
