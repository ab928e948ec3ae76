//! Oracle as a target of a conversion.

use std::collections::BTreeMap;

use super::applications;
use super::custom::{Custom, RESOURCE_ATTRIBUTES, described, digest_of, is_taken};
use super::domain::{OPTIONAL, optional};
use super::left_out::sift;
use super::options::{Headings, Limits, MissingName, Options, Passwords, RefusedValues, Roles};
use super::packer::Files;
use super::quotes::is_escaped;
use super::writer::{Writer, name_of};
use crate::formats::{KnownAs, Placement, Placing, Request, Setting, SettingError, Target};
use crate::model::{Field, KeyKind};
use crate::upload::{NamesOf, Need, Needs};

const fn choice(
    name: &'static str,
    value: &'static str,
    help: &'static str,
    default: &'static str,
) -> Setting {
    Setting { name, value: Some(value), help, default: Some(default), required: false }
}

const fn flag(name: &'static str, help: &'static str) -> Setting {
    Setting { name, value: None, help, default: None, required: false }
}

static HEADINGS: Setting = choice(
    "headings",
    "WHICH",
    "Column headings: `current` (User Name, Name), or `legacy` (User ID, Display Name)",
    "current",
);

static MISSING_NAME: Setting = choice(
    "missing-name",
    "HOW",
    "A user without first or last name: `reject` it, `split-display` the display name, or write the `email` address; the report counts each filling",
    "reject",
);

static ROLES: Setting = choice(
    "roles",
    "HOW",
    "Write roles as `groups` (Groups.csv), as roles of an application with `app:NAME` (AppRoles.csv), or not at all: `none`. Groups stay groups, and roles whose application the source names stay roles of it (AppRoles.csv)",
    "groups",
);

static PASSWORDS: Setting = choice(
    "passwords",
    "HOW",
    "Passwords: `none`, or `carry` those that Oracle can verify: hashes in its own notation, and clear text that an Oracle file had",
    "none",
);

static SERVICE_USER: Setting = flag(
    "service-user",
    "Write the column Service User, which older domains refuse together with the whole file",
);

static REFUSED_VALUES: Setting = choice(
    "refused-values",
    "HOW",
    "An optional value that Oracle refuses, such as a malformed telephone number: `reject` the user, or `drop` the value and count it as lost",
    "reject",
);

static FEDERATED: Setting = flag(
    "federated",
    "Mark users with an account at an identity provider as federated: they get no password",
);

static BYPASS_NOTIFICATION: Setting =
    flag("bypass-notification", "Ask Oracle to send no mail to the users that it creates");

static CUSTOM_COLUMN: Setting = Setting {
    name: "custom-column",
    value: Some("ATTRIBUTE=HEADING,…"),
    help: "Columns for custom attributes that the domain has a heading for; an unknown heading makes Oracle refuse the file. Text is written as it is, other values in JSON",
    default: None,
    required: false,
};

static MAX_FILE_BYTES: Setting = choice(
    "max-file-bytes",
    "BYTES",
    "The longest file, from 100000 to 52428800 (Oracle's pages disagree: 10 MB or 52 MB)",
    "10000000",
);

/// All settings, in the order of the help.
pub(super) static SETTINGS: &[&Setting] = &[
    &HEADINGS,
    &MISSING_NAME,
    &ROLES,
    &OPTIONAL,
    &REFUSED_VALUES,
    &PASSWORDS,
    &FEDERATED,
    &BYPASS_NOTIFICATION,
    &SERVICE_USER,
    &CUSTOM_COLUMN,
    &RESOURCE_ATTRIBUTES,
    &MAX_FILE_BYTES,
];

/// Makes the target from its settings.
///
/// # Errors
/// When a setting makes no sense.
#[allow(clippy::needless_pass_by_value, reason = "the signature that all targets have")]
pub(super) fn target(request: Request<'_>) -> Result<Target, SettingError> {
    let options = options(&request)?;
    if options.federated && (request.paths)(Field::Identities).is_empty() {
        let what = format!("users of {} have no identity providers", request.source);
        return Err(error(&FEDERATED, what));
    }
    if options.own && request.maps_roles && !request.applications.is_empty() {
        let what = "roles of applications are written as they are: leave [roles] away".to_owned();
        return Err(SettingError { name: "mapping", what });
    }
    let settings = settings(&request, &options)?;
    let needs = needs(&options, request.applications);
    let writer = Writer::new(options.clone(), request.paths);
    let (groups, left_out) = sift(request.groups, &options);
    let packer =
        Files::new(&options, writer.header(), request.paths, &groups, request.applications);
    Ok(Target {
        writer: Box::new(writer),
        packer: Box::new(packer),
        id_map: None,
        settings,
        known_as: USER_NAME,
        needs,
        holds_groups: true,
        left_out,
        holds_configuration: false,
    })
}

