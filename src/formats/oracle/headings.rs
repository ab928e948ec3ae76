//! From a heading row to what the columns mean, and what is wrong with the headings.
//!
//! A heading is matched exactly, then in the generation before, then whatever its letter case
//! (*Import file specifications*; schema annotations in Oracle's public SDK). What no table knows
//! becomes an attribute of the user, under its heading.

use super::columns::{APP_ROLES, Column, GROUPS, NEVER, USERS};
use super::custom::Custom;
use super::dialect::{dialect, not_csv};
use super::rules::*;
use crate::csv::{Header, Headless};
use crate::findings::{Note, Pointer, Rule, Severity, Shape};
use crate::formats::InputFacts;
use crate::model::{Home, Text};

/// A row taken as an object whose members are its cells.
pub(super) const ROW: Home = Home { path: "", index: 0 };

/// The column is a custom attribute that is called as the heading.
pub(super) const ATTRIBUTE: u16 = 1000;
/// The column is none of Oracle's, and kept under its heading.
pub(super) const KEPT: u16 = 1001;
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
    notes: Vec<(&'static Rule, Severity, String)>,
}

impl Kind {
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
        } else if has("Grantee Name") {
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
    pub(super) fn read(head: &[u8], declared: &[Custom]) -> Result<Layout, String> {
        if let Some(what) = not_csv(head) {
            return Err(what.to_owned());
        }
        let header = Header::read(head, HEAD).map_err(|why| match why {
            Headless::Empty => "the file is empty; Oracle refuses it too (ORA-F-004)".to_owned(),
            Headless::TooLong => format!("the heading row is longer than {HEAD} bytes"),
            Headless::Quotes => {
                "the quotes of the heading row are not closed (ORA-F-007)".to_owned()
            }
        })?;
        let Some(kind) = Kind::of(&header.names) else { return Err(dialect(&header.names)) };
        let mut layout = Layout { kind, columns: Vec::new(), notes: Vec::new(), header };
        let names = std::mem::take(&mut layout.header.names);
        for name in &names {
            let code = layout.meaning(name, declared);
            let earlier = layout.columns.iter().zip(&names).find(|(other, known)| match code {
                ATTRIBUTE | KEPT => known.trim().eq_ignore_ascii_case(name.trim()),
                _ => **other == code,
            });
            if let Some((_, known)) = earlier {
                return Err(format!(
                    "the columns {known:?} and {name:?} are the same one; remove one of them (ORA-F-022)"
                ));
            }
            layout.columns.push(code);
        }
        layout.header.names = names.iter().map(|name| name.trim().to_owned()).collect();
        layout.look_for_absent();
        Ok(layout)
    }

    fn meaning(&mut self, name: &str, declared: &[Custom]) -> u16 {
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
        let (found, note) = match (exactly, before, nearly) {
            (Some(found), ..) => (found, None),
            (_, Some(found), _) => (found, Some((&ORA_F_023, Severity::Info))),
            (.., Some(found)) => (found, Some((&ORA_F_024, Severity::Warning))),
            _ => return self.unknown(trimmed),
        };
        if let Some((rule, severity)) = note {
            self.notes.push((rule, severity, trimmed.to_owned()));
        }
        found as u16
    }

    fn unknown(&mut self, name: &str) -> u16 {
        // The export of traditional cloud accounts has these two (Oracle, *Migrate users*).
        let old = match name.to_ascii_lowercase().as_str() {
            "user login" => Some("User Name"),
            "email" => Some("Work Email"),
            _ => None,
        };
        let is_users = self.kind == Kind::Users;
        if let Some(column) = old.filter(|_| is_users).and_then(|old| number(USERS, old)) {
            self.notes.push((&ORA_F_027, Severity::Warning, name.to_owned()));
            return column;
        }
        let (rule, severity, code) = match name.to_ascii_lowercase().as_str() {
            "primary email" => (&ORA_F_026, Severity::Warning, KEPT),
            "type" | "error message" => (&ORA_F_025, Severity::Error, KEPT),
            _ if is_users => (&ORA_F_021, Severity::Warning, ATTRIBUTE),
            _ => (&ORA_F_021, Severity::Warning, KEPT),
        };
        debug_assert!(code == ATTRIBUTE || !is_users || NEVER.len() == 3);
        self.notes.push((rule, severity, name.to_owned()));
        code
    }

    fn look_for_absent(&mut self) {
        let table = self.kind.table();
        let is_absent = |at: usize| !self.columns.contains(&(at as u16));
        let absent = |heading| number(table, heading).is_some_and(|at| is_absent(usize::from(at)));
        let mut notes = Vec::new();
        for at in (0..self.kind.mandatory()).filter(|at| is_absent(*at)) {
            let severity = if at == 0 { Severity::Error } else { Severity::Warning };
            notes.push((&ORA_F_020, severity, table[at].heading));
        }
        let wanted: &[(&'static Rule, Severity, &'static str)] = match self.kind {
            Kind::Users => &[
                (&ORA_U_029, Severity::Warning, "Primary Email Type"),
                (&ORA_U_081, Severity::Info, "ByPass Notification"),
            ],
            Kind::Groups => &[(&ORA_G_020, Severity::Info, "Requestable")],
            Kind::AppRoles => &[(&ORA_A_010, Severity::Error, "App Name")],
        };
        notes.extend(wanted.iter().filter(|(.., heading)| absent(heading)));
        for (rule, heading) in [(&ORA_U_061, "Created Date"), (&ORA_U_062, "Service User")] {
            if self.kind == Kind::Users && !absent(heading) {
                notes.push((rule, Severity::Info, heading));
            }
        }
        let own = |(rule, severity, heading): (_, _, &str)| (rule, severity, heading.to_owned());
        self.notes.extend(notes.into_iter().map(own));
    }
}

