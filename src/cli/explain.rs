//! `idport explain`: the catalogue of rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::catalogue::{self, Entry};
use idport::error::Error;
use idport::findings::Purpose;
use serde_json::{Value, json};

use super::sandbox::Grants;
use super::{Ended, policy};

/// Tell what a rule says, where it comes from, and what to do; without a rule, list all
#[derive(Args)]
pub(super) struct Arguments {
    /// Id of a rule, such as CD-033, in any letter case
    #[arg(value_name = policy::RULE)]
    rules: Vec<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// A page of documentation
    Markdown,
}

pub(super) fn command() -> Command {
    Arguments::augment_args(Command::new("explain"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    super::confine(&Grants::default(), matches, false);
    let arguments: Arguments = super::parse(matches)?;
    let is_all = arguments.rules.is_empty();
    let rules = if is_all { catalogue::rules().collect() } else { named(&arguments.rules)? };
    let text = match arguments.output {
        Output::Json => document(&rules),
        Output::Markdown => page(&rules),
        Output::Text if is_all => list(&rules),
        Output::Text => in_full(&rules),
    };
    super::stdout::to_stdout(text.as_bytes())?;
    Ok(Ended::Clean)
}

fn named(ids: &[String]) -> Result<Vec<Entry>, Error> {
    let find = |id: &String| catalogue::find(id).ok_or_else(|| policy::unknown("", id, &[]));
    ids.iter().map(find).collect()
}

fn list(rules: &[Entry]) -> String {
    let line = |entry: &Entry| {
        format!("{:<11} {:<19} {}\n", entry.rule.id, severities(entry), entry.rule.title)
    };
    rules.iter().map(line).collect()
}

fn in_full(rules: &[Entry]) -> String {
    rules.iter().map(told).collect::<Vec<_>>().join("\n")
}

fn told(entry: &Entry) -> String {
    let rule = entry.rule;
    let severities = severities(entry);
    let lines = [
        ("of", Some(entry.of)),
        ("severity", Some(severities.as_str())),
        ("needs", entry.needs()),
        ("source", Some(rule.source)),
        ("remedy", Some(rule.remedy)),
        ("it says", rule.says),
    ];
    let mut text = format!("{}: {}\n", rule.id, rule.title);
    for (name, what) in lines {
        if let Some(what) = what {
            let _ = writeln!(text, "  {name:<9} {what}");
        }
    }
    text
}

fn document(rules: &[Entry]) -> String {
    let of_rule = |entry: &Entry| -> Value {
        json!({
            "id": entry.rule.id,
            "of": entry.of,
            "title": entry.rule.title,
            "severities": Purpose::ALL.map(|purpose| (purpose.name(), entry.severities(purpose)))
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
            "needs": entry.needs(),
            "source": entry.rule.source,
            "remedy": entry.rule.remedy,
            "vendor_message": entry.rule.says,
        })
    };
    let rules: Vec<_> = rules.iter().map(of_rule).collect();
    format!("{:#}\n", json!({ "rules": rules }))
}

/// The rules as a page, format by format.
fn page(rules: &[Entry]) -> String {
    let mut text = String::from(PAGE);
    let mut of = "";
    for entry in rules {
        if entry.of != of {
            of = entry.of;
            let _ = write!(text, "\n## {of}\n\n{HEADINGS}");
        }
        let rule = entry.rule;
        let says = rule.says.map(|says| format!(" The product says: *{says}*"));
        let remedy = format!("{}{}", rule.remedy, says.unwrap_or_default());
        let needs = entry.needs().map(|needs| format!(" Needs `{needs}`."));
        let title = format!("{}{}", rule.title, needs.unwrap_or_default());
        let cells = [rule.id, &title, &severities(entry), &remedy, rule.source];
        let _ = writeln!(text, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    text
}

const HEADINGS: &str =
    "| rule | what must hold | severity | remedy | source |\n|---|---|---|---|---|\n";

const PAGE: &str = "\
# Rules

What idport holds files to; `idport explain RULE` tells one of them. Where a rule has three severities, the first is for a file that is looked at by itself
(`idport validate FILE`), the second for one that its product is to import as it stands (`--for` its own format), the third for one that is converted.
An error refuses the record. A rule that no file decides names what you must say. This page is made with `idport explain --output markdown`.
";

/// The severities for all purposes, or for each where they differ.
fn severities(entry: &Entry) -> String {
    let words = |purpose| {
        let words: Vec<_> = entry.severities(purpose).iter().map(ToString::to_string).collect();
        if words.is_empty() { "-".to_owned() } else { words.join("/") }
    };
    let [reading, writing, converting] = Purpose::ALL.map(words);
    match reading == writing && writing == converting {
        true => reading,
        false => format!("{reading}, {writing}, {converting}"),
    }
}
