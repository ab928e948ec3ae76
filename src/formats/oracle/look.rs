//! What an import would say of the values of a row that is only looked at. The checks are those of
//! the writer: what it would refuse is a
//! warning here when the row is converted.

use super::options::{Options, Passwords, RefusedValues, Roles};
use super::paths::path_of;
use super::row::Row;
use super::rules::*;
use super::writer::{Writer, name_of};
use crate::findings::{NO_PLACE, Notes, Pointer, Shape};
use crate::formats::text_check::is_email;
use crate::model::{Text, User};

/// A writer that writes to nowhere.
pub(super) fn writer() -> Writer {
    let options = Options {
        own: true,
        keyed_by_source: true,
        passwords: Passwords::Carry,
        refused_values: RefusedValues::Drop,
        roles: Roles::None,
        ..Options::default()
    };
    Writer::new(options, path_of)
}

/// Looks at the values of a user.
pub(super) fn look(writer: &Writer, user: &User<'_>, notes: &mut Notes) {
    let Some(name) = name_of(user) else { return };
    let name = name.decode();
    notes.soften(|notes| {
        let mut row = Row::new(writer, user, &name, notes);
        row.check();
        row.write(&mut Vec::new());
    });
    let name = &user.name;
    let is_odd = |part: Text<'_>| {
        is_email(part) || user.display_name.is_some_and(|display| display.same_as(part))
    };
    if [name.given, name.family].into_iter().flatten().any(is_odd) {
        notes.info(&ORA_U_012, NO_PLACE, Pointer::of(""), Shape::Nothing);
    }
    let recovery = |kind: Text<'_>| kind.is("recovery");
    let mut emails = user.emails.iter();
    let recovery = emails.find(|email| email.kind.is_some_and(recovery));
    if let (Some(recovery), Some(primary)) = (recovery, user.primary_email())
        && !recovery.primary
        && recovery.value.same_as(primary.value)
    {
        notes.info(&ORA_U_028, NO_PLACE, Pointer::of("/Recovery Email"), Shape::Nothing);
    }
}
