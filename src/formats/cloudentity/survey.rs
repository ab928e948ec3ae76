//! Looking payloads over: which rows there are and whose they are, before any user is read.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex};

use super::complete::Complete;
use super::configuration::judge;
use super::decided::Decided;
use super::found::{
    BELONGINGS, Belonging, CONFIGURATION, Collector, Described, ENTRIES, Found, IDS, Tenancy, lock,
};
use super::gather::id_at;
use super::index::{Entry, IdHash};
use super::known::Known;
use super::lists::{ADDRESSES, GROUPS, LISTS, OF_USERS, POOLS, SCHEMAS, USERS, name_of};
use super::reader::{Reader, Rows, judge_files, outside_of};
use super::row_names::{Named, names_of};
use super::rules::*;
use crate::findings::{Note, Notes, Pointer, Purpose, Rule, Severity, Shape};
use crate::formats::{
    Companions, Decisions, Desk, InputFacts, InputUse, KeySpace, Lookup, RecordReader, Records,
    SettingError, Source, SourcePaths, Standing, Stray, Survey, Surveyed, Work, read_json,
    recognise,
};
use crate::json::{Broken, Cursor, Kind, push_minified};
use crate::limits::Limits;
use crate::model::Text;
use crate::outside::{Frame, Outside};
use crate::pack::{Encoded, Packer};

/// The survey of payloads.
pub(super) struct Look {
    hash: IdHash,
    found: Arc<Mutex<Found>>,
    decided: Decided,
    purpose: Purpose,
}

/// Makes the survey.
///
/// # Errors
/// When a setting makes no sense.
#[allow(clippy::needless_pass_by_value, reason = "the signature that all surveys have")]
pub(super) fn survey(decisions: Decisions<'_>) -> Result<Box<dyn Survey>, SettingError> {
    let decided = Decided::of(&decisions)?;
    let (hash, purpose) = (IdHash::default(), decisions.purpose);
    Ok(Box::new(Look { hash, found: Arc::default(), decided, purpose }))
}

impl Records for Look {
    fn outside(&self, head: &[u8]) -> Result<Outside, String> {
        match recognise(head) {
            Some(other) => Err(other.to_string()),
            None => Ok(outside_of(u16::MAX)),
        }
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        &[]
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

    fn judge_inputs(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
        judge_files(inputs)
    }
}

impl Work for Look {
    fn records(&self) -> &dyn Records {
        self
    }

    fn sections(&self) -> usize {
        4
    }

    fn record(
        &self,
        place: Standing<'_>,
        desk: &mut Desk,
        out: &mut Encoded,
        notes: &mut Notes,
    ) -> io::Result<Option<usize>> {
        notes.begin();
        let Standing { bytes, at, outside, input, offset_of_bytes, valid } = place;
        let companions = Companions::default();
        let companions = &companions;
        let limits = desk.limits();
        let source = Source { bytes, at, outside, input, offset_of_bytes, companions, limits };
        let list = list_of(outside);
        let mut row = Row::default();
        let read = read_json(source, &CE_STR_001, notes, |cursor, notes| {
            row = self.row(cursor, list, notes)?;
            Ok(())
        });
        let Some(end) = read else { return Ok(None) };
        if end > valid && std::str::from_utf8(&bytes[at..end]).is_err() {
            notes.take_back();
            notes.error(&CE_STR_001, at, Pointer::of(""), Shape::NotUtf8);
        }
        if list == USERS && notes.is_refused() {
            // It will be read again, and what is wrong with it told then. Its rows are not orphans.
            notes.take_back();
            row.owner = row.owner.or_else(|| id_at(bytes, at));
        }
        if let Some(owner) = row.owner {
            let hash = self.hash.of(&owner.decode());
            let entry = Entry::new(hash, list, input, place.offset(), end - at);
            out.section(ENTRIES).extend_from_slice(&entry.to_bytes());
        } else if list >= OF_USERS && !notes.is_refused() {
            let here = (input, place.offset());
            Described::push(out.section(CONFIGURATION), list, here, &bytes[at..end]);
        }
        // A conversion asks only for what it carries on.
        if notes.purpose() != Purpose::Converting {
            if let Some(id) = row.id.filter(|_| list <= ADDRESSES) {
                out.section(IDS).extend_from_slice(&self.hash.of(&id.decode()).to_le_bytes());
            }
            if list == USERS {
                let (tenant, pool) =
                    (row.tenant.map(|it| it.decode()), row.pool.map(|it| it.decode()));
                let user = Belonging {
                    input,
                    is_first: outside.is_at_first_record(),
                    tenant: tenant.as_deref().unwrap_or_default(),
                    pool: pool.as_deref().unwrap_or_default(),
                };
                user.push(out.section(BELONGINGS));
            }
        }
        Ok(Some(end))
    }

    fn keep(
        &self,
        place: Standing<'_>,
        end: usize,
        _: &mut Desk,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        push_payload_of(out, list_of(place.outside), &place.bytes[place.at..end]);
        Ok(())
    }
}

impl Survey for Look {
    fn use_of(&self, _: &[u8]) -> InputUse {
        InputUse::Both
    }

    fn spared(&self, limits: &Limits) -> Option<Box<dyn RecordReader>> {
        // Of their own tenant nobody need know which it is: only that it is the one decided.
        let tenancy = Tenancy::of_one(self.decided.tenant.clone());
        Some(Box::new(Reader {
            hash: self.hash.clone(),
            rows: Rows::Complete(Complete::new(self.purpose, limits)),
            known: Known::new(&self.decided, tenancy, HashSet::new()),
        }))
    }

