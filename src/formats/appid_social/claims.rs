//! What a provider says of a user, and the names of the members that hold it.

use crate::json::{Cursor, Known, known_names};
use crate::model::{Json, Name, Text, User};

/// The members of an account, and of what its provider says, that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    Provider,
    Id,
    UserInfo,
    Profile,
    Email,
    Verified,
    Given,
    Family,
    IdpType,
    Attributes,
    /// Nothing is asked of it: it is only foreseen.
    Other,
}

/// Those of an account, beside which claims may stand.
pub(super) const OF_IDENTITIES: Known<Member> = known_names!(Member {
    "provider" => Provider,
    "id" => Id,
    "idpUserInfo" => UserInfo,
    "profile" => Profile,
    "email" => Email,
    "verified_email" => Verified,
    "email_verified" => Verified,
    "given_name" => Given,
    "first_name" => Given,
    "family_name" => Family,
    "last_name" => Family,
    "idpType" => IdpType,
    "attributes" => Attributes,
    "name" => Other,
    "picture" => Other,
    "locale" => Other,
});

/// Those of what a provider says.
pub(super) const OF_INFO: Known<Member> = known_names!(Member {
    "id" => Id,
    "email" => Email,
    "verified_email" => Verified,
    "email_verified" => Verified,
    "given_name" => Given,
    "first_name" => Given,
    "family_name" => Family,
    "last_name" => Family,
    "idpType" => IdpType,
    "attributes" => Attributes,
    "name" => Other,
    "picture" => Other,
    "locale" => Other,
    "sub" => Other,
    "issuer" => Other,
    "nameId" => Other,
});

/// The claims of a provider that mean something beside themselves.
#[derive(Clone, Copy, Default)]
pub(super) struct Claims<'a> {
    pub(super) provider: Option<Text<'a>>,
    pub(super) email: Option<Text<'a>>,
    pub(super) verified: Option<bool>,
    pub(super) given: Option<Text<'a>>,
    pub(super) family: Option<Text<'a>>,
    pub(super) id: Option<Text<'a>>,
    pub(super) idp_type: Option<Text<'a>>,
    /// Is a claim of a kind that claims seldom are?
    pub(super) odd: bool,
}

impl<'a> Claims<'a> {
    /// Looks at a claim.
    pub(super) fn see(&mut self, member: Option<Member>, value: Json<'a>) {
        self.odd |= match member {
            Some(Member::Verified) => !matches!(value.raw(), Some(b"true" | b"false")),
            Some(Member::Attributes) => true,
            _ => value.as_text().is_none(),
        };
        let field = match member {
            Some(Member::Email) => &mut self.email,
            Some(Member::Given) => &mut self.given,
            Some(Member::Family) => &mut self.family,
            Some(Member::IdpType) => &mut self.idp_type,
            Some(Member::Id) => {
                self.id = value.as_text().or_else(|| value.as_digits());
                return;
            }
            Some(Member::Verified) => {
                // Where there are both, the one that says no counts.
                let says = value.raw() == Some(b"true");
                self.verified = Some(says && self.verified != Some(false));
                return;
            }
            _ => return,
        };
        *field = (*field).or(value.as_text());
    }
}

/// Are given and family name of a user those that the only account claims? A profile says them
/// nowhere else.
pub(super) fn are_claimed(user: &User<'_>) -> bool {
    let Name { given, family, .. } = user.name;
    let has =
        |name: Option<Text<'_>>, claims| name.is_none_or(|name| claims_text(user, claims, name));
    has(given, ["given_name", "first_name"]) && has(family, ["family_name", "last_name"])
}

/// Has the only account a claim of one of these names that is this text?
fn claims_text(user: &User<'_>, names: [&str; 2], text: Text<'_>) -> bool {
    let [identity] = &*user.identities else { return false };
    let is_it = |name: Text<'_>, value: Json<'_>| {
        names.iter().any(|own| name.is(own))
            && value.as_text().is_some_and(|claim| claim.same_as(text))
    };
    let beside = &user.claims[identity.siblings.clone()];
    let mut found = beside.iter().any(|claim| is_it(claim.name, claim.value));
    if let Some(raw) = identity.info.and_then(|info| info.value.raw()) {
        let read = Cursor::new(raw, 0).object(|cursor, name| {
            found |= is_it(name, cursor.value()?);
            Ok(())
        });
        debug_assert!(read.is_ok(), "it was read before");
    }
    found
}
