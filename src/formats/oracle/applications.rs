//! The files of application roles: a series for each application, since an import job is told one
//! (`appDisplayName`; Oracle, *Exporting* and *Importing*).
//!
//! The roles of a single application are in `AppRoles.csv`. Of several, each has a name of its own,
//! which depends on nothing but the application: `AppRoles-ledger-cloud-1a2b3c4d.csv`.

use std::collections::BTreeMap;

use super::columns::{APP_ROLES, Column, Holds, header};
use super::options::{Headings, Options, Roles};
use super::series::Series;
use crate::pack::Part;

/// The rank of the first file in the manifest, behind users and groups.
const STREAM: usize = 2;
const STEM: &str = "AppRoles";
/// The most characters of an application that a file is called by.
const MOST_CHARS: usize = 40;

/// Rows of application roles.
pub(super) struct Applications {
    series: BTreeMap<Vec<u8>, Series>,
}

impl Applications {
    /// Files for these applications, unless no roles are wanted.
    pub(super) fn new(options: &Options, applications: &[String]) -> Option<Self> {
        let known = names(options, applications)?;
        let one = |(app, stem): (String, String), stream| {
            let header = heading_row(options.headings);
            (app.into_bytes(), Series::new(stem, header, stream, options.limits))
        };
        let series = known.into_iter().zip(STREAM..).map(|(named, stream)| one(named, stream));
        Some(Applications { series: series.collect() })
    }

    /// Adds a row to the file of its application.
    pub(super) fn add(&mut self, app: &[u8], row: &[u8], parts: &mut BTreeMap<Vec<u8>, Vec<Part>>) {
        if let Some(series) = self.series.get_mut(app) {
            series.add_row(row, parts.entry(app.to_owned()).or_default());
        }
    }
}

/// The heading row of the files.
pub(super) fn heading_row(headings: Headings) -> Vec<u8> {
    let written = |column: &&Column| matches!(column.holds, Holds::Membership);
    header(APP_ROLES.iter().filter(written), headings)
}

/// The applications, each with the start of the names of its files; none when no roles are wanted.
pub(super) fn names(options: &Options, applications: &[String]) -> Option<Vec<(String, String)>> {
    let mut apps: Vec<&String> = match (&options.roles, options.own) {
        (Roles::None, _) | (Roles::Groups, false) => return None,
        (_, true) => applications.iter().collect(),
        (Roles::App(_), false) => Vec::new(),
    };
    if let Roles::App(app) = &options.roles
        && !apps.contains(&app)
    {
        apps.push(app);
    }
    let is_alone = apps.len() == 1;
    let stem = |app: &str| if is_alone { STEM.to_owned() } else { stem_of(app) };
    Some(apps.into_iter().map(|app| (app.clone(), stem(app))).collect())
}

/// A name that every file system takes, and that differs between applications.
fn stem_of(app: &str) -> String {
    let word = |part: &str| (!part.is_empty()).then(|| part.to_ascii_lowercase());
    let words: Vec<_> =
        app.split(|char: char| !char.is_ascii_alphanumeric()).filter_map(word).collect();
    let mut words = words.join("-");
    words.truncate(MOST_CHARS);
    let digest = blake3::hash(app.as_bytes()).to_hex();
    match words.is_empty() {
        true => format!("{STEM}-{}", &digest[..8]),
        false => format!("{STEM}-{words}-{}", &digest[..8]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_by_their_applications() {
        let stem = stem_of("Ledger / Cloud: ../Ø");
        assert!(stem.starts_with("AppRoles-ledger-cloud-") && stem.len() == 30, "{stem}");
        assert_ne!(stem_of("Ledger"), stem_of("ledger"));
        assert!(stem_of(&"x".repeat(999)).len() < 60);
        let options = Options { roles: Roles::App("A".to_owned()), ..Options::default() };
        assert_eq!(names(&options, &[]), Some(vec![("A".to_owned(), "AppRoles".to_owned())]));
        let own = Options { own: true, ..Options::default() };
        let two = names(&own, &["A".to_owned(), "B".to_owned()]).unwrap();
        assert!(two.iter().all(|(_, stem)| stem.starts_with("AppRoles-")));
        assert_eq!(names(&Options::default(), &[]), None);
    }
}
