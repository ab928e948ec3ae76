//! What both formats of IBM App ID make of the user of another source: groups are roles, and what
//! an employer knows of the user are custom attributes under their SCIM names (RFC 7643 section
//! 4.3), unless the user has an attribute of that name. No attribute is a secret.

use super::SourcePaths;
use super::members::{Members, push_text};
use crate::findings::{NO_PLACE, Notes, Pointer, Rule, Shape};
use crate::json::Kind;
use crate::model::{Field, Home, Repeats, Text, User};

/// Writes `roles`: the roles and groups of the user, each once.
pub(super) fn push_roles(members: &mut Members<'_>, user: &User<'_>) {
    let (mut roles, mut before) = (Repeats::default(), Repeats::default());
    let groups = user.groups.iter().enumerate().filter(|(index, group)| {
        !roles.has(&user.roles, **group) && !before.has(&user.groups[..*index], **group)
    });
    let names = user.roles.iter().chain(groups.map(|(_, group)| group));
    members.array(br#""roles":"#, names, |out, name| push_text(out, *name));
}

/// Writes `attributes`.
pub(super) fn push_attributes(members: &mut Members<'_>, user: &User<'_>) {
    members.object(br#""attributes":"#, |members| {
        members.attributes(&user.attributes);
        if user.enterprise.is_empty() {
            return;
        }
        for (_, name, value) in enterprise(user) {
            if value.is_some() && !has_attribute(user, name) {
                members.text(format!("\"{name}\":").as_bytes(), value);
            }
        }
    });
}

/// Refuses a user who has text among the attributes under the name of a secret: no file of App ID
/// holds one.
#[inline]
pub(super) fn refuse_secrets(
    user: &User<'_>,
    is_secret: impl Fn(Text<'_>) -> bool,
    rule: &'static Rule,
    notes: &mut Notes,
) {
    for attribute in user.attributes.iter().filter(|attribute| is_secret(attribute.name)) {
        if attribute.value.as_text().is_some() {
            let home = Home { path: attribute.home, index: 0 };
            let pointer = Pointer::member(home, attribute.name);
            notes.error(rule, NO_PLACE, pointer, Shape::Kind(Kind::Text));
        }
    }
}

/// Is this one of the fields that the functions above write?
pub(super) fn is_carried(user: &User<'_>, field: Field) -> bool {
    match field {
        Field::EmployeeNumber
        | Field::CostCenter
        | Field::Organization
        | Field::Division
        | Field::Department
        | Field::Manager => !has_attribute(user, field.name()),
        _ => matches!(field, Field::Roles | Field::Groups | Field::Attributes),
    }
}

/// Calls `lose` for fields that a mapping filled and a record of the user's own format has no place
/// for: those that have no path there.
pub(super) fn each_misplaced(user: &User<'_>, paths: SourcePaths, mut lose: impl FnMut(Field)) {
    user.each_field(|field| {
        if paths(field).is_empty() && !is_carried(user, field) {
            lose(field);
        }
    });
}

fn has_attribute(user: &User<'_>, name: &str) -> bool {
    user.attributes.iter().any(|attribute| attribute.name.is(name))
}

fn enterprise<'a>(user: &User<'a>) -> [(Field, &'static str, Option<Text<'a>>); 6] {
    let fields = &user.enterprise;
    [
        (Field::EmployeeNumber, fields.employee_number),
        (Field::CostCenter, fields.cost_center),
        (Field::Organization, fields.organization),
        (Field::Division, fields.division),
        (Field::Department, fields.department),
        (Field::Manager, fields.manager),
    ]
    .map(|(field, value)| (field, field.name(), value))
}
