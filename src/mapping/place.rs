//! Places of a neutral user that a mapping can name.

use crate::model::{Field, Text, User};

macro_rules! text_fields {
    ($($(#[$doc:meta])* $field:ident $name:literal in $account:ident: $($path:ident).+;)*) => {
        /// A field of the neutral user that holds one text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum TextField { $($(#[$doc])* $field,)* }

        impl TextField {
            /// All of them, in the order in which they are printed.
            pub(super) const ALL: &'static [TextField] = &[$(TextField::$field,)*];

            /// Its name in SCIM, with dots between the levels.
            pub(super) fn name(self) -> &'static str {
                match self { $(TextField::$field => $name,)* }
            }

            /// The field of reports that it belongs to.
            pub(super) fn field(self) -> Field {
                match self { $(TextField::$field => Field::$account,)* }
            }

            /// Where the user has it.
            pub(super) fn of<'u, 'a>(self, user: &'u mut User<'a>) -> &'u mut Option<Text<'a>> {
                match self { $(TextField::$field => &mut user.$($path).+,)* }
            }
        }
    };
}

text_fields! {
    UserName "userName" in UserName: user_name;
    Formatted "name.formatted" in Names: name.formatted;
    Given "name.givenName" in Names: name.given;
    Family "name.familyName" in Names: name.family;
    Middle "name.middleName" in Names: name.middle;
    Prefix "name.honorificPrefix" in Names: name.honorific_prefix;
    Suffix "name.honorificSuffix" in Names: name.honorific_suffix;
    DisplayName "displayName" in DisplayName: display_name;
    NickName "nickName" in NickName: nick_name;
    Title "title" in Title: title;
    UserType "userType" in UserType: user_type;
    ProfileUrl "profileUrl" in ProfileUrl: profile_url;
    Locale "locale" in Locale: locale;
    PreferredLanguage "preferredLanguage" in PreferredLanguage: preferred_language;
    Timezone "timezone" in Timezone: timezone;
    EmployeeNumber "employeeNumber" in EmployeeNumber: enterprise.employee_number;
    CostCenter "costCenter" in CostCenter: enterprise.cost_center;
    Organization "organization" in Organization: enterprise.organization;
    Division "division" in Division: enterprise.division;
    Department "department" in Department: enterprise.department;
    Manager "manager" in Manager: enterprise.manager;
    Created "meta.created" in Created: created;
    LastModified "meta.lastModified" in LastModified: last_modified;
}

/// Fields that hold several values: they can be dropped as a whole.
pub(super) const LISTS: &[Field] = &[
    Field::Emails,
    Field::Phones,
    Field::Addresses,
    Field::Photos,
    Field::Groups,
    Field::Roles,
    Field::Identities,
    Field::Attributes,
    Field::Kept,
];

/// What the name of a place starts with where the rest is somebody's own name.
pub(super) const ATTRIBUTES: &str = "attributes.";
pub(super) const KEPT: &str = "kept.";
pub(super) const EMAILS: &str = "emails.";
pub(super) const PHONES: &str = "phoneNumbers.";

/// A place that a mapping names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A field that holds one text.
    Text(TextField),
    /// A field that holds several values.
    List(Field),
    /// The custom attribute of this name.
    Attribute(String),
    /// The first member of this name that no field of the model can hold.
    Kept(String),
    /// One more e-mail address of this type.
    Email(String),
    /// One more telephone number of this type.
    Phone(String),
}

impl Place {
    /// The place of this name.
    pub(super) fn named(name: &str) -> Option<Place> {
        let rest = |prefix| name.strip_prefix(prefix).filter(|rest| !rest.is_empty());
        let owned = |rest: &str| rest.to_owned();
        None.or_else(|| rest(ATTRIBUTES).map(|rest| Place::Attribute(owned(rest))))
            .or_else(|| rest(KEPT).map(|rest| Place::Kept(owned(rest))))
            .or_else(|| rest(EMAILS).map(|rest| Place::Email(owned(rest))))
            .or_else(|| rest(PHONES).map(|rest| Place::Phone(owned(rest))))
            .or_else(|| {
                let mut fields = TextField::ALL.iter();
                fields.find(|field| field.name() == name).map(|field| Place::Text(*field))
            })
            .or_else(|| {
                let mut lists = LISTS.iter();
                lists.find(|list| list.name() == name).map(|list| Place::List(*list))
            })
    }

    /// Its name in a mapping file.
    pub(super) fn name(&self) -> String {
        match self {
            Place::Text(field) => field.name().to_owned(),
            Place::List(field) => field.name().to_owned(),
            Place::Attribute(name) => format!("{ATTRIBUTES}{name}"),
            Place::Kept(name) => format!("{KEPT}{name}"),
            Place::Email(kind) => format!("{EMAILS}{kind}"),
            Place::Phone(kind) => format!("{PHONES}{kind}"),
        }
    }

    /// The field of reports that it belongs to, and its own name among the members there.
    pub(super) fn field(&self) -> (Field, Option<&str>) {
        match self {
            Place::Text(field) => (field.field(), None),
            Place::List(field) => (*field, None),
            Place::Attribute(name) => (Field::Attributes, Some(name)),
            Place::Kept(name) => (Field::Kept, Some(name)),
            Place::Email(_) => (Field::Emails, None),
            Place::Phone(_) => (Field::Phones, None),
        }
    }

    /// Can a value be moved away from here?
    pub(super) fn is_source(&self) -> bool {
        match self {
            Place::Text(_) | Place::Attribute(_) | Place::Kept(_) => true,
            Place::List(field) => is_names(*field),
            Place::Email(_) | Place::Phone(_) => false,
        }
    }

    /// Can a value be moved here?
    pub(super) fn is_target(&self) -> bool {
        match self {
            Place::List(field) => is_names(*field),
            Place::Kept(_) => false,
            _ => true,
        }
    }
}

/// Is this a list of names, which another list of names can take?
pub(super) fn is_names(field: Field) -> bool {
    matches!(field, Field::Groups | Field::Roles)
}

/// The names of all places, for suggestions and the schema; where the rest of a name is somebody's
/// own, `NAME` stands for it.
pub fn place_names() -> Vec<String> {
    let fields = TextField::ALL.iter().map(|field| field.name().to_owned());
    let lists = LISTS.iter().map(|field| field.name().to_owned());
    let own = [ATTRIBUTES, KEPT, EMAILS, PHONES].map(|prefix| format!("{prefix}NAME"));
    fields.chain(lists).chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_place() {
        for name in place_names() {
            assert_eq!(Place::named(&name).map(|place| place.name()), Some(name));
        }
        for wrong in ["", "attributes.", "nickname", "emails.", "id", "password", "active"] {
            assert_eq!(Place::named(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_text_field_has_a_home_of_its_own() {
        let mut user = User::default();
        for field in TextField::ALL {
            let place = field.of(&mut user);
            assert!(place.is_none(), "{}", field.name());
            *place = Some(Text::plain("x"));
        }
    }
}
