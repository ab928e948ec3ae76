//! Which e-mail address, telephone number or postal address goes to which column.
//!
//! A column is made for one type. What has that type goes there; what has no type, or a type that
//! is taken or unknown, goes where a column is free. The primary one always has a place.

use crate::model::{Address, Email, Phone, Text};

/// Something of which a user can have several, by type.
pub(super) trait Typed {
    /// Its type.
    fn kind(&self) -> Option<Text<'_>>;

    /// Is it the one that counts?
    fn is_primary(&self) -> bool;

    /// Has it the same value?
    fn repeats(&self, other: &Self) -> bool;
}

/// The columns of a kind of value.
pub(super) struct Kinds<const N: usize> {
    /// The types that have a column, in Oracle's spelling.
    pub(super) names: [&'static str; N],
    /// The [words](word) of their names.
    words: [u64; N],
    /// How many of them, from the first, may be primary.
    pub(super) primaries: usize,
    /// Which are filled with what has no type of its own, in this order.
    pub(super) free: &'static [usize],
}

/// E-mail addresses; the one for recovery may not be primary (Oracle, *Import users*).
pub(super) static EMAILS: Kinds<4> =
    Kinds::new(["work", "home", "other", "recovery"], 3, &[0, 1, 2]);

/// Telephone numbers.
pub(super) static PHONES: Kinds<7> =
    Kinds::new(["work", "mobile", "home", "fax", "pager", "other", "recovery"], 7, &[0, 1, 2, 5]);

/// Postal addresses.
pub(super) static ADDRESSES: Kinds<3> = Kinds::new(["work", "home", "other"], 3, &[0, 1, 2]);

/// What becomes of something that is not in the column of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is carried, but its type is not.
    TypeLost,
    /// It has no type, and gets that of its column.
    TypeMade,
    /// It is there already.
    Repeated,
    /// No column is left.
    Lost,
}

/// The items in the columns, by their index among the user's.
#[derive(Clone, Copy)]
pub(super) struct Slots<const N: usize> {
    at: [Option<u32>; N],
    /// The column of the primary one.
    pub(super) primary: Option<usize>,
}

impl<const N: usize> Slots<N> {
    /// The item in a column.
    #[inline(always)]
    pub(super) fn get<'i, T>(&self, items: &'i [T], slot: usize) -> Option<&'i T> {
        items.get(self.at[slot]? as usize)
    }

    /// Are all columns empty from this one on?
    #[inline(always)]
    pub(super) fn holds_nothing_from(&self, slot: usize) -> bool {
        self.at[slot..].iter().all(Option::is_none)
    }

    /// Leaves a column empty.
    pub(super) fn remove(&mut self, slot: usize) {
        self.at[slot] = None;
        self.primary = self.primary.filter(|primary| *primary != slot);
    }

    fn holds(&self, item: usize) -> bool {
        self.at.contains(&Some(item as u32))
    }
}

/// Gives items their columns. `fate` hears of those that do not simply go to the column of their
/// type, with their index.
pub(super) fn assign<T: Typed, const N: usize>(
    items: &[T],
    kinds: &Kinds<N>,
    fate: impl FnMut(Fate, usize),
) -> Slots<N> {
    match items {
        [] => Slots { at: [None; N], primary: None },
        [item] => assign_one(item, kinds, fate),
        _ => assign_several(items, kinds, fate),
    }
}

/// A single item has no other in its way.
fn assign_one<T: Typed, const N: usize>(
    item: &T,
    kinds: &Kinds<N>,
    mut fate: impl FnMut(Fate, usize),
) -> Slots<N> {
    let own = kinds.of(item).filter(|slot| !item.is_primary() || *slot < kinds.primaries);
    let slot = own.unwrap_or_else(|| {
        let has_type = item.kind().is_some_and(|kind| !kind.is_empty());
        fate(if has_type { Fate::TypeLost } else { Fate::TypeMade }, 0);
        kinds.free[0]
    });
    let mut slots = Slots { at: [None; N], primary: item.is_primary().then_some(slot) };
    slots.at[slot] = Some(0);
    slots
}

