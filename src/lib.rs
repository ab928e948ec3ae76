//! idport moves user records between customer-identity products, offline, without losing or
//! inventing anything.
//!
//! It is a program and this library. The library converts files (see [`convert`](mod@convert)), or
//! lends its pieces: readers, rules, writers, places of findings, invented test data.
//!
//! # The map of the house
//!
//! ```text
//! main      arguments in, exit code out
//! cli       the only place that knows the command line, the terminal, the clock, randomness;
//!           what a file of settings says is put on the command line, and nothing behind knows of it
//! page      what was found, as HTML that is complete in itself
//! inspect   what inputs are made of, and what each target could hold
//! catalogue all rules in one place
//! sample    records that can be shown to others
//! convert   one verb a module, no terminal in them: convert,
//! validate  and everything that it would find,
//! verify    and the proof that an output is its source
//! run       what they have in common: inputs, survey, reader, mapping, writer, report
//! mapping   where fields go, said by the operator in a file
//! pipeline  the one loop: cut, read and write in parallel, judge in order, pack, store
//! formats   the table of formats; one folder each: reader, writer, rules
//! input     files in: found, opened, decompressed, handed out in chunks
//! output    files out: private, atomic; parts, rejects, manifest, report
//! checks    what needs more than one record
//! pack      encoded records, cut into the files of a target
//! findings  rule, finding, place, report
//! model     the neutral user, in SCIM's words, and the account of what becomes of it
//! outside   what stands around the records of a file: arrays, payloads, rows; guesses
//! json csv  values in place, spelling
//! schema    JSON Schemas, asked about records
//! ids       run key + source id → version 4 UUIDs
//! digest    BLAKE3 and SHA-256 of files that several threads touch
//! generate  invented people
//! upload    what a vendor documents of uploads, and what it means for the files of a run
//! limits    how much of anything is read
//! visible   text that people look at: what could steer a terminal is escaped
//! ```
//!
//! Imports point one way: `cli → page → inspect → catalogue, sample → convert, validate, verify → run → mapping, pipeline → formats, checks, output, input → findings →
//! model, outside, pack, json, csv, ids`. A format never imports another format, nor the pipeline. A test reads
//! `src/` and holds the code to this.
//!
//! # The words
//!
//! - *Record*: one user as the source has it. *Run*: the records of one chunk, read by one thread.
//! - *Section*: the rows of one kind that a target keeps apart, such as the four arrays of a
//!   Cloudentity payload. *Part*: so many records of all sections, one payload.
//! - *Note*: something a reader or writer noticed, at an index. *Finding*: the same with file, line,
//!   column and pointer. *Error*: the run cannot go on.
//! - *Term*: one value of a user, with the field that holds it. *Due*: what must become of it.
//!   *Difference*: where an output is not what is due.
//! - *Account*: for each record, what the target had no place for and what became of the rest.
//! - *Run key*: 256 random bits that all ids of a run come from; kept in the manifest.
//!
//! # What always holds
//!
//! - Every value of a source record is carried, kept aside with the whole record in the rejects, or
//!   counted as lost with its path and the reason.
//! - Nothing is made up, and trust never rises: what is not stated as verified or active is not
//!   written as such, unless the operator says so, and then it is counted.
//! - The same input, options, run key and time give the same bytes, for any number of threads.
//! - Output is whole or not there. A broken outside of an input leaves nothing, nor does a signal.
//! - No finding, message or report holds a value of a person.
//! - Memory does not grow with the input, apart from at most 24 bytes for each key that should be
//!   unique; from Cloudentity 8 bytes for each id, or, where payloads are not complete in
//!   themselves, 24 bytes for each row, and what is not about users; from Oracle 24 bytes for each
//!   user and for each membership, and the groups; since an earlier run 24 bytes for each of its
//!   users; to Oracle the name and at most six members of each group; for a delta 24 bytes for each
//!   user of the earlier run. A stream of payloads that is validated, or whatever stream is
//!   inspected, is kept in memory as a whole.
//! - There is no unsafe code in this crate.
//!
//! # Converting from Rust
//!
//! ```
//! use idport::convert::{Conversion, Delta, convert};
//! use idport::digest::Algorithm;
//! use idport::formats::by_name;
//! use idport::ids::RunKey;
//! use idport::input::{Feed, Input};
//! use idport::output::{Destination, Layout, Outputs};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let input = Input { name: "bulk.json".into(), path: Some("testdata/appid-directory/bulk.json".into()) };
//! let outputs = Outputs::new(Destination::Folder(folder.path().join("out")), false, false)?;
//! let settings = [("tenant-id", "acme"), ("user-pool-id", "d3k7v0h2m5qf8s1ubn60")];
//! let converted = convert(Conversion {
//!     feed: Feed::new(vec![input], Algorithm::Blake3),
//!     from: by_name("appid-directory").ok_or("no such format")?,
//!     to: by_name("cloudentity").ok_or("no such format")?,
//!     settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
//!     outputs: &outputs,
//!     layout: Layout::Files,
//!     id_map: None,
//!     mapping: None,
//!     now: "2026-01-02T03:04:05Z".into(),
//!     run_key: RunKey::new([7; 32]), // random bytes, or those of an earlier run
//!     digest: Algorithm::Blake3,
//!     threads: 1,
//!     allow: Vec::new(),
//!     delta: Delta::None,
//! })?;
//! outputs.commit()?;
//! assert_eq!(converted.report.converted, 6);
//! # Ok(())
//! # }
//! ```

pub mod catalogue;
pub mod checks;
pub mod convert;
pub mod csv;
pub mod digest;
pub mod error;
pub mod findings;
pub mod formats;
pub mod generate;
pub mod ids;
pub mod input;
pub mod inspect;
pub mod json;
pub mod limits;
pub mod mapping;
pub mod model;
pub mod output;
pub mod outside;
pub mod pack;
pub mod page;
pub mod pipeline;
mod run;
pub mod sample;
pub mod schema;
pub mod upload;
pub mod validate;
pub mod verify;
pub mod visible;
