//! What is left out of the groups that a source describes: Oracle would refuse it, or read it as
//! something else, or nobody asked for it.

use super::groups::broken_by;
use super::options::{Options, RefusedValues, Roles};
use super::quotes::is_unquoted_by_import;
use super::rules::{ORA_F_051, ORA_G_002};
use crate::findings::{Rule, Severity, Shape};
use crate::formats::{LeftOut, Refusal};
use crate::model::{Field, Group};

/// Why is a group of this name left out? Short names that Oracle wrote itself it takes back.
fn rule_against(name: &[u8], options: &Options) -> Option<&'static Rule> {
    broken_by(name).filter(|rule| rule.id != ORA_G_002.id || !options.groups_by_source)
}

/// The groups that are written, and what is left out.
pub(super) fn sift(groups: &[Group], options: &Options) -> (Vec<Group>, Vec<LeftOut>) {
    let mut left_out = Vec::new();
    let written = groups.iter().enumerate().filter_map(|(number, group)| {
        let mut sieve = Sieve { number, options, left_out: &mut left_out };
        sieve.takes(group).then(|| sieve.without_values(group))
    });
    (written.collect(), left_out)
}

/// Looks at one group.
struct Sieve<'s> {
    number: usize,
    options: &'s Options,
    left_out: &'s mut Vec<LeftOut>,
}

impl Sieve<'_> {
    /// Is the group written, under its name?
    fn takes(&mut self, group: &Group) -> bool {
        let Some(rule) = rule_against(group.name.as_bytes(), self.options) else { return true };
        let severity = match rule.id == ORA_F_051.id {
            true => self.severity(),
            false => Severity::Error,
        };
        let (got, place) = (shape(&group.name), group.place);
        let refusal = Refusal { rule, severity, got, place };
        let has = [
            (Field::GroupDescription, group.description.is_some()),
            (Field::GroupRequestable, group.requestable.is_some()),
            (Field::GroupRoles, !group.app_roles.is_empty()),
        ];
        let also = has.into_iter().filter_map(|(field, has)| has.then_some(field)).collect();
        self.leave(Field::GroupWithoutMembers, also, Some(refusal));
        false
    }

    /// The group without a description and roles that the import would take quotes off, and without
    /// roles that nobody asked for.
    fn without_values(&mut self, group: &Group) -> Group {
        let mut group = group.clone();
        let place = group.description_place;
        group.description =
            group.description.filter(|text| self.holds(text, Field::GroupDescription, place));
        if self.options.roles == Roles::None && !group.app_roles.is_empty() {
            group.app_roles.clear();
            self.leave(Field::GroupRoles, Vec::new(), None);
        }
        group.app_roles.retain(|role| {
            let mut names = [&role.role, &role.app].into_iter();
            names.all(|name| self.holds(name, Field::GroupRoles, role.place))
        });
        group
    }

    fn holds(&mut self, text: &str, field: Field, place: (u32, u64)) -> bool {
        let holds = !is_unquoted_by_import(text.as_bytes());
        if !holds {
            let (rule, severity, got) = (&ORA_F_051, self.severity(), shape(text));
            self.leave(field, Vec::new(), Some(Refusal { rule, severity, got, place }));
        }
        holds
    }

    fn leave(&mut self, field: Field, also: Vec<Field>, refusal: Option<Refusal>) {
        self.left_out.push(LeftOut { group: self.number, field, also, refusal });
    }

    fn severity(&self) -> Severity {
        match self.options.refused_values {
            RefusedValues::Reject => Severity::Error,
            RefusedValues::Drop => Severity::Warning,
        }
    }
}

fn shape(text: &str) -> Shape {
    Shape::Text(text.chars().count())
}
