//! The formats, and what a format must be able to do.
//!
//! # Adding a format
//!
//! A format is one folder and one row. The folder holds what is true of the format and of nothing
//! else; the row says where that is. Nothing outside of `formats/` names a format, so the command
//! line, the help, detection, `idport formats`, the generator and the contract tests need no word.
//!
//! | file | what changes |
//! |---|---|
//! | `src/formats/NAME/*.rs` | new: `mod.rs` with the row, `rules.rs`, a reader, a writer, a target |
//! | `src/formats/mod.rs` | one line: `pub mod NAME;` |
//! | `src/formats/table.rs` | two lines: the import, and `&NAME::FORMAT` in [`FORMATS`] |
//! | `testdata/NAME/` | new: `minimal`, `hostile` and a rich file; the pairs with all other formats follow |
//! | `README.md`, `testdata/README.md` | one line each; a test spells the first one out |
//!
//! So four files outside of the new folder and its data, with five lines. A format need not even be
//! in the table: this one lives in an example.
//!
//! ```
//! use std::collections::BTreeMap;
//! use idport::convert::{Conversion, convert};
//! use idport::digest::Algorithm;
//! use idport::findings::{Grades, Note, Notes, Pointer, Rule, Shape};
//! use idport::formats::{
//!     Format, InputFacts, KeySpace, KnownAs, Reading, RecordReader, RecordWriter, Records, Request,
//!     Schemas, SettingError, Source, SourcePaths, Target, by_name, read_json,
//! };
//! use idport::json::Envelope;
//! use idport::model::{Email, Field, User};
//! use idport::outside::Outside;
//! use idport::pack::{Appender, Encoded};
//! use idport::upload::Needs;
//! # use idport::ids::RunKey;
//! # use idport::input::{Feed, Input};
//! # use idport::output::{Destination, Layout, Outputs};
//!
//! // rules.rs: what a file must be.
//! static PB_001: Rule = Rule {
//!     id: "PB-001",
//!     grades: Grades::of("E"),
//!     title: "the file is an array of entries, each an array of name and e-mail address",
//!     remedy: "Export the phone book again.",
//!     source: "the manual of the phone book",
//!     says: None,
//! };
//!
//! // reader.rs: one record becomes a neutral user.
//! struct Reader;
//!
//! impl Records for Reader {
//!     fn outside(&self, _: &[u8]) -> Result<Outside, String> {
//!         Ok(Outside::List(Envelope::new("entries")))
//!     }
//!     fn key_spaces(&self) -> &'static [KeySpace] { &[] }
//!     fn paths(&self) -> SourcePaths {
//!         |field| match field { Field::DisplayName => "/0", Field::Emails => "/1", _ => "" }
//!     }
//!     fn syntax_rule(&self) -> &'static Rule { &PB_001 }
//!     fn structure_rule(&self) -> &'static Rule { &PB_001 }
//!     fn judge_inputs(&self, _: &[InputFacts]) -> Vec<(usize, Note)> { Vec::new() }
//! }
//!
//! impl RecordReader for Reader {
//!     fn read<'a>(&'a self, source: Source<'a>, user: &mut User<'a>, notes: &mut Notes) -> Option<usize> {
//!         read_json(source, &PB_001, notes, |cursor, _| {
//!             cursor.array(|cursor, index| {
//!                 let text = cursor.text()?;
//!                 match index {
//!                     0 => user.display_name = Some(text),
//!                     _ => user.emails.push(Email {
//!                         value: text, kind: None, primary: true, stated: None, verified: false,
//!                     }),
//!                 }
//!                 Ok(())
//!             })
//!         })
//!     }
//! }
//!
//! // writer.rs: a neutral user becomes a record, and what has no place is accounted for.
//! struct Writer;
//!
//! impl RecordWriter for Writer {
//!     fn sections(&self) -> usize { 1 }
//!     fn key_spaces(&self) -> &'static [KeySpace] { &[] }
//!     fn write(&self, user: &User<'_>, out: &mut Encoded, notes: &mut Notes) {
//!         let (Some(name), Some(email)) = (user.display_name, user.primary_email()) else {
//!             return notes.error(&PB_001, 0, Pointer::of(""), Shape::Nothing);
//!         };
//!         let out = out.section(0);
//!         for (before, text) in [(b",[\"".as_slice(), name), (b"\",\"", email.value)] {
//!             out.extend_from_slice(before);
//!             text.push_json(out);
//!         }
//!         out.extend_from_slice(b"\"]");
//!         notes.lose_members(&user.kept);
//!         user.each_field(|field| match field {
//!             Field::DisplayName | Field::Emails => {}
//!             lost => notes.account.lose(lost),
//!         });
//!     }
//!     fn loss_reason(&self, _: Field) -> &'static str { "a phone book has names and addresses only" }
//! }
//!
//! // mod.rs: the row.
//! fn target(_: Request<'_>) -> Result<Target, SettingError> {
//!     Ok(Target {
//!         writer: Box::new(Writer),
//!         packer: Box::new(Appender::new("entries.json", b"[", |_| b"]".to_vec())),
//!         id_map: None,
//!         settings: BTreeMap::new(),
//!         known_as: KnownAs::NewId,
//!         needs: Needs::default(),
//!         holds_groups: false,
//!         left_out: Vec::new(),
//!         holds_configuration: false,
//!     })
//! }
//!
//! static PHONE_BOOK: Format = Format {
//!     name: "phone-book",
//!     title: "Phone book",
//!     reads: "an array",
//!     writes: "an array",
//!     extensions: &["json"],
//!     telltales: &["entries"],
//!     reading: Some(Reading::Direct(|_| Ok(Box::new(Reader)))),
//!     source_settings: &[],
//!     target: Some(target),
//!     proof: None,
//!     settings: &[],
//!     upload: None,
//!     generator: None,
//!     placing: None,
//!     rules: &[&PB_001],
//!     schemas: &Schemas { read: &[], import: &[], user: "", written: None, parts: &[] },
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let path = folder.path().join("book.json");
//! std::fs::write(&path, r#"[["Ada", "ada@example.com"]]"#)?;
//! let go = |from: &'static Format, to: &'static Format, path: std::path::PathBuf, out: &str| {
//!     let outputs = Outputs::new(Destination::Folder(folder.path().join(out)), false, false)?;
//!     let done = convert(Conversion {
//!         feed: Feed::new(vec![Input { name: "book".into(), path: Some(path) }], Algorithm::None),
//!         from,
//!         to,
//!         // …
//! #       settings: BTreeMap::new(), outputs: &outputs, layout: Layout::Files, id_map: None,
//! #       mapping: None, delta: Default::default(), allow: Vec::new(), now: "2026-01-02T03:04:05Z".into(), run_key: RunKey::new([7; 32]),
//! #       digest: Algorithm::None, threads: 1,
//!     })?;
//!     outputs.commit()?;
//!     Ok::<_, idport::error::Error>(done)
//! };
//! let directory = by_name("appid-directory").ok_or("no such format")?;
//! assert_eq!(go(&PHONE_BOOK, directory, path, "users")?.report.converted, 1);
//! let back = go(directory, &PHONE_BOOK, folder.path().join("users/users.json"), "book")?;
//! assert_eq!(back.report.losses.len(), 1); // the id that the directory user was given
//! let book = std::fs::read_to_string(folder.path().join("book/entries.json"))?;
//! assert_eq!(book, r#"[["Ada","ada@example.com"]]"#);
//! # Ok(())
//! # }
//! ```

