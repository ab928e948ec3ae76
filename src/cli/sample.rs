//! `idport sample`: from arguments to a sample.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{ArgMatches, Args, Command};
use idport::digest::Algorithm;
use idport::error::Error;
use idport::input::Feed;
use idport::output::{Destination, Outputs};
use idport::sample::{Chosen, SampleKey, Sampling, sample};

use super::sources::{format_of, inputs, read_from, readable};
use super::stdout::stdout;
use super::told::{instant, threads};
use super::{Ended, interrupts, limits, overwriting};

/// Take some records that can be shown to others: same shapes, every value replaced
///
/// What stays: punctuation, lengths and scripts, times of day, locale, language, time zone, country,
/// the days between the dates of one person, and names of attributes and roles. Most findings stay;
/// those about whole files need not, and a name of three parts without blanks may gain one (CD-080).
/// Look at a sample before you send it.
#[derive(Args)]
pub(super) struct Arguments {
    /// Files or folders to read; gzip and Zstandard are recognised
    #[arg(required = true, value_name = "FILE")]
    inputs: Vec<PathBuf>,
    /// How many records
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    records: u64,
    /// File to write, `-` for standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Format of the input [default: told from its content]
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    from: Option<String>,
    /// Replace names of roles, groups, attributes and other members too
    #[arg(long)]
    hide_names: bool,
    /// Make the same sample again. Whoever knows the number can test guesses of values: keep it secret
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Time of the run, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// Replace an existing file
    #[arg(long)]
    force: bool,
    /// Threads to work with [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    limits: limits::Arguments,
}

pub(super) fn command() -> Command {
    Arguments::augment_args(Command::new("sample"))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let inputs = inputs(&arguments.inputs, false)?;
    let is_stream = arguments.output.as_os_str() == "-";
    let grants = read_from(&arguments.inputs, &inputs);
    let grants = if is_stream { grants } else { grants.write(&arguments.output) };
    super::confine(&grants, matches, false);
    if !is_stream {
        overwriting::refuse(&inputs, [arguments.output.as_path()])?;
    }
    let feed = Feed::new(inputs.clone(), Algorithm::None).within(arguments.limits.limits());
    let from = format_of(arguments.from.as_deref(), &feed)?;
    let sampling = Sampling {
        inputs,
        from,
        limits: arguments.limits.limits(),
        settings: BTreeMap::new(),
        records: arguments.records,
        hide_names: arguments.hide_names,
        key: key(arguments.seed)?,
        now: instant(arguments.now.as_deref())?,
        threads: threads(arguments.threads),
    };
    let chosen = match is_stream {
        true => sample(&sampling, &mut BufWriter::new(stdout()?))?,
        false => {
            let unfinished = interrupts::watch();
            let destination = Destination::File(arguments.output.clone());
            let outputs =
                Outputs::that_can_be_abandoned(destination, arguments.force, true, unfinished)?;
            let mut out: Box<dyn Write + Send> = Box::new(BufWriter::new(outputs.create_data()?));
            let chosen = sample(&sampling, &mut out)?;
            drop(out);
            outputs.commit()?;
            chosen
        }
    };
    super::say(&told(&chosen));
    Ok(Ended::Clean)
}

/// A key that is forgotten, unless somebody wants to make the same sample again.
fn key(seed: Option<u64>) -> Result<SampleKey, Error> {
    let mut key = [0; 32];
    match seed {
        Some(seed) => key[..8].copy_from_slice(&seed.to_le_bytes()),
        None => getrandom::fill(&mut key).map_err(|error| {
            Error::Refused(format!("the system gives no random bytes: {error}"))
        })?,
    }
    Ok(SampleKey::new(key))
}

fn told(chosen: &Chosen) -> String {
    let Chosen { records, of, shapes, rules, others } = chosen;
    let mut text = format!(
        "{records} records of {of}: {} of {} shapes, {} of {} rules with findings",
        shapes.0, shapes.1, rules.0, rules.1
    );
    if *others > 0 {
        text += &format!("; {others} were left out, because their file has another heading row");
    }
    text
}
