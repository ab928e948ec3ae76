//! Sparing the survey of inputs that most often do not need it.
//!
//! Some formats have to look inputs over before they read them, because what belongs to a record
//! may stand anywhere. Where it stands beside the record, as it mostly does, one pass is enough. A
//! reader that does without the survey proves on the way that it may. When it cannot, or when
//! anything at all goes wrong, what was made is thrown away and nobody has heard of it: the run
//! begins anew with the survey, which tells what there is to tell. So a run gives the same, whether
//! the survey was spared or not.

use super::{Delta, Ends, Make, Means, Plan, Ran, read, surveying};
use crate::error::Error;
use crate::input::Feed;

/// Runs without the survey; nothing, when that is not possible or turned out to be wrong.
///
/// # Errors
/// When what was made cannot be thrown away.
pub(super) fn run(
    plan: &Plan<'_>,
    feed: &Feed,
    means: &Means<'_>,
    ends: &Ends<'_>,
    make: Make<'_>,
) -> Result<Option<Ran>, Error> {
    if ends.told.is_some() || feed.is_always_surveyed() {
        return Ok(None);
    }
    let delta = match ends.delta {
        Delta::None => Delta::None,
        Delta::Keep => Delta::Keep,
        Delta::Since(_) => return Ok(None),
    };
    let Some(mut source) = surveying::spared(plan.from, feed, means) else { return Ok(None) };
    let Some(position) = ends.layout.position()? else { return Ok(None) };
    let Some(layout) = ends.layout.from_position(position)? else { return Ok(None) };
    let before = plan.outputs.made_so_far()?;
    let silently = Ends { layout, delta, told: None };
    match read(plan, &mut source, silently, means.hasher.clone(), make) {
        Ok(ran) if source.reader().is_proved() => Ok(Some(ran)),
        Ok(_) | Err(_) => {
            plan.outputs.go_back_to(&before)?;
            ends.layout.from_position(position).map(|_| None)
        }
    }
}
