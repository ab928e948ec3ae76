//! idport.

pub mod checks;
pub mod digest;
pub mod findings;
pub mod formats;
pub mod json;
pub mod model;
