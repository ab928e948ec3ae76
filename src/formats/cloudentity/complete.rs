//! Reading payloads that are complete in themselves: each holds all rows of its users, and no other
//! rows. Nearly all are, and they need no survey: they are read in one pass, each row once.
//!
//! That they are complete is not believed but proved, on the way and at the end:
//!
//! - Every payload has an [outline](super::outline): it begins with its users, its lists come once
//!   and are lists of objects, nothing else stands in it, there are no rows about more than users,
//!   and each row is given to one user, the rows of a user together and in their order.
//! - Every row was read without an error of syntax, in UTF-8 and within the limits, and names the
//!   user that it was given to; only once, since a name that comes twice is an error.
//! - No user has the id of another one in the whole run. So the rows that a user was given are those
//!   that the survey would have found, list by list, in the same order.
//! - Unless users are converted: no row has the id of another one, all users are of one tenant and
//!   one pool, and no payload has too many of them. So the survey would have found no more than
//!   that.
//!
//! What cannot be proved, or is wrong in a way that the survey would have told of, refutes it. Then
//! everything made so far is thrown away, and the payloads are looked over first.

use std::borrow::Cow;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use memchr::memrchr_iter;

use super::gather::id_at;
use super::index::IdHash;
use super::lists::{ADDRESSES, LISTS, USERS};
use super::outline::{Bounds, LONGEST, Without, outline};
use super::record::Seen;
use super::repeated::Repeated;
use crate::findings::{Mark, Notes, Purpose};
use crate::formats::{Companion, Companions, Outline, Source, Standing, recognise};
use crate::json::{Cursor, Payloads};
use crate::limits::Limits;
use crate::outside::Outside;

/// The outside of a file that starts like this, if it may hold complete payloads.
pub(super) fn outside(head: &[u8]) -> Option<Outside> {
    let has_mark = head.starts_with("\u{feff}".as_bytes());
    let may = !has_mark && recognise(head).is_none();
    may.then(|| Outside::Payloads(Payloads::new(&LISTS, 1 << USERS).led_by_records()))
}

/// Nobody reads this: the general way tells what it finds.
pub(super) fn refuted() -> String {
    "the payloads are not complete in themselves".to_owned()
}

/// Marks that something is wrong with the record at hand.
pub(super) fn refute(notes: &mut Notes) {
    notes.marks.push([0; 4]);
}

/// The outline of the payload in which a record stands that is not its first one, and where its
/// first one does.
fn outline_before(place: Standing<'_>, bounds: &Bounds) -> Option<(Outline, usize)> {
    let from = place.at.saturating_sub(LONGEST);
    let before = &place.bytes[from..place.at];
    // Texts and objects inside of users may look like it too, but have not the record.
    memrchr_iter(b'[', before).map(|at| from + at).find_map(|at| {
        place.bytes[..at]
            .trim_ascii_end()
            .strip_suffix(b":")?
            .trim_ascii_end()
            .strip_suffix(b"\"users\"")?;
        let cursor = &mut Cursor::new(place.bytes, at + 1);
        cursor.skip_space();
        let first = Standing { at: cursor.at(), ..place };
        let outline = outline(place.bytes, first.at, bounds).ok()?;
        let outline = Outline { input: place.input, offset: first.offset(), ..outline };
        outline.number(place)?;
        Some((outline, first.at))
    })
}

/// What is proved of payloads while they are read.
pub(super) struct Complete {
    /// Are users converted, so that only rows and their users matter?
    converts: bool,
    longest_row: usize,
    refuted: AtomicBool,
    /// The tenant and the pool of all users.
    home: OnceLock<[Vec<u8>; 2]>,
    /// Hashes of the ids that nothing else may have.
    ids: Mutex<Repeated>,
}

impl Complete {
    pub(super) fn new(purpose: Purpose, limits: &Limits) -> Self {
        Complete {
            converts: purpose == Purpose::Converting,
            longest_row: limits.record,
            refuted: AtomicBool::new(false),
            home: OnceLock::new(),
            ids: Mutex::default(),
        }
    }

