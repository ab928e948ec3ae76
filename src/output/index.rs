//! The index of a run's users, for a later run that writes what is new or changed only: 24 bytes a
//! user, and the name that the target knows the user by where that is no id of this program's making.
//!
//! An entry has the id that the run key makes of the user's own id, and a keyed hash of what was
//! written for the user. Without the manifest, which has the key, entries tell nothing; names are as
//! private as the data. What stands behind the entries proves, with the same key, that all of them
//! are those of that run.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write};
use std::path::{Path, PathBuf};

use super::evidence::{Manifest, read_manifest};
use crate::error::Error;
use crate::ids::{Id, RunKey};
use crate::visible;

/// The name of the file.
pub const INDEX: &str = "records.idx";

/// How the file starts; the last byte says whether entries have names.
const START: &[u8; 16] = b"idport records 1";
const PROOF: usize = 32;
/// The bytes of an entry without a name.
const ENTRY: usize = 24;
/// What a key is derived for.
const PURPOSE: &str = "index of records";

/// What is known of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The id that the run key makes of the user's own.
    pub key: Id,
    /// The hash of what was written for the user.
    pub hash: [u8; 8],
}

/// Writes an index.
pub struct IndexWriter {
    out: BufWriter<File>,
    proof: blake3::Hasher,
    named: bool,
}

impl IndexWriter {
    /// An index with or without names, proved by the key of its run.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(file: File, key: &RunKey, named: bool) -> io::Result<Self> {
        let proof = blake3::Hasher::new_keyed(&key.derive(PURPOSE));
        let mut writer = IndexWriter { out: BufWriter::new(file), proof, named };
        writer.put(START)?;
        writer.put(&[u8::from(named)])?;
        Ok(writer)
    }

    /// Adds a user.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, entry: &Entry, name: &[u8]) -> io::Result<()> {
        self.put(&entry.key)?;
        self.put(&entry.hash)?;
        if self.named {
            self.put(&(name.len() as u32).to_le_bytes())?;
            self.put(name)?;
        }
        Ok(())
    }

    /// All users are there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        let proof = self.proof.finalize();
        self.out.write_all(proof.as_bytes())?;
        self.out.flush()
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.proof.update(bytes);
        self.out.write_all(bytes)
    }
}

/// An earlier run, as far as a later one must know it.
pub struct Base {
    /// Its manifest.
    pub manifest: Manifest,
    /// The key that its ids come from.
    pub run_key: RunKey,
    path: PathBuf,
    file: File,
    entries: Vec<Entry>,
}

