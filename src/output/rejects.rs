//! Records that were refused: verbatim, in a file of the input's own format, and beside it, line
//! by line, why.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::Outputs;
use super::reasons::Line;
use crate::error::Error;
use crate::findings::Finding;
use crate::outside::Frame;

/// Keeps refused records. The files are made when the first record is refused.
pub struct Rejects<'o> {
    outputs: &'o Outputs,
    stem: &'static str,
    are_kept: bool,
    /// Files of records, each with what stands around them. Records that need another heading row
    /// than those before go to another file.
    records: Vec<Kept>,
    reasons: Option<BufWriter<File>>,
    line: Line,
}

struct Kept {
    name: String,
    frame: Frame,
    file: BufWriter<File>,
    count: u64,
}

impl<'o> Rejects<'o> {
    /// Keeps refused records among these outputs, in files that are called `STEM` and
    /// `STEM.findings.jsonl`.
    pub fn new(outputs: &'o Outputs, stem: &'static str) -> Self {
        let are_kept = outputs.path_of(stem).is_some();
        let (records, line) = (Vec::new(), Line::default());
        Rejects { outputs, stem, are_kept, records, reasons: None, line }
    }

    /// Is there a place to keep them?
    pub fn are_kept(&self) -> bool {
        self.are_kept
    }

    /// Keeps a record of the input `of`, with what must stand around such records, and what was
    /// found in it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(
        &mut self,
        frame: &Frame,
        record: &[u8],
        of: &str,
        findings: &[Finding],
    ) -> Result<(), Error> {
        let known = self.records.iter().position(|kept| kept.frame == *frame);
        let number = match known {
            Some(number) => number,
            None => match self.begin(frame)? {
                Some(number) => number,
                None => return Ok(()),
            },
        };
        let kept = &mut self.records[number];
        let before: &[u8] = if kept.count == 0 { &kept.frame.head } else { kept.frame.separator };
        kept.file
            .write_all(before)
            .and_then(|()| kept.file.write_all(record))
            .map_err(|error| Error::io("write", Path::new(&kept.name))(error))?;
        kept.count += 1;
        let Some(reasons) = &mut self.reasons else { return Ok(()) };
        let file = (number > 0).then_some(kept.name.as_str());
        reasons
            .write_all(self.line.of(file, kept.count, of, findings))
            .map_err(|error| Error::io("write", Path::new(self.stem))(error))
    }

    /// Begins a file; its number, or `None` when there is no place for it.
    fn begin(&mut self, frame: &Frame) -> Result<Option<usize>, Error> {
        let number = self.records.len();
        let name = match number {
            0 => format!("{}.{}", self.stem, frame.extension),
            _ => format!("{}-{:03}.{}", self.stem, number + 1, frame.extension),
        };
        let Some(file) = self.outputs.create(&name)? else { return Ok(None) };
        if self.reasons.is_none() {
            let reasons = self.outputs.create(&format!("{}.findings.jsonl", self.stem))?;
            self.reasons = reasons.map(BufWriter::new);
        }
        let (frame, file) = (frame.clone(), BufWriter::new(file));
        self.records.push(Kept { name, frame, file, count: 0 });
        Ok(Some(number))
    }

    /// Closes the files; their names.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn finish(self) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        for Kept { name, frame, mut file, .. } in self.records {
            file.write_all(frame.tail)
                .and_then(|()| file.flush())
                .map_err(Error::io("write", Path::new(&name)))?;
            names.push(name);
        }
        if let Some(mut reasons) = self.reasons {
            reasons.flush().map_err(Error::io("write", Path::new(self.stem)))?;
        }
        Ok(names)
    }
}
