//! What nobody touched is proved.

use idport::formats::FORMATS;
use serde_json::{Value, json};

use super::support::run::Home;
use super::{convert, converted, verify};

#[track_caller]
pub(super) fn assert_proved(home: &Home, input: &str, what: &str) -> Value {
    let (ran, document) = verify(home, &format!("{input} --against out"));
    assert_eq!(ran.code, 0, "{what}: {}{document:#}", ran.stderr);
    assert_eq!(document["proved"], true, "{what}");
    document
}

#[test]
fn every_pair_is_proved() {
    for from in FORMATS {
        for to in FORMATS {
            for kind in ["rich", "minimal", "hostile"] {
                let what = format!("{} to {}, {kind}", from.name, to.name);
                let home = converted(from.name, to.name, kind, "");
                let document = assert_proved(&home, kind, &what);
                let count = |name: &str| document[name].as_u64().unwrap();
                assert!(count("records") > 0, "{what}");
                assert_eq!(count("records"), count("compared") + count("refused"), "{what}");
                assert!(!document["left_out"].as_array().unwrap().is_empty(), "{what}");
            }
        }
    }
}

/// It was taken for something that no field holds, and missed.
#[test]
fn an_attribute_with_the_name_of_a_pointer_is_proved() {
    for from in ["appid-directory", "appid-social"] {
        for to in FORMATS {
            let home = Home::of(from);
            let made = home.idport(&format!("generate {from} --users 20 --seed 3 -o in.json"));
            assert_eq!(made.code, 0, "{}", made.stderr);
            let text = std::fs::read_to_string(home.path("in.json")).unwrap();
            let renamed = text.replace("\"attributes\":{\"", "\"attributes\":{\"/x\":\"y\",\"");
            assert_ne!(renamed, text, "{from}");
            std::fs::write(home.path("in.json"), renamed).unwrap();
            convert(&home, "in.json", to.name, "");
            assert_proved(&home, "in.json", &format!("{from} to {}", to.name));
        }
    }
}

/// Users of a format, invented; with faults where the format has them.
fn invented(home: &Home, format: &str) -> &'static str {
    let (file, defects) = match format {
        "oracle" => ("in", ""),
        "cloudentity" => ("in.json", ""),
        _ => ("in.json", "--defects 0.2"),
    };
    let made = home.idport(&format!("generate {format} --users 150 --seed 11 {defects} -o {file}"));
    assert_eq!(made.code, 0, "{}", made.stderr);
    let _ = std::fs::remove_file(home.path("in/generated.json"));
    file
}

#[test]
fn every_pair_of_invented_users_is_proved_with_all_options() {
    const OPTIONS: &[(&str, &str)] = &[
        ("cloudentity", ""),
        ("cloudentity", "--layout jsonl --batch-size 7"),
        ("oracle", "--bypass-notification --headings legacy --roles none"),
        ("oracle", "--roles app:Ledger --digest sha256"),
        ("oracle", "--passwords carry"),
        ("appid-directory", "--page-size 50"),
        ("appid-social", "--digest none"),
    ];
    const FOREIGN: &[&str] = &[
        "--groups native",
        "--mobile-identifiers --external-identifiers --assert-verified --no-password expired",
    ];
    for from in FORMATS {
        let foreign = FOREIGN.iter().map(|more| ("cloudentity", *more));
        let foreign = foreign.filter(|_| from.name != "cloudentity");
        for (to, more) in OPTIONS.iter().copied().chain(foreign) {
            let home = Home::of(from.name);
            let input = invented(&home, from.name);
            convert(&home, input, to, more);
            assert_proved(&home, input, &format!("{} to {to} {more}", from.name));
        }
    }
}

const USERS: &str = r#"[
  {"scimUser":{"originalId":"11111111-1111-4111-8111-111111111111","displayName":"Ada Löve",
    "nickName":"ada\u0021","title":"Dr","photos":[{"value":"https://example.com/a.png"}],
    "name":{"givenName":"Ada","familyName":"Löve"},
    "emails":[{"value":"ada@example.com","primary":true}],"status":"CONFIRMED","active":true},
   "profile":{"attributes":{"tier":"gold","old":1.50,"legacy":{"a":[1]},"contract":"C-1",
     "phone":"+15550100","deep":{"x":1}}},
   "roles":["adult","temp","Adults","viewer"]},
  {"scimUser":{"originalId":"22222222-2222-4222-8222-222222222222","displayName":"Bo Berg",
    "name":{"givenName":"Bo","familyName":"Berg"},"locale":"sv-SE",
    "emails":[{"value":"bo@example.com","primary":true}],"status":"CONFIRMED","active":true},
   "profile":{"attributes":{"tier":7}},"roles":["viewer"]}
]"#;

/// A mapping for every target; the last table is for one of them.
const MAPPING: &str = r#"
[fields]
"nickName" = "attributes.alias"
"title" = "attributes.tier"
"attributes.tier" = "title"
"attributes.old" = "attributes.new"
"attributes.phone" = "phoneNumbers.mobile"
"attributes.deep" = "department"
drop = ["photos", "attributes.legacy"]

[defaults]
"locale" = "en"
"attributes.source" = "legacy"
"attributes.level" = 3

[roles]
"adult" = "Adults"
"temp" = false
"#;

const PLACES: &str = r#"
[cloudentity.place]
"locale" = "payload.locale"
"attributes.contract" = "business_metadata.contract"
"attributes.source" = "metadata.source"
"#;

