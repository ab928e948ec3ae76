//! The row of a user, and the frame of all other rows.

use std::cell::Cell;

use super::common::{Common, Member, is_before};
use super::lists::{ADDRESSES, CODES, CREDENTIALS, IDENTIFIERS, MEMBERS, USERS};
use super::meetings::RowId;
use super::paths::{BUSINESS, METADATA, PAYLOAD, RECORD};
use super::reader::Reader;
use super::row_names::{NameOf, Named, names_of};
use super::rules::*;
use crate::findings::{Notes, Pointer, Shape};
use crate::formats::text_check::has_invisible;
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Home, Repeats, SourceRow, Text, User, recycled};

pub(super) type Read = Result<(), Broken>;

/// A user being read.
pub(super) struct Record<'r, 'a> {
    pub(super) reader: &'a Reader,
    pub(super) user: &'r mut User<'a>,
    pub(super) notes: &'r mut Notes,
    pub(super) seen: Seen<'a>,
}

/// What was there, for the rules that look at several rows.
#[derive(Default)]
pub(super) struct Seen<'a> {
    pub(super) id: Option<Text<'a>>,
    pub(super) tenant: Option<Text<'a>>,
    pub(super) pool: Option<Text<'a>>,
    pub(super) status: Option<Text<'a>>,
    /// The value that was a time last.
    pub(super) time: &'a [u8],
    /// The time that was before that of the run last.
    pub(super) past: &'a [u8],
    /// The input that the row at hand stands in.
    pub(super) input: u32,
    /// The ids of the schemas, and are payload, metadata and business metadata there?
    pub(super) schemas: [Option<Text<'a>>; 3],
    pub(super) objects: [bool; 3],
    /// Were the metadata written by this program?
    pub(super) migrated: bool,
    pub(super) identifiers: Vec<Entry<'a>>,
    pub(super) addresses: Vec<Entry<'a>>,
    pub(super) row_ids: Vec<RowId<'a>>,
    /// How many rows name the user as theirs.
    pub(super) owned: usize,
    pub(super) members: Vec<Text<'a>>,
    pub(super) repeated_members: Repeats<'a>,
    pub(super) repeated_groups: Repeats<'a>,
    pub(super) passwords: u32,
    pub(super) usable: bool,
    /// Rows of each list so far.
    pub(super) counts: [u32; 6],
    /// Did a row stand in another file than the user?
    pub(super) elsewhere: bool,
}

/// The room that the lists of [`Seen`] have taken, for those of another user.
#[derive(Default)]
struct Room {
    identifiers: Vec<Entry<'static>>,
    addresses: Vec<Entry<'static>>,
    row_ids: Vec<RowId<'static>>,
}

thread_local! {
    static ROOM: Cell<Room> = Cell::default();
}

impl<'a> Seen<'a> {
    /// Nothing was there yet, and the lists have the room of those that were given back.
    fn with_room() -> Self {
        let Room { identifiers, addresses, row_ids } = ROOM.take();
        Seen {
            identifiers: recycled(identifiers),
            addresses: recycled(addresses),
            row_ids: recycled(row_ids),
            ..Seen::default()
        }
    }

    /// Gives the room of the lists back.
    pub(super) fn give_room_back(self) {
        ROOM.set(Room {
            identifiers: recycled(self.identifiers),
            addresses: recycled(self.addresses),
            row_ids: recycled(self.row_ids),
        });
    }
}

/// What must stand in the row of a user.
#[derive(Default)]
pub(super) struct Own<'a> {
    pub(super) id: Member<'a>,
    pub(super) tenant: Member<'a>,
    pub(super) pool: Member<'a>,
    pub(super) status: Member<'a>,
    pub(super) status_updated: Member<'a>,
    pub(super) common: Common<'a>,
}

/// An identifier or an address.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) kind: Text<'a>,
    pub(super) value: Text<'a>,
    /// Has the value the form that its type demands?
    pub(super) formed: bool,
    pub(super) verified: bool,
}

impl<'r, 'a> Record<'r, 'a> {
    pub(super) fn new(reader: &'a Reader, user: &'r mut User<'a>, notes: &'r mut Notes) -> Self {
        Record { reader, user, notes, seen: Seen::with_room() }
    }

