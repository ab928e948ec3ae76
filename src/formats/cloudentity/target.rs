//! Cloudentity as a target of a conversion.

use std::collections::BTreeMap;

use super::lists::LISTS;
use super::options::{MAX_USERS, NoPassword, Options};
use super::packer::{Groups, Payloads};
use super::placed::Places;
use super::verbatim::Verbatim;
use super::writer::{FRAME, GROUPS as GROUP_ROWS, ID_MAP, OPTIONAL, Writer};
use crate::formats::{KnownAs, RecordWriter, Request, Setting, SettingError, Target};
use crate::json::push_quoted;
use crate::model::KeyKind;
use crate::pack::Batcher;
use crate::upload::{Need, Needs};

pub(super) static TENANT_ID: Setting = Setting {
    name: "tenant-id",
    value: Some("TENANT"),
    help: "`tenant_id` of every row: the tenant in the address of the import call",
    default: None,
    required: true,
};

pub(super) static USER_POOL_ID: Setting = Setting {
    name: "user-pool-id",
    value: Some("POOL"),
    help: "`user_pool_id` of every row: the Identity Pool that takes the users",
    default: None,
    required: true,
};

static PAYLOAD_SCHEMA_ID: Setting = Setting {
    name: "payload-schema-id",
    value: Some("SCHEMA"),
    help: "`payload_schema_id` of every user",
    default: Some("default_payload"),
    required: false,
};

static METADATA_SCHEMA_ID: Setting = Setting {
    name: "metadata-schema-id",
    value: Some("SCHEMA"),
    help: "`metadata_schema_id` of every user",
    default: Some("default_metadata"),
    required: false,
};

static BATCH_SIZE: Setting = Setting {
    name: "batch-size",
    value: Some("USERS"),
    help: "Users in a payload, 1 to 100",
    default: Some("100"),
    required: false,
};

static MOBILE_IDENTIFIERS: Setting = Setting {
    name: "mobile-identifiers",
    value: None,
    help: "Let users sign in with their telephone numbers: write them as identifiers too",
    default: None,
    required: false,
};

static EXTERNAL_IDENTIFIERS: Setting = Setting {
    name: "external-identifiers",
    value: None,
    help: "Write accounts at identity providers as `external` identifiers `appid:PROVIDER:ID` too",
    default: None,
    required: false,
};

static NO_PASSWORD: Setting = Setting {
    name: "no-password",
    value: Some("WHAT"),
    help: "What users without password get: `none`, or `expired`, a password that must be reset",
    default: Some("none"),
    required: false,
};

static ASSERT_VERIFIED: Setting = Setting {
    name: "assert-verified",
    value: None,
    help: "Mark every primary e-mail address as verified, on your word; the report counts them",
    default: None,
    required: false,
};

static GROUPS: Setting = Setting {
    name: "groups",
    value: Some("WHERE"),
    help: "Write groups and roles of users as names in the `metadata`, or as groups and memberships of the pool: `native`",
    default: Some("metadata"),
    required: false,
};

/// All settings, in the order of the help.
pub(super) static SETTINGS: &[&Setting] = &[
    &TENANT_ID,
    &USER_POOL_ID,
    &PAYLOAD_SCHEMA_ID,
    &METADATA_SCHEMA_ID,
    &BATCH_SIZE,
    &MOBILE_IDENTIFIERS,
    &EXTERNAL_IDENTIFIERS,
    &NO_PASSWORD,
    &ASSERT_VERIFIED,
    &GROUPS,
];

const ID_MAP_HEADING: &str = "source_id,user_id,credential_id,identifier_ids,address_ids\r\n";

