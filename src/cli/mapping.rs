//! `--mapping` and `--print-mapping`.

use std::path::Path;

use idport::error::Error;
use idport::formats::{self, Format};
use idport::mapping::{self, Mapping};
use idport::visible;

use super::Ended;

/// The mapping in a file, for conversions to a format.
pub(super) fn read(path: &Path, to: &Format) -> Result<Mapping, Error> {
    let text = super::settings::text_of(path)?;
    let name = visible::path(path);
    Mapping::parse(&name, &text, to).map_err(|error| Error::Refused(error.to_string()))
}

/// Prints the mapping in force between two formats.
pub(super) fn print(mapping: Option<Mapping>, from: &str, to: &Format) -> Result<Ended, Error> {
    let from = formats::by_name(from).ok_or_else(|| Error::Refused("unknown format".to_owned()))?;
    let text = mapping::print(&mapping.unwrap_or_default(), from, to);
    super::stdout::to_stdout(text.as_bytes())?;
    Ok(Ended::Clean)
}
