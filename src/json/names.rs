//! The names that members of an object are known by.
//!
//! Records are alike: after one name mostly comes the name that came after it last time. So the next
//! name is foreseen, and one comparison tells whether it is there. Any other name is told by a few
//! words of its bytes, in a table that is made when the program is compiled and has a slot for each
//! name: again one comparison, however many names there are.

use std::cell::Cell;
use std::thread::LocalKey;

use wide::u8x16;

use super::text::Text;

/// Slots of a table: so many that names find their own ones soon.
const SLOTS: usize = 128;

/// The first bits of a product that choose the slot.
const SHIFT: u32 = u64::BITS - SLOTS.trailing_zeros();

/// What names are told apart by: their first and last eight bytes, and their length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    head: u64,
    tail: u64,
    length: usize,
}

impl Word {
    /// The word of a name, given as the inside of its string without escapes.
    #[inline(always)]
    pub(super) fn of(name: &[u8]) -> Self {
        let (head, tail) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => (of_short(name), 0),
        };
        Word { head, tail, length: name.len() }
    }

    /// The same byte by byte, for names that are known when the program is compiled.
    const fn of_known(name: &[u8]) -> Self {
        let (mut head, mut tail, mut at) = (0, 0, 0);
        while at < 8 && at < name.len() {
            head |= (name[at] as u64) << (8 * at);
            at += 1;
        }
        while at > 0 && name.len() >= 8 {
            tail = tail << 8 | name[name.len() + at - 9] as u64;
            at -= 1;
        }
        Word { head, tail, length: name.len() }
    }

    /// A number that is the same for equal names. Its first bits are the best ones.
    #[inline(always)]
    pub(super) const fn mixed(self, factor: u64) -> u64 {
        (self.head ^ self.tail.rotate_left(23) ^ self.length as u64).wrapping_mul(factor)
    }
}

/// The bytes of a name of at most seven, the first one last.
#[inline(always)]
fn of_short(name: &[u8]) -> u64 {
    match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        (Some(head), Some(tail)) => {
            let (head, tail) = (u32::from_le_bytes(*head), u32::from_le_bytes(*tail));
            u64::from(head) | u64::from(tail) << (8 * (name.len() - 4))
        }
        _ => name.iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte)),
    }
}

/// Names, and what each of them means.
pub struct Names<T: 'static> {
    factor: u64,
    slots: [Slot<T>; SLOTS],
    spelled: [Spelled<T>; NUMBERS],
    spelled_next: [Spelled<T>; NUMBERS],
}

/// The most names of a table.
const MOST: usize = 40;

/// Numbers of names, as many as a set has bits; 0 is no name.
const NUMBERS: usize = 64;

#[derive(Clone, Copy)]
struct Slot<T> {
    word: Word,
    name: Option<Name<T>>,
}

/// A name that is known.
#[derive(Clone, Copy)]
pub(super) struct Name<T> {
    /// The name itself.
    pub(super) text: &'static [u8],
    /// The same, as readers are told it.
    pub(super) told: Text<'static>,
    /// Its number in its table.
    pub(super) number: u8,
    /// What it means.
    pub(super) meaning: T,
}

impl<T> Name<T> {
    const fn new(text: &'static [u8], number: u8, meaning: T) -> Self {
        Name { text, told: Text::clean(text), number, meaning }
    }

    /// The set that it is in alone.
    #[inline(always)]
    pub(super) fn bit(&self) -> u64 {
        1 << (usize::from(self.number) % NUMBERS)
    }
}

