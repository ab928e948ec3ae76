//! An account at a provider: identifier and claims, in every shape that files have.

use std::fmt::{Display, from_fn};

use super::profile::Profile;
use crate::generate::{RecordSeed, Scalar};

/// An identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    Google,
    Facebook,
    Saml,
    Custom,
    Ibm,
}

/// Where the claims stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// In an object of this name.
    Nested(&'static str),
    /// Beside the identifier.
    Flat,
    /// Nowhere.
    Bare,
}

impl Provider {
    /// The provider of a profile; a few users have not signed in yet.
    pub(super) fn of(seed: RecordSeed) -> Option<Self> {
        match seed.stream("provider").below(100) {
            0..50 => Some(Provider::Google),
            50..75 => Some(Provider::Facebook),
            75..87 => Some(Provider::Saml),
            87..95 => Some(Provider::Custom),
            95..98 => Some(Provider::Ibm),
            _ => None,
        }
    }

    /// Its key in the file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Provider::Google => "google",
            Provider::Facebook => "facebook",
            Provider::Saml => "saml",
            Provider::Custom => "appid_custom",
            Provider::Ibm => "ibmid",
        }
    }

    fn shape(self, seed: RecordSeed) -> Shape {
        match (seed.stream("shape").below(100), self) {
            (0..3, _) => Shape::Bare,
            (3..6, _) => Shape::Nested("profile"),
            (6..60, Provider::Facebook) => Shape::Flat,
            _ => Shape::Nested("idpUserInfo"),
        }
    }

    /// The identifier of the user, unique at the provider.
    fn subject(self, profile: &Profile<'_>) -> impl Display + use<> {
        let (number, mut random) = (profile.person.number(), profile.seed.stream("subject"));
        let filler = random.below(900_000);
        let email = profile.person.email();
        from_fn(move |f| match self {
            Provider::Google => write!(f, "1{filler:06}0{number:013}"),
            Provider::Facebook => write!(f, "{}{number:010}", 100_000 + filler),
            Provider::Saml => email.fmt(f),
            Provider::Custom => write!(f, "sub|{filler}:{number}"),
            Provider::Ibm => write!(f, "IBMid-{number:010}"),
        })
    }
}

/// Writes the identity of a profile.
pub(super) fn identity(profile: &mut Profile<'_>, provider: Provider) {
    let subject = provider.subject(profile);
    let is_number = provider == Provider::Facebook && profile.seed.stream("number").one_in(25);
    profile.json.begin_object();
    profile.json.member("provider", Scalar::Text(&provider.name()));
    profile.json.key("id");
    match is_number {
        true => profile.json.literal(&subject),
        false => profile.json.text(&subject),
    }
    match provider.shape(profile.seed) {
        Shape::Bare => {}
        Shape::Flat => claims(profile, provider, None),
        Shape::Nested(name) => {
            profile.json.key(name);
            profile.json.begin_object();
            // As the provider spells it: text, also where the identity has a number.
            claims(profile, provider, Some(&subject));
            profile.json.end_object();
        }
    }
    profile.json.end_object();
}

fn claims(profile: &mut Profile<'_>, provider: Provider, subject: Option<&dyn Display>) {
    let (person, email) = (profile.person, profile.email());
    let has_id = matches!(provider, Provider::Google | Provider::Facebook);
    if let Some(subject) = subject.filter(|_| has_id) {
        profile.json.member("id", Scalar::Text(subject));
    }
    profile.json.member("name", Scalar::Text(&person.short_name()));
    profile.json.member("email", Scalar::text(&email));
    let (given, family) = (person.given_name(), person.family_name());
    match provider {
        Provider::Google => {
            let verified = profile.seed.stream("verified").percent(90);
            profile.json.member("verified_email", Scalar::Flag(verified));
            profile.json.member("given_name", Scalar::Text(&given));
            profile.json.member("family_name", Scalar::Text(&family));
            profile.json.member("picture", Scalar::Text(&picture(person.number())));
            profile.json.member("locale", Scalar::Text(&person.language()));
        }
        Provider::Facebook => {
            profile.json.member("first_name", Scalar::Text(&given));
            profile.json.member("last_name", Scalar::Text(&family));
            silhouette(profile);
        }
        Provider::Saml => {
            profile.json.member("name_id", Scalar::Text(&person.email()));
            profile.json.key("attributes");
            profile.json.object([
                ("uid", Scalar::Text(&person.user_name())),
                ("costCenter", Scalar::Text(&"0815")),
            ]);
        }
        Provider::Custom => {
            profile.json.member("gender", Scalar::Text(&"unspecified"));
            profile.json.member("level", Scalar::Number(person.number() % 7));
        }
        Provider::Ibm => profile.json.member("locale", Scalar::Text(&person.locale())),
    }
    profile.json.member("idpType", Scalar::Text(&provider.name()));
}

fn silhouette(profile: &mut Profile<'_>) {
    let url = picture(profile.person.number());
    profile.json.key("picture");
    profile.json.begin_object();
    profile.json.key("data");
    profile.json.object([
        ("height", Scalar::Number(50)),
        ("width", Scalar::Number(50)),
        ("url", Scalar::Text(&url)),
        ("is_silhouette", Scalar::Flag(false)),
    ]);
    profile.json.end_object();
}

/// The address of a picture.
pub(super) fn picture(number: u64) -> impl Display + use<> {
    from_fn(move |f| write!(f, "https://img.example.com/{number}.jpg?size=50&v=1"))
}