    /// Points to the rows of the user at a place.
    ///
    /// # Errors
    /// When the payload is not complete.
    pub(super) fn gather(
        &self,
        place: Standing<'_>,
        companions: &mut Companions,
    ) -> io::Result<()> {
        let refuted = || io::Error::other(refuted());
        if self.refuted.load(Ordering::Relaxed) {
            return Err(refuted());
        }
        let bounds = Bounds { crowded: self.converts, row: self.longest_row };
        let known = companions.outlines.iter().position(|one| one.number(place).is_some());
        let which = match (known, place.outside.is_at_first_record()) {
            (Some(which), _) => which,
            (None, true) => match outline(place.bytes, place.at, &bounds) {
                Ok(outline) => companions.keep(outline, place),
                Err(Without::Odd) => return Err(refuted()),
                Err(Without::CutOff) => {
                    companions.is_cut_off = true;
                    return Ok(());
                }
            },
            // Another thread read the record before, and this one is to say something of it.
            (None, false) => match outline_before(place, &bounds) {
                Some((outline, first)) => companions.keep(outline, Standing { at: first, ..place }),
                None => return Err(refuted()),
            },
        };
        let Companions { outlines, rows, behind, .. } = companions;
        let outline = &outlines[which];
        let Some(number) = outline.number(place) else { return Err(refuted()) };
        let first = place.at - outline.records[number] as usize;
        let end = first + outline.end as usize;
        if end > place.valid {
            return Err(refuted());
        }
        *behind = (number + 1 == outline.records.len()).then_some(end);
        rows.extend(outline.rows_of(number).iter().map(|(list, row)| Companion {
            list: *list,
            range: first + row.start as usize..first + row.end as usize,
            is_near: true,
            input: place.input,
            offset: outline.offset + u64::from(row.start),
        }));
        Ok(())
    }

    /// Marks what a user must not have in common with others, once all its rows were read; or that
    /// they are not what they seemed to be.
    pub(super) fn mark(
        &self,
        hash: &IdHash,
        seen: &Seen<'_>,
        source: Source<'_>,
        notes: &mut Notes,
    ) {
        let is_named = seen.id.zip(id_at(source.bytes, source.at));
        let is_named = is_named.is_some_and(|(id, first)| id.same_as(first));
        let are_own = seen.owned == source.companions.rows.len();
        if !is_named || !are_own || !(self.converts || self.is_at_home(seen)) {
            return refute(notes);
        }
        let others = seen.row_ids.iter().filter(|row| row.list <= ADDRESSES && !self.converts);
        let mut mark: Mark = [0; 4];
        for id in seen.id.into_iter().chain(others.map(|row| row.id)) {
            mark[0] += 1;
            mark[mark[0] as usize] = hash.of(&id.decode());
            if mark[0] == 3 {
                notes.marks.push(std::mem::take(&mut mark));
            }
        }
        if mark[0] > 0 {
            notes.marks.push(mark);
        }
    }

    /// Is the user of the tenant and the pool of all others?
    fn is_at_home(&self, seen: &Seen<'_>) -> bool {
        let Some((tenant, pool)) = seen.tenant.zip(seen.pool) else { return false };
        let home = [tenant.decode(), pool.decode()];
        let known = self.home.get_or_init(|| home.clone().map(Cow::into_owned));
        home.iter().zip(known).all(|(is, due)| !is.is_empty() && **is == **due)
    }

    /// Takes the marks of records that stand.
    pub(super) fn take_marks(&self, marks: &[Mark]) {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        for mark in marks {
            match mark {
                [0, ..] => self.refuted.store(true, Ordering::Relaxed),
                [count, hashes @ ..] => {
                    hashes[..*count as usize].iter().for_each(|hash| ids.push(*hash));
                }
            }
        }
    }

    /// Is everything proved, now that all records were read?
    pub(super) fn is_proved(&self) -> bool {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        !self.refuted.load(Ordering::Relaxed) && ids.settle().is_empty()
    }
}
