//! The formats, and what a format must be able to do.

pub mod appid_directory;
pub mod text_check;

use crate::findings::{Notes, Rule};
use crate::json::{Broken, Cursor};
use crate::model::User;

/// Reads the records of a JSON format.
pub trait RecordReader: Sync {
    /// The member of the envelope that holds the records.
    fn list(&self) -> &'static str;

    /// What must be unique among the records, by the number that the notes' keys carry.
    fn key_spaces(&self) -> &'static [KeySpace];

    /// The rule that the text of a record must be JSON in UTF-8.
    fn syntax_rule(&self) -> &'static Rule;

    /// The rule about the outside of the file.
    fn structure_rule(&self) -> &'static Rule;

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

/// A kind of text that must be unique among the records of a run.
#[derive(Debug)]
pub struct KeySpace {
    /// Where the text stands in a record.
    pub pointer: &'static str,
    /// The rule against the very same text; its findings are errors.
    pub exactly: &'static Rule,
    /// The rule against texts that differ in letter case only; its findings are warnings.
    pub ignoring_case: Option<&'static Rule>,
}
