//! Invented data: what every format's generator has in common.
//!
//! A generator rehearses a migration on a test tenant and feeds benches and tests. This module
//! holds seeded numbers ([`RecordSeed`], [`Random`]), invented people ([`Person`]), identifiers
//! ([`uuid()`]) and a writer of JSON text ([`Json`]); each format's own folder holds its records.
//!
//! Promises: the same seed gives the same data on every machine, for only integers are computed
//! with; every e-mail address is under `example.com`, `example.net` or `example.org`, every phone
//! number is reserved for fiction, and no two people of a seed share an address or user name.
//!
//! Leaves out: clocks, system randomness, files.

pub mod attributes;
mod envelope;
mod escape;
mod json;
mod names;
mod people;
mod random;
mod uuid;

pub use envelope::Envelope;
pub use escape::Spelling;
pub use json::{Json, KeyOrder, Layout, Scalar};
pub use people::Person;
pub use random::{Random, RecordSeed};
pub use uuid::{unique_uuid, uuid};
