//! Which inputs are meant, and of which format they are.

use std::path::PathBuf;

use idport::error::Error;
use idport::formats::{self, FORMATS, Format};
use idport::input::{Feed, Input, find};

/// Names of the formats that can be written.
pub(super) fn writable() -> Vec<&'static str> {
    FORMATS.iter().filter(|format| format.target.is_some()).map(|format| format.name).collect()
}

/// Names of the formats that can be read.
pub(super) fn readable() -> Vec<&'static str> {
    FORMATS.iter().filter(|format| format.reading.is_some()).map(|format| format.name).collect()
}

/// The inputs that are meant. Files of folders that are no data files are named.
pub(super) fn inputs(names: &[PathBuf], quiet: bool) -> Result<Vec<Input>, Error> {
    let readable = FORMATS.iter().filter(|format| format.reading.is_some());
    let mut extensions: Vec<_> = readable.flat_map(|format| format.extensions).copied().collect();
    extensions.sort_unstable();
    extensions.dedup();
    let (inputs, left_out) = find(names, &extensions)?;
    for path in left_out.iter().filter(|_| !quiet) {
        super::say(&format!("note: {} is no data file and is not read", path.display()));
    }
    Ok(inputs)
}

/// The format of the input, as it was told or as it looks.
pub(super) fn format_of(told: Option<&str>, feed: &Feed) -> Result<&'static Format, Error> {
    let head = feed.head()?;
    let name = feed.inputs().first().map(|input| input.name.clone()).unwrap_or_default();
    let looks = formats::detect(&head);
    if let Some(format) = told.and_then(formats::by_name) {
        if let Some(other) = looks.filter(|other| other.name != format.name) {
            super::say(&format!(
                "note: {name} looks like {}, and is read as {} as --from says",
                other.name, format.name
            ));
        }
        return Ok(format);
    }
    if head.trim_ascii().is_empty() {
        return Err(Error::Refused(format!("{name} is empty")));
    }
    if let Some(other) = formats::recognise(&head) {
        return Err(Error::Refused(format!("{name}: {other}")));
    }
    let known = looks.ok_or_else(|| {
        let formats = readable().join(", ");
        Error::Refused(format!(
            "cannot tell the format of {name}; give --from with one of {formats}"
        ))
    })?;
    match known.reading {
        Some(_) => Ok(known),
        None => Err(Error::Refused(format!(
            "the input looks like {} ({}), which cannot be read yet; if it is something else, give --from",
            known.name, known.title
        ))),
    }
}
