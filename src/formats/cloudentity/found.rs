//! What a survey of payloads finds: the index, and what is about more than users.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::index::Index;
use super::reader::Known;
use crate::json::Cursor;
use crate::model::Group;
use crate::pack::{Encoded, Packer, Part};

/// Entries of the index.
pub(super) const ENTRIES: usize = 0;
/// Rows about more than users: a byte for the list, the row, a line feed.
pub(super) const CONFIGURATION: usize = 1;

/// What is gathered on the way.
#[derive(Default)]
pub(super) struct Found {
    pub(super) index: Index,
    pub(super) configuration: Vec<(u8, String)>,
}

pub(super) fn lock(found: &Mutex<Found>) -> MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Collects the index; nothing is written.
pub(super) struct Collector(pub(super) Arc<Mutex<Found>>);

impl Packer for Collector {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let mut found = lock(&self.0);
        for range in accepted {
            found.index.add(encoded.bytes(ENTRIES, range));
            for line in encoded.bytes(CONFIGURATION, range).split_inclusive(|byte| *byte == b'\n') {
                if let [list, row @ .., b'\n'] = line {
                    let row = String::from_utf8_lossy(row).into_owned();
                    found.configuration.push((*list, row));
                }
            }
        }
        Vec::new()
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.take(encoded, accepted)
    }

    fn finish(&mut self) -> Vec<Part> {
        Vec::new()
    }
}

impl Known {
    /// Learns a group; the group, if it has a name.
    pub(super) fn group(&mut self, row: &str) -> Option<Group> {
        let (mut id, mut name, mut description) = (None, None, None);
        let _ = Cursor::new(row.as_bytes(), 0).object(|cursor, member| {
            let value = cursor.value()?.as_text();
            let text = value.map(|text| String::from_utf8_lossy(&text.decode()).into_owned());
            match &*member.decode() {
                b"id" => id = text,
                b"name" => name = text,
                b"description" => description = text,
                _ => {}
            }
            Ok(())
        });
        if let (Some(id), Some(name)) = (id, &name) {
            self.name_group(id, name);
        }
        let verbatim = Some(row.to_owned());
        name.map(|name| Group {
            name,
            description,
            verbatim,
            has_members: true,
            ..Group::default()
        })
    }

    /// Learns a schema.
    pub(super) fn schema(&mut self, row: &str) {
        let _ = Cursor::new(row.as_bytes(), 0).object(|cursor, member| {
            let value = cursor.value()?.as_text();
            if let Some(id) = value.filter(|_| member.is("id")) {
                self.schemas.insert(id.decode().into_owned());
            }
            Ok(())
        });
    }
}
