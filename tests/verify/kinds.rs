//! Values of a kind that a reader takes for nothing, and members that are empty.

use super::support::run::Home;
use super::{change, convert, converted, sign, told, verify};

/// The rules and pointers of what is told of an output in which a text was changed.
#[track_caller]
fn after(
    (from, to, kind): (&str, &str, &str),
    file: &str,
    before: &str,
    then: &str,
) -> Vec<(String, String)> {
    let home = converted(from, to, kind, "");
    change(&home, file, before, then);
    sign(&home);
    let (ran, document) = verify(&home, &format!("{kind} --against out"));
    assert!(ran.code < 2, "{then}: {}", ran.stderr);
    told(&document).into_iter().map(|(rule, _, output)| (rule, output)).collect()
}

fn due(rule: &str, pointer: &str) -> Vec<(String, String)> {
    vec![(rule.to_owned(), pointer.to_owned())]
}

#[test]
fn elements_of_lists_that_are_of_another_kind_are_told() {
    const SOCIAL: (&str, &str, &str) = ("appid-social", "appid-social", "rich");
    const DIRECTORY: (&str, &str, &str) = ("appid-directory", "appid-directory", "rich");
    for (which, list, pointer) in [
        (SOCIAL, "\"identities\":[", "/identities/0"),
        (SOCIAL, "\"roles\":[\"", "/roles/0"),
        (DIRECTORY, "\"emails\":[", "/scimUser/emails/0"),
        (DIRECTORY, "\"phoneNumbers\":[", "/scimUser/phoneNumbers/0"),
        (DIRECTORY, "\"addresses\":[", "/scimUser/addresses/0"),
        (DIRECTORY, "\"photos\":[", "/scimUser/photos/0"),
        (DIRECTORY, "\"roles\":[\"", "/roles/0"),
        (("oracle", "appid-directory", "rich"), "\"roles\":[\"", "/roles/0"),
    ] {
        for element in ["7", "null", "true", "[]"] {
            let (start, rest) = list.split_once('[').unwrap();
            let then = format!("{start}[{element},{rest}");
            let told = after(which, "users.json", list, &then);
            let is_told = told.contains(&("VE-004".to_owned(), pointer.to_owned()));
            assert!(is_told, "{which:?}: {then}: {told:?}");
        }
    }
}

#[test]
fn an_address_without_a_value_is_told() {
    let which = ("appid-directory", "appid-directory", "rich");
    let told = after(which, "users.json", "\"emails\":[{", "\"emails\":[{},{");
    assert!(told.contains(&due("VE-004", "/scimUser/emails/0/value")[0]), "{told:?}");
}

#[test]
fn members_that_no_user_has_are_told_though_no_field_holds_them() {
    for (format, member, pointer) in [
        ("appid-social", "\"password\":\"x\",", "/password"),
        ("appid-social", "\"access_token\":7,", "/access_token"),
        ("appid-social", "\"scimUser\":{},", "/scimUser"),
        ("appid-directory", "\"password\":\"x\",", "/password"),
    ] {
        let roles = "\"roles\":[";
        let then = format!("{member}{roles}");
        let told = after((format, format, "rich"), "users.json", roles, &then);
        assert_eq!(told, due("VE-004", pointer), "{format} {member}");
    }
}

/// The import demands them, and takes those that are empty.
#[test]
fn empty_members_that_the_import_demands_are_told_when_they_are_gone() {
    for (which, before, then, pointer) in [
        (("appid-directory", "appid-directory"), "\"roles\":[]", "\"x\":null", "/roles"),
        (("appid-directory", "appid-directory"), "\"roles\":[]", "\"roles\":null", "/roles"),
        (
            ("oracle", "appid-directory"),
            "\"profile\":{\"attributes\":{}},",
            "",
            "/profile/attributes",
        ),
        (("oracle", "appid-directory"), "{\"attributes\":{}}", "{}", "/profile/attributes"),
        (("oracle", "appid-directory"), "{\"attributes\":{}}", "null", "/profile/attributes"),
        (("cloudentity", "appid-social"), "\"attributes\":{},", "", "/attributes"),
        (
            ("cloudentity", "appid-social"),
            "\"attributes\":{}",
            "\"attributes\":null",
            "/attributes",
        ),
    ] {
        let (from, to) = which;
        let home = empty(from, to);
        change(&home, "users.json", before, then);
        sign(&home);
        let (_, document) = verify(&home, "in --against out");
        let told: Vec<_> =
            told(&document).into_iter().map(|(rule, _, output)| (rule, output)).collect();
        assert!(told.contains(&due("VE-003", pointer)[0]), "{from} {to}: {then}: {told:?}");
    }
}

/// A conversion of somebody of whom next to nothing is known.
fn empty(from: &str, to: &str) -> Home {
    let home = Home::of(from);
    std::fs::create_dir(home.path("in")).unwrap();
    match from {
        "appid-directory" => home.put(
            "in/users.json",
            r#"[{"scimUser":{"originalId":"11111111-1111-4111-8111-111111111111",
                "emails":[{"value":"ada@example.com","primary":true}],"active":true},
                "profile":{"attributes":{}},"roles":[]}]"#,
        ),
        "oracle" => home.put(
            "in/Users.csv",
            "User Name,Last Name,First Name,Work Email,Primary Email Type\r\n\
             o.lind,Lind,Olle,olle@example.net,work\r\n",
        ),
        _ => {
            let taken = home.take_kind(from, "rich");
            std::fs::rename(home.path(&taken).join("payload.json"), home.path("in/in.json"))
                .unwrap();
        }
    }
    convert(&home, "in", to, "");
    home
}

/// Exports made before 2020 have none, and the import takes them.
#[test]
fn a_profile_without_roles_needs_no_list_of_them() {
    let which = ("cloudentity", "appid-social", "rich");
    assert_eq!(after(which, "users.json", ",\"roles\":[]", ""), []);
}
