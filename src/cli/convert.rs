//! `idport convert`: from arguments to a conversion.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::builder::ArgPredicate;
use clap::{ArgMatches, Args, Command, ValueEnum};
use idport::convert::{Conversion, Delta, convert};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::formats::{self, FORMATS, Format};
use idport::ids::RunKey;
use idport::input::{Feed, Input};
use idport::output::{Base, Destination, Layout, Outputs, index_of, read_ids_from};
use idport::page;
use idport::visible;

use super::sandbox::Grants;
use super::settings::{self, demand, settings, with_settings};
use super::sources::{format_of, inputs, read_from, readable, tell_more, writable};
use super::stdout::{refuse_stdout, stdout};
use super::told::{instant, threads};
use super::{Ended, interrupts, limits, mapping, overwriting, policy, progress, summary, upload};

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
    /// Keep hashes of what is written for each user, so that a later run can tell what has changed
    #[arg(long)]
    keep_hashes: bool,
    /// Write only users who are new or changed since an earlier run: its manifest; repeats its ids,
    /// lists who has disappeared, and keeps hashes for the next run
    #[arg(long, value_name = "MANIFEST", conflicts_with = "ids_from")]
    since: Option<PathBuf>,
    /// Write a CSV of each user's source id and new ids
    #[arg(long, value_name = "FILE")]
    id_map: Option<PathBuf>,
    /// Write a page for a browser about the conversion, complete in itself
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write a shell script that sends the output, for you to review; it takes the access token from
    /// the environment
    #[arg(long, value_name = "FILE")]
    upload_script: Option<PathBuf>,
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
    #[command(flatten)]
    limits: limits::Arguments,
    #[arg(from_global)]
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
    arguments.refuse_places()?;
    let threads = threads(arguments.threads);
    let inputs = match arguments.print_mapping {
        true => Vec::new(),
        false => inputs(&arguments.inputs, arguments.quiet)?,
    };
    super::confine(&arguments.grants(&inputs, matches), matches, arguments.quiet);
    let mapping = arguments.mapping.as_deref().map(|path| mapping::read(path, to)).transpose()?;
    if let (true, Some(from)) = (arguments.print_mapping, &arguments.from) {
        return mapping::print(mapping, from, to);
    }
    let destination = arguments.destination(to)?;
    let digest =
        arguments.digest.parse::<Algorithm>().map_err(|error| Error::Refused(error.to_string()))?;
    arguments.refuse_overwriting(&inputs)?;
    arguments.refuse_to_replace_the_base(&destination)?;
    let shown = progress::show(!arguments.quiet, arguments.output.as_os_str() == "-");
    let feed = Feed::new(inputs, digest).within(arguments.limits.limits()).telling(&shown.progress);
    let from = format_of(arguments.from.as_deref(), &feed)?;
    tell_more(&feed, from, arguments.from.as_deref());
    let settings = settings(from, Some(to), matches)?;
    demand(to, &settings)?;
    let (run_key, delta) = arguments.run_key(from, to)?;
    let unfinished = interrupts::watch();
    let outputs = Outputs::that_can_be_abandoned(
        destination,
        arguments.force,
        !arguments.no_sync,
        unfinished,
    )?;
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
        threads,
        allow: policy.allowed.clone(),
        delta,
    };
    let started = std::time::Instant::now();
    let converted = convert(conversion)?;
    drop(shown);
    if let Some(path) = &arguments.upload_script {
        upload::write_script(path, to, &converted.manifest, &outputs)?;
    }
    let evidence = outputs.path_of("manifest.json");
    let ran = started.elapsed();
    if let Some(path) = &arguments.html {
        let page = page::conversion(&converted);
        let mut file = outputs.create_aside(path)?;
        file.write_all(page.as_bytes()).map_err(Error::io("write", path))?;
    }
    outputs.commit()?;
    super::terminal::say_more(|| {
        let put = started.elapsed() - ran;
        format!(
            "note: read and written in {:.2} s with {threads} threads, put in place in {:.2} s",
            ran.as_secs_f64(),
            put.as_secs_f64()
        )
    });
    if !arguments.quiet {
        super::say(&summary::converted(&converted, evidence.as_deref(), started.elapsed()));
    }
    Ok(policy.end(&converted.report, arguments.quiet))
}

impl Arguments {
    /// The files that this run needs.
    fn grants(&self, inputs: &[Input], matches: &ArgMatches) -> Grants {
        let given = [&self.mapping, &self.ids_from, &self.since].into_iter().flatten();
        let index = self.since.as_deref().and_then(index_of);
        let grants =
            read_from(&self.inputs, inputs).read(given).read(index).read(settings::files(matches));
        let output = Some(&self.output).filter(|output| output.as_os_str() != "-");
        let beside = self.beside().into_iter().filter_map(|(_, own)| own.as_ref());
        let places = self.evidence.iter().chain(beside).chain(output);
        places.fold(grants, |grants, place| grants.write(place))
    }

