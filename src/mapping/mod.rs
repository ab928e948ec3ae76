//! A mapping: where the fields and attributes of a source go, said by the operator in a file.
//!
//! It stands between reader and writer and changes the neutral user only by handing values around:
//! a moved value keeps the spelling of its source, to the digit. Nothing is overwritten: where a
//! place is taken, or cannot hold the value, the value stays where it was, and a finding says so.
//! What is dropped is counted as a declared loss, what is filled in as an outcome.
//!
//! The order is fixed: drops, moves (all at once, so that two fields can change places), defaults,
//! roles, and last what goes to places that only the target knows.

mod apply;
mod error;
mod file;
mod moving;
mod place;
mod print;
mod read;
mod rules;

pub use error::MappingError;
pub use file::{Effect, EffectKind, Mapping};
pub use place::place_names;
pub use print::print;
pub use rules::{MP_001, MP_002, RULES};
