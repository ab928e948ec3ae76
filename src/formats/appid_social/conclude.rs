//! What only a whole profile can tell.

use super::claims::Claims;
use super::reader::Record;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::model::{KeyKind, Text};

impl Record<'_, '_> {
    pub(super) fn conclude(&mut self) {
        match self.user.id {
            Some(id) => self.notes.key(KeyKind::SourceId, id),
            None if self.notes.has(&SF_010) => {}
            None => self.notes.error(&SF_010, NO_PLACE, Pointer::of("/id"), Shape::Nothing),
        }
        for (there, pointer) in
            [(self.seen.identities, "/identities"), (self.seen.attributes, "/attributes")]
        {
            if !there {
                self.notes.warning(&SF_012, NO_PLACE, Pointer::of(pointer), Shape::Nothing);
            }
        }
        if !self.seen.roles {
            self.notes.info(&SF_072, NO_PLACE, Pointer::of("/roles"), Shape::Nothing);
        }
        self.conclude_identities();
        self.conclude_email();
    }

    fn conclude_identities(&mut self) {
        let nothing = Shape::Nothing;
        let first = self.seen.first;
        match self.user.identities.len() {
            0 if self.seen.no_identity => {}
            0 => {
                let can_be_found = self.seen.idp.is_some() && self.seen.hashes;
                if self.user.attributes.is_empty() && self.seen.idp.is_none() {
                    self.notes.warning(&SF_022, NO_PLACE, Pointer::of(""), nothing);
                } else if !can_be_found {
                    self.notes.warning(&SF_013, NO_PLACE, Pointer::of("/identities"), nothing);
                }
            }
            1 => {
                self.user.name.given = first.given;
                self.user.name.family = first.family;
                let differs = |idp: Text<'_>| first.provider.is_some_and(|key| !key.same_as(idp));
                if self.seen.idp.is_some_and(differs) {
                    self.notes.warning(&SF_060, NO_PLACE, Pointer::of("/idp"), nothing);
                }
            }
            more => {
                let got = Shape::Count(more as u64);
                self.notes.info(&SF_014, NO_PLACE, Pointer::of("/identities"), got);
            }
        }
    }

    /// The address is verified if a provider says so of this very address.
    fn conclude_email(&mut self) {
        let Some(email) = self.user.emails.first_mut() else {
            return self.notes.info(&SF_041, NO_PLACE, Pointer::of("/email"), Shape::Nothing);
        };
        let claims = || std::iter::once(&self.seen.first).chain(&self.seen.more);
        let is_same = |claims: &&Claims<'_>| {
            claims.email.is_some_and(|other| same_ignoring_case(other, email.value))
        };
        let verified = claims().filter(is_same).any(|claims| claims.verified == Some(true));
        let differs =
            claims().any(|claims| claims.email.is_some()) && !claims().any(|c| is_same(&c));
        if claims().any(|claims| claims.verified == Some(false)) {
            self.notes.info(&SF_043, NO_PLACE, Pointer::of("/identities"), Shape::Nothing);
        }
        email.verified = verified;
        self.notes.key(KeyKind::SharedEmail, email.value);
        if differs && self.seen.hashed_email {
            let pointer = Pointer::of("/hashedEmail");
            self.notes.warning(&SF_062, NO_PLACE, pointer, Shape::Nothing);
        }
        if differs {
            let pointer = Pointer::of("/email");
            self.notes.warning(&SF_040, NO_PLACE, pointer, Shape::Text(email.value.chars()));
        }
    }
}

fn same_ignoring_case(one: Text<'_>, other: Text<'_>) -> bool {
    if one.same_as(other) {
        return true;
    }
    let (one, other) = (one.decode(), other.decode());
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(&other);
    }
    let fold = |text: &[u8]| String::from_utf8_lossy(text).to_lowercase();
    fold(&one) == fold(&other)
}
