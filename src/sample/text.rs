//! Texts: what they look like decides how they are replaced.

use std::cell::{Cell, RefCell};

use super::given::Given;
use super::key::{SampleKey, is_replaced};

/// Replaces texts.
pub(super) struct Texts<'k> {
    pub(super) key: &'k SampleKey,
    /// The instant of the run, as RFC 3339 spells it: what is in the future stays there.
    pub(super) now: String,
    /// By how many days the dates of the record are moved.
    pub(super) days: Cell<i64>,
    /// What other values were replaced by.
    pub(super) given: RefCell<Given>,
}

impl Texts<'_> {
    /// What comes is of this record. Its dates move together, and as no others do: who knows one of
    /// them does not know those of other people.
    pub(super) fn begin(&self, record: &[u8]) {
        self.days.set(self.key.days(record));
    }

    /// Another text that looks like this one.
    pub(super) fn replace(&self, text: &str) -> String {
        if is_uuid(text) {
            return self.uuid(text);
        }
        if let Some(date) = self.date(text) {
            return date;
        }
        if is_number_to_call(text) {
            return self.phone(text);
        }
        if let Some(secret) = self.secret(text) {
            return secret;
        }
        let mut out = String::with_capacity(text.len());
        for piece in text.split_inclusive(is_break) {
            let end = piece.len()
                - piece
                    .chars()
                    .next_back()
                    .filter(|char| is_break(*char))
                    .map_or(0, char::len_utf8);
            out += &self.piece(&piece[..end]);
            out += &piece[end..];
        }
        match text.chars().any(char::is_alphanumeric) {
            true => out,
            false => self.key.signs(&out),
        }
    }

    /// A piece without blanks: an address, a link, or words.
    fn piece(&self, piece: &str) -> String {
        for scheme in ["https://", "http://", "ftp://", "mailto:", "tel:"] {
            if let Some(rest) = piece.strip_prefix(scheme) {
                let end = rest.find(['/', '?', '#', ':']).unwrap_or(rest.len());
                let host = &rest[..end];
                let host = if is_domain(host) { self.domain(host) } else { self.piece(host) };
                return format!("{scheme}{host}{}", self.words(&rest[end..]));
            }
        }
        match piece.rsplit_once('@') {
            Some((local, domain)) if is_domain(domain) && !local.is_empty() => {
                format!("{}@{}", self.words(local), self.domain(domain))
            }
            _ => self.words(piece),
        }
    }

    /// Word by word; what stands between them stays.
    pub(super) fn words(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut word = String::new();
        for char in text.chars() {
            if is_replaced(char) {
                word.push(char);
                continue;
            }
            out += &self.word(&word);
            word.clear();
            out.push(char);
        }
        out + &self.word(&word)
    }

    /// A word that no other one is replaced by.
    fn word(&self, word: &str) -> String {
        if word.is_empty() {
            return String::new();
        }
        let draw = |turn| self.key.word(word, turn);
        draw(self.given.borrow_mut().turn("word", word, draw))
    }

    /// A domain that nobody owns, as long as this one where that can be.
    fn domain(&self, domain: &str) -> String {
        let draw = |turn| self.draw_domain(domain, turn);
        draw(self.given.borrow_mut().turn("domain", domain, draw))
    }

    fn draw_domain(&self, domain: &str, turn: u32) -> String {
        const SUFFIXES: [&str; 3] = [".example.com", ".example.org", ".example.net"];
        let mut next = self.key.stream("domain", domain, turn);
        let suffix = SUFFIXES[next() as usize % SUFFIXES.len()];
        let length = domain.len().saturating_sub(suffix.len()).clamp(4, 50);
        let label = (0..length).map(|_| char::from(b'a' + (next() % 26) as u8));
        let other: String = label.chain(suffix.chars()).collect();
        let mut cases = domain.chars().map(char::is_uppercase);
        other
            .chars()
            .map(|char| if cases.next() == Some(true) { char.to_ascii_uppercase() } else { char })
            .collect()
    }

    /// Version and variant stay.
    fn uuid(&self, text: &str) -> String {
        let mut next = self.key.stream("uuid", text, 0);
        let digit = |(at, char): (usize, char)| match (at, char) {
            (14 | 19, _) | (_, '-') => char,
            _ => {
                let other = char::from_digit(next() % 16, 16).unwrap_or('0');
                if char.is_ascii_uppercase() { other.to_ascii_uppercase() } else { other }
            }
        };
        text.chars().enumerate().map(digit).collect()
    }

    /// The country stays, and how the number is spelled.
    fn phone(&self, text: &str) -> String {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let kept = if text.starts_with('+') { country_length(&digits) } else { 0 };
        let draw = |turn| self.draw_phone(&digits, kept, turn);
        let turn = self.given.borrow_mut().turn("phone", &digits, draw);
        let other = self.draw_phone(&digits, kept, turn);
        let mut other = other.chars();
        let digit = |char: char| match char.is_ascii_digit() {
            true => other.next().unwrap_or(char),
            false => char,
        };
        text.chars().map(digit).collect()
    }

    fn draw_phone(&self, digits: &str, kept: usize, turn: u32) -> String {
        let mut next = self.key.stream("phone", digits, turn);
        let mut at = 0;
        let digit = |char: char| {
            at += 1;
            match at <= kept || char == '0' && at == kept + 1 {
                true => char,
                false => char::from(b'1' + (next() % 9) as u8),
            }
        };
        digits.chars().map(digit).collect()
    }

    /// A date is moved by as many days as the others of its record; what is to come stays to come.
    fn date(&self, text: &str) -> Option<String> {
        let (date, rest) = text.split_at_checked(10)?;
        let bytes = date.as_bytes();
        let is_dashed = bytes[4] == b'-' && bytes[7] == b'-';
        let is_time = |char: char| char.is_ascii_digit() || ":.+-Zz".contains(char);
        let time = rest.strip_prefix(['T', 't', ' ']);
        if !is_dashed || !rest.is_empty() && !time.is_some_and(|time| time.chars().all(is_time)) {
            return None;
        }
        // These mean never, and nothing.
        if matches!(&date[..4], "0001" | "1900") || text == "2000-01-01T00:00:00Z" {
            return Some(text.to_owned());
        }
        let parsed: jiff::civil::Date = date.parse().ok()?;
        let days = if date > &self.now[..10] { self.days.get() } else { -self.days.get() };
        let moved = parsed.checked_add(jiff::Span::new().days(days)).ok()?;
        Some(format!("{moved}{rest}"))
    }

    /// What looks like a hash, a salt or a token keeps its alphabet, its length and its method.
    fn secret(&self, text: &str) -> Option<String> {
        if let Some(parts) = text.strip_prefix('$')
            && parts.split('$').next().is_some_and(|method| METHODS.contains(&method))
        {
            let part = |part: &str| match is_parameter(part) {
                true => part.to_owned(),
                false => self.letters("", part),
            };
            let parts: Vec<_> = parts.split('$').map(part).collect();
            return Some(format!("${}", parts.join("$")));
        }
        let (method, body) = split_method(text);
        let is_long = body.len() >= 20 || !method.is_empty();
        let fits = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'.')
        };
        let has = |is: fn(&u8) -> bool| body.as_bytes().iter().any(is);
        let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
            || has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
        if !is_long
            || !body.bytes().all(fits)
            || !is_mixed && method.is_empty()
            || body.contains('.') && method.is_empty()
        {
            return None;
        }
        Some(self.letters(method, body))
    }

    /// Letter by letter, in the alphabet of base64 or of hexadecimal digits.
    fn letters(&self, method: &str, body: &str) -> String {
        let mut next = self.key.stream("secret", body, 0);
        let is_hex = body.bytes().all(|byte| byte.is_ascii_hexdigit());
        let padding = body.len() - body.trim_end_matches('=').len();
        let last = body.len() - padding;
        let other = body.bytes().enumerate().map(|(at, byte)| {
            let pick = |from: &[u8], random: u32| char::from(from[random as usize % from.len()]);
            let random = next();
            match byte {
                // The bits behind the last byte must be zero.
                _ if padding == 2 && at + 1 == last => pick(b"AQgw", random),
                _ if padding == 1 && at + 1 == last => pick(b"AEIMQUYcgkosw048", random),
                b'0'..=b'9' => pick(b"0123456789", random),
                b'a'..=b'f' if is_hex => pick(b"abcdef", random),
                b'A'..=b'F' if is_hex => pick(b"ABCDEF", random),
                b'a'..=b'z' => pick(b"abcdefghijklmnopqrstuvwxyz", random),
                b'A'..=b'Z' => pick(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", random),
                other if other.is_ascii_punctuation() => char::from(other),
                _ => 'x',
            }
        });
        let other: String = other.collect();
        format!("{method}{other}")
    }

    /// A number with as many digits. A time in seconds or milliseconds is moved like a date; digits
    /// beyond double precision stay beyond it.
    pub(super) fn number(&self, text: &str) -> String {
        let value = text.parse::<i64>().ok();
        for (least, most, unit) in [
            (1_000_000_000, 2_200_000_000, 86_400),
            (1_000_000_000_000, 2_200_000_000_000, 86_400_000),
        ] {
            if let Some(value) = value.filter(|value| (least..=most).contains(value)) {
                let now = self.now.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_second);
                let is_to_come = value / (unit / 86_400) > now;
                let days = if is_to_come { self.days.get() } else { -self.days.get() };
                return (value + days * unit).to_string();
            }
        }
        let (mantissa, power) = text.split_at(text.find(['e', 'E']).unwrap_or(text.len()));
        let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
        let other = self.words(mantissa);
        if digits < 16 || mantissa.contains('.') {
            return format!("{other}{power}");
        }
        let (sign, other) = other.split_at(usize::from(other.starts_with('-')));
        match value.is_some_and(|value| value.unsigned_abs() <= 1 << 53) {
            true => format!("{sign}1{}{power}", &other[1..]),
            false => format!("{sign}99{}3{power}", &other[2..other.len() - 1]),
        }
    }
}

