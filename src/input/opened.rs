//! One opened input: a file to be read at any place, or a stream.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::at_place::read_at;
use super::find::Input;
use super::seen::Seen;
use super::unpacked::Unpacked;
use crate::digest::{Algorithm, Digest, Stream};
use crate::error::Error;
use crate::limits::Limits;

/// How an opened input is read.
pub(super) enum Opened {
    /// A plain file of this length.
    File { file: Arc<File>, length: u64 },
    /// Bytes that come in order.
    Stream(Box<dyn Read + Send>),
}

/// Bytes of the start of an input that are looked at before it is read.
const HEAD: usize = 16 << 10;

/// The first bytes of an opened input, decompressed; they will be read again.
pub(super) fn head(opened: &mut Opened) -> io::Result<Arc<[u8]>> {
    let mut head = Vec::new();
    match opened {
        Opened::File { file, .. } => {
            head.resize(HEAD, 0);
            let read = read_at(file, &mut head, 0)?;
            head.truncate(read);
        }
        Opened::Stream(source) => {
            source.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
            let rest = std::mem::replace(source, Box::new(io::empty()));
            *source = Box::new(io::Cursor::new(head.clone()).chain(rest));
        }
    }
    Ok(head.into())
}

/// Size and digest of a stream, as far as it was read.
pub(super) type Stored = Arc<Mutex<Option<(u64, Stream)>>>;

/// The path to name in messages.
pub(super) fn path_of(input: &Input) -> PathBuf {
    input.path.clone().unwrap_or_else(|| PathBuf::from(&input.name))
}

/// Opens an input. What a stream consists of as it is stored (compressed, if it is) is measured on
/// the way.
pub(super) fn open(
    input: &Input,
    algorithm: Algorithm,
    limits: &Limits,
    seen: &Seen,
) -> Result<(Opened, Stored), Error> {
    let Some(path) = &input.path else {
        return stream_of(Box::new(io::stdin()), input, algorithm, limits);
    };
    let stored = Stored::default();
    let file = File::open(path).map_err(Error::io("read", path))?;
    let metadata = file.metadata().map_err(Error::io("read", path))?;
    seen.check(path, &metadata)?;
    if metadata.is_file() && !is_compressed(&first_bytes(&file, path)?) {
        return Ok((Opened::File { file: Arc::new(file), length: metadata.len() }, stored));
    }
    Ok((stream(Box::new(file), path, algorithm, &stored, limits)?, stored))
}

/// What a reader gives as an opened input.
pub(super) fn stream_of(
    reader: Box<dyn Read + Send>,
    input: &Input,
    algorithm: Algorithm,
    limits: &Limits,
) -> Result<(Opened, Stored), Error> {
    let stored = Stored::default();
    Ok((stream(reader, &path_of(input), algorithm, &stored, limits)?, stored))
}

const GZIP: [u8; 2] = [0x1F, 0x8B];
const ZSTANDARD: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

fn is_compressed(head: &[u8]) -> bool {
    head.starts_with(&GZIP) || head.starts_with(&ZSTANDARD)
}

/// Is this file to be read from its start only, because it is compressed?
pub(super) fn is_stored_compressed(file: &File) -> io::Result<bool> {
    let mut head = [0; 4];
    let read = read_at(file, &mut head, 0)?;
    Ok(is_compressed(&head[..read]))
}

fn first_bytes(file: &File, path: &Path) -> Result<Vec<u8>, Error> {
    let mut head = [0; 4];
    let read = read_at(file, &mut head, 0).map_err(Error::io("read", path))?;
    Ok(head[..read].to_vec())
}

fn stream(
    source: Box<dyn Read + Send>,
    path: &Path,
    algorithm: Algorithm,
    stored: &Stored,
    limits: &Limits,
) -> Result<Opened, Error> {
    if let Ok(mut stored) = stored.lock() {
        *stored = Some((0, Stream::new(algorithm)));
    }
    let mut source = Measured { source, stored: Arc::clone(stored) };
    let mut head = Vec::new();
    source.by_ref().take(4).read_to_end(&mut head).map_err(Error::io("read", path))?;
    let is_gzip = head.starts_with(&GZIP);
    let is_zstandard = head.starts_with(&ZSTANDARD);
    let whole = io::Cursor::new(head).chain(source);
    let packed = io::BufReader::with_capacity(1 << 16, whole);
    Ok(Opened::Stream(if is_gzip {
        let unpacked = flate2::bufread::MultiGzDecoder::new(packed);
        Box::new(Unpacked::new(unpacked, stored, limits))
    } else if is_zstandard {
        Box::new(Unpacked::new(Zstandard::new(packed), stored, limits))
    } else {
        Box::new(packed)
    }))
}

/// Measures what goes through.
struct Measured<R> {
    source: R,
    stored: Stored,
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        if let Ok(mut stored) = self.stored.lock()
            && let Some((size, digest)) = stored.as_mut()
        {
            let bytes = &buffer[..read];
            *size += read as u64;
            let job = digest.reserve(&[bytes]);
            digest.complete(job.run(&[bytes]));
        }
        Ok(read)
    }
}

/// Size and digest of what a stream was stored as, once it was read to its end.
pub(super) fn measured(stored: &Stored) -> Option<(u64, Option<Digest>)> {
    let (size, digest) = stored.lock().ok()?.take()?;
    Some((size, digest.finish()))
}

/// How much of a stream was read.
pub(super) fn size_of(stored: &Stored) -> u64 {
    stored.lock().ok().and_then(|stored| Some(stored.as_ref()?.0)).unwrap_or_default()
}

type Frame<R> = ruzstd::decoding::StreamingDecoder<R, ruzstd::decoding::FrameDecoder>;

/// The source behind a frame, if the frame is what its checksum says.
fn checked_end<R: io::BufRead>(frame: Frame<R>) -> io::Result<R> {
    let stated = frame.decoder.get_checksum_from_data();
    if stated.is_some() && stated != frame.decoder.get_calculated_checksum() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the Zstandard checksum is wrong"));
    }
    Ok(frame.into_inner())
}

/// All frames of a Zstandard file, one after the other.
struct Zstandard<R: io::BufRead> {
    source: Option<R>,
    frame: Option<Frame<R>>,
}

impl<R: io::BufRead> Zstandard<R> {
    fn new(source: R) -> Self {
        Zstandard { source: Some(source), frame: None }
    }
}

impl<R: io::BufRead> Read for Zstandard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(mut source) = self.source.take() {
                if source.fill_buf()?.is_empty() {
                    self.source = Some(source);
                    return Ok(0);
                }
                let frame = Frame::new(source).map_err(|error| {
                    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
                })?;
                self.frame = Some(frame);
            }
            let Some(frame) = self.frame.as_mut() else { return Ok(0) };
            let read = frame.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.source = self.frame.take().map(checked_end).transpose()?;
        }
    }
}
