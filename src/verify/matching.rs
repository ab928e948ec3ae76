//! What is due of a record, held against the user that the output has of it.

use std::collections::BTreeSet;

use crate::formats::proof::{Due, Owed, Term};
use crate::model::Field;

/// How a record and a user differ.
#[derive(Default)]
pub(super) struct Matched<'t> {
    /// What is due and not there.
    pub(super) missing: Vec<Term<'t>>,
    /// What is there and not due.
    pub(super) invented: Vec<Term<'t>>,
    /// What is lost, each once.
    pub(super) lost: BTreeSet<Lost>,
}

/// Something that is lost, as the report counts it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lost {
    /// A field, told by its number.
    Field(u8),
    /// A member, by where it stands.
    Member(String),
}

impl Matched<'_> {
    pub(super) fn is_equal(&self) -> bool {
        self.missing.is_empty() && self.invented.is_empty()
    }
}

/// Holds the terms of a user against what is due.
pub(super) fn compare<'t>(
    dues: impl Iterator<Item = Owed<'t>>,
    user: impl Iterator<Item = Owed<'t>>,
) -> Matched<'t> {
    let mut there = There::new(user);
    let mut matched = Matched::default();
    let mut dues: Vec<_> = dues.collect();
    dues.sort_by_key(|owed| strength(owed.due));
    for Owed { due, term, lost_as } in dues {
        let is_there = match due {
            Due::Lost => false,
            Due::Some => there.take_one(&term),
            Due::Begins => {
                there.take_all(&term);
                continue;
            }
            _ => there.take(&term),
        };
        if is_there {
            continue;
        }
        match due {
            Due::Allowed => {}
            Due::Room(room) if there.count(term.field) >= usize::from(room) => {
                matched.lost.insert(lost(lost_as, &term));
            }
            Due::Lost => {
                matched.lost.insert(lost(lost_as, &term));
            }
            Due::Mark if there.has_value_of(&term) => {
                matched.lost.insert(lost(lost_as, &term));
            }
            Due::Follows if there.has_value_of(&term) => matched.missing.push(term),
            Due::Mark | Due::Follows => {}
            _ => matched.missing.push(term),
        }
    }
    matched.invented = there.rest();
    matched
}

/// What is due most certainly is looked for first.
fn strength(due: Due) -> u8 {
    match due {
        Due::Carried => 0,
        Due::Follows => 1,
        Due::Room(_) => 2,
        Due::Mark => 3,
        Due::Lost => 4,
        Due::Some => 5,
        Due::Allowed => 6,
        Due::Begins => 7,
    }
}

fn lost(lost_as: Field, term: &Term<'_>) -> Lost {
    match lost_as {
        Field::Kept => Lost::Member(term.name.clone().into_owned()),
        field => Lost::Field(field as u8),
    }
}

/// The terms of a user of the output, and which of them are explained.
struct There<'t> {
    terms: Vec<(Term<'t>, bool)>,
}

impl<'t> There<'t> {
    fn new(user: impl Iterator<Item = Owed<'t>>) -> Self {
        let mut terms: Vec<_> = user.map(|owed| (owed.term, false)).collect();
        terms.sort_unstable();
        There { terms }
    }

    /// Where terms stand that are not before this one.
    fn from(&self, term: &Term<'_>) -> usize {
        self.terms.partition_point(|(own, _)| own < term)
    }

    fn take(&mut self, term: &Term<'_>) -> bool {
        let from = self.from(term);
        let mut same = self.terms[from..].iter_mut().take_while(|(own, _)| own == term);
        same.find(|(_, taken)| !taken).is_some_and(|(_, taken)| {
            *taken = true;
            true
        })
    }