/// Schemes of hashes that stand in braces.
const SCHEMES: &[&str] = &[
    "PBKDF2-HMAC-SHA1",
    "PBKDF2-HMAC-SHA256",
    "PBKDF2-HMAC-SHA384",
    "PBKDF2-HMAC-SHA512",
    "SSHA",
    "SSHA256",
    "SSHA384",
    "SSHA512",
    "SHA",
    "SHA256",
    "SHA512",
    "MD5",
    "SMD5",
    "CRYPT",
    "BCRYPT",
];

/// Methods of modular crypt format.
const METHODS: &[&str] = &[
    "1", "2", "2a", "2b", "2x", "2y", "5", "6", "argon2i", "argon2d", "argon2id", "pbkdf2",
    "scrypt",
];

/// How a hash is made, told in braces in front of it and as rounds, and the rest.
fn split_method(text: &str) -> (&str, &str) {
    let scheme =
        text.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(scheme, _)| scheme);
    let end = scheme.filter(|scheme| SCHEMES.contains(scheme)).map_or(0, |scheme| scheme.len() + 2);
    let is_count = |text: &str| text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let rounds = text[end..].find('$').filter(|at| end > 0 && is_count(&text[end..end + at]));
    text.split_at(end + rounds.map_or(0, |at| at + 1))
}

