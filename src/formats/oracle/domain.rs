//! Kinds of identity domains, and what each allows (Oracle, *Domain types* and *Rate limiting*).

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
