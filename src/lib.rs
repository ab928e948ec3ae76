//! idport.

pub mod checks;
pub mod findings;
pub mod json;
pub mod model;
