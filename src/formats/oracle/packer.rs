//! The files of a run: users first, then groups or roles of an application.
//!
//! All of them grow at the same time, so what a run holds of memberships need not be kept.

use std::collections::BTreeMap;
use std::ops::Range;

use super::applications::Applications;
use super::columns::{GROUPS, header};
use super::groups::Groups;
use super::headings::ROW;
use super::memberships::{next_field, push_app_role};
use super::options::{Options, Roles};
use super::row::Columns;
use super::rules::{ORA_C_004, ORA_G_005};
use super::series::Series;
use super::writer::{APP_ROLES as APP_ROLE_ROWS, FILLED, MEMBERSHIPS, USERS};
use crate::findings::{Note, Pointer, Severity, Shape};
use crate::formats::SourcePaths;
use crate::model::{Field, Group, GroupRole, Text};
use crate::pack::Encoded;
use crate::pack::{Packer, Part};

/// Packs rows into files.
pub struct Files {
    users: Series,
    groups: Option<Groups>,
    app_roles: Option<Applications>,
    /// Rows of application roles that groups have, with their applications.
    grants: Vec<(String, Vec<u8>)>,
    paths: SourcePaths,
    /// Does nobody else tell of groups whose names differ in letter case only?
    tells_groups: bool,
    /// Custom columns that were asked for by hand, with their numbers.
    asked_for: Vec<(usize, String)>,
    /// Those that hold something.
    filled: Columns,
}

impl Files {
    /// Files that begin with `header`. `paths` tells where the fields stand in the source, `known`
    /// are the groups that it describes and Oracle takes, `applications` those whose roles it names.
    pub fn new(
        options: &Options,
        users_header: Vec<u8>,
        paths: SourcePaths,
        known: &[Group],
        applications: &[String],
    ) -> Self {
        let limits = options.limits;
        let has_groups =
            options.roles == Roles::Groups || !known.is_empty() || !paths(Field::Groups).is_empty();
        let groups = has_groups.then(|| {
            let header = header(GROUPS, options.headings);
            let longest = limits.bytes as usize - header.len();
            Groups::new(Series::new("Groups", header, 1, limits), longest).with(known)
        });
        let app_roles = Applications::new(options, applications);
        let users = Series::new("Users", users_header, 0, limits);
        let grants = known.iter().flat_map(|group| {
            group.app_roles.iter().map(|GroupRole { role, app, .. }| {
                let mut row = Vec::new();
                let names = [role, &group.name, app].map(String::as_bytes);
                push_app_role(&mut row, names[0], names[1], b"Group", names[2]);
                (app.clone(), row)
            })
        });
        let columns = options.custom_columns.iter().enumerate().take(Columns::BITS as usize);
        let asked_for = columns.filter(|(_, custom)| !custom.described);
        Files {
            users,
            groups,
            app_roles,
            grants: grants.collect(),
            paths,
            tells_groups: !options.groups_by_source,
            asked_for: asked_for.map(|(at, custom)| (at, custom.attribute.clone())).collect(),
            filled: 0,
        }
    }

    fn take_memberships(&mut self, mut fields: &[u8], parts: &mut Vec<Part>) {
        let Some(groups) = &mut self.groups else { return };
        while let Some(group) = next_field(&mut fields)
            && let Some(user) = next_field(&mut fields)
        {
            groups.add(group, user, parts);
        }
    }

    fn take_app_roles(&mut self, mut fields: &[u8], parts: &mut BTreeMap<Vec<u8>, Vec<Part>>) {
        let Some(applications) = &mut self.app_roles else { return };
        while let Some(app) = next_field(&mut fields)
            && let Some(row) = next_field(&mut fields)
        {
            applications.add(app, row, parts);
        }
    }
}

