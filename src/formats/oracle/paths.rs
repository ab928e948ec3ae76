//! Under which heading the neutral fields stand in a row, as pointers into a row taken as an object.

use crate::model::Field;

/// The heading that a report names for a field; of several the first.
pub(super) fn path_of(field: Field) -> &'static str {
    match field {
        Field::SourceId => "/External Id",
        Field::UserName => "/User Name",
        Field::Names => "/Last Name",
        Field::DisplayName => "/Display Name",
        Field::NickName => "/Nick Name",
        Field::Title => "/Title",
        Field::UserType => "/User Type",
        Field::ProfileUrl => "/Profile Url",
        Field::Locale => "/Locale",
        Field::PreferredLanguage => "/Preferred Language",
        Field::Timezone => "/Time Zone",
        Field::Active => "/Active",
        Field::Emails | Field::EmailRepeated => "/Work Email",
        Field::EmailType => "/Primary Email Type",
        Field::EmailVerified => "/Work Email Verified",
        Field::Phones | Field::PhoneRepeated => "/Work Phone",
        Field::PhoneType | Field::PhonePrimary => "/Primary Phone Type",
        Field::Addresses => "/Work Address Street",
        Field::EmployeeNumber => "/Employee Number",
        Field::CostCenter => "/Cost Center",
        Field::Organization => "/Organization Name",
        Field::Division => "/Division",
        Field::Department => "/Department",
        Field::Manager => "/Manager",
        Field::Groups => "/User Members",
        Field::GroupWithoutMembers => "/Name",
        Field::GroupDescription => "/Description",
        Field::GroupRequestable => "/Requestable",
        Field::GroupRoles => "/Grantee Name",
        Field::Roles => "/Entitlement Value",
        Field::Password | Field::PasswordHash => "/Password",
        Field::Locked => "/Locked",
        Field::Created => "/Created Date",
        Field::Attributes | Field::Kept => "(other members)",
        _ => "",
    }
}
