//! What is made of all files of groups and application roles once they are looked over.

use super::belongings::Gathered;
use super::headings::{Kind, Layout};
use super::rules::*;
use crate::findings::{Note, Rule, Severity, Shape};
use crate::formats::InputFacts;

impl Gathered {
    /// Files come in any order, so roles of groups find their groups at the end.
    pub(super) fn grant_to_groups(&mut self) {
        let grants = std::mem::take(&mut self.grants);
        for (role, app, group) in &grants {
            if self.has_group(group) {
                let (number, _) = self.group(group);
                let roles = &mut self.groups[number as usize].app_roles;
                let grant = (role.clone(), app.clone());
                if !roles.contains(&grant) {
                    roles.push(grant);
                }
            }
        }
        self.grants = grants;
    }

    /// What there is to say; for each note the number of the first file of its kind.
    pub(super) fn judge(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
        let stray = self.grants.iter().filter(|(.., group)| !self.has_group(group)).count();
        let apps = self.applications() as u64;
        let found: [(&Rule, _, _, u64); 5] = [
            (&ORA_A_011, Severity::Warning, Kind::AppRoles, if apps > 1 { apps } else { 0 }),
            (&ORA_K_003, Severity::Warning, Kind::AppRoles, self.namesakes()),
            (&ORA_G_003, Severity::Info, Kind::Groups, self.repeated),
            (&ORA_G_004, Severity::Warning, Kind::Groups, self.differing),
            (&ORA_X_004, Severity::Warning, Kind::AppRoles, stray as u64),
        ];
        let kind = |input: &InputFacts| Layout::read(&input.head, &[]).ok().map(|one| one.kind);
        let kinds: Vec<_> = inputs.iter().map(kind).collect();
        let first = |wanted| kinds.iter().position(|kind| *kind == Some(wanted));
        let note = |(rule, severity, kind, count): (&'static Rule, _, _, u64)| {
            let note = Note::on_input(rule, severity, "", Shape::Count(count));
            Some((first(kind)?, note))
        };
        found.into_iter().filter(|(.., count)| *count > 0).filter_map(note).collect()
    }
}
