//! `idport convert`: from arguments to a conversion.

use std::path::PathBuf;

use clap::builder::ArgPredicate;
use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::convert::{Conversion, convert};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::formats::{self, Format};
use idport::ids::RunKey;
use idport::input::{Feed, Input};
use idport::output::{Destination, Layout, Outputs, read_ids_from};

use super::settings::{demand, settings, with_settings};
use super::sources::{format_of, inputs, readable, writable};
use super::stdout::stdout;
use super::told::{LONGEST_RECORD, instant, threads};
use super::{Ended, mapping, policy, summary};

/// Convert exported users into another product's import format
#[derive(Args)]
pub(super) struct Arguments {
    /// Files or folders to read, `-` for standard input; gzip and Zstandard are recognised
    #[arg(required = false, required_unless_present = "print_mapping", value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Format to write
    #[arg(long, value_name = "FORMAT", value_parser = writable())]
    to: String,
    /// Format of the input [default: told from its content]
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    from: Option<String>,
    /// Folder or file to write, `-` for standard output
    #[arg(
        short,
        long,
        value_name = "OUT",
        required = false,
        required_unless_present = "print_mapping",
        default_value_if("print_mapping", ArgPredicate::IsPresent, "-")
    )]
    output: PathBuf,
    /// One file for each payload, or one payload a line in one file
    #[arg(long, value_enum, default_value = "files")]
    layout: LayoutName,
    /// Repeat the ids of an earlier run: its manifest
    #[arg(long, value_name = "MANIFEST")]
    ids_from: Option<PathBuf>,
    /// Write a CSV of each user's source id and new ids
    #[arg(long, value_name = "FILE")]
    id_map: Option<PathBuf>,
    /// Folder for manifest, report and rejects when the output is a single stream
    #[arg(long, value_name = "FOLDER")]
    evidence: Option<PathBuf>,
    /// Where fields, attributes and roles go: a TOML file
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Print the mapping in force between --from and --to as such a file, and convert nothing
    #[arg(long, requires = "from")]
    print_mapping: bool,
    #[command(flatten)]
    policy: policy::Arguments,
    /// Time to write where the source has none, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// Digest of inputs and outputs
    #[arg(long, value_name = "ALGORITHM", default_value = "blake3", value_parser = ["blake3", "sha256", "none"])]
    digest: String,
    /// Replace existing output
    #[arg(long)]
    force: bool,
    /// Do not wait until the output is on the disk
    #[arg(long)]
    no_sync: bool,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Longest record to read
    #[arg(long, value_name = "BYTES", default_value = LONGEST_RECORD)]
    max_record_bytes: usize,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LayoutName {
    /// batch-000001.json, batch-000002.json, …
    Files,
    /// One payload a line
    Jsonl,
}

pub(super) fn command() -> Command {
    with_settings(Arguments::augment_args(Command::new("convert")))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let policy = arguments.policy.policy()?;
    let to = formats::by_name(&arguments.to)
        .ok_or_else(|| Error::Refused("unknown format".to_owned()))?;
    let mapping = arguments.mapping.as_deref().map(|path| mapping::read(path, to)).transpose()?;
    if let (true, Some(from)) = (arguments.print_mapping, &arguments.from) {
        return mapping::print(mapping, from, to);
    }
    let destination = arguments.destination();
    let digest =
        arguments.digest.parse::<Algorithm>().map_err(|error| Error::Refused(error.to_string()))?;
    let inputs = inputs(&arguments.inputs, arguments.quiet)?;
    arguments.refuse_overwriting(&inputs)?;
    arguments.refuse_one_place_for_two()?;
    let feed = Feed::new(inputs, digest);
    let from = format_of(arguments.from.as_deref(), &feed)?;
    let settings = settings(from, Some(to), matches)?;
    demand(to, &settings)?;
    let run_key = arguments.run_key(from)?;
    let outputs = Outputs::new(destination, arguments.force, !arguments.no_sync)?;
    let conversion = Conversion {
        feed,
        from,
        to,
        settings,
        outputs: &outputs,
        layout: arguments.layout(to, &outputs)?,
        id_map: arguments.id_map.clone(),
        mapping: mapping.as_ref(),
        now: instant(arguments.now.as_deref())?,
        run_key,
        digest,
        threads: threads(arguments.threads),
        max_record: arguments.max_record_bytes,
        allow: policy.allowed.clone(),
    };
    let started = std::time::Instant::now();
    let converted = convert(conversion)?;
    let evidence = outputs.path_of("manifest.json");
    outputs.commit()?;
    if !arguments.quiet {
        super::say(&summary::converted(&converted, evidence.as_deref(), started.elapsed()));
    }
    Ok(policy.end(&converted.report, arguments.quiet))
}