impl<T: Copy> Names<T> {
    /// A table of names.
    ///
    /// # Panics
    /// When there are none, or more than 40. Tables are constants, so that this is an error of the program's
    /// compilation, as it is when a name is there twice.
    pub const fn new(names: &[(&'static str, T)]) -> Self {
        assert!(!names.is_empty() && names.len() <= MOST, "a table has 1 to 40 names");
        let mut factor: u64 = 0x9E37_79B9_7F4A_7C15;
        loop {
            match Names::with(factor, names) {
                Some(table) => return table,
                None => factor = factor.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(2) | 1,
            }
        }
    }

    /// The table that this factor makes; `None` when two names meet in a slot.
    const fn with(factor: u64, names: &[(&'static str, T)]) -> Option<Self> {
        let free = Slot { word: Word { head: 0, tail: 0, length: 0 }, name: None };
        let first = Name::new(names[0].0.as_bytes(), 1, names[0].1);
        let mut slots = [free; SLOTS];
        let mut spelled = [Spelled::never(first); NUMBERS];
        let mut spelled_next = spelled;
        let mut at = 0;
        while at < names.len() {
            let (text, meaning) = (names[at].0.as_bytes(), names[at].1);
            let word = Word::of_known(text);
            let slot = (word.mixed(factor) >> SHIFT) as usize;
            if slots[slot].name.is_some() {
                return None;
            }
            at += 1;
            let name = Name::new(text, at as u8, meaning);
            slots[slot] = Slot { word, name: Some(name) };
            spelled[at] = Spelled::of(b"\"", name);
            spelled_next[at] = Spelled::of(b",\"", name);
        }
        Some(Names { factor, slots, spelled, spelled_next })
    }

    /// A name that is one of these.
    #[inline(always)]
    pub(super) fn find(&self, name: &[u8], word: Word) -> Option<&Name<T>> {
        let slot = &self.slots[(word.mixed(self.factor) >> SHIFT) as usize];
        let is_it = |known: &&Name<T>| word.length <= 16 || known.text == name;
        // Words say all of names of at most 16 bytes.
        if slot.word == word { slot.name.as_ref().filter(is_it) } else { None }
    }

    /// The name that is foreseen after another one, if these bytes start with it, between quotes and
    /// with a colon behind it, and how many bytes that takes.
    #[inline(always)]
    pub(super) fn foreseen(
        &self,
        lately: &Lately,
        after: u8,
        bytes: &[u8],
    ) -> Option<(&Name<T>, usize)> {
        Self::foreseen_in(&self.spelled, lately, after, bytes)
    }

    /// As [`foreseen`](Self::foreseen), with a comma before it.
    #[inline(always)]
    fn foreseen_next(&self, lately: &Lately, after: u8, bytes: &[u8]) -> Option<(&Name<T>, usize)> {
        Self::foreseen_in(&self.spelled_next, lately, after, bytes)
    }

    #[inline(always)]
    fn foreseen_in<'n>(
        spelled: &'n [Spelled<T>; NUMBERS],
        lately: &Lately,
        after: u8,
        bytes: &[u8],
    ) -> Option<(&'n Name<T>, usize)> {
        let spelled = &spelled[usize::from(lately.behind(after).get()) % NUMBERS];
        spelled.starts(bytes.first_chunk()?).then_some((&spelled.name, spelled.length))
    }
}

/// A name between its quotes with the colon behind it, as nearly all writers spell it, or also with
/// the comma before it.
#[derive(Clone, Copy)]
struct Spelled<T> {
    bytes: [u8; 2 * WIDTH],
    /// A bit for each byte that must be there; more than there can be where it is never told so.
    due: u64,
    length: usize,
    name: Name<T>,
}

/// Bytes that are compared side by side.
const WIDTH: usize = 16;

impl<T: Copy> Spelled<T> {
    /// What nothing starts with.
    const fn never(name: Name<T>) -> Self {
        Spelled { bytes: [0; 2 * WIDTH], due: u64::MAX, length: 0, name }
    }

    /// The name behind a quote, or a comma and a quote.
    const fn of(before: &[u8], name: Name<T>) -> Self {
        let (mut bytes, mut at) = ([0; 2 * WIDTH], 0);
        let length = before.len() + name.text.len() + 2;
        if length > bytes.len() {
            return Spelled::never(name);
        }
        while at < length {
            bytes[at] = match at.checked_sub(before.len()) {
                None => before[at],
                Some(inside) if inside < name.text.len() => name.text[inside],
                Some(_) if at + 2 == length => b'"',
                Some(_) => b':',
            };
            at += 1;
        }
        Spelled { bytes, due: (1 << length) - 1, length, name }
    }

    /// Do these bytes start with it?
    #[inline(always)]
    fn starts(&self, bytes: &[u8; 2 * WIDTH]) -> bool {
        let (bytes, due) = (bytes.as_chunks::<WIDTH>().0, self.bytes.as_chunks::<WIDTH>().0);
        let same = |at: usize| u8x16::new(bytes[at]).simd_eq(u8x16::new(due[at])).to_bitmask();
        !u64::from(same(0) | same(1) << WIDTH) & self.due == 0
    }
}

/// Which name came after which one, in what this thread has read lately.
pub struct Lately([Cell<u8>; NUMBERS]);

impl Lately {
    /// Nothing was read.
    #[allow(clippy::new_without_default, reason = "it is made where programs are compiled")]
    pub const fn new() -> Self {
        Lately([const { Cell::new(0) }; NUMBERS])
    }

    /// The number of the name that came behind that of another number.
    #[inline(always)]
    fn behind(&self, number: u8) -> &Cell<u8> {
        &self.0[usize::from(number) % NUMBERS]
    }
}

/// Names, and what is remembered of their order.
pub struct Known<T: 'static> {
    pub(crate) names: &'static Names<T>,
    pub(crate) lately: &'static LocalKey<Lately>,
}

impl<T> Clone for Known<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Known<T> {}

impl<T: Copy> Known<T> {
    /// As [`Names::foreseen`], by what this thread has read lately.
    #[inline(always)]
    pub(super) fn foreseen(self, after: u8, bytes: &[u8]) -> Option<(&'static Name<T>, usize)> {
        self.lately.with(|lately| self.names.foreseen(lately, after, bytes))
    }

    /// As [`foreseen`](Self::foreseen), with a comma before it.
    #[inline(always)]
    pub(super) fn foreseen_next(
        self,
        after: u8,
        bytes: &[u8],
    ) -> Option<(&'static Name<T>, usize)> {
        self.lately.with(|lately| self.names.foreseen_next(lately, after, bytes))
    }

    /// A name came after another one.
    #[inline(always)]
    pub(super) fn remember(self, after: u8, number: u8) {
        self.lately.with(|lately| lately.behind(after).set(number));
    }
}

/// Names that are known, and what each of them means.
macro_rules! known_names {
    ($kind:ident { $($name:literal => $meaning:ident,)* }) => {{
        static NAMES: $crate::json::Names<$kind> =
            $crate::json::Names::new(&[$(($name, $kind::$meaning),)*]);
        thread_local! {
            static LATELY: $crate::json::Lately = const { $crate::json::Lately::new() };
        }
        $crate::json::Known { names: &NAMES, lately: &LATELY }
    }};
}
pub(crate) use known_names;

/// Declares the names of an object's members, and an enumeration that tells them apart.
macro_rules! member_names {
    ($(#[$head:meta])* $kind:ident { $($member:ident = $name:literal,)* }) => {
        $(#[$head])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum $kind { $($member,)* }

        impl $kind {
            /// The names.
            pub(super) const NAMES: $crate::json::Known<$kind> =
                $crate::json::known_names!($kind { $($name => $member,)* });
        }
    };
}
pub(crate) use member_names;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    static NAMES: Names<u8> = Names::new(&[
        ("", 0),
        ("id", 1),
        ("type", 2),
        ("active", 3),
        ("originalId", 4),
        ("orignalId", 5),
        ("passwordHash", 6),
        ("passwordExpirationTimestamp", 7),
    ]);

    fn found(name: &str) -> Option<u8> {
        NAMES.find(name.as_bytes(), Word::of(name.as_bytes())).map(|name| name.meaning)
    }

    #[test]
    fn names_are_found_and_no_others() {
        let names = ["", "id", "type", "active", "originalId", "orignalId", "passwordHash"];
        for (name, meaning) in names.iter().zip(0..) {
            assert_eq!(found(name), Some(meaning), "{name}");
        }
        assert_eq!(found("passwordExpirationTimestamp"), Some(7));
        assert_eq!(found("passwordExpiratioXTimestamp"), None, "the words are the same");
        for other in ["i", "di", "ids", "typ", "types", "Active", "originalid", "\0\0"] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_foreseen_is_there() {
        for name in [
            "id",
            "active",
            "passwordHash",
            "passwordHashAlgorithm",
            "a name of twenty-nine bytes :-)",
        ] {
            let name = Name::new(name.as_bytes(), 1, ());
            for before in ["\"", ",\""] {
                let spelled = Spelled::of(before.as_bytes(), name);
                let length = before.len() + name.text.len() + 2;
                let text = [before.as_bytes(), name.text, b"\":", &[b' '; 32]].concat();
                let bytes = *text.first_chunk().unwrap();
                assert_eq!(spelled.starts(&bytes), length <= 32, "{before}");
                for at in 0..length.min(32) {
                    let mut other = bytes;
                    other[at] = b'?';
                    assert!(!spelled.starts(&other), "{before} at {at}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn words_are_the_same_whenever_they_are_made(name in "[a-zA-Z:.]{0,24}") {
            let (now, compiled) = (Word::of(name.as_bytes()), Word::of_known(name.as_bytes()));
            prop_assert!(now == compiled);
        }

        #[test]
        fn words_of_short_names_say_all(one in "[ab]{0,16}", other in "[ab]{0,16}") {
            let same = Word::of(one.as_bytes()) == Word::of(other.as_bytes());
            prop_assert_eq!(same, one == other);
        }
    }
}
