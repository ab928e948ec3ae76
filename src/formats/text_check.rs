//! Questions about the form of a text that several formats ask.

use wide::u8x16;

use crate::json::{Broken, Cursor, Kind, all_bytes, is_each_within, within};
use crate::model::Text;

/// Has this the form of an e-mail address: one @, something on both sides, no blanks or control
/// characters, at most 254 bytes (RFC 5321 section 4.5.3.1.3, less the angle brackets)?
pub fn is_email(text: Text<'_>) -> bool {
    match text.as_plain() {
        Some(plain) => is_email_bytes(plain),
        None => is_email_bytes(&text.decode()),
    }
}

fn is_email_bytes(text: &[u8]) -> bool {
    if text.len() > 254 {
        return false;
    }
    let has_sides = text.first() != Some(&b'@') && text.last() != Some(&b'@');
    has_sides
        && has_one_sign(text)
        && all_bytes(text, |bytes| {
            let low = bytes.min(u8x16::splat(b' ')).simd_eq(bytes);
            !(low | bytes.simd_eq(u8x16::splat(0x7F)))
        })
}

/// Is there an @, and no other one?
#[inline(always)]
fn has_one_sign(text: &[u8]) -> bool {
    let signs =
        |chunk: &[u8; 16]| u64::from(u8x16::new(*chunk).simd_eq(u8x16::splat(b'@')).to_bitmask());
    match text.last_chunk() {
        // A bit for each byte; some of the last ones are looked at twice.
        Some(last) if text.len() <= 64 => {
            let chunks = text.as_chunks().0.iter().rev();
            let places = chunks.fold(0, |places, chunk| places << 16 | signs(chunk));
            (places | signs(last) << (text.len() - 16)).is_power_of_two()
        }
        // Most of these are no addresses, such as names.
        _ => {
            !all_bytes(text, |bytes| !bytes.simd_eq(u8x16::splat(b'@')))
                && text.iter().filter(|byte| **byte == b'@').count() == 1
        }
    }
}

/// Is this a telephone number in E.164: a plus sign and 7 to 15 digits, the first not 0?
pub fn is_e164(text: Text<'_>) -> bool {
    match text.as_plain() {
        Some([b'+', b'1'..=b'9', rest @ ..]) => {
            (6..=14).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit)
        }
        Some(_) => false,
        None => std::str::from_utf8(&text.decode()).is_ok_and(|text| is_e164(Text::plain(text))),
    }
}

/// Has this the form of a UUID: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12?
pub fn is_uuid(text: Text<'_>) -> bool {
    let Some(plain) = text.as_plain().and_then(|plain| <&[u8; 36]>::try_from(plain).ok()) else {
        return false;
    };
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    // A bit for each byte that is no digit; some of the last ones are looked at twice.
    let others = [0, 16, 20].iter().fold(0, |others, from| {
        let Some(chunk) = plain[*from..].first_chunk() else { return others };
        let bytes = u8x16::new(*chunk);
        let digits = within(bytes, b'0', 10) | within(bytes | u8x16::splat(0x20), b'a', 6);
        others | u64::from(!digits.to_bitmask() & 0xFFFF) << from
    });
    others == HYPHENS.iter().fold(0, |bits, at| bits | 1 << at)
        && HYPHENS.iter().all(|at| plain[*at] == b'-')
}

/// Is this a time of RFC 3339, with capital letters and a zone, and is there such a time?
pub fn is_time(text: Text<'_>) -> bool {
    let text = text.decode();
    if is_plain_time(&text) {
        return true;
    }
    let Ok(text) = std::str::from_utf8(&text) else { return false };
    let Some((seconds, rest)) = text.split_at_checked(19) else { return false };
    let fraction = rest.strip_prefix('.');
    let zone = fraction
        .map_or(rest, |digits| digits.trim_start_matches(|char: char| char.is_ascii_digit()));
    let has_digits = fraction.is_none_or(|fraction| fraction.len() > zone.len());
    let has_zone = zone == "Z" || is_like(zone, "+00:00") || is_like(zone, "-00:00");
    // A leap second is legal, but many readers do not know any.
    let has_form = is_like(seconds, "0000-00-00T00:00:00") && !seconds.ends_with("60");
    has_form && has_digits && has_zone && text.parse::<jiff::Timestamp>().is_ok()
}

