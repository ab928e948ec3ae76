//! What a mapping came to, for the report.

use crate::formats::SourcePaths;
use crate::mapping::{EffectKind, Mapping};
use crate::output::Loss;
use crate::pipeline::Summary;

/// Adds a finding for each entry that acted on no record; the losses that were asked for.
pub(super) fn account(mapping: &Mapping, summary: &mut Summary, paths: SourcePaths) -> Vec<Loss> {
    let mut losses = Vec::new();
    for (number, effect) in mapping.effects().iter().enumerate() {
        match summary.totals.acted(number) {
            0 if summary.converted > 0 => summary.report.add(mapping.without_effect(effect)),
            0 => {}
            records if effect.kind == EffectKind::Dropped => losses.push(Loss {
                path: effect.path(paths).into(),
                records,
                reason: "dropped by the mapping",
                declared: true,
            }),
            _ => {}
        }
    }
    losses
}
