//! idport.
