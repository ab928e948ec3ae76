//! A sample says nothing of anybody, and has the shapes, the findings and the coincidences of its
//! source.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::{Value, json};
use support::run::{Home, Ran};

/// The files that are sampled, with their formats.
const FILES: &[(&str, &str)] = &[
    ("appid-directory", "bulk.json"),
    ("appid-directory", "hostile.json"),
    ("appid-directory", "bad-records.json"),
    ("appid-directory", "import.json"),
    ("appid-directory", "read-answer.json"),
    ("appid-social", "export.json"),
    ("appid-social", "hostile.json"),
    ("cloudentity", "payload.json"),
    ("cloudentity", "hostile.json"),
    ("cloudentity", "payload-2022.json"),
    ("oracle", "Users.csv"),
    ("oracle", "hostile.csv"),
    ("oracle", "legacy.csv"),
    ("oracle", "bad-rows.csv"),
];

fn take(format: &str, file: &str) -> Home {
    let home = Home::of(format);
    let path = support::schema::root().join("testdata").join(format).join(file);
    home.put(file, std::fs::read(path).unwrap());
    home
}

fn sampled(home: &Home, arguments: &str) -> String {
    let ran = home.idport(&format!("sample {arguments} --now 2026-01-02T03:04:05Z -o -"));
    assert_eq!(ran.code, 0, "{arguments}: {}", ran.stderr);
    String::from_utf8(ran.stdout).unwrap()
}

/// It starts with a byte order mark.
const MARKED: (&str, &str) = ("cloudentity", "hostile.json");

/// Words of at least five letters or digits in the values of a file.
fn words(format: &str, text: &str) -> BTreeSet<String> {
    let mut values = Vec::new();
    match format {
        "oracle" => {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
            for row in reader.records().map_while(Result::ok) {
                values.extend(row.iter().map(str::to_owned));
            }
        }
        _ => {
            let documents = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            documents.for_each(|document| leaves("", &document.unwrap(), &mut values));
        }
    }
    let words = values.iter().flat_map(|value| value.split(|char: char| !char.is_alphanumeric()));
    let long = words.filter(|word| word.chars().count() >= 5);
    long.map(str::to_lowercase).collect()
}

/// Texts and numbers, but not names of roles.
fn leaves(name: &str, value: &Value, values: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| leaves(name, value, values));
        }
        Value::Array(elements) => elements.iter().for_each(|one| leaves(name, one, values)),
        Value::String(text) if !["roles", "groups"].contains(&name) => values.push(text.clone()),
        Value::Number(number) => values.push(number.to_string()),
        _ => {}
    }
}

/// Words of formats and products, which belong to nobody.
const WORDS: &[&str] = &[
    "u0041",
    "phone",
    "custom",
    "bcrypt",
    "business",
    "members",
    "voice",
    "locked",
    "cloud",
    "ibmid",
    "linkedin",
    "numbers",
    "active",
    "inactive",
    "deleted",
    "confirmed",
    "pending",
    "mobile",
    "other",
    "email",
    "external",
    "federated",
    "password",
    "valid",
    "reset",
    "false",
    "google",
    "facebook",
    "contractor",
    "employee",
    "default",
    "payload",
    "metadata",
    "appid",
    "directory",
    "social",
    "cloudentity",
    "example",
    "https",
    "recovery",
    "generic",
    "europe",
    "america",
    "africa",
    "london",
    "stockholm",
    "lagos",
    "ietf",
    "params",
    "schemas",
    "extension",
    "enterprise",
    "pbkdf2withhmacsha512",
    "photo",
    "numbers",
    "lisbon",
    "paris",
    "oracle",
    "asia",
    "tokyo",
    "webauthn",
    "service",
    "pacific",
    "auckland",
    "2000",
    "ssha512",
    "10000",
    "pbkdf2",
    "sha256",
    "hmac",
    "intern",
    "atlantic",
    "reykjavik",
    "argon2id",
    "65536",
];

