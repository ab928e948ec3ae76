//! Names that an identity provider claims: a profile says them nowhere else.

use serde_json::{Value, json};

use super::support::run::Home;
use super::{change, convert, sign, told, verify};

fn profile(identity: &Value) -> Value {
    json!({
        "id": "2c83371f-5ed1-4bcf-8c2b-cd40dbde700d", "email": "olle@example.org", "locale": "sv",
        "identities": [identity], "attributes": {}, "roles": [],
    })
}

/// The differences of profiles that were made of this input.
fn differences(home: &Home, input: &str, more: &str) -> Vec<(String, String, String)> {
    convert(home, input, "appid-social", more);
    let (ran, document) = verify(home, &format!("{input} --against out"));
    assert!(ran.code < 2, "{}", ran.stderr);
    told(&document)
}

/// They were taken for values that nobody gave.
#[test]
fn claimed_names_are_proved_on_their_way_to_a_payload_and_back() {
    let names = json!({ "id": "1", "given_name": "Olle", "family_name": "Lind" });
    let home = Home::of("appid-social");
    let identity = json!({ "provider": "google", "id": "1", "idpUserInfo": names });
    home.put("in.json", json!([profile(&identity)]).to_string());
    convert(&home, "in.json", "cloudentity", "");
    std::fs::rename(home.path("out/batch-000001.json"), home.path("payload.json")).unwrap();
    std::fs::remove_dir_all(home.path("out")).unwrap();
    let ids = std::fs::read_to_string(home.path("ids.manifest.json")).unwrap();
    home.put("ids.manifest.json", ids.replace("appid-social", "cloudentity"));
    assert_eq!(differences(&home, "payload.json", ""), []);
    // They are compared all the same.
    change(&home, "users.json", "\"given_name\":\"Olle\"", "\"given_name\":\"Olla\"");
    sign(&home);
    let (_, document) = verify(&home, "payload.json --against out");
    let rules: Vec<_> = told(&document).into_iter().map(|(rule, _, at)| (rule, at)).collect();
    let at = |rule: &str| (rule.to_owned(), "/identities".to_owned());
    assert_eq!(rules, [at("VE-003"), at("VE-004")]);
}

/// The output has its claims in another order, so that another name is the first one.
#[test]
fn names_that_are_claimed_twice_are_proved() {
    let home = Home::of("appid-social");
    let identity = json!({ "provider": "google", "id": "1" }).to_string();
    let claims = r#","given_name":"Olle","idpUserInfo":{"id":"1","given_name":"Olaf"}}"#;
    let identity = identity.replace('}', claims);
    let profile = profile(&json!(0)).to_string().replace("[0]", &format!("[{identity}]"));
    home.put("in.json", format!("[{profile}]"));
    assert_eq!(differences(&home, "in.json", ""), []);
}

/// It was neither written nor counted as lost.
#[test]
fn what_a_mapping_makes_a_name_of_is_lost_to_a_profile() {
    for (claims, is_lost) in [
        (json!({ "family_name": "Lind" }), true),
        // The claim is there already, so the language stays what it is.
        (json!({ "given_name": "Olle", "family_name": "Lind" }), false),
    ] {
        let home = Home::of("appid-social");
        home.put("map.toml", "[fields]\nlocale = \"name.givenName\"\n");
        let identity = json!({ "provider": "google", "id": "1", "idpUserInfo": claims });
        home.put("in.json", json!([profile(&identity)]).to_string());
        assert_eq!(differences(&home, "in.json", "--mapping map.toml"), []);
        let report = std::fs::read_to_string(home.path("out/report.json")).unwrap();
        assert_eq!(report.contains("a profile has the whole name only"), is_lost, "{report}");
    }
}
