//! `--html`: a page beside any other output.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use idport::error::Error;
use idport::output::{Destination, Outputs};
use idport::visible;

use super::interrupts;
use super::sandbox::Grants;
use super::stdout::refuse_stdout;

/// Where a page goes.
#[derive(Args)]
#[group(skip)]
pub(super) struct Arguments {
    /// Write a page for a browser too, complete in itself
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Replace an existing page
    #[arg(long, requires = "html")]
    force: bool,
}

impl Arguments {
    /// Refuses a place that is that of an input, or standard output.
    pub(super) fn refuse_places(&self, inputs: &[PathBuf]) -> Result<(), Error> {
        refuse_stdout("--html", self.html.as_deref())?;
        let Some(page) = &self.html else { return Ok(()) };
        let whole = |path: &Path| path.canonicalize().ok();
        let place = whole(page);
        match place.is_some() && inputs.iter().any(|input| whole(input) == place) {
            true => Err(Error::Refused(format!(
                "--html {}: this is an input; choose another name",
                visible::path(page)
            ))),
            false => Ok(()),
        }
    }

    /// With the right to write the page.
    pub(super) fn grant(&self, grants: Grants) -> Grants {
        self.html.iter().fold(grants, |grants, path| grants.write(path))
    }
}

/// A page that is to be written.
pub(super) struct Written(Option<Outputs>);

impl Written {
    /// Prepares the place, before anything is read.
    pub(super) fn begin(arguments: &Arguments) -> Result<Self, Error> {
        let Some(path) = &arguments.html else { return Ok(Written(None)) };
        let place = Destination::File(path.clone());
        let unfinished = interrupts::watch();
        Outputs::that_can_be_abandoned(place, arguments.force, true, unfinished)
            .map(|outputs| Written(Some(outputs)))
    }

    /// Writes the page and puts it into its place.
    pub(super) fn finish(self, page: impl FnOnce() -> String) -> Result<(), Error> {
        let Some(outputs) = self.0 else { return Ok(()) };
        let Destination::File(path) = outputs.destination().clone() else { return Ok(()) };
        let mut file = outputs.create_data()?;
        file.write_all(page().as_bytes()).map_err(Error::io("write", &path))?;
        outputs.commit()
    }
}
