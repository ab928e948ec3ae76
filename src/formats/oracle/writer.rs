//! One neutral user becomes a row of users, and memberships in groups or application roles.

use super::columns::{Column, Holds, USERS as COLUMNS, header};
use super::custom::Custom;
use super::options::{Options, Passwords};
use super::row::Row;
use super::rules::*;
use super::stretches::Stretch;
use super::values::is_blank;
use crate::findings::{NO_PLACE, Notes, Pointer, Shape};
use crate::formats::{KeySpace, RecordWriter, SourcePaths};
use crate::model::{Field, KeyKind, Text, User};
use crate::pack::Encoded;

/// The section of rows of users.
pub(super) const USERS: usize = 0;
/// The section of memberships, as [fields](super::memberships::next_field): group and user by turns, or whole rows of
/// application roles.
pub(super) const MEMBERSHIPS: usize = 1;
/// The section of rows of application roles.
pub(super) const APP_ROLES: usize = 2;
/// The section of [custom columns](super::row::Columns) that hold something, user by user.
pub(super) const FILLED: usize = 3;

static KEY_SPACES: &[KeySpace] = &[KeySpace {
    kind: KeyKind::Account,
    field: Field::UserName,
    exactly: &ORA_U_004,
    ignoring_case: Some(&ORA_U_004),
}];

/// Writes the rows of users.
pub struct Writer {
    pub(super) options: Options,
    /// The columns, in stretches.
    pub(super) stretches: Vec<Stretch>,
    pub(super) paths: SourcePaths,
    pub(super) longest_row: u64,
}

impl Writer {
    /// A writer for one run. `paths` tells where the fields stand in the source: there is a column
    /// for every field that has a place there, since what records will hold is not known when the
    /// headings are written, and an empty column is legal.
    pub fn new(options: Options, paths: SourcePaths) -> Self {
        let is_written = |column: &&Column| match column.holds {
            Holds::Nothing(_) | Holds::Membership => false,
            Holds::Federated => options.federated || options.own,
            Holds::BypassNotification => options.bypass_notification || options.own,
            Holds::Password => options.passwords == Passwords::Carry,
            Holds::Own(_) if column.heading == "Service User" => {
                options.own && options.service_user
            }
            Holds::Own(_) => options.own,
            Holds::Created => false,
            _ => column
                .needs()
                .is_none_or(|field| !paths(field).is_empty() || options.fills.contains(&field)),
        };
        let columns: Vec<_> = COLUMNS.iter().filter(is_written).collect();
        let stretches = Stretch::cut(&columns);
        let mut writer = Writer { options, stretches, paths, longest_row: 0 };
        let header = writer.header().len() as u64;
        writer.longest_row = writer.options.limits.bytes.saturating_sub(header);
        writer
    }

    /// The columns that are written, in their order.
    pub(super) fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.stretches.iter().flat_map(|stretch| &stretch.columns).copied()
    }

    /// The heading row of the files of users.
    pub fn header(&self) -> Vec<u8> {
        let mut text = header(self.columns(), self.options.headings);
        text.truncate(text.len() - 2);
        for Custom { heading, .. } in &self.options.custom_columns {
            text.push(b',');
            crate::csv::push_cell(&mut text, heading.as_bytes());
        }
        text.extend_from_slice(b"\r\n");
        text
    }
}

/// The name that a user signs in with.
pub(super) fn name_of<'a>(user: &'a User<'_>) -> Option<Text<'a>> {
    let name = user.user_name.filter(|name| !is_blank(&name.decode()));
    name.or_else(|| user.primary_email().map(|email| email.value))
}

impl RecordWriter for Writer {
    fn sections(&self) -> usize {
        FILLED + 1
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn write(&self, user: &User<'_>, out: &mut Encoded, notes: &mut Notes) {
        let Some(name) = name_of(user) else {
            let pointer = Pointer::of((self.paths)(Field::UserName));
            return notes.error(&ORA_U_001, NO_PLACE, pointer, Shape::Nothing);
        };
        let name = name.decode();
        let mut row = Row::new(self, user, &name, notes);
        row.account();
        row.check();
        row.write(out.section(USERS));
        row.memberships(out.section(MEMBERSHIPS));
        row.app_roles(out.section(APP_ROLES));
        if !self.options.custom_columns.is_empty() {
            out.section(FILLED).extend_from_slice(&row.filled.to_le_bytes());
        }
    }

    fn loss_reason(&self, field: Field) -> &'static str {
        match field {
            Field::Emails => "no column is left for another address, or Oracle would refuse it",
            Field::EmailType | Field::PhoneType => {
                "no column is made for the type, or another one has it"
            }
            Field::EmailRepeated | Field::PhoneRepeated => "it is in another column",
            Field::Phones => "no column is left for another number, or Oracle would refuse it",
            Field::PhonePrimary => "one number is the primary one",
            Field::Addresses => "one address each for work, home and other, one of them primary",
            Field::UserType => "it is none of Oracle's kinds of user",
            Field::Groups => "Oracle would refuse the name",
            Field::GroupWithoutMembers | Field::GroupDescription | Field::GroupRequestable => {
                "Oracle would refuse the group, or read what it says as something else"
            }
            Field::PhoneVerified => "there is no column for it",
            Field::Password => "passwords were not asked for with --passwords carry",
            Field::Roles | Field::GroupRoles => {
                "roles were not asked for, or Oracle would refuse the name"
            }
            Field::Photos => "there is no column for pictures",
            Field::Identities => "there is no column for accounts at providers",
            Field::PasswordHash => {
                "the hash verifies no password in Oracle, or was not asked for with --passwords carry"
            }
            Field::PasswordAlgorithm => "it describes a sealed hash that is not carried",
            Field::PasswordHistory => "there is no column for earlier passwords",
            Field::PasswordExpires | Field::PasswordUpdated => {
                "it describes a password that is not carried"
            }
            Field::SecondFactors => "factors cannot be moved; the user enrols again",
            Field::Created | Field::LastModified => "Oracle sets it itself",
            Field::Kept => {
                "there is no column for it (for an attribute, --custom-column can declare one)"
            }
            Field::SourceId => "another identifier of the user is the External Id",
            Field::LockedUntil => "Oracle has no lock that ends by itself",
            _ => "Oracle would refuse it",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Email, Identity, Name};

    /// A source that knows no telephone numbers, no postal addresses and no employers.
    fn paths(field: Field) -> &'static str {
        match field {
            Field::Phones | Field::Addresses | Field::Locked => "",
            Field::EmployeeNumber | Field::CostCenter | Field::Organization => "",
            Field::Division | Field::Department | Field::Manager => "",
            _ => "/somewhere",
        }
    }

