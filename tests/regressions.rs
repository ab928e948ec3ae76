//! Mistakes that were made once, each under its own name.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use serde_json::{Value, json};
use support::export::{self, record};
use support::output::{Outcome, rows};
use support::payload::check_payloads;
use support::run::{FIXED, Home};
use support::{naive, variants};

/// Converts these records; the payloads must pass the judge.
fn converted(home: &Home, records: &[Value], options: &str) -> Outcome {
    home.put("in.json", serde_json::to_vec(records).unwrap());
    let outcome = home.convert(&format!("in.json {options}"));
    assert!(outcome.ran.code < 2, "{}", outcome.ran.stderr);
    check_payloads(&outcome.payloads()).unwrap();
    outcome
}

#[test]
fn a_long_member_before_the_list_does_not_stop_the_run_for_ever() {
    let home = Home::new();
    let file = json!({ "about": "x".repeat(40_000), "users": [record(1, json!({}))] });
    home.put("in.json", file.to_string());
    let outcome = home.convert("in.json --from appid-directory").ended(0);
    assert_eq!(outcome.manifest()["converted"], 1);
}

#[test]
fn what_is_only_counted_is_counted_once_for_a_record_cut_by_a_chunk() {
    let home = Home::new();
    let long = "x".repeat(3_000);
    let members = json!({ "first": 1, "long": long });
    let records: Vec<_> = (0..400).map(|number| record(number, members.clone())).collect();
    home.put("in.json", serde_json::to_vec(&records).unwrap());
    for threads in [1, 3] {
        let outcome =
            home.convert_into(&format!("out{threads}"), &format!("in.json --threads {threads}"));
        assert_eq!(outcome.ended(0).count("CD-012"), 800, "{threads} threads");
    }
}

#[test]
fn a_primary_address_is_written_although_another_entry_repeats_it() {
    for primary_at in [0, 1] {
        let home = Home::new();
        let entry = |at| json!({ "value": "twice@example.com", "primary": at == primary_at });
        let user = record(1, json!({ "emails": [entry(0), entry(1)] }));
        let payloads = converted(&home, &[user], "").ended(0).payloads();
        assert_eq!(rows(&payloads, "user_identifiers")[0]["identifier"], "twice@example.com");
        let addresses = rows(&payloads, "user_verifiable_addresses");
        assert_eq!((addresses.len(), &addresses[0]["verified"]), (1, &json!(true)));
    }
}

#[test]
fn roles_that_are_null_are_as_good_as_absent() {
    let home = Home::new();
    let mut user = record(1, json!({}));
    user["roles"] = Value::Null;
    let outcome = converted(&home, &[user], "").ended(0);
    assert_eq!(outcome.count("CD-103"), 1);
}

#[test]
fn the_smallest_legal_records_are_all_converted() {
    let home = Home::new();
    home.take("minimal.json");
    assert_eq!(home.convert("minimal.json").ended(0).manifest()["refused"], 0);
}

#[test]
fn a_time_in_another_spelling_than_rfc_3339_is_not_passed_on() {
    let home = Home::new();
    let times = ["2024-02-29 23:59:59Z", "20240229T235959Z", "2024-02-29T23:59:59+00:00[UTC]"];
    let user = |(number, time)| record(number, json!({ "meta": { "created": time } }));
    let records: Vec<_> = (0..).zip(times).map(user).collect();
    let outcome = converted(&home, &records, "").ended(0);
    assert_eq!(outcome.count("CE-TIM-001"), 3);
    let payloads = outcome.payloads();
    assert!(rows(&payloads, "users").iter().all(|row| row["created_at"] == "2026-01-02T03:04:05Z"));
}

#[test]
fn two_pages_without_source_ids_are_not_taken_for_one_page_given_twice() {
    let home = Home::new();
    for name in ["one", "two"] {
        let email = format!("{name}@example.com");
        let user = json!([{ "scimUser": { "emails": [{ "value": email, "primary": true }] } }]);
        home.put(&format!("{name}.json"), user.to_string());
    }
    assert_eq!(home.convert("one.json two.json").ended(0).count("CD-005"), 0);
}

