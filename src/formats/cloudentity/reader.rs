//! The rows of one user become a neutral user.
//!
//! The records are the rows of `users`; what belongs to a user is fetched from wherever it stands.
//! What the neutral user has no field for is kept under its own path, and every row as it is, for
//! payloads that are written again.

use std::io;
use std::sync::Arc;

use super::complete::{self, Complete};
use super::gather::{gather, id_at};
use super::index::{IdHash, Index};
use super::known::Known;
use super::lists::{LISTS, OF_USERS, USERS, name_of};
use super::meetings::{KEY_SPACES, MEETINGS};
use super::paths::RECORD;
use super::record::Record;
use super::rules::*;
use super::survey::push_line;
use crate::findings::{Elsewhere, Mark, Note, Notes, Pointer, Rule, Severity, Shape};
use crate::formats::{
    Companions, InputFacts, KeySpace, Lookup, Meeting, RecordReader, Records, Source, SourcePaths,
    Standing, read_json,
};
use crate::json::{Cursor, Kind, Payloads, value_end};
use crate::model::{Text, User};
use crate::outside::Outside;

/// Reads users with everything that belongs to them.
pub struct Reader {
    pub(super) hash: IdHash,
    pub(super) rows: Rows,
    pub(super) known: Known,
}

impl Reader {
    /// A reader after a survey.
    pub(super) fn new(
        hash: IdHash,
        index: Arc<Index>,
        inputs: Arc<dyn Lookup>,
        known: Known,
    ) -> Self {
        Reader { hash, rows: Rows::Surveyed { index, inputs }, known }
    }
}

/// How the rows of a user are found.
pub(super) enum Rows {
    /// By the index of a survey, wherever they stand.
    Surveyed { index: Arc<Index>, inputs: Arc<dyn Lookup> },
    /// In the payload of the user.
    Complete(Complete),
}

/// The outside of payloads; `records` has a bit for each list whose rows are records.
pub(super) fn outside_of(records: u16) -> Outside {
    Outside::Payloads(Payloads::new(&LISTS, records))
}

/// What only the members of payloads beside their lists tell.
pub(super) fn judge_files(inputs: &[InputFacts]) -> Vec<(usize, Note)> {
    let mut notes = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        for member in &input.members {
            let (rule, got) = match LISTS.names.contains(&member.name.as_str()) {
                true => (&CE_STR_006, Shape::Kind(Kind::Null)),
                false => (&CE_STR_002, Shape::Kind(Cursor::new(member.value.as_bytes(), 0).kind())),
            };
            let pointer = Pointer::member(RECORD, Text::plain(&member.name));
            let (severity, elsewhere) = (Severity::Warning, None);
            notes.push((index, Note { rule, severity, at: 0, pointer, got, elsewhere }));
        }
        if input.has_byte_order_mark {
            let got = Shape::Count(1);
            notes.push((index, Note::on_input(&CE_STR_001, Severity::Warning, "", got)));
        }
    }
    notes
}

impl Records for Reader {
    fn outside(&self, head: &[u8]) -> Result<Outside, String> {
        match &self.rows {
            Rows::Surveyed { .. } => Ok(outside_of(1 << USERS)),
            Rows::Complete(_) => complete::outside(head).ok_or_else(complete::refuted),
        }
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn meetings(&self) -> &'static [Meeting] {
        MEETINGS
    }

    fn paths(&self) -> SourcePaths {
        super::paths::path_of
    }