/// Is this a time of the years 1000 to 8999 in the zone `Z`, on one of the first 28 days of its
/// month? Nearly all times are; others may be times too.
pub(crate) fn is_plain_time(text: &[u8]) -> bool {
    let Some((start, rest)) = text.split_first_chunk::<16>() else { return false };
    if !is_each_within(start, b"1000-00-00T00:00", b"8999-19-29T29:59") {
        return false;
    }
    let &[_, _, _, _, _, e, f, _, g, h, _, i, j, ..] = start;
    let two = |tens: u8, ones: u8| (tens - b'0') * 10 + ones - b'0';
    let is_hour = (1..=12).contains(&two(e, f)) && (1..=28).contains(&two(g, h)) && two(i, j) < 24;
    is_hour
        && match rest {
            [b':', b'0'..=b'5', b'0'..=b'9', b'Z'] => true,
            [b':', b'0'..=b'5', b'0'..=b'9', b'.', digits @ .., b'Z'] => {
                (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        }
}

/// Is this an absolute address: a scheme, `://` and something behind it, without blanks and control
/// characters (RFC 3986 section 3)?
pub fn is_absolute_url(text: Text<'_>) -> bool {
    let url = text.decode();
    let Some(at) = memchr::memmem::find(&url, b"://") else { return false };
    let is_of_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    url.first().is_some_and(u8::is_ascii_alphabetic)
        && url[..at].iter().all(is_of_scheme)
        && url.len() > at + 3
        && url.iter().all(|byte| *byte > b' ' && *byte != 0x7F)
}

/// How many bytes this stands for in base64 of the standard alphabet with padding (RFC 4648 section
/// 4); `None` when it is something else.
pub fn base64_bytes(text: Text<'_>) -> Option<usize> {
    match text.as_plain() {
        Some(plain) => base64_bytes_of(plain),
        None => base64_bytes_of(&text.decode()),
    }
}

fn base64_bytes_of(text: &[u8]) -> Option<usize> {
    let digits = match text {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] => digits,
        digits => digits,
    };
    let are_digits = all_bytes(digits, |bytes| {
        // The slash stands right before the digits.
        within(bytes | u8x16::splat(0x20), b'a', 26)
            | within(bytes, b'/', 11)
            | bytes.simd_eq(u8x16::splat(b'+'))
    });
    // A single digit in the last four stands for no byte.
    let is_whole = text.len().is_multiple_of(4) && digits.len() % 4 != 1;
    (are_digits && is_whole && !text.is_empty()).then_some(digits.len() * 3 / 4)
}

/// Is there a number in a value of JSON that does not survive double precision?
pub fn has_inexact_number(value: &[u8]) -> bool {
    inexact_number(&mut Cursor::new(value, 0)).unwrap_or_default()
}

fn inexact_number(cursor: &mut Cursor<'_>) -> Result<bool, Broken> {
    let mut found = false;
    match cursor.kind() {
        Kind::Object => cursor.object(|cursor, _| {
            found |= inexact_number(cursor)?;
            Ok(())
        })?,
        Kind::Array => cursor.array(|cursor, _| {
            found |= inexact_number(cursor)?;
            Ok(())
        })?,
        Kind::Number => found = !is_exact(cursor.value()?.raw().unwrap_or_default()),
        _ => cursor.skip_value()?,
    }
    Ok(found)
}

/// Is a number of JSON the same in the double precision that most readers have? Whole numbers
/// beyond 2^53 are not, even where one meets its neighbour by chance.
pub fn is_exact(number: &[u8]) -> bool {
    // Fifteen digits survive.
    number.len() <= 15 && !number.iter().any(|byte| matches!(byte, b'e' | b'E'))
        || is_exact_by_value(number)
}

#[cold]
fn is_exact_by_value(number: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(number) else { return false };
    if let Ok(whole) = text.parse::<i128>() {
        return whole.unsigned_abs() <= 1 << 53;
    }
    let Ok(value) = text.parse::<f64>() else { return false };
    value.is_finite() && decimal(text) == decimal(&format!("{value:e}"))
}

/// The digits of a number without zeros at either end, and the place of its point behind the first
/// of them.
fn decimal(number: &str) -> (String, i64) {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = digits.trim_start_matches('-').split_once('.').unwrap_or((digits, ""));
    let all = format!("{}{fraction}", whole.trim_start_matches('-'));
    let leading = all.len() - all.trim_start_matches('0').len();
    let first = whole.trim_start_matches('-').len() as i64 - leading as i64;
    let digits = all.trim_matches('0').to_owned();
    match digits.is_empty() {
        true => (digits, 0),
        false => (digits, first.saturating_add(exponent.parse().unwrap_or(i64::MAX / 2))),
    }
}

/// Has the text digits where the pattern has zeros, and the pattern's characters elsewhere?
fn is_like(text: &str, pattern: &str) -> bool {
    let alike = |(is, due): (u8, u8)| if due == b'0' { is.is_ascii_digit() } else { is == due };
    text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(alike)
}

/// Is every character visible ASCII, without blanks?
pub fn is_visible_ascii(text: Text<'_>) -> bool {
    let visible = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_graphic);
    match text.as_plain() {
        Some(plain) => visible(plain),
        None => visible(&text.decode()),
    }
}

