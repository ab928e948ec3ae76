//! Where the neutral fields stand in the rows of a user.

use crate::model::{Field, Home};

pub(super) const RECORD: Home = Home { path: "", index: 0 };
pub(super) const PAYLOAD: Home = Home { path: "/payload", index: 0 };
pub(super) const METADATA: Home = Home { path: "/metadata", index: 0 };
pub(super) const BUSINESS: Home = Home { path: "/business_metadata", index: 0 };
pub(super) const MIGRATION: Home = Home { path: "/metadata/migration", index: 0 };

/// The path that a report names for a field that was lost.
pub(super) fn path_of(field: Field) -> &'static str {
    match field {
        Field::SourceId => "/id",
        Field::UserName => "/user_identifiers/*/identifier",
        Field::Names => "/payload",
        Field::DisplayName => "/metadata/displayName",
        Field::NickName => "/metadata/nickName",
        Field::Title => "/metadata/title",
        Field::UserType => "/metadata/userType",
        Field::ProfileUrl => "/metadata/profileUrl",
        Field::Locale => "/metadata/locale",
        Field::PreferredLanguage => "/metadata/preferredLanguage",
        Field::Timezone => "/metadata/timezone",
        Field::Active | Field::ActivationPending => "/status",
        Field::Emails | Field::EmailRepeated => "/user_verifiable_addresses/*/address",
        Field::EmailVerified | Field::PhoneVerified => "/user_verifiable_addresses/*/verified",
        Field::EmailType | Field::PhoneType => "/user_verifiable_addresses/*/type",
        Field::Phones | Field::PhoneRepeated => "/user_verifiable_addresses/*/address",
        Field::Addresses => "/metadata/addresses",
        Field::Photos => "/metadata/photos",
        Field::PhotoType => "/metadata/photos/*/type",
        Field::PhotoPrimary => "/metadata/photos/*/primary",
        Field::EmployeeNumber => "/metadata/employeeNumber",
        Field::CostCenter => "/metadata/costCenter",
        Field::Organization => "/metadata/organization",
        Field::Division => "/metadata/division",
        Field::Department => "/metadata/department",
        Field::Manager => "/metadata/manager",
        Field::Groups => "/metadata/groups",
        Field::Roles => "/metadata/roles",
        Field::Attributes => "/metadata",
        Field::Identities => "/metadata/identities",
        Field::PasswordHash => "/user_credentials/*/payload/hashed_password",
        Field::PasswordExpires => "/user_credentials/*/expires_at",
        Field::PasswordUpdated => "/user_credentials/*/updated_at",
        Field::SecondFactors => "/user_credentials/*/payload",
        Field::Created => "/created_at",
        Field::LastModified => "/updated_at",
        // Each such member has a path of its own, which findings name.
        Field::Kept => "(other members)",
        // No payload has the others.
        _ => "",
    }
}
