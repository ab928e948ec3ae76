//! Going over objects and arrays, judged by quotes and brackets alone, 64 bytes at a time.

use wide::u8x16;

use super::{skip_plain, within};

/// Bytes that are looked at side by side, a bit for each.
const BLOCK: usize = 64;

/// Where the last of the objects ends that [`each_object`] goes over.
pub(super) fn objects_end(bytes: &[u8], at: usize) -> Option<usize> {
    each_object(bytes, at, |_| true)
}

/// The index behind the object or the array that starts at `at`.
pub(super) fn bracket_end(bytes: &[u8], at: usize) -> Option<usize> {
    each_object(bytes, at, |_| false)
}

/// Goes over objects as [`value_end`](super::value_end) would one by one, which follow each other
/// from `at` on with nothing but a comma between them, as far as they are whole: `ended` is told
/// where each of them ends, and tells whether to go on. Where the last one does; `None` when not even
/// the first one is whole. Before what can be no JSON it may end.
#[inline]
pub fn each_object(bytes: &[u8], at: usize, mut ended: impl FnMut(usize) -> bool) -> Option<usize> {
    let mut over = Over::default();
    let mut end = None;
    let mut from = at;
    while let Some(block) = bytes.get(from..).filter(|rest| !rest.is_empty()) {
        let mut marks = match block.first_chunk::<BLOCK>() {
            Some(block) => over.block(block),
            None => over.block(&with_blanks(block)),
        };
        while marks != 0 {
            let index = from + marks.trailing_zeros() as usize;
            marks &= marks - 1;
            match bytes[index] | 0x20 {
                // An object follows another one, or it is none of these.
                b'{' if over.depth == 0 && end.is_some_and(|end| !follows(bytes, end, index)) => {
                    return end;
                }
                b'{' => over.depth += 1,
                b'}' if over.depth == 0 => return end,
                b'}' => {
                    over.depth -= 1;
                    if over.depth == 0 {
                        end = Some(index + 1);
                        if !ended(index + 1) {
                            return end;
                        }
                    }
                }
                // This can be no JSON.
                _ => {
                    return end.or_else(|| {
                        let end = plain_bracket_end(bytes, at)?;
                        ended(end);
                        Some(end)
                    });
                }
            }
        }
        from += BLOCK;
    }
    end
}

/// The same as [`bracket_end`], byte by byte.
fn plain_bracket_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = open;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// The index behind the string that starts at `at`.
pub(super) fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    loop {
        end = skip_plain(bytes, end);
        end += match bytes.get(end)? {
            b'"' => return Some(end + 1),
            b'\\' => 2,
            _ => 1,
        };
    }
}

/// Does an object start at `index`, behind one that ends at `end` and a comma?
fn follows(bytes: &[u8], end: usize, index: usize) -> bool {
    index == end + 1 && bytes[end] == b',' && bytes[index] == b'{'
}

/// What is known at the start of a block.
#[derive(Default)]
struct Over {
    /// How many brackets are open.
    depth: u64,
    /// All bits, inside of a string.
    quoted: u64,
    /// Is the first byte escaped?
    escaped: bool,
}

impl Over {
    /// Goes over a block. A bit for each bracket in it that stands in no string, and for each backslash
    /// and bar that does.
    #[inline(always)]
    fn block(&mut self, block: &[u8; BLOCK]) -> u64 {
        let mut quotes = marked(block, |bytes| bytes.simd_eq(u8x16::splat(b'"')));
        // These are neighbours, but for one bit.
        let others = marked(block, |bytes| within(bytes | u8x16::splat(0x20), b'{', 3));
        if others == 0 && !self.escaped {
            self.quoted ^= is_odd(quotes);
            return 0;
        }
        let slashes = marked(block, |bytes| bytes.simd_eq(u8x16::splat(b'\\')));
        if slashes != 0 || self.escaped {
            quotes &= !self.escaped_in(slashes);
        }
        let quoted = since_quotes(quotes) ^ self.quoted;
        self.quoted = ((quoted as i64) >> 63) as u64;
        others & !quoted
    }

