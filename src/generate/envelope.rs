//! What stands around the records of an App ID export.

use super::json::{Json, Scalar};

/// What stands around the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// A bare array, as a bulk download has it.
    Array,
    /// An object with `users` alone.
    Users,
    /// One page of a paged export, an object with counts and `users`.
    Page {
        /// How many users there are in the pages before.
        start_index: u64,
        /// How many users there are in all pages.
        total_results: u64,
    },
}

impl Envelope {
    /// The number of the first record.
    pub fn first(self) -> u64 {
        match self {
            Envelope::Array | Envelope::Users => 0,
            Envelope::Page { start_index, .. } => start_index,
        }
    }

    /// Writes what stands before so many records.
    pub fn begin(self, users: u64, json: &mut Json) {
        if self != Envelope::Array {
            json.begin_object();
            if let Envelope::Page { total_results, .. } = self {
                json.member("itemsPerPage", Scalar::Number(users));
                json.member("totalResults", Scalar::Number(total_results));
            }
            json.key("users");
        }
        json.begin_array();
    }

    /// Writes what stands behind the records.
    pub fn end(self, json: &mut Json) {
        json.end_array();
        if self != Envelope::Array {
            json.end_object();
        }
        json.end_line();
    }
}
