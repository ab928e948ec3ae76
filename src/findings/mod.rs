//! What was found in the data, where, and what to do about it.
//!
//! A finding never holds a value of a person: it says a place and a shape. There are two steps,
//! so that clean data costs nothing: a [`Note`] is what a reader leaves while it works (an index
//! into its bytes), a [`Finding`] is what people and programs read (file, line, column, pointer).

mod finding;
mod note;
pub mod render;
mod report;
mod rule;

pub use finding::{Finding, Place, Related, Shape, Tell};
pub use note::{Elsewhere, Mark, NO_PLACE, Note, Notes, Pointer};
pub use report::{Report, RuleCount};
pub use rule::{Grades, Purpose, Rule, Severity};
pub(crate) use rule::{rules, says};
