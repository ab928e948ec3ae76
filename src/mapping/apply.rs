//! What a mapping does to one user.

use super::file::Mapping;
use super::moving::{add_attribute, move_all, scalar};
use super::place::Place;
use crate::findings::Notes;
use crate::formats::SourcePaths;
use crate::model::{Field, KeyKind, Outcome, Repeats, Text, User};

impl Mapping {
    /// Does to a user what the mapping says. `paths` tells where fields stand in the source.
    pub fn apply<'a>(&'a self, user: &mut User<'a>, paths: SourcePaths, notes: &mut Notes) {
        for one in &self.drops {
            if drop_place(user, &one.place) {
                notes.account.act(one.effect);
            }
        }
        move_all(&self.moves, user, paths, notes);
        self.fill(user, notes);
        self.name_roles(user, notes);
        move_all(&self.lifts, user, paths, notes);
        for one in &self.placed {
            if let Place::Attribute(name) = &one.from
                && user.attributes.iter().any(|attribute| attribute.name.is(name))
            {
                notes.account.act(one.effect);
            }
        }
        if self.replaces().contains(&KeyKind::UserName) {
            notes.forget_keys(KeyKind::UserName);
        }
    }

    fn fill<'a>(&'a self, user: &mut User<'a>, notes: &mut Notes) {
        for one in &self.defaults {
            let value = one.value.json();
            let filled = match &one.place {
                Place::Text(field) => {
                    let place = field.of(user);
                    let is_free = place.is_none();
                    *place = place.take().or_else(|| scalar(value));
                    is_free
                }
                Place::Attribute(name) => add_attribute(user, name, value),
                _ => false,
            };
            if filled {
                notes.account.act(one.effect);
                notes.account.note(Outcome::FilledByMapping);
            }
        }
    }

    /// Groups and roles under their new names, each once.
    fn name_roles<'a>(&'a self, user: &mut User<'a>, notes: &mut Notes) {
        if self.roles.is_empty() {
            return;
        }
        for list in [&mut user.roles, &mut user.groups] {
            let (mut kept, mut renamed, mut repeats) = (0, false, Repeats::default());
            for at in 0..list.len() {
                let mut name = list[at];
                if let Some(role) = self.role(name) {
                    notes.account.act(role.effect);
                    let Some(new) = &role.to else { continue };
                    (name, renamed) = (Text::plain(new), true);
                }
                if !renamed || !repeats.has(&list[..kept], name) {
                    list[kept] = name;
                    kept += 1;
                }
            }
            list.truncate(kept);
        }
    }
}

