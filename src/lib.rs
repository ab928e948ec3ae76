//! idport.

pub mod checks;
pub mod csv;
pub mod digest;
pub mod findings;
pub mod formats;
pub mod ids;
pub mod json;
pub mod model;
