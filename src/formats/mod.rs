//! The formats, and what a format must be able to do.

pub mod appid_directory;
mod appid_foreign;
mod appid_pages;
pub mod appid_social;
pub mod cloudentity;
mod generating;
mod members;
pub mod oracle;
mod reading;
mod table;
pub mod text_check;
mod work;

pub use generating::{GenerateError, Generator, Wish, WriteData};
pub use reading::{Companion, Companions, RecordReader, Records, Source, Window, read_json};
pub use table::{
    FORMATS, Format, Placement, Placing, Request, Setting, SettingError, Target, by_name, detect,
};
pub use work::{
    Decisions, Desk, InputUse, Lookup, Reading, Standing, Stray, Survey, Surveyed, Work,
    read_record,
};

use crate::findings::{Notes, Rule};
use crate::json::Member;
use crate::model::{Field, KeyKind, User};
use crate::pack::Encoded;

/// What is known of an input when all of it was read.
#[derive(Clone, Debug, Default)]
pub struct InputFacts {
    /// How the input is called.
    pub name: String,
    /// Are the records a member of an object?
    pub is_object: bool,
    /// Did the input start with a byte order mark?
    pub has_byte_order_mark: bool,
    /// The other members of that object.
    pub members: Vec<Member>,
    /// How the input starts, where that says what its records have.
    pub head: std::sync::Arc<[u8]>,
    /// The number of records.
    pub records: u64,
    /// The sum of the hashes of all source ids: equal for inputs with the same users.
    pub ids: u64,
}

/// A kind of text that must be unique among the records of a run.
#[derive(Debug)]
pub struct KeySpace {
    /// What kind of text.
    pub kind: KeyKind,
    /// The field that holds it.
    pub field: Field,
    /// The rule against the very same text; its findings are errors.
    pub exactly: &'static Rule,
    /// The rule against texts that differ in letter case only; its findings are warnings.
    pub ignoring_case: Option<&'static Rule>,
}

/// Tells where a field stands in the records of a source, as a JSON Pointer from the record.
pub type SourcePaths = fn(Field) -> &'static str;

/// Writes records for a target.
pub trait RecordWriter: Sync {
    /// How many kinds of item stand apart in a part of this target.
    fn sections(&self) -> usize;

    /// What must be unique among the records written, beside what the source demands.
    fn key_spaces(&self) -> &'static [KeySpace];

    /// Appends one user to the sections. What the target cannot take is noted; a record with an
    /// error is taken back by the caller. Notes have no place but their pointers.
    fn write(&self, user: &User<'_>, out: &mut Encoded, notes: &mut Notes);

    /// Why the target has no place for a field.
    fn loss_reason(&self, field: Field) -> &'static str;
}
