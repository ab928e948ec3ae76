//! CSV as csv-spectrum has it, and strings that break things on their way through every format,
//! where these suites are at hand.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use idport::csv::{Cells, Header};
use serde_json::{Map, Value, json};
use support::run::{Home, Ran};
use support::suites::suite;
use support::values::{Leaf, source_records};

#[test]
fn cells_are_those_of_csv_spectrum() {
    let Some(folder) = suite("csv-spectrum") else { return };
    let mut files = 0;
    for entry in fs::read_dir(folder.join("csvs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let expected = fs::read(folder.join("json").join(format!("{name}.json"))).unwrap();
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        let mut read = Value::Array(objects(&fs::read(&path).unwrap()));
        if name == "location_coordinates" {
            // The suite expects one object, with another number than its file has.
            read = read[0].take();
            read["Contact Phone Number"] = expected["Contact Phone Number"].clone();
        }
        assert_eq!(read, expected, "{name}");
        files += 1;
    }
    assert_eq!(files, 12);
}

/// The rows of a file under its headings.
fn objects(text: &[u8]) -> Vec<Value> {
    let header = Header::read(text, usize::MAX).unwrap();
    let closed = [text, b"\n"].concat();
    let (mut at, mut objects) = (header.length, Vec::new());
    loop {
        at += closed[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if at == closed.len() {
            return objects;
        }
        let mut cells = Cells::new(&closed, at);
        let mut object = Map::new();
        for (name, cell) in header.names.iter().zip(cells.by_ref()) {
            assert!(cell.is_sound);
            let text = String::from_utf8(cell.text.decode().into_owned()).unwrap();
            object.insert(name.clone(), text.into());
        }
        assert_eq!((object.len(), cells.next().is_none()), (header.names.len(), true));
        at = cells.end().unwrap();
        objects.push(Value::Object(object));
    }
}

const FORMATS: [&str; 4] = ["appid-directory", "appid-social", "cloudentity", "oracle"];

/// Shorter ones are words that messages have anyway, such as `null` and `true`.
const SHORTEST_TELLING: usize = 10;

#[test]
fn naughty_strings_go_through_every_pair_of_formats_and_stay_secret() {
    let Some(file) = suite("naughty-strings.json") else { return };
    let strings: Vec<String> = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert!(strings.len() > 500);
    for from in FORMATS {
        for to in FORMATS {
            // Other users have no account at a provider: the target refuses all of them.
            if to == "appid-social" && from != to {
                continue;
            }
            let home = Home::of(from);
            let source = format!("in.{}", if from == "oracle" { "csv" } else { "json" });
            home.put(&source, written(from, &strings));
            let hop = Hop { home: &home, strings: &strings, from, to };
            let carried = hop.convert(&source, "there");
            assert!(carried > 300, "{from} to {to}: {carried}");
            // Of the others only one target keeps the accounts.
            if from != "appid-social" || [from, "cloudentity"].contains(&to) {
                let back = Hop { from: to, to: from, ..hop };
                let carried = back.convert(&hop.records("there"), "back");
                assert!(carried > 300, "{to} back to {from}: {carried}");
            }
        }
    }
}

/// A file with one user for each string, which is in all fields that are free text.
fn written(format: &str, strings: &[String]) -> Vec<u8> {
    let users = strings.iter().enumerate();
    match format {
        "appid-directory" => json(users.map(|(number, text)| directory(number, text)).collect()),
        "appid-social" => json(users.map(|(number, text)| social(number, text)).collect()),
        "cloudentity" => {
            let mut payload = json!({ "users": [], "user_identifiers": [] });
            for (number, text) in users {
                let [user, identifier] = pool_user(number, text);
                payload["users"].as_array_mut().unwrap().push(user);
                payload["user_identifiers"].as_array_mut().unwrap().push(identifier);
            }
            payload.to_string().into_bytes()
        }
        _ => table(users),
    }
}

fn json(records: Vec<Value>) -> Vec<u8> {
    Value::Array(records).to_string().into_bytes()
}

fn id(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn email(number: usize) -> String {
    format!("naughty{number}@example.com")
}

fn directory(number: usize, text: &str) -> Value {
    json!({
        "scimUser": {
            "originalId": id(number),
            "active": true,
            "emails": [{ "value": email(number), "primary": true }],
            "name": { "givenName": text, "familyName": text, "middleName": text },
            "displayName": text, "nickName": text, "title": text,
            "status": "CONFIRMED",
        },
        "passwordHash": "c2VhbGVk",
        "passwordHashAlg": "PBKDF2WithHmacSHA512",
        "profile": { "attributes": { "free": text } },
        "roles": [],
    })
}

fn social(number: usize, text: &str) -> Value {
    let info = json!({ "given_name": text, "family_name": text, "nickname": text });
    json!({
        "id": id(number),
        "name": text,
        "email": email(number),
        "identities": [{ "provider": "google", "id": format!("1{number:020}"), "idpUserInfo": info }],
        "attributes": { "free": text },
        "roles": [],
    })
}

fn pool_user(number: usize, text: &str) -> [Value; 2] {
    let time = "2026-01-02T03:04:05Z";
    let owner =
        json!({ "tenant_id": "acme", "user_pool_id": "p", "created_at": time, "updated_at": time });
    let with = |mut row: Value| {
        row.as_object_mut().unwrap().extend(owner.as_object().unwrap().clone());
        row
    };
    let payload = json!({ "name": text, "given_name": text, "family_name": text });
    let metadata = json!({ "attributes": { "free": text } });
    let user =
        json!({ "id": id(number), "status": "active", "payload": payload, "metadata": metadata });
    let identifier = json!({
        "id": id(1_000_000 + number), "user_id": id(number), "type": "email",
        "identifier": email(number), "identifier_lc": email(number),
    });
    [with(user), with(identifier)]
}

fn table<'t>(users: impl Iterator<Item = (usize, &'t String)>) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let free = ["Last Name", "First Name", "Middle Name", "Display Name", "Nick Name", "Title"];
    out.write_record(["User Name", "Work Email"].iter().chain(&free)).unwrap();
    for (number, text) in users {
        let text = idport::formats::oracle::escape(text.as_bytes());
        let keys = [email(number), email(number)].map(String::into_bytes);
        let cells = keys.into_iter().chain(free.iter().map(|_| text.to_vec()));
        out.write_record(cells).unwrap();
    }
    out.into_inner().unwrap()
}

