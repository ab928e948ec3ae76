//! The shapes of profiles, and what is said about them.

use super::FORMAT;
use crate::findings::{Notes, Purpose, Severity};
use crate::formats::{Companions, Reading, Source};
use crate::model::{KeyHasher, User};

/// The rules that a record breaks more than by the way when it is looked at; whether a conversion
/// refuses it, and what `see` makes of the user then.
fn read<T>(text: &str, see: impl FnOnce(&User<'_>) -> T) -> (Vec<&'static str>, bool, T) {
    let reader = FORMAT.reading.and_then(Reading::undecided).unwrap();
    let (outside, companions) = (reader.outside(&[]).unwrap(), Companions::default());
    let source = Source::at_start(text.as_bytes(), &outside, &companions);
    let look = |purpose| {
        let mut notes = Notes::new(KeyHasher::new([0; 32]), purpose);
        let mut user = User::default();
        notes.begin();
        reader.read(source, &mut user, &mut notes).unwrap();
        (notes, user)
    };
    let (notes, _) = look(Purpose::Reading);
    let grave = notes.list.iter().filter(|note| note.severity > Severity::Info);
    let rules = grave.map(|note| note.rule.id).collect();
    let (notes, user) = look(Purpose::Converting);
    (rules, notes.is_refused(), see(&user))
}

/// A profile with this identity.
fn with(identity: &str) -> String {
    format!(
        r#"{{"id":"2c83371f-5ed1-4bcf-8c2b-cd40dbde700d","name":"A B","email":"a@example.com",
        "identities":[{identity}],"attributes":{{}},"roles":[]}}"#
    )
}

fn text(text: Option<crate::model::Text<'_>>) -> Option<String> {
    text.map(|text| String::from_utf8(text.decode().into_owned()).unwrap())
}

