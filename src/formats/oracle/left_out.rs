//! What is left out of the groups that a source describes: Oracle would refuse it, or read it as
//! something else.

use super::groups::broken_by;
use super::options::{Options, RefusedValues};
use super::quotes::is_unquoted_by_import;
use super::rules::{ORA_F_051, ORA_G_002};
use crate::findings::{Rule, Severity, Shape};
use crate::formats::LeftOut;
use crate::model::{Field, Group};

/// Why is a group of this name left out? Short names that Oracle wrote itself it takes back.
fn rule_against(name: &[u8], options: &Options) -> Option<&'static Rule> {
    broken_by(name).filter(|rule| rule.id != ORA_G_002.id || !options.groups_by_source)
}

/// The groups that are written, and what is left out.
pub(super) fn sift(groups: &[Group], options: &Options) -> (Vec<Group>, Vec<LeftOut>) {
    let mut left_out = Vec::new();
    let written = groups.iter().enumerate().filter_map(|(number, group)| {
        let Some(rule) = rule_against(group.name.as_bytes(), options) else {
            return Some(without_values((number, group), options, &mut left_out));
        };
        let severity = match rule.id == ORA_F_051.id {
            true => severity(options),
            false => Severity::Error,
        };
        let got = Shape::Text(group.name.chars().count());
        left_out.push(LeftOut {
            rule,
            severity,
            group: number,
            field: Field::GroupWithoutMembers,
            also: values_of(group),
            got,
            place: group.place,
        });
        None
    });
    (written.collect(), left_out)
}

/// What a group has beside its name.
fn values_of(group: &Group) -> Vec<Field> {
    let has = [
        (Field::GroupDescription, group.description.is_some()),
        (Field::GroupRequestable, group.requestable.is_some()),
        (Field::GroupRoles, !group.app_roles.is_empty()),
    ];
    has.into_iter().filter_map(|(field, has)| has.then_some(field)).collect()
}

/// The group without a description and roles that the import would take quotes off.
fn without_values(
    (number, group): (usize, &Group),
    options: &Options,
    left_out: &mut Vec<LeftOut>,
) -> Group {
    let mut group = group.clone();
    let place = group.description_place;
    let mut holds = |text: &str, field, place| {
        let holds = !is_unquoted_by_import(text.as_bytes());
        if !holds {
            left_out.push(LeftOut {
                rule: &ORA_F_051,
                severity: severity(options),
                group: number,
                field,
                also: Vec::new(),
                got: Shape::Text(text.chars().count()),
                place,
            });
        }
        holds
    };
    group.description =
        group.description.filter(|text| holds(text, Field::GroupDescription, place));
    group.app_roles.retain(|role| {
        let names = [&role.role, &role.app];
        names.iter().all(|name| holds(name, Field::GroupRoles, role.place))
    });
    group
}

fn severity(options: &Options) -> Severity {
    match options.refused_values {
        RefusedValues::Reject => Severity::Error,
        RefusedValues::Drop => Severity::Warning,
    }
}