fn assign_several<T: Typed, const N: usize>(
    items: &[T],
    kinds: &Kinds<N>,
    mut fate: impl FnMut(Fate, usize),
) -> Slots<N> {
    let mut slots = Slots { at: [None; N], primary: None };
    let primary = items.iter().position(T::is_primary);
    let own = |item: usize| {
        let slot = kinds.of(&items[item])?;
        (Some(item) != primary || slot < kinds.primaries).then_some(slot)
    };
    let place = |slots: &mut Slots<N>, slot: usize, item: usize| {
        slots.at[slot] = Some(item as u32);
        let has_type = items[item].kind().is_some_and(|kind| !kind.is_empty());
        match own(item) == Some(slot) {
            true => None,
            false if has_type => Some(Fate::TypeLost),
            false => Some(Fate::TypeMade),
        }
    };
    for item in primary.into_iter().chain(0..items.len()) {
        if let Some(slot) = own(item).filter(|slot| slots.at[*slot].is_none()) {
            place(&mut slots, slot, item);
        }
    }
    let free = |slots: &Slots<N>| kinds.free.iter().copied().find(|slot| slots.at[*slot].is_none());
    if let Some(primary) = primary {
        if !slots.holds(primary)
            && let Some(slot) = free(&slots).or(kinds.free.last().copied())
        {
            place(&mut slots, slot, primary).into_iter().for_each(|own| fate(own, primary));
        }
        slots.primary = slots.at.iter().position(|at| *at == Some(primary as u32));
    }
    for item in (0..items.len()).filter(|item| Some(*item) != primary) {
        if slots.holds(item) {
            continue;
        }
        let repeats = |slot| slots.get(items, slot).is_some_and(|other| items[item].repeats(other));
        if (0..N).any(repeats) {
            fate(Fate::Repeated, item);
        } else if let Some(slot) = free(&slots) {
            place(&mut slots, slot, item).into_iter().for_each(|own| fate(own, item));
        } else {
            fate(Fate::Lost, item);
        }
    }
    slots
}

impl<const N: usize> Kinds<N> {
    const fn new(names: [&'static str; N], primaries: usize, free: &'static [usize]) -> Self {
        let (mut words, mut number) = ([0; N], 0);
        while number < N {
            words[number] = word(names[number].as_bytes());
            number += 1;
        }
        Kinds { names, words, primaries, free }
    }

    /// The column that is made for this item.
    fn of(&self, item: &impl Typed) -> Option<usize> {
        self.named(item.kind()?)
    }

    /// The column of a type, whatever its letter case.
    pub(super) fn named(&self, kind: Text<'_>) -> Option<usize> {
        let kind = word(&kind.decode());
        self.words.iter().position(|word| *word == kind)
    }
}

/// Bytes of a name that fit into a word.
const LONGEST: usize = 8;

/// The bytes of a text in one word, capital letters as small ones; 0 for what is longer than any
/// name. No byte but a small letter and its capital becomes that small letter.
const fn word(text: &[u8]) -> u64 {
    if text.len() > LONGEST {
        return 0;
    }
    let (mut word, mut at) = (0, 0);
    while at < text.len() {
        word |= ((text[at] | 0x20) as u64) << (8 * at);
        at += 1;
    }
    word
}

impl Typed for Email<'_> {
    fn kind(&self) -> Option<Text<'_>> {
        self.kind
    }

    fn is_primary(&self) -> bool {
        self.primary
    }

    fn repeats(&self, other: &Self) -> bool {
        self.value.same_as(other.value)
    }
}

impl Typed for Phone<'_> {
    fn kind(&self) -> Option<Text<'_>> {
        self.kind
    }

    fn is_primary(&self) -> bool {
        self.primary == Some(true)
    }

    fn repeats(&self, other: &Self) -> bool {
        self.value.same_as(other.value)
    }
}

