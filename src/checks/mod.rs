//! What needs more than one record to be judged.

mod unique;

pub use unique::{Known, Seen};