#[test]
fn no_word_of_any_value_is_in_a_sample() {
    let mut all = Vec::new();
    for (format, file) in FILES {
        let home = take(format, file);
        let source = std::fs::read_to_string(home.path(file)).unwrap();
        let source = source.trim_start_matches('\u{feff}');
        let sample = sampled(&home, &format!("{file} -n 1000 --hide-names")).to_lowercase();
        let left: Vec<_> = words(format, source)
            .into_iter()
            .filter(|word| sample.contains(word.as_str()) && !WORDS.contains(&word.as_str()))
            // Times of day, as in 01T00.
            .filter(|word| {
                word.len() != 5
                    || word.as_bytes()[2] != b't'
                    || !word.ends_with(|char: char| char.is_ascii_digit())
            })
            // Names of members that formats have.
            .filter(|word| !sample.contains(&format!("\"{word}\":")))
            .collect();
        all.extend(left.into_iter().map(|word| format!("{format} {file}: {word}")));
    }
    assert!(all.is_empty(), "{all:#?}");
}

/// A value that is planted everywhere, also where nobody has described anything.
#[test]
fn canaries_are_in_no_sample_however_they_are_spelled() {
    const CANARY: &str = "Kanarienvogel";
    let plant = |value: &Value| plant(value, CANARY);
    let is_plain =
        |(format, file): &&(&str, &str)| *format != "oracle" && (*format, *file) != MARKED;
    for (format, file) in FILES.iter().filter(is_plain) {
        let home = take(format, file);
        let source: Value =
            serde_json::from_slice(&std::fs::read(home.path(file)).unwrap()).unwrap();
        let planted = plant(&source).to_string();
        let escaped: String =
            CANARY.chars().map(|char| format!("\\u{:04x}", char as u32)).collect();
        for text in [planted.clone(), planted.replace(CANARY, &escaped)] {
            home.put("planted.json", text);
            let ran = home
                .idport(&format!("sample planted.json --from {format} -n 1000 --hide-names -o -"));
            assert_eq!(ran.code, 0, "{format} {file}: {}", ran.stderr);
            assert_absent(&ran, CANARY, &format!("{format} {file}"));
        }
    }
}

#[track_caller]
fn assert_absent(ran: &Ran, canary: &str, what: &str) {
    let text = String::from_utf8(ran.stdout.clone()).unwrap() + &ran.stderr;
    assert!(text.len() > 20, "{what}: nothing was sampled");
    let folded = text.to_lowercase();
    let escaped: String = canary.chars().map(|char| format!("\\u{:04x}", char as u32)).collect();
    for spelling in [
        canary.to_lowercase(),
        escaped.to_lowercase(),
        STANDARD.encode(canary).trim_end_matches('=')[..16].to_lowercase(),
        URL_SAFE.encode(canary).trim_end_matches('=')[..16].to_lowercase(),
    ] {
        assert!(!folded.contains(&spelling), "{what}: {spelling} in {text}");
    }
}

/// The canary in every text, and in a member of every object.
fn plant(value: &Value, canary: &str) -> Value {
    match value {
        Value::Object(members) => {
            let planted = members.iter().map(|(name, value)| (name.clone(), plant(value, canary)));
            let mut planted: serde_json::Map<_, _> = planted.collect();
            planted.insert("planted".to_owned(), json!([canary, { "more": canary }]));
            planted.insert("encoded".to_owned(), json!(STANDARD.encode(canary.repeat(3))));
            planted.into()
        }
        Value::Array(elements) => elements.iter().map(|one| plant(one, canary)).collect(),
        Value::String(text) if text.contains('@') => json!(format!("{canary}.{text}")),
        Value::String(text) if text.len() == 36 => json!(text),
        Value::String(text) => json!(format!("{text} {canary}")),
        other => other.clone(),
    }
}

#[test]
fn canaries_in_cells_are_in_no_sample() {
    let home = Home::of("oracle");
    let headings =
        std::fs::read_to_string(support::schema::root().join("testdata/oracle/Users.csv"));
    let headings = headings.unwrap().lines().next().unwrap().to_owned();
    let columns = headings.split(',').count();
    for cell in [
        "Kanarienvogel",
        "{KANARIENVOGEL}abcdefghijklmnopqrst",
        "$Kanarienvogel$abcdefghijklmnopqrst",
        "$2b$12$KanarienvogelKanarienvogelabcdefghijklmnopqrst",
        "2021-01-18 Kanarienvogel",
        "https://kanarienvogel.de/kanarienvogel?kanarienvogel",
        "kanarienvogel@Kanarienvogel.de",
        "\"a, \"\"Kanarienvogel\"\"\"",
        "'=Kanarienvogel'",
    ] {
        let row = vec![cell; columns].join(",");
        home.put("in.csv", format!("{headings}\r\n{row}\r\n"));
        let ran = home.idport("sample in.csv --from oracle -n 5 -o -");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_absent(&ran, "Kanarienvogel", cell);
    }
}

