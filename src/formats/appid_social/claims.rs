//! What a provider says of a user, and the names of the members that hold it.

use crate::json::{Known, known_names};
use crate::model::{Json, Text};

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
