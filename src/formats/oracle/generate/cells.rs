//! The cells of a user.

use std::fmt::{Display, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::super::quotes::escape;
use crate::csv::push_cell;
use crate::generate::{Person, RecordSeed, unique_uuid};

/// An invented user.
pub(super) struct Invented {
    file_seed: u64,
    pub(super) seed: RecordSeed,
    pub(super) person: Person,
}

impl Invented {
    pub(super) fn new(seed: u64, number: u64) -> Self {
        let (person, record) = (Person::new(seed, number), RecordSeed::new(seed, number));
        Invented { file_seed: seed, seed: record, person }
    }

    /// The name to sign in with, of at least 3 characters: that of the person, or the address.
    pub(super) fn user_name(&self) -> String {
        let name = self.person.user_name().to_string();
        match name.len() < 3 || self.seed.stream("signs in with address").percent(40) {
            true => self.person.email().to_string(),
            false => name,
        }
    }

    fn happens(&self, what: &str, share: u64) -> bool {
        self.seed.stream(what).percent(share)
    }

    fn pick(&self, what: &str, texts: &[&'static str]) -> &'static str {
        self.seed.stream(what).pick(texts)
    }

    fn has_home(&self) -> bool {
        self.happens("home address", 15)
    }

    fn is_federated(&self) -> bool {
        self.happens("federated", 10)
    }
}

/// Appends the cell of a value: Oracle's quotes inside, those of RFC 4180 outside.
pub(super) fn push(out: &mut Vec<u8>, value: &str) {
    push_cell(out, &escape(value.as_bytes()));
}

/// A heading, and what writes the value of its cell.
type Cell = (&'static str, fn(&Invented, &mut String));

pub(super) const CELLS: &[Cell] = &[
    ("User Name", |user, out| out.push_str(&user.user_name())),
    ("Last Name", |user, out| out.push_str(user.person.family_name())),
    ("First Name", |user, out| out.push_str(user.person.given_name())),
    ("Work Email", |user, out| show(out, user.person.email())),
    ("Primary Email Type", |_, out| out.push_str("work")),
    ("Password", password),
    ("External Id", |user, out| {
        show(out, unique_uuid(user.file_seed, user.person.number()));
    }),
    ("Display Name", |user, out| show(out, user.person.full_name())),
    ("Nick Name", |user, out| some(user, out, "nick name", 30, NICK_NAMES)),
    ("Profile Url", |user, out| {
        if user.happens("profile", 10) {
            show(out, format_args!("https://people.example.com/{}?v=1,2", user.person.number()));
        }
    }),
    ("Title", |user, out| some(user, out, "title", 40, TITLES)),
    ("User Type", |user, out| some(user, out, "user type", 50, USER_TYPES)),
    ("Locale", |user, out| {
        if user.happens("locale", 50) {
            out.push_str(user.person.locale());
        }
    }),
    ("Preferred Language", |user, out| {
        if user.happens("language", 50) {
            out.push_str(user.person.language());
        }
    }),
    ("Time Zone", |user, out| {
        if user.happens("time zone", 50) {
            out.push_str(user.person.timezone());
        }
    }),
    ("Active", |user, out| {
        out.push_str(user.pick("active", &["TRUE", "TRUE", "TRUE", "TRUE", "TRUE", "FALSE", ""]));
    }),
    ("Formatted Name", |user, out| {
        if user.happens("formatted", 30) {
            show(out, user.person.short_name());
        }
    }),
    ("Honorific Prefix", |user, out| out.push_str(user.person.honorific_prefix.unwrap_or(""))),
    ("Middle Name", |user, out| out.push_str(user.person.middle_name.unwrap_or(""))),
    ("Honorific Suffix", |user, out| out.push_str(user.person.honorific_suffix.unwrap_or(""))),
    ("Home Email", |user, out| {
        if user.happens("home email", 20) {
            show(out, user.person.further_email(1));
        }
    }),
    ("Other Email", |user, out| {
        if user.happens("other email", 5) {
            show(out, user.person.further_email(2));
        }
    }),
    ("Recovery Email", |user, out| {
        if user.happens("recovery email", 5) {
            show(out, user.person.further_email(3));
        }
    }),
    ("Work Email Verified", |user, out| {
        out.push_str(user.pick("verified", &["TRUE", "TRUE", "FALSE", ""]));
    }),
    ("Home Email Verified", |user, out| {
        if user.happens("home email", 20) && user.happens("home verified", 30) {
            out.push_str("TRUE");
        }
    }),
    ("Work Phone", |user, out| {
        if user.happens("work phone", 30) {
            show(out, user.person.phone(0));
        }
    }),
    ("Mobile No", |user, out| {
        if user.happens("mobile", 30) {
            show(out, user.person.phone(1));
        }
    }),
    ("Primary Phone Type", |user, out| {
        if user.happens("mobile", 30) {
            out.push_str("mobile");
        }
    }),
    ("Work Address Street", |user, out| show(out, user.person.street_address())),
    ("Work Address Locality", |user, out| out.push_str(user.person.locality())),
    ("Work Address Region", |user, out| out.push_str(user.person.region())),
    ("Work Address Postal Code", |user, out| show(out, user.person.postal_code())),
    ("Work Address Country", |user, out| out.push_str(user.person.country())),
    ("Home Address Street", |user, out| {
        if user.has_home() {
            show(out, user.person.street_address());
        }
    }),
    ("Home Address Country", |user, out| {
        if user.has_home() {
            out.push_str(user.person.country());
        }
    }),
    ("Home Address Formatted", |user, out| {
        if user.has_home() {
            let (street, city) = (user.person.street_address(), user.person.locality());
            show(out, format_args!("{street}\r\n\"c/o\" {city}"));
        }
    }),
    ("Primary Address Type", |_, out| out.push_str("work")),
    ("Employee Number", |user, out| {
        if user.happens("employee", 60) {
            show(out, format_args!("{:07}", user.person.number()));
        }
    }),
    ("Cost Center", |user, out| some(user, out, "cost center", 40, &["0815", "4.2e1", "=K-7"])),
    ("Organization Name", |user, out| some(user, out, "organization", 40, ORGANIZATIONS)),
    ("Division", |user, out| some(user, out, "division", 40, &["North", "South-West", "-"])),
    ("Department", |user, out| some(user, out, "department", 40, DEPARTMENTS)),
    ("Manager", manager),
    ("Federated", |user, out| {
        if user.is_federated() {
            out.push_str("TRUE");
        }
    }),
    ("ByPass Notification", |_, out| out.push_str("TRUE")),
];

fn show(out: &mut String, value: impl Display) {
    // Never an error: writing into memory has none, and nothing shown here fails.
    let _ = write!(out, "{value}");
}

fn some(user: &Invented, out: &mut String, what: &str, share: u64, texts: &[&'static str]) {
    let mut random = user.seed.stream(what);
    if random.percent(share) {
        out.push_str(random.pick(texts));
    }
}

/// Digest and salt behind each other, in the notation that an import takes. Federated users have no
/// password here.
fn password(user: &Invented, out: &mut String) {
    if user.is_federated() || !user.happens("password", 40) {
        return;
    }
    let salt: [u8; 8] = user.seed.stream("salt").bytes();
    let password = format!("correct horse {}", user.person.number());
    let digest = Sha256::new().chain_update(password).chain_update(salt).finalize();
    out.push_str("{SSHA256}");
    STANDARD.encode_string([digest.as_slice(), &salt].concat(), out);
}

/// The user name of somebody before.
fn manager(user: &Invented, out: &mut String) {
    if user.person.number() > 0 && user.happens("manager", 30) {
        out.push_str(&Invented::new(user.file_seed, user.person.number() / 8).user_name());
    }
}

const NICK_NAMES: &[&str] =
    &["=1+1", "@ada", "-", "+", "|x|", "%", "the \"first\"", "'hello'", "Bo", "=O'Brien", "=1,2"];
const TITLES: &[&str] = &["Engineer, senior", "Kapitän", "Head of \"Things\"", "艦長", "-"];
const USER_TYPES: &[&str] = &["Employee", "Contractor", "Intern", "Temp", "External", "Generic"];
const ORGANIZATIONS: &[&str] = &["Harbour & Sons", "Näf, Öl und Co.", "@work", "ACME"];
const DEPARTMENTS: &[&str] = &["Ferries", "Nets; ropes", "+1", "Größen"];
