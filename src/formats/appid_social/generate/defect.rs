//! What can be wrong with a profile, and where it is planted.

use super::super::rules::*;
use crate::generate::RecordSeed;

/// A defect of one profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defect {
    /// A text stands where a profile should.
    NotAnObject,
    /// The profile has no id.
    IdMissing,
    /// The id of the profile before stands here again.
    IdRepeated,
    /// `identities` is an object.
    IdentitiesNotArray,
    /// `attributes` is an array.
    AttributesNotObject,
    /// The identity is a Cloud Directory one.
    CloudDirectory,
    /// The e-mail address is none.
    EmailMalformed,
}

impl Defect {
    /// All of them.
    pub(super) const ALL: &'static [Defect] = &[
        Defect::NotAnObject,
        Defect::IdMissing,
        Defect::IdRepeated,
        Defect::IdentitiesNotArray,
        Defect::AttributesNotObject,
        Defect::CloudDirectory,
        Defect::EmailMalformed,
    ];

    /// Its name in the list of defects.
    pub(super) fn name(self) -> &'static str {
        match self {
            Defect::NotAnObject => "not-an-object",
            Defect::IdMissing => "id-missing",
            Defect::IdRepeated => "id-repeated",
            Defect::IdentitiesNotArray => "identities-not-array",
            Defect::AttributesNotObject => "attributes-not-object",
            Defect::CloudDirectory => "cloud-directory-identity",
            Defect::EmailMalformed => "email-malformed",
        }
    }

    /// The rule that finds it.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Defect::NotAnObject | Defect::IdMissing => SF_010.id,
            Defect::IdRepeated => SF_011.id,
            Defect::IdentitiesNotArray | Defect::AttributesNotObject => SF_012.id,
            Defect::CloudDirectory => SF_021.id,
            Defect::EmailMalformed => SF_041.id,
        }
    }
}

/// The defect of record `number` of a file that starts with record `first`, if it gets one. What
/// repeats an id never follows a record with a defect, nor stands first.
pub(super) fn plan(seed: u64, share: f64, number: u64, first: u64) -> Option<Defect> {
    let defect = draw(seed, share, number)?;
    let has_sound_one_before = number > first && draw(seed, share, number - 1).is_none();
    match defect {
        Defect::IdRepeated if !has_sound_one_before => Some(Defect::IdMissing),
        defect => Some(defect),
    }
}

fn draw(seed: u64, share: f64, number: u64) -> Option<Defect> {
    // Exact, but for what is smaller than 2⁻³²; not-a-number becomes 0.
    let share = (share.clamp(0.0, 1.0) * (1_u64 << 32) as f64) as u64;
    let mut random = RecordSeed::new(seed, number).stream("defect");
    (random.below(1 << 32) < share).then(|| random.pick(Defect::ALL))
}