    fn as_work(&self) -> &dyn Work {
        self
    }

    fn packer(&self) -> Box<dyn Packer> {
        Box::new(Collector(Arc::clone(&self.found)))
    }

    fn settle(&self) {
        let mut found = lock(&self.found);
        found.index.sort();
        found.repeated = found.ids.settle();
    }

    fn finish(&self, inputs: Arc<dyn Lookup>) -> Surveyed {
        let found = std::mem::take(&mut *lock(&self.found));
        let Found { index, configuration, repeated, tenancy, .. } = found;
        let index = Arc::new(index);
        let mut known = Known::new(&self.decided, tenancy, repeated);
        let mut groups = Vec::new();
        for Described { list, place, row } in &configuration {
            match *list {
                GROUPS => groups.extend(known.learn_group(row, *place)),
                SCHEMAS => known.learn_schema(row),
                POOLS => known.learn_pool(row),
                _ => {}
            }
        }
        let orphans = index.orphans().into_iter();
        let lookup = Arc::clone(&inputs);
        Surveyed {
            reader: Box::new(Reader::new(self.hash.clone(), index, inputs, known)),
            groups,
            applications: Vec::new(),
            configuration: configuration
                .into_iter()
                .map(|one| (name_of(one.list), one.row))
                .collect(),
            strays: Box::new(orphans.map(move |orphan| stray(&*lookup, orphan))),
        }
    }
}

fn list_of(outside: &Outside) -> u8 {
    match outside {
        Outside::Payloads(payloads) => payloads.list().unwrap_or(USERS),
        Outside::List(_) | Outside::Rows(_) => USERS,
    }
}

/// What the survey asks of a row.
#[derive(Default)]
struct Row<'a> {
    /// Whose it is, if it is somebody's.
    owner: Option<Text<'a>>,
    id: Option<Text<'a>>,
    tenant: Option<Text<'a>>,
    pool: Option<Text<'a>>,
}

impl Look {
    fn row<'a>(
        &self,
        cursor: &mut Cursor<'a>,
        list: u8,
        notes: &mut Notes,
    ) -> Result<Row<'a>, Broken> {
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind != Kind::Object {
            notes.error(&CE_STR_002, at, Pointer::of(""), Shape::Kind(kind));
            return cursor.skip_value().map(|()| Row::default());
        }
        if list >= OF_USERS {
            let profile = self.decided.profile;
            let judged = notes.keep_accepted(|notes| judge(cursor, list, profile, notes));
            return judged.map(|()| Row::default());
        }
        let mut row = members(cursor, list)?;
        if list == USERS {
            row.owner = row.id;
        }
        if row.owner.is_none() {
            let pointer = Pointer::of(if list == USERS { "/id" } else { "/user_id" });
            notes.error(&CE_REF_001, at, pointer, Shape::Nothing);
        }
        Ok(row)
    }
}

/// Reads the members of a row that the survey asks for; the owner is the `user_id`.
fn members<'a>(cursor: &mut Cursor<'a>, list: u8) -> Result<Row<'a>, Broken> {
    let mut row = Row::default();
    cursor.members(names_of(list), |cursor, _, named| {
        if cursor.kind() != Kind::Text {
            return cursor.skip_value();
        }
        let text = cursor.text()?;
        let member = match named {
            Some(Named::Id) => &mut row.id,
            Some(Named::UserId) => &mut row.owner,
            Some(Named::TenantId) => &mut row.tenant,
            Some(Named::UserPoolId) => &mut row.pool,
            _ => return Ok(()),
        };
        *member = Some(text).filter(|text| !text.is_empty());
        Ok(())
    })?;
    Ok(row)
}

/// Appends a payload of a single row.
fn push_payload_of(out: &mut Vec<u8>, list: u8, row: &[u8]) {
    out.extend_from_slice(b"{\"");
    out.extend_from_slice(name_of(list).as_bytes());
    out.extend_from_slice(b"\":[");
    push_line(out, row);
    out.extend_from_slice(b"]}");
}

/// Appends a row as a part of a line; one that is not JSON as it is.
pub(super) fn push_line(out: &mut Vec<u8>, row: &[u8]) {
    let mut cursor = Cursor::new(row, 0);
    match cursor.skip_value() {
        Ok(()) if cursor.at() == row.len() => push_minified(out, row),
        _ => out.extend_from_slice(row),
    }
}

fn stray(inputs: &dyn Lookup, orphan: Entry) -> io::Result<Stray> {
    let mut row = vec![0; orphan.length as usize];
    let read = inputs.read_at(orphan.input, orphan.offset(), &mut row)?;
    row.truncate(read);
    let mut kept = Vec::new();
    push_payload_of(&mut kept, orphan.list(), &row);
    let note = Note {
        elsewhere: Some((orphan.input, orphan.offset())),
        ..Note::on_input(&CE_REF_001, Severity::Error, "/user_id", Shape::Nothing)
    };
    let frame: Frame = outside_of(0).frame();
    Ok(Stray { note, kept, frame })
}

const _: () = assert!(OF_USERS < 10, "the number of a list is no line feed");
const _: () = assert!(LISTS.names.len() < 10);
