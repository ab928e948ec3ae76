//! From a heading row to what the columns mean, and what is wrong with the headings.
//!
//! A heading is matched exactly, then in the generation before, then whatever its letter case
//! (*Import file specifications*; schema annotations in Oracle's public SDK). What no table knows
//! becomes an attribute of the user, under its heading.

use super::columns::{APP_ROLES, Column, GROUPS, NEVER, USERS};
use super::custom::Custom;
use super::dialect::{Unreadable, dialect, not_csv};
use super::rules::*;
use crate::csv::{Header, Headless};
use crate::findings::{Note, Pointer, Rule, Severity, Shape};
use crate::model::{Home, Text};

/// A row taken as an object whose members are its cells.
pub(super) const ROW: Home = Home { path: "", index: 0 };

/// The column is a custom attribute that is called as the heading.
pub(super) const ATTRIBUTE: u16 = 1000;
/// The column is none of Oracle's, and kept under its heading.
pub(super) const KEPT: u16 = 1001;
/// The column repeats an earlier one, and is passed over.
pub(super) const REPEATED: u16 = 1002;
/// The column is the declared custom attribute of this number, counted from here.
pub(super) const CUSTOM: u16 = 2000;

/// Bytes of a file that may be looked at to find its heading row.
const HEAD: usize = 16 << 10;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Users,
    Groups,
    AppRoles,
}

/// A heading row that is understood.
pub(super) struct Layout {
    pub(super) kind: Kind,
    pub(super) header: Header,
    /// For each column its number in the table of the kind, or one of the codes above.
    pub(super) columns: Vec<u16>,
    notes: Vec<HeadingNote>,
}

/// Something about a heading.
struct HeadingNote {
    rule: &'static Rule,
    severity: Severity,
    heading: String,
    /// Where it stands in the file, or where the row starts if it is not there.
    at: usize,
}

impl Kind {
    pub(super) const ALL: [Kind; 3] = [Kind::Users, Kind::Groups, Kind::AppRoles];

    pub(super) fn table(self) -> &'static [Column] {
        match self {
            Kind::Users => USERS,
            Kind::Groups => GROUPS,
            Kind::AppRoles => APP_ROLES,
        }
    }

    /// The number of columns, from the first, that an import demands.
    fn mandatory(self) -> usize {
        match self {
            Kind::Users => 4,
            Kind::Groups | Kind::AppRoles => 3,
        }
    }

    pub(super) fn of(names: &[String]) -> Option<Kind> {
        let has = |name: &str| names.iter().any(|own| own.trim().eq_ignore_ascii_case(name));
        if has("User Members") {
            Some(Kind::Groups)
        } else if has("Grantee Name") || has("Member") && has("Member Type") {
            Some(Kind::AppRoles)
        } else {
            ["User Name", "User ID", "User Login"]
                .iter()
                .any(|name| has(name))
                .then_some(Kind::Users)
        }
    }
}

impl Layout {
    /// The layout of a file that starts like this.
    ///
    /// # Errors
    /// When it is none of Oracle's files: what it seems to be, and what to do.
    pub(super) fn read(head: &[u8], declared: &[Custom]) -> Result<Layout, Unreadable> {
        if let Some(other) = not_csv(head) {
            return Err(other);
        }
        let mut header = Header::read(head, HEAD).map_err(|why| {
            let (rule, what): (Option<&'static Rule>, _) = match why {
                Headless::Empty => {
                    (Some(&ORA_F_004), "the file is empty; Oracle refuses it too (ORA-F-004)")
                }
                Headless::TooLong => (None, "the heading row is longer than 16384 bytes"),
                Headless::Quotes => {
                    (Some(&ORA_F_007), "the quotes of the heading row are not closed (ORA-F-007)")
                }
            };
            Unreadable { rule, what: what.to_owned() }
        })?;
        let Some(kind) = Kind::of(&header.names) else { return Err(dialect(&header.names)) };
        let names = std::mem::take(&mut header.names);
        let starts = header.starts.clone();
        let mut layout = Layout { kind, columns: Vec::new(), notes: Vec::new(), header };
        for (name, at) in names.iter().zip(starts) {
            let code = layout.meaning(name, at, declared);
            let is_repeated = layout.columns.iter().zip(&names).any(|(other, known)| match code {
                ATTRIBUTE | KEPT => known.trim().eq_ignore_ascii_case(name.trim()),
                _ => *other == code,
            });
            if is_repeated {
                layout.note(&ORA_F_022, Severity::Error, name.trim(), at);
            }
            layout.columns.push(if is_repeated { REPEATED } else { code });
        }
        layout.header.names = names.iter().map(|name| name.trim().to_owned()).collect();
        layout.look_for_absent();
        Ok(layout)
    }

