//! The parts of an output: one file each, or one line each in a single file.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::Outputs;
use super::sink::{Sink, Spot, write_slices};
use crate::digest::{self, Algorithm, Done, Job, Stream};
use crate::error::Error;
use crate::pack::{Encoded, Part};
use crate::upload::{Sizes, stem};

/// How parts are laid out.
pub enum Layout {
    /// Each part is a file of its own, named after its number.
    Files,
    /// The parts follow each other in one file, called by this name in the manifest.
    File(File, String),
    /// The same in a stream, from which nothing can be taken back.
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
    /// What was hashed, for the files of these numbers. It waits here, so that nobody waits for the
    /// files, which are held while they are written.
    hashed: Mutex<Vec<(usize, Done)>>,
    whole: Mutex<Vec<PartRecord>>,
    /// The sizes of parts that follow each other in one file, where each is a request.
    lines: Mutex<Sizes>,
}

/// A file or stream that parts are appended to.
struct Growing {
    name: String,
    /// The file that the first part belongs to, and its stream.
    part: (String, usize),
    /// Where to; nothing once the next file was begun.
    out: Option<Sink>,
    digest: Stream,
    payloads: u64,
    users: u64,
}

/// Parts that have their place, and are not finished yet.
pub enum Placed {
    /// It will be a file of its own.
    File(Part),
    /// They follow each other in the file of this number: their bytes are to be hashed, and written
    /// at a place, unless they are written already.
    Following(usize, Option<Spot>, Job, Vec<Part>),
}

impl Layout {
    /// Where the next part goes in the file, if there is one; `None` where nothing can be taken back.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn position(&self) -> Result<Option<u64>, Error> {
        match self {
            Layout::Files => Ok(Some(0)),
            Layout::Lines(..) => Ok(None),
            Layout::File(file, name) => {
                let is_file = file.metadata().map(|metadata| metadata.is_file());
                let mut file = file;
                is_file
                    .and_then(|is_file| is_file.then(|| file.stream_position()).transpose())
                    .map_err(Error::io("read", Path::new(name)))
            }
        }
    }

    /// The same once more, with nothing behind a position; `None` where nothing can be taken back.
    /// Nobody may be writing any more.
    ///
    /// # Errors
    /// When what stands there cannot be taken back.
    pub fn from_position(&self, position: u64) -> Result<Option<Layout>, Error> {
        let (mut file, name) = match self {
            Layout::Files => return Ok(Some(Layout::Files)),
            Layout::Lines(..) => return Ok(None),
            Layout::File(file, name) => (file, name),
        };
        let cut = file.set_len(position).and_then(|()| file.seek(SeekFrom::Start(position)));
        let again = cut.and_then(|_| file.try_clone());
        again
            .map(|file| Some(Layout::File(file, name.clone())))
            .map_err(Error::io("write", Path::new(name)))
    }
}

impl<'o> Parts<'o> {
    /// Writes parts in a layout.
    pub fn new(outputs: &'o Outputs, layout: Layout, algorithm: Algorithm) -> Self {
        Parts {
            outputs,
            algorithm,
            layout: Mutex::new(layout),
            files: Mutex::default(),
            hashed: Mutex::default(),
            whole: Mutex::default(),
            lines: Mutex::default(),
        }
    }

