//! Records that were refused: verbatim, in a file of the input's own format, and beside it, line
//! by line, why.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::Outputs;
use crate::error::Error;
use crate::findings::Finding;

/// The file of refused records.
const REJECTS: &str = "rejects.json";
/// The file that says why, a JSON line for each refused record.
const REASONS: &str = "rejects.findings.jsonl";

/// Keeps refused records. The files are made when the first record is refused.
pub struct Rejects<'o> {
    outputs: &'o Outputs,
    files: Option<(BufWriter<File>, BufWriter<File>)>,
    count: u64,
}

#[derive(Serialize)]
struct Reasons<'f> {
    /// Position in the file of refused records, from 1.
    reject: u64,
    findings: &'f [Finding],
}

impl<'o> Rejects<'o> {
    /// Keeps refused records among these outputs.
    pub fn new(outputs: &'o Outputs) -> Self {
        Rejects { outputs, files: None, count: 0 }
    }

    /// Keeps a record and what was found in it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, record: &[u8], findings: &[Finding]) -> Result<(), Error> {
        self.count += 1;
        if self.files.is_none() {
            let records = self.outputs.create(REJECTS)?;
            let reasons = self.outputs.create(REASONS)?;
            self.files = records
                .zip(reasons)
                .map(|(records, reasons)| (BufWriter::new(records), BufWriter::new(reasons)));
        }
        let Some((records, reasons)) = &mut self.files else { return Ok(()) };
        let separator: &[u8] = if self.count == 1 { b"[\n" } else { b",\n" };
        records
            .write_all(separator)
            .and_then(|()| records.write_all(record))
            .map_err(Error::io("write", Path::new(REJECTS)))?;
        serde_json::to_writer(&mut *reasons, &Reasons { reject: self.count, findings })
            .map_err(std::io::Error::from)
            .and_then(|()| reasons.write_all(b"\n"))
            .map_err(Error::io("write", Path::new(REASONS)))
    }

    /// Closes the files; how many records they hold.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn finish(self) -> Result<u64, Error> {
        if let Some((mut records, mut reasons)) = self.files {
            records
                .write_all(b"\n]\n")
                .and_then(|()| records.flush())
                .map_err(Error::io("write", Path::new(REJECTS)))?;
            reasons.flush().map_err(Error::io("write", Path::new(REASONS)))?;
        }
        Ok(self.count)
    }
}
