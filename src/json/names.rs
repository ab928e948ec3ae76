//! The names that members of an object are known by.
//!
//! Records are alike: after one name mostly comes the name that came after it last time. So the next
//! name is foreseen, and one comparison tells whether it is there. Any other name is told by a few
//! words of its bytes, in a table that is made when the program is compiled and has a slot for each
//! name: again one comparison, however many names there are.

use std::cell::Cell;
use std::thread::LocalKey;

use wide::u8x16;

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
}

/// Numbers of names; 0 is no name.
const NUMBERS: usize = 41;

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
    /// Its number in its table.
    pub(super) number: u8,
    /// What it means.
    pub(super) meaning: T,
}

impl<T: Copy> Names<T> {
    /// A table of names.
    ///
    /// # Panics
    /// When there are more than 40. Tables are constants, so that this is an error of the program's
    /// compilation, as it is when a name is there twice.
    pub const fn new(names: &[(&'static str, T)]) -> Self {
        assert!(names.len() < NUMBERS, "a table has room for 40 names");
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
        let (mut slots, mut spelled) = ([free; SLOTS], [Spelled::NOTHING; NUMBERS]);
        let mut at = 0;
        while at < names.len() {
            let (text, meaning) = (names[at].0.as_bytes(), names[at].1);
            let word = Word::of_known(text);
            let slot = (word.mixed(factor) >> SHIFT) as usize;
            if slots[slot].name.is_some() {
                return None;
            }
            at += 1;
            let name = Name { text, number: at as u8, meaning };
            slots[slot] = Slot { word, name: Some(name) };
            spelled[at] = Spelled::of(name);
        }
        Some(Names { factor, slots, spelled })
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
        let number = lately.0.get(usize::from(after))?.get();
        let spelled = self.spelled.get(usize::from(number))?;
        let is_there = spelled.starts(bytes.first_chunk()?);
        spelled.name.as_ref().filter(|_| is_there).map(|name| (name, spelled.length))
    }
}

/// A name between its quotes with the colon behind it, as nearly all writers spell it.
#[derive(Clone, Copy)]
struct Spelled<T> {
    bytes: [u8; 2 * WIDTH],
    length: usize,
    name: Option<Name<T>>,
}

/// Bytes that are compared side by side.
const WIDTH: usize = 16;

impl<T: Copy> Spelled<T> {
    /// What no JSON starts with.
    const NOTHING: Spelled<T> = Spelled { bytes: [0; 2 * WIDTH], length: 1, name: None };

    const fn of(name: Name<T>) -> Self {
        let text = name.text;
        if text.len() + 3 > 2 * WIDTH {
            return Spelled::NOTHING;
        }
        let mut bytes = [0; 2 * WIDTH];
        let mut at = 0;
        while at < text.len() {
            bytes[1 + at] = text[at];
            at += 1;
        }
        (bytes[0], bytes[1 + at], bytes[2 + at]) = (b'"', b'"', b':');
        Spelled { bytes, length: at + 3, name: Some(name) }
    }

    /// Do these bytes start with it?
    #[inline(always)]
    fn starts(&self, bytes: &[u8; 2 * WIDTH]) -> bool {
        let (bytes, due) = (bytes.as_chunks::<WIDTH>().0, self.bytes.as_chunks::<WIDTH>().0);
        let same = |at: usize| u8x16::new(bytes[at]).simd_eq(u8x16::new(due[at])).to_bitmask();
        (same(0) | same(1) << WIDTH).trailing_ones() as usize >= self.length
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

    /// A name came after another one.
    #[inline(always)]
    pub(super) fn remember(self, after: u8, number: u8) {
        self.lately.with(|lately| lately.0[usize::from(after)].set(number));
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
            let spelled = Spelled::of(Name { text: name.as_bytes(), number: 1, meaning: () });
            let text = format!("\"{name}\":{:32}", "");
            let bytes = |text: &str| text.as_bytes().first_chunk().copied().unwrap();
            let is_short = name.len() <= 29;
            assert_eq!(spelled.starts(&bytes(&text)), is_short, "{name}");
            for at in 0..(name.len() + 3).min(32) {
                let mut other = bytes(&text);
                other[at] = b'?';
                assert!(!spelled.starts(&other), "{text} at {at}");
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