const COLUMNS: &str = r#"
[oracle.columns]
"attributes.contract" = "Custom_contract"
"#;

#[test]
fn what_a_mapping_moves_fills_and_drops_is_proved() {
    for (to, more) in [
        ("cloudentity", PLACES),
        ("cloudentity", ""),
        ("oracle", COLUMNS),
        ("oracle", ""),
        ("appid-directory", ""),
    ] {
        let home = Home::new();
        home.put("users.json", USERS);
        home.put("mapping.toml", format!("{MAPPING}{more}"));
        convert(&home, "users.json", to, "--mapping mapping.toml");
        let document = assert_proved(&home, "users.json", &format!("{to} {more}"));
        assert_eq!(document["compared"], 2, "{to}");
    }
}

#[test]
fn a_file_of_payloads_is_proved_with_what_stands_beside_it() {
    let home = Home::new();
    home.take("bulk.json");
    home.take("bad-records.json");
    let ran = home.idport(
        "convert bulk.json bad-records.json --to cloudentity --tenant-id a --user-pool-id b \
         --layout jsonl -o users.jsonl --no-sync --quiet",
    );
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let (ran, document) = verify(&home, "bulk.json bad-records.json --against users.jsonl");
    assert_eq!(ran.code, 0, "{}{document:#}", ran.stderr);
    assert!(document["refused"].as_u64().unwrap() > 0);
}

/// Oracle takes back what it wrote itself, and members whose users are elsewhere are lost.
#[test]
fn short_groups_and_members_who_are_elsewhere_are_proved() {
    let home = converted("oracle", "oracle", "rich", "");
    let groups = "Name,Description,User Members,Requestable\r\nabc,,o.lindqvist;ghost.one,TRUE\r\n\
        =x,d,,\r\nNordic Sales,,ghost.two,\r\n";
    home.put("rich/Groups.csv", groups);
    std::fs::remove_dir_all(home.path("out")).unwrap();
    convert(&home, "rich", "oracle", "");
    assert_proved(&home, "rich", "short groups");
}

/// The output was read as if it was to be imported, and its rows refused.
#[test]
fn roles_without_an_application_are_proved() {
    const USERS: &str = "User Name,Last Name,First Name,Work Email,Primary Email Type\r\n\
        o.lind,Lind,Olle,olle@example.net,work\r\n";
    for (heading, rows) in [
        ("Entitlement Value,Grantee Name,Grantee Type", "Viewer,o.lind,User\r\n"),
        ("Entitlement Value,Grantee Name,Grantee Type,App Name", "Viewer,o.lind,User,\r\n"),
        (
            "Entitlement Value,Grantee Name,Grantee Type,App Name",
            "Viewer,o.lind,User,\r\nViewer,o.lind,User,Ledger\r\n",
        ),
    ] {
        let home = Home::of("oracle");
        home.put("Users.csv", USERS);
        home.put("AppRoles.csv", format!("{heading}\r\n{rows}"));
        convert(&home, "Users.csv AppRoles.csv", "oracle", "");
        let document = assert_proved(&home, "Users.csv AppRoles.csv", rows);
        assert_eq!(document["compared"], 1);
    }
}

/// There is nothing to read in them, which was taken for something broken.
#[test]
fn outputs_without_anybody_are_proved() {
    for (records, refused) in [("[]", 0), ("[{\"scimUser\": {}}]", 1)] {
        for output in ["out", "out.jsonl --layout jsonl"] {
            let home = Home::new();
            home.put("in.json", records);
            let ran = home.idport(&format!(
                "convert in.json --from appid-directory --to cloudentity --tenant-id a \
                 --user-pool-id b --no-sync --quiet -o {output}"
            ));
            assert!(ran.code < 2, "{}", ran.stderr);
            let out = output.split(' ').next().unwrap();
            let (ran, document) =
                verify(&home, &format!("in.json --from appid-directory --against {out}"));
            assert_eq!(
                (ran.code, &document["proved"]),
                (0, &json!(true)),
                "{output}: {document:#}"
            );
            assert_eq!(document["refused"], refused);
        }
    }
}

#[test]
fn groups_without_a_file_of_users_are_proved() {
    let home = Home::of("oracle");
    std::fs::create_dir(home.path("in")).unwrap();
    home.put("in/Users.csv", "User Name,Last Name,First Name,Work Email\r\nu1,L,,\r\n");
    home.put("in/Groups.csv", "Name,Description,User Members\r\nviewers,d,\r\n");
    convert(&home, "in", "oracle", "");
    assert!(home.path("out/Groups.csv").exists() && !home.path("out/Users.csv").exists());
    let document = assert_proved(&home, "in", "oracle");
    assert_eq!(document["refused"], 1);
}

#[test]
fn differences_are_the_same_for_any_number_of_threads() {
    let home = Home::new();
    let input = invented(&home, "appid-directory");
    convert(&home, input, "cloudentity", "");
    let text = std::fs::read_to_string(home.path("out/batch-000001.json")).unwrap();
    super::change(&home, "batch-000001.json", "\"verified\":true", "\"verified\":false");
    assert!(text.contains("\"verified\":true"));
    let runs = [1, 2, 5].map(|threads| {
        home.idport(&format!("verify {input} --against out --threads {threads}")).stdout
    });
    assert!(runs[0] == runs[1] && runs[1] == runs[2]);
}