impl Arguments {
    fn destination(&self) -> Destination {
        let output = &self.output;
        if output.as_os_str() == "-" {
            return match &self.evidence {
                Some(folder) => Destination::Folder(folder.clone()),
                None => Destination::Stream,
            };
        }
        let is_folder = output.is_dir() || output.as_os_str().to_string_lossy().ends_with('/');
        match self.layout {
            LayoutName::Jsonl if !is_folder => Destination::File(output.clone()),
            _ => Destination::Folder(output.clone()),
        }
    }

    fn layout(&self, to: &Format, outputs: &Outputs) -> Result<Layout, Error> {
        const LINES: &str = "payloads.jsonl";
        let to_stdout = self.output.as_os_str() == "-";
        match (self.layout, outputs.destination()) {
            (_, _) if to_stdout => Ok(Layout::Lines(stdout()?, "standard output".to_owned())),
            (LayoutName::Jsonl, Destination::File(path)) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Ok(Layout::Lines(Box::new(outputs.create_data()?), name))
            }
            (LayoutName::Jsonl, _) if !to.extensions.contains(&"jsonl") => Err(Error::Refused(
                format!("{} has no payloads to write one a line; leave --layout away", to.name),
            )),
            (LayoutName::Jsonl, _) => match outputs.create(LINES)? {
                Some(file) => Ok(Layout::Lines(Box::new(file), LINES.to_owned())),
                None => Err(Error::Refused("there is no place for the output".to_owned())),
            },
            (LayoutName::Files, _) => Ok(Layout::Files),
        }
    }

    fn run_key(&self, from: &Format) -> Result<RunKey, Error> {
        if let Some(manifest) = &self.ids_from {
            return read_ids_from(manifest, from.name)
                .map_err(|error| Error::Refused(error.to_string()));
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| {
            Error::Refused(format!("the system gives no random bytes: {error}"))
        })?;
        Ok(RunKey::new(key))
    }

    /// Each output needs a place of its own, and the manifest of an earlier run stays.
    fn refuse_one_place_for_two(&self) -> Result<(), Error> {
        let place = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        if self.evidence.is_some() && self.output.as_os_str() != "-" {
            let what = "--evidence is for output that goes to standard output; elsewhere the evidence is with the output";
            return Err(Error::Refused(what.to_owned()));
        }
        let Some(id_map) = self.id_map.as_ref().map(place) else { return Ok(()) };
        let output = place(&self.output);
        let stem = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = id_map.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = id_map.parent() == output.parent() && name.starts_with(&format!("{stem}."));
        let taken = [Some(&self.output), self.evidence.as_ref(), self.ids_from.as_ref()];
        let is_taken =
            taken.into_iter().flatten().map(place).any(|taken| id_map.starts_with(taken));
        if is_taken || beside && self.layout == LayoutName::Jsonl {
            return Err(Error::Refused(format!(
                "--id-map {}: something else of this run is there; choose a place beside the output",
                id_map.display()
            )));
        }
        Ok(())
    }

    /// An input must not be where the output goes.
    fn refuse_overwriting(&self, inputs: &[Input]) -> Result<(), Error> {
        let targets = [Some(&self.output), self.id_map.as_ref(), self.evidence.as_ref()];
        let targets: Vec<_> =
            targets.into_iter().flatten().filter_map(|path| path.canonicalize().ok()).collect();
        for path in inputs.iter().filter_map(|input| input.path.as_ref()) {
            let Ok(input) = path.canonicalize() else { continue };
            if targets.iter().any(|target| input.starts_with(target)) {
                return Err(Error::Refused(format!(
                    "{} is an input and would be overwritten; choose another output",
                    path.display()
                )));
            }
        }
        Ok(())
    }
}
