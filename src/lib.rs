//! idport.
pub mod formats;
pub mod generate;
