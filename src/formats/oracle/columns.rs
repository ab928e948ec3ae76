//! The columns of the three files: headings of both generations, and what fills them.
//!
//! The tables hold every column that Oracle maps (schema annotations in Oracle's SDK; *List of user
//! attributes and CSV column headers*), mandatory ones first, and say of each whether it can be
//! written. One unknown heading makes Oracle refuse the whole file, so nothing else is written.

pub(super) use super::holds::{Check, Holds, Part};
use super::options::Headings;
use super::rules::*;
use super::values::is_language;
use crate::formats::registered::is_time_zone;
use crate::model::{Field, Text};

/// A column of a file.
pub(super) struct Column {
    /// Its heading today.
    pub(super) heading: &'static str,
    /// Its heading in the generation before, where that was another one.
    pub(super) legacy: Option<&'static str>,
    /// What its cells hold.
    pub(super) holds: Holds,
}

const fn column(heading: &'static str, holds: Holds) -> Column {
    Column { heading, legacy: None, holds }
}

const fn nothing(heading: &'static str, why: &'static str) -> Column {
    column(heading, Holds::Nothing(why))
}

impl Column {
    const fn before(self, legacy: &'static str) -> Column {
        Column { heading: self.heading, legacy: Some(legacy), holds: self.holds }
    }

    /// The heading in a generation.
    pub(super) fn heading_in(&self, headings: Headings) -> &'static str {
        match headings {
            Headings::Current => self.heading,
            Headings::Legacy => self.legacy.unwrap_or(self.heading),
        }
    }

    /// Is this a heading of the column, in any generation and letter case?
    pub(super) fn is_headed(&self, heading: &str) -> bool {
        let is_it = |own: &str| own.eq_ignore_ascii_case(heading);
        is_it(self.heading) || self.legacy.is_some_and(is_it)
    }

    /// The field that a source must have to fill the column; none for those that are always there.
    pub(super) fn needs(&self) -> Option<Field> {
        match self.holds {
            Holds::Text(field, ..) | Holds::Checked(field, ..) => Some(field),
            Holds::Locked => Some(Field::Locked),
            Holds::ProfileUrl => Some(Field::ProfileUrl),
            Holds::UserType => Some(Field::UserType),
            Holds::Active => Some(Field::Active),
            Holds::Email(0) | Holds::PrimaryEmailType => None,
            Holds::Email(_) => Some(Field::Emails),
            Holds::EmailVerified(_) => Some(Field::EmailVerified),
            Holds::Phone(_) | Holds::PrimaryPhoneType => Some(Field::Phones),
            Holds::Address(..) | Holds::PrimaryAddressType => Some(Field::Addresses),
            _ => None,
        }
    }
}