/// A conversion of all strings.
#[derive(Clone, Copy)]
struct Hop<'h> {
    home: &'h Home,
    strings: &'h [String],
    from: &'static str,
    to: &'static str,
}

impl Hop<'_> {
    /// Converts, and compares; how many records came through.
    fn convert(&self, source: &str, out: &str) -> usize {
        let settings = match self.to {
            "cloudentity" => "--tenant-id acme --user-pool-id p",
            _ => "",
        };
        let Hop { from, to, .. } = self;
        let ran = self.home.idport(&format!(
            "convert {source} --from {from} --to {to} {settings} --now 2026-01-02T03:04:05Z \
             --no-sync -o {out}"
        ));
        assert!(ran.code < 2, "{from} to {to}: {}", ran.stderr);
        let report = fs::read_to_string(self.home.path(out).join("report.json")).unwrap();
        self.assert_silent(&ran, &report);
        self.compare(&self.home.path(source), &self.home.path(&self.records(out)), &report)
    }

    /// The file of users in a folder of output.
    fn records(&self, out: &str) -> String {
        match self.to {
            "oracle" => format!("{out}/Users.csv"),
            "cloudentity" => out.to_owned(),
            _ => format!("{out}/users.json"),
        }
    }

    fn assert_silent(&self, ran: &Ran, report: &str) {
        let told = [ran.stderr.as_str(), &String::from_utf8_lossy(&ran.stdout), report].concat();
        for text in self.strings.iter().filter(|text| text.chars().count() >= SHORTEST_TELLING) {
            let quoted = Value::from(text.as_str()).to_string();
            for spelling in [text.as_str(), &quoted[1..quoted.len() - 1]] {
                assert!(!told.contains(spelling), "{} to {}: {text:?}", self.from, self.to);
            }
        }
    }

    /// Each string is in the new record as often as in the old one, but for the losses.
    fn compare(&self, source: &Path, target: &Path, report: &str) -> usize {
        let report: Value = serde_json::from_str(report).unwrap();
        let losses = report["losses"].as_array().unwrap();
        let lost: Vec<_> = losses.iter().map(|loss| loss["path"].as_str().unwrap()).collect();
        let converted = by_email(source_records(self.to, target));
        let mut count = 0;
        for (email, leaves) in by_email(source_records(self.from, source)) {
            let Some(new) = converted.get(&email) else { continue };
            let number = email["naughty".len()..].split('@').next().unwrap();
            let text = &self.strings[number.parse::<usize>().unwrap()];
            // Marks of accounts are spelled like these.
            if text.trim().is_empty() || ["true", "false"].contains(&&*text.to_lowercase()) {
                continue;
            }
            let of = |leaves: &[Leaf], lost: &[&str]| {
                let is_lost = |path: &str| lost.iter().any(|lost| covers(lost, path));
                let is_it = |leaf: &&Leaf| leaf.value.trim() == text.trim() && !is_lost(&leaf.path);
                leaves.iter().filter(is_it).count()
            };
            let (due, got) = (of(&leaves, &lost), of(new, &[]));
            assert!(got >= due, "{} to {}, {text:?}: {got} of {due}", self.from, self.to);
            assert!(due > 0, "{} to {}, {text:?}: all is lost", self.from, self.to);
            count += 1;
        }
        count
    }
}

/// The records, by the address that tells their string.
fn by_email(records: Vec<Vec<Leaf>>) -> HashMap<String, Vec<Leaf>> {
    let email = |leaves: &[Leaf]| {
        let is_email = |leaf: &&Leaf| {
            leaf.value.starts_with("naughty") && leaf.value.ends_with("@example.com")
        };
        leaves.iter().find(is_email).map(|leaf| leaf.value.clone())
    };
    records.into_iter().filter_map(|leaves| Some((email(&leaves)?, leaves))).collect()
}

/// Does the path of a loss cover this place?
fn covers(lost: &str, path: &str) -> bool {
    let mut tokens = path.split('/');
    lost.split('/').all(|token| tokens.next().is_some_and(|own| token == "*" || token == own))
}
