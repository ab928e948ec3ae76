//! idport.

pub mod digest;
