//! Was this text in the list before? Few are compared one by one, many are looked up.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Text;

/// Texts of a list that are compared one by one.
const FEW: usize = 32;

/// What is known of a list of texts. Nothing is allocated for a short one.
#[derive(Default)]
pub struct Repeats<'a> {
    known: Option<HashSet<Cow<'a, [u8]>>>,
    /// How many texts of the list are known.
    count: usize,
}

impl<'a> Repeats<'a> {
    /// Is a text among those of the list before it? The list may only grow from call to call.
    #[inline]
    pub fn has(&mut self, before: &[Text<'a>], text: Text<'a>) -> bool {
        self.has_in(before, |other| *other, text)
    }

    /// Is a text among those of what is in the list before it?
    #[inline]
    pub fn has_in<T>(
        &mut self,
        before: &[T],
        text_of: impl Fn(&T) -> Text<'a>,
        text: Text<'a>,
    ) -> bool {
        match before.len() <= FEW {
            true => before.iter().any(|other| text_of(other).same_as(text)),
            false => self.is_known(before, text_of, text),
        }
    }

    #[cold]
    fn is_known<T>(
        &mut self,
        before: &[T],
        text_of: impl Fn(&T) -> Text<'a>,
        text: Text<'a>,
    ) -> bool {
        let known = self.known.get_or_insert_default();
        known.extend(before[self.count..].iter().map(|other| text_of(other).decode()));
        self.count = before.len();
        known.contains(&*text.decode())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_found_among_few_and_among_many() {
        let names: Vec<_> = (0..3 * FEW).map(|number| format!("role {}", number % 50)).collect();
        let list: Vec<_> = names.iter().map(|name| Text::plain(name)).collect();
        let mut repeats = Repeats::default();
        let found = (0..list.len()).filter(|at| repeats.has(&list[..*at], list[*at])).count();
        assert_eq!(found, 3 * FEW - 50);
        assert!(repeats.has(&list, Text::escaped(br"role\u0020\u0037")));
    }
}
