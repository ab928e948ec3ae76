//! Invents the three files of a domain: users, groups with their members, roles of an application.
//!
//! Every column that an import takes occurs, with values that need Oracle's quotes, those of
//! RFC 4180, or both. Passwords are hashes of the scheme `{SSHA256}`: the password of the user with
//! the number N (from 0) is `correct horse N`.
//!
//! Promises: the same options give the same bytes, and a user depends on the seed and its number
//! alone. User names and addresses are unique, members and managers are users of the same run.
//!
//! Leaves out: defects, custom columns, and the limit of 100,000 rows a file.

mod cells;
mod members;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use super::columns::{APP_ROLES, GROUPS, USERS, header};
use super::options::Headings;
use crate::formats::generating::wrong;
use crate::formats::{GenerateError, Generator, Setting, Wish};
use cells::{CELLS, Invented, push};
use members::{GROUP_NAMES, Groups, push_roles};

/// Invents the files of a domain.
pub(super) static GENERATOR: Generator = Generator {
    files: &["Users.csv", "Groups.csv", "AppRoles.csv"],
    settings: &[&HEADINGS],
    plants_defects: false,
    write,
};

static HEADINGS: Setting = Setting {
    name: "headings",
    value: Some("WHICH"),
    help: "Column headings: `current` (User Name, Name), or `legacy` (User ID, Display Name)",
    default: Some("current"),
    required: false,
};

/// The columns of `AppRoles.csv` that have cells: the last one is filled by Oracle.
const ROLE_CELLS: usize = 4;

/// How many bytes are gathered before they are handed over.
const FULL: usize = 1 << 18;

fn write(
    wish: &Wish<'_>,
    outs: &mut [&mut dyn Write],
    _: Option<&mut dyn Write>,
) -> Result<(), GenerateError> {
    let headings = match wish.value(&HEADINGS) {
        Some("current") => Headings::Current,
        Some("legacy") => Headings::Legacy,
        _ => return Err(wrong(&HEADINGS, "must be current or legacy").into()),
    };
    let mut texts = [
        users_header(headings),
        header(GROUPS, headings),
        header(&APP_ROLES[..ROLE_CELLS], headings),
    ];
    let mut groups = Groups::default();
    for number in 0..wish.users {
        let user = Invented::new(wish.seed, number);
        let [users, group_rows, role_rows] = &mut texts;
        push_user(users, &user);
        groups.add(group_rows, &user);
        push_roles(role_rows, &user);
        hand_over(&mut texts, outs, FULL)?;
    }
    groups.finish(&mut texts[1]);
    if wish.users > 0 {
        members::push_group_roles(&mut texts[2], &GROUP_NAMES);
    }
    hand_over(&mut texts, outs, 0)?;
    outs.iter_mut().try_for_each(Write::flush)?;
    Ok(())
}

fn users_header(headings: Headings) -> Vec<u8> {
    let columns = CELLS
        .iter()
        .filter_map(|(heading, _)| USERS.iter().find(|column| column.heading == *heading));
    header(columns, headings)
}

fn push_user(out: &mut Vec<u8>, user: &Invented) {
    let mut value = String::new();
    for (index, (_, cell)) in CELLS.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        value.clear();
        cell(user, &mut value);
        push(out, &value);
    }
    out.extend_from_slice(b"\r\n");
}

fn hand_over(texts: &mut [Vec<u8>; 3], outs: &mut [&mut dyn Write], full: usize) -> io::Result<()> {
    for (text, out) in texts.iter_mut().zip(outs) {
        if text.len() >= full {
            out.write_all(text)?;
            text.clear();
        }
    }
    Ok(())
}
