//! What files of Oracle owe to the groups that a source describes.

use std::collections::{BTreeMap, BTreeSet};

use super::left_out::sift;
use super::options::Options;
use super::proof::cell;
use crate::model::{Field, Group};

/// What is said of groups of one name. Of several values the first counts, as for the import.
#[derive(Default)]
struct Said {
    has_members: bool,
    description: Option<Vec<u8>>,
    requestable: Option<bool>,
    /// Roles of applications: application and role.
    roles: BTreeSet<[Vec<u8>; 2]>,
}

/// How the groups of the output differ from those that the source describes: the field of each
/// difference, and whether it is missing rather than invented. A group that is described has a row,
/// with members or without; others have members.
pub(super) fn differences(
    source: &[Group],
    output: &[Group],
    options: &Options,
) -> Vec<(Field, bool)> {
    let (due, there) = (said(&sift(source, options).0), said(output));
    let mut differences = Vec::new();
    for (name, due) in &due {
        match there.get(name) {
            None => differences.push((Field::GroupWithoutMembers, true)),
            Some(there) => compare(due, there, &mut differences),
        }
    }
    for (_, there) in there.iter().filter(|(name, _)| !due.contains_key(*name)) {
        if !there.has_members {
            differences.push((Field::GroupWithoutMembers, false));
        }
        compare(&Said::default(), there, &mut differences);
    }
    differences
}

fn said(groups: &[Group]) -> BTreeMap<Vec<u8>, Said> {
    let mut said: BTreeMap<_, Said> = BTreeMap::new();
    for group in groups {
        let known = said.entry(cell(group.name.as_bytes())).or_default();
        known.has_members |= group.has_members;
        known.requestable = known.requestable.or(group.requestable);
        let description = group.description.as_ref().map(|text| cell(text.as_bytes()));
        let description = description.filter(|text| !text.is_empty());
        known.description = known.description.take().or(description);
        let roles = group.app_roles.iter();
        known.roles.extend(roles.map(|one| [&one.app, &one.role].map(|it| cell(it.as_bytes()))));
    }
    said
}

fn compare(due: &Said, there: &Said, differences: &mut Vec<(Field, bool)>) {
    if due.requestable != there.requestable {
        differences.push((Field::GroupRequestable, due.requestable.is_some()));
    }
    if due.description != there.description {
        differences.push((Field::GroupDescription, due.description.is_some()));
    }
    let missing = due.roles.difference(&there.roles).map(|_| (Field::GroupRoles, true));
    let invented = there.roles.difference(&due.roles).map(|_| (Field::GroupRoles, false));
    differences.extend(missing.chain(invented));
}
