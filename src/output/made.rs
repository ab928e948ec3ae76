//! Going back to what a run had made at a moment, to make the rest of it anew.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::Outputs;
use crate::error::Error;

/// What a run had made at a moment: names in the folder of its output, and how many files beside.
pub struct Made {
    names: BTreeSet<OsString>,
    files: usize,
}

impl Outputs {
    /// What is made so far.
    ///
    /// # Errors
    /// When the folder of the output cannot be read.
    pub fn made_so_far(&self) -> Result<Made, Error> {
        let names = self.aside.as_ref().map(|aside| names_in(&aside.path)).transpose()?;
        Ok(Made { names: names.unwrap_or_default(), files: self.lock().len() })
    }

    /// Removes everything that was made since. Nobody may be writing to it any more.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn go_back_to(&self, made: &Made) -> Result<(), Error> {
        let remove = |path: &Path| fs::remove_file(path).map_err(Error::io("remove", path));
        for pending in self.lock().split_off(made.files) {
            remove(&pending.hidden)?;
            self.unfinished.forget(&pending.hidden);
        }
        let Some(aside) = &self.aside else { return Ok(()) };
        let names = names_in(&aside.path)?;
        names.difference(&made.names).try_for_each(|name| remove(&aside.path.join(name)))
    }
}

fn names_in(folder: &Path) -> Result<BTreeSet<OsString>, Error> {
    let names = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<_, _>>()
    });
    names.map_err(Error::io("read", folder))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::output::Destination;

    #[test]
    fn what_was_made_since_is_gone_and_can_be_made_again() {
        let home = tempfile::tempdir().unwrap();
        let (out, ids) = (home.path().join("out"), home.path().join("ids.csv"));
        let outputs = Outputs::new(Destination::Folder(out.clone()), false, false).unwrap();
        outputs.create("before").unwrap();
        let before = outputs.made_so_far().unwrap();
        for text in ["first", "second"] {
            outputs.create("part").unwrap().unwrap().write_all(text.as_bytes()).unwrap();
            outputs.create_aside(&ids).unwrap().write_all(text.as_bytes()).unwrap();
            if text == "first" {
                outputs.create("other").unwrap();
                outputs.go_back_to(&before).unwrap();
            }
        }
        outputs.commit().unwrap();
        let names = |folder: &Path| names_in(folder).unwrap().into_iter().collect::<Vec<_>>();
        assert_eq!(names(&out), ["before", "part"]);
        assert_eq!(names(home.path()), ["ids.csv", "out"]);
        assert_eq!(fs::read_to_string(out.join("part")).unwrap(), "second");
        assert_eq!(fs::read_to_string(ids).unwrap(), "second");
    }
}