mod appid_attributes;
pub mod appid_directory;
mod appid_foreign;
mod appid_gathered;
mod appid_pages;
mod appid_proof;
pub mod appid_social;
mod appid_upload;
pub mod cloudentity;
mod generating;
mod left_out;
mod members;
pub mod oracle;
mod others;
pub mod proof;
mod proof_terms;
mod reading;
pub mod registered;
mod schemas;
mod table;
pub mod text_check;
mod work;

pub use generating::{GenerateError, Generator, Wish, WriteData};
pub use left_out::{LeftOut, Refusal, path_of_group};
pub use others::{Other, recognise};
pub use reading::{
    Companion, Companions, Judged, Outline, RecordReader, Records, Source, Window, read_json,
};
pub use schemas::{SCHEMAS, published};
pub use table::{
    FORMATS, Format, KnownAs, Placement, Placing, Request, SchemaPart, Schemas, Setting,
    SettingError, Target, by_name, detect, telltales,
};
pub use work::{
    Decisions, Desk, InputUse, Lookup, Reading, Standing, Stray, Survey, Surveyed, Work,
    keep_record, read_record,
};

use crate::findings::{Notes, Rule, Severity};
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
    /// The number of bytes, decompressed.
    pub bytes: u64,
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

/// What it breaks that two records have the same text, where that depends on what the text is to
/// each of them.
#[derive(Debug)]
pub struct Meeting {
    /// What kind of text.
    pub kind: KeyKind,
    /// The field that holds it.
    pub field: Field,
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// How much that matters by itself.
    pub severity: Severity,
    /// When it is broken.
    pub when: fn(Pair) -> bool,
}

/// Two records with the same text.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// What the text is to the later record, and to the earlier one: roles of a
    /// [`Key`](crate::model::Key).
    pub roles: (u8, u8),
    /// Are the texts the very same? If not, they differ in letter case.
    pub exactly: bool,
    /// Are the records in the same input?
    pub same_input: bool,
}

impl Pair {
    /// Has the text this role for both?
    pub fn both(self, role: u8) -> bool {
        self.roles.0 & self.roles.1 & role != 0
    }
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

    /// Is nothing written, and the record looked at for its own sake?
    fn is_nothing(&self) -> bool {
        false
    }

    /// Why the target has no place for a field.
    fn loss_reason(&self, field: Field) -> &'static str;
}

/// Is this the heading of a column that a format itself has, in a file of users?
pub fn is_own_heading(heading: &str) -> bool {
    oracle::is_own_heading(heading)
}

/// Do exports of a format say beside their users how many they are?
pub fn has_counts(format: &Format) -> bool {
    format.name == "appid-social"
}
