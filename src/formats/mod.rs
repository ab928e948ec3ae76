//! The formats, and what a format must be able to do.

pub mod appid_directory;
mod appid_pages;
pub mod appid_social;
pub mod cloudentity;
mod members;
pub mod oracle;
mod table;
pub mod text_check;

pub use table::{FORMATS, Format, Request, Setting, SettingError, Target, by_name, detect};

use crate::findings::{Note, Notes, Rule};
use crate::json::{Broken, Cursor, Member};
use crate::model::{Field, KeyKind, User};
use crate::pack::Encoded;

/// Reads the records of a JSON format.
pub trait RecordReader: Sync {
    /// The member of the envelope that holds the records.
    fn list(&self) -> &'static str;

    /// What must be unique among the records.
    fn key_spaces(&self) -> &'static [KeySpace];

    /// Where the neutral fields stand in a record.
    fn paths(&self) -> SourcePaths;

    /// The rule that the text of a record must be JSON in UTF-8.
    fn syntax_rule(&self) -> &'static Rule;

    /// The rule about the outside of the file.
    fn structure_rule(&self) -> &'static Rule;

    /// What only the outsides of all inputs together can tell: for each note the number of its
    /// input.
    fn judge_inputs(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)>;

    /// Reads the record at the cursor, which it moves behind it. What is wrong with what the
    /// record says goes into the notes.
    ///
    /// # Errors
    /// When the text of the record is not JSON, or is cut off.
    fn read<'a>(
        &self,
        cursor: &mut Cursor<'a>,
        user: &mut User<'a>,
        notes: &mut Notes,
    ) -> Result<(), Broken>;
}

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