impl Packer for Files {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let (mut parts, mut memberships, mut roles) = (Vec::new(), Vec::new(), BTreeMap::new());
        for range in accepted {
            self.users.add_records(encoded, USERS, range.clone(), &mut parts);
            self.take_memberships(encoded.bytes(MEMBERSHIPS, range), &mut memberships);
            self.take_app_roles(encoded.bytes(APP_ROLE_ROWS, range), &mut roles);
            if !self.asked_for.is_empty() {
                let (filled, _) = encoded.bytes(FILLED, range).as_chunks();
                let all = filled.iter().copied().map(Columns::from_le_bytes);
                self.filled |= all.fold(0, |all, one| all | one);
            }
        }
        parts.append(&mut memberships);
        parts.extend(roles.into_values().flatten());
        parts
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        let mut parts = self.take(encoded, accepted);
        parts.iter_mut().for_each(|part| part.copy(encoded));
        parts
    }

    fn finish(&mut self) -> Vec<Part> {
        let (mut parts, mut roles) = (Vec::new(), BTreeMap::new());
        if let Some(groups) = &mut self.groups {
            groups.finish(&mut parts);
        }
        if let Some(applications) = &mut self.app_roles {
            let grants = self.grants.iter();
            grants.for_each(|(app, row)| applications.add(app.as_bytes(), row, &mut roles));
        }
        parts.extend(roles.into_values().flatten());
        parts
    }

    fn judge(&self) -> Vec<Note> {
        let twice =
            self.groups.as_ref().filter(|_| self.tells_groups).map_or(0, Groups::spelled_twice);
        let groups = (twice > 0).then(|| {
            let pointer = (self.paths)(Field::Roles);
            Note::on_input(&ORA_G_005, Severity::Warning, pointer, Shape::Count(twice))
        });
        let is_empty = |(number, _): &&(usize, String)| self.filled >> number & 1 == 0;
        let columns = self.asked_for.iter().filter(is_empty).map(|(_, attribute)| {
            let pointer = Pointer::member(ROW, Text::plain(attribute));
            Note { pointer, ..Note::on_input(&ORA_C_004, Severity::Warning, "", Shape::Nothing) }
        });
        groups.into_iter().chain(columns).collect()
    }

    fn several_files(&self) -> Option<&'static str> {
        match (&self.groups, &self.app_roles) {
            (None, None) => None,
            _ => Some(
                "oracle writes users and groups into files of their own: give a folder, or --roles none",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::memberships::push_field;
    use super::super::options::Limits;

    /// Nine users, of whom the odd ones are viewers.
    fn run() -> Encoded {
        let mut encoded = Encoded::new(4);
        for number in 0..9 {
            let name = format!("user{number}");
            encoded.section(USERS).extend_from_slice(format!("{name}\r\n").as_bytes());
            if number % 2 == 1 {
                for field in ["viewer", &name] {
                    let bytes = |out: &mut Vec<u8>| out.extend_from_slice(field.as_bytes());
                    push_field(encoded.section(MEMBERSHIPS), bytes);
                }
            }
            encoded.keep_record();
        }
        encoded
    }

    #[test]
    fn files_grow_side_by_side() {
        let options =
            Options { limits: Limits { rows: 5, ..Limits::default() }, ..Options::default() };
        let encoded = run();
        let packed = |copies: bool| {
            let mut packer =
                Files::new(&options, b"User Name\r\n".to_vec(), |_| "/roles", &[], &[]);
            let mut files: BTreeMap<_, Vec<u8>> = BTreeMap::new();
            let mut add = |parts: Vec<Part>| {
                for part in parts {
                    assert!(!part.whole);
                    let text = part.slices(&encoded).concat();
                    files.entry((part.stream, part.name.clone())).or_default().extend(text);
                }
            };
            for accepted in [&[0..3, 4..6][..], &[7..8, 8..9]] {
                add(if copies {
                    packer.take_copies(&encoded, accepted)
                } else {
                    packer.take(&encoded, accepted)
                });
            }
            add(packer.finish());
            assert!(packer.judge().is_empty() && packer.several_files().is_some());
            files
        };
        let files = packed(false);
        assert_eq!(files, packed(true));
        let texts: Vec<_> = files
            .iter()
            .map(|((_, name), text)| (name.as_str(), String::from_utf8_lossy(text).into_owned()))
            .collect();
        assert_eq!(
            texts,
            [
                ("Users-002.csv", "User Name\r\nuser7\r\nuser8\r\n".to_owned()),
                (
                    "Users.csv",
                    "User Name\r\nuser0\r\nuser1\r\nuser2\r\nuser4\r\nuser5\r\n".to_owned()
                ),
                (
                    "Groups.csv",
                    "Name,Description,User Members,Requestable\r\nviewer,,user1;user5;user7,\r\n"
                        .to_owned()
                ),
            ]
        );
    }
}