/// `Users.csv`
pub(super) static USERS: &[Column] = &[
    column("User Name", Holds::UserName).before("User ID"),
    column("Last Name", Holds::LastName),
    column("First Name", Holds::FirstName),
    column("Work Email", Holds::Email(0)),
    column("Primary Email Type", Holds::PrimaryEmailType),
    column("Password", Holds::Password),
    column("External Id", Holds::Text(Field::SourceId, |user| user.id, |user| &mut user.id)),
    column(
        "Display Name",
        Holds::Text(Field::DisplayName, |user| user.display_name, |user| &mut user.display_name),
    ),
    column(
        "Nick Name",
        Holds::Text(Field::NickName, |user| user.nick_name, |user| &mut user.nick_name),
    ),
    column("Profile Url", Holds::ProfileUrl).before("Profile URL"),
    column("Title", Holds::Text(Field::Title, |user| user.title, |user| &mut user.title)),
    column("User Type", Holds::UserType),
    column(
        "Locale",
        Holds::Checked(
            Field::Locale,
            |user| user.locale,
            |user| &mut user.locale,
            is_language,
            &ORA_U_052,
        ),
    ),
    column(
        "Preferred Language",
        Holds::Checked(
            Field::PreferredLanguage,
            |user| user.preferred_language,
            |user| &mut user.preferred_language,
            is_language,
            &ORA_U_052,
        ),
    ),
    column(
        "Time Zone",
        Holds::Checked(
            Field::Timezone,
            |user| user.timezone,
            |user| &mut user.timezone,
            |zone| is_time_zone(Text::clean(zone)),
            &ORA_U_051,
        ),
    )
    .before("TimeZone"),
    column("Active", Holds::Active),
    column(
        "Formatted Name",
        Holds::Text(Field::Names, |user| user.name.formatted, |user| &mut user.name.formatted),
    ),
    column(
        "Honorific Prefix",
        Holds::Text(
            Field::Names,
            |user| user.name.honorific_prefix,
            |user| &mut user.name.honorific_prefix,
        ),
    ),
    column(
        "Middle Name",
        Holds::Text(Field::Names, |user| user.name.middle, |user| &mut user.name.middle),
    ),
    column(
        "Honorific Suffix",
        Holds::Text(
            Field::Names,
            |user| user.name.honorific_suffix,
            |user| &mut user.name.honorific_suffix,
        ),
    ),
    column("Home Email", Holds::Email(1)),
    column("Other Email", Holds::Email(2)),
    column("Recovery Email", Holds::Email(3)),
    column("Work Email Verified", Holds::EmailVerified(0)),
    column("Home Email Verified", Holds::EmailVerified(1)),
    column("Other Email Verified", Holds::EmailVerified(2)),
    column("Recovery Email Verified", Holds::EmailVerified(3)),
    column("Work Phone", Holds::Phone(0)),
    column("Mobile No", Holds::Phone(1)),
    column("Home Phone", Holds::Phone(2)),
    column("Fax", Holds::Phone(3)),
    column("Pager", Holds::Phone(4)),
    column("Other Phone", Holds::Phone(5)),
    column("Recovery Phone", Holds::Phone(6)),
    column("Primary Phone Type", Holds::PrimaryPhoneType),
    column("Work Address Street", STREET[0]).before("Work Street Address"),
    column("Work Address Locality", LOCALITY[0]).before("Work City"),
    column("Work Address Region", REGION[0]).before("Work State"),
    column("Work Address Postal Code", POSTAL_CODE[0]).before("Work Postal Code"),
    column("Work Address Country", COUNTRY[0]).before("Work Country"),
    column("Work Address Formatted", FORMATTED[0]),
    column("Home Address Street", STREET[1]),
    column("Home Address Locality", LOCALITY[1]),
    column("Home Address Region", REGION[1]),
    column("Home Address Postal Code", POSTAL_CODE[1]),
    column("Home Address Country", COUNTRY[1]),
    column("Home Address Formatted", FORMATTED[1]),
    column("Other Address Street", STREET[2]),
    column("Other Address Locality", LOCALITY[2]),
    column("Other Address Region", REGION[2]),
    column("Other Address Postal Code", POSTAL_CODE[2]),
    column("Other Address Country", COUNTRY[2]),
    column("Other Address Formatted", FORMATTED[2]),
    column("Primary Address Type", Holds::PrimaryAddressType),
    column(
        "Employee Number",
        Holds::Text(
            Field::EmployeeNumber,
            |user| user.enterprise.employee_number,
            |user| &mut user.enterprise.employee_number,
        ),
    ),
    column(
        "Cost Center",
        Holds::Text(
            Field::CostCenter,
            |user| user.enterprise.cost_center,
            |user| &mut user.enterprise.cost_center,
        ),
    ),
    column(
        "Organization Name",
        Holds::Text(
            Field::Organization,
            |user| user.enterprise.organization,
            |user| &mut user.enterprise.organization,
        ),
    )
    .before("Organization"),
    column(
        "Division",
        Holds::Text(
            Field::Division,
            |user| user.enterprise.division,
            |user| &mut user.enterprise.division,
        ),
    ),
    column(
        "Department",
        Holds::Text(
            Field::Department,
            |user| user.enterprise.department,
            |user| &mut user.enterprise.department,
        ),
    ),
    column(
        "Manager",
        Holds::Text(
            Field::Manager,
            |user| user.enterprise.manager,
            |user| &mut user.enterprise.manager,
        ),
    )
    .before("Manager Name"),
    column("Federated", Holds::Federated),
    column("ByPass Notification", Holds::BypassNotification),
    column("Service User", Holds::Own(Check::Boolean)),
    column("Locked", Holds::Locked),
    column("Locked Reason", Holds::Own(Check::Reason)),
    column("Locked Date", Holds::Own(Check::Time)),
    column("Created Date", Holds::Created),
];

