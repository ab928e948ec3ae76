//! From the inputs of a format to its reader: some must be looked over first.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digest::Algorithm;
use crate::error::Error;
use crate::formats::{
    Decisions, Format, InputUse, Lookup, Reading, RecordReader, Survey, Surveyed,
};
use crate::input::{Feed, Places};
use crate::model::{Group, KeyHasher};
use crate::output::{Layout, Outputs, Parts, Rejects};
use crate::pipeline::{self, Job, Sinks, Summary};

/// A format ready to be read.
pub(crate) struct Opened {
    reader: Reader,
    /// The inputs that hold records.
    pub(crate) feed: Feed,
    /// The groups that the inputs describe.
    pub(crate) groups: Vec<Group>,
    /// What the survey found, where there was one.
    pub(crate) survey: Option<Summary>,
}

enum Reader {
    Direct(&'static dyn RecordReader),
    Surveyed(Box<dyn RecordReader>),
}

impl Opened {
    pub(crate) fn reader(&self) -> &dyn RecordReader {
        match &self.reader {
            Reader::Direct(reader) => *reader,
            Reader::Surveyed(reader) => &**reader,
        }
    }
}

/// What a survey works with.
pub(crate) struct Means<'m> {
    pub(crate) settings: &'m BTreeMap<String, String>,
    pub(crate) outputs: &'m Outputs,
    pub(crate) hasher: KeyHasher,
    pub(crate) max_record: usize,
    pub(crate) digest: Algorithm,
    pub(crate) threads: usize,
}

/// Makes the reader of a format for these inputs.
///
/// # Errors
/// When the format cannot be read, a setting makes no sense, or an input cannot be looked over.
pub(crate) fn open(from: &Format, feed: Feed, means: &Means<'_>) -> Result<Opened, Error> {
    let reading =
        from.reading.ok_or_else(|| Error::Refused(format!("{} cannot be read yet", from.name)))?;
    let make = match reading {
        Reading::Direct(reader) => {
            let reader = Reader::Direct(reader);
            return Ok(Opened { reader, feed, groups: Vec::new(), survey: None });
        }
        Reading::Surveyed(make) => make,
    };
    let survey = make(Decisions { settings: means.settings })
        .map_err(|error| Error::Refused(error.to_string()))?;
    let uses: Vec<_> = feed.heads()?.iter().map(|head| survey.use_of(head)).collect();
    let of = |not: InputUse| (0..uses.len()).filter(|at| uses[*at] != not).collect::<Vec<_>>();
    let (surveyed, records) = (of(InputUse::Records), of(InputUse::Survey));
    if records.is_empty() {
        return Err(Error::Refused(format!(
            "there are no users in {}; give the file of users too",
            feed.inputs().iter().map(|input| input.name.as_str()).collect::<Vec<_>>().join(", ")
        )));
    }
    let both = uses.contains(&InputUse::Both);
    let summary = match surveyed.is_empty() {
        true => None,
        false => Some(look_over(&*survey, &feed.only(&surveyed, true), means)?),
    };
    // What was digested by the survey is not digested again.
    let records = feed.only(&records, !both);
    let Surveyed { reader, groups } =
        survey.finish(Arc::new(Inputs(Places::new(records.inputs()))));
    Ok(Opened { reader: Reader::Surveyed(reader), feed: records, groups, survey: summary })
}

fn look_over(survey: &dyn Survey, feed: &Feed, means: &Means<'_>) -> Result<Summary, Error> {
    let job = Job {
        work: survey.as_work(),
        hasher: means.hasher.clone(),
        max_record: means.max_record,
        threads: means.threads,
    };
    let parts = Parts::new(means.outputs, Layout::Files, means.digest);
    let rejects = Rejects::new(means.outputs, "rejects-survey");
    let sinks = Sinks { packer: survey.packer(), parts: &parts, rejects, side: None };
    pipeline::run(&job, feed, sinks)
}

/// The inputs that hold records, for readers that look rows up.
struct Inputs(Places);

impl Lookup for Inputs {
    fn read_at(&self, input: u32, offset: u64, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read_at(input, offset, buffer)
    }
}