    fn syntax_rule(&self) -> &'static Rule {
        &CE_STR_001
    }

    fn structure_rule(&self) -> &'static Rule {
        &CE_STR_002
    }

    fn take_marks(&self, marks: &[Mark]) {
        if let Rows::Complete(complete) = &self.rows {
            complete.take_marks(marks);
        }
    }

    fn judge_inputs(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
        // The files were judged when they were looked over.
        let users: u64 = inputs.iter().map(|input| input.records).sum();
        let known = &self.known;
        let rows = [
            (&CE_ID_001, "/id", known.repeated),
            (&CE_K_001, "/groups", known.namesakes),
            (&CE_REF_002, "/tenant_id", known.foreign),
            (&CE_REF_004, "/user_pool_id", known.foreign_groups),
        ];
        let odd = rows.into_iter().filter(|(.., count)| *count > 0 && !inputs.is_empty());
        let mut notes: Vec<_> = odd
            .map(|(rule, path, count)| {
                (0, Note::on_input(rule, Severity::Warning, path, Shape::Count(count)))
            })
            .collect();
        for (input, users) in &known.crowds {
            let got = Shape::Count(*users);
            let note = Note::on_input(&CE_VOL_001, Severity::Error, "/users", got);
            notes.push((*input as usize, note));
        }
        for (input, facts) in inputs.iter().enumerate() {
            if known.max_bytes.is_some_and(|most| facts.bytes > most) {
                let got = Shape::Count(facts.bytes);
                let note = Note::on_input(&CE_VOL_002, Severity::Warning, "", got);
                notes.push((input, note));
            }
        }
        if users == 0 && !inputs.is_empty() {
            let got = Shape::Count(0);
            notes.push((0, Note::on_input(&CE_STR_003, Severity::Warning, "", got)));
        }
        notes
    }
}

/// Is the record at hand a row of another list, where somebody only looks for a place to start?
fn is_other(outside: &Outside) -> bool {
    matches!(outside, Outside::Payloads(payloads) if payloads.list() != Some(USERS))
}

impl RecordReader for Reader {
    fn gather(&self, place: Standing<'_>, companions: &mut Companions) -> io::Result<()> {
        if is_other(place.outside) {
            return Ok(());
        }
        match &self.rows {
            Rows::Complete(complete) => complete.gather(place, companions),
            Rows::Surveyed { index, inputs } => {
                let Some(id) = id_at(place.bytes, place.at) else { return Ok(()) };
                gather(index.rows(self.hash.of(&id.decode())), id, place, &**inputs, companions)
            }
        }
    }

    fn read<'a>(
        &'a self,
        source: Source<'a>,
        user: &mut User<'a>,
        notes: &mut Notes,
    ) -> Option<usize> {
        if is_other(source.outside) {
            return value_end(source.bytes, source.at);
        }
        if source.companions.is_cut_off {
            return None;
        }
        let mut is_marked = false;
        let end = read_json(source, &CE_STR_001, notes, |cursor, notes| {
            let mut record = Record::new(self, user, notes);
            record.seen.input = source.input;
            record.user_row(cursor)?;
            for row in &source.companions.rows {
                let elsewhere =
                    Elsewhere { input: row.input, offset: row.offset, start: row.range.start };
                record.notes.stand(Some(elsewhere));
                record.seen.input = row.input;
                record.seen.elsewhere |= row.input != source.input;
                let bytes = source.bytes_to(row);
                record.row(&mut Cursor::within(source.limits, bytes, row.range.start), row.list)?;
            }
            record.notes.stand(None);
            record.conclude();
            if let Rows::Complete(complete) = &self.rows {
                complete.mark(&self.hash, &record.seen, source, record.notes);
                is_marked = true;
            }
            record.seen.give_room_back();
            Ok(())
        });
        notes.stand(None);
        if let (Rows::Complete(_), Some(_), false) = (&self.rows, end, is_marked) {
            complete::refute(notes);
        }
        end
    }

    fn is_proved(&self) -> bool {
        match &self.rows {
            Rows::Surveyed { .. } => true,
            Rows::Complete(complete) => complete.is_proved(),
        }
    }

    fn keep(&self, source: Source<'_>, end: usize, out: &mut Vec<u8>) {
        out.push(b'{');
        for list in 0..OF_USERS {
            let start = out.len();
            if list == USERS {
                push_line(out, &source.bytes[source.at..end]);
            }
            for row in source.companions.rows.iter().filter(|row| row.list == list) {
                if out.len() > start {
                    out.push(b',');
                }
                push_line(out, &source.bytes_to(row)[row.range.start..]);
            }
            if out.len() > start {
                let comma = if list == USERS { "" } else { "," };
                let name = format!("{comma}\"{}\":[", name_of(list));
                out.splice(start..start, name.into_bytes());
                out.push(b']');
            }
        }
        out.push(b'}');
    }
}
