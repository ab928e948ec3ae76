//! Several slices, read as if they were one. Nothing is copied.

/// How many bytes `slices` hold together.
pub(super) fn len(slices: &[&[u8]]) -> usize {
    slices.iter().map(|slice| slice.len()).sum()
}

/// A place in the bytes of several slices. It only moves forward.
pub(super) struct Walk<'a> {
    here: &'a [u8],
    later: std::slice::Iter<'a, &'a [u8]>,
}

impl<'a> Walk<'a> {
    pub(super) fn over(slices: &'a [&'a [u8]]) -> Self {
        Self { here: &[], later: slices.iter() }
    }

    /// How many of the next bytes are in one slice.
    pub(super) fn contiguous(&mut self) -> usize {
        while self.here.is_empty()
            && let Some(next) = self.later.next()
        {
            self.here = next;
        }
        self.here.len()
    }

    /// Gives the next `count` bytes to `each`, in as few parts as the slices allow, and moves
    /// behind them.
    ///
    /// Ends early where the slices do.
    pub(super) fn take(&mut self, mut count: usize, mut each: impl FnMut(&'a [u8])) {
        while count > 0 {
            if self.contiguous() == 0 {
                return;
            }
            let (part, rest) = self.here.split_at(count.min(self.here.len()));
            each(part);
            self.here = rest;
            count -= part.len();
        }
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.take(count, |_| ());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(walk: &mut Walk<'_>, count: usize) -> Vec<Vec<u8>> {
        let mut parts = Vec::new();
        walk.take(count, |part| parts.push(part.to_vec()));
        parts
    }

    #[test]
    fn parts_follow_the_slices() {
        let slices: [&[u8]; 5] = [b"", b"abc", b"", b"de", b"f"];
        let mut walk = Walk::over(&slices);

        assert_eq!(len(&slices), 6);
        assert_eq!(parts(&mut walk, 0), Vec::<Vec<u8>>::new());
        assert_eq!(parts(&mut walk, 2), [b"ab"]);
        assert_eq!(parts(&mut walk, 2), [b"c", b"d"]);
        walk.skip(1);
        assert_eq!(parts(&mut walk, 9), [b"f"]);
        assert_eq!(parts(&mut walk, 9), Vec::<Vec<u8>>::new());
    }
}
