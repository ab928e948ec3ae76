//! Files out: private from the first byte, written aside, and whole or not there at all.

mod aside;
mod commit;
mod evidence;
mod index;
mod made;
mod outputs;
mod parts;
mod private;
mod reasons;
mod rejects;
mod rename;
mod sink;
mod unfinished;

pub use aside::is_evidence;
pub(crate) use evidence::schema_address;
pub use evidence::{
    DeltaCounts, DeltaRecord, InputRecord, Invented, InventedPart, Loss, Manifest, ManifestError,
    Program, ReportFile, read_ids_from,
};
pub use index::{Base, Entry, INDEX, IndexWriter, index_of};
pub use made::Made;
pub use outputs::{Destination, Outputs, Scratch};
pub use parts::{Layout, PartRecord, Parts, Placed};
pub use rejects::Rejects;
pub use unfinished::Unfinished;