    /// What stops a conversion: of two columns with the same heading nobody knows which one counts.
    pub(super) fn conflict(&self) -> Option<String> {
        let repeated = self.columns.iter().position(|code| *code == REPEATED)?;
        let name = &self.header.names[repeated];
        Some(format!(
            "the column {name:?} is there twice, perhaps under its older heading; remove one of them (ORA-F-022)"
        ))
    }

    fn note(&mut self, rule: &'static Rule, severity: Severity, heading: &str, at: usize) {
        self.notes.push(HeadingNote { rule, severity, heading: heading.to_owned(), at });
    }

    fn meaning(&mut self, name: &str, start: usize, declared: &[Custom]) -> u16 {
        let trimmed = name.trim();
        if let Some(at) =
            { declared.iter() }.position(|own| own.heading.eq_ignore_ascii_case(trimmed))
        {
            return CUSTOM + at as u16;
        }
        let table = self.kind.table();
        let at = |fits: &dyn Fn(&Column) -> bool| table.iter().position(fits);
        let exactly = at(&|column| column.heading == name);
        let before = at(&|column| column.legacy == Some(name));
        let nearly = at(&|column| column.is_headed(trimmed));
        let (found, note): (_, Option<(&'static Rule, _)>) = match (exactly, before, nearly) {
            (Some(found), ..) => (found, None),
            (_, Some(found), _) => (found, Some((&ORA_F_023, Severity::Info))),
            (.., Some(found)) => (found, Some((&ORA_F_024, Severity::Warning))),
            _ => return self.unknown(trimmed, start),
        };
        if let Some((rule, severity)) = note {
            self.note(rule, severity, trimmed, start);
        }
        found as u16
    }

    fn unknown(&mut self, name: &str, at: usize) -> u16 {
        let folded = name.to_ascii_lowercase();
        // The export of traditional cloud accounts has the first two (Oracle, *Migrate users*),
        // application roles from before release 17.2.2 the others (*Sample files*).
        let old: Option<(&'static Rule, &str)> = match (self.kind, folded.as_str()) {
            (Kind::Users, "user login") => Some((&ORA_F_027, "User Name")),
            (Kind::Users, "email") => Some((&ORA_F_027, "Work Email")),
            (Kind::AppRoles, "display name") => Some((&ORA_A_004, "Entitlement Value")),
            (Kind::AppRoles, "member") => Some((&ORA_A_004, "Grantee Name")),
            (Kind::AppRoles, "member type") => Some((&ORA_A_004, "Grantee Type")),
            _ => None,
        };
        if let Some((rule, current)) = old
            && let Some(column) = number(self.kind.table(), current)
        {
            self.note(rule, Severity::Error, name, at);
            return column;
        }
        let (rule, code): (&'static Rule, _) = match folded.as_str() {
            "primary email" => (&ORA_F_026, KEPT),
            "type" | "error message" => (&ORA_F_025, KEPT),
            _ if self.kind == Kind::Users => (&ORA_F_021, ATTRIBUTE),
            _ => (&ORA_F_021, KEPT),
        };
        debug_assert!(code == ATTRIBUTE || self.kind != Kind::Users || NEVER.len() == 3);
        self.note(rule, Severity::Error, name, at);
        code
    }

    fn look_for_absent(&mut self) {
        let table = self.kind.table();
        let is_absent = |at: usize| !self.columns.contains(&(at as u16));
        let absent = |heading| number(table, heading).is_some_and(|at| is_absent(usize::from(at)));
        let mut notes: Vec<(&'static Rule, Severity, &str)> = Vec::new();
        for at in (0..self.kind.mandatory()).filter(|at| is_absent(*at)) {
            notes.push((&ORA_F_020, Severity::Error, table[at].heading));
        }
        let wanted: &[(&'static Rule, Severity, &str)] = match self.kind {
            Kind::Users => &[
                (&ORA_U_029, Severity::Warning, "Primary Email Type"),
                (&ORA_U_081, Severity::Info, "ByPass Notification"),
            ],
            Kind::Groups => &[(&ORA_G_020, Severity::Info, "Requestable")],
            Kind::AppRoles => &[(&ORA_A_010, Severity::Error, "App Name")],
        };
        notes.extend(wanted.iter().filter(|(.., heading)| absent(heading)));
        let start = self.header.starts.first().copied().unwrap_or_default();
        for (rule, severity, heading) in notes {
            self.note(rule, severity, heading, start);
        }
        for (rule, heading) in [(&ORA_U_061, "Created Date"), (&ORA_U_062, "Service User")] {
            let column = number(USERS, heading).filter(|_| self.kind == Kind::Users);
            let at = { self.columns.iter() }.position(|code| Some(*code) == column);
            if let Some(at) = at {
                self.note(rule, Severity::Warning, heading, self.header.starts[at]);
            }
        }
    }

    /// What there is to say of the heading row.
    pub(super) fn notes(&self) -> impl Iterator<Item = Note> + '_ {
        let broken = std::str::from_utf8(&self.header.row).err();
        let broken = broken.map(|error| {
            let at = self.header.starts[0] + error.valid_up_to();
            Note { at, ..Note::on_input(&ORA_F_001, Severity::Error, "", Shape::NotUtf8) }
        });
        let headings = self.notes.iter().map(|HeadingNote { rule, severity, heading, at }| {
            let pointer = Pointer::member(ROW, Text::plain(heading));
            Note { at: *at, pointer, ..Note::on_input(rule, *severity, "", Shape::Nothing) }
        });
        broken.into_iter().chain(headings)
    }
}

fn number(table: &[Column], heading: &str) -> Option<u16> {
    table.iter().position(|column| column.heading == heading).map(|at| at as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(head: &str) -> Result<Layout, Unreadable> {
        Layout::read(head.as_bytes(), &[Custom::new("badge", "Badge")])
    }

    fn ids(head: &str) -> Vec<&'static str> {
        let mut ids: Vec<_> = layout(head).unwrap().notes().map(|note| note.rule.id).collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn both_generations_are_understood() {
        let both = [
            "User Name,Last Name,First Name,Work Email,Primary Email Type,ByPass Notification",
            "User ID,Last Name,First Name,Work Email,Primary Email Type,ByPass Notification",
        ];
        let columns = both.map(|head| layout(head).unwrap().columns);
        assert_eq!(columns[0], columns[1]);
        assert_eq!((ids(both[0]), ids(both[1])), (vec![], vec!["ORA-F-023"]));
        assert_eq!(layout("Display Name,User Members").unwrap().columns, [0, 2]);
    }

    #[test]
    fn headings_have_their_rules() {
        let rest = ",Last Name,First Name,Work Email,Primary Email Type,ByPass Notification";
        for (heads, rules) in [
            ("user name", vec!["ORA-F-024"]),
            (" User Name", vec!["ORA-F-024"]),
            ("User Name,badge", vec![]),
            ("User Name,Shoe", vec!["ORA-F-021"]),
            ("User Name,Primary Email", vec!["ORA-F-026"]),
            ("User Name,Type,Error Message", vec!["ORA-F-025", "ORA-F-025"]),
            ("User Name,Created Date,Service User", vec!["ORA-U-061", "ORA-U-062"]),
        ] {
            assert_eq!(ids(&format!("{heads}{rest}")), rules, "{heads}");
        }
        assert_eq!(ids("User Name,Last Name,First Name"), ["ORA-F-020", "ORA-U-029", "ORA-U-081"]);
        assert_eq!(ids("Display Name,Member,Member Type,App Name"), ["ORA-A-004"; 3]);
        assert_eq!(ids("Name,User Members"), ["ORA-F-020", "ORA-G-020"]);
        assert_eq!(ids("Entitlement Value,Grantee Name,Grantee Type"), ["ORA-A-010"]);
    }

    #[test]
    fn other_files_are_named() {
        for (head, word) in [
            ("", "empty"),
            ("{\"Resources\":[]}", "JSON"),
            ("<html>", "web page"),
            ("User Name;Last Name\n", "semicolons"),
            ("User Name\tLast Name\n", "tabs"),
            ("ID,NAME,ACTIVE\n", "flat file"),
            ("a,b\n", "headings"),
            ("User Name,\"a\n", "quotes"),
        ] {
            let what = layout(head).err().unwrap().what;
            assert!(what.contains(word), "{head}: {what}");
        }
        for head in ["User Name,User ID\n", "User Name,A,a\n"] {
            assert!(layout(head).unwrap().conflict().unwrap().contains("ORA-F-022"), "{head}");
        }
    }
}
