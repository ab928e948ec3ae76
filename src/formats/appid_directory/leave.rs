//! What becomes of a directory user who leaves App ID: no target can mend it.

use super::rules::*;
use crate::findings::{NO_PLACE, Notes, Pointer, Shape};
use crate::model::User;

pub(super) fn leave(user: &User<'_>, notes: &mut Notes) {
    if let Some(hash) = user.credential.sealed {
        // A hash has no characters that are more than a byte.
        let got = Shape::Text(hash.raw().len());
        notes.warning(&CD_055, NO_PLACE, Pointer::of("/passwordHash"), got);
    }
    if user.activation_pending {
        notes.info(&CD_076, NO_PLACE, Pointer::of("/scimUser/status"), Shape::Nothing);
    }
}
