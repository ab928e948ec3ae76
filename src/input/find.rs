//! Which files are meant: names on the command line, folders, and standard input.

use std::cmp::Ordering;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::visible;

/// One input of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// How the input is called in messages and in the manifest.
    pub name: String,
    /// Where it is; standard input has no path.
    pub path: Option<PathBuf>,
}

/// The files that names and folders stand for, in order, and the files of folders that were left
/// out because they have none of the `extensions` (looked for before `.gz` and `.zst`).
///
/// # Errors
/// When a name does not exist, or nothing is left to read.
pub fn find(names: &[PathBuf], extensions: &[&str]) -> Result<(Vec<Input>, Vec<PathBuf>), Error> {
    let mut inputs = Vec::new();
    let mut left_out = Vec::new();
    for name in names {
        if name.as_os_str() == "-" {
            inputs.push(Input { name: "standard input".to_owned(), path: None });
            continue;
        }
        let metadata = fs::metadata(name).map_err(Error::io("read", name))?;
        if metadata.is_dir() {
            find_in_folder(name, extensions, &mut inputs, &mut left_out)?;
        } else {
            inputs.push(file(name));
        }
    }
    if inputs.is_empty() {
        let names: Vec<_> = names.iter().map(|name| visible::path(name)).collect();
        let wanted = extensions.join(" or .");
        return Err(Error::Refused(format!("no .{wanted} file in {}", names.join(", "))));
    }
    Ok((inputs, left_out))
}

fn file(path: &Path) -> Input {
    Input { name: path.display().to_string(), path: Some(path.to_owned()) }
}

fn find_in_folder(
    folder: &Path,
    extensions: &[&str],
    inputs: &mut Vec<Input>,
    left_out: &mut Vec<PathBuf>,
) -> Result<(), Error> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        paths.push(entry.map_err(Error::io("read", folder))?.path());
    }
    paths.sort_by(|a, b| natural(&a.to_string_lossy(), &b.to_string_lossy()));
    let is_output = paths
        .iter()
        .any(|path| path.ends_with("manifest.json") || path.ends_with("generated.json"));
    for path in paths {
        let is_data = path.is_file() && has_extension(&path, extensions);
        match is_data && !(is_output && is_evidence(&path)) {
            true => inputs.push(file(&path)),
            false => left_out.push(path),
        }
    }
    Ok(())
}

/// Is this a file of a folder of output beside its parts?
fn is_evidence(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.starts_with("rejects")
        || ["generated.json", "manifest.json", "report.json"].contains(&&*name)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let name =
        path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
    !name.starts_with('.')
        && extensions
            .iter()
            .any(|wanted| name.strip_suffix(wanted).is_some_and(|stem| stem.ends_with('.')))
}

/// Compares names so that `page-2` comes before `page-10`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (pieces(a), pieces(b));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) => match compare_pieces(x, y) {
                Ordering::Equal => {}
                unequal => return unequal,
            },
        }
    }
}

fn pieces(text: &str) -> impl Iterator<Item = &[u8]> {
    text.as_bytes().chunk_by(|x, y| x.is_ascii_digit() == y.is_ascii_digit())
}

fn compare_pieces(x: &[u8], y: &[u8]) -> Ordering {
    if !(x[0].is_ascii_digit() && y[0].is_ascii_digit()) {
        return x.cmp(y);
    }
    let digits =
        |piece: &[u8]| piece.iter().position(|digit| *digit != b'0').unwrap_or(piece.len());
    let (x, y) = (&x[digits(x)..], &y[digits(y)..]);
    x.len().cmp(&y.len()).then(x.cmp(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["page-10.json", "page-2.json", "page-1.json", "page-02b.json", "a"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a", "page-1.json", "page-2.json", "page-02b.json", "page-10.json"]);
    }

    #[test]
    fn folders_give_their_data_files_and_name_the_others() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.json.gz", "a10.json", "a9.JSON", "notes.txt", ".hidden.json", "xjson"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let (inputs, left_out) = find(&[folder.path().to_owned()], &["json"]).unwrap();
        let names = |paths: Vec<PathBuf>| -> Vec<String> {
            let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
            paths.into_iter().map(name).collect()
        };
        let found = inputs.into_iter().filter_map(|input| input.path).collect();
        assert_eq!(names(found), ["a9.JSON", "a10.json", "b.json.gz"]);
        assert_eq!(names(left_out), [".hidden.json", "notes.txt", "xjson"]);
    }

    #[test]
    fn nothing_to_read_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(find(&[folder.path().to_owned()], &["json"]).is_err());
        assert!(find(&[folder.path().join("none.json")], &["json"]).is_err());
    }
}
