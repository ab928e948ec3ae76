//! `idport generate`: invented exports.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Command, ValueEnum};
use idport::error::Error;
use idport::formats::appid_directory::generate::{Envelope, Options, write_export};
use idport::generate::Layout;
use idport::output::{Destination, Outputs};

use super::Ended;

/// Write an invented export, for rehearsals and tests; the same options give the same bytes
#[derive(Args)]
pub(super) struct Arguments {
    /// Format to write
    #[arg(value_name = "FORMAT", value_parser = ["appid-directory"])]
    format: String,
    /// How many users
    #[arg(long, value_name = "N")]
    users: u64,
    /// Which users: the same number gives the same ones
    #[arg(long, value_name = "S", default_value = "1")]
    seed: u64,
    /// Share of records with one defect each, 0 to 1
    #[arg(long, value_name = "RATE", default_value = "0", value_parser = share)]
    defects: f64,
    /// Write a JSON line for each defect: record, kind, rule
    #[arg(long, value_name = "FILE")]
    defects_list: Option<PathBuf>,
    /// What stands around the records
    #[arg(long, value_enum, default_value = "array")]
    envelope: EnvelopeName,
    /// For a page: how many users come before it
    #[arg(long, value_name = "N", default_value = "0")]
    start: u64,
    /// For a page: how many users the directory has [default: those of this page and before]
    #[arg(long, value_name = "N")]
    total: Option<u64>,
    /// Lines and indentation
    #[arg(long)]
    pretty: bool,
    /// File to write
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// Replace existing files
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EnvelopeName {
    /// A bare array, as the bulk download has it
    Array,
    /// An object with `users`, as the import takes it
    Users,
    /// A page of the paged export, with counts
    Page,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "must be a number from 0 to 1".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("must be from 0 to 1".to_owned()) }
}

pub(super) fn command() -> Command {
    Arguments::augment_args(Command::new("generate"))
}

pub(super) fn run(matches: &clap::ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let to_stdout = arguments.output.as_os_str() == "-";
    let destination = match to_stdout {
        true => Destination::Stream,
        false => Destination::File(arguments.output.clone()),
    };
    let outputs = Outputs::new(destination, arguments.force, false)?;
    let mut out: Box<dyn Write> = match to_stdout {
        true => Box::new(io::stdout().lock()),
        false => Box::new(outputs.create_data()?),
    };
    let list =
        arguments.defects_list.as_deref().map(|path| outputs.create_aside(path)).transpose()?;
    let mut list = list.map(BufWriter::new);
    let options = arguments.options();
    write_export(
        &options,
        &mut out,
        list.as_mut().map(|list: &mut BufWriter<File>| list as &mut dyn Write),
    )
    .and_then(|_| list.as_mut().map_or(Ok(()), Write::flush))
    .map_err(Error::io("write", Path::new(&arguments.output)))?;
    outputs.commit()?;
    Ok(Ended::Clean)
}

impl Arguments {
    fn options(&self) -> Options {
        let envelope = match self.envelope {
            EnvelopeName::Array => Envelope::Array,
            EnvelopeName::Users => Envelope::Users,
            EnvelopeName::Page => Envelope::Page {
                start_index: self.start,
                total_results: self.total.unwrap_or(self.start.saturating_add(self.users)),
            },
        };
        let layout = if self.pretty { Layout::Pretty } else { Layout::Compact };
        Options { envelope, layout, defects: self.defects, ..Options::new(self.users, self.seed) }
    }
}