    pub(super) fn user_row(&mut self, cursor: &mut Cursor<'a>) -> Read {
        let (start, kind) = (cursor.at(), cursor.kind());
        if kind != Kind::Object {
            self.notes.error(&CE_STR_002, start, Pointer::of(""), Shape::Kind(kind));
            return cursor.skip_value();
        }
        let mut own = Own::default();
        let progress = self.plain_own_members(cursor, &mut own)?;
        let member = |cursor: &mut Cursor<'a>, name: Text<'a>, named| match named {
            _ if cursor.kind() == Kind::Null => self.null(cursor, RECORD, name),
            Some(Named::Id) => {
                own.id = self.text(cursor, RECORD, name)?;
                Ok(())
            }
            Some(Named::TenantId) => {
                own.tenant = self.kept_text(cursor, RECORD, name)?;
                Ok(())
            }
            Some(Named::UserPoolId) => {
                own.pool = self.kept_text(cursor, RECORD, name)?;
                Ok(())
            }
            Some(Named::Status) => {
                own.status = self.text(cursor, RECORD, name)?;
                Ok(())
            }
            Some(Named::Payload) => {
                self.seen.objects[0] = true;
                self.map(cursor, PAYLOAD, name)
            }
            Some(Named::Metadata) => {
                self.seen.objects[1] = true;
                self.map(cursor, METADATA, name)
            }
            Some(Named::BusinessMetadata) => {
                self.seen.objects[2] = true;
                self.too_new(cursor, RECORD, name);
                self.map(cursor, BUSINESS, name)
            }
            Some(Named::PayloadSchemaId) => self.schema_id(cursor, 0, name),
            Some(Named::MetadataSchemaId) => self.schema_id(cursor, 1, name),
            Some(Named::BusinessMetadataSchemaId) => {
                self.too_new(cursor, RECORD, name);
                self.schema_id(cursor, 2, name)
            }
            Some(Named::CreatedAt) => {
                self.time(cursor, RECORD, name, &mut own.common.created).map(drop)
            }
            Some(Named::UpdatedAt) => {
                self.time(cursor, RECORD, name, &mut own.common.updated).map(drop)
            }
            Some(Named::StatusUpdatedAt) => {
                self.row_time(cursor, RECORD, name, &mut own.status_updated)
            }
            Some(Named::UserType) => {
                self.too_new(cursor, RECORD, name);
                let (at, got) = (cursor.at(), Shape::Kind(cursor.kind()));
                self.notes.warning(&CE_STR_013, at, Pointer::member(RECORD, name), got);
                self.keep(cursor, RECORD, name)
            }
            _ => self.unknown(cursor, RECORD, name),
        };
        cursor.further_members(names_of(USERS), progress, member)?;
        let row = cursor.value_since(start);
        let common = &own.common;
        (self.user.created, self.user.last_modified) = (common.created.text, common.updated.text);
        self.judge_times(common, RECORD);
        let times = common.updated.text.zip(own.status_updated.text);
        if times.is_some_and(|(user, status)| is_before(user, status)) {
            self.inform(&CE_USR_003, "/status_updated_at");
        }
        self.user.rows.push(SourceRow { list: USERS, value: row });
        self.conclude_row(&own, start);
        Ok(())
    }

    /// A row that belongs to the user.
    pub(super) fn row(&mut self, cursor: &mut Cursor<'a>, list: u8) -> Read {
        let path = match list {
            CREDENTIALS => "/user_credentials/*",
            IDENTIFIERS => "/user_identifiers/*",
            ADDRESSES => "/user_verifiable_addresses/*",
            CODES => "/codes/*",
            _ => "/group_members/*",
        };
        let index = &mut self.seen.counts[usize::from(list)];
        let home = Home { path, index: *index };
        *index += 1;
        let start = cursor.at();
        match list {
            CREDENTIALS => self.credential(cursor, home)?,
            IDENTIFIERS | ADDRESSES => self.entry(cursor, home, list)?,
            CODES => self.code(cursor, home)?,
            MEMBERS => self.member(cursor, home)?,
            _ => cursor.skip_value()?,
        }
        let value = cursor.value_since(start);
        self.user.rows.push(SourceRow { list, value });
        Ok(())
    }

    /// One of the objects that hold what the operator wants them to.
    fn map(&mut self, cursor: &mut Cursor<'a>, home: Home, name: Text<'a>) -> Read {
        if cursor.kind() != Kind::Object {
            let got = Shape::Kind(cursor.kind());
            self.notes.error(&CE_STR_004, cursor.at(), Pointer::member(RECORD, name), got);
            return self.keep(cursor, RECORD, name);
        }
        cursor.aside(|cursor| match home {
            PAYLOAD => self.payload(cursor),
            METADATA => self.metadata(cursor),
            _ => cursor.object(|cursor, name| self.attribute(cursor, home, name)),
        })
    }

    fn payload(&mut self, cursor: &mut Cursor<'a>) -> Read {
        cursor.members(NameOf::NAMES, |cursor, name, named| {
            let field = match named {
                _ if cursor.kind() != Kind::Text => {
                    return self.attribute(cursor, PAYLOAD, name);
                }
                Some(NameOf::Given) => &mut self.user.name.given,
                Some(NameOf::Family) => &mut self.user.name.family,
                Some(NameOf::Full) => &mut self.user.name.formatted,
                None => return self.attribute(cursor, PAYLOAD, name),
            };
            let (at, text) = (cursor.at(), cursor.text()?);
            *field = Some(text);
            if has_invisible(text) {
                let got = Shape::Text(text.chars());
                self.notes.warning(&CE_SEC_002, at, Pointer::member(PAYLOAD, name), got);
            }
            Ok(())
        })
    }

    /// What must stand in the row of the user.
    fn conclude_row(&mut self, own: &Own<'a>, row: usize) {
        for (member, name) in
            [(own.tenant, "tenant_id"), (own.pool, "user_pool_id"), (own.status, "status")]
        {
            self.require(member, row, RECORD, name);
        }
        (self.seen.tenant, self.seen.pool) = (own.tenant.text, own.pool.text);
        (self.seen.status, self.seen.id) = (own.status.text, own.id.filled());
        self.judge_belonging();
        let Some(id) = self.seen.id else {
            if own.id.at.is_none() || own.id.text.is_some() {
                let at = own.id.at.unwrap_or(row);
                self.notes.error(&CE_STR_005, at, Pointer::of("/id"), Shape::Nothing);
            }
            return;
        };
        self.key_user(id);
        if !super::is_uuid_v4(id) {
            let got = Shape::Text(id.chars());
            self.notes.warning(&CE_ID_002, own.id.at.unwrap_or(row), Pointer::of("/id"), got);
        }
    }
}
