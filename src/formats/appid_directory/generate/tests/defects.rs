//! Planted defects: each is where the list says, and is what the list says.

use super::*;

#[test]
fn the_list_names_every_defect_and_its_place() {
    for seed in [2, 3] {
        let options = with_defects(3_000, seed, 0.1);
        let clean = records(&Options::new(3_000, seed));
        let spoilt = records(&options);
        let list = export(&options).1;
        assert!((299..=301).contains(&list.len()), "{}", list.len());

        let kinds: HashSet<_> = list.iter().map(|line| line["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, Defect::ALL.iter().map(|defect| defect.name()).collect());
        let places: HashSet<_> =
            list.iter().map(|line| line["record"].as_u64().unwrap() as usize).collect();
        for place in 1..=3_000 {
            let same = clean[place - 1] == spoilt[place - 1];
            assert_eq!(same, !places.contains(&place), "record {place}");
        }
        for line in &list {
            let at = |key: &str| Some(line[key].as_u64()? as usize - 1);
            let kind = line["kind"].as_str().unwrap();
            let defect = *Defect::ALL.iter().find(|defect| defect.name() == kind).unwrap();
            assert_eq!(line["rule"], defect.rule());
            let earlier = at("repeats").map(|earlier| &clean[earlier]);
            let text = &spoilt[at("record").unwrap()];
            assert!(holds(defect, text, earlier), "{line} {}", String::from_utf8_lossy(text));
            if !defect.breaks_json() {
                let record: Value = serde_json::from_slice(text).unwrap();
                let id = record.get("scimUser").filter(|scim| scim.is_object());
                let id = id.and_then(|_| source_id(&record));
                assert_eq!(line.get("sourceId").and_then(Value::as_str), id, "{line}");
            }
        }
    }
}

/// Whether the text has the defect.
fn holds(defect: Defect, text: &[u8], earlier: Option<&Vec<u8>>) -> bool {
    let parsed = serde_json::from_slice::<Value>(text);
    if defect.breaks_json() {
        let utf8 = std::str::from_utf8(text).is_ok();
        return parsed.is_err() && utf8 == (defect != Defect::InvalidUtf8) && is_balanced(text);
    }
    let record = parsed.unwrap();
    let earlier = earlier.map(|text| serde_json::from_slice::<Value>(text).unwrap());
    let scim = &record["scimUser"];
    let emails = scim["emails"].as_array();
    let email = |test: &dyn Fn(&Value) -> bool| emails.unwrap().iter().filter(|e| test(e)).count();
    match defect {
        Defect::NotAnObject => !record.is_object(),
        Defect::ScimUserMissing => record.get("scimUser").is_none(),
        Defect::ScimUserNotAnObject => !scim.is_object() && !scim.is_null(),
        Defect::EmailsMissing => scim.get("emails").is_none(),
        Defect::EmailsEmpty => emails.is_some_and(Vec::is_empty),
        Defect::EmailValueNotText => email(&|email| !email["value"].is_string()) == 1,
        Defect::EmailMalformed => {
            let email = primary_email(&record);
            let parts: Vec<_> = email.split('@').collect();
            parts.len() != 2 || parts.contains(&"") || email.contains(' ')
        }
        Defect::TwoPrimaries => email(&|email| email["primary"] == true) == 2,
        Defect::NoPrimaryOfTwo => {
            emails.unwrap().len() == 2 && email(&|email| email["primary"] == true) == 0
        }
        Defect::DuplicateSourceId => source_id(&record) == source_id(&earlier.unwrap()),
        Defect::DuplicateEmail => primary_email(&record) == primary_email(&earlier.unwrap()),
        Defect::TwoDifferentIds => {
            scim["originalId"].is_string()
                && scim["orignalId"].is_string()
                && scim["originalId"] != scim["orignalId"]
        }
        Defect::RolesNotArray => !record["roles"].is_array() && !record["roles"].is_null(),
        Defect::RoleNotText => {
            record["roles"].as_array().unwrap().iter().any(|r| r.as_str().is_none_or(str::is_empty))
        }
        Defect::RoleRepeated => {
            let roles = record["roles"].as_array().unwrap();
            roles.iter().any(|role| roles.iter().filter(|other| *other == role).count() == 2)
        }
        Defect::AttributesNotObject => !record["profile"]["attributes"].is_object(),
        Defect::PlaintextPassword => {
            scim.get("password").or(record.get("password")).is_some_and(Value::is_string)
        }
        Defect::HashNotBase64 => !is_hash(record["passwordHash"].as_str().unwrap()),
        Defect::HashWithoutAlgorithm => {
            record["passwordHash"].is_string() && record.get("passwordHashAlg").is_none()
        }
        Defect::HistoryNotObjects => scim["passwordHistory"]
            .as_array()
            .is_none_or(|entries| entries.iter().any(|entry| !entry.is_object())),
        Defect::ActiveNotBoolean => !scim["active"].is_boolean() && !scim["active"].is_null(),
        Defect::NameNotText => !scim["name"]["givenName"].is_string(),
        Defect::DuplicateKey => {
            let text = String::from_utf8_lossy(text).replace("display\\u004eame", "displayName");
            let (user, _) = text.split_once("\"emails\"").unwrap();
            let count = |key: &str| text.matches(key).count();
            !user.is_empty() && (count("\"displayName\":") > 1 || count("\"givenName\":") > 1)
        }
        Defect::InvalidUtf8 | Defect::LoneSurrogate | Defect::BadSyntax => false,
    }
}

/// Whether brackets and quotes are, so that the end of the record can be found.
fn is_balanced(text: &[u8]) -> bool {
    let (mut depth, mut in_text, mut escaped, mut closed_at) = (0, false, false, None);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => {
                depth -= 1;
                if depth == 0 {
                    closed_at = closed_at.or(Some(at + 1));
                }
            }
            _ => {}
        }
    }
    !in_text && depth == 0 && closed_at == Some(text.len())
}

#[test]
fn the_defects_of_a_page_are_right_for_the_page_alone() {
    let envelope = Envelope::Page { start_index: 200, total_results: 400 };
    let options = Options { envelope, ..with_defects(200, 6, 0.9) };
    let list = export(&options).1;
    assert!((179..=181).contains(&list.len()), "{}", list.len());
    for line in list {
        let place = line["record"].as_u64().unwrap();
        assert!((1..=200).contains(&place));
        assert!(line["repeats"].as_u64().is_none_or(|earlier| (1..place).contains(&earlier)));
    }
}
