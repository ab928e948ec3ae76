//! Which fields a user has, for writers that must account for those that they cannot carry.

use super::{Field, User};

/// One after the other and not in a loop: of most fields it is known before that nothing becomes of
/// them.
macro_rules! tell_each {
    ($each:ident: $($is_there:expr => $field:ident,)*) => {
        $(if $is_there {
            $each(Field::$field);
        })*
    };
}

impl User<'_> {
    /// Calls `each` for every field that the user has, but for members that no field holds.
    pub fn each_field(&self, mut each: impl FnMut(Field)) {
        let credential = &self.credential;
        let says = |json: &Option<super::Json<'_>>| json.is_some_and(|json| !json.is_hollow());
        tell_each! { each:
            self.id.is_some() => SourceId,
            self.user_name.is_some() => UserName,
            !self.name.is_empty() => Names,
            self.display_name.is_some() => DisplayName,
            self.nick_name.is_some() => NickName,
            self.title.is_some() => Title,
            self.user_type.is_some() => UserType,
            self.profile_url.is_some() => ProfileUrl,
            self.locale.is_some() => Locale,
            self.preferred_language.is_some() => PreferredLanguage,
            self.timezone.is_some() => Timezone,
            self.active.is_some() => Active,
            self.locked => Locked,
            self.activation_pending => ActivationPending,
            !self.emails.is_empty() => Emails,
            self.emails.iter().any(|email| email.kind.is_some()) => EmailType,
            self.emails.iter().any(|email| email.verified) => EmailVerified,
            !self.phones.is_empty() => Phones,
            !self.addresses.is_empty() => Addresses,
            !self.photos.is_empty() => Photos,
            self.photos.iter().any(|photo| photo.kind.is_some()) => PhotoType,
            self.photos.iter().any(|photo| photo.primary.is_some()) => PhotoPrimary,
            self.phones.iter().any(|phone| phone.verified) => PhoneVerified,
            self.enterprise.employee_number.is_some() => EmployeeNumber,
            self.enterprise.cost_center.is_some() => CostCenter,
            self.enterprise.organization.is_some() => Organization,
            self.enterprise.division.is_some() => Division,
            self.enterprise.department.is_some() => Department,
            self.enterprise.manager.is_some() => Manager,
            !self.groups.is_empty() => Groups,
            !self.roles.is_empty() => Roles,
            !self.attributes.is_empty() => Attributes,
            !self.identities.is_empty() => Identities,
            credential.clear.is_some() => Password,
            credential.sealed.is_some() || credential.hash.is_some() => PasswordHash,
            credential.algorithm.is_some() => PasswordAlgorithm,
            says(&credential.history) => PasswordHistory,
            credential.expires.is_some() => PasswordExpires,
            credential.updated.is_some() => PasswordUpdated,
            says(&self.second_factors) => SecondFactors,
            self.created.is_some() => Created,
            self.last_modified.is_some() => LastModified,
        }
    }
}
