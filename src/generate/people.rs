//! Invented people: names, addresses, phone numbers, user names.
//!
//! Promises: nobody's. E-mail addresses lie in domains reserved for documentation, phone numbers
//! in ranges reserved for fiction. Within a seed, no two people share an e-mail address or a user
//! name, not even ignoring case, for the digits right before the `@`, or at the end, are the number
//! of the person.

use super::names::{CULTURES, Culture, Name, NameOrder};
use super::random::{Random, RecordSeed};
use std::fmt::{self, Display, Formatter, from_fn};

/// An invented person: the one with this number, of this seed.
#[derive(Clone, Copy)]
pub struct Person {
    number: u64,
    seed: RecordSeed,
    culture: &'static Culture,
    given: Name,
    family: Name,
    /// A further given name.
    pub middle_name: Option<&'static str>,
    /// A title before the name.
    pub honorific_prefix: Option<&'static str>,
    /// What follows the name.
    pub honorific_suffix: Option<&'static str>,
}

impl Person {
    /// The person `number` (from 0) of `seed`.
    pub fn new(seed: u64, number: u64) -> Self {
        let seed = RecordSeed::new(seed, number);
        let mut random = seed.stream("person");
        let culture = &CULTURES[random.below(CULTURES.len() as u64) as usize];
        Self {
            number,
            seed,
            culture,
            given: random.pick(culture.given),
            family: random.pick(culture.family),
            middle_name: random.percent(15).then(|| random.pick(culture.given).written),
            honorific_prefix: random.percent(10).then(|| random.pick(PREFIXES)),
            honorific_suffix: random.percent(4).then(|| random.pick(SUFFIXES)),
        }
    }

    /// The given name.
    pub fn given_name(&self) -> &'static str {
        self.given.written
    }

    /// The family name.
    pub fn family_name(&self) -> &'static str {
        self.family.written
    }

    /// The language and country, as in `pl-PL`.
    pub fn locale(&self) -> &'static str {
        self.culture.locale
    }

    /// The language alone, as in `pl`.
    pub fn language(&self) -> &'static str {
        self.culture.locale.split_once('-').map_or("en", |(language, _)| language)
    }

    /// The IANA time zone.
    pub fn timezone(&self) -> &'static str {
        self.culture.timezone
    }

    /// The country, as in ISO 3166-1 alpha-2.
    pub fn country(&self) -> &'static str {
        self.culture.country
    }

    /// The region.
    pub fn region(&self) -> &'static str {
        self.culture.region
    }

    /// The city; an invented one in most cases.
    pub fn locality(&self) -> &'static str {
        self.culture.city
    }

    /// The street and house.
    pub fn street_address(&self) -> impl Display + use<> {
        let (street, house) = (self.culture.street, 1 + self.seed.stream("house").below(300));
        from_fn(move |f| write!(f, "{street} {house}"))
    }

    /// Five digits, now and then with a leading zero.
    pub fn postal_code(&self) -> impl Display + use<> {
        let code = self.seed.stream("postal code").below(100_000);
        from_fn(move |f| write!(f, "{code:05}"))
    }

    /// Given and family name, in the order of the language.
    pub fn short_name(&self) -> impl Display + use<> {
        let (given, family) = (self.given.written, self.family.written);
        let order = self.culture.name_order;
        from_fn(move |f| match order {
            NameOrder::GivenFirst => write!(f, "{given} {family}"),
            NameOrder::FamilyFirst => write!(f, "{family} {given}"),
            NameOrder::FamilyJoined => write!(f, "{family}{given}"),
        })
    }

    /// All parts of the name, in the order of the language.
    pub fn full_name(&self) -> impl Display + '_ {
        from_fn(|f| {
            if let Some(prefix) = self.honorific_prefix {
                write!(f, "{prefix} ")?;
            }
            match self.middle_name.filter(|_| self.culture.name_order == NameOrder::GivenFirst) {
                Some(middle) => {
                    write!(f, "{} {middle} {}", self.given.written, self.family.written)?;
                }
                None => self.short_name().fmt(f)?,
            }
            self.honorific_suffix.map_or(Ok(()), |suffix| write!(f, ", {suffix}"))
        })
    }

    /// The first e-mail address.
    pub fn email(&self) -> impl Display + use<> {
        let (given, family, number) = (self.given.ascii, self.family.ascii, self.number);
        let mut random = self.seed.stream("email");
        let style = random.below(16);
        let domain = domain(&mut random);
        from_fn(move |f| {
            match style {
                0..4 => write!(f, "{given}.{family}{number}")?,
                4..6 => write!(f, "{given}_{family}-{number}")?,
                6..8 => write!(f, "{}.{family}{number}", &given[..1])?,
                8..10 => write!(f, "{family}{number}")?,
                10..12 => write!(f, "user{number}")?,
                12..14 => write!(f, "{given}+{number}")?,
                _ => write!(f, "{}.{}{number}", Capital(given), Capital(family))?,
            }
            write!(f, "@{domain}")
        })
    }

    /// A further e-mail address, for `nth` from 1.
    pub fn further_email(&self, nth: u64) -> impl Display + use<> {
        let (family, number) = (self.family.ascii, self.number);
        let domain = domain(&mut self.seed.stream("further email"));
        from_fn(move |f| write!(f, "{family}+alias{nth}.{number}@{domain}"))
    }

    /// A user name that is no e-mail address.
    pub fn user_name(&self) -> impl Display + use<> {
        let (given, family, number) = (self.given.ascii, self.family.ascii, self.number);
        let style = self.seed.stream("user name").below(16);
        from_fn(move |f| match style {
            0..6 => write!(f, "{given}.{family}.{number}"),
            6..10 => write!(f, "user_{number:06}"),
            10..13 => write!(f, "EMP-{number:06}"),
            13 => write!(f, "{}{number}", Capital(given)),
            14 => write!(f, "CORP\\{family}.{number}"),
            _ => write!(f, "{given} {family} {number}"),
        })
    }

    /// A phone number in E.164, for `nth` from 0. Others may have the same one.
    pub fn phone(&self, nth: u64) -> impl Display + use<> {
        let mut random = self.seed.stream(["phone", "mobile"][usize::from(nth > 0)]);
        let (prefix, width) = random.pick(FICTIONAL_PHONES);
        let number = random.below(10_u64.pow(width));
        let width = width as usize;
        from_fn(move |f| write!(f, "{prefix}{number:0width$}"))
    }

    /// The person's number, from 0.
    pub fn number(&self) -> u64 {
        self.number
    }
}

