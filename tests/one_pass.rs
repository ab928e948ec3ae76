//! Payloads that are complete in themselves are read in one pass, and whatever they are, a run gives
//! the same bytes as when they are looked over first.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use idport::convert::{Conversion, Delta, convert};
use idport::digest::Algorithm;
use idport::formats::by_name;
use idport::ids::RunKey;
use idport::input::{Feed, Progress, find};
use idport::output::{Destination, Layout, Outputs};
use idport::validate::{Validation, validate};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::run::names_in;
use tempfile::TempDir;

/// What a run does.
#[derive(Clone, Copy, Debug)]
enum Verb {
    Validate(Option<&'static str>),
    Convert(&'static str),
    /// Into one file.
    Join(&'static str),
}

const VERBS: [Verb; 7] = [
    Verb::Validate(None),
    Verb::Validate(Some("cloudentity")),
    Verb::Validate(Some("oracle")),
    Verb::Convert("oracle"),
    Verb::Convert("appid-directory"),
    Verb::Convert("cloudentity"),
    Verb::Join("cloudentity"),
];

const SOME: [Verb; 3] = [VERBS[0], VERBS[1], VERBS[3]];

#[derive(Clone, Copy, Debug)]
struct How {
    verb: Verb,
    threads: usize,
    chunk: usize,
}

const PLAINLY: How = How { verb: Verb::Validate(None), threads: 1, chunk: 512 << 10 };

/// What a run gave, and how often it began to read the inputs.
struct Ran {
    /// The report or the error, and all files.
    gave: (String, BTreeMap<String, String>),
    readings: u64,
}

fn run(how: How, folder: &Path, is_surveyed: bool) -> Ran {
    let (inputs, _) = find(&[folder.join("in")], &["json", "jsonl"]).unwrap();
    let progress = Progress::default();
    // Digests need larger chunks than the smallest ones.
    let digest = if how.chunk < 1 << 14 { Algorithm::None } else { Algorithm::Blake3 };
    let feed = Feed::new(inputs, digest).with_chunks_of(how.chunk).telling(&progress);
    let feed = if is_surveyed { feed.always_surveyed() } else { feed };
    let (now, from) = ("2026-01-02T03:04:05Z", by_name("cloudentity").unwrap());
    let out = folder.join("out");
    let told = match how.verb {
        Verb::Validate(target) => {
            let target = target.map(|name| by_name(name).unwrap());
            let threads = how.threads;
            let validation = Validation { target, threads, ..Validation::new(feed, from, now) };
            match validate(validation) {
                Ok(report) => serde_json::to_string_pretty(&report).unwrap(),
                Err(error) => format!("{error} {error:?}"),
            }
        }
        Verb::Convert(to) | Verb::Join(to) => {
            let outputs = Outputs::new(Destination::Folder(out.clone()), false, false).unwrap();
            let layout = match how.verb {
                Verb::Join(_) => {
                    Layout::File(outputs.create("all").unwrap().unwrap(), "all".into())
                }
                _ => Layout::Files,
            };
            let settings = match to {
                "cloudentity" => vec![("tenant-id", "acme"), ("user-pool-id", "customers")],
                _ => Vec::new(),
            };
            let settings = settings.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned()));
            let done = convert(Conversion {
                feed,
                from,
                to: by_name(to).unwrap(),
                settings: settings.collect(),
                outputs: &outputs,
                layout,
                id_map: None,
                mapping: None,
                now: now.into(),
                run_key: RunKey::new([7; 32]),
                digest,
                threads: how.threads,
                allow: Vec::new(),
                delta: Delta::Keep,
            });
            match done.and_then(|done| outputs.commit().map(|()| done)) {
                Ok(done) => format!("{:?}", done.rejects),
                Err(error) => format!("{error} {error:?}"),
            }
        }
    };
    let mut files = BTreeMap::new();
    if out.exists() {
        for name in names_in(&out) {
            let text = fs::read(out.join(&name)).unwrap();
            files.insert(name, String::from_utf8_lossy(&text).into_owned());
        }
        fs::remove_dir_all(&out).unwrap();
    }
    assert_eq!(names_in(folder), ["in"], "nothing else is left");
    Ran { gave: (told, files), readings: progress.so_far().reading }
}

/// Runs with and without the survey; how often the inputs were read where it could be spared.
fn both(how: How, files: &[Vec<u8>]) -> u64 {
    let home = TempDir::new().unwrap();
    fs::create_dir(home.path().join("in")).unwrap();
    for (number, text) in files.iter().enumerate() {
        fs::write(home.path().join(format!("in/{number:03}.json")), text).unwrap();
    }
    let surveyed = run(how, home.path(), true);
    let spared = run(how, home.path(), false);
    assert_eq!(spared.gave.0, surveyed.gave.0, "{how:?}");
    assert_eq!(
        spared.gave.1.keys().collect::<Vec<_>>(),
        surveyed.gave.1.keys().collect::<Vec<_>>()
    );
    for (name, text) in &surveyed.gave.1 {
        assert_eq!(&spared.gave.1[name], text, "{how:?}: {name}");
    }
    spared.readings
}

fn id(kind: usize, user: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{user:012x}")
}

/// A payload of users who are told by their numbers.
fn payload(users: std::ops::Range<usize>) -> Value {
    let row = |kind: usize, user: usize, more: Value| {
        let mut row = json!({
            "id": id(kind, user), "user_id": id(0, user), "tenant_id": "t", "user_pool_id": "p",
            "created_at": "2024-01-01T00:00:00Z", "updated_at": "2024-01-01T00:00:00Z",
        });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    let each =
        |make: &dyn Fn(usize) -> Vec<Value>| users.clone().flat_map(make).collect::<Vec<_>>();
    let value = |user: usize| json!(format!("u{user}@example.com"));
    json!({
        "users": each(&|user| vec![json!({
            "id": id(0, user), "tenant_id": "t", "user_pool_id": "p",
            "status": if user % 5 == 4 { "odd" } else { "active" },
            "payload": {"given_name": "A", "family_name": format!("B{user}"), "name": "A B"},
            "payload_schema_id": "default_payload",
            "metadata": {"groups": ["g"], "n": user, "text": "}],[{\"id\":\""},
        })]),
        "user_credentials": each(&|user| (0..user % 3).map(|more| row(1 + 10 * more, user, json!({
            "type": "password", "payload": {"method": "bcrypt", "hash": "odd"},
        }))).collect()),
        "user_identifiers": each(&|user| (0..user % 4).map(|more| row(2 + 10 * more, user, json!({
            "type": if more == 0 { "email" } else { "uid" },
            "identifier": value(user / 2 + 100 * more), "identifier_lc": value(user + 100 * more),
        }))).collect()),
        "user_verifiable_addresses": each(&|user| vec![row(3, user, json!({
            "type": "email", "address": value(user), "status": "active",
            "address_lc": value(user), "verified": user % 2 == 0,
        }))]),
        "group_members": each(&|user| (0..user % 2).map(|_| json!({
            "group_id": "g1", "user_id": id(0, user), "tenant_id": "t", "user_pool_id": "p",
        })).collect()),
    })
}

/// What makes a payload another one. The number says where, as far as that matters.
type Change = fn(&mut Value, usize);

fn list<'p>(payload: &'p mut Value, name: &str) -> &'p mut Vec<Value> {
    payload[name].as_array_mut().unwrap()
}

