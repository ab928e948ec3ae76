//! Which fields a user has, for writers that must account for those that they cannot carry.

use super::{Field, User};

impl User<'_> {
    /// Calls `each` for every field that the user has, but for members that no field holds.
    pub fn each_field(&self, mut each: impl FnMut(Field)) {
        let credential = &self.credential;
        let says = |json: &Option<super::Json<'_>>| json.is_some_and(|json| !json.is_hollow());
        for (there, field) in [
            (self.id.is_some(), Field::SourceId),
            (self.user_name.is_some(), Field::UserName),
            (!self.name.is_empty(), Field::Names),
            (self.display_name.is_some(), Field::DisplayName),
            (self.nick_name.is_some(), Field::NickName),
            (self.title.is_some(), Field::Title),
            (self.user_type.is_some(), Field::UserType),
            (self.profile_url.is_some(), Field::ProfileUrl),
            (self.locale.is_some(), Field::Locale),
            (self.preferred_language.is_some(), Field::PreferredLanguage),
            (self.timezone.is_some(), Field::Timezone),
            (self.active.is_some(), Field::Active),
            (self.locked, Field::Locked),
            (self.activation_pending, Field::ActivationPending),
            (!self.emails.is_empty(), Field::Emails),
            (self.emails.iter().any(|email| email.kind.is_some()), Field::EmailType),
            (self.emails.iter().any(|email| email.verified), Field::EmailVerified),
            (!self.phones.is_empty(), Field::Phones),
            (!self.addresses.is_empty(), Field::Addresses),
            (!self.photos.is_empty(), Field::Photos),
            (self.photos.iter().any(|photo| photo.kind.is_some()), Field::PhotoType),
            (self.photos.iter().any(|photo| photo.primary.is_some()), Field::PhotoPrimary),
            (self.phones.iter().any(|phone| phone.verified), Field::PhoneVerified),
            (self.enterprise.employee_number.is_some(), Field::EmployeeNumber),
            (self.enterprise.cost_center.is_some(), Field::CostCenter),
            (self.enterprise.organization.is_some(), Field::Organization),
            (self.enterprise.division.is_some(), Field::Division),
            (self.enterprise.department.is_some(), Field::Department),
            (self.enterprise.manager.is_some(), Field::Manager),
            (!self.groups.is_empty(), Field::Groups),
            (!self.roles.is_empty(), Field::Roles),
            (!self.attributes.is_empty(), Field::Attributes),
            (!self.identities.is_empty(), Field::Identities),
            (credential.clear.is_some(), Field::Password),
            (credential.sealed.is_some() || credential.hash.is_some(), Field::PasswordHash),
            (credential.algorithm.is_some(), Field::PasswordAlgorithm),
            (says(&credential.history), Field::PasswordHistory),
            (credential.expires.is_some(), Field::PasswordExpires),
            (credential.updated.is_some(), Field::PasswordUpdated),
            (says(&self.second_factors), Field::SecondFactors),
            (self.created.is_some(), Field::Created),
            (self.last_modified.is_some(), Field::LastModified),
        ] {
            if there {
                each(field);
            }
        }
    }
}
