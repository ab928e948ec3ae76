//! Rows are read alike, plain or not.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use super::super::decided::Decided;
use super::super::found::Tenancy;
use super::super::index::{IdHash, Index};
use super::super::known::Known;
use super::super::pool::Pool;
use super::super::reader::Reader;
use super::*;
use crate::findings::{Notes, Purpose};
use crate::formats::Lookup;
use crate::model::{KeyHasher, User};
use proptest::prelude::*;

struct Nowhere;

impl Lookup for Nowhere {
    fn read_at(&self, _: u32, _: u64, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

fn reader(profile: Profile, repeated: &[&str]) -> Reader {
    let decided = Decided {
        profile,
        now: "2026-01-01T00:00:00Z".to_owned(),
        tenant: None,
        pool_id: None,
        schemas: Vec::new(),
        pool: Pool::default(),
        max_bytes: None,
    };
    let hash = IdHash::default();
    let repeated: HashSet<_> = repeated.iter().map(|id| hash.of(id.as_bytes())).collect();
    let known = Known::new(&decided, Tenancy::default(), repeated);
    Reader::new(hash, Arc::new(Index::default()), Arc::new(Nowhere), known)
}

/// All that was made of a user and its rows.
fn read(
    reader: &Reader,
    purpose: Purpose,
    (user_row, rows): (&str, &[(u8, String)]),
    is_new: bool,
) -> String {
    let (mut user, mut notes) = (User::default(), Notes::new(KeyHasher::new([7; 32]), purpose));
    let mut record = Record::new(reader, &mut user, &mut notes);
    let mut cursor = Cursor::new(user_row.as_bytes(), 0);
    let mut read = match is_new {
        true => {
            std::thread::scope(|scope| scope.spawn(|| record.user_row(&mut cursor)).join().unwrap())
        }
        false => record.user_row(&mut cursor),
    };
    for (list, row) in rows {
        if read.is_err() {
            break;
        }
        let mut cursor = Cursor::new(row.as_bytes(), 0);
        // A new thread foresees nothing, so that members are read one by one there.
        read = match is_new {
            true => std::thread::scope(|scope| {
                scope.spawn(|| record.row(&mut cursor, *list)).join().unwrap()
            }),
            false => record.row(&mut cursor, *list),
        };
    }
    record.conclude();
    let text = |json: Option<Json<'_>>| {
        let mut out = Vec::new();
        if let Some(json) = json {
            json.push_compact(&mut out);
        }
        (json.is_some_and(|json| json.raw().is_some()), String::from_utf8(out).unwrap())
    };
    let kept: Vec<_> = user
        .kept
        .iter()
        .map(|kept| {
            let name = Json::text(kept.name);
            (kept.home.path, kept.home.index, text(Some(name)), text(Some(kept.value)))
        })
        .collect();
    let rows: Vec<_> = user.rows.iter().map(|row| (row.list, text(Some(row.value)))).collect();
    let emails: Vec<_> = user
        .emails
        .iter()
        .map(|email| (text(Some(Json::text(email.value))), email.primary, email.verified))
        .collect();
    let credential = &user.credential;
    let hash = credential.hash.map(|hash| (hash.method, text(Some(hash.raw))));
    let credential =
        (hash, credential.must_reset, text(credential.expires), text(credential.updated));
    let own = &user.name;
    let names = [user.id, user.user_name, own.given, own.family, own.formatted, user.created];
    let lists = [&user.groups, &user.roles]
        .map(|list| list.iter().map(|one| text(Some(Json::text(*one)))).collect::<Vec<_>>());
    let names = names.map(|name| text(name.map(Json::text)));
    let notes = (&notes.list, &notes.keys, notes.is_refused(), notes.is_doubtful());
    format!(
        "{read:?}\n{kept:?}\n{rows:?}\n{emails:?}\n{credential:?}\n{names:?}\n{lists:?}\n{notes:?}"
    )
}

const USER: &str = r#"{"id":"0f6f2f83-3286-4a5d-b1f5-45f3c9f6222d","tenant_id":"acme","user_pool_id":"pool","status":"active","created_at":"2025-01-02T03:04:05Z","updated_at":"2025-01-02T03:04:05Z"}"#;

/// The members of rows: what they are mostly, and what else they may be.
const ALL: &[&[&str]] = &[
    &[
        r#""id":"6f8f2f83-3286-4a5d-b1f5-45f3c9f6222d""#,
        r#""id":"7f8f2f83-3286-4a5d-b1f5-45f3c9f6222d""#,
        r#""id":"0f6f2f83-3286-4a5d-b1f5-45f3c9f6222d""#,
        r#""id":"x""#,
        r#""id":"""#,
    ],
    &[r#""user_id":"0f6f2f83-3286-4a5d-b1f5-45f3c9f6222d""#, r#""user_id":7"#],
    &[r#""tenant_id":"acme""#, r#""tenant_id":"other""#, r#""tenant_id":"ac\u006de""#],
    &[r#""user_pool_id":"pool""#, r#""user_pool_id":null"#, ""],
    &[
        r#""created_at":"2025-01-02T03:04:05Z""#,
        r#""created_at":"2025-01-03T03:04:05Z""#,
        r#""created_at":"2027-01-03T03:04:05Z""#,
        r#""created_at":"yesterday""#,
        "",
    ],
    &[r#""updated_at":"2025-01-02T03:04:05Z""#, r#""updated_at":"2025-01-02T03:04:05.5+01:00""#],
];
const OF_ENTRIES: &[&[&str]] = &[
    &[r#""type":"email""#, r#""type":"uid""#, r#""type":"mobile""#, r#""type":true"#, ""],
    &[
        r#""identifier":"jane@example.com""#,
        r#""identifier":"Jane@example.com""#,
        r#""address":"jane@example.com""#,
        r#""address":"jané@example.com""#,
        r#""address":"""#,
    ],
    &[
        r#""identifier_lc":"jane@example.com""#,
        r#""address_lc":"jane@example.com""#,
        r#""address_lc":"Jane@example.com""#,
        "",
    ],
    &["", r#""status":"active""#, r#""status":"inactive""#, r#""status":"odd""#],
    &["", r#""verified":true"#, r#""verified":false"#, r#""verified":"true""#],
    &["", r#""verified_at":"2025-01-02T03:04:05Z""#, r#""verified_at":"never""#],
    &["", r#""preferred_contact_method":"sms""#, r#""preferred_contact_method":"owl""#],
    &["", r#""metadata":{"a":1}"#, r#""more":"x""#, r#""id":"twice""#],
];
const OF_CREDENTIALS: &[&[&str]] = &[
    &[r#""type":"password""#, r#""type":"totp""#, r#""type":"odd""#, ""],
    &[r#""state":"valid""#, r#""state":"must_be_reset""#, r#""state":"odd""#, ""],
    &[
        r#""expires_at":"2000-01-01T00:00:00Z""#,
        r#""expires_at":"1900-01-01T00:00:00Z""#,
        r#""expires_at":"0001-01-01T00:00:00Z""#,
        r#""expires_at":"never""#,
        "",
    ],
    &[
        r#""payload":{"hashed_password":{"config":{"method":"sha","sha":{"function":"SHA-256","salt":"abc","salt_length":3}},"value":"12pF6EMuFtlIYXh5wqCiSvuLIBdw4+lx+wuZlxRgkM8="}}"#,
        r#""payload":{"hashed_password":{"config":{"method":"sha","sha":{"function":"SHA-1","salt":"","salt_length":"3"}},"value":"12pF"}}"#,
        r#""payload":{"hashed_password":{"config":{"method":"md5","bcrypt":{"cost":4}, "other":{}},"value":null}}"#,
        r#""payload":{"hashed_password":{}}"#,
        r#""payload":{"hashed_password":{},"hashed_password":{}}"#,
        r#""payload":{"hashed_password":7}"#,
        r#""payload":{"password":"x","hashed_password":{"value":"abc"}}"#,
        r#""payload":{}"#,
        r#""payload":"x""#,
        "",
    ],
];

/// A row of a list: which of its members are odd, and in which way, and where it is cut open to
/// be put together the other way round.
fn row(list: u8, odd: &[(usize, usize)], cut: usize, comma: &str) -> String {
    let own = if list == CREDENTIALS { OF_CREDENTIALS } else { OF_ENTRIES };
    let mut members: Vec<&str> = ALL.iter().chain(own).map(|members| members[0]).collect();
    if list == ADDRESSES {
        let address = r#""address":"jane@example.com""#;
        members.splice(7..11, [address, OF_ENTRIES[2][1], OF_ENTRIES[3][1], OF_ENTRIES[4][2]]);
    }
    for (member, way) in odd {
        let all: Vec<_> = ALL.iter().chain(own).collect();
        let at = member % all.len();
        members[at] = all[at][way % all[at].len()];
    }
    let length = members.len();
    members.rotate_left(cut % length);
    members.retain(|member| !member.is_empty());
    format!("{{{}}}", members.join(comma))
}

fn rows() -> impl Strategy<Value = Vec<(u8, String)>> {
    let list = prop::sample::select(vec![CREDENTIALS, IDENTIFIERS, ADDRESSES]);
    let odd = prop::collection::vec((0..20usize, 0..20usize), 0..3);
    let cut = prop_oneof![3 => Just(0usize), 1 => 0..20usize];
    let comma = prop_oneof![9 => Just(","), 1 => Just(", ")];
    let row = (list, odd, cut, comma)
        .prop_map(|(list, odd, cut, comma)| (list, row(list, &odd, cut, comma)));
    prop::collection::vec(row, 1..4)
}

const OF_USERS: &[&[&str]] = &[
    &[r#""id":"0f6f2f83-3286-4a5d-b1f5-45f3c9f6222d""#, r#""id":"x""#, r#""id":"""#, r#""id":7"#],
    &[r#""tenant_id":"acme""#, r#""tenant_id":"other""#, r#""tenant_id":null"#, ""],
    &[r#""user_pool_id":"pool""#, r#""user_pool_id":"a pool""#, r#""user_pool_id":"""#],
    &[r#""status":"active""#, r#""status":"odd""#, r#""status":true"#, r#""status":"\n""#, ""],
    &[r#""status_updated_at":"2025-01-02T03:04:05Z""#, r#""status_updated_at":"never""#, ""],
    &[r#""created_at":"2025-01-02T03:04:05Z""#, r#""created_at":"2024-01-02""#, ""],
    &[r#""updated_at":"2025-01-02T03:04:05Z""#, r#""updated_at":"2024-01-02T03:04:05+01:00""#],
    &[r#""payload_schema_id":"default_payload""#, r#""payload_schema_id":"other""#, ""],
    &[r#""metadata_schema_id":"default_metadata""#, r#""metadata_schema_id":{}"#, ""],
    &["", r#""business_metadata_schema_id":"default_payload""#, r#""user_type":"x""#],
    &["", r#""id":"x""#, r#""more":"x""#],
    &[
        r#""payload":{"given_name":"Jane","family_name":"Doe","name":"Jane Doe"}"#,
        r#""payload":{"name":"J\u200bd","name":7}"#,
        r#""payload":{"family_name":"D\u200bd","more":7,"given_name":"山田"}"#,
        r#""payload":"x""#,
        "",
    ],
    &[
        r#""metadata":{"groups":["a","b"],"migration":{"source":"x","id":"y"}}"#,
        r#""metadata":{"roles":["a"],"groups":["b"],"userName":"u","migration":{"id":"y"}}"#,
        r#""metadata":{"groups":["a",7],"roles":["x"],"migration":7}"#,
        r#""metadata":{"attributes":{"a":1},"kept":{},"locale":7,"migration":{}}"#,
        "",
    ],
];

fn user_row() -> impl Strategy<Value = String> {
    let odd = prop::collection::vec((0..20usize, 0..20usize), 0..3);
    let comma = prop_oneof![9 => Just(","), 1 => Just(", ")];
    (odd, prop_oneof![3 => Just(0usize), 1 => 0..20usize], comma).prop_map(|(odd, cut, comma)| {
        let mut members: Vec<&str> = OF_USERS.iter().map(|members| members[0]).collect();
        for (member, way) in odd {
            let at = member % members.len();
            members[at] = OF_USERS[at][way % OF_USERS[at].len()];
        }
        let length = members.len();
        members.rotate_left(cut % length);
        members.retain(|member| !member.is_empty());
        format!("{{{}}}", members.join(comma))
    })
}

proptest! {
    #[test]
    fn rows_are_read_alike_whether_they_are_foreseen_or_not(
        user in user_row(),
        rows in rows(),
        profile in prop::sample::select(vec![
            Profile::Either, Profile::Either, Profile::Of2022, Profile::Of2025,
        ]),
        purpose in prop::sample::select(vec![Purpose::Reading, Purpose::Converting]),
        repeats in any::<bool>(),
    ) {
        let repeated: &[_] = &["6f8f2f83-3286-4a5d-b1f5-45f3c9f6222d"];
        let reader = reader(profile, if repeats { repeated } else { &[] });
        let slowly = read(&reader, purpose, (&user, &rows), true);
        for _ in 0..3 {
            prop_assert_eq!(&read(&reader, purpose, (&user, &rows), false), &slowly);
        }
    }
}

#[test]
fn what_was_read_once_is_plain_the_next_time() {
    let reader = reader(Profile::Either, &[]);
    for list in [CREDENTIALS, IDENTIFIERS, ADDRESSES] {
        let row = row(list, &[], 0, ",");
        let (mut user, mut notes) = (User::default(), Notes::unkeyed());
        let mut record = Record::new(&reader, &mut user, &mut notes);
        record.user_row(&mut Cursor::new(USER.as_bytes(), 0)).unwrap();
        record.row(&mut Cursor::new(row.as_bytes(), 0), list).unwrap();
        record.seen.row_ids.clear();
        // What is behind the row is looked at, too.
        let row = format!("{row}{}", " ".repeat(40));
        let mut count = 0;
        let home = Home { path: "", index: 0 };
        let object = |cursor: &mut Cursor<'_>, _| cursor.skip_value().is_ok();
        let mut cursor = Cursor::new(row.as_bytes(), 0);
        let read = record.plain_members(&mut cursor, (home, list), object, |_| count += 1);
        assert!(read.is_ok() && count > 7, "{list}");
        assert_eq!(cursor.at() + 1, row.trim_end().len(), "{list}: only the bracket is left");
    }
}