/// Makes the target from its settings.
///
/// # Errors
/// When a setting is missing or makes no sense.
pub(super) fn target(request: Request<'_>) -> Result<Target, SettingError> {
    let batch_size = batch_size(request.value(&BATCH_SIZE)?)?;
    let no_password = no_password(request.value(&NO_PASSWORD)?)?;
    let id = |setting| id(setting, request.value(setting)?);
    let options = Options {
        tenant_id: id(&TENANT_ID)?,
        user_pool_id: id(&USER_POOL_ID)?,
        payload_schema_id: id(&PAYLOAD_SCHEMA_ID)?,
        metadata_schema_id: id(&METADATA_SCHEMA_ID)?,
        source: request.source,
        now: request.now.to_owned(),
        mobile_identifiers: request.is_set(&MOBILE_IDENTIFIERS),
        external_identifiers: request.is_set(&EXTERNAL_IDENTIFIERS),
        no_password,
        key_emails: request.must_key(KeyKind::Email),
        assert_verified: request.is_set(&ASSERT_VERIFIED),
        places: Places::new(request.placements),
        native_groups: native_groups(request.value(&GROUPS)?)?,
        id_map: request.id_map,
    };
    let mut settings = BTreeMap::new();
    for (setting, value) in [
        (&TENANT_ID, options.tenant_id.as_str().into()),
        (&USER_POOL_ID, options.user_pool_id.as_str().into()),
        (&PAYLOAD_SCHEMA_ID, options.payload_schema_id.as_str().into()),
        (&METADATA_SCHEMA_ID, options.metadata_schema_id.as_str().into()),
        (&BATCH_SIZE, batch_size.into()),
        (&MOBILE_IDENTIFIERS, options.mobile_identifiers.into()),
        (&EXTERNAL_IDENTIFIERS, options.external_identifiers.into()),
        (&NO_PASSWORD, request.value(&NO_PASSWORD)?.into()),
        (&ASSERT_VERIFIED, options.assert_verified.into()),
        (&GROUPS, request.value(&GROUPS)?.into()),
    ] {
        settings.insert(setting.name.to_owned(), value);
    }
    let own = request.source == super::FORMAT.name;
    let needs = Needs { settled: settled(&options, own), of_users: None };
    let batcher = Batcher::new(batch_size, FRAME, "batch").with_optional(OPTIONAL);
    if own {
        refuse_changes(&request)?;
    }
    let verbatim = Verbatim::new(&options);
    let configuration = configuration(request.configuration, &verbatim);
    let native = options.native_groups && !own;
    let groups = native.then(|| Groups::new(GROUP_ROWS));
    let writer: Box<dyn RecordWriter> = match own {
        true => Box::new(verbatim),
        false => Box::new(Writer::new(options, request.ids, request.paths)),
    };
    Ok(Target {
        writer,
        packer: Box::new(Payloads::new(batcher, configuration, groups)),
        id_map: (!own).then_some((ID_MAP, ID_MAP_HEADING)),
        settings,
        known_as: if own { OWN_ID } else { KnownAs::NewId },
        needs,
        holds_groups: own,
        left_out: Vec::new(),
        holds_configuration: own,
    })
}

/// Rows of this format keep their ids.
const OWN_ID: KnownAs = KnownAs::Text("user_id", |user, out| {
    if let Some(id) = user.id {
        out.extend_from_slice(&id.decode());
    }
});

/// The pool and the schemas that users are written for. Rows of this format keep their schemas.
fn settled(options: &Options, own: bool) -> Vec<Need> {
    let schemas = [&*options.payload_schema_id, &*options.metadata_schema_id];
    let mut settled = vec![Need::of("pool", &[&options.user_pool_id])];
    if !own {
        settled.push(Need::of("schemas", &schemas));
    }
    settled
}

/// Rows of this format are written as they are: what would change them is refused.
fn refuse_changes(request: &Request<'_>) -> Result<(), SettingError> {
    let changes = [
        &PAYLOAD_SCHEMA_ID,
        &METADATA_SCHEMA_ID,
        &MOBILE_IDENTIFIERS,
        &EXTERNAL_IDENTIFIERS,
        &NO_PASSWORD,
        &ASSERT_VERIFIED,
        &GROUPS,
    ];
    let what = "the rows of payloads are written as they are; leave it away".to_owned();
    match changes.into_iter().find(|setting| request.is_set(setting)) {
        None if request.is_mapped => Err(SettingError { name: "mapping", what }),
        None => Ok(()),
        Some(setting) => Err(SettingError { name: setting.name, what }),
    }
}