/// Takes away what is there; was anything?
fn drop_place(user: &mut User<'_>, place: &Place) -> bool {
    fn emptied<T>(list: &mut Vec<T>) -> bool {
        let held = !list.is_empty();
        list.clear();
        held
    }
    match place {
        Place::Text(field) => field.of(user).take().is_some(),
        Place::Attribute(name) => {
            let before = user.attributes.len();
            user.attributes.retain(|attribute| !attribute.name.is(name));
            user.attributes.len() < before
        }
        Place::Kept(name) => {
            let before = user.kept.len();
            user.kept.retain(|kept| !kept.name.is(name));
            user.kept.len() < before
        }
        Place::List(Field::Emails) => emptied(&mut user.emails),
        Place::List(Field::Phones) => emptied(&mut user.phones),
        Place::List(Field::Addresses) => emptied(&mut user.addresses),
        Place::List(Field::Photos) => emptied(&mut user.photos),
        Place::List(Field::Groups) => emptied(&mut user.groups),
        Place::List(Field::Roles) => emptied(&mut user.roles),
        Place::List(Field::Identities) => emptied(&mut user.identities),
        Place::List(Field::Attributes) => emptied(&mut user.attributes),
        Place::List(Field::Kept) => emptied(&mut user.kept),
        Place::List(_) | Place::Email(_) | Place::Phone(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::FORMATS;
    use crate::model::{Attribute, Json};

    fn paths(_: Field) -> &'static str {
        "/x"
    }

    /// What a user with some attributes and fields becomes, and the rules that were noted.
    fn mapped(file: &str) -> (String, Vec<&'static str>) {
        let mapping = Mapping::parse("m.toml", file, FORMATS[0]).unwrap();
        let attribute = |name, raw: &'static str| Attribute {
            home: "",
            name: Text::plain(name),
            value: Json::new(raw.as_bytes(), false),
        };
        let mut user = User {
            title: Some(Text::plain("Dr")),
            locale: Some(Text::escaped(br"s\u0076")),
            roles: vec![Text::plain("a"), Text::plain("b"), Text::plain("c")],
            attributes: vec![
                attribute("n", "1.50"),
                attribute("o", "{}"),
                attribute("t", "\"x\""),
                attribute("z", "null"),
            ],
            ..User::default()
        };
        let mut notes = Notes::unkeyed();
        notes.begin();
        mapping.apply(&mut user, paths, &mut notes);
        let text = |text: Option<Text<'_>>| {
            text.map_or("-".into(), |text| String::from_utf8_lossy(&text.decode()).into_owned())
        };
        let mut out = format!("title {} locale {}", text(user.title), text(user.locale));
        for attribute in &user.attributes {
            let mut value = Vec::new();
            attribute.value.push_compact(&mut value);
            let value = String::from_utf8(value).unwrap();
            out.push_str(&format!(" {}={value}", text(Some(attribute.name))));
        }
        for (name, list) in [("roles", &user.roles), ("groups", &user.groups)] {
            let names: Vec<_> = list.iter().map(|name| text(Some(*name))).collect();
            out.push_str(&format!(" {name} {}", names.join(",")));
        }
        (out, notes.list.iter().map(|note| note.rule.id).collect())
    }

    #[track_caller]
    fn check(file: &str, expected: &str, rules: &[&str]) {
        let (user, noted) = mapped(file);
        assert_eq!((user.as_str(), noted.as_slice()), (expected, rules));
    }

    const ALL: &str = r#"n=1.50 o={} t="x" z=null"#;

    #[test]
    fn values_are_handed_around_as_they_are() {
        check("", &format!("title Dr locale sv {ALL} roles a,b,c groups "), &[]);
        check(
            "[fields]\n'title' = 'locale'\n'locale' = 'title'",
            &format!("title sv locale Dr {ALL} roles a,b,c groups "),
            &[],
        );
        check(
            "[fields]\n'attributes.n' = 'title'\n'title' = 'attributes.n'",
            r#"title 1.50 locale sv o={} t="x" z=null n="Dr" roles a,b,c groups "#,
            &[],
        );
        check(
            "[fields]\n'locale' = 'attributes.l'\n'attributes.z' = 'attributes.y'",
            r#"title Dr locale - n=1.50 o={} t="x" z=null l="s\u0076" roles a,b,c groups "#,
            &[],
        );
    }

    #[test]
    fn nothing_is_overwritten() {
        for file in [
            "[fields]\n'attributes.t' = 'title'",
            "[fields]\n'attributes.t' = 'attributes.o'",
            "[fields]\n'title' = 'attributes.z'",
        ] {
            let (user, rules) = mapped(file);
            assert!(user.starts_with("title Dr") && user.contains(r#"t="x""#), "{user}");
            assert_eq!(rules, ["MP-002"]);
        }
        check(
            "[fields]\n'attributes.o' = 'nickName'",
            r#"title Dr locale sv n=1.50 t="x" z=null o={} roles a,b,c groups "#,
            &["MP-002"],
        );
        check(
            "[defaults]\n'title' = 'Prof'\n'attributes.z' = 1\n'attributes.new' = -1.5",
            &format!("title Dr locale sv {ALL} new=-1.5 roles a,b,c groups "),
            &[],
        );
    }

    #[test]
    fn roles_are_renamed_merged_and_dropped() {
        let user = |roles: &str| format!("title Dr locale sv {ALL} {roles}");
        check("[roles]\n'a' = 'c'\n'b' = false", &user("roles c groups "), &[]);
        check("[roles]\n'a' = 'b'\n'b' = 'a'", &user("roles b,a,c groups "), &[]);
        check(
            "[fields]\n'roles' = 'groups'\n[roles]\n'c' = 'd'",
            &user("roles  groups a,b,d"),
            &[],
        );
        check("[fields]\ndrop = ['roles']", &user("roles  groups "), &[]);
    }
}