/// Paths and kinds of a document, in order.
fn shape(path: &str, value: &Value, shapes: &mut Vec<String>) {
    let kind = match value {
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(name, value)| shape(&format!("{path}/{name}"), value, shapes));
            "object"
        }
        Value::Array(elements) => {
            elements.iter().for_each(|one| shape(&format!("{path}/*"), one, shapes));
            "array"
        }
        Value::String(_) => "text",
        Value::Number(_) => "number",
        Value::Bool(_) => "boolean",
        Value::Null => "null",
    };
    shapes.push(format!("{path} {kind}"));
}

#[test]
fn records_keep_their_shapes() {
    for (format, file, list) in [
        ("appid-directory", "bulk.json", ""),
        ("appid-directory", "hostile.json", ""),
        ("appid-social", "export.json", "/users"),
        ("appid-social", "hostile.json", ""),
    ] {
        let home = take(format, file);
        let source: Value =
            serde_json::from_slice(&std::fs::read(home.path(file)).unwrap()).unwrap();
        let sample: Value =
            serde_json::from_str(&sampled(&home, &format!("{file} -n 1000"))).unwrap();
        let source = source.pointer(list).unwrap();
        let source = source.get("users").unwrap_or(source);
        let sample = sample.get("users").unwrap_or(&sample);
        let of = |document: &Value| {
            let mut shapes = Vec::new();
            shape("", document, &mut shapes);
            shapes
        };
        assert_eq!(of(source), of(sample), "{format} {file}");
    }
}

/// How many findings there are of each rule.
fn findings(home: &Home, file: &str, format: &str) -> BTreeMap<String, u64> {
    let ran = home.idport(&format!(
        "validate {file} --from {format} --output json --now 2026-01-02T03:04:05Z"
    ));
    assert!(ran.code < 2, "{}", ran.stderr);
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let rules = report["rules"].as_array().unwrap().iter();
    rules
        .map(|rule| (rule["rule"].as_str().unwrap().to_owned(), rule["count"].as_u64().unwrap()))
        .collect()
}