/// Are there characters that nobody sees, or that turn the direction of the text (Unicode: zero
/// width and bidirectional formatting)?
pub fn has_invisible(text: Text<'_>) -> bool {
    let is_invisible = |char: char| {
        matches!(char, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
            || matches!(char, '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    let text = text.decode();
    // All of them start with one of these bytes, and few other characters do. Every byte is looked
    // at, so that many are looked at side by side.
    let starts_one = |byte: u8| (byte == 0xD8) | (byte == 0xE2) | (byte == 0xEF);
    let may_be = !text.is_ascii() && text.iter().fold(false, |any, byte| any | starts_one(*byte));
    may_be && String::from_utf8_lossy(&text).chars().any(is_invisible)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(check: fn(Text<'_>) -> bool, texts: &[&str]) -> bool {
        texts.iter().all(|text| check(Text::plain(text)))
    }

    fn none(check: fn(Text<'_>) -> bool, texts: &[&str]) -> bool {
        texts.iter().all(|text| !check(Text::plain(text)))
    }

    #[test]
    fn emails() {
        assert!(all(is_email, &["a@b", "jörg.o'neil+x@example.com", "a@[192.0.2.1]"]));
        assert!(none(is_email, &["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "a\u{7f}@b"]));
        assert!(!is_email(Text::plain(&format!("{}@b", "a".repeat(253)))));
        assert!(is_email(Text::escaped(br"a\u0040b")));
        assert!(!is_email(Text::escaped(br"a@b\n")));
    }

    /// The same as `is_plain_time`, number by number.
    fn is_slowly_plain_time(text: &str) -> bool {
        let number = |range: std::ops::Range<usize>, within: std::ops::RangeInclusive<u32>| {
            let digits = text.get(range).filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
            digits.and_then(|text| text.parse().ok()).is_some_and(|number| within.contains(&number))
        };
        let stands = |at: usize, what: &str| text.get(at..at + 1) == Some(what);
        let fraction = text.get(19..).and_then(|rest| rest.strip_suffix('Z'));
        let is_fraction = |text: &str| match text.strip_prefix('.') {
            Some(digits) => {
                (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
            }
            None => text.is_empty(),
        };
        number(0..4, 1000..=8999)
            && stands(4, "-")
            && number(5..7, 1..=12)
            && stands(7, "-")
            && number(8..10, 1..=28)
            && stands(10, "T")
            && number(11..13, 0..=23)
            && stands(13, ":")
            && number(14..16, 0..=59)
            && stands(16, ":")
            && number(17..19, 0..=59)
            && fraction.is_some_and(is_fraction)
    }

    proptest! {
        #[test]
        fn times_are_plain_as_their_numbers_say(
            time in "[0-9][09]2[0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,10})?Z",
            at in 0usize..40,
            other in "[ -~é]",
        ) {
            prop_assert_eq!(is_plain_time(time.as_bytes()), is_slowly_plain_time(&time));
            let mut changed: Vec<char> = time.chars().collect();
            if let Some(char) = changed.get_mut(at) {
                *char = other.chars().next().unwrap();
            }
            let changed: String = changed.into_iter().collect();
            prop_assert_eq!(is_plain_time(changed.as_bytes()), is_slowly_plain_time(&changed));
            let cut = &time[..at.min(time.len())];
            prop_assert_eq!(is_plain_time(cut.as_bytes()), is_slowly_plain_time(cut));
        }

        #[test]
        fn addresses_are_judged_as_byte_by_byte(text in "[a@é\x7F\n ]{0,3}[a-z]{0,40}@?[a-z]{0,40}[a@\x7F ]{0,2}") {
            let signs = text.bytes().filter(|byte| *byte == b'@').count();
            let is_odd = |byte: u8| byte <= b' ' || byte == 0x7F;
            let has_sides = !text.starts_with('@') && !text.ends_with('@');
            let slow = signs == 1 && has_sides && !text.bytes().any(is_odd);
            prop_assert_eq!(is_email(Text::plain(&text)), slow);
        }

        #[test]
        fn ids_are_judged_as_byte_by_byte(
            id in "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
            at in 0usize..36,
            other in "[-0-9a-fA-Fg-zG-Z@`/:. é]",
        ) {
            let slow = |id: &str| {
                id.len() == 36
                    && id.bytes().enumerate().all(|(at, byte)| match at {
                        8 | 13 | 18 | 23 => byte == b'-',
                        _ => byte.is_ascii_hexdigit(),
                    })
            };
            let odd = [&id[..at], &other, &id[at + 1..]].concat();
            prop_assert!(is_uuid(Text::plain(&id)) && slow(&id));
            prop_assert_eq!(is_uuid(Text::plain(&odd)), slow(&odd));
        }

        #[test]
        fn digits_of_base64_are_judged_one_by_one(text in "[A-Za-z0-9+/]{0,40}[ -~é]?[A-Za-z0-9+/]{0,40}={0,2}") {
            let digits = text.strip_suffix("==").or(text.strip_suffix('=')).unwrap_or(&text);
            let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
            let is_whole = text.len() % 4 == 0 && digits.len() % 4 != 1 && !text.is_empty();
            let slow = (is_whole && digits.bytes().all(is_digit)).then_some(digits.len() * 3 / 4);
            prop_assert_eq!(base64_bytes(Text::plain(&text)), slow);
        }
    }

    #[test]
    fn telephone_numbers() {
        assert!(all(is_e164, &["+12025550147", "+4412345"]));
        assert!(none(
            is_e164,
            &["12025550147", "+02025550147", "+1 202 555", "+1", "+1234567890123456"]
        ));
        assert!(is_e164(Text::escaped(br"\u002b12025550147")));
    }

    #[test]
    fn addresses_of_the_web() {
        assert!(all(is_absolute_url, &["https://example.com/a?b=%20", "http://x", "ftp+x://é"]));
        assert!(none(
            is_absolute_url,
            &["", "/a", "example.com/a", "://a", "1a://b", "https://", "https://a b", "ht tp://a"]
        ));
    }

    #[test]
    fn base64() {
        let bytes = |text| base64_bytes(Text::plain(text));
        assert_eq!(
            ["QUJD", "QUI=", "QQ==", "+/+/"].map(bytes),
            [Some(3), Some(2), Some(1), Some(3)]
        );
        for odd in ["", "QUI", "QUI==", "Q===", "Q=UI", "-_-_", "QU\nI", "QQ= ", "====", "QUJDQ=="]
        {
            assert_eq!(bytes(odd), None, "{odd}");
        }
        assert_eq!(base64_bytes(Text::escaped(br"QU\u0049=")), Some(2));
    }

    #[test]
    fn numbers_in_double_precision() {
        for exact in [
            "0",
            "-0",
            "0.1",
            "1e3",
            "9007199254740992",
            "-9007199254740992",
            "1.50",
            "0.000",
            "12345678901234.5",
            "1E-7",
            "100e-2",
            "0.30000000000000004",
            "1e22",
            "0.1e1",
        ] {
            assert!(is_exact(exact.as_bytes()), "{exact}");
        }
        for odd in [
            "9007199254740993",
            "9007199254740994",
            "-9007199254740993",
            "1e400",
            "0.1234567890123456789",
            "123456789012345678901",
            "3.141592653589793238",
        ] {
            assert!(!is_exact(odd.as_bytes()), "{odd}");
        }
    }

    #[test]
    fn times() {
        assert!(all(
            is_time,
            &[
                "2024-02-29T23:59:59Z",
                "2024-02-29T23:59:59.123456789+05:30",
                "0001-01-01T00:00:00.0-00:00",
            ]
        ));
        assert!(none(
            is_time,
            &[
                "2023-02-29T23:59:59Z",
                "2024-02-29 23:59:59Z",
                "2024-02-29t23:59:59z",
                "2024-02-29T23:59:60Z",
                "2024-02-29T23:59:59",
                "2024-02-29T23:59:59.Z",
                "2024-02-29T23:59:59,5Z",
                "2024-02-29T23:59:59+0530",
                "2024-02-29T23:59Z",
                "20240229T235959Z",
                "2024-02-29T23:59:59+00:00[UTC]",
                "2024-02-29T23:59:5é",
                "",
            ]
        ));
        assert!(is_time(Text::escaped(br"2024-02-29T23:59:59\u005a")));
    }

    #[test]
    fn plain_times_are_times() {
        for time in [
            "1000-01-01T00:00:00Z",
            "8999-12-28T23:59:59Z",
            "2024-02-28T12:30:00.123456789Z",
            "2024-11-05T09:00:00.0Z",
        ] {
            assert!(is_plain_time(time.as_bytes()), "{time}");
            assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
        }
        for odd in [
            "0999-01-01T00:00:00Z",
            "9000-01-01T00:00:00Z",
            "2024-00-01T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-01-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00.0123456789Z",
            "2024-01-01T00:00:00+00:00",
            "2024-01-01 00:00:00Z",
            "2o24-01-01T00:00:00Z",
            "2024-01-01T0:000:00Z",
        ] {
            assert!(!is_plain_time(odd.as_bytes()), "{odd}");
        }
    }

    #[test]
    fn invisible_characters() {
        assert!(all(has_invisible, &["a\u{200b}b", "\u{202e}abc", "x\u{2066}", "\u{feff}"]));
        assert!(none(has_invisible, &["", "ab", "Jörg", "山田", "\u{301}"]));
        assert!(has_invisible(Text::escaped(br"a\u200bb")));
        let all = ['\u{61C}', '\u{FEFF}'].into_iter().chain('\u{200B}'..='\u{200F}');
        let all = all.chain('\u{202A}'..='\u{202E}').chain('\u{2060}'..='\u{2064}');
        for char in all.chain('\u{2066}'..='\u{2069}') {
            assert!(has_invisible(Text::plain(&format!("é{char}"))), "{}", char.escape_unicode());
        }
        assert!(none(has_invisible, &["\u{600}", "\u{2010}", "\u{2065}", "\u{FF21}"]));
    }

    #[test]
    fn uuids_and_visible_ascii() {
        assert!(all(
            is_uuid,
            &["db0d6919-e4f5-4d4b-85aa-7d689b7ed2f6", "DB0D6919-e4f5-0d4b-05aa-7d689b7ed2f6"]
        ));
        assert!(none(
            is_uuid,
            &["", "db0d6919e4f54d4b85aa7d689b7ed2f6", "xb0d6919-e4f5-4d4b-85aa-7d689b7ed2f6"]
        ));
        assert!(all(is_visible_ascii, &["user_1", "!~"]));
        assert!(none(is_visible_ascii, &["", "a b", "jörg", "a\t"]));
    }
}
