//! How large the requests of a run are: two numbers each, by the kind of their files.

/// The requests that files of one kind come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// What the names of the files start with.
    pub stem: String,
    /// The first file.
    pub first: String,
    /// The last file.
    pub last: String,
    /// How many files.
    pub files: u64,
    /// The bytes and the users of each request, in order.
    pub sizes: Vec<(u64, u64)>,
}

/// All requests of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// By the kind of their files.
    pub batches: Vec<Batch>,
}

impl Sizes {
    /// Adds a request that files of this kind come to; it is in a file of this name.
    pub fn add(&mut self, stem: &str, file: &str, bytes: u64, users: u64) {
        let at = self.batches.iter().position(|batch| batch.stem == stem);
        let at = at.unwrap_or_else(|| {
            let (stem, first) = (stem.to_owned(), file.to_owned());
            self.batches.push(Batch { stem, first, ..Batch::default() });
            self.batches.len() - 1
        });
        let batch = &mut self.batches[at];
        if batch.last != file {
            batch.files += 1;
            file.clone_into(&mut batch.last);
        }
        batch.sizes.push((bytes, users));
    }
}
