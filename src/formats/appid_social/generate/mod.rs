//! Invents an export of user profiles.
//!
//! Every provider and every shape of an identity occurs: claims in `idpUserInfo`, in `profile`,
//! beside the identifier, or none; identifiers that a program has made numbers; users who were
//! registered before their first sign-in.
//!
//! Promises: the same options give the same bytes, and a record depends on the seed and its number
//! alone. A record without a planted defect breaks no rule of severity error. Ids, and identifiers
//! at a provider, are unique; e-mail addresses are not, for a person with two providers is two users.

mod claims;
mod defect;
mod profile;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::formats::generating::{ENVELOPE, PRETTY, START, TOTAL};
use crate::formats::{GenerateError, Generator, Wish};
use crate::generate::{Envelope, Json, KeyOrder, Layout, Scalar};
use defect::{Defect, plan};
use profile::Profiles;

/// Invents exports of user profiles.
pub(super) static GENERATOR: Generator = Generator {
    files: &[],
    settings: &[&ENVELOPE, &START, &TOTAL, &PRETTY],
    plants_defects: true,
    write,
};

/// How many bytes are gathered before they are handed over.
const FULL: usize = 1 << 18;

fn write(
    wish: &Wish<'_>,
    outs: &mut [&mut dyn Write],
    defects: Option<&mut dyn Write>,
) -> Result<(), GenerateError> {
    let order = match wish.seed.is_multiple_of(2) {
        true => KeyOrder::Alphabetical,
        false => KeyOrder::Observed,
    };
    let json = Json::new(wish.layout(), order);
    let mut export = Export { wish, envelope: wish.envelope("page")?, json };
    if let Some(out) = outs.first_mut() {
        export.write(order, *out, defects)?;
    }
    Ok(())
}

struct Export<'w> {
    wish: &'w Wish<'w>,
    envelope: Envelope,
    json: Json,
}

impl Export<'_> {
    fn write(
        &mut self,
        order: KeyOrder,
        out: &mut dyn Write,
        mut defects: Option<&mut dyn Write>,
    ) -> io::Result<()> {
        let first = self.envelope.first();
        let profiles = Profiles::new(self.wish.seed, order);
        self.envelope.begin(self.wish.users, &mut self.json);
        for number in first..first.saturating_add(self.wish.users) {
            let planted = plan(self.wish.seed, self.wish.defects, number, first);
            profiles.write(number, planted, &mut self.json);
            if let (Some(planted), Some(list)) = (planted, defects.as_deref_mut()) {
                list_defect(planted, number - first + 1, list)?;
            }
            if self.json.waiting() >= FULL {
                self.json.hand_over(out)?;
            }
        }
        self.envelope.end(&mut self.json);
        self.json.hand_over(out)?;
        out.flush()
    }
}

/// Writes a line of JSON: the position in the file, from 1, the kind of defect, and the rule that
/// finds it.
fn list_defect(defect: Defect, record: u64, out: &mut dyn Write) -> io::Result<()> {
    let mut json = Json::new(Layout::Compact, KeyOrder::Observed);
    json.object([
        ("record", Scalar::Number(record)),
        ("kind", Scalar::Text(&defect.name())),
        ("rule", Scalar::Text(&defect.rule())),
    ]);
    json.end_line();
    json.hand_over(out)
}
