//! What a mapping came to, for the report.

use crate::findings::Finding;
use crate::formats::SourcePaths;
use crate::mapping::{Effect, EffectKind, Mapping};
use crate::output::Loss;
use crate::pipeline::Summary;

/// A finding for each entry that acted on no record.
pub(super) fn without_effect(mapping: &Mapping, summary: &Summary) -> Vec<Finding> {
    let effects = mapping.effects().iter().enumerate();
    effects
        .filter(|(number, _)| summary.converted > 0 && summary.totals.acted(*number) == 0)
        .map(|(_, effect)| mapping.without_effect(effect))
        .collect()
}

/// The losses that were asked for.
pub(super) fn losses(mapping: &Mapping, summary: &Summary, paths: SourcePaths) -> Vec<Loss> {
    let dropped = |(number, effect): (usize, &Effect)| {
        let records = summary.totals.acted(number);
        let is_loss = records > 0 && effect.kind == EffectKind::Dropped;
        is_loss.then(|| Loss {
            path: effect.path(paths).into(),
            records,
            reason: "dropped by the mapping",
            declared: true,
        })
    };
    mapping.effects().iter().enumerate().filter_map(dropped).collect()
}
