//! What a source says beside its users, and a target that has no place for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::{RecordReader, SourcePaths, Target, path_of_group};
use crate::model::{Field, Group};
use crate::output::Loss;

/// Rows about more than users: the name of their list, and the row.
pub(crate) type Configuration = [(String, String)];

/// The losses, each with the number of groups or rows.
pub(crate) fn lost_beside_users(
    groups: &[Group],
    configuration: &Configuration,
    target: &Target,
    paths: SourcePaths,
) -> Vec<Loss> {
    let mut losses = Vec::new();
    let mut lose = |path: String, records: usize, reason| {
        if records > 0 && !path.is_empty() {
            losses.push(Loss {
                path: path.into(),
                records: records as u64,
                reason,
                declared: false,
            });
        }
    };
    if !target.holds_configuration {
        let mut rows: BTreeMap<_, usize> = BTreeMap::new();
        configuration.iter().for_each(|(list, _)| *rows.entry(list.as_str()).or_default() += 1);
        if target.holds_groups {
            rows.remove("groups");
        }
        for (list, count) in rows {
            lose(
                format!("/{list}"),
                count,
                "the target has no place for rows that are not about users",
            );
        }
    }
    if !target.holds_groups {
        let count = |has: fn(&Group) -> bool| groups.iter().filter(|group| has(group)).count();
        let reason = "the target has names of groups only, at the users who are in them";
        for (field, count) in [
            (Field::GroupWithoutMembers, count(|group| !group.has_members)),
            (Field::GroupDescription, count(|group| group.description.is_some())),
            (Field::GroupRequestable, count(|group| group.requestable.is_some())),
            (Field::GroupRoles, count(|group| !group.app_roles.is_empty())),
        ] {
            lose(paths(field).to_owned(), count, reason);
        }
    }
    let mut left_out: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for one in &target.left_out {
        for field in one.fields() {
            let which = (path_of_group(field, paths), target.writer.loss_reason(field));
            left_out.entry(which).or_default().insert(one.group);
        }
    }
    for ((path, reason), groups) in left_out {
        lose(path.to_owned(), groups.len(), reason);
    }
    losses
}

/// Losses of what belongs to users who are not in the inputs.
pub(crate) fn lost_with_users(reader: &dyn RecordReader) -> impl Iterator<Item = Loss> {
    let paths = reader.paths();
    let lost = reader.lost_beside().into_iter().filter(|(_, count)| *count > 0);
    lost.map(move |(field, records)| Loss {
        path: paths(field).into(),
        records,
        reason: "the user is not in the inputs",
        declared: false,
    })
}
