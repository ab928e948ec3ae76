//! A value that is changed in an output is found, also where the manifest agrees with it.

use super::support::run::Home;
use super::{change, convert, converted, sign, told, verify};

/// From, to, the file, what is changed to what, and the rules and pointers that tell it.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
);

const DIRECTORY: &str = "appid-directory";
const SOCIAL: &str = "appid-social";
const PAYLOAD: &str = "cloudentity";
const ORACLE: &str = "oracle";
const BATCH: &str = "batch-000001.json";

/// The pointer is that of the output.
const CASES: &[Case] = &[
    // A letter of an address.
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"address\":\"amara.l", "\"address\":\"amara.k")],
        &[("VE-003", "/user_verifiable_addresses/*"), ("VE-004", "/user_verifiable_addresses/*")],
    ),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"identifier_lc\":\"amara.l", "\"identifier_lc\":\"amara.k")],
        &[("VE-003", "/user_identifiers/*"), ("VE-004", "/user_identifiers/*")],
    ),
    (
        DIRECTORY,
        ORACLE,
        "Users.csv",
        &[(",amara.lindqvist@example.com,work", ",amara.lindqvisT@example.com,work")],
        &[("VE-003", "/Work Email"), ("VE-004", "/Work Email")],
    ),
    (
        DIRECTORY,
        DIRECTORY,
        "users.json",
        &[("\"value\":\"amara", "\"value\":\"Amara")],
        &[("VE-003", "/scimUser/emails"), ("VE-004", "/scimUser/emails")],
    ),
    // Verified, active, new.
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"verified\":false", "\"verified\":true")],
        &[
            ("VE-003", "/user_verifiable_addresses/*"),
            ("VE-004", "/user_verifiable_addresses/*/verified"),
        ],
    ),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"status\":\"inactive\",\"status_u", "\"status\":\"active\",\"status_u")],
        &[("VE-003", "/status"), ("VE-004", "/status")],
    ),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"status\":\"new\"", "\"status\":\"active\"")],
        &[("VE-003", "/status")],
    ),
    (
        ORACLE,
        DIRECTORY,
        "users.json",
        &[(",\"status\":\"CONFIRMED\"", "")],
        &[("VE-003", "/scimUser/status")],
    ),
    (
        DIRECTORY,
        ORACLE,
        "Users.csv",
        &[("Олеся Ткачук,,,,,,,,FALSE", "Олеся Ткачук,,,,,,,,TRUE")],
        &[("VE-003", "/Active"), ("VE-004", "/Active")],
    ),
    (
        DIRECTORY,
        ORACLE,
        "Users.csv",
        &[("siobhan@example.net,,,TRUE", "siobhan@example.net,,,")],
        &[("VE-003", "/Work Email Verified")],
    ),
    (
        DIRECTORY,
        ORACLE,
        "Users.csv",
        &[("siobhan@example.net,,,TRUE,", "siobhan@example.net,,,TRUE,TRUE")],
        &[("VE-004", "/Work Email Verified")],
    ),
    // Roles and groups.
    (DIRECTORY, PAYLOAD, BATCH, &[("\"harbour_pilot\",", "")], &[("VE-003", "/metadata/roles")]),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("[\"harbour_pilot\",", "[\"harbour_pilot\",\"admin\",")],
        &[("VE-004", "/metadata/roles")],
    ),
    (
        DIRECTORY,
        ORACLE,
        "Groups.csv",
        &[("teo.vasquez;haruka.mizuno", "teo.vasquez")],
        &[("VE-003", "/User Members")],
    ),
    (
        DIRECTORY,
        ORACLE,
        "Groups.csv",
        &[("harbour_pilot,,teo.vasquez", "harbour_pilot,,haruka.mizuno;teo.vasquez")],
        &[("VE-004", "/User Members")],
    ),
    (
        ORACLE,
        DIRECTORY,
        "users.json",
        &[("\"roles\":[\"Report Viewer\",", "\"roles\":[")],
        &[("VE-003", "/roles")],
    ),
    // Attributes and what no field holds.
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"points\":320", "\"points\":321")],
        &[("VE-003", "/metadata/points"), ("VE-004", "/metadata/points")],
    ),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"points\":320", "\"points\":320,\"vip\":true")],
        &[("VE-004", "/metadata/vip")],
    ),
    (
        DIRECTORY,
        DIRECTORY,
        "users.json",
        &[("\"points\":320", "\"points\":320.0")],
        &[("VE-003", "/profile/attributes/points"), ("VE-004", "/profile/attributes/points")],
    ),
    (
        DIRECTORY,
        DIRECTORY,
        "users.json",
        &[("\"roles\":[", "\"vip\":1,\"roles\":[")],
        &[("VE-004", "/vip")],
    ),
    (
        PAYLOAD,
        PAYLOAD,
        BATCH,
        &[("\"berth\":12", "\"berth\":13")],
        &[("VE-003", "/business_metadata"), ("VE-004", "/business_metadata")],
    ),
    (
        PAYLOAD,
        PAYLOAD,
        BATCH,
        &[("\"tenant_id\":\"acme\"", "\"tenant_id\":\"evil\"")],
        &[("VE-003", "/tenant_id"), ("VE-004", "/tenant_id")],
    ),
    (
        ORACLE,
        PAYLOAD,
        BATCH,
        &[("\"/Federated\":\"FALSE\"", "\"/Federated\":\"TRUE\"")],
        &[("VE-003", "/metadata/kept"), ("VE-004", "/metadata/kept")],
    ),
    // Names, ids, rows.
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"given_name\":\"Amara\"", "\"given_name\":\"Amira\"")],
        &[("VE-003", "/payload"), ("VE-004", "/payload")],
    ),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"name\":\"Amara Lindqvist\"", "\"name\":\"Amara\"")],
        &[("VE-003", "/payload"), ("VE-004", "/payload")],
    ),
    (
        DIRECTORY,
        ORACLE,
        "Users.csv",
        &[(",Teodoro,", ",Theodore,")],
        &[("VE-003", "/Last Name"), ("VE-004", "/Last Name")],
    ),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"id\":\"429c9c7d", "\"id\":\"529c9c7d")],
        &[("VE-003", "/id"), ("VE-004", "/id")],
    ),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("\"state\":\"must_be_reset\"", "\"state\":\"valid\"")],
        &[("VE-003", "/user_credentials/*"), ("VE-004", "/user_credentials/*")],
    ),
    (
        DIRECTORY,
        PAYLOAD,
        BATCH,
        &[("2000-01-01T00:00:00Z", "2999-01-01T00:00:00Z")],
        &[
            ("VE-003", "/user_credentials/*/expires_at"),
            ("VE-003", "/user_credentials/*"),
            ("VE-004", "/user_credentials/*"),
            ("VE-004", "/user_credentials/*/expires_at"),
        ],
    ),
    (
        SOCIAL,
        SOCIAL,
        "users.json",
        &[("\"provider\":\"google\"", "\"provider\":\"googol\"")],
        &[("VE-003", "/identities"), ("VE-004", "/identities")],
    ),
    (
        SOCIAL,
        PAYLOAD,
        BATCH,
        &[("\"provider\":\"google\"", "\"provider\":\"googol\"")],
        &[("VE-003", "/metadata/identities"), ("VE-004", "/metadata/identities")],
    ),
    // Numbers of two users change places.
    (
        ORACLE,
        DIRECTORY,
        "users.json",
        &[
            ("+46-8-555-0123", "SWAP"),
            ("+2348005550147", "+46-8-555-0123"),
            ("SWAP", "+2348005550147"),
        ],
        &[
            ("VE-003", "/scimUser/phoneNumbers"),
            ("VE-003", "/scimUser/phoneNumbers/*/primary"),
            ("VE-004", "/scimUser/phoneNumbers"),
        ],
    ),
    (
        DIRECTORY,
        ORACLE,
        "Users.csv",
        &[("'+442079460856','+447700900318'", "'+447700900318','+442079460856'")],
        &[("VE-004", "/Primary Phone Type"), ("VE-003", "/Primary Phone Type")],
    ),
];

