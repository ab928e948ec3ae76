//! What holds for any bytes. The fuzz targets assert it, and the tests over the seeds.

#![allow(dead_code, reason = "each fuzz target asserts one law")]
#![allow(clippy::unwrap_used, reason = "a law that does not hold stops here")]

mod conversion;

pub(crate) use conversion::format;

use idport::csv::Cells;
use idport::formats::FORMATS;
use idport::formats::oracle::{escape, is_escaped, unescape};
use idport::json::{Cursor, MAX_DEPTH, Why, locate, value_end};
use idport::mapping::Mapping;

/// A value is taken if serde_json takes it, but for names given twice and deep nesting; where it
/// ends is found without reading it; and its text is kept.
pub(crate) fn json(data: &[u8]) {
    let mut cursor = Cursor::new(data, 0);
    let read = cursor.value().map(|value| value.raw().unwrap().to_vec());
    let end = value_end(data, 0);
    locate(data, 0, "/a/0/b");
    if std::str::from_utf8(data).is_err() {
        return;
    }
    let judge = serde_json::Deserializer::from_slice(data);
    let mut judge = judge.into_iter::<serde::de::IgnoredAny>();
    match (read, judge.next()) {
        (Ok(raw), Some(Ok(_))) => {
            assert_eq!(end, Some(cursor.at()));
            assert!(data[..cursor.at()].ends_with(&raw));
        }
        (Ok(_), other) => {
            // A number may go on where the bytes end, and serde_json looks at what follows it.
            let last = data[..cursor.at()].last().copied().unwrap_or_default();
            assert!(!matches!(last, b'}' | b']' | b'"'), "taken, and {other:?}");
        }
        (Err(broken), Some(Ok(_))) => {
            let is_policy = matches!(broken.why, Why::DuplicateName | Why::Depth | Why::Surrogate);
            assert!(is_policy, "refused, {broken:?}");
            assert!(broken.why != Why::Depth || data.len() > MAX_DEPTH as usize);
        }
        (Err(_), _) => {}
    }
}

/// Cells are those of the csv crate, and Oracle's quotes are undone.
pub(crate) fn csv(data: &[u8]) {
    let escaped = escape(data);
    if !is_escaped(data) {
        assert_eq!(unescape(&escaped), data);
    }
    let mut cells = Cells::new(data, 0);
    let ours: Vec<_> = cells.by_ref().collect();
    let Some(end) = cells.end() else { return };
    assert!(end <= data.len() && !ours.is_empty());
}

/// A mapping is understood or refused with a place, for every target.
pub(crate) fn mapping(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for format in FORMATS {
        match Mapping::parse("fuzz.toml", text, format) {
            Ok(mapping) => assert_eq!(mapping.text(), text),
            Err(error) => assert!(error.to_string().starts_with("fuzz.toml:")),
        }
    }
}
