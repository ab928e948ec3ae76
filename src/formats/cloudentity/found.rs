//! What a survey of payloads finds: the index, and what is about more than users.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::index::Index;
use super::options::MAX_USERS;
use super::repeated::Repeated;
use crate::json::push_minified;
use crate::pack::{Encoded, Packer, Part};

/// Entries of the index.
pub(super) const ENTRIES: usize = 0;
/// Rows about more than users, in the form of [`Described::push`].
pub(super) const CONFIGURATION: usize = 1;
/// Hashes of the ids of rows.
pub(super) const IDS: usize = 2;
/// Where users belong, in the form of [`Belonging::push`].
pub(super) const BELONGINGS: usize = 3;

/// What is gathered on the way.
#[derive(Default)]
pub(super) struct Found {
    pub(super) index: Index,
    pub(super) configuration: Vec<Described>,
    pub(super) ids: Repeated,
    /// The ids that several rows have.
    pub(super) repeated: HashSet<u64>,
    pub(super) tenancy: Tenancy,
}

/// Where users belong, and how many there are in a payload.
#[derive(Default)]
pub(super) struct Tenancy {
    /// The tenant of the first user.
    pub(super) tenant: Option<String>,
    /// The pool of the first user of each input.
    pub(super) pools: BTreeMap<u32, String>,
    /// Are there users of another pool than that of the first one?
    pub(super) several_pools: bool,
    /// The most users of a payload, for each input that has a payload with too many.
    pub(super) crowds: BTreeMap<u32, u64>,
    /// The input of the payload at hand, and its users so far.
    current: (u32, u64),
    first_pool: Option<String>,
}

/// Where a user belongs.
pub(super) struct Belonging<'b> {
    pub(super) input: u32,
    /// Is it the first user of a payload?
    pub(super) is_first: bool,
    pub(super) tenant: &'b [u8],
    pub(super) pool: &'b [u8],
}

impl<'b> Belonging<'b> {
    pub(super) fn push(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.is_first));
        for number in [self.input, self.tenant.len() as u32, self.pool.len() as u32] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(self.tenant);
        out.extend_from_slice(self.pool);
    }

    /// Takes one from the start of the bytes.
    fn take(bytes: &mut &'b [u8]) -> Option<Self> {
        let ([is_first, numbers @ ..], rest) = bytes.split_first_chunk::<13>()?;
        let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|i| numbers[at * 4 + i]));
        let (tenant, rest) = rest.split_at_checked(number(1) as usize)?;
        let (pool, rest) = rest.split_at_checked(number(2) as usize)?;
        *bytes = rest;
        Some(Belonging { input: number(0), is_first: *is_first == 1, tenant, pool })
    }
}

/// A row about more than users, and where it stands: the number of its input, and the offset.
pub(super) struct Described {
    pub(super) list: u8,
    pub(super) place: (u32, u64),
    pub(super) row: String,
}

impl Described {
    /// Appends a row that has no line feed in it.
    pub(super) fn push(out: &mut Vec<u8>, list: u8, (input, offset): (u32, u64), row: &[u8]) {
        out.push(list);
        out.extend_from_slice(&input.to_le_bytes());
        out.extend_from_slice(&offset.to_le_bytes());
        push_minified(out, row);
        out.push(b'\n');
    }

    /// Takes one from the start of the bytes.
    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let ([list], rest) = bytes.split_first_chunk()?;
        let (input, rest) = rest.split_first_chunk()?;
        let (offset, rest) = rest.split_first_chunk()?;
        let (row, rest) = rest.split_at_checked(memchr::memchr(b'\n', rest)?)?;
        *bytes = &rest[1..];
        let place = (u32::from_le_bytes(*input), u64::from_le_bytes(*offset));
        Some(Described { list: *list, place, row: String::from_utf8_lossy(row).into_owned() })
    }
}

impl Tenancy {
    /// Of users who are all of one tenant and one pool, in payloads of which none has too many.
    pub(super) fn of_one(tenant: Option<String>) -> Self {
        Tenancy { tenant, ..Tenancy::default() }
    }

    fn learn(&mut self, user: &Belonging<'_>) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if self.tenant.is_none() && !user.tenant.is_empty() {
            self.tenant = Some(text(user.tenant));
        }
        if !user.pool.is_empty() {
            self.pools.entry(user.input).or_insert_with(|| text(user.pool));
            let first = self.first_pool.get_or_insert_with(|| text(user.pool));
            self.several_pools |= first.as_bytes() != user.pool;
        }
        if user.is_first || self.current.0 != user.input {
            self.current = (user.input, 0);
        }
        self.current.1 += 1;
        if self.current.1 > MAX_USERS as u64 {
            let most = self.crowds.entry(user.input).or_default();
            *most = self.current.1.max(*most);
        }
    }
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
            found.ids.add(encoded.bytes(IDS, range));
            let mut users = encoded.bytes(BELONGINGS, range);
            while let Some(user) = Belonging::take(&mut users) {
                found.tenancy.learn(&user);
            }
            let mut rows = encoded.bytes(CONFIGURATION, range);
            while let Some(row) = Described::take(&mut rows) {
                found.configuration.push(row);
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
