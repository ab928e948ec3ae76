//! What holds for any bytes. The fuzz targets assert it, and the tests over the seeds.

#![allow(dead_code, reason = "each fuzz target asserts one law")]
#![allow(clippy::unwrap_used, reason = "a law that does not hold stops here")]

mod conversion;
mod csv_cells;
mod json_values;

pub(crate) use conversion::format;
pub(crate) use csv_cells::csv;
pub(crate) use json_values::json;

use idport::formats::FORMATS;
use idport::mapping::Mapping;

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
