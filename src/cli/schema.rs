//! `idport schema`: the published JSON Schemas.

use clap::{Arg, ArgMatches, Command};
use idport::catalogue::nearest;
use idport::error::Error;
use idport::formats::{self, SCHEMAS};

use super::Ended;
use super::sandbox::Grants;
use super::typed::misused;

/// The schemas of the program's own documents.
const OWN: &[(&str, &str)] = &[
    ("config", include_str!("../../schemas/config.json")),
    ("inspection", include_str!("../../schemas/inspection.json")),
    ("manifest", include_str!("../../schemas/manifest.json")),
    ("mapping", include_str!("../../schemas/mapping.json")),
    ("report", include_str!("../../schemas/report.json")),
];

pub(super) fn command() -> Command {
    Command::new("schema")
        .about("Print a JSON Schema: of a format, or of a document that idport reads or writes")
        .arg(Arg::new("name").value_name("SCHEMA").help("Its name; without one, list all"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    super::confine(&Grants::default(), matches, false);
    let text = match matches.get_one::<String>("name") {
        None => schemas().map(|(name, _)| format!("{name}\n")).collect(),
        Some(name) => match schemas().find(|(known, _)| known == name) {
            Some((_, text)) => (*text).to_owned(),
            None => return Err(unknown(name)),
        },
    };
    super::stdout::to_stdout(text.as_bytes())?;
    Ok(Ended::Clean)
}

fn schemas() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    SCHEMAS.iter().chain(OWN)
}

/// What to ask for instead of this name.
fn unknown(name: &str) -> Error {
    let names = || schemas().map(|(known, _)| *known);
    let is_of_format =
        |known: &&str| known.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    let of_format: Vec<_> = names().filter(is_of_format).collect();
    let near = nearest(name, names());
    let (what, tip) = match (of_format.as_slice(), formats::by_name(name), near.as_slice()) {
        ([], Some(format), _) => {
            return Error::Refused(format!(
                "{name} has no JSON Schema: its files are {}",
                format.extensions.join(", ")
            ));
        }
        ([], None, []) => ("there is no schema", "`idport schema` lists all".to_owned()),
        ([], None, near) => ("there is no schema", format!("did you mean {}?", near.join(" or "))),
        (several, ..) => {
            ("there are several schemas of", format!("ask for {}", several.join(" or ")))
        }
    };
    let right = of_format.first().or(near.first()).copied();
    misused(format!("{what} {name}"), Some(tip), |typed| typed.replaced(name, right?))
}
