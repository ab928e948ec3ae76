//! Has this object a member name twice?
//!
//! Each name leaves a fingerprint. Equal fingerprints are only a suspicion: the caller then
//! compares the decoded names themselves.

/// How many fingerprints are compared in place; larger objects are sorted at their end.
const FEW: usize = 16;

/// The fingerprints of one object's member names.
pub(super) struct Keys {
    /// One bit for each fingerprint: while a bit is new, so is the fingerprint.
    bits: u64,
    few: [u64; FEW],
    count: usize,
    many: Vec<u64>,
}

impl Keys {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Keys { bits: 0, few: [0; FEW], count: 0, many: Vec::new() }
    }

    /// Notes a name, given as the inside of its string without escapes, and says whether one with
    /// the same fingerprint is known already.
    #[inline(always)]
    pub(super) fn note(&mut self, name: &[u8]) -> bool {
        let mark = fingerprint(name);
        if self.count < FEW {
            let bit = 1 << (mark >> 58);
            let seen = self.bits & bit != 0 && self.few[..self.count].contains(&mark);
            self.bits |= bit;
            self.few[self.count] = mark;
            self.count += 1;
            return seen;
        }
        self.many.push(mark);
        false
    }

    /// At the end of the object: is any fingerprint of a large object there twice?
    #[inline(always)]
    pub(super) fn repeats(&mut self) -> bool {
        !self.many.is_empty() && self.repeats_among_many()
    }

    #[cold]
    fn repeats_among_many(&mut self) -> bool {
        self.many.extend_from_slice(&self.few);
        self.many.sort_unstable();
        self.many.windows(2).any(|pair| pair[0] == pair[1])
    }
}

/// Length, first and last eight bytes, mixed. Equal names have equal fingerprints.
#[inline(always)]
fn fingerprint(name: &[u8]) -> u64 {
    let (head, tail) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
        _ => (name.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)), 0),
    };
    (head ^ tail.rotate_left(23)).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ name.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sees_a_repeat_among_few_and_among_many() {
        let mut keys = Keys::new();
        assert!(!keys.note(b"name"));
        assert!(!keys.note(b"mane"));
        assert!(keys.note(b"name"));

        let mut keys = Keys::new();
        for index in 0..40 {
            assert!(!keys.note(format!("attribute number {index}").as_bytes()));
        }
        assert!(!keys.repeats());
        keys.note(b"attribute number 3");
        assert!(keys.repeats());
    }
}