#[test]
fn the_limit_of_a_record_holds_inside_of_a_chunk_too() {
    let home = Home::new();
    home.take("bulk.json");
    let ran = home.convert("bulk.json --max-record-bytes 100").ran;
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("longer than 100 bytes"), "{}", ran.stderr);
}

#[test]
fn a_scim_id_beside_the_original_id_is_kept() {
    let home = Home::new();
    let user = record(1, json!({ "id": "another" }));
    let payloads = converted(&home, &[user], "").ended(0).payloads();
    let metadata = &payloads[0]["users"][0]["metadata"];
    assert_eq!(metadata["kept"]["/scimUser/id"], "another");
    assert_eq!(metadata["migration"]["id"], "00000000-0000-4000-8000-000000000001");
}

#[test]
fn a_telephone_number_or_photo_without_a_value_is_kept_whole() {
    let home = Home::new();
    let members = json!({
        "phoneNumbers": [{ "type": "work", "primary": true, "value": 12 }],
        "photos": [{ "type": "photo" }],
    });
    let payloads = converted(&home, &[record(1, members)], "").ended(0).payloads();
    let kept = &payloads[0]["users"][0]["metadata"]["kept"];
    let due = json!({
        "/scimUser/phoneNumbers/0/type": "work",
        "/scimUser/phoneNumbers/0/primary": true,
        "/scimUser/phoneNumbers/0/value": 12,
        "/scimUser/photos/0/type": "photo",
    });
    assert_eq!(kept, &due);
}

#[test]
fn the_end_of_a_broken_pipe_is_placed_where_the_end_of_a_broken_file_is() {
    let home = Home::new();
    let whole = serde_json::to_vec_pretty(&[record(1, json!({})), record(2, json!({}))]).unwrap();
    let broken = &whole[..whole.len() - 3];
    home.put("in.json", broken);
    let file = home.convert("in.json").ran.stderr;
    let pipe = home.idport_fed(&format!("convert {FIXED} -o out -"), broken).stderr;
    let second = broken.windows(4).rposition(|bytes| bytes == b"\n  {").unwrap() + 3;
    assert!(file.contains(&format!("at byte {second} ")), "{file}");
    assert_eq!(file, pipe.replace("standard input", "in.json"));
}

#[test]
fn a_telephone_number_of_two_users_does_not_become_two_equal_identifiers() {
    let home = Home::new();
    let phones = json!([{ "value": "+12025550123" }]);
    let users = [
        record(1, json!({ "phoneNumbers": phones })),
        record(2, json!({ "phoneNumbers": phones })),
        record(3, json!({ "userName": "+12025550123" })),
        record(
            4,
            json!({ "phoneNumbers": [{ "value": "+12025550144" }], "userName": "+12025550144" }),
        ),
    ];
    let outcome = converted(&home, &users, "--mobile-identifiers").ended(1);
    assert_eq!(outcome.count("CE-IDN-001"), 2);
    assert_eq!(check_payloads(&outcome.payloads()).unwrap().users, 2);
    let outcome = home.convert_into("without", "in.json").ended(0);
    assert_eq!(check_payloads(&outcome.payloads()).unwrap().users, 4);
}

#[test]
fn replaced_lines_do_not_keep_the_rejects_of_the_run_before() {
    let home = Home::new();
    home.take("bad-records.json");
    home.take("bulk.json");
    let run = |input: &str, options: &str| {
        home.idport(&format!("convert {FIXED} --layout jsonl -o x.jsonl {options} {input}")).code
    };
    assert_eq!(run("bad-records.json", "--digest sha256"), 1);
    assert_eq!(run("bulk.json", "--force"), 0);
    let left = ["bad-records.json", "bulk.json", "x.jsonl", "x.manifest.json", "x.report.json"];
    assert_eq!(home.names(), left);

    for name in ["x.jsonl", "x.manifest.json", "x.report.json"] {
        std::fs::remove_file(home.path(name)).unwrap();
    }
    home.put("x.rejects.json", "mine");
    assert_eq!(run("bulk.json", ""), 2, "what nobody allowed to replace is not replaced");
    assert_eq!(home.names(), ["bad-records.json", "bulk.json", "x.rejects.json"]);
}

