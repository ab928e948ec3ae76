//! Groups of the target's own, made of the groups and roles of users.

use super::writer::{GROUPS, MEMBERS, Row};
use crate::formats::members::push_text;
use crate::ids::push_uuid;
use crate::model::{Repeats, Text};

impl Row<'_> {
    /// Writes the user's memberships, and the rows of the groups, which the packer keeps once.
    pub(super) fn groups(&mut self) {
        let user = self.user;
        let (mut names, mut repeats) = (Vec::new(), Repeats::default());
        for name in user.groups.iter().chain(&user.roles) {
            if !repeats.has(&names, *name) {
                names.push(*name);
            }
        }
        for name in names {
            let id = self.writer.ids.of_group(&name.decode());
            let owner = &self.writer.templates.owner;
            let out = self.out.section(MEMBERS);
            out.extend_from_slice(br#",{"group_id":""#);
            push_uuid(out, &id);
            out.extend_from_slice(br#"","user_id":""#);
            out.extend_from_slice(&self.id_text);
            out.extend_from_slice(owner);
            out.push(b'}');
            let out = self.out.section(GROUPS);
            out.extend_from_slice(br#"{"id":""#);
            push_uuid(out, &id);
            out.extend_from_slice(owner);
            out.extend_from_slice(br#","name":"#);
            push_text(out, Text::plain(&String::from_utf8_lossy(&name.decode())));
            out.extend_from_slice(b"}\n");
        }
    }
}