    /// The bytes behind backslashes that are not escaped themselves.
    #[cold]
    fn escaped_in(&mut self, mut slashes: u64) -> u64 {
        let mut escaped = u64::from(std::mem::take(&mut self.escaped));
        slashes &= !escaped;
        while slashes != 0 {
            let slash = slashes & slashes.wrapping_neg();
            self.escaped = slash.leading_zeros() == 0;
            escaped |= slash << 1;
            slashes &= !(slash | slash << 1);
        }
        escaped
    }
}

/// The bytes, and behind their end nothing but blanks.
#[cold]
fn with_blanks(bytes: &[u8]) -> [u8; BLOCK] {
    let mut block = [b' '; BLOCK];
    block[..bytes.len()].copy_from_slice(bytes);
    block
}

/// A bit for each byte that is marked, the first one last.
#[inline(always)]
fn marked(block: &[u8; BLOCK], mark: impl Fn(u8x16) -> u8x16) -> u64 {
    let chunks = block.as_chunks::<16>().0.iter().rev();
    chunks.fold(0, |bits, chunk| bits << 16 | u64::from(mark(u8x16::new(*chunk)).to_bitmask()))
}

/// All bits, if the number of quotes is odd.
#[inline(always)]
fn is_odd(quotes: u64) -> u64 {
    u64::from(quotes.count_ones() % 2).wrapping_neg()
}

/// For each bit: is the number of quotes up to it odd?
#[inline(always)]
fn since_quotes(mut quotes: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        quotes ^= quotes << shift;
    }
    quotes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Where each of the objects ends.
    fn slow(bytes: &[u8], at: usize) -> Vec<usize> {
        let Some(mut end) = plain_bracket_end(bytes, at) else { return Vec::new() };
        let mut ends = vec![end];
        while bytes.get(end) == Some(&b',') && bytes.get(end + 1) == Some(&b'{') {
            let Some(next) = plain_bracket_end(bytes, end + 1) else { break };
            end = next;
            ends.push(end);
        }
        ends
    }

    const STRING: &str = r#""[a-z\[\]\{\},é ]{0,70}(\\"|\\\\){0,3}""#;

    /// Objects, some with what only looks like brackets; `other` is what else stands in them.
    fn objects(other: &str) -> impl Strategy<Value = String> + use<> {
        let object = format!(r"\{{({STRING}|\[\]|\{{\}}|[{other}]){{0,6}}\}}");
        let object = prop::string::string_regex(&object).unwrap();
        (prop::collection::vec(object, 1..9), "(,|, |\\]|\\})").prop_map(|(objects, between)| {
            objects.join(",") + &between + &objects.join(&between) + "]}"
        })
    }

    proptest! {
        #[test]
        fn equals_one_object_after_the_other(
            text in objects(",: 1"), cut in 0usize..400, before in 0usize..70,
        ) {
            let text = " ".repeat(before) + &text;
            let bytes = &text.as_bytes()[..text.len().saturating_sub(cut).max(before + 1)];
            let mut ends = Vec::new();
            prop_assert_eq!(
                each_object(bytes, before, |end| {
                    ends.push(end);
                    true
                }),
                ends.last().copied()
            );
            prop_assert_eq!(ends, slow(bytes, before));
        }

        #[test]
        fn one_value_ends_where_its_brackets_say(
            text in objects(r",: 1|\\\[\]"), cut in 0usize..400, before in 0usize..70,
        ) {
            let text = " ".repeat(before) + &text;
            let bytes = &text.as_bytes()[..text.len().saturating_sub(cut).max(before + 1)];
            prop_assert_eq!(bracket_end(bytes, before), plain_bracket_end(bytes, before));
        }

        #[test]
        fn where_backslashes_stand_in_no_string_it_ends_with_one_of_the_objects(
            text in objects(r",: 1|\\"), cut in 0usize..400, before in 0usize..70,
        ) {
            let text = " ".repeat(before) + &text;
            let bytes = &text.as_bytes()[..text.len().saturating_sub(cut).max(before + 1)];
            let ends = slow(bytes, before);
            match objects_end(bytes, before) {
                Some(end) => prop_assert!(ends.contains(&end)),
                None => prop_assert!(ends.is_empty()),
            }
        }
    }
}
