//! `idport explain`: the catalogue of rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::catalogue::{self, Entry, UNCHECKED, Unchecked};
use idport::error::Error;
use idport::findings::Purpose;
use serde_json::{Value, json};

use super::{Ended, policy};

/// Tell what a rule says, where it comes from, and what to do; without a rule, list all
#[derive(Args)]
pub(super) struct Arguments {
    /// Id of a rule, such as CD-033, in any letter case
    #[arg(value_name = "RULE")]
    rules: Vec<String>,
    /// How to tell it
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people
    Text,
    /// One JSON document: the rules, and those that are known and not checked
    Json,
    /// A page of documentation
    Markdown,
}

pub(super) fn command() -> Command {
    Arguments::augment_args(Command::new("explain"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let is_all = arguments.rules.is_empty();
    let (rules, unchecked) = if is_all { all() } else { named(&arguments.rules)? };
    let text = match arguments.output {
        Output::Json => document(&rules, &unchecked),
        Output::Markdown => page(&rules, &unchecked),
        Output::Text if is_all => list(&rules, &unchecked),
        Output::Text => in_full(&rules, &unchecked),
    };
    super::stdout::to_stdout(text.as_bytes())?;
    Ok(Ended::Clean)
}

type Found = (Vec<Entry>, Vec<&'static Unchecked>);

fn all() -> Found {
    (catalogue::rules().collect(), UNCHECKED.iter().collect())
}

fn named(ids: &[String]) -> Result<Found, Error> {
    let (mut rules, mut unchecked) = Found::default();
    for id in ids {
        match (catalogue::find(id), catalogue::find_unchecked(id)) {
            (Some(entry), _) => rules.push(entry),
            (None, Some(row)) => unchecked.push(row),
            (None, None) => return Err(Error::Refused(policy::unknown(id, &[]))),
        }
    }
    Ok((rules, unchecked))
}

fn list(rules: &[Entry], unchecked: &[&Unchecked]) -> String {
    let mut text = String::new();
    for entry in rules {
        let (id, title) = (entry.rule.id, entry.rule.title);
        let _ = writeln!(text, "{id:<11} {:<19} {title}", severities(entry));
    }
    for row in unchecked {
        let _ = writeln!(text, "{:<11} {:<19} {}", row.id, "not checked", row.title);
    }
    text
}

fn in_full(rules: &[Entry], unchecked: &[&Unchecked]) -> String {
    let of_rules = rules.iter().map(|entry| {
        let rule = entry.rule;
        format!(
            "{}: {}\n  of        {}\n  severity  {}\n  source    {}\n  remedy    {}\n{}",
            rule.id,
            rule.title,
            entry.of,
            severities(entry),
            rule.source,
            rule.remedy,
            rule.says.map(|says| format!("  it says   {says}\n")).unwrap_or_default()
        )
    });
    let of_unchecked = unchecked.iter().map(|row| {
        format!("{}: {}\n  not checked; missing is {}\n", row.id, row.title, row.missing)
    });
    of_rules.chain(of_unchecked).collect::<Vec<_>>().join("\n")
}

fn document(rules: &[Entry], unchecked: &[&Unchecked]) -> String {
    let of_rule = |entry: &Entry| -> Value {
        json!({
            "id": entry.rule.id,
            "of": entry.of,
            "title": entry.rule.title,
            "severities": Purpose::ALL.map(|purpose| (purpose.name(), entry.severities(purpose)))
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
            "source": entry.rule.source,
            "remedy": entry.rule.remedy,
            "vendor_message": entry.rule.says,
        })
    };
    let of_unchecked = |row: &&Unchecked| -> Value {
        json!({ "id": row.id, "title": row.title, "missing": row.missing })
    };
    let rules: Vec<_> = rules.iter().map(of_rule).collect();
    let unchecked: Vec<_> = unchecked.iter().map(of_unchecked).collect();
    format!("{:#}\n", json!({ "rules": rules, "not_checked": unchecked }))
}

/// The rules as a page, format by format.
fn page(rules: &[Entry], unchecked: &[&Unchecked]) -> String {
    let mut text = String::from(PAGE);
    let mut of = "";
    for entry in rules {
        if entry.of != of {
            of = entry.of;
            let _ = write!(
                text,
                "\n## {of}\n\n| rule | what must hold | severity | remedy | source |\n|---|---|---|---|---|\n"
            );
        }
        let rule = entry.rule;
        let says = rule.says.map(|says| format!(" The product says: *{says}*"));
        let remedy = format!("{}{}", rule.remedy, says.unwrap_or_default());
        let cells = [rule.id, rule.title, &severities(entry), &remedy, rule.source];
        let _ = writeln!(text, "| {} |", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    if !unchecked.is_empty() {
        text.push_str(
            "\n## Known and not checked\n\n| rule | what must hold | missing is |\n|---|---|---|\n",
        );
    }
    for row in unchecked {
        let cells = [row.id, row.title, row.missing].map(|cell| cell.replace('|', "\\|"));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text
}

const PAGE: &str = "\
# Rules

What idport holds files to; `idport explain RULE` tells one of them. Where a rule has three severities, the first is for a file that is looked at by itself
(`idport validate FILE`), the second for one that its product is to import as it stands (`--for` its own format), the third for one that is converted.
An error refuses the record. This page is made with `idport explain --output markdown`.
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
