//! What readers and writers leave behind while they work on a run of records.

use std::sync::LazyLock;

use super::{Finding, Place, Purpose, Rule, Severity, Shape};
use crate::model::{Account, Field, Home, Kept, Key, KeyHasher, KeyKind, LostMembers, Text};

/// A finding in the making: its place is still an index into the bytes of the run.
#[derive(Clone, Debug)]
pub struct Note {
    /// The rule that does not hold.
    pub rule: &'static Rule,
    /// How much it matters.
    pub severity: Severity,
    /// Index of the byte in the bytes of the run, or [`NO_PLACE`]. Of a note on a whole input, in
    /// its start.
    pub at: usize,
    /// Where in the record.
    pub pointer: Pointer,
    /// What was there.
    pub got: Shape,
    /// Where it is when it is not in the bytes of the run: the number of an input and the offset.
    pub elsewhere: Option<(u32, u64)>,
}

/// A text that stands elsewhere in the inputs than the bytes of the run.
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere {
    /// The number of its input.
    pub input: u32,
    /// Where it starts there.
    pub offset: u64,
    /// The index that it starts at where it is read.
    pub start: usize,
}

/// Stands for an index when only the pointer is known.
pub const NO_PLACE: usize = usize::MAX;

/// A JSON Pointer in the making; made text only when somebody reads it.
#[derive(Clone, Debug, Default)]
pub struct Pointer {
    path: &'static str,
    index: u32,
    member: Option<Member>,
}

/// The last part of a pointer, or several. Names in data are mostly short, and need no room of their
/// own then.
#[derive(Clone, Debug)]
enum Member {
    Known(&'static str),
    Short(u8, [u8; SHORT]),
    Long(Box<str>),
}

/// So many bytes of a name stand where the room for a longer one would be named.
const SHORT: usize = 22;

impl Member {
    /// A name in data.
    fn of(name: &[u8]) -> Self {
        let is_plain = name.is_ascii() && !name.iter().any(|byte| matches!(byte, b'~' | b'/'));
        let mut short = [0; SHORT];
        match short.get_mut(..name.len()).filter(|_| is_plain) {
            Some(room) => {
                room.copy_from_slice(name);
                Member::Short(name.len() as u8, short)
            }
            None => {
                let name = String::from_utf8_lossy(name);
                Member::Long(name.replace('~', "~0").replace('/', "~1").into())
            }
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Member::Known(name) => name,
            Member::Short(length, name) => {
                std::str::from_utf8(&name[..usize::from(*length)]).unwrap_or_default()
            }
            Member::Long(name) => name,
        }
    }
}

impl Pointer {
    /// A fixed place.
    pub fn of(path: &'static str) -> Self {
        Pointer { path, index: 0, member: None }
    }

    /// A place whose `*` is this index.
    pub fn at(path: &'static str, index: u32) -> Self {
        Pointer { path, index, member: None }
    }

    /// A place that is known as text.
    pub fn of_text(pointer: &str) -> Self {
        let member = pointer.strip_prefix('/').map(|rest| Member::Long(rest.into()));
        Pointer { path: "", index: 0, member }
    }

    /// A member of an object, named as in the data.
    pub fn member(home: Home, name: Text<'_>) -> Self {
        let member = Some(Member::of(&name.decode()));
        Pointer { path: home.path, index: home.index, member }
    }

    /// A member of an object, by a name that is known; or one further down, by its path.
    pub fn named(home: Home, name: &'static str) -> Self {
        Pointer { path: home.path, index: home.index, member: Some(Member::Known(name)) }
    }
}

impl std::fmt::Display for Pointer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.split_once('*') {
            Some((before, after)) => write!(f, "{before}{}{after}", self.index)?,
            None => f.write_str(self.path)?,
        }
        match &self.member {
            Some(name) => write!(f, "/{}", name.as_str()),
            None => Ok(()),
        }
    }
}

impl Note {
    /// A note on a place in the inputs: the number of the input, and the offset.
    pub fn on_place(
        rule: &'static Rule,
        severity: Severity,
        pointer: &'static str,
        got: Shape,
        place: (u32, u64),
    ) -> Self {
        Note { elsewhere: Some(place), ..Note::on_input(rule, severity, pointer, got) }
    }

    /// A note on a whole input.
    pub fn on_input(
        rule: &'static Rule,
        severity: Severity,
        pointer: &'static str,
        got: Shape,
    ) -> Self {
        Note { rule, severity, at: NO_PLACE, pointer: Pointer::of(pointer), got, elsewhere: None }
    }

    /// The note with the severity that it has for this purpose; `None` when its rule says nothing
    /// for it.
    pub fn graded(self, purpose: Purpose) -> Option<Note> {
        let severity = self.rule.grades.grade(self.severity, purpose)?;
        Some(Note { severity, ..self })
    }

    /// The finding, once its place is known.
    pub fn finding(&self, place: Place) -> Finding {
        let place = Place { pointer: self.pointer.to_string(), ..place };
        Finding { rule: self.rule, severity: self.severity, place, got: self.got, related: None }
    }
}