fn row<'p>(payload: &'p mut Value, name: &str, at: usize) -> &'p mut Value {
    let rows = list(payload, name);
    let at = at % rows.len();
    &mut rows[at]
}

const ADDRESSES: &str = "user_verifiable_addresses";

/// Changes after which payloads are still complete.
const COMPLETE: &[(&str, Change)] = &[
    ("nothing", |_, _| {}),
    ("empty lists", |payload, _| {
        payload["codes"] = json!([]);
        payload["groups"] = json!([]);
        payload["user_credentials"] = json!([]);
    }),
    ("a list less", |payload, _| drop(payload.as_object_mut().unwrap().remove("group_members"))),
    ("a user without rows", |payload, at| {
        row(payload, "users", at)["id"] = json!(id(99, at));
        let user = json!(id(0, at));
        for name in ["user_credentials", "user_identifiers", ADDRESSES, "group_members"] {
            list(payload, name).retain(|row| row["user_id"] != user);
        }
    }),
    ("a wrong time", |payload, at| row(payload, ADDRESSES, at)["created_at"] = json!("soon")),
    ("an unknown member", |payload, at| row(payload, "users", at)["note"] = json!({"a": [1]})),
    ("no status", |payload, at| {
        row(payload, "users", at).as_object_mut().unwrap().remove("status");
    }),
];

