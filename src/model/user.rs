//! One person's account, in the words of SCIM.

use super::{Json, Text};

/// A user record, as neutral as the formats allow. All fields are what the source states; what it
/// does not state is absent.
#[derive(Default)]
pub struct User<'a> {
    /// The identifier that the source gave this user.
    pub id: Option<Text<'a>>,
    /// `userName`
    pub user_name: Option<Text<'a>>,
    /// `name`
    pub name: Name<'a>,
    /// `displayName`
    pub display_name: Option<Text<'a>>,
    /// `nickName`
    pub nick_name: Option<Text<'a>>,
    /// `title`
    pub title: Option<Text<'a>>,
    /// `userType`
    pub user_type: Option<Text<'a>>,
    /// `profileUrl`
    pub profile_url: Option<Text<'a>>,
    /// `locale`
    pub locale: Option<Text<'a>>,
    /// `preferredLanguage`
    pub preferred_language: Option<Text<'a>>,
    /// `timezone`
    pub timezone: Option<Text<'a>>,
    /// `active`
    pub active: Option<bool>,
    /// The user has not yet gone through the activation that the source asks for.
    pub activation_pending: bool,
    /// `emails`
    pub emails: Vec<Email<'a>>,
    /// `phoneNumbers`
    pub phones: Vec<Phone<'a>>,
    /// `addresses`
    pub addresses: Vec<Address<'a>>,
    /// `photos`
    pub photos: Vec<Photo<'a>>,
    /// Names of the roles that the user has.
    pub roles: Vec<Text<'a>>,
    /// Custom attributes: name and value, in the order of the source.
    pub attributes: Vec<Attribute<'a>>,
    /// The user's accounts at identity providers.
    pub identities: Vec<Identity<'a>>,
    /// What the source holds of the user's password.
    pub credential: Credential<'a>,
    /// State of further authentication factors, in the source's own shape.
    pub second_factors: Option<Json<'a>>,
    /// `meta.created`, an RFC 3339 time.
    pub created: Option<Text<'a>>,
    /// `meta.lastModified`, an RFC 3339 time.
    pub last_modified: Option<Text<'a>>,
    /// Members that no field above can hold, under their own names.
    pub kept: Vec<Kept<'a>>,
}

/// `name`
#[derive(Default, Clone, Copy)]
pub struct Name<'a> {
    /// `formatted`
    pub formatted: Option<Text<'a>>,
    /// `givenName`
    pub given: Option<Text<'a>>,
    /// `familyName`
    pub family: Option<Text<'a>>,
    /// `middleName`
    pub middle: Option<Text<'a>>,
    /// `honorificPrefix`
    pub honorific_prefix: Option<Text<'a>>,
    /// `honorificSuffix`
    pub honorific_suffix: Option<Text<'a>>,
}

/// An e-mail address of the user.
#[derive(Clone, Copy)]
pub struct Email<'a> {
    /// The address.
    pub value: Text<'a>,
    /// `type`, such as `work`.
    pub kind: Option<Text<'a>>,
    /// Is this the address that counts?
    pub primary: bool,
    /// Does the source state that the address was verified?
    pub verified: bool,
}

/// A telephone number of the user.
#[derive(Clone, Copy)]
pub struct Phone<'a> {
    /// The number.
    pub value: Text<'a>,
    /// `type`, such as `mobile`.
    pub kind: Option<Text<'a>>,
    /// Is this the number that counts?
    pub primary: bool,
}

/// A postal address of the user.
#[derive(Default, Clone, Copy)]
pub struct Address<'a> {
    /// `formatted`
    pub formatted: Option<Text<'a>>,
    /// `streetAddress`
    pub street_address: Option<Text<'a>>,
    /// `locality`
    pub locality: Option<Text<'a>>,
    /// `region`
    pub region: Option<Text<'a>>,
    /// `postalCode`
    pub postal_code: Option<Text<'a>>,
    /// `country`
    pub country: Option<Text<'a>>,
    /// `type`
    pub kind: Option<Text<'a>>,
    /// `primary`
    pub primary: Option<bool>,
}

/// A picture of the user.
#[derive(Clone, Copy)]
pub struct Photo<'a> {
    /// Where the picture is.
    pub value: Text<'a>,
    /// `type`
    pub kind: Option<Text<'a>>,
    /// `primary`
    pub primary: Option<bool>,
}

/// A custom attribute.
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    /// The attribute's name.
    pub name: Text<'a>,
    /// Its value, any JSON.
    pub value: Json<'a>,
}

/// What a source holds of the user's password.
#[derive(Default, Clone, Copy)]
pub struct Credential<'a> {
    /// A hash that only the source's own product can use.
    pub sealed: Option<Text<'a>>,
    /// The name of its algorithm.
    pub algorithm: Option<Text<'a>>,
    /// Earlier passwords, in the source's own shape.
    pub history: Option<Json<'a>>,
    /// When the password expires, in the source's own unit.
    pub expires: Option<Json<'a>>,
    /// When the password was set, in the source's own unit.
    pub updated: Option<Json<'a>>,
}

/// An account of the user at an identity provider.
#[derive(Clone)]
pub struct Identity<'a> {
    /// The key of the provider, such as `google`.
    pub provider: Option<Text<'a>>,
    /// The provider's identifier of the user. Text, even where a file has a number.
    pub subject: Option<Text<'a>>,
    /// What the provider says of the user, in an object of its own.
    pub info: Vec<Attribute<'a>>,
    /// The name of that object in the source, if there is one.
    pub info_name: Option<&'static str>,
    /// What stands beside provider and identifier.
    pub siblings: Vec<Attribute<'a>>,
}

/// A member that no field of the model can hold.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// Where in the record it stood.
    pub home: Home,
    /// Its name.
    pub name: Text<'a>,
    /// Its value.
    pub value: Json<'a>,
}

/// An object of a record that can have members of its own, as a JSON Pointer (RFC 6901) into the
/// record. In arrays the index says which element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Home {
    /// The pointer; a `*` stands for the index.
    pub path: &'static str,
    /// The element's index, where there is a `*`.
    pub index: u32,
}

impl User<'_> {
    /// The e-mail address that counts.
    pub fn primary_email(&self) -> Option<&Email<'_>> {
        self.emails.iter().find(|email| email.primary)
    }
}

impl<'a> User<'a> {
    /// Forgets everything, and keeps the room that its lists have taken.
    pub fn clear(&mut self) {
        let mut fresh = User::default();
        macro_rules! keep {
            ($($list:ident)*) => {$(
                self.$list.clear();
                std::mem::swap(&mut fresh.$list, &mut self.$list);
            )*};
        }
        keep!(emails phones addresses photos roles attributes identities kept);
        *self = fresh;
    }
}
