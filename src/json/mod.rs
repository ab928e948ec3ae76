//! JSON as bytes: reading one value in one pass, cutting a long array into records, and the
//! spelling of strings.
//!
//! Nothing here builds a document. A value stays the text that it was in the file, so numbers and
//! strings survive digit for digit. `serde_json` serves everything that is not hot, and is the
//! judge that the tests hold this module against.

mod cursor;
mod envelope;
mod escape;
mod extent;
mod foreseen;
mod keys;
mod locate;
mod names;
mod object;
mod payloads;
mod side_by_side;
mod spelling;
mod stretch;
mod text;

pub use cursor::{Broken, Cursor, Kind, Why};
pub use envelope::{Envelope, Member, Step};
pub use escape::{decode, push_escaped, push_minified, push_quoted};
pub use extent::value_end;
pub use foreseen::Foreseen;
pub use locate::locate;
pub use names::{Known, Lately, Names};
pub(crate) use names::{known_names, member_names};
pub use object::Progress;
pub use payloads::{Lists, Payloads};
pub(crate) use side_by_side::{all_bytes, is_each_within, within};
pub(crate) use spelling::skip_plain;
pub use stretch::each_object;
pub use text::{Json, Text};
