//! Has this object a member name twice?
//!
//! Each name leaves a fingerprint. Equal fingerprints are only a suspicion: from then on the names
//! themselves are kept and compared, so that names made to look alike cost no more than others.

use std::collections::HashSet;

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

    /// Notes a name, given as the inside of its string without escapes.
    #[inline(always)]
    pub(super) fn note(&mut self, name: &[u8]) -> Noted {
        if self.more.is_some() || self.count == FEW {
            return self.note_more(name);
        }
        let mark = fingerprint(name);
        let bit = 1 << (mark >> 58);
        let mark = mark as u32;
        let seen = self.bits & bit != 0 && self.few[..self.count].contains(&mark);
        self.bits |= bit;
        self.few[self.count] = mark;
        self.count += 1;
        if seen { Noted::Suspect } else { Noted::New }
    }

    #[cold]
    fn note_more(&mut self, name: &[u8]) -> Noted {
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
                more.many.push(fingerprint(name) as u32);
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
    pub(super) fn repeats(&mut self) -> bool {
        self.more.is_some() && self.repeats_among_many()
    }

    #[cold]
    fn repeats_among_many(&mut self) -> bool {
        let Some(More { many, names: None }) = self.more.as_deref_mut() else { return false };
        many.extend_from_slice(&self.few);
        many.sort_unstable();
        many.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// Length, first and last eight bytes, mixed. Equal names have equal fingerprints.
#[inline(always)]
fn fingerprint(name: &[u8]) -> u64 {
    let (head, tail) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => (of_short(name), 0),
    };
    let mixed = (head ^ tail.rotate_left(23)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 32) ^ name.len() as u64
}

/// All bytes of a name of at most seven.
#[inline(always)]
fn of_short(name: &[u8]) -> u64 {
    match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        (Some(head), Some(tail)) => {
            u64::from(u32::from_le_bytes(*head)) << 32 | u64::from(u32::from_le_bytes(*tail))
        }
        _ => name.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_a_repeat_among_few_and_among_many() {
        let mut keys = Keys::new();
        assert_eq!(keys.note(b"name"), Noted::New);
        assert_eq!(keys.note(b"mane"), Noted::New);
        assert_eq!(keys.note(b"name"), Noted::Suspect);

        let mut keys = Keys::new();
        for index in 0..40 {
            assert_eq!(keys.note(format!("attribute number {index}").as_bytes()), Noted::New);
        }
        assert!(!keys.repeats());
        keys.note(b"attribute number 3");
        assert!(keys.repeats());
    }

    #[test]
    fn names_are_compared_once_they_are_kept() {
        let mut keys = Keys::new();
        keys.keep(HashSet::from([b"first".to_vec()]));
        assert_eq!(keys.note(b"second"), Noted::New);
        assert_eq!(keys.note(b"first"), Noted::Known);
        assert!(!keys.repeats());
    }
}