/// What the settings decide.
///
/// # Errors
/// When a setting makes no sense.
pub(super) fn options(request: &Request<'_>) -> Result<Options, SettingError> {
    let described = described(request.settings)?;
    Ok(Options {
        headings: chosen(
            request,
            &HEADINGS,
            [("current", Headings::Current), ("legacy", Headings::Legacy)],
        )?,
        missing_name: chosen(
            request,
            &MISSING_NAME,
            [
                ("reject", MissingName::Reject),
                ("split-display", MissingName::SplitDisplay),
                ("email", MissingName::Email),
            ],
        )?,
        roles: roles(request.value(&ROLES)?)?,
        refused_values: chosen(
            request,
            &REFUSED_VALUES,
            [("reject", RefusedValues::Reject), ("drop", RefusedValues::Drop)],
        )?,
        federated: request.is_set(&FEDERATED),
        bypass_notification: request.is_set(&BYPASS_NOTIFICATION),
        custom_columns: match request.settings.get(CUSTOM_COLUMN.name) {
            Some(text) => custom_columns(text.split(','), request.placements, described)?,
            None => custom_columns([], request.placements, described)?,
        },
        passwords: chosen(
            request,
            &PASSWORDS,
            [("none", Passwords::None), ("carry", Passwords::Carry)],
        )?,
        optional: optional(request.settings.get(OPTIONAL.name).map(String::as_str))?,
        service_user: request.is_set(&SERVICE_USER),
        own: request.source == super::FORMAT.name,
        groups_by_source: request.source == super::FORMAT.name && !request.maps_roles,
        keyed_by_source: !request.must_key(KeyKind::Account),
        fills: request.fills.to_vec(),
        limits: Limits {
            bytes: max_file_bytes(request.value(&MAX_FILE_BYTES)?)?,
            ..Limits::default()
        },
    })
}

/// The settings in force, for the manifest. `appDisplayName` is the parameter that Oracle's import
/// job of application roles needs.
fn settings(
    request: &Request<'_>,
    options: &Options,
) -> Result<BTreeMap<String, serde_json::Value>, SettingError> {
    let mut settings = BTreeMap::new();
    for setting in [&HEADINGS, &MISSING_NAME, &ROLES, &REFUSED_VALUES, &PASSWORDS] {
        settings.insert(setting.name.to_owned(), request.value(setting)?.into());
    }
    for setting in [&FEDERATED, &BYPASS_NOTIFICATION, &SERVICE_USER] {
        settings.insert(setting.name.to_owned(), request.is_set(setting).into());
    }
    settings.insert(MAX_FILE_BYTES.name.to_owned(), options.limits.bytes.into());
    for setting in [&CUSTOM_COLUMN, &OPTIONAL] {
        if let Some(text) = request.settings.get(setting.name) {
            settings.insert(setting.name.to_owned(), text.as_str().into());
        }
    }
    if let Some(digest) = digest_of(request.settings) {
        settings.insert(RESOURCE_ATTRIBUTES.name.to_owned(), digest.into());
    }
    let names = applications::names(options, request.applications).unwrap_or_default();
    match names.as_slice() {
        [] => {}
        [(app, _)] => {
            settings.insert("appDisplayName".to_owned(), app.as_str().into());
        }
        several => {
            let files: BTreeMap<_, _> =
                several.iter().map(|(app, stem)| (format!("{stem}.csv"), app)).collect();
            settings.insert("appDisplayName".to_owned(), serde_json::json!(files));
        }
    }
    Ok(settings)
}

/// Oracle knows users by their names.
const USER_NAME: KnownAs = KnownAs::Text("user_name", |user, out| {
    if let Some(name) = name_of(user) {
        out.extend_from_slice(&name.decode());
    }
});

/// Applications and their roles must be there before they are given to anybody.
fn needs(options: &Options, applications: &[String]) -> Needs {
    let Some(apps) = applications::names(options, applications).filter(|apps| !apps.is_empty())
    else {
        return Needs::default();
    };
    let apps: Vec<_> = apps.iter().map(|(app, _)| app.as_str()).collect();
    let roles: NamesOf = |user, tell| user.roles.iter().for_each(|role| tell(*role));
    Needs {
        settled: vec![Need::of("applications", &apps)],
        of_users: Some(("application roles", roles)),
    }
}

