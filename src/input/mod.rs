//! Files in: found, opened, decompressed, and handed out in chunks of one fixed size.
//!
//! A plain file is read by the workers themselves, each at its own place. Pipes, gzip and
//! Zstandard are read in order, one chunk at a time, by whoever's turn it is. The chunks are the
//! same either way, and with them everything that is made of them.

mod at_place;
mod buffer;
mod chunks;
mod current;
mod feed;
mod find;
mod lines;
mod opened;
mod places;
mod progress;
mod seen;
mod spooled;
mod unpacked;

pub(crate) use at_place::read_at;
pub use buffer::Buffer;
pub use chunks::{CHUNK, Chunk, Unread};
pub use feed::Feed;
pub use find::{Input, find};
pub use lines::Lines;
pub use places::Places;
pub use progress::{Progress, SoFar};