#[test]
fn a_folder_without_data_files_is_refused_with_each_extension_once() {
    let home = Home::new();
    std::fs::create_dir(home.path("empty")).unwrap();
    let ran = home.convert("empty").ran;
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (2, "error: no .csv or .json or .jsonl file in empty\n")
    );
}

#[test]
fn it_is_the_first_failure_that_is_told_whatever_the_threads() {
    let home = Home::new();
    let whole = export::users(2_500, 1);
    let zstandard = variants::zstandard(&whole);
    home.put("cut.json", &zstandard[..zstandard.len() / 2]);
    // Broken early in its text, and cut off later as a file.
    let (before, behind) = whole.split_at(naive::records(&whole)[900].end);
    let broken = [before, b"}}", behind].concat();
    let gzip = variants::gzip(&broken);
    home.put("both.json", &gzip[..gzip.len() - 9]);
    home.put("broken.json", &broken);
    for name in ["cut.json", "both.json", "broken.json"] {
        let said = |threads: u32| home.convert(&format!("{name} --threads {threads}")).ran.stderr;
        let alone = said(1);
        assert!(alone.starts_with("error: "), "{name}: {alone}");
        for _ in 0..6 {
            assert_eq!(said(4), alone);
        }
    }
}

#[test]
fn an_odd_source_id_is_pointed_to_under_the_name_that_it_has() {
    for name in ["originalId", "orignalId", "id"] {
        let home = Home::new();
        let mut user = record(1, json!({}));
        user["scimUser"].as_object_mut().unwrap().remove("originalId");
        user["scimUser"][name] = json!("legacy:1");
        let report = converted(&home, &[user], "").ended(0).report();
        let mut findings = report["findings"].as_array().unwrap().iter();
        let finding = findings.find(|finding| finding["rule"] == "CD-023").unwrap();
        assert_eq!(finding["pointer"], format!("/scimUser/{name}"));
    }
}

#[test]
fn a_lock_that_ends_by_itself_is_told_where_the_account_becomes_active() {
    for (members, count) in [
        (json!({ "active": true, "lockedUntil": 4_102_444_800_000_u64 }), 1),
        (json!({ "active": false, "lockedUntil": 4_102_444_800_000_u64 }), 0),
        (json!({ "active": true, "lockedUntil": 0 }), 0),
    ] {
        let home = Home::new();
        assert_eq!(converted(&home, &[record(1, members)], "").ended(0).count("CD-074"), count);
    }
}

#[test]
fn members_around_the_users_are_not_passed_over_in_silence() {
    let home = Home::new();
    let file = json!({ "users": [record(1, json!({}))], "users2": [record(2, json!({}))] });
    home.put("in.json", file.to_string());
    let outcome = home.convert("in.json").ended(0);
    assert_eq!(outcome.count("CD-012"), 1);
    assert!(outcome.ran.stderr.contains("/users2: an array"), "{}", outcome.ran.stderr);
}

#[test]
fn the_id_map_does_not_take_the_place_of_another_output() {
    let home = Home::new();
    home.take("bulk.json");
    for arguments in [
        "--layout jsonl -o x.jsonl --id-map ./x.jsonl",
        "--layout jsonl -o x.jsonl --id-map x.manifest.json",
        "-o out --id-map out",
        "-o out --id-map out/ids.csv",
        "-o - --evidence out --id-map out",
        "-o other --ids-from bulk.json --id-map bulk.json",
    ] {
        let ran = home.idport(&format!("convert {FIXED} bulk.json {arguments}"));
        assert_eq!((ran.code, home.names()), (2, vec!["bulk.json".to_owned()]), "{arguments}");
    }
}

