//! The parts of an output: one file each, or one line each in a single file.

use std::io::{self, IoSlice, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::Outputs;
use crate::digest::{self, Algorithm, Digest, Job, Stream};
use crate::error::Error;

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
    stream: Mutex<Stream>,
    records: Mutex<Vec<PartRecord>>,
    counts: Mutex<(u64, u64)>,
}

/// A part that has its place, and is not finished yet.
pub enum Placed {
    /// It will be the file of this number.
    File(u64),
    /// It is written, and its bytes are to be hashed.
    Written(Job),
}

impl<'o> Parts<'o> {
    /// Writes parts in a layout.
    pub fn new(outputs: &'o Outputs, layout: Layout, algorithm: Algorithm) -> Self {
        Parts {
            outputs,
            algorithm,
            layout: Mutex::new(layout),
            stream: Mutex::new(Stream::new(algorithm)),
            records: Mutex::default(),
            counts: Mutex::default(),
        }
    }

    /// Gives the next part its place; called in the order of the parts. In one file it is written
    /// here, as order demands.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn place(&self, slices: &[&[u8]], users: u64) -> Result<Placed, Error> {
        let mut counts = lock(&self.counts);
        counts.0 += 1;
        counts.1 += users;
        match &mut *lock(&self.layout) {
            Layout::Files => Ok(Placed::File(counts.0)),
            Layout::Lines(out, name) => {
                write_slices(out, slices).map_err(Error::io("write", Path::new(name)))?;
                Ok(Placed::Written(lock(&self.stream).reserve(slices)))
            }
        }
    }

    /// Finishes a part, on any thread: writes its file, or hashes its bytes.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&self, placed: Placed, slices: &[&[u8]], users: u64) -> Result<(), Error> {
        match placed {
            Placed::Written(job) => {
                let done = job.run(slices);
                lock(&self.stream).complete(done);
            }
            Placed::File(number) => {
                let name = format!("batch-{number:06}.json");
                let Some(mut file) = self.outputs.create(&name)? else {
                    return Err(Error::Refused(
                        "there is no folder to write files into".to_owned(),
                    ));
                };
                write_slices(&mut file, slices).map_err(Error::io("write", Path::new(&name)))?;
                lock(&self.records).push(PartRecord {
                    name,
                    size: slices.iter().map(|slice| slice.len() as u64).sum(),
                    digest: digest::of_slices(self.algorithm, slices)
                        .map(|digest| digest.to_string()),
                    payloads: 1,
                    users,
                });
            }
        }
        Ok(())
    }

    /// What the manifest says of the parts, in their order.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn into_records(self) -> Result<Vec<PartRecord>, Error> {
        let (payloads, users) = *lock(&self.counts);
        let stream = self.stream.into_inner().unwrap_or_else(PoisonError::into_inner);
        match self.layout.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Layout::Files => {
                let mut records = self.records.into_inner().unwrap_or_else(PoisonError::into_inner);
                records.sort_by(|a, b| a.name.len().cmp(&b.name.len()).then(a.name.cmp(&b.name)));
                Ok(records)
            }
            Layout::Lines(mut out, name) => {
                out.flush().map_err(Error::io("write", Path::new(&name)))?;
                let size = stream.len();
                let digest: Option<Digest> = stream.finish();
                let digest = digest.map(|digest| digest.to_string());
                Ok(vec![PartRecord { name, size, digest, payloads, users }])
            }
        }
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
