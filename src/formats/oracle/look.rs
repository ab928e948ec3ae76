//! What an import would say of the values of a row that is only looked at. The checks are those of
//! the writer, which would refuse such a row.

use super::custom::Custom;
use super::options::{Optional, Options, Passwords, Roles};
use super::paths::path_of;
use super::row::Row;
use super::rules::{ORA_F_006, ORA_F_007};
use super::writer::{Writer, name_of};
use crate::findings::Notes;
use crate::model::User;

/// A writer that writes to nowhere.
pub(super) fn writer(declared: Vec<Custom>, optional: Optional) -> Writer {
    let options = Options {
        own: true,
        keyed_by_source: true,
        passwords: Passwords::Carry,
        custom_columns: declared,
        optional,
        roles: Roles::None,
        ..Options::default()
    };
    Writer::new(options, path_of)
}

/// Looks at the values of a user.
pub(super) fn look(writer: &Writer, user: &User<'_>, notes: &mut Notes) {
    // A row of another shape holds nothing that could be trusted.
    if notes.has(&ORA_F_006) || notes.has(&ORA_F_007) {
        return;
    }
    let Some(name) = name_of(user) else { return };
    let name = name.decode();
    notes.soften(|notes| {
        let mut row = Row::new(writer, user, &name, notes);
        row.check();
        row.write(&mut Vec::new());
    });
}
