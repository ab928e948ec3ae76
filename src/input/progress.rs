//! How far a run has come, for somebody who looks on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bytes that were read, as they are stored. A run that reads its inputs twice begins anew with
/// the second reading. Copies tell of the same run.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    reading: AtomicU64,
    read: AtomicU64,
    /// The length of all inputs, or [`UNKNOWN`].
    length: AtomicU64,
}

const UNKNOWN: u64 = u64::MAX;

/// What is known at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoFar {
    /// Which reading of the inputs this is, from 1; 0 before the first.
    pub reading: u64,
    /// The bytes that were read of it.
    pub read: u64,
    /// The bytes that there are, if that is known.
    pub length: Option<u64>,
}

impl Progress {
    /// A reading of the inputs begins.
    pub(super) fn begin(&self, length: Option<u64>) {
        self.0.read.store(0, Ordering::Relaxed);
        self.0.length.store(length.unwrap_or(UNKNOWN), Ordering::Relaxed);
        self.0.reading.fetch_add(1, Ordering::Relaxed);
    }

    /// More was read.
    pub(super) fn add(&self, bytes: u64) {
        self.0.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// How far it is now.
    pub fn so_far(&self) -> SoFar {
        let length = self.0.length.load(Ordering::Relaxed);
        SoFar {
            reading: self.0.reading.load(Ordering::Relaxed),
            read: self.0.read.load(Ordering::Relaxed),
            length: (length != UNKNOWN).then_some(length),
        }
    }
}
