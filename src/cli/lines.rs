//! Findings as lines of JSON, written as they are found.

use std::io::{self, Write};
use std::path::Path;

use idport::error::Error;
use idport::findings::{Finding, Rule};
use idport::output::ReportFile;
use idport::visible::json_line;
use serde::Serialize;

/// Writes a line for each finding, and a last one with the exact counts.
pub(super) struct Lines<'r> {
    out: Box<dyn Write + Send>,
    /// Whole lines that are not written yet.
    waiting: Vec<u8>,
    allowed: &'r [&'static Rule],
    /// Nobody reads any more. The files are judged to their end all the same, for the exit code.
    is_closed: bool,
}

/// As many bytes as a pipe takes at once (`PIPE_BUF` of Linux). Pieces of whole lines that are not
/// longer leave no half of a line behind when the program is stopped.
const PIECE: usize = 4096;

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
        Lines { out, waiting: Vec::new(), allowed, is_closed: false }
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
        if self.is_closed {
            return Ok(());
        }
        let start = self.waiting.len();
        json_line(&mut self.waiting, line)?;
        self.waiting.push(b'\n');
        if self.waiting.len() > PIECE { self.write(start) } else { Ok(()) }
    }

    /// Writes what waits.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.write(self.waiting.len())
    }

    /// Writes so many bytes of what waits.
    fn write(&mut self, length: usize) -> io::Result<()> {
        if self.is_closed || length == 0 {
            return Ok(());
        }
        let written = self.out.write_all(&self.waiting[..length]);
        self.waiting.drain(..length);
        self.unless_closed(written)
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use serde_json::json;

    #[derive(Clone, Default)]
    struct Writes(Arc<Mutex<Vec<Vec<u8>>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().push(bytes.to_vec());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_whole_lines_are_written_at_once() {
        let writes = Writes::default();
        let mut lines = Lines::new(Box::new(writes.clone()), &[]);
        for number in 0..2_000 {
            let length = if number % 500 == 7 { 9_000 } else { number % 300 };
            lines.line(&json!({ "number": number, "text": "x".repeat(length) })).unwrap();
        }
        lines.flush().unwrap();
        let writes = writes.0.lock().unwrap();
        assert!(writes.len() > 10);
        let newlines = |piece: &Vec<u8>| piece.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(writes.iter().map(newlines).sum::<usize>(), 2_000);
        for piece in writes.iter() {
            assert!(piece.ends_with(b"\n"));
            assert!(piece.len() <= PIECE || newlines(piece) == 1);
        }
    }
}
