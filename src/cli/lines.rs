//! Findings as lines of JSON, written as they are found.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use idport::error::Error;
use idport::findings::{Finding, Rule};
use idport::output::ReportFile;
use idport::visible::json_line;
use serde::Serialize;

/// Writes a line for each finding, and a last one with the exact counts.
pub(super) struct Lines<'r> {
    out: BufWriter<Box<dyn Write + Send>>,
    allowed: &'r [&'static Rule],
    /// Nobody reads any more. The files are judged to their end all the same, for the exit code.
    is_closed: bool,
}

/// A finding, and whether the operator allows it.
#[derive(Serialize)]
struct Line<'f> {
    #[serde(flatten)]
    finding: &'f Finding,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    allowed: bool,
}

/// The last line: the report without the findings, which stand before it.
#[derive(Serialize)]
struct Last<'r> {
    summary: &'r ReportFile,
}

impl<'r> Lines<'r> {
    pub(super) fn new(out: Box<dyn Write + Send>, allowed: &'r [&'static Rule]) -> Self {
        Lines { out: BufWriter::with_capacity(1 << 16, out), allowed, is_closed: false }
    }

    /// Writes a finding.
    pub(super) fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let allowed = self.allowed.iter().any(|rule| rule.id == finding.rule.id);
        self.line(&Line { finding, allowed })
    }

    /// Writes the counts.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn finish(mut self, report: &ReportFile) -> Result<(), Error> {
        let summary = &ReportFile { findings: Vec::new(), ..report.clone() };
        let written = self.line(&Last { summary }).and_then(|()| self.flush());
        written.map_err(Error::io("write", Path::new("standard output")))
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        let written = match self.is_closed {
            true => Ok(()),
            false => json_line(&mut self.out, line).and_then(|()| self.out.write_all(b"\n")),
        };
        self.unless_closed(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = if self.is_closed { Ok(()) } else { self.out.flush() };
        self.unless_closed(flushed)
    }

    fn unless_closed(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            written => written,
        }
    }
}
