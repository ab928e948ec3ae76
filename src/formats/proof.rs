//! What a conversion owes: what of a user must be found again when the output is read.
//!
//! A user is a heap of [`Term`]s: one value each, with the field that holds it. Each target says of
//! the terms of a source user what is [`Due`] in the output, and which terms the output has of its
//! own. It says so in terms of neutral users, never of bytes, so that a writer and its proof can be
//! wrong in different ways only.
//!
//! The order of e-mail addresses, numbers, roles and members is no term: only which one is primary.

use std::borrow::Cow;

use super::{Request, SettingError};
use crate::findings::{Note, Rule};
use crate::model::{Field, Group, User};

pub(super) use super::proof_terms::{address_value, fields, kept};
pub use super::proof_terms::{canonical, joined, neutral, pointer_of, text_value};

/// One value of a user.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term<'t> {
    /// The field that holds it.
    pub field: u8,
    /// Which part of the field, such as the name of an attribute; it can be shown.
    pub name: Cow<'t, str>,
    /// The value; it is never shown. A mark of another value begins with that value and a zero.
    pub value: Cow<'t, [u8]>,
}

impl<'t> Term<'t> {
    /// A value of a field.
    pub fn new(
        field: Field,
        name: impl Into<Cow<'t, str>>,
        value: impl Into<Cow<'t, [u8]>>,
    ) -> Self {
        Term { field: field as u8, name: name.into(), value: value.into() }
    }

    /// Is it something that no field holds, with a pointer as its name? An attribute may be called
    /// anything, also like a pointer.
    pub fn is_kept(&self) -> bool {
        self.name.starts_with('/') && self.field() != Field::Attributes
    }

    /// The field that holds it.
    pub fn field(&self) -> Field {
        Field::ALL[usize::from(self.field) % Field::ALL.len()]
    }
}

/// What is due of a term in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It is there.
    Carried,
    /// Something that begins so is there.
    Some,
    /// It is there where the value is that it is a mark of.
    Follows,
    /// It is there, or lost; lost only where the output has so many values of the field already.
    Room(u8),
    /// It is there, or lost; not counted where the value is lost that it is a mark of.
    Mark,
    /// It is lost, and counted.
    Lost,
    /// It may be there.
    Allowed,
    /// Whatever begins so may be there.
    Begins,
}

impl Due {
    /// All of them; those that explain a term of the output best come first.
    const ALL: [Due; 7] =
        [Due::Carried, Due::Follows, Due::Mark, Due::Lost, Due::Some, Due::Allowed, Due::Begins];

    /// A number that stands for it.
    pub fn code(self) -> u8 {
        match self {
            Due::Room(room) => 128 + room.min(100),
            other => Due::ALL.iter().position(|due| *due == other).unwrap_or_default() as u8,
        }
    }

    /// What the number stands for.
    pub fn of_code(code: u8) -> Due {
        match code {
            128.. => Due::Room(code - 128),
            code => Due::ALL[usize::from(code) % Due::ALL.len()],
        }
    }
}

/// A term, and what is due of it.
pub struct Owed<'t> {
    /// What is due.
    pub due: Due,
    /// The term.
    pub term: Term<'t>,
    /// The field that it is counted under where it is lost.
    pub lost_as: Field,
}

/// What is due of a user of the source, or what a user of the output has: terms, written one behind
/// the other, so that they can be handed from thread to thread in one piece.
#[derive(Default)]
pub struct Dues {
    bytes: Vec<u8>,
}

impl Dues {
    /// This is due of a term. An empty text says nothing, so nobody must carry it.
    pub fn push(&mut self, due: Due, term: Term<'_>) {
        let lost_as = term.field();
        self.push_lost_as(due, term, lost_as);
    }

    /// As [`push`](Self::push), where a loss is counted under another field.
    pub fn push_lost_as(&mut self, due: Due, term: Term<'_>, lost_as: Field) {
        let says_nothing = term.value.is_empty();
        let due = if says_nothing && due == Due::Carried { Due::Allowed } else { due };
        self.write(due, term, lost_as);
    }