fn error(setting: &'static Setting, what: impl Into<String>) -> SettingError {
    SettingError { name: setting.name, what: what.into() }
}

fn chosen<T: Copy, const N: usize>(
    request: &Request<'_>,
    setting: &'static Setting,
    choices: [(&str, T); N],
) -> Result<T, SettingError> {
    let text = request.value(setting)?;
    choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
        error(setting, format!("must be one of {}", choices.map(|(name, _)| name).join(", ")))
    })
}

fn roles(text: &str) -> Result<Roles, SettingError> {
    match text {
        "groups" => Ok(Roles::Groups),
        "none" => Ok(Roles::None),
        _ => match text.strip_prefix("app:").map(str::trim) {
            Some(app) if is_escaped(app.as_bytes()) => {
                Err(error(&ROLES, "the import would take the quotes of the name off"))
            }
            Some(app) if !app.is_empty() && !app.chars().any(char::is_control) => {
                Ok(Roles::App(app.to_owned()))
            }
            _ => Err(error(&ROLES, "must be groups, none, or app: and the name of an application")),
        },
    }
}

/// Where a mapping can send attributes.
pub(super) static PLACING: Placing = Placing {
    table: "columns",
    help: "\"attributes.NAME\" = \"HEADING\": a column that the domain has for a custom attribute",
    check: |heading| {
        custom_columns([&*format!("a={heading}")], &[], Vec::new())
            .map(drop)
            .map_err(|wrong| wrong.what)
    },
};

fn custom_columns<'t>(
    pairs: impl IntoIterator<Item = &'t str>,
    placements: &[Placement],
    described: Vec<Custom>,
) -> Result<Vec<Custom>, SettingError> {
    let placed = placements.iter().map(|one| Custom::new(&one.attribute, &one.place));
    let mut columns: Vec<Custom> = placed.collect();
    for pair in pairs {
        let (attribute, heading) = pair
            .split_once('=')
            .map(|(attribute, heading)| (attribute, heading.trim()))
            .unwrap_or_default();
        if attribute.is_empty() || heading.is_empty() || heading.chars().any(char::is_control) {
            return Err(error(
                &CUSTOM_COLUMN,
                "must be pairs ATTRIBUTE=HEADING with commas between",
            ));
        }
        if is_taken(heading) {
            return Err(error(&CUSTOM_COLUMN, format!("{heading} is a heading of Oracle's own")));
        }
        let column = Custom::new(attribute, heading);
        if columns.iter().any(|known| known.meets(&column)) {
            return Err(error(&CUSTOM_COLUMN, format!("{pair} repeats an attribute or a heading")));
        }
        columns.push(column);
    }
    // What is said by hand chooses the attribute; how its values must be the domain says.
    for custom in described {
        let same_heading = |known: &Custom| known.heading.eq_ignore_ascii_case(&custom.heading);
        match columns.iter().position(same_heading) {
            Some(at) => {
                let attribute = columns[at].attribute.clone();
                columns[at] = Custom { attribute, described: false, ..custom };
            }
            None if columns.iter().any(|known| known.meets(&custom)) => {}
            None => columns.push(custom),
        }
    }
    Ok(columns)
}

fn max_file_bytes(text: &str) -> Result<u64, SettingError> {
    let allowed = Limits::LEAST_BYTES..=Limits::MOST_BYTES;
    text.parse().ok().filter(|bytes| allowed.contains(bytes)).ok_or_else(|| {
        let what = format!("must be a number from {} to {}", allowed.start(), allowed.end());
        error(&MAX_FILE_BYTES, what)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_custom_columns_are_new() {
        assert_eq!(
            custom_columns("a=Custom_a,b = c=d".split(','), &[], Vec::new()).unwrap(),
            [Custom::new("a", "Custom_a"), Custom::new("b ", "c=d")]
        );
        for wrong in
            ["", "a", "a=", "=b", "a=b,", "a=user id", "a=Primary Email", "a=x,b=X", "a=x,a=y"]
        {
            assert!(custom_columns(wrong.split(','), &[], Vec::new()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn roles_and_sizes() {
        assert_eq!(roles("app: Ledger Cloud "), Ok(Roles::App("Ledger Cloud".to_owned())));
        assert!(
            ["", "app:", "app: ", "app:'@x'", "app", "group"]
                .iter()
                .all(|text| roles(text).is_err())
        );
        assert_eq!(max_file_bytes("52428800"), Ok(52_428_800));
        assert!(
            ["99999", "52428801", "-1", "10M", ""].iter().all(|text| max_file_bytes(text).is_err())
        );
    }
}