#[test]
fn claims_are_found_wherever_they_stand() {
    for (identity, rules) in [
        (
            r#"{"provider":"google","id":"1","idpUserInfo":{"id":"1","given_name":"A","family_name":"B"}}"#,
            vec![],
        ),
        (
            r#"{"provider":"google","id":"1","profile":{"given_name":"A","family_name":"B"}}"#,
            vec!["SF-033"],
        ),
        (r#"{"provider":"facebook","id":"1","first_name":"A","last_name":"B"}"#, vec![]),
    ] {
        let (found, refused, name) = read(&with(identity), |user| {
            (text(user.name.given), text(user.name.family), text(user.name.formatted))
        });
        assert_eq!((found, refused), (rules, false), "{identity}");
        assert_eq!(name, (Some("A".into()), Some("B".into()), Some("A B".into())));
    }
}

#[test]
fn an_address_is_verified_only_if_the_provider_says_so_of_this_one() {
    for (claims, verified, rules) in [
        (r#""email":"A@example.com","verified_email":true"#, true, vec![]),
        (r#""email":"a@example.com","email_verified":true"#, true, vec![]),
        (r#""email":"a@example.com","verified_email":false"#, false, vec![]),
        (r#""email":"a@example.com","verified_email":"true""#, false, vec![]),
        (r#""email":"a@example.com","verified_email":false,"email_verified":true"#, false, vec![]),
        (r#""email":"a@example.com""#, false, vec![]),
        (r#""verified_email":true"#, false, vec![]),
        (r#""email":"b@example.com","verified_email":true"#, false, vec!["SF-040"]),
    ] {
        let identity = format!(r#"{{"provider":"google","id":"1","idpUserInfo":{{{claims}}}}}"#);
        let (found, _, is) = read(&with(&identity), |user| user.emails[0].verified);
        assert_eq!((is, found), (verified, rules), "{claims}");
    }
}

#[test]
fn an_identifier_is_text_digit_for_digit() {
    for (id, subject, refused) in [
        (r#""107350019284416620573""#, Some("107350019284416620573"), false),
        ("107350019284416620573", Some("107350019284416620573"), false),
        ("1.0735001928441662e20", None, true),
        ("-5", None, true),
        ("true", None, true),
        ("null", None, false),
    ] {
        let identity = format!(r#"{{"provider":"google","id":{id},"name":"A"}}"#);
        let (rules, is_refused, found) =
            read(&with(&identity), |user| text(user.identities[0].subject));
        assert_eq!((found.as_deref(), is_refused), (subject, refused), "{id}");
        assert_eq!(rules.contains(&"SF-023"), !id.starts_with('"'), "{id}");
    }
}

#[test]
fn each_odd_identity_breaks_its_rule() {
    for (identity, rule, refused) in [
        (r#"{"provider":"github","id":"1","a":1}"#, "SF-020", false),
        (r#"{"provider":"cloud_directory","id":"1","a":1}"#, "SF-021", false),
        (r#"{"provider":"appid_anon","id":"1","a":1}"#, "SF-022", false),
        (r#"{"provider":"google","id":"x","a":1}"#, "SF-025", false),
        (r#"{"provider":"saml","id":"x","idpUserInfo":{"id":"y"}}"#, "SF-030", false),
        (r#"{"provider":"saml","id":"x","idpUserInfo":{"idpType":"google"}}"#, "SF-031", false),
        (r#"{"provider":"saml","id":"x","idpUserInfo":{"a":1},"a":2}"#, "SF-032", false),
        (r#"{"provider":"saml","id":"x","access_token":"y"}"#, "SF-080", true),
        (r#"{"provider":"saml","id":"x","idpUserInfo":{"password":"y"}}"#, "SF-080", true),
        (r#""text""#, "SF-012", true),
    ] {
        let (rules, is_refused, ()) = read(&with(identity), |_| ());
        assert_eq!((rules.as_slice(), is_refused), ([rule].as_slice(), refused), "{identity}");
    }
}

#[test]
fn each_odd_profile_breaks_its_rule() {
    const ID: &str = "\"id\":\"2c83371f-5ed1-4bcf-8c2b-cd40dbde700d\"";
    const REST: &str =
        "\"identities\":[],\"attributes\":{\"a\":1},\"idp\":\"saml\",\"hashedEmail\":\"x\"";
    for (record, rules, refused) in [
        (format!("{{{ID},{REST}}}"), vec![], false),
        ("[]".to_owned(), vec!["SF-010"], true),
        (format!("{{{REST}}}"), vec!["SF-010"], true),
        (format!("{{\"id\":5,{REST}}}"), vec!["SF-010"], true),
        (format!("{{\"id\":\"x\",{REST}}}"), vec!["SF-010"], false),
        (
            format!("{{{ID},\"attributes\":{{\"a\":1}},\"idp\":\"saml\",\"hashedIdpId\":\"x\"}}"),
            vec!["SF-012"],
            false,
        ),
        (format!("{{{ID},\"identities\":[],\"attributes\":{{\"a\":1}}}}"), vec!["SF-013"], false),
        (format!("{{{ID},\"identities\":[],\"attributes\":{{}}}}"), vec!["SF-022"], false),
        (format!("{{{ID},{REST},\"picture\":{{\"data\":{{}}}}}}"), vec!["SF-050"], false),
        (format!("{{{ID},{REST},\"gender\":1}}"), vec!["SF-052"], false),
        (format!("{{{ID},{REST},\"email\":\"x\"}}"), vec!["SF-041"], false),
        (format!("{{{ID},{REST},\"roles\":[{{}}]}}"), vec!["SF-071"], true),
        (format!("{{{ID},{REST},\"passwordHash\":\"x\"}}"), vec!["SF-080"], true),
        (format!("{{{ID},{REST},\"scimUser\":{{}}}}"), vec!["SF-005"], true),
    ] {
        let (found, is_refused, ()) = read(&record, |_| ());
        assert_eq!((found, is_refused), (rules, refused), "{record}");
    }
}
