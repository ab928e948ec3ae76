//! `idport verify`: from arguments to differences.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::error::Error;
use idport::findings::{Place, Shape};
use idport::formats::{FORMATS, Format, Setting};
use idport::input::Feed;
use idport::verify::{Conversion, Difference, TellDifference, Verification, Verified, verify};
use idport::visible;
use serde::Serialize;

use super::sandbox::Grants;
use super::settings::{flags_of, given, text_of, with_flags};
use super::sources::{format_of, inputs, read_from, readable};
use super::stdout::{stdout, to_stdout};
use super::told::threads;
use super::{Ended, limits};

/// Prove that the output of a conversion holds what its source holds, no less and no more
#[derive(Args)]
pub(super) struct Arguments {
    /// Files or folders that were converted, `-` for standard input
    #[arg(required = true, value_name = "SOURCE")]
    inputs: Vec<PathBuf>,
    /// What was written: the folder with `manifest.json`, or the file of payloads
    #[arg(long, value_name = "OUT")]
    against: PathBuf,
    /// Format of the source [default: as the manifest says]
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    from: Option<String>,
    /// How to tell what was found
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    limits: limits::Arguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people
    Text,
    /// One JSON document
    Json,
    /// Every difference as a line of JSON, as it is found; the last line is a summary
    Jsonl,
}

pub(super) fn command() -> Command {
    with_flags(Arguments::augment_args(Command::new("verify")), source_flags())
}

/// What can be decided about reading: the rest is in the manifest.
fn source_flags() -> Vec<(&'static Setting, Vec<&'static str>)> {
    flags_of(
        FORMATS
            .iter()
            .flat_map(|format| format.all_source_settings().map(|setting| (format.name, setting))),
    )
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let threads = threads(arguments.threads);
    let inputs = inputs(&arguments.inputs, false)?;
    let files = source_flags().into_iter().filter(|(setting, _)| setting.is_file());
    let files = files.filter_map(|(setting, _)| given(setting, matches)).map(PathBuf::from);
    let grants = read_from(&arguments.inputs, &inputs).read(files.collect::<Vec<_>>());
    super::confine(&beside(grants, &arguments.against), matches, false);
    let conversion = Conversion::of(&arguments.against)?;
    let feed = Feed::new(inputs, conversion.digest()).within(arguments.limits.limits());
    let from = arguments.from.as_deref().unwrap_or(conversion.from());
    let from = format_of(Some(from), &feed)?;
    let mut lines = match arguments.output {
        Output::Jsonl => Some(BufWriter::new(stdout()?)),
        _ => None,
    };
    let told = lines.as_mut().map(teller);
    let mut verified = verify(Verification {
        feed,
        from,
        settings: settings(&[from, conversion.to()], matches)?,
        conversion: &conversion,
        threads,
        told,
    })?;
    let written = match (arguments.output, lines) {
        (Output::Jsonl, Some(mut lines)) => {
            // They stand before it.
            verified.differences.clear();
            last_line(&mut lines, &verified)
        }
        (Output::Json, _) => {
            let text = visible::json(&verified);
            to_stdout(text.map_err(|error| Error::Refused(error.to_string()))?.as_bytes())
        }
        _ => to_stdout(visible::visible(&text(&verified)).as_bytes()),
    };
    match written {
        Err(error) if error.is_closed_pipe() => {}
        written => written?,
    }
    Ok(if verified.proved { Ended::Clean } else { Ended::Found })
}

/// What it takes to read an output: a folder, or a file with what is called like it.
fn beside(grants: Grants, output: &Path) -> Grants {
    if output.is_dir() {
        return grants.read([output]);
    }
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty());
    let stem = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).into_iter().flatten();
    let is_own = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&format!("{stem}."))
    };
    let own = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_own);
    grants.read(own.collect::<Vec<_>>()).read([output])
}

/// The settings that were given; those of other formats are refused.
fn settings(known: &[&Format], matches: &ArgMatches) -> Result<BTreeMap<String, String>, Error> {
    let mut settings = BTreeMap::new();
    for (setting, owners) in source_flags() {
        let Some(value) = given(setting, matches) else { continue };
        let mut own = known.iter().flat_map(|format| format.all_source_settings());
        if !own.any(|own| own.name == setting.name) {
            let what = format!("--{} is an option of {}", setting.name, owners.join(" and "));
            return Err(Error::Refused(what));
        }
        let value = if setting.is_file() { text_of(Path::new(&value))? } else { value };
        settings.insert(setting.name.to_owned(), value);
    }
    Ok(settings)
}

/// Writes each difference that it is told of.
fn teller<'l>(lines: &'l mut BufWriter<Box<dyn Write + Send>>) -> TellDifference<'l> {
    Box::new(|difference| unless_closed(line(lines, difference)))
}

fn line(out: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    visible::json_line(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Nobody reads any more: the files are compared all the same, for the exit code.
fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// The last line: the counts.
#[derive(Serialize)]
struct Last<'v> {
    summary: &'v Verified,
}

fn last_line(out: &mut impl Write, summary: &Verified) -> Result<(), Error> {
    let written = line(out, &Last { summary }).and_then(|()| out.flush());
    unless_closed(written).map_err(Error::io("write", Path::new("standard output")))
}

/// For people: differences rule by rule, what was compared, and what was not.
fn text(verified: &Verified) -> String {
    let mut text = String::new();
    for rule in &verified.rules {
        let _ = writeln!(text, "{}[{}]: {} ({})", rule.severity, rule.rule, rule.title, rule.count);
        let own = verified.differences.iter().filter(|one| one.rule.id == rule.rule);
        let mut shown = 0;
        for difference in own {
            shown += 1;
            let _ = writeln!(text, "  {}", told(difference));
        }
        if rule.count > shown {
            let _ = writeln!(text, "  … and {} more", rule.count - shown);
        }
        let _ = writeln!(text, "  {}", rule.remedy);
    }
    let Verified { records, compared, refused, parts, losses, from, to, .. } = verified;
    let _ = writeln!(
        text,
        "{from} to {to}: {records} records, of which {compared} are users of {parts} parts and {refused} were refused; {losses} losses agree with the report"
    );
    if verified.not_reached > 0 {
        let _ =
            writeln!(text, "not reached, because the output is broken: {}", verified.not_reached);
    }
    for what in &verified.left_out {
        let _ = writeln!(text, "not compared: {what}");
    }
    let count: u64 = verified.rules.iter().map(|rule| rule.count).sum();
    let _ = match verified.proved {
        true => writeln!(
            text,
            "proved: the output is the source, apart from the losses that the report tells"
        ),
        false => writeln!(text, "not proved: {count} differences"),
    };
    text
}

fn told(difference: &Difference) -> String {
    let places = [&difference.source, &difference.output];
    let places: Vec<_> = places.into_iter().flatten().map(place).collect();
    let what = match (difference.got, difference.due) {
        (got, Some(due)) => format!(": {got}, should be {due}"),
        (Shape::Nothing, None) => String::new(),
        (got, None) => format!(": {got}"),
    };
    format!("{}{what}", places.join(" → "))
}

fn place(place: &Place) -> String {
    let mut text = place.to_string();
    if let Some(record) = place.record {
        let _ = write!(text, " record {record}");
    }
    if let Some(id) = &place.source_id {
        let _ = write!(text, " ({id})");
    }
    if !place.pointer.is_empty() {
        let _ = write!(text, " {}", visible::name(&place.pointer));
    }
    text
}