impl Base {
    /// The run of this manifest, whose index stands beside it.
    ///
    /// # Errors
    /// When there is no index, it is not that of the run, or the run is not one between these
    /// formats.
    pub fn read(manifest: &Path, from: &str, to: &str) -> Result<Self, Error> {
        let refused = |what: String| Error::Refused(format!("{}: {what}", visible::path(manifest)));
        let (known, run_key) =
            read_manifest(manifest, from).map_err(|error| Error::Refused(error.to_string()))?;
        if known.to != to {
            return Err(refused(format!("its run wrote {}, this one writes {to}", known.to)));
        }
        let path = index_of(manifest).ok_or_else(|| {
            refused(format!("it is not called manifest.json, so where {INDEX} is is not known"))
        })?;
        let file = File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => refused(format!(
                "there is no {INDEX} beside it; its run again with --keep-hashes and --ids-from makes one"
            )),
            _ => Error::io("read", &path)(error),
        })?;
        let mut base = Base { manifest: known, run_key, path, file, entries: Vec::new() };
        // With names there are fewer; room that is not used takes no memory.
        let length = base.file.metadata().map_err(Error::io("read", &base.path))?.len();
        let mut entries = Vec::with_capacity((length / ENTRY as u64) as usize);
        base.each(|entry, _| {
            entries.push(entry);
            Ok(())
        })?;
        entries.sort_unstable();
        base.entries = entries;
        Ok(base)
    }

    /// All entries, sorted.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The same, and the base has them no more.
    pub fn take_entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.entries)
    }

    /// Tells all entries with their names, in the order of the run.
    ///
    /// # Errors
    /// When the index cannot be read, or is not that of the run; also what `tell` says.
    pub fn each(
        &mut self,
        mut tell: impl FnMut(Entry, &[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let path = self.path.clone();
        let broken = || {
            let shown = visible::path(&path);
            Error::Refused(format!(
                "{shown}: this is not the index of the run that the manifest is of"
            ))
        };
        let unread = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => broken(),
            _ => Error::io("read", &path)(error),
        };
        self.file.rewind().map_err(unread)?;
        let length = self.file.metadata().map_err(unread)?.len();
        let mut rest = length.checked_sub((START.len() + 1 + PROOF) as u64).ok_or_else(broken)?;
        let mut proof = blake3::Hasher::new_keyed(&self.run_key.derive(PURPOSE));
        let mut file = BufReader::new(&self.file);
        let mut start = [0; START.len() + 1];
        file.read_exact(&mut start).map_err(unread)?;
        proof.update(&start);
        let mut name = Vec::new();
        while rest > 0 {
            let mut entry = [0; ENTRY];
            file.read_exact(&mut entry).map_err(unread)?;
            proof.update(&entry);
            let mut taken = entry.len() as u64;
            name.clear();
            if start[START.len()] == 1 {
                let mut many = [0; 4];
                file.read_exact(&mut many).map_err(unread)?;
                proof.update(&many);
                let many = u64::from(u32::from_le_bytes(many));
                (&mut file).take(many.min(rest)).read_to_end(&mut name).map_err(unread)?;
                proof.update(&name);
                taken += 4 + many;
            }
            rest = rest.checked_sub(taken).ok_or_else(broken)?;
            let (key, hash) = entry.split_at(16);
            let (Ok(key), Ok(hash)) = (key.try_into(), hash.try_into()) else {
                return Err(broken());
            };
            tell(Entry { key, hash }, &name)?;
        }
        let mut given = [0; PROOF];
        file.read_exact(&mut given).map_err(unread)?;
        // Equal in constant time, as this type compares.
        let is_own = start.starts_with(START) && proof.finalize() == given;
        if is_own { Ok(()) } else { Err(broken()) }
    }
}

/// The index that stands beside a manifest.
pub fn index_of(manifest: &Path) -> Option<PathBuf> {
    let name = manifest.file_name()?.to_str()?;
    let stem = name.strip_suffix("manifest.json")?;
    Some(manifest.with_file_name(format!("{stem}{INDEX}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(bytes: &[u8]) -> Result<Base, Error> {
        let home = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let manifest = home.path().join("x.manifest.json");
        std::fs::copy(root.join("tests/golden/ids.manifest.json"), &manifest).unwrap();
        std::fs::write(home.path().join("x.records.idx"), bytes).unwrap();
        Base::read(&manifest, "appid-directory", "cloudentity")
    }

    fn written(named: bool) -> Vec<u8> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let manifest = root.join("tests/golden/ids.manifest.json");
        let (_, key) = read_manifest(&manifest, "appid-directory").unwrap();
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("index");
        let mut index = IndexWriter::new(File::create(&path).unwrap(), &key, named).unwrap();
        for number in [2, 1] {
            let entry = Entry { key: [number; 16], hash: [number; 8] };
            index.add(&entry, b"somebody").unwrap();
        }
        index.finish().unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn an_index_is_read_as_it_was_written() {
        for named in [false, true] {
            let bytes = written(named);
            let each = if named { 24 + 4 + 8 } else { 24 };
            assert_eq!(bytes.len(), 17 + 2 * each + 32);
            let mut base = base(&bytes).unwrap();
            let mut told = Vec::new();
            let tell = |entry: Entry, name: &[u8]| {
                told.push((entry.key[0], name.len()));
                Ok(())
            };
            base.each(tell).unwrap();
            let length = if named { 8 } else { 0 };
            assert_eq!(told, [(2, length), (1, length)]);
            assert_eq!(base.entries().iter().map(|entry| entry.key[0]).collect::<Vec<_>>(), [1, 2]);
        }
    }

    #[test]
    fn an_index_with_any_other_byte_is_refused() {
        for named in [false, true] {
            let sound = written(named);
            for at in 0..sound.len() {
                let mut bytes = sound.clone();
                bytes[at] ^= 1;
                assert!(base(&bytes).is_err(), "{at}");
                assert!(base(&sound[..at]).is_err(), "{at}");
            }
            assert!(base(&[sound.as_slice(), b"x"].concat()).is_err());
        }
    }
}
