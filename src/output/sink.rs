//! Where parts that follow each other are written.
//!
//! In a file each part has its place as soon as it is known how long those before it are. So threads
//! write them side by side, in any order. Into a stream they are written one after the other.

use std::fs::File;
use std::io::{self, IoSlice, Seek, Write};
use std::sync::Arc;

/// A file or stream that parts are appended to.
pub(super) enum Sink {
    /// A file, and where the next part starts in it.
    File(Arc<File>, u64),
    /// A stream.
    Stream(Box<dyn Write + Send>),
}

/// The place of a part in a file.
pub struct Spot {
    file: Arc<File>,
    offset: u64,
}

impl Sink {
    /// A file, from where it stands at. What is no regular file is a stream.
    pub(super) fn of_file(mut file: File) -> io::Result<Self> {
        if !file.metadata()?.is_file() {
            return Ok(Sink::Stream(Box::new(file)));
        }
        let next = file.stream_position()?;
        Ok(Sink::File(Arc::new(file), next))
    }

    /// Appends slices: where they are to be written; `None` where they are written already.
    pub(super) fn append(&mut self, slices: &[&[u8]]) -> io::Result<Option<Spot>> {
        match self {
            Sink::File(file, next) => {
                let spot = Spot { file: Arc::clone(file), offset: *next };
                *next += slices.iter().map(|slice| slice.len() as u64).sum::<u64>();
                Ok(Some(spot))
            }
            Sink::Stream(out) => write_slices(out, slices).map(|()| None),
        }
    }

    /// Hands to the system what a stream still holds.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::File(..) => Ok(()),
            Sink::Stream(out) => out.flush(),
        }
    }
}

impl Spot {
    /// Writes the slices that the place was made for.
    pub(super) fn write(self, slices: &[&[u8]]) -> io::Result<()> {
        write_slices(&mut { self }, slices)
    }
}

/// Writes from the place on.
impl Write for Spot {
    #[cfg(unix)]
    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        let written = rustix::io::pwritev(&self.file, slices, self.offset)?;
        self.offset += written as u64;
        Ok(written)
    }

    #[cfg(unix)]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    #[cfg(windows)]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = std::os::windows::fs::FileExt::seek_write(&*self.file, bytes, self.offset)?;
        self.offset += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes all slices, one after the other, in as few calls as the system allows.
pub(super) fn write_slices(out: &mut impl Write, slices: &[&[u8]]) -> io::Result<()> {
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

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn parts_of_a_file_are_written_in_any_order() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"before ").unwrap();
        let mut read = file.try_clone().unwrap();
        let mut sink = Sink::of_file(file).unwrap();
        let many: Vec<_> = (0..3000u32).map(u32::to_le_bytes).collect();
        let many: Vec<&[u8]> = many.iter().map(<[u8; 4]>::as_slice).collect();
        let parts: [&[&[u8]]; 4] = [&[b"one ", b"", b"part "], &many, &[], &[b"end"]];
        let spots = parts.map(|slices| (sink.append(slices).unwrap().unwrap(), slices));
        for (spot, slices) in spots.into_iter().rev() {
            spot.write(slices).unwrap();
        }
        let (mut found, mut due) = (Vec::new(), b"before ".to_vec());
        read.rewind().unwrap();
        read.read_to_end(&mut found).unwrap();
        parts.iter().for_each(|slices| due.extend(slices.concat()));
        assert_eq!(found, due);
    }

    #[test]
    fn parts_of_a_stream_are_written_at_once() {
        let (mut pipe, end) = io::pipe().unwrap();
        let mut sink = Sink::Stream(Box::new(end));
        assert!(sink.append(&[b"a", b"b"]).unwrap().is_none());
        assert!(sink.append(&[b"c"]).unwrap().is_none());
        sink.flush().unwrap();
        drop(sink);
        let mut found = String::new();
        pipe.read_to_string(&mut found).unwrap();
        assert_eq!(found, "abc");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_a_stream() {
        let file = File::options().write(true).open("/dev/null").unwrap();
        assert!(matches!(Sink::of_file(file).unwrap(), Sink::Stream(_)));
    }
}
