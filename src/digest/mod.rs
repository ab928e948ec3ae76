//! Digests of files whose bytes pass through several threads.
//!
//! What it promises: the digest of a file is the one that `b3sum` or `sha256sum` prints, however
//! the file was cut and in whatever order its parts were hashed. Three ways in:
//!
//! - [`of_slices`]: all the bytes are at hand.
//! - [`Stream::reserve`]: the bytes become known in order (a file that is written); hashing is a
//!   [`Job`] for any thread.
//! - [`piece`] and [`Stream::adopt`]: the bytes are read in pieces at known offsets, by several
//!   threads (a file that is read).
//!
//! BLAKE3 is a tree over chunks of 1 KiB, so all the threads can hash it. SHA-256 is a chain: the
//! same calls work, but the hashing happens in the call that is in order, on its thread.
//!
//! What it leaves out: reading and writing files, keyed modes, and starting threads.

mod stream;
mod tree;
mod walk;

use std::fmt;
use std::str::FromStr;

use sha2::Digest as _;

pub use stream::{Job, Piece, Stream, piece};
pub use tree::{ALIGNMENT, Done};

/// The digest of the bytes of `slices`, one after the other; nothing for [`Algorithm::None`].
///
/// Few large slices are faster than many small ones: BLAKE3 hashes the chunks of one slice side by
/// side.
pub fn of_slices(algorithm: Algorithm, slices: &[&[u8]]) -> Option<Digest> {
    match algorithm {
        Algorithm::Blake3 => Some(Digest::blake3(match slices {
            [whole] => blake3::hash(whole),
            _ => {
                let mut hasher = blake3::Hasher::new();
                for slice in slices {
                    hasher.update(slice);
                }
                hasher.finalize()
            }
        })),
        Algorithm::Sha256 => {
            let mut hasher = sha2::Sha256::new();
            for slice in slices {
                hasher.update(slice);
            }
            Some(Digest::sha256(hasher))
        }
        Algorithm::None => None,
    }
}

/// How files are digested.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Algorithm {
    /// BLAKE3 with 32 bytes of output, as `b3sum` prints it.
    Blake3,
    /// SHA-256, as `sha256sum` prints it.
    Sha256,
    /// No digest.
    None,
}

impl Algorithm {
    /// Every algorithm, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Blake3, Self::Sha256, Self::None];

    /// The name that [`Display`](fmt::Display) writes and [`FromStr`] reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blake3 => "blake3",
            Self::Sha256 => "sha256",
            Self::None => "none",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, UnknownAlgorithm> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == text)
            .ok_or_else(|| UnknownAlgorithm { name: text.to_owned() })
    }
}

/// A name that is not that of an [`Algorithm`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownAlgorithm {
    name: String,
}

impl fmt::Display for UnknownAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown digest {:?}: it is one of", self.name)?;
        for (i, algorithm) in Algorithm::ALL.into_iter().enumerate() {
            write!(f, "{} {algorithm}", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownAlgorithm {}

/// 32 bytes that stand for a file, and the algorithm that made them. Displayed as 64 lower-case
/// hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Digest {
    algorithm: Algorithm,
    bytes: [u8; 32],
}

impl Digest {
    /// The algorithm that made it; never [`Algorithm::None`].
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The digest itself.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    fn blake3(hash: blake3::Hash) -> Self {
        Self { algorithm: Algorithm::Blake3, bytes: hash.into() }
    }

    fn sha256(hasher: sha2::Sha256) -> Self {
        Self { algorithm: Algorithm::Sha256, bytes: hasher.finalize().into() }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_the_published_ones_of_nothing_and_abc() {
        let hex = |algorithm, slices: &[&[u8]]| {
            of_slices(algorithm, slices).map(|digest| digest.to_string())
        };

        let blake3_nothing = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        let blake3_abc = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85";
        let sha256_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let sha256_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for (algorithm, nothing, abc) in [
            (Algorithm::Blake3, blake3_nothing, blake3_abc),
            (Algorithm::Sha256, sha256_nothing, sha256_abc),
        ] {
            for slices in [&[][..], &[&b""[..]], &[b"", b""]] {
                assert_eq!(hex(algorithm, slices).as_deref(), Some(nothing));
            }
            for slices in [&[&b"abc"[..]][..], &[b"a", b"", b"bc"]] {
                assert_eq!(hex(algorithm, slices).as_deref(), Some(abc));
            }
        }
        assert_eq!(hex(Algorithm::None, &[b"abc"]), None);
    }

    #[test]
    fn a_digest_knows_its_algorithm() {
        let digest = of_slices(Algorithm::Sha256, &[]).unwrap();
        assert_eq!(digest.algorithm(), Algorithm::Sha256);
        assert_eq!(digest.as_bytes()[..2], [0xe3, 0xb0]);
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
        }
        let error = "md5".parse::<Algorithm>().unwrap_err();
        assert_eq!(error.to_string(), r#"unknown digest "md5": it is one of blake3, sha256, none"#);
    }
}
