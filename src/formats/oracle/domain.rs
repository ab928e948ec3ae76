//! What the operator says of the domain that files are for: its kind, and what each kind allows
//! (Oracle, *Domain types* and *Rate limiting*), what it holds already, and what it does not demand.

use crate::formats::{Decisions, Setting, SettingError};

/// What a domain allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Domain {
    name: &'static str,
    pub(super) users_of_group: u64,
    pub(super) groups_of_user: u64,
    /// Imports and exports a day.
    pub(super) jobs: u64,
}

const fn domain(name: &'static str, users: u64, groups: u64, jobs: u64) -> Domain {
    Domain { name, users_of_group: users, groups_of_user: groups, jobs }
}

static DOMAINS: [Domain; 4] = [
    domain("free", 2_000, 250, 4),
    domain("oracle-apps", 10_000, 500, 8),
    domain("premium", 100_000, 5_000, 10),
    domain("external-user", 100_000, 5_000, 10),
];

/// How many imports and exports a day a domain allows: at least and at most, by its kind.
pub(super) fn jobs_a_day() -> (u64, u64) {
    let jobs = || DOMAINS.iter().map(|domain| domain.jobs);
    (jobs().min().unwrap_or(1), jobs().max().unwrap_or(1))
}

pub(super) static DOMAIN_TYPE: Setting = Setting {
    name: "domain-type",
    value: Some("KIND"),
    help: "The kind of the domain that the files are for: free, oracle-apps, premium or external-user; what it allows of groups and jobs is looked at",
    default: None,
    required: false,
};

pub(super) static APP_NAME: Setting = Setting {
    name: "app-name",
    value: Some("NAME"),
    help: "The application that the import job of application roles is told (appDisplayName): rows of another are refused, and rows without any are of this one",
    default: None,
    required: false,
};

pub(super) static EXISTING: Setting = Setting {
    name: "existing",
    value: Some("WHAT,…"),
    help: "What the domain may hold already, beside what the files have: `users`, `groups` or both; references to others are warnings then, and no errors",
    default: None,
    required: false,
};

pub(super) static OPTIONAL: Setting = Setting {
    name: "optional",
    value: Some("WHAT,…"),
    help: "What the domain does not demand of a user: `emails` (its setting \"Primary email address required\" is off), `first-names` or both; a user without is a warning then, and no error",
    default: None,
    required: false,
};

/// What a domain holds beside what the files have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Existing {
    pub(super) users: bool,
    pub(super) groups: bool,
}

/// What a domain does not demand of a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Optional {
    /// E-mail addresses.
    pub emails: bool,
    /// First names.
    pub first_names: bool,
}

/// What the domain was said to hold.
///
/// # Errors
/// When that is neither users nor groups.
pub(super) fn existing(told: Option<&str>) -> Result<Existing, SettingError> {
    let [users, groups] = words(&EXISTING, told, ["users", "groups"])?;
    Ok(Existing { users, groups })
}

/// What the domain was said not to demand.
///
/// # Errors
/// When that is something else than e-mail addresses and first names.
pub(super) fn optional(told: Option<&str>) -> Result<Optional, SettingError> {
    let [emails, first_names] = words(&OPTIONAL, told, ["emails", "first-names"])?;
    Ok(Optional { emails, first_names })
}

/// Which of two words were told.
fn words(
    setting: &'static Setting,
    told: Option<&str>,
    known: [&str; 2],
) -> Result<[bool; 2], SettingError> {
    let mut found = [false; 2];
    for word in told.into_iter().flat_map(|told| told.split(',')).map(str::trim) {
        let Some(at) = known.iter().position(|known| *known == word) else {
            let what = format!("must be {}, or both with a comma", known.join(" or "));
            return Err(SettingError { name: setting.name, what });
        };
        found[at] = true;
    }
    Ok(found)
}

/// The kind of domain that was told.
///
/// # Errors
/// When there is no such kind.
pub(super) fn domain_of(decisions: &Decisions<'_>) -> Result<Option<Domain>, SettingError> {
    let Some(text) = decisions.value(&DOMAIN_TYPE) else { return Ok(None) };
    match DOMAINS.iter().find(|domain| domain.name == text) {
        Some(domain) => Ok(Some(*domain)),
        None => {
            let what = format!("must be one of {}", DOMAINS.map(|domain| domain.name).join(", "));
            Err(SettingError { name: DOMAIN_TYPE.name, what })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_ones() {
        assert_eq!(existing(None), Ok(Existing::default()));
        assert_eq!(existing(Some("groups, users")), Ok(Existing { users: true, groups: true }));
        let emails = Optional { emails: true, first_names: false };
        assert_eq!(optional(Some("emails")), Ok(emails));
        assert!(optional(Some("")).is_err() && existing(Some("users,roles")).is_err());
    }
}