    fn email(value: &'static str, kind: &'static str) -> Email<'static> {
        let kind = Some(Text::plain(kind));
        Email { value: Text::plain(value), kind, primary: false, stated: None, verified: true }
    }

    /// The cells written, by heading, and the rules that were noted.
    fn written(user: &User<'_>, options: Options) -> (Vec<(String, String)>, Vec<&'static str>) {
        let writer = Writer::new(options, paths);
        let mut out = Encoded::new(writer.sections());
        let mut notes = Notes::unkeyed();
        notes.begin();
        writer.write(user, &mut out, &mut notes);
        out.keep_record();
        let text = [&writer.header(), out.bytes(USERS, &(0..1))].concat();
        let mut reader = csv::Reader::from_reader(text.as_slice());
        let headings = reader.headers().unwrap().clone();
        let row = reader.records().next().unwrap().unwrap();
        let cells = headings.iter().zip(&row).map(|(a, b)| (a.to_owned(), b.to_owned()));
        (cells.collect(), notes.list.iter().map(|note| note.rule.id).collect())
    }

    #[test]
    fn columns_are_those_that_the_source_can_fill() {
        let header = |options| String::from_utf8(Writer::new(options, paths).header()).unwrap();
        let plain = header(Options::default());
        assert!(plain.starts_with("User Name,Last Name,First Name,Work Email,Primary Email Type,"));
        assert!(plain.ends_with(",Recovery Email Verified\r\n"));
        let absent = ["Phone", "Address", "Federated", "ByPass", "Created", "Service", "Password"];
        assert!(!absent.iter().any(|word| plain.contains(word)));
        let more = header(Options {
            federated: true,
            bypass_notification: true,
            custom_columns: vec![Custom::new("a", "A, \"B\"")],
            ..Options::default()
        });
        assert!(more.ends_with(",Federated,ByPass Notification,\"A, \"\"B\"\"\"\r\n"));
    }

    #[test]
    fn a_user_without_a_primary_address() {
        let identity = Identity::default();
        let user = User {
            user_name: Some(Text::plain("=ada")),
            name: Name {
                given: Some(Text::plain("Ada")),
                family: Some(Text::escaped(br#"L\u00f6ve, \"x\""#)),
                ..Name::default()
            },
            emails: vec![email("ada@example.com", "home"), email("l@example.com", "OTHER")],
            identities: vec![identity],
            activation_pending: true,
            active: Some(true),
            ..User::default()
        };
        let options = Options { federated: true, ..Options::default() };
        let (cells, rules) = written(&user, options);
        let cells: Vec<_> = cells.iter().filter(|(_, cell)| !cell.is_empty()).collect();
        let expected = [
            ("User Name", "'=ada'"),
            ("Last Name", "Löve, \"x\""),
            ("First Name", "Ada"),
            ("Primary Email Type", "home"),
            ("Active", "FALSE"),
            ("Home Email", "ada@example.com"),
            ("Other Email", "l@example.com"),
            ("Home Email Verified", "TRUE"),
            ("Other Email Verified", "TRUE"),
            ("Federated", "TRUE"),
        ];
        assert_eq!(cells.len(), expected.len());
        assert!(
            cells.iter().zip(expected).all(|((a, b), (c, d))| (a.as_str(), b.as_str()) == (c, d))
        );
        assert_eq!(rules, ["ORA-U-020", "ORA-U-025"]);
    }

    #[test]
    fn nobody_without_any_name_to_sign_in_with() {
        let mut notes = Notes::unkeyed();
        notes.begin();
        let writer = Writer::new(Options::default(), paths);
        writer.write(&User::default(), &mut Encoded::new(4), &mut notes);
        assert!(notes.is_refused());
        assert_eq!(notes.list[0].rule.id, "ORA-U-001");
    }
}
