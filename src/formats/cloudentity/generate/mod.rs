//! Invents import payloads.
//!
//! One payload a line, of at most `--batch-size` users: with as many users as that, the file is one
//! payload. Every kind of hash occurs; those of method `sha` are true ones: the password of the user
//! with the number N (from 0) is `correct horse N`. Others are random bytes of the right length.
//!
//! Promises: the same options give the same bytes, and a user depends on the seed and its number
//! alone, whatever the batches are. Ids, identifiers and e-mail addresses are unique; the rows of a
//! user are in one payload.
//!
//! Leaves out: defects, groups and their members, pools and schemas.

mod hash;
mod rows;
#[cfg(test)]
mod tests;

use std::io::Write;

use crate::formats::generating::{PRETTY, wrong};
use crate::formats::{GenerateError, Generator, Setting, Wish};
use crate::generate::{Json, KeyOrder};
use rows::{Row, addresses, credentials, identifiers, user};

/// Invents import payloads.
pub(super) static GENERATOR: Generator =
    Generator { files: &[], settings: &[&BATCH_SIZE, &PRETTY], plants_defects: false, write };

static BATCH_SIZE: Setting = Setting {
    name: "batch-size",
    value: Some("USERS"),
    help: "Users in a payload; an import takes at most 100",
    default: Some("100"),
    required: false,
};

/// The name of an array, and what writes the rows of a user to it.
type Array = (&'static str, fn(&mut Row<'_>));

/// The arrays of a payload.
const ARRAYS: [Array; 4] = [
    ("users", user),
    ("user_credentials", credentials),
    ("user_identifiers", identifiers),
    ("user_verifiable_addresses", addresses),
];

/// How many bytes are gathered before they are handed over.
const FULL: usize = 1 << 18;

fn write(
    wish: &Wish<'_>,
    outs: &mut [&mut dyn Write],
    _: Option<&mut dyn Write>,
) -> Result<(), GenerateError> {
    let size = wish.number(&BATCH_SIZE)?.filter(|size| *size > 0);
    let size = size.ok_or_else(|| wrong(&BATCH_SIZE, "must be 1 or more"))?;
    let Some(out) = outs.first_mut() else { return Ok(()) };
    let mut json = Json::new(wish.layout(), KeyOrder::Observed);
    let mut start = 0;
    loop {
        let end = wish.users.min(start + size);
        json.begin_object();
        for (name, write) in ARRAYS {
            json.key(name);
            json.begin_array();
            for number in start..end {
                write(&mut Row::new(&mut json, wish.seed, number));
                if json.waiting() >= FULL {
                    json.hand_over(*out)?;
                }
            }
            json.end_array();
        }
        json.end_object();
        json.end_line();
        start = end;
        if start == wish.users {
            break;
        }
    }
    json.hand_over(*out)?;
    Ok(out.flush()?)
}