/// Does this part of a hash in modular crypt format say how it was made?
fn is_parameter(part: &str) -> bool {
    let is_count = |text: &str| text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_pair = |pair: &str| {
        pair.split_once('=').is_some_and(|(name, count)| {
            matches!(name, "v" | "m" | "t" | "p" | "rounds") && is_count(count)
        })
    };
    is_count(part) || METHODS.contains(&part) || part.split(',').all(is_pair)
}

fn is_break(char: char) -> bool {
    char.is_whitespace()
        || matches!(
            char,
            '<' | '>' | ',' | ';' | '"' | '\'' | '(' | ')' | '|' | '[' | ']' | '{' | '}'
        )
}

fn is_uuid(text: &str) -> bool {
    let is_dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if is_dash(at) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}

fn is_number_to_call(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let fits =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'(' | b')' | b'-' | b'.' | b'/');
    digits >= 7
        && rest.bytes().all(fits)
        && (text.starts_with('+') || rest.len() > digits || digits >= 9)
}

/// How many digits the code of a country has (ITU-T E.164).
fn country_length(digits: &str) -> usize {
    const TWO: &[&str] = &[
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    match digits.get(..2) {
        Some(start) if start.starts_with(['1', '7']) => 1,
        Some(start) if TWO.contains(&start) => 2,
        _ => 3,
    }
}