macro_rules! address_parts {
    ($($name:ident $part:ident $field:ident)*) => {$(
        const $name: [Holds; 3] = [
            Holds::Address(0, Part::$part, |address| address.$field, |address| &mut address.$field),
            Holds::Address(1, Part::$part, |address| address.$field, |address| &mut address.$field),
            Holds::Address(2, Part::$part, |address| address.$field, |address| &mut address.$field),
        ];
    )*};
}

address_parts! {
    STREET Lines street_address
    LOCALITY Plain locality
    REGION Plain region
    POSTAL_CODE Plain postal_code
    COUNTRY Country country
    FORMATTED Lines formatted
}

/// `Groups.csv`. Oracle's pages disagree whether `Requestable` is mandatory; it is known to all of
/// them, so it is there, and empty.
pub(super) static GROUPS: &[Column] = &[
    column("Name", Holds::Membership).before("Display Name"),
    column("Description", Holds::Membership),
    column("User Members", Holds::Membership),
    column("Requestable", Holds::Membership),
];

/// `AppRoles.csv`. The headings of the generation before are no longer taken.
pub(super) static APP_ROLES: &[Column] = &[
    column("Entitlement Value", Holds::Membership),
    column("Grantee Name", Holds::Membership),
    column("Grantee Type", Holds::Membership),
    column("App Name", Holds::Membership),
    nothing("Entitlement Name", "Oracle fills in appRoles"),
];

/// Headings of no column, which make Oracle refuse a file: one that the manuals name by mistake,
/// and those of error reports.
pub(super) static NEVER: &[&str] = &["Primary Email", "Type", "Error Message"];

/// The heading row of a file.
pub(super) fn header<'c>(
    columns: impl IntoIterator<Item = &'c Column>,
    headings: Headings,
) -> Vec<u8> {
    let names: Vec<_> =
        columns.into_iter().map(|column| column.heading_in(headings).as_bytes()).collect();
    [&names.join(&b","[..]), b"\r\n".as_slice()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_columns_are_declared_once() {
        assert_eq!((USERS.len(), GROUPS.len(), APP_ROLES.len()), (67, 4, 5));
        for table in [USERS, GROUPS, APP_ROLES] {
            for (index, column) in table.iter().enumerate() {
                let clash = |other: &Column| {
                    other.is_headed(column.heading)
                        || column.legacy.is_some_and(|legacy| other.is_headed(legacy))
                };
                assert!(!table[..index].iter().any(clash), "{}", column.heading);
                assert!(!NEVER.iter().any(|never| column.is_headed(never)));
                assert!(!column.heading.contains([',', '"', '\'']));
            }
        }
    }

    #[test]
    fn both_generations_begin_with_what_is_mandatory() {
        let start = |headings| header(&USERS[..5], headings);
        assert_eq!(
            start(Headings::Current),
            b"User Name,Last Name,First Name,Work Email,Primary Email Type\r\n"
        );
        assert_eq!(
            start(Headings::Legacy),
            b"User ID,Last Name,First Name,Work Email,Primary Email Type\r\n"
        );
        assert!(USERS[..5].iter().all(|column| column.needs().is_none()));
        assert_eq!(
            header(GROUPS, Headings::Legacy),
            b"Display Name,Description,User Members,Requestable\r\n"
        );
        assert_eq!(USERS.iter().filter(|column| column.legacy.is_some()).count(), 10);
    }
}
