//! `idport formats`: the table of formats.

use clap::{ArgMatches, Command};
use idport::error::Error;
use idport::formats::{FORMATS, Setting};

use super::Ended;
use super::sandbox::Grants;

pub(super) fn command() -> Command {
    Command::new("formats").about("List the formats, and what can be done with each")
}

pub(super) fn run(matches: &ArgMatches) -> Result<Ended, Error> {
    super::confine(&Grants::default(), matches, false);
    let mut text = String::new();
    for format in FORMATS {
        let can = match (format.reading.is_some(), format.target.is_some()) {
            (true, true) => "read, written",
            (true, false) => "read",
            (false, _) => "written",
        };
        text.push_str(&format!("{:<16} {:<14} {}\n", format.name, can, format.title));
        let options = |settings: &mut dyn Iterator<Item = &'static Setting>| {
            let names: Vec<_> = settings.map(|one| format!("--{}", one.name)).collect();
            if names.is_empty() { String::new() } else { format!("; {}", names.join(" ")) }
        };
        let (reads, writes) = (format.reads.replace('`', ""), format.writes.replace('`', ""));
        text.push_str(&format!(
            "    read     {reads}{}\n",
            options(&mut format.all_source_settings())
        ));
        text.push_str(&format!("    written  {writes}{}\n", options(&mut format.all_settings())));
    }
    super::stdout::to_stdout(text.as_bytes())?;
    Ok(Ended::Clean)
}
