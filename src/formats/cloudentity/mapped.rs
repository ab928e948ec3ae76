//! The row of a user in the id map.

use super::writer::{ID_MAP, Row};
use crate::csv::push_cell;
use crate::ids::{Id, push_uuid, source_key};

/// The ids of one user, for the id map.
#[derive(Default)]
pub(super) struct IdMapRow {
    pub(super) credential: Option<Id>,
    pub(super) identifiers: Vec<Id>,
    pub(super) addresses: Vec<Id>,
}

impl Row<'_> {
    /// Source id, user id, credential id, and the ids of identifiers and addresses.
    pub(super) fn id_map_row(&mut self) {
        let Some(source) = source_key(self.user) else { return };
        let out = self.out.section(ID_MAP);
        push_cell(out, &source.decode());
        out.push(b',');
        out.extend_from_slice(&self.id_text);
        let credential = self.mapped.credential.as_slice();
        for ids in [credential, &self.mapped.identifiers, &self.mapped.addresses] {
            out.push(b',');
            for (index, id) in ids.iter().enumerate() {
                if index > 0 {
                    out.push(b';');
                }
                push_uuid(out, id);
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}