    fn beginning<'s>(
        &'s mut self,
        term: &'s Term<'_>,
    ) -> impl Iterator<Item = &'s mut (Term<'t>, bool)> {
        let from = self.from(term);
        let begins = |own: &Term<'_>| {
            (own.field, &own.name) == (term.field, &term.name) && own.value.starts_with(&term.value)
        };
        self.terms[from..].iter_mut().take_while(move |(own, _)| begins(own))
    }

    fn take_one(&mut self, term: &Term<'_>) -> bool {
        self.beginning(term).find(|(_, taken)| !*taken).is_some_and(|(_, taken)| {
            *taken = true;
            true
        })
    }

    fn take_all(&mut self, term: &Term<'_>) {
        self.beginning(term).for_each(|(_, taken)| *taken = true);
    }

    /// How many values of a field there are.
    fn count(&self, field: u8) -> usize {
        self.terms.iter().filter(|(own, _)| own.field == field && own.name.is_empty()).count()
    }

    /// Is the value there that a term is a mark of?
    fn has_value_of(&self, mark: &Term<'_>) -> bool {
        let field = match mark.field() {
            Field::EmailType | Field::EmailVerified => Field::Emails,
            Field::PhoneType | Field::PhonePrimary | Field::PhoneVerified => Field::Phones,
            Field::PhotoType | Field::PhotoPrimary => Field::Photos,
            field => field,
        };
        self.terms.iter().any(|(own, _)| {
            let rest = mark.value.strip_prefix(&*own.value);
            own.field == field as u8
                && own.name.is_empty()
                && rest.is_some_and(|rest| rest.starts_with(b"\0"))
        })
    }

    /// What nothing explains.
    fn rest(self) -> Vec<Term<'t>> {
        self.terms.into_iter().filter(|(_, taken)| !taken).map(|(term, _)| term).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::proof::joined;

    fn owed(due: Due, field: Field, value: &[u8]) -> Owed<'static> {
        Owed { due, term: Term::new(field, "", value.to_vec()), lost_as: field }
    }

    fn there(field: Field, value: &[u8]) -> Owed<'static> {
        owed(Due::Carried, field, value)
    }

    #[test]
    fn values_are_found_lost_or_missing() {
        let matched = compare(
            vec![
                owed(Due::Carried, Field::Roles, b"admin"),
                owed(Due::Carried, Field::Roles, b"admin"),
                owed(Due::Lost, Field::Title, b"x"),
                owed(Due::Room(1), Field::Phones, b"1"),
                owed(Due::Room(2), Field::Phones, b"2"),
                owed(Due::Begins, Field::PhoneType, b"3"),
            ]
            .into_iter(),
            vec![
                there(Field::Roles, b"admin"),
                there(Field::Roles, b"viewer"),
                there(Field::Phones, b"3"),
                there(Field::PhoneType, &joined(b"3", b"home")),
            ]
            .into_iter(),
        );
        let values =
            |terms: &[Term<'_>]| terms.iter().map(|term| term.value.to_vec()).collect::<Vec<_>>();
        assert_eq!(values(&matched.missing), [b"admin".to_vec(), b"2".to_vec()]);
        assert_eq!(values(&matched.invented), [b"3".to_vec(), b"viewer".to_vec()]);
        let lost = [Field::Title, Field::Phones].map(|field| Lost::Field(field as u8));
        assert_eq!(matched.lost, lost.into());
    }

    #[test]
    fn marks_follow_their_values() {
        let mark = |due, value: &[u8]| owed(due, Field::EmailVerified, &joined(value, b""));
        let dues = || {
            [mark(Due::Follows, b"a@example.com"), mark(Due::Mark, b"b@example.com")].into_iter()
        };
        let matched = compare(dues(), std::iter::empty());
        assert!(matched.is_equal() && matched.lost.is_empty());
        let both =
            vec![there(Field::Emails, b"a@example.com"), there(Field::Emails, b"b@example.com")];
        let matched = compare(dues(), both.into_iter());
        assert_eq!((matched.missing.len(), matched.lost.len()), (1, 1));
    }
}