#[test]
fn records_keep_their_findings() {
    let mut differ = Vec::new();
    for (format, file) in FILES {
        let home = take(format, file);
        let extension = match *format {
            "oracle" => "csv",
            "cloudentity" => "jsonl",
            _ => "json",
        };
        let name = format!("sample.{extension}");
        home.put(&name, sampled(&home, &format!("{file} -n 1000")));
        let (mut due, mut is) = (findings(&home, file, format), findings(&home, &name, format));
        for rules in [&mut due, &mut is] {
            // What is said of the outside of a file, which a sample has in another way.
            rules.retain(|rule, _| !OUTSIDE.contains(&rule.as_str()));
        }
        if due != is {
            differ.push(format!("{format} {file}\n  {due:?}\n  {is:?}"));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// Rules about whole files, and about rows beside those of users, which a sample does not have.
const OUTSIDE: &[&str] = &[
    "SF-003",
    "CE-STR-001",
    "CE-STR-002",
    "CE-STR-011",
    "CE-CRD-021",
    "CE-REF-006",
    "CE-REF-007",
    "ORA-F-002",
    "ORA-F-003",
    // Whether the digits of a number survive double precision depends on which digits they are.
    "CD-093",
];

#[test]
fn what_was_the_same_is_the_same() {
    let home = Home::new();
    let user = |id: u32, email: &str, name: &str| {
        json!({ "scimUser": {
            "originalId": format!("7a0c3e52-8d4e-4f6b-9a37-5e1f0c2b4d{id}"),
            "displayName": name, "emails": [{ "value": email, "primary": true }],
            "name": { "givenName": name.split(' ').next(), "familyName": name.split(' ').nth(1) },
        } })
    };
    let users = json!([
        user(10, "ada.love@corporation.de", "Ada Love"),
        user(11, "ADA.LOVE@Corporation.de", "ADA LOVE"),
        user(12, "bob@corporation.de", "Bob Love"),
    ]);
    home.put("in.json", users.to_string());
    let sample: Value = serde_json::from_str(&sampled(&home, "in.json -n 3")).unwrap();
    let text = |number: usize, pointer: &str| {
        sample[number].pointer(pointer).unwrap().as_str().unwrap().to_owned()
    };
    let email = |number| text(number, "/scimUser/emails/0/value");
    assert_ne!(email(0), email(1));
    assert_eq!(email(0).to_lowercase(), email(1).to_lowercase());
    let domain = |number| email(number).split('@').nth(1).unwrap().to_lowercase();
    assert_eq!(domain(0), domain(2));
    assert!(
        [".example.com", ".example.org", ".example.net"].iter().any(|end| domain(0).ends_with(end))
    );
    assert_eq!(domain(0).len(), "corporation.de".len().max(16));
    let (given, family) =
        (text(0, "/scimUser/name/givenName"), text(2, "/scimUser/name/familyName"));
    assert_eq!(text(0, "/scimUser/displayName"), format!("{given} {family}"));
    assert_eq!(email(0).split('@').next().unwrap(), format!("{given}.{family}").to_lowercase());
    assert_eq!(text(1, "/scimUser/displayName"), format!("{given} {family}").to_uppercase());
}

#[test]
fn a_sample_can_only_be_made_again_by_whoever_has_the_seed() {
    let home = take("appid-directory", "bulk.json");
    let one = |seed: &str| sampled(&home, &format!("bulk.json -n 6 {seed}"));
    assert_eq!(one("--seed 7"), one("--seed 7 --threads 1"));
    assert_ne!(one("--seed 7"), one("--seed 8"));
    assert_ne!(one(""), one(""));
}

#[test]
fn edge_cases_come_first() {
    let home = Home::new();
    let plain = |number: u32| {
        json!({ "scimUser": { "originalId": format!("7a0c3e52-8d4e-4f6b-9a37-5e1f0c{number:06}"),
            "emails": [{ "value": format!("u{number}@example.com"), "primary": true }] } })
    };
    let mut users: Vec<_> = (0..500).map(plain).collect();
    users[321]["profile"] = json!({ "attributes": { "odd": true } });
    users[432]["scimUser"]["emails"][0]["value"] = json!("no address");
    home.put("in.json", Value::from(users).to_string());
    let ran = home.idport("sample in.json -n 12 -o out.json");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("12 records of 500: 2 of 2 shapes"), "{}", ran.stderr);
    let sample: Vec<Value> =
        serde_json::from_slice(&std::fs::read(home.path("out.json")).unwrap()).unwrap();
    assert_eq!(sample.len(), 12);
    assert!(sample.iter().any(|user| user["profile"]["attributes"]["odd"] == true));
    let has_odd_email =
        |user: &Value| !user["scimUser"]["emails"][0]["value"].as_str().unwrap().contains('@');
    assert!(sample.iter().any(has_odd_email));
}

#[test]
fn what_cannot_be_sampled_is_refused() {
    let home = take("oracle", "Groups.csv");
    let path = support::schema::root().join("testdata/oracle/Users.csv");
    home.put("Users.csv", std::fs::read(path).unwrap());
    let ran = home.idport("sample Users.csv Groups.csv -n 3 -o -");
    assert_eq!((ran.code, ran.stdout.len()), (2, 0), "{}", ran.stderr);
    assert!(ran.stderr.contains("are not sampled"), "{}", ran.stderr);
    let ran = home.idport_fed("sample - --from oracle -n 3 -o -", b"User Name\nx\n");
    assert_eq!((ran.code, ran.stdout.len()), (2, 0), "{}", ran.stderr);
}

#[test]
fn a_sample_does_not_replace_what_it_is_made_of() {
    let home = take("appid-directory", "bulk.json");
    let source = std::fs::read(home.path("bulk.json")).unwrap();
    std::fs::hard_link(home.path("bulk.json"), home.path("second.json")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("bulk.json", home.path("link.json")).unwrap();
    for out in ["bulk.json", "./bulk.json", "second.json", "link.json"] {
        if cfg!(not(unix)) && !out.ends_with("bulk.json") {
            continue;
        }
        let ran = home.idport(&format!("sample bulk.json -n 1 -o {out} --force"));
        assert_eq!(ran.code, 2, "{out}: {}", ran.stderr);
        assert!(ran.stderr.contains("would be overwritten"), "{out}: {}", ran.stderr);
        assert_eq!(std::fs::read(home.path("bulk.json")).unwrap(), source, "{out}");
    }
}

#[test]
fn a_list_of_defects_is_not_where_the_data_goes() {
    let home = Home::new();
    for (out, list) in [("a.json", "a.json"), ("a.json", "./a.json")] {
        let ran = home.idport(&format!(
            "generate appid-directory --users 3 --defects 0.5 -o {out} --defects-list {list}"
        ));
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("choose another place"), "{}", ran.stderr);
        assert!(home.names().is_empty());
    }
}

#[test]
fn no_script_passes_because_nobody_knows_it() {
    let home = Home::new();
    for name in [
        "\u{2801}\u{2819}\u{2801}\u{281e}\u{2811}",
        "\u{e000}\u{e123}\u{f0f0}",
        "\u{f0001}\u{f1234}\u{10abcd}",
        "\u{1f1e9}\u{1f1ea}\u{1f1eb}",
        "\u{e0041}\u{e0064}\u{e0061}",
        "\u{249c}\u{249f}\u{24d0}\u{24d3}",
        "\u{2f00}\u{2f08}\u{2f1c}",
        "\u{200b}\u{200c}\u{200c}\u{200b}\u{200d}\u{200b}",
        "-\u{b7}\u{b7}\u{b7} \u{b7}\u{2212}\u{b7} \u{2212}\u{b7}\u{b7}",
        "-... .-. -.. .- -.-- --..",
        "\u{2665}\u{2660}\u{2663}\u{2666}",
        "\u{12000}\u{12079}\u{1202d}",
    ] {
        for name in [name.to_owned(), format!("Ada {name}")] {
            if name.contains("Ada -") {
                continue;
            }
            let sign = name.trim_start_matches("Ada ");
            let user = json!([{ "scimUser": { "originalId": "7a0c3e52-8d4e-4f6b-9a37-5e1f0c2b4d10",
                "displayName": name, "emails": [{ "value": "u@example.com", "primary": true }] } }]);
            home.put("in.json", user.to_string());
            let sample = sampled(&home, "in.json -n 1 --seed 3");
            assert!(!sample.contains(sign), "{}", sign.escape_unicode());
            let sample: Value = serde_json::from_str(&sample).unwrap();
            let other = sample[0]["scimUser"]["displayName"].as_str().unwrap();
            assert_eq!(other.chars().count(), name.chars().count());
        }
    }
}

#[test]
fn headings_that_are_values_are_replaced_and_others_when_names_are_hidden() {
    let home = Home::new();
    let long = "Lieblingsfarbe ".repeat(6);
    home.put(
        "in.csv",
        format!(
            "User ID,Last Name,First Name,Work Email,Haustier,ada@corporation.de,Akte 1234567,\"{long}, x\"\r\n\
             ada,Love,Ada,ada@corporation.de,Kater,a,b,c\r\n"
        ),
    );
    let heading = |arguments: &str| {
        let sample = sampled(&home, &format!("in.csv --from oracle -n 1 {arguments}"));
        sample.lines().next().unwrap().to_owned()
    };
    for (arguments, shows) in [("", true), ("--hide-names", false)] {
        let heading = heading(arguments);
        let row = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(heading.as_bytes())
            .records()
            .next()
            .unwrap()
            .unwrap();
        assert!(heading.starts_with("User ID,Last Name,First Name,Work Email,"), "{heading}");
        assert_eq!(row.len(), 8, "{heading}");
        assert_eq!(&row[4] == "Haustier", shows, "{heading}");
        for value in ["corporation", "1234567", "Lieblingsfarbe"] {
            assert!(!heading.contains(value), "{heading}");
        }
    }
}

#[test]
fn dates_of_one_person_do_not_tell_those_of_others() {
    let home = Home::new();
    let user = |number: u32| {
        json!({ "scimUser": { "originalId": format!("7a0c3e52-8d4e-4f6b-9a37-5e1f0c{number:06}"),
            "emails": [{ "value": format!("u{number}@example.com"), "primary": true }],
            "meta": { "created": "2023-02-03T04:05:06Z", "lastModified": "2023-02-05T04:05:06Z" } } })
    };
    let users: Vec<_> = (0..20).map(user).collect();
    home.put("in.json", Value::from(users).to_string());
    let sample: Value = serde_json::from_str(&sampled(&home, "in.json -n 20")).unwrap();
    let mut dates = BTreeSet::new();
    for user in sample.as_array().unwrap() {
        let day = |name: &str| {
            let text = user["scimUser"]["meta"][name].as_str().unwrap();
            assert!(text.ends_with("T04:05:06Z"), "{text}");
            text[..10].parse::<jiff::civil::Date>().unwrap()
        };
        assert_eq!((day("lastModified") - day("created")).get_days(), 2);
        dates.insert(day("created"));
    }
    assert!(dates.len() > 10, "{dates:?}");
}

#[test]
fn short_values_that_differ_stay_different() {
    let home = Home::new();
    let user = |number: u32| {
        let name = format!("{}{}", char::from(b'a' + (number / 10) as u8), number % 10);
        json!({ "scimUser": { "originalId": format!("7a0c3e52-8d4e-4f6b-9a37-5e1f0c{number:06}"),
            "userName": name, "phoneNumbers": [{ "value": format!("+1 555 0{number:03}") }],
            "emails": [{ "value": format!("{name}@d{number}.de"), "primary": true }] } })
    };
    let users: Vec<_> = (0..200).map(user).collect();
    home.put("in.json", Value::from(users).to_string());
    let sample: Value = serde_json::from_str(&sampled(&home, "in.json -n 200")).unwrap();
    for place in
        ["/scimUser/userName", "/scimUser/emails/0/value", "/scimUser/phoneNumbers/0/value"]
    {
        let values = sample.as_array().unwrap().iter();
        let values: BTreeSet<_> =
            values.map(|user| user.pointer(place).unwrap().to_string()).collect();
        assert_eq!(values.len(), 200, "{place}");
    }
}

#[test]
fn users_in_an_object_stay_in_one_with_the_counts_of_the_sample() {
    let home = take("appid-social", "export.json");
    let sample: Value = serde_json::from_str(&sampled(&home, "export.json -n 3")).unwrap();
    assert_eq!(sample["users"].as_array().unwrap().len(), 3);
    assert_eq!((&sample["itemsPerPage"], &sample["totalResults"]), (&json!(3), &json!(3)));
    let home = take("appid-directory", "import.json");
    let sample: Value = serde_json::from_str(&sampled(&home, "import.json -n 1")).unwrap();
    assert_eq!(sample.as_object().unwrap().keys().collect::<Vec<_>>(), ["users"]);
}

#[test]
fn a_name_without_blanks_stays_made_of_its_parts() {
    let home = Home::new();
    for (name, whole) in [("first", "李伟"), ("last", "\\u674e\\u4f1f")] {
        let name_of = r#""givenName": "伟", "familyName": "李""#;
        let name_of = match name {
            "first" => format!(r#"{{ "formatted": "{whole}", {name_of} }}"#),
            _ => format!(r#"{{ {name_of}, "formatted": "{whole}" }}"#),
        };
        home.put(
            "in.json",
            format!(
                r#"[{{ "scimUser": {{ "displayName": "{whole}", "name": {name_of},
            "emails": [{{ "value": "u@example.com", "primary": true }}] }} }}]"#
            ),
        );
        let sample: Value = serde_json::from_str(&sampled(&home, "in.json -n 1")).unwrap();
        let user = &sample[0]["scimUser"];
        let text = |pointer: &str| user.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        let due = text("/name/familyName") + &text("/name/givenName");
        assert_ne!(due, "李伟");
        assert_eq!((text("/name/formatted"), text("/displayName")), (due.clone(), due));
    }
}
