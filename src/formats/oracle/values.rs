//! Questions about the form of values that Oracle looks at.

use wide::u8x16;

use super::rules::*;
use crate::findings::Rule;
use crate::json::{all_bytes, within};

/// Oracle's kinds of user (SDK, `userType`); letter case does not count.
static USER_TYPES: [&str; 7] =
    ["Contractor", "Employee", "Intern", "Temp", "External", "Service", "Generic"];

/// The spelling that Oracle has for a kind of user.
pub(super) fn user_type(text: &[u8]) -> Option<&'static str> {
    USER_TYPES.iter().copied().find(|known| text.eq_ignore_ascii_case(known.as_bytes()))
}

/// The characters in user names that the manual (*Create user accounts*) does not name, or `;`.
pub(super) fn user_name_rules(name: &[u8]) -> impl Iterator<Item = &'static Rule> {
    let is_odd = |byte: u8| !matches!(byte, b' '..=b'~') | (byte == b'`') | (byte == b'~');
    let odd = name.iter().fold(false, |any, byte| any | is_odd(*byte)).then_some(&ORA_U_003);
    let list = name.contains(&b';').then_some(&ORA_U_005);
    odd.into_iter().chain(list)
}

/// Is nothing but ASCII in a user name that none of [those rules](user_name_rules) is about?
pub(super) fn is_usual_name(name: &[u8]) -> bool {
    all_bytes(name, |bytes| {
        let is = |byte| bytes.simd_eq(u8x16::splat(byte));
        within(bytes, b' ', b'}' - b' ' + 1) & !(is(b'`') | is(b';'))
    })
}

/// What a telephone number is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phone {
    /// As in RFC 3966, with a country code.
    Global,
    /// As in RFC 3966, without.
    Local,
    /// One of these, with blanks.
    Blanks,
    /// A number that a spreadsheet took for one with decimals; what stood before may be lost.
    Decimal,
    /// A number that a spreadsheet wrote in its own way, so that digits are lost.
    Damaged,
    /// Something else.
    Wrong,
}

impl Phone {
    /// Does Oracle take it?
    pub(super) fn is_taken(self) -> bool {
        !matches!(self, Phone::Damaged | Phone::Wrong)
    }
}

/// Looks at a telephone number: digits and `- . ( )`, a plus sign or not, `tel:` and parameters
/// or not (RFC 3966).
pub(super) fn phone(text: &[u8]) -> Phone {
    match text {
        [b'+', digits @ ..] if is_digits(digits) => Phone::Global,
        _ => phone_of_any_form(text),
    }
}

/// Is there a digit, and nothing else?
fn is_digits(text: &[u8]) -> bool {
    !text.is_empty() && all_bytes(text, |bytes| within(bytes, b'0', 10))
}

fn phone_of_any_form(text: &[u8]) -> Phone {
    let text = text.strip_prefix(b"tel:").unwrap_or(text);
    let number = text.split(|byte| *byte == b';').next().unwrap_or_default();
    let (global, number) = match number.strip_prefix(b"+") {
        Some(rest) => (true, rest),
        None => (false, number),
    };
    let fits = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'.' | b'(' | b')' | b' ');
    if !number.iter().all(fits) || !number.iter().any(u8::is_ascii_digit) {
        return if is_rounded(text) { Phone::Damaged } else { Phone::Wrong };
    }
    if text.contains(&b' ') {
        return Phone::Blanks;
    }
    if let Some(digits) = text.strip_suffix(b".0")
        && digits.iter().all(u8::is_ascii_digit)
    {
        return Phone::Decimal;
    }
    if global { Phone::Global } else { Phone::Local }
}

/// Does this look like `4.15556E+11`?
fn is_rounded(text: &[u8]) -> bool {
    let Some(at) = memchr::memchr2(b'E', b'e', text) else { return false };
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let (mantissa, power) = (&text[..at], text[at + 1..].strip_prefix(b"+"));
    mantissa.split(|byte| matches!(byte, b'.' | b',')).all(digits) && power.is_some_and(digits)
}

/// Does this look like a language tag: words of letters and digits with hyphens or underscores
/// between, the first of letters?
pub(super) fn is_language(text: &[u8]) -> bool {
    let mut words = text.split(|byte| matches!(byte, b'-' | b'_'));
    let first = words.next().unwrap_or_default();
    (2..=8).contains(&first.len())
        && first.iter().all(u8::is_ascii_alphabetic)
        && words
            .all(|word| (1..=8).contains(&word.len()) && word.iter().all(u8::is_ascii_alphanumeric))
}

/// Does this begin with the scheme of an address, and go on behind it?
pub(super) fn is_absolute_url(text: &[u8]) -> bool {
    let Some(colon) = memchr::memchr(b':', text) else { return false };
    let scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    text[0].is_ascii_alphabetic() && text[..colon].iter().all(scheme) && colon + 1 < text.len()
}

/// Is there nothing but blanks?
pub(super) fn is_blank(text: &[u8]) -> bool {
    text.trim_ascii().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_are_usual_where_no_rule_is_about_them(name in "[a-z;`~é\t .]{0,20}[ -~\u{7f}]{0,3}") {
            let name = name.as_bytes();
            prop_assert_eq!(is_usual_name(name), user_name_rules(name).next().is_none());
        }

        #[test]
        fn numbers_are_told_at_once_as_in_any_form(text in "(tel:)?[+]{0,2}[0-9]{0,30}[-. ;eE+a0-9]{0,3}") {
            prop_assert_eq!(phone(text.as_bytes()), phone_of_any_form(text.as_bytes()));
        }
    }

    #[test]
    fn telephone_numbers() {
        for (text, expected) in [
            ("+14155550132", Phone::Global),
            ("tel:+1-415-555-0132;ext=7", Phone::Global),
            ("121-123-2245", Phone::Local),
            ("1111000000", Phone::Local),
            ("+1 (415) 555.0132", Phone::Blanks),
            ("", Phone::Wrong),
            ("+", Phone::Wrong),
            ("call me", Phone::Wrong),
            ("4.15E+11", Phone::Damaged),
            ("4155550132.0", Phone::Decimal),
            ("415.555.0", Phone::Local),
            ("E+11", Phone::Wrong),
        ] {
            assert_eq!(phone(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn closed_lists_and_tags() {
        assert_eq!(user_type(b"employee"), Some("Employee"));
        assert_eq!(user_type(b"Temporary"), None);
        assert!(
            ["en", "en-GB", "zh_Hant_TW", "de-1996"]
                .iter()
                .all(|text| is_language(text.as_bytes()))
        );
        assert!(
            ["", "e", "English language", "en-", "1a"]
                .iter()
                .all(|text| !is_language(text.as_bytes()))
        );
        assert!(
            is_absolute_url(b"https://a") && !is_absolute_url(b"/a") && !is_absolute_url(b":a")
        );
        assert!(!is_absolute_url(b"a:") && !is_absolute_url(b""));
    }

    #[test]
    fn user_names() {
        let ids =
            |name: &str| user_name_rules(name.as_bytes()).map(|rule| rule.id).collect::<Vec<_>>();
        assert!(ids("a b!#$%^&*()_+={}[]|\\:\"'<>?/.,@-9").is_empty());
        assert_eq!(ids("a;b"), ["ORA-U-005"]);
        assert_eq!(ids("jörg"), ["ORA-U-003"]);
        assert_eq!(ids("a~`"), ["ORA-U-003"]);
    }
}