    /// The output has this, whatever the source has.
    pub fn made<'t>(
        &mut self,
        field: Field,
        name: impl Into<Cow<'t, str>>,
        value: impl Into<Cow<'t, [u8]>>,
    ) {
        self.found(Term::new(field, name, value));
    }

    /// The output has this term.
    pub fn found(&mut self, term: Term<'_>) {
        let lost_as = term.field();
        self.write(Due::Carried, term, lost_as);
    }

    /// The output may have this.
    pub fn allow<'t>(
        &mut self,
        due: Due,
        field: Field,
        name: impl Into<Cow<'t, str>>,
        value: impl Into<Cow<'t, [u8]>>,
    ) {
        self.write(due, Term::new(field, name, value), field);
    }

    /// Adds all of another.
    pub fn append(&mut self, other: &Dues) {
        self.bytes.extend_from_slice(&other.bytes);
    }

    /// All of it, for [`Owed::all`].
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn write(&mut self, due: Due, term: Term<'_>, lost_as: Field) {
        let Term { field, name, value } = term;
        self.bytes.extend_from_slice(&[due.code(), field, lost_as as u8]);
        for text in [name.as_bytes(), &value] {
            self.bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
            self.bytes.extend_from_slice(text);
        }
    }
}

impl<'t> Owed<'t> {
    /// What [`Dues`] wrote, one by one.
    pub fn all(mut bytes: &'t [u8]) -> impl Iterator<Item = Owed<'t>> {
        std::iter::from_fn(move || Owed::take(&mut bytes))
    }

    fn take(bytes: &mut &'t [u8]) -> Option<Self> {
        let ([due, field, lost_as], rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        let name = String::from_utf8_lossy(take_text(bytes)?);
        let value = Cow::Borrowed(take_text(bytes)?);
        let lost_as = *Field::ALL.get(usize::from(*lost_as))?;
        Some(Owed { due: Due::of_code(*due), term: Term { field: *field, name, value }, lost_as })
    }
}

fn take_text<'t>(bytes: &mut &'t [u8]) -> Option<&'t [u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *bytes = rest;
    Some(text)
}

/// The proof of conversions to one target.
pub trait Proof: Sync {
    /// By what a user of the source is known in the output; nothing when it cannot be there.
    fn key(&self, user: &User<'_>) -> Option<Vec<u8>>;

    /// By what a user of the output is known.
    fn key_of_output(&self, user: &User<'_>) -> Option<Vec<u8>>;

    /// What is due of a user of the source.
    fn due(&self, user: &User<'_>, dues: &mut Dues);

    /// The terms of a user of the output.
    fn terms(&self, user: &User<'_>, terms: &mut Dues);

    /// Is a note about a value that the reader of the output leaves out? It has no term for such a
    /// value, and nobody gave it.
    fn is_unread(&self, note: &Note) -> bool {
        let _ = note;
        false
    }

    /// Members that every user of the output has, also where they are empty, because the import
    /// demands them: the rule that the reader notes where one is missing, and where that is.
    fn demanded(&self) -> &'static [(&'static Rule, &'static str)] {
        &[]
    }

    /// What this proof does not look at.
    fn left_out(&self) -> &'static [&'static str];

    /// How the groups of the output differ from those that the source describes: the field of each
    /// difference, and whether it is missing rather than invented.
    fn groups(&self, source: &[Group], output: &[Group]) -> Vec<(Field, bool)> {
        let _ = (source, output);
        Vec::new()
    }

    /// How rows of the output that are about more than users differ from what is due: where they
    /// are, and whether one is missing rather than invented. It is asked once all users were read.
    fn configuration(&self, output: &[(String, String)]) -> Vec<(String, bool)> {
        let _ = output;
        Vec::new()
    }

    /// The heading rows that a part may begin with; none where the output is no table.
    fn headings(&self) -> Vec<Vec<u8>> {
        Vec::new()
    }

    /// The members that an object around users has, for each kind of such objects: none at all
    /// where the users are a bare array, and no kind where the output is no JSON.
    fn around(&self) -> Vec<Vec<String>> {
        Vec::new()
    }

    /// The members that stand beside so many users, with their values.
    fn beside(&self, users: u64) -> Vec<(&'static str, String)> {
        let _ = users;
        Vec::new()
    }

    /// The rules about rows beside users that no conversion breaks, though a reader takes them.
    fn about_rows(&self) -> &'static [&'static Rule] {
        &[]
    }

    /// With what the output is to be read.
    fn reading(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// Makes the proof of a target from what the conversion was told.
pub type MakeProof = fn(&Request<'_>) -> Result<Box<dyn Proof>, SettingError>;
