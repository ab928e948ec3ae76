//! What becomes of a password on the way: a verdict for every record.

use super::{Account, Credential, Outcome};

/// What a user can do with the old password after a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordVerdict {
    /// Sign in with it.
    Usable,
    /// Nothing: there was a password, and the user must set a new one.
    MustReset(ResetReason),
    /// Nothing: the source holds none.
    None,
}

/// Why a password must be reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetReason {
    /// Its hash is sealed with a secret of the source's own product.
    Sealed,
    /// The target has no way to say how the hash was made, so it would not verify there.
    Method,
    /// The source itself demands that it be reset.
    Source,
    /// It could be carried, and that was not asked for.
    NotAskedFor,
}

impl PasswordVerdict {
    /// The verdict on a password that the target does not take over. `could_be` tells whether the
    /// target could verify such a hash or take such a text if it was asked to.
    pub fn not_carried(credential: &Credential<'_>, could_be: bool) -> Self {
        PasswordVerdict::MustReset(match credential {
            Credential { must_reset: true, .. } => ResetReason::Source,
            Credential { hash: None, clear: None, sealed: None, .. } => return Self::None,
            Credential { hash: None, clear: None, .. } => ResetReason::Sealed,
            _ if could_be => ResetReason::NotAskedFor,
            _ => ResetReason::Method,
        })
    }
}

impl Account {
    /// Notes the verdict on the password.
    pub fn password(&mut self, verdict: PasswordVerdict) {
        self.note(match verdict {
            PasswordVerdict::Usable => Outcome::PasswordUsable,
            PasswordVerdict::MustReset(_) => Outcome::PasswordMustReset,
            PasswordVerdict::None => Outcome::PasswordNone,
        });
        if let PasswordVerdict::MustReset(reason) = verdict {
            self.note(match reason {
                ResetReason::Sealed => Outcome::ResetSealed,
                ResetReason::Method => Outcome::ResetMethod,
                ResetReason::Source => Outcome::ResetSource,
                ResetReason::NotAskedFor => Outcome::ResetNotAskedFor,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Hash, HashMethod, Json, Text};
    use super::*;

    #[test]
    fn every_password_has_a_verdict() {
        let text = Text::plain("x");
        let hash = Hash { method: HashMethod::Sha, raw: Json::text(text) };
        let none = Credential::default();
        for (credential, could_be, verdict) in [
            (none, true, PasswordVerdict::None),
            (
                Credential { sealed: Some(text), ..none },
                true,
                PasswordVerdict::MustReset(ResetReason::Sealed),
            ),
            (
                Credential { hash: Some(hash), ..none },
                false,
                PasswordVerdict::MustReset(ResetReason::Method),
            ),
            (
                Credential { clear: Some(text), ..none },
                true,
                PasswordVerdict::MustReset(ResetReason::NotAskedFor),
            ),
            (
                Credential { hash: Some(hash), must_reset: true, ..none },
                true,
                PasswordVerdict::MustReset(ResetReason::Source),
            ),
        ] {
            assert_eq!(PasswordVerdict::not_carried(&credential, could_be), verdict);
        }
    }
}
