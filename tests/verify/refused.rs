//! Refused users are found again, in whatever files their rows stand.

use serde_json::{Value, json};

use super::convert;
use super::proved::assert_proved;
use super::support::run::Home;

/// Users of a payload with an address each; the user of the second one is refused. Ids end with
/// their number.
fn addresses(home: &Home, ids: &str) {
    let of = |number: usize, mut row: Value| {
        row["tenant_id"] = "acme".into();
        row["user_pool_id"] = "customers".into();
        let name = if row["address"].is_null() { "id" } else { "user_id" };
        row[name] = format!("{ids}{number}").into();
        row
    };
    let user = |number| {
        let names = json!({ "given_name": "Ada", "family_name": "Quist", "name": "Ada Quist" });
        of(
            number,
            json!({ "status": "active", "payload": names, "created_at": TIME, "updated_at": TIME }),
        )
    };
    let address = |number, kind: &str| {
        let text = format!("ada{number}@example.com");
        let row = json!({ "type": kind, "address": text, "address_lc": text, "status": "active",
            "verified": true, "created_at": TIME, "updated_at": TIME });
        of(number, row)
    };
    let one = json!({ "users": [user(1), user(2), user(3)],
        "user_verifiable_addresses": [address(1, "email")] });
    let other = json!({ "users": [user(4), user(5)], "user_verifiable_addresses":
        [address(2, "fax"), address(3, "email"), address(4, "email"), address(5, "email")] });
    home.put("one.json", one.to_string());
    home.put("other.json", other.to_string());
}

const TIME: &str = "2026-01-02T03:04:05Z";

/// Some of its findings are in the file of its rows, where another user has the same number, and it
/// was looked for there.
#[test]
fn a_refused_user_whose_rows_stand_in_two_files_is_proved() {
    for ids in ["21b89ab2-8c88-4541-b3da-7e02b8f0428", "club-member-"] {
        for (to, inputs) in [
            ("cloudentity", "one.json other.json"),
            ("cloudentity", "other.json one.json"),
            ("oracle", "one.json other.json"),
            ("oracle", "other.json one.json"),
        ] {
            let home = Home::of("cloudentity");
            addresses(&home, ids);
            convert(&home, inputs, to, "");
            let document = assert_proved(&home, inputs, &format!("{ids} to {to}, {inputs}"));
            let counts = (&document["refused"], &document["compared"]);
            assert_eq!(counts, (&json!(1), &json!(4)), "{to}");
        }
    }
}

/// The first of them was taken for the one that was refused.
#[test]
fn a_record_that_is_given_twice_is_proved() {
    let user = |number: u32| {
        json!({
            "scimUser": {
                "originalId": format!("00000000-0000-4000-8000-00000000000{number}"),
                "emails": [{ "value": format!("ada{number}@example.com"), "primary": true }],
            },
        })
    };
    let home = Home::new();
    home.put("one.json", json!([user(1), user(2)]).to_string());
    home.put("other.json", json!([user(1)]).to_string());
    convert(&home, "one.json other.json", "cloudentity", "");
    let document = assert_proved(&home, "one.json other.json", "twice");
    assert_eq!(document["refused"], 1);
}

/// The numbers of records alone were looked at, and two files have the same ones.
#[test]
fn inputs_that_were_moved_to_another_folder_are_proved() {
    let home = Home::of("cloudentity");
    addresses(&home, "21b89ab2-8c88-4541-b3da-7e02b8f0428");
    convert(&home, "other.json one.json", "cloudentity", "");
    std::fs::create_dir(home.path("moved")).unwrap();
    for name in ["one.json", "other.json"] {
        std::fs::rename(home.path(name), home.path("moved").join(name)).unwrap();
    }
    assert_proved(&home, "moved/other.json moved/one.json", "moved");
}
