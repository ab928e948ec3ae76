//! Members of groups, and roles of an application.

use super::super::groups::MOST_MEMBERS;
use super::cells::{Invented, push};

/// The groups; some of their names need quotes.
pub(super) const GROUP_NAMES: [&str; 8] = [
    "Harbour pilots",
    "Ops, night shift",
    "=finance",
    "@everyone",
    "The \"first\" ones",
    "Größen",
    "viewers",
    "-admins",
];

const ROLES: [&str; 5] = ["Approver", "Auditor, external", "=Poster", "Viewer", "größte Rolle"];
const APP: &str = "Ledger Cloud";

/// Gathers members until a row is full.
#[derive(Default)]
pub(super) struct Groups {
    members: [Vec<String>; GROUP_NAMES.len()],
}

impl Groups {
    /// Makes a user a member of the groups that it draws.
    pub(super) fn add(&mut self, out: &mut Vec<u8>, user: &Invented) {
        let mut random = user.seed.stream("groups");
        let count = random.pick(&[0, 0, 1, 1, 2, 3]);
        let first = random.below(GROUP_NAMES.len() as u64) as usize;
        for group in (first..first + count).map(|nth| nth % GROUP_NAMES.len()) {
            self.members[group].push(user.user_name());
            if self.members[group].len() == MOST_MEMBERS {
                self.write_row(group, out);
            }
        }
    }

    /// Writes what is left.
    pub(super) fn finish(&mut self, out: &mut Vec<u8>) {
        for group in 0..GROUP_NAMES.len() {
            if !self.members[group].is_empty() {
                self.write_row(group, out);
            }
        }
    }

    fn write_row(&mut self, group: usize, out: &mut Vec<u8>) {
        push(out, GROUP_NAMES[group]);
        out.push(b',');
        push(out, &format!("Members of \"{}\", invented", GROUP_NAMES[group]));
        out.push(b',');
        push(out, &self.members[group].join(";"));
        out.extend_from_slice(if group.is_multiple_of(2) { b",TRUE\r\n" } else { b",FALSE\r\n" });
        self.members[group].clear();
    }
}

/// The roles that the user draws.
pub(super) fn push_roles(out: &mut Vec<u8>, user: &Invented) {
    let mut random = user.seed.stream("roles");
    let count = random.pick(&[0, 0, 0, 1, 2]);
    let first = random.below(ROLES.len() as u64) as usize;
    for role in (first..first + count).map(|nth| ROLES[nth % ROLES.len()]) {
        push_row(out, role, &user.user_name(), "User");
    }
}

/// A role for some of the groups.
pub(super) fn push_group_roles(out: &mut Vec<u8>, groups: &[&str]) {
    for group in groups.iter().step_by(3) {
        push_row(out, ROLES[0], group, "Group");
    }
}

fn push_row(out: &mut Vec<u8>, role: &str, grantee: &str, kind: &str) {
    for cell in [role, grantee, kind] {
        push(out, cell);
        out.push(b',');
    }
    push(out, APP);
    out.extend_from_slice(b"\r\n");
}
