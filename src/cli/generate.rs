//! `idport generate`: invented data of any format.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{ArgMatches, Args, Command};
use idport::error::Error;
use idport::formats::{FORMATS, Format, GenerateError, Generator, Setting, Wish, by_name};
use idport::output::{Destination, Invented, InventedPart, Outputs, Program};
use idport::visible;

use super::overwriting::is_one_place;
use super::sandbox::Grants;
use super::settings::{flags_of, with_flags};
use super::stdout::refuse_stdout;
use super::{Ended, interrupts};

/// Write invented data, for rehearsals and tests; the same options give the same bytes
#[derive(Args)]
pub(super) struct Arguments {
    /// Format to write
    #[arg(value_name = "FORMAT", value_parser = names())]
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
    /// File to write, or folder where the format has several files
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// Replace existing files
    #[arg(long)]
    force: bool,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "must be a number from 0 to 1".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("must be from 0 to 1".to_owned()) }
}

/// The formats that can be invented.
fn generators() -> impl Iterator<Item = (&'static Format, &'static Generator)> {
    FORMATS.iter().filter_map(|format| Some((*format, format.generator?)))
}

fn names() -> Vec<&'static str> {
    generators().map(|(format, _)| format.name).collect()
}

pub(super) fn command() -> Command {
    with_flags(Arguments::augment_args(Command::new("generate")), flags())
}

/// The flags for the settings of all generators.
fn flags() -> Vec<(&'static Setting, Vec<&'static str>)> {
    flags_of(generators().flat_map(|(format, generator)| {
        generator.settings.iter().map(|setting| (format.name, *setting))
    }))
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    let arguments: Arguments = super::parse(matches)?;
    let format = by_name(&arguments.format)
        .and_then(|format| Some((format, format.generator?)))
        .ok_or_else(|| Error::Refused("unknown format".to_owned()))?;
    let settings = settings(format, matches)?;
    refuse_stdout("--defects-list", arguments.defects_list.as_deref())?;
    super::confine(&arguments.grants(), matches, false);
    let destination = arguments.destination(format)?;
    arguments.refuse_one_place(format.1)?;
    let unfinished = interrupts::watch();
    let outputs = Outputs::that_can_be_abandoned(destination, arguments.force, false, unfinished)?;
    let mut files = arguments.open(format.1, &outputs)?;
    let mut outs: Vec<&mut dyn Write> = Vec::new();
    outs.extend(files.iter_mut().map(|file| &mut **file as &mut dyn Write));
    let list =
        arguments.defects_list.as_deref().map(|path| outputs.create_aside(path)).transpose()?;
    let mut list = list.map(BufWriter::new);
    let wish = Wish {
        users: arguments.users,
        seed: arguments.seed,
        defects: arguments.defects,
        settings: &settings,
    };
    let to_list = list.as_mut().map(|list: &mut BufWriter<File>| list as &mut dyn Write);
    (format.1.write)(&wish, &mut outs, to_list)
        .and_then(|()| Ok(list.as_mut().map_or(Ok(()), Write::flush)?))
        .map_err(|error| match error {
            GenerateError::Setting(error) => Error::Refused(error.to_string()),
            GenerateError::Io(error) => Error::io("write", &arguments.output)(error),
        })?;
    drop(files);
    arguments.describe(format, &outputs)?;
    outputs.commit()?;
    Ok(Ended::Clean)
}

/// The settings that were given; those of other formats are refused.
fn settings(
    (format, _): (&Format, &Generator),
    matches: &ArgMatches,
) -> Result<BTreeMap<String, String>, Error> {
    let mut given = BTreeMap::new();
    for (setting, owners) in flags() {
        let Some(value) = super::settings::given(setting, matches) else { continue };
        if !owners.contains(&format.name) {
            return Err(super::settings::of_others(setting, &owners, format.name));
        }
        given.insert(setting.name.to_owned(), value);
    }
    Ok(given)
}

impl Arguments {
    /// The files that this run needs.
    fn grants(&self) -> Grants {
        let output = Some(&self.output).filter(|_| !self.to_stdout());
        let places = [output, self.defects_list.as_ref()].into_iter().flatten();
        places.fold(Grants::default(), |grants, place| grants.write(place))
    }

    /// Says in a folder of invented data that it is one.
    fn describe(
        &self,
        (format, generator): (&Format, &Generator),
        outputs: &Outputs,
    ) -> Result<(), Error> {
        if generator.files.is_empty() {
            return Ok(());
        }
        let part = |name: &&str| InventedPart { name: (*name).to_owned() };
        let invented = Invented {
            program: Program::default(),
            format: format.name.to_owned(),
            users: self.users,
            seed: self.seed,
            parts: generator.files.iter().map(part).collect(),
        };
        let write = |mut file: File| file.write_all(visible::json(&invented)?.as_bytes());
        match outputs.create(Invented::NAME)? {
            Some(file) => write(file).map_err(Error::io("write", &self.output)),
            None => Ok(()),
        }
    }

    /// The list of defects must not be where the data goes.
    fn refuse_one_place(&self, generator: &Generator) -> Result<(), Error> {
        let Some(list) = self.defects_list.as_deref().filter(|_| !self.to_stdout()) else {
            return Ok(());
        };
        let mut files = vec![self.output.clone()];
        files.extend(generator.files.iter().map(|name| self.output.join(name)));
        match files.iter().any(|file| is_one_place(file, list)) {
            true => Err(Error::Refused(format!(
                "--defects-list {}: the data of this run goes there; choose another place",
                visible::path(list)
            ))),
            false => Ok(()),
        }
    }

    fn to_stdout(&self) -> bool {
        self.output.as_os_str() == "-"
    }

    fn destination(
        &self,
        (format, generator): (&Format, &Generator),
    ) -> Result<Destination, Error> {
        let wants_defects = self.defects > 0.0 || self.defects_list.is_some();
        if wants_defects && !generator.plants_defects {
            let what = format!("no defects are planted in {}; leave --defects away", format.name);
            return Err(Error::Refused(what));
        }
        match (generator.files, self.to_stdout()) {
            ([], true) => Ok(Destination::Stream),
            ([], false) => Ok(Destination::File(self.output.clone())),
            (files, true) => Err(Error::Refused(format!(
                "{} has several files ({}); give --output FOLDER",
                format.name,
                files.join(", ")
            ))),
            (_, false) => Ok(Destination::Folder(self.output.clone())),
        }
    }

    fn open(&self, generator: &Generator, outputs: &Outputs) -> Result<Vec<Box<dyn Write>>, Error> {
        if self.to_stdout() {
            return Ok(vec![Box::new(io::stdout().lock())]);
        }
        if generator.files.is_empty() {
            return Ok(vec![Box::new(outputs.create_data()?)]);
        }
        let mut files: Vec<Box<dyn Write>> = Vec::new();
        for name in generator.files {
            let file = outputs.create(name)?;
            let none = || Error::Refused("there is no place for the output".to_owned());
            files.push(Box::new(file.ok_or_else(none)?));
        }
        Ok(files)
    }
}
