//! From the inputs of a format to its reader: some must be looked over first.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Note, Purpose, Report, Tell};
use crate::formats::{
    Decisions, Format, InputUse, LeftOut, Lookup, Reading, RecordReader, SettingError, Stray,
    Survey, Surveyed,
};
use crate::input::{Feed, Places};
use crate::model::{Group, KeyHasher};
use crate::output::{Layout, Outputs, Parts, Rejects, Scratch};
use crate::pipeline::{self, Distant, Job, Sinks, Summary};

/// A format ready to be read.
pub(crate) struct Opened {
    reader: Box<dyn RecordReader>,
    /// The inputs that hold records.
    pub(crate) feed: Feed,
    /// The inputs that were looked over.
    pub(crate) surveyed: Option<Feed>,
    /// The groups that the inputs describe.
    pub(crate) groups: Vec<Group>,
    /// The applications whose roles the inputs name.
    pub(crate) applications: Vec<String>,
    /// Rows about more than users.
    pub(crate) configuration: Vec<(String, String)>,
    /// Keeps what belongs to no record.
    pub(crate) strays: Option<Box<dyn Iterator<Item = io::Result<Stray>>>>,
    /// Files that hold what can be read only once.
    _scratches: Vec<Scratch>,
    /// What the survey found, where there was one.
    pub(crate) survey: Option<Summary>,
}

impl Opened {
    pub(crate) fn reader(&self) -> &dyn RecordReader {
        &*self.reader
    }
}

/// What a survey works with.
pub(crate) struct Means<'m> {
    pub(crate) now: &'m str,
    pub(crate) settings: &'m BTreeMap<String, String>,
    pub(crate) outputs: &'m Outputs,
    pub(crate) purpose: Purpose,
    /// Must there be a file of users?
    pub(crate) needs_users: bool,
    pub(crate) hasher: KeyHasher,
    pub(crate) digest: Algorithm,
    pub(crate) threads: usize,
}

/// Makes the reader of a format for these inputs.
///
/// # Errors
/// When the format cannot be read, a setting makes no sense, or an input cannot be looked over.
pub(crate) fn open(
    from: &Format,
    mut feed: Feed,
    means: &Means<'_>,
    told: Option<Tell<'_>>,
) -> Result<Opened, Error> {
    let reading =
        from.reading.ok_or_else(|| Error::Refused(format!("{} cannot be read yet", from.name)))?;
    let decisions = Decisions { settings: means.settings, now: means.now, purpose: means.purpose };
    let refused = |error: SettingError| Error::Refused(error.to_string());
    let make = match reading {
        Reading::Direct(make) => {
            return Ok(Opened::at_once(make(decisions).map_err(refused)?, feed));
        }
        Reading::Surveyed(make) => make,
    };
    let survey = make(decisions).map_err(refused)?;
    let uses = feed.heads().map(|head| Ok(survey.use_of(&head?))).collect::<Result<Vec<_>, _>>()?;
    let of = |not: InputUse| (0..uses.len()).filter(|at| uses[*at] != not).collect::<Vec<_>>();
    let (surveyed, records) = (of(InputUse::Records), of(InputUse::Survey));
    if records.is_empty() && means.needs_users {
        return Err(Error::Refused(format!(
            "there are no users in {}; give the file of users too",
            feed.inputs().iter().map(|input| input.name.as_str()).collect::<Vec<_>>().join(", ")
        )));
    }
    let both = uses.contains(&InputUse::Both);
    let scratches = if both { spool(&mut feed, means.outputs)? } else { Vec::new() };
    let surveyed = (!surveyed.is_empty()).then(|| feed.only(&surveyed, true));
    let over = surveyed.as_ref().map(|feed| look_over(&*survey, feed, means, told));
    let mut summary = over.transpose()?;
    // What was digested by the survey is not digested again.
    let records = feed.only(&records, !both);
    let Surveyed { reader, groups, applications, configuration, strays } =
        survey.finish(Arc::new(Inputs(records.places())));
    let configuration = configuration.into_iter().map(|(list, row)| (list.to_owned(), row));
    let members = summary.as_mut().map(|summary| std::mem::take(&mut summary.members));
    let members = members.into_iter().flatten().filter(|member| member.value != "null");
    let members = members.map(|member| (member.name, member.value));
    let configuration = configuration.chain(members).collect();
    Ok(Opened {
        reader,
        feed: records,
        surveyed,
        groups,
        applications,
        configuration,
        strays: Some(strays),
        _scratches: scratches,
        survey: summary,
    })
}

/// How much larger chunks are where the survey is spared, and what is left free before them: what
/// belongs to a record must stand in one chunk.
const LARGER: usize = 4;
const RESERVE: usize = 1 << 20;

