//! The generator, as the table of formats has it.

use std::io::Write;

use super::{Options, write_export};
use crate::formats::generating::{ENVELOPE, PRETTY, START, TOTAL};
use crate::formats::{GenerateError, Generator, Wish};

/// Invents Cloud Directory exports.
pub(in crate::formats) static GENERATOR: Generator = Generator {
    files: &[],
    settings: &[&ENVELOPE, &START, &TOTAL, &PRETTY],
    plants_defects: true,
    write,
};

fn write(
    wish: &Wish<'_>,
    outs: &mut [&mut dyn Write],
    defects: Option<&mut dyn Write>,
) -> Result<(), GenerateError> {
    let options = Options {
        envelope: wish.envelope("array")?,
        layout: wish.layout(),
        defects: wish.defects,
        ..Options::new(wish.users, wish.seed)
    };
    if let Some(out) = outs.first_mut() {
        write_export(&options, *out, defects)?;
    }
    Ok(())
}