impl Typed for Address<'_> {
    fn kind(&self) -> Option<Text<'_>> {
        self.kind
    }

    fn is_primary(&self) -> bool {
        self.primary == Some(true)
    }

    /// Two postal addresses are never taken for the same one.
    fn repeats(&self, _: &Self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Item = (&'static str, Option<&'static str>, bool);

    fn email(&(value, kind, primary): &Item) -> Email<'static> {
        Email {
            value: Text::plain(value),
            kind: kind.map(Text::plain),
            primary,
            stated: Some(primary),
            verified: false,
        }
    }

    /// The values in the columns, the primary column, and the fates.
    fn assigned(items: &[Item]) -> (String, Option<usize>, Vec<Fate>) {
        let emails: Vec<_> = items.iter().map(email).collect();
        let mut fates = Vec::new();
        let slots = assign(&emails, &EMAILS, |fate, _| fates.push(fate));
        let columns: Vec<_> =
            slots.at.iter().map(|at| at.map_or("-", |index| items[index as usize].0)).collect();
        (columns.join(" "), slots.primary, fates)
    }

    #[test]
    fn types_first_then_what_is_free() {
        let made = || vec![Fate::TypeMade];
        assert_eq!(assigned(&[("a", None, true)]), ("a - - -".into(), Some(0), made()));
        assert_eq!(
            assigned(&[("a", Some("HOME"), false), ("b", None, true)]),
            ("b a - -".into(), Some(0), made())
        );
        assert_eq!(
            assigned(&[
                ("a", Some("work"), false),
                ("b", None, true),
                ("c", Some("recovery"), false)
            ]),
            ("a b - c".into(), Some(1), made())
        );
        assert_eq!(
            assigned(&[("a", Some("work"), false), ("b", Some("work"), true)]),
            ("b a - -".into(), Some(0), vec![Fate::TypeLost])
        );
        assert_eq!(
            assigned(&[("a", Some("recovery"), true)]),
            ("a - - -".into(), Some(0), vec![Fate::TypeLost])
        );
    }

    #[test]
    fn types_are_told_as_texts_are_in_any_letter_case() {
        let names = PHONES.names.iter().map(|name| (*name).to_owned());
        let all: Vec<String> =
            names.chain(["".into(), "homes".into(), "recoveries".into()]).collect();
        assert!(PHONES.names.iter().all(|name| name.len() <= LONGEST));
        assert!(PHONES.names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase())));
        for text in &all {
            for at in 0..=text.len() {
                for byte in 0..=u8::MAX {
                    let mut text = text.clone().into_bytes();
                    text.get_mut(at).into_iter().for_each(|own| *own = byte);
                    let slow = PHONES
                        .names
                        .iter()
                        .position(|name| text.eq_ignore_ascii_case(name.as_bytes()));
                    assert_eq!(PHONES.named(Text::plain_bytes(&text)), slow);
                }
            }
        }
    }

    #[test]
    fn the_primary_one_always_has_a_place() {
        let full = [
            ("a", Some("work"), false),
            ("b", Some("home"), false),
            ("c", Some("other"), false),
            ("d", Some("school"), true),
            ("a", None, false),
        ];
        let fates = vec![Fate::TypeLost, Fate::Lost, Fate::Repeated];
        assert_eq!(assigned(&full), ("a b d -".into(), Some(2), fates));
    }

    #[test]
    fn one_is_placed_as_several_are() {
        for kind in [None, Some(""), Some("WORK"), Some("other"), Some("recovery"), Some("x")] {
            for primary in [true, false] {
                let item = email(&("a", kind, primary));
                let (mut fate, mut fates) = (None, Vec::new());
                let one = assign_one(&item, &EMAILS, |heard, _| fate = Some(heard));
                let several = assign_several(&[item], &EMAILS, |heard, _| fates.push(heard));
                assert_eq!((one.at, one.primary), (several.at, several.primary), "{kind:?}");
                assert_eq!(fate.into_iter().collect::<Vec<_>>(), fates, "{kind:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn each_is_placed_once_or_heard_of(
            kinds in prop::collection::vec(prop::sample::select(vec![None, Some("work"), Some("home"), Some("other"), Some("recovery"), Some("x")]), 0..7),
            primary in 0usize..7,
        ) {
            const VALUES: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];
            let items: Vec<_> = kinds.iter().enumerate().map(|(at, kind)| (VALUES[at], *kind, at == primary)).collect();
            let (columns, placed, fates) = assigned(&items);
            let carried = columns.split(' ').filter(|value| *value != "-").count();
            let lost = fates.iter().filter(|fate| matches!(fate, Fate::Lost | Fate::Repeated)).count();
            prop_assert_eq!(carried + lost, items.len());
            prop_assert_eq!(placed.is_some(), primary < items.len());
            prop_assert!(placed.is_none_or(|slot| slot < EMAILS.primaries));
        }
    }
}
