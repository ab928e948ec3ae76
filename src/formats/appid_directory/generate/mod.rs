//! Invents a Cloud Directory export.
//!
//! It rehearses a migration on a test tenant, and feeds benches and tests: every field that is
//! documented or was seen in a real export occurs, with values that readers stumble over.
//!
//! Promises: the same options give the same bytes. A record depends on the seed and its number
//! alone, so a longer export starts with the same people, and layout, order of keys and envelope
//! do not change a value. A record without a planted defect breaks no rule of severity error, and
//! a record with one differs from its sound self only by what the defect takes. Source ids, user names and
//! e-mail addresses are unique, also ignoring case.
//!
//! Leaves out: password hashes that open anything; they are random bytes of the right length.

mod command;
mod contacts;
mod credentials;
mod defect;
mod extras;
mod plan;
mod record;
mod scim_user;
mod source_id;
#[cfg(test)]
mod tests;

pub(super) use command::GENERATOR;
pub use defect::Defect;

pub use crate::generate::Envelope;
use crate::generate::{Json, KeyOrder, Layout, Scalar};
use plan::{Plan, Planted};
use record::Records;
use std::io::{self, Write};

/// What to invent.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many records to write.
    pub users: u64,
    /// Which people to invent.
    pub seed: u64,
    /// The share of records that get one defect, from 0 to 1.
    pub defects: f64,
    /// What stands around the records.
    pub envelope: Envelope,
    /// The order of the keys, the same in all records.
    pub key_order: KeyOrder,
    /// The white space.
    pub layout: Layout,
}

impl Options {
    /// A compact array without defects; even seeds have alphabetical keys.
    pub fn new(users: u64, seed: u64) -> Self {
        let even = seed.is_multiple_of(2);
        let key_order = if even { KeyOrder::Alphabetical } else { KeyOrder::Observed };
        let (envelope, layout) = (Envelope::Array, Layout::Compact);
        Self { users, seed, defects: 0.0, envelope, key_order, layout }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records, with and without a defect.
    pub records: u64,
    /// Records with a defect.
    pub defects: u64,
    /// Bytes of the export.
    pub bytes: u64,
}

/// Writes an export, and to `defects` a line of JSON for each planted defect.
///
/// Such a line has `record` (the position in the file, from 1), `kind` and `rule` (see [`Defect`]),
/// `sourceId` where the record has one, and `repeats` (the position of the earlier record) where
/// the defect is a repetition.
pub fn write_export(
    options: &Options,
    out: &mut dyn Write,
    defects: Option<&mut dyn Write>,
) -> io::Result<Summary> {
    let mut export = Output { json: Json::new(options.layout, options.key_order), out, bytes: 0 };
    let numbers = options.envelope.first()..options.envelope.first().saturating_add(options.users);
    let mut list = DefectList::new(defects, numbers.start);
    let plan = Plan::new(options.seed, options.defects, numbers.start);
    let records = Records::new(options.seed, options.key_order);

    options.envelope.begin(options.users, &mut export.json);
    for number in numbers.clone() {
        let planted = plan.at(number);
        let source_id = records.write(number, planted, &mut export.json);
        if let Some(planted) = planted {
            list.add(number, planted, source_id.as_ref())?;
        }
        export.hand_over_when(FULL)?;
    }
    options.envelope.end(&mut export.json);
    export.hand_over_when(0)?;
    export.out.flush()?;
    Ok(Summary {
        records: numbers.end - numbers.start,
        defects: list.finish()?,
        bytes: export.bytes,
    })
}

/// How many bytes are gathered before they are handed over.
const FULL: usize = 1 << 18;

/// The export on its way out.
struct Output<'a> {
    json: Json,
    out: &'a mut dyn Write,
    bytes: u64,
}

impl Output<'_> {
    fn hand_over_when(&mut self, full: usize) -> io::Result<()> {
        if self.json.waiting() >= full {
            self.bytes += self.json.waiting() as u64;
            self.json.hand_over(self.out)?;
        }
        Ok(())
    }
}

/// The list of defects, if somebody wants it.
struct DefectList<'a> {
    json: Json,
    out: Option<&'a mut dyn Write>,
    first: u64,
    count: u64,
}

impl<'a> DefectList<'a> {
    fn new(out: Option<&'a mut dyn Write>, first: u64) -> Self {
        Self { json: Json::new(Layout::Compact, KeyOrder::Observed), out, first, count: 0 }
    }

    fn add(
        &mut self,
        number: u64,
        planted: Planted,
        source_id: Option<&source_id::SourceId>,
    ) -> io::Result<()> {
        self.count += 1;
        let Some(out) = &mut self.out else { return Ok(()) };
        let position = |number| Scalar::Number(number - self.first + 1);
        self.json.object([
            ("record", position(number)),
            ("kind", Scalar::Text(&planted.defect.name())),
            ("rule", Scalar::Text(&planted.defect.rule())),
            ("sourceId", source_id.map_or(Scalar::Absent, |id| Scalar::Text(id))),
            ("repeats", planted.repeats.map_or(Scalar::Absent, position)),
        ]);
        self.json.end_line();
        self.json.hand_over(*out)
    }

    fn finish(self) -> io::Result<u64> {
        self.out.map_or(Ok(()), Write::flush)?;
        Ok(self.count)
    }
}