/// Changes after which they must be looked over.
const INCOMPLETE: &[(&str, Change)] = &[
    ("rows in another order", |payload, _| list(payload, ADDRESSES).reverse()),
    ("users in another order", |payload, _| list(payload, "users").reverse()),
    ("an orphan", |payload, at| row(payload, ADDRESSES, at)["user_id"] = json!("nobody")),
    ("no owner", |payload, at| {
        row(payload, ADDRESSES, at).as_object_mut().unwrap().remove("user_id");
    }),
    ("an owner that is null", |payload, at| row(payload, ADDRESSES, at)["user_id"] = json!(null)),
    ("an owner that stands deeper", |payload, at| {
        let row = row(payload, ADDRESSES, at);
        let owner = row.as_object_mut().unwrap().remove("user_id");
        row["about"] = json!({"a": "", "user_id": owner});
        row["user_id"] = json!("nobody");
    }),
    ("what looks like an owner before it", |payload, at| {
        row(payload, "user_credentials", at)["payload"] = json!({"a": "", "user_id": "nobody"});
    }),
    ("another tenant", |payload, at| row(payload, "users", at)["tenant_id"] = json!("other")),
    ("another pool", |payload, at| row(payload, "users", at)["user_pool_id"] = json!("other")),
    ("no tenant", |payload, at| row(payload, "users", at)["tenant_id"] = json!("")),
    ("a user of no id", |payload, at| row(payload, "users", at)["id"] = json!("")),
    ("a user who is none", |payload, at| *row(payload, "users", at) = json!(7)),
    ("a row that is none", |payload, at| *row(payload, ADDRESSES, at) = json!([1])),
    ("the id of another row", |payload, at| row(payload, ADDRESSES, at)["id"] = json!(id(0, at))),
    ("the id of another user", |payload, _| {
        let first = list(payload, "users")[0].clone();
        list(payload, "users").push(first);
    }),
    ("groups", |payload, _| {
        payload["groups"] =
            json!([{"id": "g1", "tenant_id": "t", "user_pool_id": "p", "name": "n"}]);
    }),
    ("pools", |payload, _| payload["pools"] = json!([{"id": "p", "tenant_id": "t", "name": "n"}])),
    ("an unknown list", |payload, _| payload["people"] = json!([{"id": "x"}])),
    ("a list that is null", |payload, _| payload["codes"] = json!(null)),
    ("a list of text", |payload, _| payload["codes"] = json!("none")),
    ("no users", |payload, _| payload["users"] = json!([])),
    ("no list of users", |payload, _| drop(payload.as_object_mut().unwrap().remove("users"))),
    ("a deep row", |payload, at| {
        let deep = (0..200).fold(json!(0), |inside, _| json!([inside]));
        row(payload, ADDRESSES, at)["note"] = deep;
    }),
    ("a crowd", |payload, _| {
        let more = (500..700).map(|user| {
            json!({
                "id": id(0, user), "tenant_id": "t", "user_pool_id": "p", "status": "active",
            })
        });
        list(payload, "users").extend(more);
        for name in ["user_credentials", "user_identifiers", ADDRESSES, "group_members"] {
            list(payload, name).clear();
        }
    }),
];

/// Is a change only of interest where users are not converted?
fn is_for_validation(name: &str) -> bool {
    ["another tenant", "another pool", "no tenant", "the id of another row", "a crowd"]
        .contains(&name)
}

/// Members in this order, as generators and the import write them.
const ORDER: [&str; 11] = [
    "users",
    "user_credentials",
    "user_identifiers",
    ADDRESSES,
    "group_members",
    "codes",
    "groups",
    "pools",
    "people",
    "schemas",
    "other",
];

