//! What both imports of IBM App ID have in common (App ID docs, *Limits*).

use crate::upload::{Time, TimeUnit};

/// Changes that an instance takes within 24 hours.
const CHANGES_A_DAY: u64 = 10_000;

pub(super) const CHANGES: &str = "an instance takes 10,000 changes within 24 hours";

pub(super) const PAGES: &str =
    "more than 50 calls of the management API a second block it for 30 seconds";

/// How long an import of so many users takes.
pub(super) fn time(users: u64) -> Time {
    let days = users.div_ceil(CHANGES_A_DAY);
    Time { unit: TimeUnit::Days, least: days, most: days, basis: CHANGES.to_owned() }
}
