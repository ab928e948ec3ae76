//! Where the neutral fields stand in a Cloud Directory record.

use crate::model::{Field, Home};

pub(super) const RECORD: Home = Home { path: "", index: 0 };
pub(super) const SCIM: Home = Home { path: "/scimUser", index: 0 };
pub(super) const NAME: Home = Home { path: "/scimUser/name", index: 0 };
pub(super) const META: Home = Home { path: "/scimUser/meta", index: 0 };
pub(super) const PROFILE: Home = Home { path: "/profile", index: 0 };
pub(super) const ATTRIBUTES: Home = Home { path: "/profile/attributes", index: 0 };

pub(super) fn email(index: u32) -> Home {
    Home { path: "/scimUser/emails/*", index }
}

pub(super) fn phone(index: u32) -> Home {
    Home { path: "/scimUser/phoneNumbers/*", index }
}

pub(super) fn address(index: u32) -> Home {
    Home { path: "/scimUser/addresses/*", index }
}

pub(super) fn photo(index: u32) -> Home {
    Home { path: "/scimUser/photos/*", index }
}

/// The path that a report names for a field that was lost; `*` stands for any index.
pub(super) fn path_of(field: Field) -> &'static str {
    match field {
        Field::SourceId => "/scimUser/originalId",
        Field::UserName => "/scimUser/userName",
        Field::Names => "/scimUser/name",
        Field::DisplayName => "/scimUser/displayName",
        Field::NickName => "/scimUser/nickName",
        Field::Title => "/scimUser/title",
        Field::UserType => "/scimUser/userType",
        Field::ProfileUrl => "/scimUser/profileUrl",
        Field::Locale => "/scimUser/locale",
        Field::PreferredLanguage => "/scimUser/preferredLanguage",
        Field::Timezone => "/scimUser/timezone",
        Field::Active => "/scimUser/active",
        Field::ActivationPending | Field::EmailVerified => "/scimUser/status",
        Field::Emails => "/scimUser/emails",
        Field::EmailType => "/scimUser/emails/*/type",
        Field::EmailRepeated => "/scimUser/emails/*",
        Field::Phones => "/scimUser/phoneNumbers",
        Field::PhoneType => "/scimUser/phoneNumbers/*/type",
        Field::PhoneRepeated => "/scimUser/phoneNumbers/*",
        Field::PhonePrimary => "/scimUser/phoneNumbers/*/primary",
        Field::Addresses => "/scimUser/addresses",
        Field::Photos => "/scimUser/photos",
        Field::PhotoType => "/scimUser/photos/*/type",
        Field::PhotoPrimary => "/scimUser/photos/*/primary",
        Field::LockedUntil => "/scimUser/lockedUntil",
        Field::Roles => "/roles",
        Field::Attributes => "/profile/attributes",
        Field::PasswordHash => "/passwordHash",
        Field::PasswordAlgorithm => "/passwordHashAlg",
        Field::PasswordHistory => "/scimUser/passwordHistory",
        Field::PasswordExpires => "/scimUser/passwordExpirationTimestamp",
        Field::PasswordUpdated => "/scimUser/passwordUpdatedTimestamp",
        Field::SecondFactors => "/scimUser/mfaContext",
        // Each such member has a path of its own, which findings name.
        Field::Kept => "(other members)",
        Field::Created => "/scimUser/meta/created",
        Field::LastModified => "/scimUser/meta/lastModified",
        // No record of this format has the others.
        _ => "",
    }
}