    /// The files that go beside the output, by their options.
    fn beside(&self) -> [(&'static str, &Option<PathBuf>); 3] {
        [
            ("--id-map", &self.id_map),
            ("--html", &self.html),
            ("--upload-script", &self.upload_script),
        ]
    }

    fn destination(&self, to: &Format) -> Result<Destination, Error> {
        let output = &self.output;
        if output.as_os_str() == "-" {
            return Ok(match &self.evidence {
                Some(folder) => Destination::Folder(folder.clone()),
                None => Destination::Stream,
            });
        }
        let is_folder = output.is_dir() || output.as_os_str().to_string_lossy().ends_with('/');
        match self.layout {
            LayoutName::Jsonl if !is_folder => Ok(Destination::File(output.clone())),
            LayoutName::Files if !is_folder && is_named_like_a_file(output) => {
                Err(Error::Refused(no_such_file(output, to)))
            }
            _ => Ok(Destination::Folder(output.clone())),
        }
    }

    fn layout(&self, to: &Format, outputs: &Outputs) -> Result<Layout, Error> {
        const LINES: &str = "payloads.jsonl";
        let to_stdout = self.output.as_os_str() == "-";
        match (self.layout, outputs.destination()) {
            (_, _) if to_stdout => Ok(Layout::Lines(stdout()?, "standard output".to_owned())),
            (LayoutName::Jsonl, Destination::File(path)) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                Ok(Layout::File(outputs.create_data()?, name))
            }
            (LayoutName::Jsonl, _) if !to.extensions.contains(&"jsonl") => Err(Error::Refused(
                format!("{} has no payloads to write one a line; leave --layout away", to.name),
            )),
            (LayoutName::Jsonl, _) => match outputs.create(LINES)? {
                Some(file) => Ok(Layout::File(file, LINES.to_owned())),
                None => Err(Error::Refused("there is no place for the output".to_owned())),
            },
            (LayoutName::Files, _) => Ok(Layout::Files),
        }
    }

    /// The key of all ids, and what is done about an earlier or later run.
    fn run_key(&self, from: &Format, to: &Format) -> Result<(RunKey, Delta), Error> {
        if let Some(manifest) = &self.since {
            let base = Base::read(manifest, from.name, to.name)?;
            return Ok((base.run_key.clone(), Delta::Since(Box::new(base))));
        }
        let delta = if self.keep_hashes { Delta::Keep } else { Delta::None };
        Ok((self.fixed_or_random_key(from)?, delta))
    }

    fn fixed_or_random_key(&self, from: &Format) -> Result<RunKey, Error> {
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
    fn refuse_places(&self) -> Result<(), Error> {
        for (option, own) in self.beside().into_iter().chain([("--evidence", &self.evidence)]) {
            refuse_stdout(option, own.as_deref())?;
        }
        let place = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        if self.evidence.is_some() && self.output.as_os_str() != "-" {
            let what = "--evidence is for output that goes to standard output; elsewhere the evidence is with the output";
            return Err(Error::Refused(what.to_owned()));
        }
        let output = place(&self.output);
        if let Some(script) = self.upload_script.as_ref().map(place) {
            let is_folder = self.layout == LayoutName::Files && self.output.as_os_str() != "-";
            if !is_folder || script.starts_with(&output) {
                let what = "--upload-script is for a folder of files, and stands beside it";
                return Err(Error::Refused(what.to_owned()));
            }
        }
        let stem = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let beside = |own: &Path| {
            let name = own.file_name().unwrap_or_default().to_string_lossy().into_owned();
            own.parent() == output.parent() && name.starts_with(&format!("{stem}."))
        };
        let taken = [
            Some(&self.output),
            self.evidence.as_ref(),
            self.ids_from.as_ref(),
            self.since.as_ref(),
        ];
        let mut taken: Vec<_> = taken.into_iter().flatten().map(place).collect();
        for (option, own) in self.beside() {
            let Some(own) = own.as_ref().map(place) else { continue };
            let is_taken = taken.iter().any(|taken| own.starts_with(taken));
            if is_taken || beside(&own) && self.layout == LayoutName::Jsonl {
                return Err(Error::Refused(format!(
                    "{option} {}: something else of this run is there; choose a place beside the output",
                    visible::path(&own)
                )));
            }
            taken.push(own);
        }
        Ok(())
    }

    /// An input must not be where the output goes.
    fn refuse_overwriting(&self, inputs: &[Input]) -> Result<(), Error> {
        let beside = self.beside().into_iter().filter_map(|(_, own)| own.as_ref());
        let targets = beside.chain(&self.evidence).chain([&self.output]);
        overwriting::refuse(inputs, targets.map(PathBuf::as_path))
    }

    /// A delta must not take the place of what it is a delta of: who is in it, and who has gone, could
    /// never be told again.
    fn refuse_to_replace_the_base(&self, destination: &Destination) -> Result<(), Error> {
        let (Some(base), Some(manifest)) = (&self.since, destination.path_of("manifest.json"))
        else {
            return Ok(());
        };
        match overwriting::is_one_place(base, &manifest) {
            true => Err(Error::Refused(format!(
                "{} is what --since compares with, and the delta would replace it: give it another place with -o; the next delta is then --since the manifest there",
                visible::path(base)
            ))),
            false => Ok(()),
        }
    }
}

/// Does a name that is to be a folder end like a file of data?
fn is_named_like_a_file(output: &Path) -> bool {
    let extension = output.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let known = FORMATS.iter().flat_map(|format| format.extensions);
    extension.is_some_and(|extension| known.into_iter().any(|known| *known == extension))
}

/// What to ask for instead of a folder that is called like a file.
fn no_such_file(output: &Path, to: &Format) -> String {
    let shown = visible::path(output);
    let folder = visible::path(&output.with_extension(""));
    let lines = visible::path(&output.with_extension("jsonl"));
    let mut text = format!(
        "-o {shown} would be a folder: the output is several files. Give -o {folder} for a folder of that name"
    );
    if to.extensions.contains(&"jsonl") {
        text += &format!(", or --layout jsonl -o {lines} for one file");
    }
    text + &format!(" (-o {shown}/ makes a folder all the same)")
}
