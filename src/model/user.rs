//! One person's account, in the words of SCIM.

use super::{Field, Json, Text};

/// A user record, as neutral as the formats allow. All fields are what the source states; what it
/// does not state is absent.
#[derive(Default)]
pub struct User<'a> {
    /// The identifier that the source gave this user.
    pub id: Option<Text<'a>>,
    /// The member that it was read from, where that is not the one that the source is known for.
    pub id_name: Option<&'static str>,
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
    /// The source states that the account is locked: nobody can sign in until somebody unlocks it.
    pub locked: bool,
    /// `emails`
    pub emails: Vec<Email<'a>>,
    /// `phoneNumbers`
    pub phones: Vec<Phone<'a>>,
    /// `addresses`
    pub addresses: Vec<Address<'a>>,
    /// `photos`
    pub photos: Vec<Photo<'a>>,
    /// What an employer knows of the user.
    pub enterprise: Enterprise<'a>,
    /// Names of the groups that the user is in.
    pub groups: Vec<Text<'a>>,
    /// Names of the roles that the user has.
    pub roles: Vec<Text<'a>>,
    /// Custom attributes: name and value, in the order of the source.
    pub attributes: Vec<Attribute<'a>>,
    /// The user's accounts at identity providers.
    pub identities: Vec<Identity<'a>>,
    /// What stands beside provider and identifier of identities; each knows its own range.
    pub claims: Vec<Attribute<'a>>,
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
    /// The rows that the user was read from, where a source has several; a target of the same
    /// format gives them back.
    pub rows: Vec<SourceRow<'a>>,
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

/// The enterprise extension of SCIM (RFC 7643 section 4.3).
#[derive(Default, Clone, Copy)]
pub struct Enterprise<'a> {
    /// `employeeNumber`
    pub employee_number: Option<Text<'a>>,
    /// `costCenter`
    pub cost_center: Option<Text<'a>>,
    /// `organization`
    pub organization: Option<Text<'a>>,
    /// `division`
    pub division: Option<Text<'a>>,
    /// `department`
    pub department: Option<Text<'a>>,
    /// `manager`: the user name of the manager.
    pub manager: Option<Text<'a>>,
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
    /// What the source says about that (`primary`).
    pub stated: Option<bool>,
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
    /// `primary`
    pub primary: Option<bool>,
    /// Does the source state that the number was verified?
    pub verified: bool,
    /// Where the number stands in the record, if that is known better than of all numbers.
    pub at: Option<Home>,
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
    /// The object that it stands in, as a JSON Pointer into the record.
    pub home: &'static str,
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
    /// A hash that others can use too if they know its method.
    pub hash: Option<Hash<'a>>,
    /// The password itself, in clear text.
    pub clear: Option<Text<'a>>,
    /// The source demands that the password be reset before it is used again.
    pub must_reset: bool,
    /// The name of its algorithm.
    pub algorithm: Option<Text<'a>>,
    /// Earlier passwords, in the source's own shape.
    pub history: Option<Json<'a>>,
    /// When the password expires, in the source's own unit.
    pub expires: Option<Json<'a>>,
    /// When the password was set, in the source's own unit.
    pub updated: Option<Json<'a>>,
}

/// A hash of a password in the notation of the source.
#[derive(Clone, Copy)]
pub struct Hash<'a> {
    /// Its method.
    pub method: HashMethod,
    /// All of it, as the source spells it.
    pub raw: Json<'a>,
}

/// How a hash is made of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HashMethod {
    /// One pass of SHA over salt and password.
    Sha,
    /// One pass of MD5 over salt and password.
    Md5,
    /// PBKDF2 (RFC 8018).
    Pbkdf2,
    /// bcrypt in modular crypt format.
    Bcrypt,
    /// Argon2 (RFC 9106).
    Argon2,
    /// Something else.
    Other,
}