/// A lower-case ASCII word with a capital first letter.
struct Capital(&'static str);

impl Display for Capital {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (first, rest) = self.0.split_at(1);
        write!(f, "{}{rest}", first.to_ascii_uppercase())
    }
}

/// A domain reserved for documentation, with or without subdomains.
fn domain(random: &mut Random) -> &'static str {
    if random.one_in(500) { LONG_DOMAIN } else { random.pick(DOMAINS) }
}

const DOMAINS: &[&str] = &[
    "example.com",
    "example.com",
    "example.org",
    "example.net",
    "mail.example.com",
    "corp.example.net",
    "students.example.org",
    "a.b.c.example.com",
    "xn--bcher-kva.example.com",
];

/// Long enough to bring an address near the limit of 254 octets.
const LONG_DOMAIN: &str = "a-name-between-two-dots-may-have-sixty-three-letters-at-most\
    .another-one-which-comes-close-to-the-limit-without-touching-it\
    .and-a-third-one-that-brings-the-name-near-the-limit-as-a-whole.example.net";

/// Prefixes of numbers that no subscriber gets, and how many digits follow.
const FICTIONAL_PHONES: &[(&str, u32)] = &[
    ("+120255501", 2), // United States
    ("+121255501", 2), // United States
    ("+447700900", 3), // United Kingdom, mobile
    ("+442079460", 3), // London
    ("+493023125", 3), // Berlin
    ("+3319900", 4),   // Paris
    ("+468465004", 2), // Stockholm
    ("+3532091", 5),   // Ireland
    ("+6125550", 4),   // Australia, east
];

const PREFIXES: &[&str] = &["Ms.", "Mr.", "Dr.", "Prof. Dr.", "Sra. Dña."];
const SUFFIXES: &[&str] = &["Jr.", "III", "PhD", "MBA \"cum laude\""];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn addresses_and_user_names_are_unique_ignoring_case() {
        let (mut emails, mut user_names) = (HashSet::new(), HashSet::new());
        for number in 0..20_000 {
            let person = Person::new(3, number);
            for email in [person.email().to_string(), person.further_email(1).to_string()] {
                assert!(emails.insert(email.to_lowercase()), "{email}");
            }
            let user_name = person.user_name().to_string();
            assert!(user_names.insert(user_name.to_lowercase()), "{user_name}");
        }
    }

    #[test]
    fn addresses_are_valid_and_reserved_for_documentation() {
        for number in 0..20_000 {
            let email = Person::new(4, number).email().to_string();
            let (local, domain) = email.split_once('@').unwrap();
            assert!(email.is_ascii() && !email.contains(' ') && email.len() <= 254, "{email}");
            assert!((1..=64).contains(&local.len()), "{email}");
            assert!(domain.split('.').all(|label| (1..=63).contains(&label.len())), "{email}");
            let reserved = ["example.com", "example.net", "example.org"];
            assert!(
                reserved.iter().any(|name| {
                    domain
                        .strip_suffix(name)
                        .is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
                }),
                "{email}"
            );
        }
    }

    #[test]
    fn a_full_name_contains_its_parts() {
        for number in 0..2_000 {
            let person = Person::new(5, number);
            let full = person.full_name().to_string();
            assert!(full.contains(person.given_name()), "{full}");
            assert!(full.contains(person.family_name()), "{full}");
        }
    }

    #[test]
    fn phone_numbers_are_e164() {
        for number in 0..2_000 {
            let phone = Person::new(6, number).phone(number % 2).to_string();
            assert!(phone.starts_with('+') && (10..=16).contains(&phone.len()), "{phone}");
            assert!(phone[1..].bytes().all(|b| b.is_ascii_digit()), "{phone}");
        }
    }
}