fn text(payload: &Value) -> String {
    let members = ORDER.iter().filter_map(|name| Some((name, payload.get(name)?)));
    let members: Vec<_> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

/// What makes a text another one.
type Damage = fn(String) -> Vec<u8>;

/// Spellings of the same.
const SPELLINGS: &[(&str, Damage)] = &[
    ("as it is", String::into_bytes),
    ("with blanks", |text| {
        let lines =
            text.lines().map(|line| line.replace("\":[", "\" :\n[ ").replace("},{", "}\n, {"));
        lines.collect::<Vec<_>>().join("\n").into_bytes()
    }),
    ("with names in escapes", |text| text.replace("\"user_id\"", "\"user_\\u0069d\"").into_bytes()),
];

/// What needs the survey, or cannot be read at all.
const DAMAGES: &[(&str, Damage)] = &[
    ("with a row that names its owner twice for one that does not", |text| {
        let owner = format!("\"user_id\":\"{}\"", id(0, 8));
        let twice = format!("{owner},{owner}");
        let hidden = format!("\"about\":{{\"a\":\"\",{owner}}},\"user_id\":\"nobody\"");
        // Generated files may have less than two such rows.
        let pieces: Vec<_> = text.splitn(3, &owner).collect();
        match pieces[..] {
            [before, between, behind] => format!("{before}{twice}{between}{hidden}{behind}"),
            _ => text.clone(),
        }
        .into_bytes()
    }),
    ("with escapes", |text| text.replace("\"user_id\":\"0", "\"user_id\":\"\\u0030").into_bytes()),
    ("cut off", |text| text.into_bytes().split_last().unwrap().1.to_vec()),
    ("cut off in a row", |text| text.as_bytes()[..text.len() * 2 / 3].to_vec()),
    ("a mark", |text| format!("\u{feff}{text}").into_bytes()),
    ("no JSON in a row", |text| text.replacen("\"verified\":", "\"verified\" ", 1).into_bytes()),
    ("no JSON in a user", |text| text.replacen("\"status\":", "\"status\" ", 1).into_bytes()),
    ("no UTF-8 in a row", |text| {
        let mut bytes = text.into_bytes();
        let at = memchr::memmem::find(&bytes, b"\"address\":\"u").unwrap();
        bytes[at + 11] = 0xFF;
        bytes
    }),
    ("no UTF-8 in a user", |text| {
        let mut bytes = text.into_bytes();
        let at = memchr::memmem::find(&bytes, b"\"given_name\":\"A").unwrap();
        bytes[at + 14] = 0xFF;
        bytes
    }),
    ("a list twice", |text| text.replacen("]}", "],\"codes\":[],\"codes\":[]}", 1).into_bytes()),
    ("users at the end", |text| {
        let value: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        let rest = text.lines().skip(1).collect::<Vec<_>>().join("\n");
        let mut members: Vec<_> = ORDER.iter().filter(|name| value.get(name).is_some()).collect();
        members.reverse();
        let first = members.iter().map(|name| format!("\"{name}\":{}", value[**name]));
        format!("{{{}}}\n{rest}", first.collect::<Vec<_>>().join(",")).into_bytes()
    }),
    ("an empty payload", |text| format!("{text}\n{{}}").into_bytes()),
    ("nothing", |_| Vec::new()),
    ("another format", |_| b"[{\"scimUser\":{}}]".to_vec()),
];

#[test]
fn complete_payloads_are_read_once() {
    let lines: Vec<_> = (0..20).map(|at| text(&payload(10 * at..10 * at + 10))).collect();
    let files: Vec<_> = lines.iter().map(|line| line.clone().into_bytes()).collect();
    for verb in SOME {
        for (threads, chunk) in [(1, 512 << 10), (3, 16 << 10), (3, 1_000)] {
            let how = How { verb, threads, chunk };
            assert_eq!(both(how, &files), 1, "{how:?}");
            assert_eq!(both(how, &[lines.join("\n").into_bytes()]), 1, "{how:?}");
        }
    }
}

#[test]
fn what_is_complete_is_read_once_whatever_is_wrong_with_it() {
    for (name, change) in COMPLETE {
        for (spelled, spelling) in SPELLINGS {
            let mut first = payload(0..7);
            change(&mut first, 3);
            let files = [spelling(text(&first)), spelling(text(&payload(7..12)))];
            for verb in SOME {
                assert_eq!(both(How { verb, ..PLAINLY }, &files), 1, "{name}, {spelled}, {verb:?}");
            }
        }
    }
}

#[test]
fn what_is_not_complete_is_looked_over() {
    for (name, change) in INCOMPLETE {
        let mut second = payload(7..12);
        change(&mut second, 3);
        let files = [text(&payload(0..7)).into_bytes(), text(&second).into_bytes()];
        for verb in SOME {
            let readings = both(How { verb, ..PLAINLY }, &files);
            let converts = !matches!(verb, Verb::Validate(None | Some("cloudentity")));
            let expected = if converts && is_for_validation(name) { 1..=3 } else { 2..=3 };
            assert!(expected.contains(&readings), "{name}, {verb:?}: {readings}");
        }
    }
    for (name, damage) in DAMAGES {
        let files = [text(&payload(0..7)).into_bytes(), damage(text(&payload(7..12)))];
        for verb in SOME {
            let readings = both(How { verb, ..PLAINLY }, &files);
            assert!(readings > 1, "{name}, {verb:?}: {readings}");
        }
    }
}

#[test]
fn users_and_rows_that_are_in_two_files_are_found() {
    let first = payload(0..7);
    let mut with_id = payload(7..12);
    with_id[ADDRESSES][2]["id"] = first[ADDRESSES][3]["id"].clone();
    let mut with_row = payload(7..12);
    list(&mut with_row, ADDRESSES).push(first[ADDRESSES][6].clone());
    let mut without_row = first.clone();
    list(&mut without_row, ADDRESSES).pop();
    for (name, one, other) in [
        ("a user", &first, payload(6..12)),
        ("the id of a row", &first, with_id),
        ("a row that is elsewhere", &without_row, with_row),
    ] {
        let files = [text(one).into_bytes(), text(&other).into_bytes()];
        for verb in SOME {
            let readings = both(How { verb, ..PLAINLY }, &files);
            let converts = !matches!(verb, Verb::Validate(None | Some("cloudentity")));
            let is_same = converts && name == "the id of a row";
            assert_eq!(readings, if is_same { 1 } else { 3 }, "{name}, {verb:?}");
        }
    }
}

/// Any file of some payloads, each changed in its own way.
fn files() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let changes: Vec<_> = COMPLETE.iter().chain(INCOMPLETE).map(|(_, change)| *change).collect();
    let change = prop_oneof![
        8 => Just(COMPLETE[0].1),
        4 => proptest::sample::select(COMPLETE).prop_map(|(_, change)| change),
        1 => proptest::sample::select(changes),
    ];
    let damage = prop_oneof![
        8 => proptest::sample::select(SPELLINGS).prop_map(|(_, damage)| damage),
        1 => proptest::sample::select(DAMAGES).prop_map(|(_, damage)| damage),
    ];
    let part = (1usize..9, 0usize..9, change, prop::bool::weighted(0.03));
    let file = (prop::collection::vec(part, 1..5), damage);
    prop::collection::vec(file, 1..4).prop_map(|files| {
        let mut next = 0;
        let mut file = |(payloads, damage): (Vec<(usize, usize, Change, bool)>, Damage)| {
            let lines: Vec<_> = payloads
                .into_iter()
                .map(|(users, at, change, again)| {
                    let first = if again { next - next.min(1) } else { next };
                    next = first + users;
                    let mut payload = payload(first..next);
                    // Some changes need rows that a payload may not have.
                    if users > 3 {
                        change(&mut payload, at);
                    }
                    text(&payload)
                })
                .collect();
            damage(lines.join("\n"))
        };
        files.into_iter().map(&mut file).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_run_gives_the_same_whether_the_survey_was_spared_or_not(
        files in files(),
        verb in proptest::sample::select(&VERBS[..]),
        (threads, chunk) in proptest::sample::select(&[(1, 512 << 10), (3, 512 << 10), (1, 700), (3, 700), (3, 5_000)][..]),
    ) {
        both(How { verb, threads, chunk }, &files);
    }
}