/// The payload of what is about more than users: known lists first, then members that nobody has
/// described, those of one name as one list.
fn configuration(rows: &[(String, String)], verbatim: &Verbatim) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for list in LISTS.names.iter().rev() {
        let of_list = rows.iter().filter(|(name, _)| name == list);
        let rows = of_list.map(|(_, row)| {
            let mut written = Vec::new();
            let read = verbatim.row(&mut written, row.as_bytes());
            debug_assert!(read.is_ok(), "it was read before");
            written
        });
        push_list(&mut out, list, &rows.collect::<Vec<_>>());
    }
    let mut others: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().filter(|(name, _)| !LISTS.names.contains(&name.as_str())) {
        if !others.contains(&name.as_str()) {
            others.push(name);
        }
    }
    for name in others {
        let values: Vec<_> = rows.iter().filter(|(own, _)| own == name).collect();
        if let [(_, value)] = values.as_slice() {
            start_member(&mut out, name);
            out.extend_from_slice(value.as_bytes());
            continue;
        }
        let inside = |value: &str| {
            let elements = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            elements.unwrap_or(value).trim().as_bytes().to_vec()
        };
        let values: Vec<_> = { values.iter() }
            .map(|(_, value)| inside(value))
            .filter(|value| !value.is_empty())
            .collect();
        push_list(&mut out, name, &values);
    }
    (!out.is_empty()).then(|| [out.as_slice(), b"}\n"].concat())
}

/// Starts a member of the object that is being written.
fn start_member(out: &mut Vec<u8>, name: &str) {
    out.push(if out.is_empty() { b'{' } else { b',' });
    push_quoted(out, name.as_bytes());
    out.push(b':');
}

/// Appends a member that is a list, if it has elements.
fn push_list(out: &mut Vec<u8>, name: &str, elements: &[Vec<u8>]) {
    if elements.is_empty() {
        return;
    }
    start_member(out, name);
    out.push(b'[');
    out.extend_from_slice(&elements.join(&b','));
    out.push(b']');
}

/// The value of a setting by its name.
///
/// # Errors
/// When it is required and missing.
pub(super) fn setting(request: &Request<'_>, name: &str) -> Result<String, SettingError> {
    let known = SETTINGS.iter().find(|setting| setting.name == name);
    known.map_or(Ok(String::new()), |setting| request.value(setting).map(str::to_owned))
}

/// An id that the operator gives. Their shape is not documented, but they are parts of addresses of
/// the product.
///
/// # Errors
/// When it cannot be one.
pub(super) fn id(setting: &'static Setting, text: &str) -> Result<String, SettingError> {
    let is_odd = |letter: char| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, '/' | '?' | '#')
    };
    let what = match text {
        "" => "must not be empty",
        _ if text.contains(is_odd) => {
            "no id holds a blank, a control character, or one of / ? #; give the id alone, as the product shows it"
        }
        _ => return Ok(text.to_owned()),
    };
    Err(SettingError { name: setting.name, what: what.to_owned() })
}

fn native_groups(text: &str) -> Result<bool, SettingError> {
    match text {
        "metadata" => Ok(false),
        "native" => Ok(true),
        _ => {
            let what = "must be metadata or native".to_owned();
            Err(SettingError { name: GROUPS.name, what })
        }
    }
}

fn batch_size(text: &str) -> Result<usize, SettingError> {
    text.parse().ok().filter(|size| (1..=MAX_USERS).contains(size)).ok_or_else(|| SettingError {
        name: BATCH_SIZE.name,
        what: format!("must be a number from 1 to {MAX_USERS}"),
    })
}

fn no_password(text: &str) -> Result<NoPassword, SettingError> {
    match text {
        "none" => Ok(NoPassword::Absent),
        "expired" => Ok(NoPassword::Expired),
        _ => {
            let what = "must be none or expired".to_owned();
            Err(SettingError { name: NO_PASSWORD.name, what })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_no_address_can_hold_are_refused() {
        for odd in ["", " ", "ac me", "acme\n", "\u{a0}acme", "a\u{0}", "https://example.com/acme"]
        {
            assert!(
                id(&TENANT_ID, odd).is_err_and(|error| !error.what.contains("me\n")),
                "{odd:?}"
            );
        }
        // Nobody says what else an id cannot be.
        for known in ["default", "d3k7v0h2m5qf8s1ubn60", "Åcme_1.2-x", "a:b"] {
            assert_eq!(id(&USER_POOL_ID, known).as_deref(), Ok(known));
        }
    }

    #[test]
    fn batches_hold_1_to_100_users() {
        assert_eq!(batch_size("1"), Ok(1));
        assert_eq!(batch_size("100"), Ok(100));
        for wrong in ["0", "101", "-1", "ten", ""] {
            assert!(batch_size(wrong).is_err(), "{wrong}");
        }
    }
}
