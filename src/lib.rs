//! idport.

pub mod checks;
pub mod convert;
pub mod csv;
pub mod digest;
pub mod error;
pub mod findings;
pub mod formats;
pub mod generate;
pub mod ids;
pub mod input;
pub mod json;
pub mod model;
pub mod output;
pub mod pipeline;
