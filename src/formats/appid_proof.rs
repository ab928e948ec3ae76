//! What both formats of IBM App ID owe in the same way: groups are roles, and what an employer knows
//! are attributes.

use super::proof::{Due, Dues, Term, text_value};
use crate::findings::{Note, Rule, Severity, Shape};
use crate::model::{Field, Repeats, User};

/// What a term is about, where App ID has its own way.
pub(super) enum Belonging {
    Roles,
    Enterprise,
    Other,
}

impl Belonging {
    pub(super) fn of(term: &Term<'_>) -> Self {
        match term.field() {
            _ if term.is_kept() => Belonging::Other,
            Field::Roles | Field::Groups => Belonging::Roles,
            Field::EmployeeNumber
            | Field::CostCenter
            | Field::Organization
            | Field::Division
            | Field::Department
            | Field::Manager => Belonging::Enterprise,
            _ => Belonging::Other,
        }
    }
}

/// All roles are there, and each group that is no role, once.
pub(super) fn roles(user: &User<'_>, dues: &mut Dues) {
    for role in &user.roles {
        dues.made(Field::Roles, "", text_value(*role));
    }
    let (mut known, mut before) = (Repeats::default(), Repeats::default());
    for (index, group) in user.groups.iter().enumerate() {
        if !known.has(&user.roles, *group) && !before.has(&user.groups[..index], *group) {
            dues.made(Field::Roles, "", text_value(*group));
        }
    }
}

/// An attribute of that name is there, unless the user has one already.
pub(super) fn enterprise(user: &User<'_>, term: Term<'_>, dues: &mut Dues) {
    let name = term.field().name();
    match user.attributes.iter().any(|attribute| attribute.name.is(name)) {
        true => dues.push(Due::Lost, term),
        false => dues.made(Field::Attributes, name, [b"\"".as_slice(), &term.value].concat()),
    }
}

/// Is it an error of one of these rules about a value of the wrong kind? The readers hold no such
/// value. What is warned of is held as it is, and null where nothing is due is as good as absent,
/// for the import too.
pub(super) fn is_of_wrong_kind(note: &Note, rules: &[&Rule]) -> bool {
    note.severity == Severity::Error
        && matches!(note.got, Shape::Kind(_))
        && rules.iter().any(|rule| rule.id == note.rule.id)
}