/// An account of the user at an identity provider.
#[derive(Clone, Default)]
pub struct Identity<'a> {
    /// The key of the provider, such as `google`.
    pub provider: Option<Text<'a>>,
    /// The provider's identifier of the user. Text, even where a file has a number.
    pub subject: Option<Text<'a>>,
    /// The object in which the provider's claims stand, if they have one of their own.
    pub info: Option<Info<'a>>,
    /// The claims that stand beside provider and identifier, as a range of [`User::claims`].
    pub siblings: std::ops::Range<usize>,
}

/// The claims of a provider, in an object of their own.
#[derive(Clone, Copy)]
pub struct Info<'a> {
    /// The name of the object in the source.
    pub name: &'static str,
    /// The object.
    pub value: Json<'a>,
}

/// A row of a source that has several for a user.
#[derive(Clone, Copy)]
pub struct SourceRow<'a> {
    /// The number of its list.
    pub list: u8,
    /// The row as it is.
    pub value: Json<'a>,
}

/// A member that no field of the model can hold.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// What is lost where it is lost.
    pub field: Field,
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

impl Credential<'_> {
    /// Does the source hold a password, in whatever form?
    pub fn is_there(&self) -> bool {
        self.sealed.is_some() || self.hash.is_some() || self.clear.is_some()
    }
}

impl Name<'_> {
    /// Is there no part of a name?
    pub fn is_empty(&self) -> bool {
        self.formatted.is_none()
            && self.given.is_none()
            && self.family.is_none()
            && self.middle.is_none()
            && self.honorific_prefix.is_none()
            && self.honorific_suffix.is_none()
    }
}

impl Enterprise<'_> {
    /// Does no employer say anything?
    pub fn is_empty(&self) -> bool {
        self.employee_number.is_none()
            && self.cost_center.is_none()
            && self.organization.is_none()
            && self.division.is_none()
            && self.department.is_none()
            && self.manager.is_none()
    }
}

impl Kept<'_> {
    /// Is this a member of the object at `home`?
    pub fn is_in(&self, home: Home) -> bool {
        self.home == home
    }
}

impl User<'_> {
    /// The e-mail address that counts.
    pub fn primary_email(&self) -> Option<&Email<'_>> {
        self.emails.iter().find(|email| email.primary)
    }
}

macro_rules! room {
    ($($list:ident: $item:ident)*) => {
        /// The room that the lists of a user have taken, for those of another one.
        #[derive(Default)]
        pub struct Room {
            $($list: Vec<$item<'static>>,)*
        }

        impl Room {
            /// A user of whom nothing is known, whose lists have this room.
            #[inline(always)]
            pub fn user<'a>(self) -> User<'a> {
                let mut user = User::default();
                $(user.$list = recycled(self.$list);)*
                user
            }

            /// The room of a user who is not needed any more.
            #[inline(always)]
            pub fn of(user: User<'_>) -> Self {
                Room { $($list: recycled(user.$list),)* }
            }
        }
    };
}

room! {
    emails: Email
    phones: Phone
    addresses: Address
    photos: Photo
    groups: Text
    roles: Text
    attributes: Attribute
    identities: Identity
    claims: Attribute
    kept: Kept
    rows: SourceRow
}

impl User<'_> {
    /// Forgets everything, and keeps the room that its lists have taken for another user.
    pub fn recycled(self) -> User<'static> {
        Room::of(self).user()
    }
}

/// The room that a list has taken, for items that borrow from something else.
pub fn recycled<T, U>(mut list: Vec<T>) -> Vec<U> {
    list.clear();
    // Collecting in place keeps the allocation, since the types differ in lifetimes only.
    list.into_iter().map(|_| unreachable!("the list is empty")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_kept_for_the_next_user() {
        let text = String::from("viewer");
        let mut user = User::default();
        user.roles.push(Text::plain(&text));
        let room = user.roles.as_ptr().addr();
        let mut next = user.recycled();
        drop(text);
        next.roles.push(Text::plain("admin"));
        assert_eq!((next.roles.as_ptr().addr(), next.roles.len()), (room, 1));
    }
}
