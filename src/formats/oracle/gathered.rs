//! What is made of all files of groups and application roles once they are looked over.

use std::collections::HashSet;

use super::belongings::{AppRole, Gathered, Grant};
use super::domain::Existing;
use super::headings::{Kind, Layout};
use super::rules::*;
use crate::error::Error;
use crate::findings::{Note, Severity, Shape};
use crate::formats::{InputFacts, Judged};
use crate::model::GroupRole;

impl Gathered {
    /// Files come in any order, so roles of groups find their groups at the end.
    pub(super) fn grant_to_groups(&mut self) {
        let folded = self.folded();
        let grants = std::mem::take(&mut self.grants);
        let mut known = HashSet::new();
        for Grant { role: AppRole { role, app }, group, spot } in &grants {
            let exactly = self.number_of(group);
            let Some(number) = exactly.or_else(|| folded.get(&group.to_lowercase()).copied())
            else {
                continue;
            };
            if known.insert((number, role, app)) {
                let roles = &mut self.groups[number as usize].app_roles;
                let (role, app, place) = (role.clone(), app.clone(), spot.place());
                roles.push(GroupRole { role, app, place });
            }
        }
        self.grants = grants;
    }

    /// What there is to say of whole inputs; for each note the number of its input.
    pub(super) fn judge(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
        let namesakes = self.namesakes();
        let is_roles = |input: &InputFacts| {
            Layout::read(&input.head, &[]).is_ok_and(|layout| layout.kind == Kind::AppRoles)
        };
        let first = inputs.iter().position(is_roles).filter(|_| namesakes > 0);
        let note = Note::on_input(&ORA_K_003, Severity::Warning, "", Shape::Count(namesakes));
        first.map(|input| (input, note)).into_iter().collect()
    }

    /// What there is to say of single rows.
    ///
    /// # Errors
    /// When who is told cannot take it.
    pub(super) fn judge_rows(&self, existing: Existing, tell: Judged<'_>) -> Result<(), Error> {
        for spot in &self.differing {
            let place = spot.place();
            tell(Note::on_place(&ORA_G_004, Severity::Warning, "/Name", Shape::Nothing, place))?;
        }
        for spot in self.applications.values().filter_map(|(_, other)| *other) {
            let place = spot.place();
            tell(Note::on_place(
                &ORA_A_011,
                Severity::Warning,
                "/App Name",
                Shape::Nothing,
                place,
            ))?;
        }
        // Without any file of groups nobody knows which there are.
        let may_exist = existing.groups || self.groups.is_empty();
        let unknown = if may_exist { Severity::Warning } else { Severity::Error };
        let folded = self.folded();
        for Grant { group, spot, .. } in &self.grants {
            let (rule, severity) = match self.number_of(group) {
                Some(_) => continue,
                None if folded.contains_key(&group.to_lowercase()) => (&ORA_X_005, Severity::Info),
                None => (&ORA_X_004, unknown),
            };
            let got = Shape::Text(group.chars().count());
            tell(Note::on_place(rule, severity, "/Grantee Name", got, spot.place()))?;
        }
        Ok(())
    }
}
