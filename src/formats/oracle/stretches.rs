//! Columns side by side that are all empty for the same users: few users have telephone numbers of
//! every type, most have no postal address at all, and one e-mail address.

use super::columns::{Column, Holds};
use super::row::Row;
use crate::model::Field;

/// Columns side by side.
pub(super) struct Stretch {
    pub(super) of: Of,
    pub(super) columns: Vec<&'static Column>,
}

/// What columns are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// What every row begins with: the name to sign in with, last and first name, the e-mail address
    /// at work, and which one is primary.
    Start,
    /// What few users say of themselves.
    Details,
    /// Parts of a name that few users have.
    NameParts,
    /// All e-mail addresses but the one at work.
    OtherEmails,
    Phones,
    Addresses,
    /// Where they work, and for whom.
    Enterprise,
    /// What few accounts are.
    Account,
    Others,
}

impl Of {
    fn column(column: &Column) -> Of {
        match (&column.holds, column.heading) {
            (Holds::Phone(_) | Holds::PrimaryPhoneType, _) => Of::Phones,
            (Holds::Address(..) | Holds::PrimaryAddressType, _) => Of::Addresses,
            (Holds::Email(1..) | Holds::EmailVerified(1..), _) => Of::OtherEmails,
            (Holds::ProfileUrl | Holds::UserType, _) => Of::Details,
            (Holds::Text(Field::NickName | Field::Title, ..), _) => Of::Details,
            (Holds::Checked(Field::Locale | Field::PreferredLanguage | Field::Timezone, ..), _) => {
                Of::Details
            }
            (
                Holds::Text(
                    Field::EmployeeNumber
                    | Field::CostCenter
                    | Field::Organization
                    | Field::Division
                    | Field::Department
                    | Field::Manager,
                    ..,
                ),
                _,
            ) => Of::Enterprise,
            (Holds::Federated | Holds::BypassNotification, _) => Of::Account,
            (Holds::Own(_) | Holds::Locked, _) => Of::Account,
            (Holds::Text(..), "Honorific Prefix" | "Middle Name" | "Honorific Suffix") => {
                Of::NameParts
            }
            _ => Of::Others,
        }
    }
}

impl Stretch {
    /// Cuts columns where they are about something else.
    pub(super) fn cut(columns: &[&'static Column]) -> Vec<Stretch> {
        let (start, rest) = match columns.split_first_chunk::<5>() {
            Some((start, rest)) if is_start(start.map(|column| &column.holds)) => {
                (&start[..], rest)
            }
            _ => (&[][..], columns),
        };
        let start = (!start.is_empty()).then(|| Stretch { of: Of::Start, columns: start.to_vec() });
        let pieces = rest.chunk_by(|one, other| Of::column(one) == Of::column(other));
        let pieces =
            pieces.map(|columns| Stretch { of: Of::column(columns[0]), columns: columns.to_vec() });
        start.into_iter().chain(pieces).collect()
    }

    /// Are all of them empty in this row?
    #[inline(always)]
    pub(super) fn is_empty_in(&self, row: &Row<'_, '_>) -> bool {
        let user = row.user;
        let name = &user.name;
        match self.of {
            Of::Details => {
                user.nick_name.is_none()
                    && user.profile_url.is_none()
                    && user.title.is_none()
                    && user.user_type.is_none()
                    && user.locale.is_none()
                    && user.preferred_language.is_none()
                    && user.timezone.is_none()
            }
            Of::NameParts => {
                name.honorific_prefix.is_none()
                    && name.middle.is_none()
                    && name.honorific_suffix.is_none()
            }
            Of::OtherEmails => row.emails.holds_nothing_from(1),
            Of::Phones => user.phones.is_empty(),
            Of::Addresses => user.addresses.is_empty(),
            Of::Enterprise => user.enterprise.is_empty(),
            Of::Account => {
                user.kept.is_empty()
                    && user.identities.is_empty()
                    && !user.locked
                    && !row.writer.options.bypass_notification
            }
            Of::Start | Of::Others => false,
        }
    }

    /// Appends their empty cells.
    #[inline(always)]
    pub(super) fn push_empty(&self, out: &mut Vec<u8>) {
        let (end, count) = (out.len() + self.columns.len(), self.columns.len());
        if count <= COMMAS.len() {
            out.extend_from_slice(&COMMAS);
            out.truncate(end);
        } else {
            out.resize(end, b',');
        }
    }
}

/// Are these the columns that every row begins with, in their order?
fn is_start(columns: [&Holds; 5]) -> bool {
    use Holds::{Email, FirstName, LastName, PrimaryEmailType, UserName};
    matches!(columns, [UserName, LastName, FirstName, Email(0), PrimaryEmailType])
}

/// So many at once that no call is needed.
const COMMAS: [u8; 32] = [b','; 32];

#[cfg(test)]
mod tests {
    use super::super::columns::USERS;
    use super::super::headings::ROW;
    use super::super::options::Options;
    use super::super::writer::Writer;
    use super::*;
    use crate::findings::Notes;
    use crate::model::{Address, Email, Identity, Json, Kept, Phone, Text, User};

    #[test]
    fn stretches_are_all_columns_in_order() {
        let columns: Vec<_> = USERS.iter().collect();
        let stretches = Stretch::cut(&columns);
        let all = stretches.iter().flat_map(|stretch| &stretch.columns);
        assert!(all.map(|column| column.heading).eq(USERS.iter().map(|column| column.heading)));
        for of in [
            Of::Details,
            Of::NameParts,
            Of::OtherEmails,
            Of::Phones,
            Of::Addresses,
            Of::Enterprise,
            Of::Account,
        ] {
            assert_eq!(
                stretches.iter().filter(|stretch| stretch.of == of).count(),
                match of {
                    Of::OtherEmails => 2,
                    _ => 1,
                }
            );
        }
    }