fn number(table: &[Column], heading: &str) -> Option<u16> {
    table.iter().position(|column| column.heading == heading).map(|at| at as u16)
}

/// What only whole files can tell; for each note the number of its file.
pub(super) fn judge(inputs: &[InputFacts], declared: &[Custom]) -> Vec<(usize, Note)> {
    let mut notes = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        let Ok(layout) = Layout::read(&input.head, declared) else { continue };
        let mut add = |rule, severity, got| {
            notes.push((number, Note::on_input(rule, severity, "", got)));
        };
        if input.has_byte_order_mark {
            add(&ORA_F_002, Severity::Info, Shape::Nothing);
        }
        if layout.header.line_break == b"\r" {
            add(&ORA_F_003, Severity::Warning, Shape::Nothing);
        }
        let (many, most) = match layout.kind {
            Kind::Users => (25_000, 100_000),
            Kind::Groups => (10_000, 100_000),
            Kind::AppRoles => (10_000, 100_000),
        };
        let count = Shape::Count(input.records);
        match (input.records, layout.kind) {
            (0, _) => add(&ORA_F_005, Severity::Error, count),
            (records, _) if records > most => add(&ORA_F_010, Severity::Error, count),
            (records, Kind::AppRoles) if records > many => {
                add(&ORA_A_021, Severity::Warning, count);
            }
            (records, _) if records > many => add(&ORA_F_013, Severity::Info, count),
            _ => {}
        }
        for (rule, severity, heading) in layout.notes {
            let pointer = Pointer::member(ROW, Text::plain(&heading));
            let got = Shape::Nothing;
            notes.push((number, Note { pointer, ..Note::on_input(rule, severity, "", got) }));
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(head: &str) -> Result<Layout, String> {
        Layout::read(head.as_bytes(), &[Custom::new("badge", "Badge")])
    }

    fn ids(head: &str) -> Vec<&'static str> {
        let mut ids: Vec<_> =
            layout(head).unwrap().notes.iter().map(|(rule, ..)| rule.id).collect();
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
            ("Display Name,Member,Member Type\n", "17.2.2"),
            ("User Name,User ID\n", "ORA-F-022"),
            ("User Name,A,a\n", "ORA-F-022"),
            ("a,b\n", "headings"),
            ("User Name,\"a\n", "quotes"),
        ] {
            let what = layout(head).err().unwrap_or_default();
            assert!(what.contains(word), "{head}: {what}");
        }
    }
}