#[test]
fn a_file_name_cannot_steer_the_terminal() {
    let home = Home::new();
    home.put("a\u{1b}[2Jb.json", "[]");
    let ran =
        home.idport(&format!("convert {FIXED} --from appid-directory a\u{1b}[2Jb.json c -o out"));
    assert!(ran.code == 2 && !ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
    let ran = home.idport(&format!("convert {FIXED} a\u{1b}[2Jb.json -o out"));
    assert!(ran.code == 2 && ran.stderr.contains("\\u{1b}"), "{}", ran.stderr);
}

#[test]
fn denied_classes_are_named() {
    let home = Home::new();
    home.take("bulk.json");
    let ran = home.idport(&format!("convert {FIXED} bulk.json -o out --deny loss -q"));
    assert!(ran.code == 1 && ran.stderr.contains("--deny"), "{}", ran.stderr);
}

#[test]
fn a_user_name_like_the_own_address_meets_nobody() {
    let home = Home::new();
    let id = "21b89ab2-8c88-4541-b3da-7e02b8f04281";
    let user = json!({ "id": id, "tenant_id": "a", "user_pool_id": "p", "status": "active" });
    let identifier = |kind: &str, name: &str| json!({ "user_id": id, "tenant_id": "a", "user_pool_id": "p", "type": kind, "identifier": name });
    let names = [identifier("email", "ada@example.com"), identifier("uid", "Ada@example.com")];
    let payload = json!({ "users": [user], "user_identifiers": names });
    home.put("in.json", payload.to_string());
    let ran = home.idport("validate in.json --output json --pool-letter-case ignored");
    let report = String::from_utf8(ran.stdout).unwrap();
    assert!(report.contains("CE-IDN-012") && !report.contains("CE-IDN-002"), "{report}");
}

#[test]
fn a_missing_address_is_told_though_something_else_is_wrong_too() {
    let home = Home::new();
    home.put("in.json", r#"[{"scimUser":{"emails":[]},"roles":["viewer","viewer"]}]"#);
    let ran = home.idport("validate in.json --output json");
    let report = String::from_utf8(ran.stdout).unwrap();
    assert!(report.contains("CD-100") && report.contains("CD-030"), "{report}");
}

#[test]
fn a_reader_that_goes_away_does_not_make_a_bad_file_good() {
    use std::process::{Command, Stdio};
    for output in ["jsonl", "text"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_idport"))
            .args(["validate", "testdata/oracle/bad-rows.csv", "--output", output])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(1), "{output}");
    }
}

#[test]
fn a_password_that_is_not_there_is_told_once() {
    let home = Home::new();
    home.take("minimal.json");
    let ran = home.idport("validate minimal.json --for appid-directory --output json");
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let rules = report["rules"].as_array().unwrap();
    let of_rule = rules.iter().filter(|line| line["rule"] == "CD-054");
    let counts: Vec<_> = of_rule.map(|line| line["count"].as_u64()).collect();
    assert_eq!(counts, [Some(3)]);
}

#[test]
fn one_bad_cell_hides_no_other_one() {
    let home = Home::of("oracle");
    home.put(
        "u.csv",
        "User Name,Last Name,First Name,Work Email,Primary Email Type,Mobile No,ByPass Notification\r\n\
         ab,B,A,notmail,work,+1x,maybe\r\n",
    );
    let ran = home.idport("validate u.csv --output json");
    let report = String::from_utf8(ran.stdout).unwrap();
    for rule in ["ORA-F-030", "ORA-U-002", "ORA-U-021", "ORA-U-030"] {
        assert!(report.contains(rule), "{rule}: {report}");
    }
}

#[test]
fn a_group_that_oracle_would_refuse_is_not_written() {
    let home = Home::of("cloudentity");
    let row = |id: &str, name: &str| json!({ "id": id, "tenant_id": "a", "user_pool_id": "p", "name": name });
    let user = json!({
        "id": "21b89ab2-8c88-4541-b3da-7e02b8f04281", "tenant_id": "a", "user_pool_id": "p",
        "status": "active", "payload": { "given_name": "Ada", "family_name": "Quill" },
    });
    let address = json!({
        "user_id": user["id"], "tenant_id": "a", "user_pool_id": "p", "type": "email",
        "address": "ada@example.com", "status": "active", "verified": true,
    });
    let payload = json!({
        "groups": [row("g1", "crew"), row("g2", "pilots")],
        "users": [user], "user_verifiable_addresses": [address],
    });
    home.put("in.json", payload.to_string());
    let told = home.idport("validate in.json --for oracle --output json");
    assert!(String::from_utf8(told.stdout).unwrap().contains("ORA-G-002"));
    let ran = home.idport("convert in.json --to oracle -o out");
    assert!(ran.stderr.contains("ORA-G-002"), "{}", ran.stderr);
    let groups = std::fs::read_to_string(home.path("out/Groups.csv")).unwrap();
    assert!(groups.contains("pilots") && !groups.contains("crew"), "{groups}");
}

#[test]
fn findings_before_a_broken_end_are_told_as_lines() {
    let home = Home::new();
    home.put("in.json", r#"[{"id":"x"},{"id":"y""#);
    let ran = home.idport("validate in.json --from appid-directory --output jsonl");
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let lines = String::from_utf8(ran.stdout).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let rules: Vec<_> = lines.map(|line| line["rule"].as_str().unwrap().to_owned()).collect();
    assert!(rules.contains(&"CD-010".to_owned()), "{rules:?}");
}

#[test]
fn a_secret_among_metadata_is_not_written_into_a_file_of_app_id() {
    let home = Home::of("cloudentity");
    let metadata = |id: &str, secret: Value| json!({ "identities": [{ "provider": "saml", "id": id }], "password": secret });
    let user = |id: &str, secret| {
        json!({
            "id": id, "tenant_id": "a", "user_pool_id": "p", "status": "active",
            "metadata": metadata(id, secret),
        })
    };
    let address = |id: &str, address: &str| {
        json!({
            "user_id": id, "tenant_id": "a", "user_pool_id": "p", "type": "email", "status": "active",
            "address": address, "verified": true,
        })
    };
    let (ada, ben) =
        ("21b89ab2-8c88-4541-b3da-7e02b8f04281", "18b39f02-0e3f-4c5e-9a55-3f5b6f9be0aa");
    let payload = json!({
        "users": [user(ada, json!("opensesame")), user(ben, json!(7))],
        "user_verifiable_addresses": [address(ada, "ada@example.com"), address(ben, "ben@example.com")],
    });
    home.put("in.json", payload.to_string());
    for (target, rule) in [("appid-directory", "CD-056"), ("appid-social", "SF-080")] {
        let ran = home.idport(&format!("convert in.json --to {target} -o {target}"));
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stderr.contains(rule) && !ran.stderr.contains("opensesame"), "{}", ran.stderr);
        let written = std::fs::read_to_string(home.path(&format!("{target}/users.json"))).unwrap();
        assert!(written.contains("ben@example.com"), "{written} {}", ran.stderr);
        assert!(!written.contains("opensesame") && !written.contains("ada@"), "{written}");
        let checked = home.idport(&format!("validate {target}/users.json --from {target}"));
        assert_eq!(checked.code, 0, "{}", checked.stderr);
        let proved = home.idport(&format!("verify in.json --against {target}"));
        assert_eq!(proved.code, 0, "{}", proved.stderr);
    }
}

#[test]
fn members_that_are_only_kept_are_held_to_the_schema_of_an_import() {
    let home = Home::new();
    let user = |members| {
        let mut user = record(1, members);
        user["scimUser"]["mfaContext"] = json!({ "a": 1 });
        user
    };
    for odd in [json!({ "groups": 7 }), json!({ "ims": [3] }), json!({ "idpType": [] })] {
        home.put("in.json", json!([user(odd.clone())]).to_string());
        let ran = home.idport("validate in.json --for appid-directory");
        let told = String::from_utf8(ran.stdout).unwrap();
        assert!(ran.code == 1 && told.contains("SC-001"), "{odd}: {told}");
    }
}