/// A password that nobody knows is random, and has a form.
#[test]
fn an_expired_password_has_its_form() {
    for (before, after) in [
        ("\"function\":\"SHA-256\"", "\"function\":\"SHA-512\""),
        ("\"method\":\"sha\"", "\"method\":\"md5\""),
        ("\"salt\":\"", "\"salt\":\"x"),
        ("},\"value\":\"", "},\"value\":\"AAAA"),
        ("\"config\":{", "\"more\":1,\"config\":{"),
        ("\"payload\":{\"hashed", "\"payload\":{\"totp\":\"x\",\"hashed"),
    ] {
        let home = converted(DIRECTORY, PAYLOAD, "rich", "");
        change(&home, BATCH, before, after);
        sign(&home);
        let (ran, document) = verify(&home, "rich --against out");
        assert_eq!(ran.code, 1, "{after}: {document:#}");
        let due = ("VE-004".to_owned(), "/user_credentials/*/payload".to_owned());
        let found = told(&document).into_iter().any(|(rule, _, output)| (rule, output) == due);
        assert!(found, "{after}: {document:#}");
    }
}

/// Values of two rows of a user change places.
#[test]
fn rows_of_a_user_do_not_exchange_their_values() {
    let home = converted(PAYLOAD, PAYLOAD, "rich", "");
    let path = home.path("out").join(BATCH);
    let mut payload: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let rows = payload["user_identifiers"].as_array_mut().unwrap();
    let same = |one: usize, other: usize| rows[one]["user_id"] == rows[other]["user_id"];
    let mut pairs = (0..rows.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
    let (one, other) = pairs.find(|(one, other)| same(*one, *other)).unwrap();
    let ids = [one, other].map(|at| rows[at]["id"].clone());
    (rows[one]["id"], rows[other]["id"]) = (ids[1].clone(), ids[0].clone());
    std::fs::write(&path, payload.to_string()).unwrap();
    sign(&home);
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!(ran.code, 1, "{document:#}");
    let rows = "/user_identifiers/*";
    let found: Vec<_> =
        told(&document).into_iter().map(|(rule, _, output)| (rule, output)).collect();
    for rule in ["VE-003", "VE-004"] {
        assert!(found.contains(&(rule.to_owned(), rows.to_owned())), "{found:?}");
    }
}

#[test]
fn every_change_is_told_at_its_place() {
    let mut wrong = Vec::new();
    for (from, to, file, changes, due) in CASES {
        let home = converted(from, to, "rich", "");
        changes.iter().for_each(|(before, after)| change(&home, file, before, after));
        sign(&home);
        let (ran, document) = verify(&home, "rich --against out");
        let what = format!("{from} to {to}: {changes:?}");
        assert_eq!(ran.code, 1, "{what}: {}", ran.stderr);
        let found = told(&document);
        let is_there = |(rule, pointer): &&(&str, &str)| {
            found.iter().any(|(own, _, output)| own == rule && output == pointer)
        };
        if !due.iter().all(|due| is_there(&due)) {
            wrong.push(format!("{what}: {found:#?}"));
        }
        for difference in document["differences"].as_array().unwrap() {
            let rule = difference["rule"].as_str().unwrap();
            let has_places = ["source", "output"].iter().all(|side| {
                difference[side]["line"].is_u64() && difference[side]["record"].is_u64()
            });
            assert!(has_places || rule == "VE-005", "{what}: {difference:#}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Nothing of a person is told, whatever was changed.
#[test]
fn no_value_is_told() {
    let home = converted(DIRECTORY, PAYLOAD, "rich", "");
    change(&home, BATCH, "amara.lindqvist@example.com", "canary@example.com");
    change(&home, BATCH, "Teodoro", "Canary");
    change(&home, BATCH, "\"points\":320", "\"points\":\"canary\"");
    for output in ["text", "json", "jsonl"] {
        let ran = home.idport(&format!("verify rich --against out --output {output}"));
        assert_eq!(ran.code, 1);
        let text = String::from_utf8(ran.stdout).unwrap() + &ran.stderr;
        let last = text.lines().rfind(|line| line.starts_with("{\"summary\"")).unwrap_or_default();
        assert!(last.matches("\"differences\"").count() <= 1, "{last}");
        let text = text.to_lowercase();
        for value in ["amara", "lindqvist", "canary", "teodoro", "320", "example.com"] {
            assert!(!text.contains(value), "{output}: {value} in {text}");
        }
        assert!(text.contains("ve-003") && text.contains("ve-011"), "{output}");
    }
}

/// The reader leaves them out, and nobody missed anything.
#[test]
fn marks_and_types_that_mean_nothing_are_told() {
    for (heading, value) in [
        ("Other Email Verified", "maybe"),
        ("Other Email Verified", "TRUE"),
        ("Active", "perhaps"),
        ("Primary Phone Type", "sea"),
        ("Primary Address Type", "home"),
        ("Password", "{ROT13}x"),
    ] {
        let home = Home::of(ORACLE);
        home.put(
            "in.csv",
            "User Name,Last Name,First Name,Work Email,Primary Email Type\r\n\
             o.lind,Lind,Olle,olle@example.net,work\r\n",
        );
        convert(&home, "in.csv", ORACLE, "--passwords carry");
        let path = home.path("out/Users.csv");
        let text = std::fs::read_to_string(&path).unwrap();
        let mut rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
        let column = rows[0].iter().position(|name| *name == heading).unwrap();
        assert_eq!(rows[1][column], "");
        rows[1][column] = value;
        let lines: Vec<_> = rows.iter().map(|row| row.join(",") + "\r\n").collect();
        std::fs::write(&path, lines.concat()).unwrap();
        sign(&home);
        let (ran, document) = verify(&home, "in.csv --against out");
        assert_eq!(ran.code, 1, "{heading}: {}", ran.stderr);
        let is_told =
            |(rule, _, output): &(String, _, String)| rule == "VE-004" && output.ends_with(heading);
        assert!(told(&document).iter().any(is_told), "{heading} {value}: {document:#}");
        assert!(!document.to_string().contains(value) || value == "TRUE" || value == "home");
    }
}

/// Without it the first address is the primary one, which was taken for what the output says.
#[test]
fn a_type_of_the_primary_address_that_is_gone_is_told() {
    let home = converted(DIRECTORY, ORACLE, "rich", "");
    change(
        &home,
        "Users.csv",
        ",amara.lindqvist@example.com,work",
        ",amara.lindqvist@example.com,",
    );
    sign(&home);
    let (_, document) = verify(&home, "rich --against out");
    let told = told(&document);
    assert!(told.iter().any(|(rule, ..)| rule == "VE-004"), "{document:#}");
}

/// Any part of the display name was good enough, and none was.
#[test]
fn names_that_were_made_of_the_display_name_are_told() {
    let profile = r#"[{"id":"2c83371f-5ed1-4bcf-8c2b-cd40dbde700d","name":"Ada Maria Quist",
        "email":"ada@example.org","identities":[{"provider":"saml","id":"1"}],"attributes":{}}]"#;
    for (before, then) in [("Quist,Ada Maria", ",Ada Maria"), ("Quist,Ada Maria", "Quist,Ada")] {
        let home = Home::of(SOCIAL);
        home.put("in.json", profile);
        convert(&home, "in.json", ORACLE, "");
        assert_eq!(verify(&home, "in.json --against out").0.code, 0);
        change(&home, "Users.csv", before, then);
        sign(&home);
        let (_, document) = verify(&home, "in.json --against out");
        let told = told(&document);
        assert!(told.iter().any(|(rule, ..)| rule == "VE-003"), "{then}: {document:#}");
    }
}
