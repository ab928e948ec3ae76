//! What stands beside the users of an output, and is of none of them.

use serde_json::json;

use super::support::run::{Home, names_in};
use super::support::schema;
use super::{change, convert, converted, sign, told, verify};

const BATCH: &str = "batch-000001.json";

/// The rules of the differences with their pointers in the output; each has a line there.
#[track_caller]
fn after(
    from: &str,
    to: &str,
    more: &str,
    file: &str,
    before: &str,
    then: &str,
) -> Vec<(String, String)> {
    let home = converted(from, to, "rich", more);
    change(&home, file, before, then);
    sign(&home);
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!(ran.code, 1, "{from} to {to}: {then}: {}{document:#}", ran.stderr);
    for difference in document["differences"].as_array().unwrap() {
        assert!(difference["output"]["line"].is_u64(), "{difference:#}");
        assert_eq!(difference["output"]["file"], format!("out/{file}"));
    }
    told(&document).into_iter().map(|(rule, _, output)| (rule, output)).collect()
}

fn due(rule: &str, pointer: &str) -> Vec<(String, String)> {
    vec![(rule.to_owned(), pointer.to_owned())]
}

#[test]
fn rows_of_nobody_are_told() {
    for (list, row) in [
        ("user_credentials", r#""type":"password","state":"valid","payload":{}"#),
        ("user_identifiers", r#""type":"uid","identifier":"ghost","identifier_lc":"ghost""#),
        ("user_verifiable_addresses", r#""type":"email","address":"g@example.com""#),
        ("codes", r#""code":{}"#),
        ("group_members", r#""group_id":"00000000-0000-4000-8000-000000000001""#),
    ] {
        let id = "00000000-0000-4000-8000-00000000dead";
        let row = format!(r#"{{"id":"{id}","user_id":"{id}",{row}}}"#);
        let (before, then) = match list {
            "codes" | "group_members" => {
                ("{\"users\":[", format!("{{\"{list}\":[{row}],\"users\":["))
            }
            _ => (&*format!("\"{list}\":["), format!("\"{list}\":[{row},")),
        };
        let told = after("appid-directory", "cloudentity", "", BATCH, before, &then);
        assert_eq!(told, due("VE-006", "/user_id"), "{list}");
    }
}

#[test]
fn a_row_without_an_owner_is_told() {
    let home = converted("appid-directory", "cloudentity", "rich", "");
    let list = "\"user_identifiers\":[";
    change(&home, BATCH, list, &format!("{list}{{\"type\":\"uid\",\"identifier\":\"ghost\"}},"));
    sign(&home);
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!(ran.code, 1, "{document:#}");
    assert_eq!(told(&document)[0].0, "VE-006");
}

#[test]
fn lists_and_members_beside_the_users_are_told() {
    for (from, to, more, file, before, then) in [
        ("appid-directory", "cloudentity", "", BATCH, "{\"users\":", "{\"pools\":[],\"users\":"),
        ("appid-directory", "cloudentity", "", BATCH, "{\"users\":", "{\"groups\":[],\"users\":"),
        ("appid-directory", "cloudentity", "", BATCH, "{\"users\":", "{\"zzz\":[1],\"users\":"),
        ("appid-directory", "cloudentity", "", BATCH, "{\"users\":", "{\"zzz\":null,\"users\":"),
        ("cloudentity", "cloudentity", "", BATCH, "{\"users\":", "{\"zzz\":{\"a\":1},\"users\":"),
        ("appid-social", "appid-social", "", "users.json", "{\"req", "{\"zzz\":1,\"req"),
        (
            "appid-directory",
            "appid-directory",
            "--page-size 50",
            "page-000001.json",
            "{\"users\":",
            "{\"zzz\":1,\"users\":",
        ),
    ] {
        let told = after(from, to, more, file, before, then);
        assert_eq!(told, due("VE-007", ""), "{from} to {to}: {then}");
    }
}

#[test]
fn a_list_that_is_there_twice_is_told() {
    for (from, to, file) in [
        ("appid-directory", "cloudentity", BATCH),
        ("cloudentity", "cloudentity", BATCH),
        ("appid-social", "appid-social", "users.json"),
    ] {
        let told = after(from, to, "", file, "\"users\":[", "\"users\":[],\"users\":[");
        // Not every reader goes on behind the second one.
        assert_eq!(told[..1], due("VE-007", ""), "{from} to {to}");
    }
}

#[test]
fn members_and_grants_of_nobody_are_told() {
    let grant = ("harbour_pilot,teo.vasquez,", "harbour_pilot,ghost.admin,User,Ledger\r\n");
    for (from, more, file, before, then, pointer) in [
        (
            "oracle",
            "",
            "Groups.csv",
            "o.lindqvist;",
            "ghost.admin;o.lindqvist;".to_owned(),
            "/User Members",
        ),
        (
            "appid-directory",
            "",
            "Groups.csv",
            "harbour_pilot,",
            "pirates,,ghost.admin,\r\nharbour_pilot,".to_owned(),
            "/User Members",
        ),
        (
            "appid-directory",
            "--roles app:Ledger",
            "AppRoles.csv",
            grant.0,
            format!("{}{}", grant.1, grant.0),
            "/Grantee Name",
        ),
    ] {
        let told = after(from, "oracle", more, file, before, &then);
        assert_eq!(told, due("VE-006", pointer), "{from}: {then}");
    }
}

#[test]
fn groups_without_members_and_requestable_are_compared() {
    let row = "Audit Readers,Read-only auditors,,FALSE\r\n";
    for (before, then, due) in [
        (row, "", &[("VE-003", "/Name")][..]),
        ("Audit R", "Audit r", &[("VE-003", "/Name"), ("VE-004", "/Name")]),
        (",,FALSE", ",,TRUE", &[("VE-003", "/Requestable")]),
        ("Read-only a", "Read-only A", &[("VE-003", "/Description")]),
        ("r.mbeki,TRUE", "r.mbeki,", &[("VE-003", "/Requestable")]),
        (row, &format!("{row}Ghost Group,,,\r\n"), &[("VE-004", "/Name")]),
    ] {
        let home = converted("oracle", "oracle", "rich", "");
        change(&home, "Groups.csv", before, then);
        sign(&home);
        let (ran, document) = verify(&home, "rich --against out");
        assert_eq!(ran.code, 1, "{then}: {document:#}");
        let told: Vec<_> =
            told(&document).into_iter().map(|(rule, _, output)| (rule, output)).collect();
        for (rule, pointer) in due {
            assert!(told.contains(&((*rule).into(), (*pointer).into())), "{then}: {told:?}");
        }
    }
}

/// Where the names of members begin in a JSON text, or the headings of a table.
fn names_of(file: &str, text: &str) -> Vec<usize> {
    if file.ends_with(".csv") {
        let heads = text.lines().next().unwrap();
        return [0].into_iter().chain(heads.match_indices(',').map(|(at, _)| at + 1)).collect();
    }
    let behind = text.match_indices("\":").map(|(end, _)| end);
    behind.map(|end| text[..end].rfind('"').unwrap() + 1).collect()
}

/// Digests would tell it, and may be left away.
#[test]
fn damaged_names_of_rows_about_more_than_users_are_told() {
    for (from, to, kind, more, count) in [
        ("cloudentity", "cloudentity", "dump", "", 1),
        ("appid-directory", "cloudentity", "rich", "--groups native", 1),
        ("oracle", "oracle", "rich", "", 4),
        ("appid-social", "oracle", "rich", "--roles app:Ledger", 2),
    ] {
        let home = converted(from, to, kind, &format!("{more} --digest none"));
        let mut files = names_in(&home.path("out"));
        files.retain(|name| name.ends_with(".csv") || name == "configuration.json");
        assert_eq!(files.len(), count, "{files:?}");
        for file in files {
            let path = home.path("out").join(&file);
            let text = std::fs::read_to_string(&path).unwrap();
            for at in names_of(&file, &text) {
                let mut damaged = text.clone().into_bytes();
                damaged[at] = if damaged[at] == b'x' { b'y' } else { b'x' };
                std::fs::write(&path, &damaged).unwrap();
                let (ran, _) = verify(&home, &format!("{kind} --against out"));
                assert_eq!(ran.code, 1, "{from} to {to}: {file} {at}: {}", ran.stderr);
            }
            std::fs::write(&path, text).unwrap();
        }
        assert_eq!(verify(&home, &format!("{kind} --against out")).0.code, 0);
    }
}

#[test]
fn the_place_of_a_damaged_heading_is_told() {
    let home = converted("oracle", "oracle", "rich", "--digest none");
    change(&home, "Groups.csv", ",Requestable", ",Requestablf");
    let (ran, document) = verify(&home, "rich --against out");
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let differences = document["differences"].as_array().unwrap();
    let heading = differences.iter().find(|difference| difference["rule"] == "VE-008").unwrap();
    let output = &heading["output"];
    assert_eq!((&output["line"], &output["column"]), (&1.into(), &31.into()), "{output}");
    assert_eq!(output["file"], "out/Groups.csv");
}

#[test]
fn rows_about_more_than_users_are_compared() {
    let pool = "{\"id\":\"club-archive\"";
    for (before, then, due) in [
        ("Club archive", "Club archiv", &["VE-003", "VE-004"][..]),
        ("\"pools\":[", "\"pools\":[{\"id\":\"another\"},", &["VE-004"]),
        (pool, &format!("{{}},{pool}"), &["VE-004"]),
        (
            "\"tenant_id\":\"acme\",\"name\":\"Club a",
            "\"tenant_id\":\"acmf\",\"name\":\"Club a",
            &["VE-003", "VE-004"],
        ),
    ] {
        let home = converted("cloudentity", "cloudentity", "dump", "");
        change(&home, "configuration.json", before, then);
        sign(&home);
        let (_, document) = verify(&home, "dump --against out");
        let rules: Vec<_> = told(&document).into_iter().map(|(rule, ..)| rule).collect();
        assert_eq!(rules, due, "{then}: {document:#}");
    }
}

#[test]
fn counts_beside_profiles_that_were_changed_are_told() {
    for (member, then) in [
        ("\"totalResults\":8", "\"totalResults\":9"),
        ("\"itemsPerPage\":8", "\"itemsPerPage\":\"8\""),
        ("\"itemsPerPage\":8", "\"itemsPerPage\":null"),
        ("\"requestOptions\":{}", "\"requestOptions\":{\"startIndex\":7}"),
    ] {
        let told = after("appid-social", "appid-social", "", "users.json", member, then);
        let name = then.split('"').nth(1).unwrap();
        assert_eq!(told, due("VE-007", &format!("/{name}")), "{then}");
    }
}

#[test]
fn counts_beside_profiles_that_are_gone_are_told() {
    for member in ["\"requestOptions\":{},", ",\"itemsPerPage\":8", ",\"totalResults\":8"] {
        let home = converted("appid-social", "appid-social", "rich", "");
        change(&home, "users.json", member, "");
        sign(&home);
        let (ran, document) = verify(&home, "rich --against out");
        assert_eq!(ran.code, 1, "{member}: {}", ran.stderr);
        let difference = &document["differences"][0];
        assert_eq!(difference["rule"], "VE-007", "{member}: {document:#}");
        assert_eq!(difference["got"], "nothing", "{member}");
    }
}

/// A page has no counts, and a file for the bulk import of a directory nothing around its users.
#[test]
fn users_in_another_envelope_are_told() {
    let counts = "],\"totalResults\":8}";
    let told =
        after("appid-social", "appid-social", "--page-size 50", "page-000001.json", "]}\n", counts);
    assert_eq!(told, due("VE-007", ""));
    for (format, more, file) in [
        ("appid-directory", "", "users.json"),
        ("appid-directory", "--page-size 50", "page-000001.json"),
        ("appid-social", "--page-size 50", "page-000001.json"),
    ] {
        let home = converted(format, format, "rich", more);
        let path = home.path("out").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.trim_end();
        let other = match text.strip_prefix("{\"users\":") {
            Some(list) => list.strip_suffix('}').unwrap().to_owned(),
            None => format!("{{\"users\":{text}}}"),
        };
        std::fs::write(&path, other).unwrap();
        sign(&home);
        let (_, document) = verify(&home, "rich --against out");
        let rules: Vec<_> = told_rules(&document);
        assert_eq!(rules, ["VE-007"], "{format} {more}");
    }
}

fn told_rules(document: &serde_json::Value) -> Vec<String> {
    told(document).into_iter().map(|(rule, ..)| rule).collect()
}

/// Who reads it takes it for one.
#[test]
fn a_grant_or_a_member_that_is_there_twice_is_told() {
    let grant = "harbour_pilot,teo.vasquez,User,Ledger\r\n";
    for (more, file, before, then) in [
        ("--roles app:Ledger", "AppRoles.csv", grant, format!("{grant}{grant}")),
        ("", "Groups.csv", ",teo.vasquez;", ",teo.vasquez;teo.vasquez;".to_owned()),
    ] {
        let told = after("appid-directory", "oracle", more, file, before, &then);
        assert_eq!(told.len(), 1, "{then}: {told:?}");
        assert_eq!(told[0].0, "VE-004", "{then}: {told:?}");
    }
}

fn group(name: &str) -> serde_json::Value {
    let id = "33333333-3333-4333-8333-333333333333";
    json!({ "id": id, "tenant_id": "acme", "user_pool_id": "customers", "name": name })
}

/// Adds a group to the groups of a payload.
fn with_group(text: &str, name: &str) -> String {
    let mut payload: serde_json::Value = serde_json::from_str(text).unwrap();
    payload["groups"].as_array_mut().unwrap().push(group(name));
    payload.to_string()
}

#[test]
fn a_group_of_the_pool_that_nobody_is_in_is_told() {
    let home = converted("appid-directory", "cloudentity", "rich", "--groups native");
    let path = home.path("out/configuration.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, with_group(&text, "Ghost group")).unwrap();
    sign(&home);
    let (_, document) = verify(&home, "rich --against out");
    assert_eq!(told_rules(&document), ["VE-004"], "{document:#}");
}

#[test]
fn a_group_that_nobody_is_in_and_that_is_gone_is_told() {
    let payload = schema::root().join("testdata/cloudentity/payload.json");
    let payload = with_group(&std::fs::read_to_string(payload).unwrap(), "Empty quarter");
    for (to, file, pointer) in
        [("cloudentity", "configuration.json", "/groups"), ("oracle", "Groups.csv", "/Name")]
    {
        let home = Home::of("cloudentity");
        home.put("in.json", &payload);
        convert(&home, "in.json", to, "");
        assert_eq!(verify(&home, "in.json --against out").0.code, 0, "{to}");
        let path = home.path("out").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let at = text.find("Empty quarter").unwrap();
        let row = match to {
            "oracle" => "Empty quarter,,,\r\n",
            _ => &text[text[..at].rfind(",{").unwrap()..=at + text[at..].find('}').unwrap()],
        };
        change(&home, file, row, "");
        sign(&home);
        let (_, document) = verify(&home, "in.json --against out");
        let told: Vec<_> =
            told(&document).into_iter().map(|(rule, _, output)| (rule, output)).collect();
        assert_eq!(told, due("VE-003", pointer), "{to}");
    }
}