    /// A user who has nothing but what fills this column.
    fn user_with(column: &Column) -> User<'static> {
        let (mut user, text) = (User::default(), Text::plain("x"));
        let kind = |names: &'static [&'static str], slot: usize| Some(Text::plain(names[slot]));
        match column.holds {
            Holds::Text(_, _, place) | Holds::Checked(_, _, place, ..) => {
                *place(&mut user) = Some(text);
            }
            Holds::ProfileUrl => user.profile_url = Some(text),
            Holds::UserType => user.user_type = Some(text),
            Holds::Email(slot) | Holds::EmailVerified(slot) => {
                let kind = kind(&super::super::slots::EMAILS.names, slot);
                let email =
                    Email { value: text, kind, primary: false, stated: None, verified: true };
                user.emails.push(email);
            }
            Holds::Phone(slot) => {
                let kind = kind(&super::super::slots::PHONES.names, slot);
                let (primary, verified, at) = (None, false, None);
                user.phones.push(Phone { value: text, kind, primary, verified, at });
            }
            Holds::Address(slot, _, _, place) => {
                let kind = kind(&super::super::slots::ADDRESSES.names, slot);
                let mut address = Address { kind, ..Address::default() };
                *place(&mut address) = Some(text);
                user.addresses.push(address);
            }
            Holds::Federated | Holds::BypassNotification | Holds::Own(_) => {
                let (name, value) = (Text::plain(column.heading), Json::text(text));
                user.kept.push(Kept { field: Field::Kept, home: ROW, name, value });
            }
            Holds::Locked => user.locked = true,
            _ => {}
        }
        user
    }

    fn can_be_empty(stretch: &Stretch) -> bool {
        !matches!(stretch.of, Of::Start | Of::Others)
    }

    #[test]
    fn a_row_begins_with_the_cells_of_its_columns() {
        let writer = Writer::new(Options::default(), |_| "/somewhere");
        let start = &writer.stretches[0];
        assert_eq!((start.of, start.columns.len()), (Of::Start, 5));
        let email = |slot: usize| {
            let kind = Some(Text::plain(super::super::slots::EMAILS.names[slot]));
            let value = Text::plain("ada@example.com");
            Email { value, kind, primary: true, stated: None, verified: false }
        };
        for emails in [vec![], vec![email(0)], vec![email(1)]] {
            let user = User { emails, ..User::default() };
            for (last, first) in
                [(Some(&b"Love, x"[..]), Some(&b"=Ada"[..])), (Some(b"L"), None), (None, None)]
            {
                let write = |is_whole: bool| {
                    let (mut notes, mut out) = (Notes::unkeyed(), Vec::new());
                    let mut row = Row::new(&writer, &user, b"@ada", &mut notes);
                    if is_whole {
                        row.start(&mut out, (last, start.columns[1]), (first, start.columns[2]));
                    } else {
                        for column in &start.columns {
                            row.cell(&mut out, column, first, last);
                            out.push(b',');
                        }
                    }
                    let told =
                        notes.list.iter().map(|note| (note.rule.id, note.pointer.to_string()));
                    (out, told.collect::<Vec<_>>())
                };
                assert_eq!(write(true), write(false));
            }
        }
    }

    #[test]
    fn a_stretch_with_a_cell_is_not_empty() {
        let options = Options { own: true, service_user: true, ..Options::default() };
        let writer = Writer::new(options, |_| "/somewhere");
        let mut full = 0;
        for stretch in &writer.stretches {
            for column in &stretch.columns {
                let user = user_with(column);
                let (mut notes, name) = (Notes::unkeyed(), b"ada".as_slice());
                let mut row = Row::new(&writer, &user, name, &mut notes);
                let mut cell = Vec::new();
                row.cell(&mut cell, column, None, None);
                assert!(cell.is_empty() || !stretch.is_empty_in(&row), "{}", column.heading);
                full += usize::from(!cell.is_empty() && can_be_empty(stretch));
                let nobody = User::default();
                let row = Row::new(&writer, &nobody, name, &mut notes);
                assert_eq!(stretch.is_empty_in(&row), can_be_empty(stretch));
            }
        }
        // The kind of user is none of Oracle's, and three cells say which one is the primary one.
        let columns = writer.stretches.iter().filter(|stretch| can_be_empty(stretch));
        assert_eq!(full, columns.map(|stretch| stretch.columns.len()).sum::<usize>() - 3);
    }

    #[test]
    fn what_the_operator_asks_for_is_in_every_row() {
        let identity = Identity { provider: Some(Text::plain("x")), ..Identity::default() };
        let user = User { identities: vec![identity], ..User::default() };
        for (federated, bypass_notification) in [(true, false), (false, true)] {
            let options = Options { federated, bypass_notification, ..Options::default() };
            let writer = Writer::new(options, |_| "/somewhere");
            let account = writer.stretches.iter().find(|stretch| stretch.of == Of::Account);
            let account = account.expect("a stretch of accounts");
            let mut notes = Notes::unkeyed();
            let row = Row::new(&writer, &user, b"ada", &mut notes);
            assert!(!account.is_empty_in(&row));
            let nobody = User::default();
            let row = Row::new(&writer, &nobody, b"ada", &mut notes);
            assert_eq!(account.is_empty_in(&row), !bypass_notification);
        }
    }

    #[test]
    fn empty_cells_are_commas() {
        for count in [1, 7, 32, 33, 70] {
            let columns = std::iter::repeat_n(&USERS[0], count).collect();
            let mut out = b"x".to_vec();
            Stretch { of: Of::Others, columns }.push_empty(&mut out);
            assert_eq!(out, [b"x".as_slice(), &vec![b','; count]].concat());
        }
    }
}
