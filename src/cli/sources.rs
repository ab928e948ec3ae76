//! Which inputs are meant, and of which format they are.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use idport::catalogue::nearest;
use idport::error::Error;
use idport::formats::{self, FORMATS, Format};
use idport::input::{Feed, Input, find};
use idport::visible;

use super::sandbox::Grants;
use super::terminal::say_more;
use super::typed::misused;

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
    let (inputs, left_out) = find(names, &extensions).map_err(absent)?;
    for path in left_out.iter().filter(|_| !quiet) {
        super::say(&format!("note: {} is no data file and is not read", visible::path(path)));
    }
    if let Some(note) = open_to_others(&inputs).filter(|_| !quiet) {
        super::say(&note);
    }
    Ok(inputs)
}

/// Where an input is not there, the names in its folder that are nearest to it.
fn absent(error: Error) -> Error {
    let Error::Io { path, source, .. } = &error else { return error };
    if source.kind() != ErrorKind::NotFound {
        return error;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten();
    let names: Vec<_> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let near = nearest(&name, names.iter().map(String::as_str))
        .first()
        .map(|near| path.with_file_name(near));
    let tip = near.as_ref().map(|near| format!("did you mean {}?", visible::path(near)));
    let wrong = visible::path(path);
    misused(error.to_string(), tip, |typed| typed.replaced(&wrong, &visible::path(&near?)))
}

/// Tells what is about to be read, where more is to be told.
pub(super) fn tell_more(feed: &Feed, from: &Format, told: Option<&str>) {
    say_more(|| {
        let names: Vec<_> = feed.inputs().iter().map(|input| visible::name(&input.name)).collect();
        let how = if told.is_some() { "as --from says" } else { "told from the content" };
        format!("note: reading {} as {} ({how})", names.join(", "), from.name)
    });
}

/// What it takes to read inputs: the names that were given, and what links in folders lead to.
pub(super) fn read_from(names: &[PathBuf], inputs: &[Input]) -> Grants {
    let is_link = |path: &&PathBuf| path.is_symlink();
    let links = inputs.iter().filter_map(|input| input.path.as_ref()).filter(is_link);
    Grants::default().read(names.iter().chain(links))
}

/// Says so when other users of this machine can read an input.
fn open_to_others(inputs: &[Input]) -> Option<String> {
    let mut open = inputs.iter().filter(|input| input.path.as_deref().is_some_and(is_open));
    let first = visible::name(&open.next()?.name);
    let more = match open.count() {
        0 => String::new(),
        1 => " and 1 more input".to_owned(),
        more => format!(" and {more} more inputs"),
    };
    Some(format!(
        "note: every user of this machine can read {first}{more}; chmod 600 keeps it private"
    ))
}

/// Can others read a file, and reach it?
#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let grants = |path: &Path, bit: u32| {
        path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & bit != 0)
    };
    let Ok(whole) = path.canonicalize() else { return false };
    path.is_file()
        && grants(&whole, 0o004)
        && whole.ancestors().skip(1).all(|folder| grants(folder, 0o001))
}

/// Other systems are not asked.
#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

/// The format of the input, as it was told or as it looks.
pub(super) fn format_of(told: Option<&str>, feed: &Feed) -> Result<&'static Format, Error> {
    let head = feed.head()?;
    let name = feed.inputs().first().map(|input| input.name.as_str()).unwrap_or_default();
    let name = visible::name(name);
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
        let what = format!("cannot tell the format of {name}; give --from with one of {formats}");
        misused(what, None, |typed| Some(typed.with(["--from", "FORMAT"])))
    })?;
    match known.reading {
        Some(_) => Ok(known),
        None => Err(Error::Refused(format!(
            "the input looks like {} ({}), which cannot be read yet; if it is something else, give --from",
            known.name, known.title
        ))),
    }
}
