//! What stands beside the users of an output, and is of none of them.

use super::support::run::names_in;
use super::{change, converted, sign, told, verify};

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
