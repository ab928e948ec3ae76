//! The roles of a user as memberships: of groups, or rows of application roles.
//!
//! They go to a section of their own, as fields with their lengths: group and user by turns, which
//! the packer gathers, or whole rows of application roles.

use super::cell::{self, oddities_of};
use super::options::Roles;
use super::quotes::is_escaped;
use super::row::Row;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::model::Field;

impl Row<'_, '_> {
    /// Appends the memberships of the user.
    pub(super) fn memberships(&mut self, out: &mut Vec<u8>) {
        let user = self.user;
        if user.roles.is_empty() {
            return;
        }
        let app = match &self.writer.options.roles {
            Roles::None => return self.notes.account.lose(Field::Roles),
            Roles::App(app) => Some(app.as_bytes()),
            Roles::Groups => None,
        };
        if app.is_none() && self.user_name.contains(&b';') {
            let chars = String::from_utf8_lossy(self.user_name).chars().count();
            self.name_error(&ORA_U_005, Field::UserName, chars);
        }
        for (index, role) in user.roles.iter().enumerate() {
            let pointer = || Pointer::of((self.writer.paths)(Field::Roles));
            if user.roles[..index].iter().any(|other| other.same_as(*role)) {
                let got = Shape::Text(role.chars());
                self.notes.warning(&ORA_G_012, NO_PLACE, pointer(), got);
                continue;
            }
            let name = role.decode();
            for rule in oddities_of(&name).warnings() {
                self.notes.warning(rule, NO_PLACE, pointer(), Shape::Text(role.chars()));
            }
            let length = 2 * (name.len() + self.user_name.len() + app.map_or(0, <[u8]>::len)) + 99;
            let refused = match role.chars() {
                _ if is_escaped(&name) => Some(&ORA_F_051),
                0..5 if app.is_none() => Some(&ORA_G_002),
                _ if length as u64 > self.writer.options.limits.bytes => Some(&ORA_F_011),
                _ => None,
            };
            match (refused, app) {
                (Some(rule), _) => self.refuse(rule, Field::Roles, Shape::Text(role.chars())),
                (None, None) => {
                    push_field(out, |out| out.extend_from_slice(&name));
                    push_field(out, |out| out.extend_from_slice(self.user_name));
                }
                (None, Some(app)) => push_field(out, |out| {
                    cell::push(out, &name);
                    out.push(b',');
                    cell::push(out, self.user_name);
                    out.extend_from_slice(b",User,");
                    cell::push(out, app);
                    out.extend_from_slice(b"\r\n");
                }),
            }
        }
    }
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
