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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::digest::Algorithm;
    use crate::input::{Buffer, Feed, Input};
    use crate::limits::Limits;

    fn read(feed: Feed) -> SoFar {
        let progress = Progress::default();
        assert_eq!(progress.so_far(), SoFar { reading: 0, read: 0, length: Some(0) });
        let feed = feed.telling(&progress).with_chunks_of(1000);
        let mut buffer = Buffer::default();
        let mut before = 0;
        while let Ok(Some(_)) = feed.next(&mut buffer) {
            let read = progress.so_far().read;
            assert!(read >= before);
            before = read;
        }
        progress.so_far()
    }

    fn input(path: &std::path::Path) -> Input {
        Input { name: "input".to_owned(), path: Some(path.to_owned()) }
    }

    #[test]
    fn every_byte_is_counted_as_it_is_stored() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..10_500_u32).map(|number| (number % 251) as u8).collect();
        let (plain, packed) = (folder.path().join("plain"), folder.path().join("packed"));
        std::fs::write(&plain, &bytes).unwrap();
        let file = std::fs::File::create(&packed).unwrap();
        let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        gzip.write_all(&bytes).and_then(|()| gzip.finish().map(drop)).unwrap();
        let stored = packed.metadata().unwrap().len();
        let both = Feed::new(vec![input(&plain), input(&packed)], Algorithm::None);
        let all = 10_500 + stored;
        assert_eq!(read(both), SoFar { reading: 1, read: all, length: Some(all) });
        let reader = std::io::Cursor::new(bytes);
        let stream = Feed::of_reader("stream", reader, Limits::default()).unwrap();
        assert_eq!(read(stream), SoFar { reading: 1, read: 10_500, length: None });
    }

    #[test]
    fn a_second_reading_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plain");
        std::fs::write(&path, "some bytes").unwrap();
        let progress = Progress::default();
        let whole = Feed::new(vec![input(&path)], Algorithm::None).telling(&progress);
        for reading in 1..=2 {
            let feed = whole.only(&[0], false);
            while let Ok(Some(_)) = feed.next(&mut Buffer::default()) {}
            assert_eq!(progress.so_far(), SoFar { reading, read: 10, length: Some(10) });
        }
    }
}
