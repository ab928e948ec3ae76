//! The roles of a user as memberships: of groups, or rows of application roles.
//!
//! They go to a section of their own, as fields with their lengths: group and user by turns, which
//! the packer gathers, or applications and whole
//! rows of their roles by turns.

use super::cell::{self, Oddities, oddities_of, push_plain};
use super::conclude::APP_ROLES;
use super::groups::{LEAST_CHARS, broken_by};
use super::options::Roles;
use super::row::Row;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::json::Cursor;
use crate::model::{Field, Repeats, Text};

impl<'u> Row<'_, 'u> {
    /// Appends the memberships of the user.
    pub(super) fn memberships(&mut self, out: &mut Vec<u8>) {
        let roles = match &self.writer.options.roles {
            Roles::Groups if self.stated_roles().is_none() => self.user.roles.as_slice(),
            _ => &[],
        };
        let groups = &self.user.groups;
        if groups.is_empty() && roles.is_empty() {
            return;
        }
        if !self.is_usual_name && self.user_name.contains(&b';') {
            let chars = String::from_utf8_lossy(self.user_name).chars().count();
            self.name_error(&ORA_U_005, Field::UserName, chars);
        }
        let (mut of_groups, mut of_roles) = (Repeats::default(), Repeats::default());
        for (index, group) in groups.iter().chain(roles).enumerate() {
            let (groups_before, roles_before) = match index.checked_sub(groups.len()) {
                None => (&groups[..index], &roles[..0]),
                Some(index) => (&groups[..], &roles[..index]),
            };
            let field = if index < groups.len() { Field::Groups } else { Field::Roles };
            if of_groups.has(groups_before, *group) || of_roles.has(roles_before, *group) {
                let pointer = Pointer::of((self.writer.paths)(field));
                self.notes.warning(&ORA_G_012, NO_PLACE, pointer, Shape::Text(group.chars()));
            } else if self.can_write(*group, field, b"", true) {
                push_field(out, |out| push_plain(out, &group.decode()));
                push_field(out, |out| push_plain(out, self.user_name));
            }
        }
    }

    /// Appends the application roles of the user, as rows.
    pub(super) fn app_roles(&mut self, out: &mut Vec<u8>) {
        let user = self.user;
        if user.roles.is_empty() {
            return;
        }
        let stated = self.stated_roles();
        match (&self.writer.options.roles, stated) {
            (Roles::None, _) => self.notes.account.lose(Field::Roles),
            (Roles::Groups, None) => {}
            (_, Some(stated)) => {
                for (role, app) in stated {
                    self.app_role(out, role, &app.decode());
                }
            }
            (Roles::App(app), None) => {
                let mut repeats = Repeats::default();
                for (index, role) in user.roles.iter().enumerate() {
                    if repeats.has(&user.roles[..index], *role) {
                        let pointer = Pointer::of((self.writer.paths)(Field::Roles));
                        let got = Shape::Text(role.chars());
                        self.notes.warning(&ORA_G_012, NO_PLACE, pointer, got);
                    } else {
                        self.app_role(out, *role, app.as_bytes());
                    }
                }
            }
        }
    }

    /// The roles whose applications the source names, as [`gather`](super::reader) puts them down.
    fn stated_roles(&self) -> Option<Vec<(Text<'u>, Text<'u>)>> {
        let kept = if self.writer.options.own { self.user.kept.as_slice() } else { &[] };
        let raw = kept.iter().find(|kept| kept.name.is(APP_ROLES))?.value.raw()?;
        let mut cursor = Cursor::new(raw, 0);
        let mut roles = Vec::new();
        let read = cursor.array(|cursor, _| {
            let (mut role, mut app) = (None, None);
            cursor.object(|cursor, name| {
                let text = Some(cursor.text()?);
                if name.is("role") {
                    role = text;
                } else {
                    app = text;
                }
                Ok(())
            })?;
            roles.extend(role.zip(app));
            Ok(())
        });
        read.ok().map(|()| roles)
    }

    fn app_role(&mut self, out: &mut Vec<u8>, role: Text<'_>, app: &[u8]) {
        if self.can_write(role, Field::Roles, app, false) {
            push_field(out, |out| out.extend_from_slice(app));
            push_field(out, |out| push_app_role(out, &role.decode(), self.user_name, b"User", app));
        }
    }

    /// Can this be the name of a group, or of a role of an application?
    fn can_write(&mut self, name: Text<'_>, field: Field, app: &[u8], is_group: bool) -> bool {
        let text = name.decode();
        let length = 2 * (text.len() + self.user_name.len() + app.len()) + 99;
        let fits = length as u64 <= self.writer.options.limits.bytes;
        // Such a name stands for itself in a cell, and has enough characters whatever comes behind.
        let begins_long = text.first_chunk::<LEAST_CHARS>().is_some_and(|start| start.is_ascii());
        if fits && begins_long && cell::is_plain(&text) {
            return true;
        }
        self.can_write_oddly(name, field, fits, is_group)
    }

    /// The same of any name, and what is odd about it is told.
    fn can_write_oddly(
        &mut self,
        name: Text<'_>,
        field: Field,
        fits: bool,
        is_group: bool,
    ) -> bool {
        let text = name.decode();
        let odd = oddities_of(&text);
        for rule in odd.warnings() {
            let pointer = Pointer::of((self.writer.paths)(field));
            self.notes.warning(rule, NO_PLACE, pointer, Shape::Text(name.chars()));
        }
        let broken = match is_group {
            true => broken_by(&text),
            false => odd.has(Oddities::UNREPRESENTABLE).then_some(&ORA_F_051),
        };
        let rule = match broken {
            Some(rule) => rule,
            None if !fits => &ORA_F_011,
            None => return true,
        };
        self.refuse(rule, field, Shape::Text(name.chars()));
        false
    }
}

/// Appends a row of `AppRoles.csv`.
pub(super) fn push_app_role(
    out: &mut Vec<u8>,
    role: &[u8],
    grantee: &[u8],
    kind: &[u8],
    app: &[u8],
) {
    cell::push(out, role);
    out.push(b',');
    cell::push(out, grantee);
    out.push(b',');
    out.extend_from_slice(kind);
    out.push(b',');
    cell::push(out, app);
    out.extend_from_slice(b"\r\n");
}

/// Appends a field: its length, and its bytes.
pub(super) fn push_field(out: &mut Vec<u8>, field: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; 8]);
    field(out);
    let length = (out.len() - start - 8) as u64;
    out[start..start + 8].copy_from_slice(&length.to_le_bytes());
}

/// Takes the next field off the start.
pub(super) fn next_field<'f>(fields: &mut &'f [u8]) -> Option<&'f [u8]> {
    let (length, rest) = fields.split_first_chunk::<8>()?;
    let (field, rest) =
        rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    *fields = rest;
    Some(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_in_order() {
        let mut out = Vec::new();
        for field in ["viewer", "", "bob;x"] {
            push_field(&mut out, |out| out.extend_from_slice(field.as_bytes()));
        }
        let mut fields = out.as_slice();
        assert_eq!(next_field(&mut fields), Some(b"viewer".as_slice()));
        assert_eq!(next_field(&mut fields), Some(b"".as_slice()));
        assert_eq!(next_field(&mut fields), Some(b"bob;x".as_slice()));
        assert_eq!(next_field(&mut fields), None);
    }
}
