//! Has this object a member name twice?
//!
//! Each name leaves a fingerprint. Equal fingerprints are only a suspicion: from then on the names
//! themselves are kept and compared, so that names made to look alike cost no more than others.

use std::collections::HashSet;

use super::names::Word;

/// How many fingerprints are compared in place; larger objects are sorted at their end.
const FEW: usize = 16;

/// The fingerprints of one object's member names.
pub(super) struct Keys {
    /// One bit for each fingerprint: while a bit is new, so is the fingerprint.
    bits: u64,
    few: [u32; FEW],
    count: usize,
    more: Option<Box<More>>,
}

/// What few objects need.
#[derive(Default)]
struct More {
    /// Fingerprints beyond the first few.
    many: Vec<u32>,
    /// The names themselves, once two fingerprints were equal.
    names: Option<HashSet<Vec<u8>>>,
}

/// What a fingerprint tells of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    /// It is new, as far as can be told before the end of the object.
    New,
    /// It looks like one that is known.
    Suspect,
    /// It is known.
    Known,
}

impl Keys {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Keys { bits: 0, few: [0; FEW], count: 0, more: None }
    }

    /// Notes a name, given as the inside of its string without escapes, and its word.
    #[inline(always)]
    pub(super) fn note(&mut self, name: &[u8], word: Word) -> Noted {
        let mark = fingerprint(word);
        if self.more.is_some() || self.count == FEW {
            return self.note_more(name, mark as u32);
        }
        let bit = 1 << (mark >> 58);
        let mark = mark as u32;
        let seen = self.bits & bit != 0 && self.few[..self.count].contains(&mark);
        self.bits |= bit;
        self.few[self.count] = mark;
        self.count += 1;
        if seen { Noted::Suspect } else { Noted::New }
    }

    #[cold]
    fn note_more(&mut self, name: &[u8], mark: u32) -> Noted {
        let more = self.more.get_or_insert_default();
        match &mut more.names {
            Some(names) => {
                if names.insert(name.to_vec()) {
                    Noted::New
                } else {
                    Noted::Known
                }
            }
            None => {
                more.many.push(mark);
                Noted::New
            }
        }
    }

    /// From now on the names themselves are compared, with these among them.
    pub(super) fn keep(&mut self, names: HashSet<Vec<u8>>) {
        self.more.get_or_insert_default().names = Some(names);
    }

    /// At the end of the object: is any fingerprint of a large object there twice?
    #[inline(always)]
    pub(super) fn repeat(self) -> bool {
        // Taken out here, so that nothing is left to be dropped for most objects.
        self.more.is_some_and(|more| more.repeats(&self.few))
    }
}

impl More {
    #[cold]
    fn repeats(mut self, few: &[u32]) -> bool {
        if self.names.is_some() {
            return false;
        }
        self.many.extend_from_slice(few);
        self.many.sort_unstable();
        self.many.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// Equal names have equal fingerprints.
#[inline(always)]
fn fingerprint(word: Word) -> u64 {
    let mixed = word.mixed(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(keys: &mut Keys, name: &[u8]) -> Noted {
        keys.note(name, Word::of(name))
    }

    #[test]
    fn sees_a_repeat_among_few_and_among_many() {
        let mut keys = Keys::new();
        assert_eq!(note(&mut keys, b"name"), Noted::New);
        assert_eq!(note(&mut keys, b"mane"), Noted::New);
        assert_eq!(note(&mut keys, b"name"), Noted::Suspect);

        for (last, repeats) in [(40, false), (3, true)] {
            let mut keys = Keys::new();
            for index in (0..40).chain([last]) {
                let name = format!("attribute number {index}");
                assert_eq!(note(&mut keys, name.as_bytes()), Noted::New);
            }
            assert_eq!(keys.repeat(), repeats);
        }
    }

    #[test]
    fn names_are_compared_once_they_are_kept() {
        let mut keys = Keys::new();
        keys.keep(HashSet::from([b"first".to_vec()]));
        assert_eq!(note(&mut keys, b"second"), Noted::New);
        assert_eq!(note(&mut keys, b"first"), Noted::Known);
        assert!(!keys.repeat());
    }
}