    /// Gives the next parts their places; called in the order of the parts. Where parts follow each
    /// other in a stream, they are written here, as order demands. `encoded` is the run that they
    /// were taken from.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn place(&self, parts: Vec<Part>, encoded: &Encoded) -> Result<Vec<Placed>, Error> {
        let mut files = lock(&self.files);
        let mut layout = lock(&self.layout);
        let mut placed = Vec::new();
        let mut following: Vec<Part> = Vec::new();
        for part in parts {
            match *layout {
                Layout::Files if part.whole => placed.push(Placed::File(part)),
                Layout::Files if following.first().is_some_and(|first| first.name != part.name) => {
                    let before = std::mem::replace(&mut following, vec![part]);
                    placed.push(self.append(&mut files, &mut layout, before, encoded)?);
                }
                _ => following.push(part),
            }
        }
        if !following.is_empty() {
            placed.push(self.append(&mut files, &mut layout, following, encoded)?);
        }
        Ok(placed)
    }

    /// Appends parts to their file.
    fn append(
        &self,
        files: &mut Vec<Growing>,
        layout: &mut Layout,
        parts: Vec<Part>,
        encoded: &Encoded,
    ) -> Result<Placed, Error> {
        let first = &parts[0];
        let number = match layout {
            Layout::Files => self.grow(files, first, &first.name, || {
                let file = self.outputs.create(&first.name)?;
                let file = file
                    .ok_or_else(|| Error::Refused("there is no folder to write into".to_owned()))?;
                Sink::of_file(file).map_err(Error::io("write", Path::new(&first.name)))
            })?,
            Layout::File(file, name) => self.only(files, &parts, name, || {
                let sink = file.try_clone().and_then(Sink::of_file);
                sink.map_err(Error::io("write", Path::new(name)))
            })?,
            Layout::Lines(out, name) => self.only(files, &parts, name, || {
                Ok(Sink::Stream(std::mem::replace(out, Box::new(io::sink()))))
            })?,
        };
        self.complete_digests(files);
        let file = &mut files[number];
        let slices = slices(&parts, encoded);
        let written = file.out.as_mut().map_or(Ok(None), |out| out.append(&slices));
        let spot = written.map_err(Error::io("write", Path::new(&file.name)))?;
        file.payloads = if parts[0].whole { file.payloads + parts.len() as u64 } else { 1 };
        file.users += parts.iter().map(|part| part.records as u64).sum::<u64>();
        for part in parts.iter().filter(|part| part.whole) {
            let bytes = part.slices(encoded).iter().map(|slice| slice.len() as u64).sum();
            lock(&self.lines).add(stem(&part.name), &file.name, bytes, part.records as u64);
        }
        let job = file.digest.reserve(&slices);
        Ok(Placed::Following(number, spot, job, parts))
    }

    /// Gives the files what was hashed of them.
    fn complete_digests(&self, files: &mut [Growing]) {
        for (number, done) in std::mem::take(&mut *lock(&self.hashed)) {
            files[number].digest.complete(done);
        }
    }

    /// The number of the only file, for parts that go into it.
    fn only(
        &self,
        files: &mut Vec<Growing>,
        parts: &[Part],
        name: &str,
        open: impl FnOnce() -> Result<Sink, Error>,
    ) -> Result<usize, Error> {
        let number = match files.is_empty() {
            true => self.grow(files, &parts[0], name, open)?,
            false => 0,
        };
        let strange = |part: &&Part| !part.whole && files[number].part.0 != part.name;
        match parts.iter().find(strange) {
            None => Ok(number),
            Some(part) => Err(Error::Refused(format!(
                "the output takes a second file, {}: give a folder to write into",
                part.name
            ))),
        }
    }

    /// The number of the file that a part belongs to. A new one closes the one before it in its
    /// stream.
    fn grow(
        &self,
        files: &mut Vec<Growing>,
        part: &Part,
        name: &str,
        open: impl FnOnce() -> Result<Sink, Error>,
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

    /// Finishes parts, on any thread: writes their file, or their bytes at their place, and hashes
    /// them. `encoded` is the run that they were taken from.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(&self, placed: Placed, encoded: &Encoded) -> Result<(), Error> {
        match placed {
            Placed::Following(number, spot, job, parts) => {
                let slices = slices(&parts, encoded);
                spot.map_or(Ok(()), |spot| spot.write(&slices)).map_err(|error| {
                    let name = lock(&self.files)[number].name.clone();
                    Error::io("write", Path::new(&name))(error)
                })?;
                let done = job.run(&slices);
                lock(&self.hashed).push((number, done));
            }
            Placed::File(part) => {
                let slices = part.slices(encoded);
                let (name, users) = (part.name.clone(), part.records as u64);
                let Some(mut file) = self.outputs.create(&name)? else {
                    return Err(Error::Refused("there is no folder to write into".to_owned()));
                };
                write_slices(&mut file, &slices).map_err(Error::io("write", Path::new(&name)))?;
                let size = slices.iter().map(|slice| slice.len() as u64).sum();
                let digest =
                    digest::of_slices(self.algorithm, &slices).map(|digest| digest.to_string());
                lock(&self.whole).push(PartRecord { name, size, digest, payloads: 1, users });
            }
        }
        Ok(())
    }

    /// What the manifest says of the parts, in their order, and the requests that they come to.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn into_records(self) -> Result<(Vec<PartRecord>, Sizes), Error> {
        self.complete_digests(&mut lock(&self.files));
        let mut records = self.whole.into_inner().unwrap_or_else(PoisonError::into_inner);
        records.sort_by(|a, b| a.name.len().cmp(&b.name.len()).then(a.name.cmp(&b.name)));
        let mut files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Layout::File(_, name) | Layout::Lines(_, name) = &*lock(&self.layout)
            && files.is_empty()
        {
            let digest = Stream::new(self.algorithm);
            let part = (name.clone(), 0);
            let name = name.clone();
            files.push(Growing { name, part, out: None, digest, payloads: 0, users: 0 });
        }
        files.sort_by_key(|file| file.part.1);
        let mut sizes = std::mem::take(&mut *lock(&self.lines));
        for part in &records {
            sizes.add(stem(&part.name), &part.name, part.size, part.users);
        }
        for file in files {
            if sizes.batches.iter().all(|batch| batch.first != file.name) && file.payloads > 0 {
                sizes.add(stem(&file.part.0), &file.name, file.digest.len(), file.users);
            }
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
        Ok((records, sizes))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The bytes of parts that follow each other.
fn slices<'p>(parts: &'p [Part], encoded: &'p Encoded) -> Vec<&'p [u8]> {
    parts.iter().flat_map(|part| part.slices(encoded)).collect()
}