/// What a reader wants to be told of a record once it stands: numbers that only the reader knows.
pub type Mark = [u64; 4];

/// The notes on a run of records.
pub struct Notes {
    hasher: KeyHasher,
    purpose: Purpose,
    /// Everything noted, in the order of the records.
    pub list: Vec<Note>,
    /// What must be unique, in the order of the records.
    pub keys: Vec<Key>,
    /// What readers marked, in the order of the records.
    pub marks: Vec<Mark>,
    /// The account of the record at hand.
    pub account: Account,
    /// Members that records lose, in the order of the records.
    pub lost: LostMembers,
    /// The source's own id of the user at hand, where it is known to be wanted.
    pub name: Option<Box<str>>,
    refused: bool,
    doubtful: bool,
    start: (usize, usize, usize),
    elsewhere: Option<Elsewhere>,
    joined: Vec<u8>,
}

impl Notes {
    /// Empty notes; keys are hashed with `hasher`.
    pub fn new(hasher: KeyHasher, purpose: Purpose) -> Self {
        Notes {
            hasher,
            purpose,
            list: Vec::new(),
            keys: Vec::new(),
            marks: Vec::new(),
            account: Account::default(),
            lost: LostMembers::default(),
            name: None,
            refused: false,
            doubtful: false,
            start: (0, 0, 0),
            elsewhere: None,
            joined: Vec::new(),
        }
    }

    /// Notes for a reading whose keys nobody asks for.
    pub fn unkeyed() -> Self {
        Notes::unkeyed_for(Purpose::Reading)
    }

    /// The same for another purpose.
    pub fn unkeyed_for(purpose: Purpose) -> Self {
        static HASHER: LazyLock<KeyHasher> = LazyLock::new(|| KeyHasher::new([0; 32]));
        Notes::new(HASHER.clone(), purpose)
    }

    /// Forgets everything, and keeps the room taken.
    pub fn clear(&mut self) {
        self.list.clear();
        self.keys.clear();
        self.marks.clear();
        self.lost.clear();
        self.begin();
    }

    /// A new record begins.
    #[inline]
    pub fn begin(&mut self) {
        self.refused = false;
        self.doubtful = false;
        self.elsewhere = None;
        self.name = None;
        self.account = Account::default();
        self.lost.begin();
        self.start = (self.list.len(), self.keys.len(), self.marks.len());
    }

    /// Forgets what was noted since the record began.
    pub fn take_back(&mut self) {
        self.list.truncate(self.start.0);
        self.keys.truncate(self.start.1);
        self.marks.truncate(self.start.2);
        self.lost.take_back();
        self.begin();
    }

    /// What was noted since the record began.
    pub fn of_record(&self) -> &[Note] {
        &self.list[self.start.0..]
    }

    /// Was this rule noted since the record began?
    pub fn has(&self, rule: &'static Rule) -> bool {
        self.of_record().iter().any(|note| std::ptr::eq(note.rule, rule))
    }

    /// Was an error noted since the record began?
    #[inline]
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// Does something that is not to refuse a record that is converted: its errors are warnings
    /// then. In any case nothing is lost or must be unique.
    pub fn soften(&mut self, work: impl FnOnce(&mut Notes)) {
        let (notes, keys) = (self.list.len(), self.keys.len());
        let (account, refused) = (self.account, self.refused);
        work(self);
        let refused = match self.purpose {
            Purpose::Converting => {
                for note in &mut self.list[notes..] {
                    note.severity = note.severity.min(Severity::Warning);
                }
                refused
            }
            Purpose::Reading | Purpose::Writing => self.refused,
        };
        self.keys.truncate(keys);
        self.lost.take_back();
        (self.account, self.refused) = (account, refused);
    }

    /// Does something that is not to refuse the record, however grave what it notes is.
    pub fn keep_accepted<T>(&mut self, work: impl FnOnce(&mut Notes) -> T) -> T {
        let refused = self.refused;
        let done = work(self);
        self.refused = refused;
        done
    }

    /// Does something of which the schema says nothing: whatever it notes, it leaves no doubt.
    pub fn beyond_schema<T>(&mut self, work: impl FnOnce(&mut Notes) -> T) -> T {
        let doubtful = self.doubtful;
        let done = work(self);
        self.doubtful = doubtful;
        done
    }

    /// What the record is read for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The record at hand is not plainly what its schema describes: the schema must be asked, as it
    /// is after what is grave by itself, or a value of an unexpected kind.
    pub fn doubt(&mut self) {
        self.doubtful = true;
    }

    /// Must the schema be asked about the record at hand?
    pub fn is_doubtful(&self) -> bool {
        self.doubtful
    }

    /// Notes something that refuses the record, unless it matters less for the purpose.
    pub fn error(&mut self, rule: &'static Rule, at: usize, pointer: Pointer, got: Shape) {
        self.push(rule, Severity::Error, at, pointer, got);
    }

    /// Notes something that is probably wrong, unless it matters more or less for the purpose.
    pub fn warning(&mut self, rule: &'static Rule, at: usize, pointer: Pointer, got: Shape) {
        self.push(rule, Severity::Warning, at, pointer, got);
    }

