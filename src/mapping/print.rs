//! A mapping as a file that, given back, changes nothing.

use std::fmt::Write as _;

use super::file::{Constant, Mapping};
use super::place::{Place, TextField};
use crate::formats::{Format, SourcePaths};

/// The mapping that is in force for a source and a target: what the file says, and for every other
/// field of the source that it stays.
pub fn print(mapping: &Mapping, from: &Format, to: &Format) -> String {
    let mut text = format!("# What a conversion from {} to {} does\n", from.name, to.name);
    fields(&mut text, mapping, from);
    if !mapping.defaults.is_empty() {
        text.push_str("\n[defaults]\n");
    }
    for one in &mapping.defaults {
        let value = match &one.value {
            Constant::Text(value) => quoted(value),
            Constant::Literal(value) => value.clone(),
        };
        let _ = writeln!(text, "{} = {value}", quoted(&one.place.name()));
    }
    if !mapping.roles.is_empty() {
        text.push_str("\n[roles]\n");
    }
    for one in &mapping.roles {
        let name = one.to.as_ref().map_or_else(|| "false".to_owned(), |name| quoted(name));
        let _ = writeln!(text, "{} = {name}", quoted(&one.from));
    }
    if let Some(placing) = to.placing {
        let _ = writeln!(text, "\n# {}\n[{}.{}]", placing.help, to.name, placing.table);
        for (one, placement) in mapping.placed.iter().zip(&mapping.placements) {
            let _ = writeln!(text, "{} = {}", quoted(&one.from.name()), quoted(&placement.place));
        }
    }
    text
}

fn fields(text: &mut String, mapping: &Mapping, from: &Format) {
    text.push_str("\n[fields]\n");
    for one in &mapping.moves {
        let _ = writeln!(text, "{} = {}", quoted(&one.from.name()), quoted(&one.to.name()));
    }
    let paths = paths(from);
    for field in TextField::ALL {
        let place = Place::Text(*field);
        let moved = mapping.moves.iter().any(|one| one.from == place);
        let dropped = mapping.drops.iter().any(|one| one.place == place);
        let path = paths.map(|paths| paths(field.field()));
        if moved || dropped || path == Some("") {
            continue;
        }
        let name = quoted(field.name());
        match path {
            Some(path) => {
                let _ = writeln!(text, "{name} = {name} # {path}");
            }
            None => {
                let _ = writeln!(text, "{name} = {name}");
            }
        }
    }
    let drops: Vec<_> = mapping.drops.iter().map(|one| quoted(&one.place.name())).collect();
    let _ = writeln!(text, "drop = [{}]", drops.join(", "));
}

/// Where the fields stand in a source that needs no survey.
fn paths(from: &Format) -> Option<SourcePaths> {
    Some(from.reading?.undecided()?.paths())
}

/// A basic string of TOML: like one of JSON, where DEL must be escaped too.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace('\u{7f}', "\\u007F")
}