/// A reader of a format for inputs that are not looked over, where it has one: nothing is said of
/// what is wrong.
pub(crate) fn spared(from: &Format, feed: &Feed, means: &Means<'_>) -> Option<Opened> {
    let Some(Reading::Surveyed(make)) = from.reading else { return None };
    let Means { settings, now, purpose, .. } = *means;
    let survey = make(Decisions { settings, now, purpose }).ok()?;
    let reader = survey.spared(feed.limits())?;
    let all: Vec<_> = (0..feed.inputs().len()).collect();
    let may = !all.is_empty() && feed.are_plain_files().is_ok_and(|are| are);
    may.then(|| Opened::at_once(reader, feed.only(&all, true).with_larger_chunks(LARGER, RESERVE)))
}

/// Keeps what can be read only once in files, for as long as it is needed.
fn spool(feed: &mut Feed, outputs: &Outputs) -> Result<Vec<Scratch>, Error> {
    let mut scratches = Vec::new();
    feed.spool(|name| match outputs.scratch()? {
        Some((file, scratch)) => {
            scratches.push(scratch);
            Ok(file)
        }
        None => Err(Error::Refused(format!(
            "{name} has to be read twice, and there is no folder to keep it in meanwhile; write \
             into a folder, give --evidence FOLDER, or unpack it into a file first"
        ))),
    })?;
    Ok(scratches)
}

impl Opened {
    /// Inputs that were not looked over.
    fn at_once(reader: Box<dyn RecordReader>, feed: Feed) -> Self {
        Opened {
            reader,
            feed,
            surveyed: None,
            groups: Vec::new(),
            applications: Vec::new(),
            configuration: Vec::new(),
            strays: None,
            _scratches: Vec::new(),
            survey: None,
        }
    }

    /// Reports what all records together tell of the inputs that were looked over, and what of
    /// their groups the target leaves out.
    ///
    /// # Errors
    /// When somebody who is told cannot take it.
    pub(crate) fn judge_survey(
        &self,
        left_out: &[LeftOut],
        purpose: Purpose,
        report: &mut Report,
        mut told: Option<Tell<'_>>,
    ) -> Result<(), Error> {
        let Some(feed) = &self.surveyed else { return Ok(()) };
        let mut distant = Distant::default();
        let mut tell = |note: Note| {
            let is_told = told.is_some();
            let Some(finding) = distant.judged(note, purpose, feed, is_told, report) else {
                return Ok(());
            };
            super::tell(&mut told, &finding)?;
            report.add(finding);
            Ok(())
        };
        self.reader().judge_survey(&mut tell)?;
        let paths = self.reader().paths();
        left_out.iter().filter_map(|one| one.note(paths)).try_for_each(tell)
    }

    /// Keeps and reports what belongs to no record.
    ///
    /// # Errors
    /// When it cannot be read or kept.
    pub(crate) fn keep_strays(
        &mut self,
        rejects: &mut Rejects<'_>,
        report: &mut Report,
        mut told: Option<Tell<'_>>,
    ) -> Result<(), Error> {
        let mut distant = Distant::default();
        for stray in self.strays.take().into_iter().flatten() {
            let Stray { note, kept, frame } =
                stray.map_err(Error::io("read", Path::new("the inputs")))?;
            let (input, offset) = note.elsewhere.unwrap_or_default();
            let wanted = told.is_some() || report.wants(note.rule, note.severity);
            let finding = note.finding(distant.place(&self.feed, input, offset, wanted));
            rejects.add(&frame, &kept, &finding.place.file, std::slice::from_ref(&finding))?;
            super::tell(&mut told, &finding)?;
            report.add(finding);
        }
        Ok(())
    }
}

fn look_over(
    survey: &dyn Survey,
    feed: &Feed,
    means: &Means<'_>,
    told: Option<Tell<'_>>,
) -> Result<Summary, Error> {
    let job = Job {
        work: survey.as_work(),
        purpose: means.purpose,
        hasher: means.hasher.clone(),
        threads: means.threads,
    };
    let parts = Parts::new(means.outputs, Layout::Files, means.digest);
    let rejects = Rejects::new(means.outputs, "rejects-survey");
    let sinks = Sinks { packer: survey.packer(), parts: &parts, rejects, side: None, told };
    let summary = pipeline::run(&job, feed, sinks)?;
    pipeline::pool(means.threads)?.install(|| survey.settle());
    Ok(summary)
}

/// The inputs that hold records, for readers that look rows up.
struct Inputs(Places);

impl Lookup for Inputs {
    fn read_at(&self, input: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read_at(input, offset, buffer)
    }
}