    /// Notes something worth knowing, unless it matters more for the purpose.
    pub fn info(&mut self, rule: &'static Rule, at: usize, pointer: Pointer, got: Shape) {
        self.push(rule, Severity::Info, at, pointer, got);
    }

    /// What is noted from now on stands in this text, or again in the bytes of the run.
    pub fn stand(&mut self, elsewhere: Option<Elsewhere>) {
        self.elsewhere = elsewhere;
    }

    fn push(
        &mut self,
        rule: &'static Rule,
        severity: Severity,
        at: usize,
        pointer: Pointer,
        got: Shape,
    ) {
        let graded = rule.grades.grade(severity, self.purpose);
        // What is grave by itself and not for the purpose may still be against the schema.
        self.doubtful |= match severity {
            Severity::Error => true,
            Severity::Warning => matches!(got, Shape::Kind(_)),
            Severity::Info => false,
        };
        let Some(severity) = graded else { return };
        self.refused |= severity == Severity::Error;
        let elsewhere = if self.elsewhere.is_some() { self.place_elsewhere(at) } else { None };
        self.list.push(Note { rule, severity, at, pointer, got, elsewhere });
    }

    /// Where an index is that is none of the bytes of the run.
    #[cold]
    fn place_elsewhere(&self, at: usize) -> Option<(u32, u64)> {
        self.elsewhere.map(|text| {
            let index = if at == NO_PLACE { 0 } else { at.saturating_sub(text.start) };
            (text.input, text.offset + index as u64)
        })
    }

    /// The target has no place for these members.
    pub fn lose_members(&mut self, members: &[Kept<'_>]) {
        for kept in members {
            match kept.field {
                Field::Kept => self.lost.lose(kept.home.path, kept.name),
                field => self.account.lose(field),
            }
        }
    }

    /// This text must be unique among texts of its kind.
    #[inline]
    pub fn key(&mut self, kind: KeyKind, text: Text<'_>) {
        self.keys.push(self.hasher.key(kind, text));
    }

    /// This text means something to the record at hand, and may mean something to others: its
    /// `roles` are those of [`Key`]. Texts of different `scopes` never meet.
    pub fn key_as(&mut self, kind: KeyKind, roles: u8, scope: Option<Text<'_>>, text: Text<'_>) {
        match scope {
            None => self.key(kind, text),
            Some(scope) => self.key_of_pair(kind, scope, text),
        }
        if let Some(key) = self.keys.last_mut() {
            key.roles = roles;
        }
    }

    /// The texts of this kind that the record at hand was read with are not those it will have.
    pub fn forget_keys(&mut self, kind: KeyKind) {
        let others = self.keys.split_off(self.start.1).into_iter().filter(|key| key.kind != kind);
        self.keys.extend(others);
    }

    /// These two texts must be unique together among the pairs of their kind.
    pub fn key_of_pair(&mut self, kind: KeyKind, first: Text<'_>, second: Text<'_>) {
        let first = first.decode();
        self.joined.clear();
        // With its length the first text ends at one place only (up to 127 bytes).
        self.joined.push((first.len() % 128) as u8);
        self.joined.extend_from_slice(&first);
        self.joined.extend_from_slice(&second.decode());
        self.keys.push(self.hasher.key(kind, Text::clean(&self.joined)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Home;
    use proptest::prelude::*;

    #[test]
    fn what_is_beyond_the_schema_leaves_no_doubt() {
        static ODD: Rule = Rule {
            id: "XX-001",
            grades: crate::findings::Grades::of("W/W"),
            title: "",
            remedy: "",
            source: "",
            says: None,
        };
        let odd = |notes: &mut Notes| {
            let got = Shape::Kind(crate::json::Kind::Number);
            notes.warning(&ODD, 0, Pointer::of("/a"), got);
        };
        let mut notes = Notes::unkeyed();
        notes.beyond_schema(odd);
        assert!(!notes.list.is_empty() && !notes.is_doubtful());
        odd(&mut notes);
        notes.beyond_schema(odd);
        assert!(notes.is_doubtful(), "a doubt that was there stays");
    }

    #[test]
    fn names_of_any_length_are_told() {
        let pointer = |name: &str| {
            let home = Home { path: "/a/*", index: 7 };
            Pointer::member(home, Text::plain(name)).to_string()
        };
        assert_eq!(pointer("b"), "/a/7/b");
        assert_eq!(pointer("a/b~c"), "/a/7/a~1b~0c");
        assert_eq!(pointer("é"), "/a/7/é");
        for length in [0, SHORT - 1, SHORT, SHORT + 1, 100] {
            let name = "x".repeat(length);
            assert_eq!(pointer(&name), format!("/a/7/{name}"));
        }
    }

    proptest! {
        #[test]
        fn names_are_escaped_in_pointers(name in "[a-z~/é]{0,30}") {
            let due = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            let pointer = Pointer::member(Home { path: "", index: 0 }, Text::plain(&name));
            prop_assert_eq!(pointer.to_string(), due);
        }
    }
}
