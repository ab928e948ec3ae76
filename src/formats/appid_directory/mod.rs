//! IBM App ID Cloud Directory exports.
pub mod generate;
