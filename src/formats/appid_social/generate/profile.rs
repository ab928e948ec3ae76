//! A profile, from its opening brace to its closing one.

use std::fmt::{Display, from_fn};

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;

use super::claims::{self, Provider};
use super::defect::Defect;
use crate::generate::attributes::{self, Attribute};
use crate::generate::{Json, KeyOrder, Person, RecordSeed, Scalar, Spelling, unique_uuid};

/// A key, and what writes its member, or nothing where the profile has none.
type Row = (&'static str, fn(&mut Profile<'_>, &'static str));

/// Writes the profiles of one file.
pub(super) struct Profiles {
    seed: u64,
    rows: Vec<Row>,
    attributes: Vec<(&'static str, Attribute)>,
}

impl Profiles {
    pub(super) fn new(seed: u64, order: KeyOrder) -> Self {
        let (mut rows, mut attributes) = (FIELDS.to_vec(), attributes::ATTRIBUTES.to_vec());
        order.arrange(&mut rows);
        order.arrange(&mut attributes);
        Self { seed, rows, attributes }
    }

    /// Writes record `number`.
    pub(super) fn write(&self, number: u64, defect: Option<Defect>, json: &mut Json) {
        let seed = RecordSeed::new(self.seed, number);
        json.spell(match seed.stream("spelling").percent(15) {
            true => Spelling::Ascii,
            false => Spelling::Utf8,
        });
        if defect == Some(Defect::NotAnObject) {
            return json.text("not a profile");
        }
        let person = Person::new(self.seed, number);
        let provider = Provider::of(seed);
        let mut profile = Profile {
            json,
            attributes: &self.attributes,
            file_seed: self.seed,
            seed,
            person,
            provider,
            defect,
        };
        profile.json.begin_object();
        for (key, write) in &self.rows {
            write(&mut profile, key);
        }
        profile.json.end_object();
    }
}

/// A profile on its way into the text.
pub(super) struct Profile<'a> {
    pub(super) json: &'a mut Json,
    attributes: &'a [(&'static str, Attribute)],
    pub(super) file_seed: u64,
    pub(super) seed: RecordSeed,
    pub(super) person: Person,
    /// None for a user who has not signed in yet.
    pub(super) provider: Option<Provider>,
    defect: Option<Defect>,
}

const FIELDS: &[Row] = &[
    ("id", id),
    ("identities", identities),
    ("attributes", attributes),
    ("name", name),
    ("email", email),
    ("picture", picture),
    ("gender", |profile, key| profile.rare(key, 10, &["female", "male", "nicht-binär"])),
    ("locale", locale),
    ("preferred_username", preferred_user_name),
    ("idp", idp),
    ("hashedIdpId", hash),
    ("hashedEmail", hash),
    ("roles", roles),
];

impl Profile<'_> {
    pub(super) fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// One of the texts, in `share` of 100 profiles.
    fn rare(&mut self, key: &str, share: u64, texts: &[&str]) {
        let mut random = self.seed.stream(key);
        if random.percent(share) {
            self.json.member(key, Scalar::Text(&random.pick(texts)));
        }
    }

    /// The address as the provider gives it; some providers give none.
    pub(super) fn email(&self) -> Option<impl Display + use<>> {
        let mut random = self.seed.stream("has email");
        let gives = self.provider != Some(Provider::Facebook) || random.percent(85);
        (self.provider.is_some() && gives).then(|| self.person.email())
    }
}

fn id(profile: &mut Profile<'_>, key: &str) {
    let number = profile.person.number();
    let number = if profile.has(Defect::IdRepeated) { number.saturating_sub(1) } else { number };
    if !profile.has(Defect::IdMissing) {
        profile.json.member(key, Scalar::Text(&unique_uuid(profile.file_seed, number)));
    }
}

fn identities(profile: &mut Profile<'_>, key: &str) {
    profile.json.key(key);
    if profile.has(Defect::IdentitiesNotArray) {
        return profile.json.object([("provider", Scalar::Text(&"google"))]);
    }
    profile.json.begin_array();
    if profile.has(Defect::CloudDirectory) {
        let id = unique_uuid(profile.file_seed ^ 1, profile.person.number());
        let provider = Scalar::Text(&"cloud_directory");
        profile.json.object([("provider", provider), ("id", Scalar::Text(&id))]);
    } else if let Some(provider) = profile.provider {
        claims::identity(profile, provider);
    }
    profile.json.end_array();
}

fn attributes(profile: &mut Profile<'_>, key: &str) {
    profile.json.key(key);
    if profile.has(Defect::AttributesNotObject) {
        profile.json.begin_array();
        return profile.json.end_array();
    }
    attributes::write(profile.json, profile.seed, &profile.person, profile.attributes);
}

fn name(profile: &mut Profile<'_>, key: &str) {
    if profile.provider.is_some() && !profile.seed.stream(key).one_in(50) {
        profile.json.member(key, Scalar::Text(&profile.person.short_name()));
    }
}

fn email(profile: &mut Profile<'_>, key: &str) {
    if profile.has(Defect::EmailMalformed) {
        let number = profile.person.number();
        return profile.json.member(key, Scalar::Text(&format_args!("user{number}@@example.org")));
    }
    profile.json.member(key, Scalar::text(&profile.email()));
}

fn picture(profile: &mut Profile<'_>, key: &str) {
    if profile.provider.is_some() && profile.seed.stream(key).percent(60) {
        profile.json.member(key, Scalar::Text(&claims::picture(profile.person.number())));
    }
}

fn locale(profile: &mut Profile<'_>, key: &str) {
    if profile.seed.stream(key).percent(30) {
        profile.json.member(key, Scalar::Text(&profile.person.locale()));
    }
}

fn preferred_user_name(profile: &mut Profile<'_>, key: &str) {
    if profile.seed.stream(key).percent(10) {
        profile.json.member(key, Scalar::Text(&profile.person.user_name()));
    }
}

/// Users who were registered before they signed in are found by it.
fn is_to_be_found(profile: &Profile<'_>) -> bool {
    profile.provider.is_none() || profile.seed.stream("registered").percent(15)
}

fn idp(profile: &mut Profile<'_>, key: &str) {
    if is_to_be_found(profile) && !profile.has(Defect::CloudDirectory) {
        let provider = profile.provider.unwrap_or(Provider::Google);
        profile.json.member(key, Scalar::Text(&provider.name()));
    }
}

fn hash(profile: &mut Profile<'_>, key: &str) {
    if is_to_be_found(profile) {
        let bytes: [u8; 32] = profile.seed.stream(key).bytes();
        let text = from_fn(|f| Base64Display::new(&bytes, &STANDARD).fmt(f));
        profile.json.member(key, Scalar::Text(&text));
    }
}

/// Exports made before 2020 have none.
fn roles(profile: &mut Profile<'_>, key: &str) {
    let mut random = profile.seed.stream(key);
    if random.one_in(50) {
        return;
    }
    let from = random.below(ROLES.len() as u64) as usize;
    let count = random.pick(&[0, 0, 1, 1, 2, 3]);
    profile.json.key(key);
    profile.json.begin_array();
    for nth in 0..count {
        profile.json.text(ROLES[(from + nth) % ROLES.len()]);
    }
    profile.json.end_array();
}

const ROLES: &[&str] = &["viewer", "editor", "harbour_pilot", "Ops, night shift", "größe", "=sum"];
