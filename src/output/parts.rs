//! The parts of an output: one file each, or one line each in a single file.

use std::io::{self, IoSlice, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::Outputs;
use crate::digest::{self, Algorithm, Job, Stream};
use crate::error::Error;
use crate::pack::Part;

/// How parts are laid out.
pub enum Layout {
    /// Each part is a file of its own, named after its number.
    Files,
    /// The parts follow each other in one file or stream, called by this name in the manifest.
    Lines(Box<dyn Write + Send>, String),
}

/// What the manifest says of a file of output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRecord {
    /// Name of the file.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its digest, if any was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// How many payloads it holds.
    pub payloads: u64,
    /// How many users it holds.
    pub users: u64,
}

/// Writes the parts of a run.
pub struct Parts<'o> {
    outputs: &'o Outputs,
    algorithm: Algorithm,
    layout: Mutex<Layout>,
    files: Mutex<Vec<Growing>>,
    whole: Mutex<Vec<PartRecord>>,
}

/// A file or stream that parts are appended to.
struct Growing {
    name: String,
    /// The file that the first part belongs to, and its stream.
    part: (String, usize),
    /// Where to; nothing once the next file was begun.
    out: Option<Box<dyn Write + Send>>,
    digest: Stream,
    payloads: u64,
    users: u64,
}

/// A part that has its place, and is not finished yet.
pub enum Placed {
    /// It will be a file of this name.
    File(String),
    /// It is written, and its bytes are to be hashed for the file of this number.
    Written(usize, Job),
}

impl<'o> Parts<'o> {
    /// Writes parts in a layout.
    pub fn new(outputs: &'o Outputs, layout: Layout, algorithm: Algorithm) -> Self {
        Parts {
            outputs,
            algorithm,
            layout: Mutex::new(layout),
            files: Mutex::default(),
            whole: Mutex::default(),
        }
    }

    /// Gives the next part its place; called in the order of the parts. Where parts follow each
    /// other in one file, it is written here, as order demands.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn place(&self, part: &Part, slices: &[&[u8]]) -> Result<Placed, Error> {
        let mut files = lock(&self.files);
        let number = match &mut *lock(&self.layout) {
            Layout::Files if part.whole => return Ok(Placed::File(part.name.clone())),
            Layout::Files => self.grow(&mut files, part, &part.name, || {
                let file = self.outputs.create(&part.name)?;
                let file = file
                    .ok_or_else(|| Error::Refused("there is no folder to write into".to_owned()))?;
                Ok(Box::new(file))
            })?,
            Layout::Lines(out, name) => {
                let open = || Ok(std::mem::replace(out, Box::new(io::sink())) as _);
                let number = match files.is_empty() {
                    true => self.grow(&mut files, part, name, open)?,
                    false => 0,
                };
                if !part.whole && files[number].part.0 != part.name {
                    return Err(Error::Refused(format!(
                        "the output takes a second file, {}: give a folder to write into",
                        part.name
                    )));
                }
                number
            }
        };
        let file = &mut files[number];
        if let Some(out) = &mut file.out {
            write_slices(out, slices).map_err(Error::io("write", Path::new(&file.name)))?;
        }
        file.payloads = if part.whole { file.payloads + 1 } else { 1 };
        file.users += part.records as u64;
        Ok(Placed::Written(number, file.digest.reserve(slices)))
    }

    /// The number of the file that a part belongs to. A new one closes the one before it in its
    /// stream.
    fn grow(
        &self,
        files: &mut Vec<Growing>,
        part: &Part,
        name: &str,
        open: impl FnOnce() -> Result<Box<dyn Write + Send>, Error>,
    ) -> Result<usize, Error> {
        if let Some(last) = files.iter().rposition(|file| file.part.1 == part.stream) {
            if files[last].name == name {
                return Ok(last);
            }
            if let Some(mut out) = files[last].out.take() {
                out.flush().map_err(Error::io("write", Path::new(&files[last].name)))?;
            }
        }
        let digest = Stream::new(self.algorithm);
        files.push(Growing {
            name: name.to_owned(),
            part: (part.name.clone(), part.stream),
            out: Some(open()?),
            digest,
            payloads: 0,
            users: 0,
        });
        Ok(files.len() - 1)
    }

    /// Finishes a part, on any thread: writes its file, or hashes its bytes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&self, placed: Placed, slices: &[&[u8]], users: u64) -> Result<(), Error> {
        match placed {
            Placed::Written(number, job) => {
                let done = job.run(slices);
                lock(&self.files)[number].digest.complete(done);
            }
            Placed::File(name) => {
                let Some(mut file) = self.outputs.create(&name)? else {
                    return Err(Error::Refused("there is no folder to write into".to_owned()));
                };
                write_slices(&mut file, slices).map_err(Error::io("write", Path::new(&name)))?;
                let size = slices.iter().map(|slice| slice.len() as u64).sum();
                let digest =
                    digest::of_slices(self.algorithm, slices).map(|digest| digest.to_string());
                lock(&self.whole).push(PartRecord { name, size, digest, payloads: 1, users });
            }
        }
        Ok(())
    }

    /// What the manifest says of the parts, in their order.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn into_records(self) -> Result<Vec<PartRecord>, Error> {
        let mut records = self.whole.into_inner().unwrap_or_else(PoisonError::into_inner);
        records.sort_by(|a, b| a.name.len().cmp(&b.name.len()).then(a.name.cmp(&b.name)));
        let mut files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Layout::Lines(_, name) = &*lock(&self.layout)
            && files.is_empty()
        {
            let digest = Stream::new(self.algorithm);
            let part = (name.clone(), 0);
            let name = name.clone();
            files.push(Growing { name, part, out: None, digest, payloads: 0, users: 0 });
        }
        files.sort_by_key(|file| file.part.1);
        for file in files {
            if let Some(mut out) = file.out {
                out.flush().map_err(Error::io("write", Path::new(&file.name)))?;
            }
            records.push(PartRecord {
                size: file.digest.len(),
                digest: file.digest.finish().map(|digest| digest.to_string()),
                name: file.name,
                payloads: file.payloads,
                users: file.users,
            });
        }
        Ok(records)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes all slices, one after the other, in as few calls as the system allows.
fn write_slices(out: &mut impl Write, slices: &[&[u8]]) -> io::Result<()> {
    let mut slices: Vec<_> = slices.iter().map(|slice| IoSlice::new(slice)).collect();
    let mut rest = slices.as_mut_slice();
    IoSlice::advance_slices(&mut rest, 0);
    while !rest.is_empty() {
        match out.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut rest, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
