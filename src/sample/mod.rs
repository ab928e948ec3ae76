//! Sampling: some records of an export, with every value replaced, that can be shown to others.
//!
//! A sample has the shapes of its source: members and their kinds, their order and formatting,
//! escapes, lengths, scripts, letter case, punctuation, broken values. What it says of anybody is
//! made up. The same word is replaced in the same way wherever it stands, so copies in lower case,
//! references, repeated values and names inside of addresses stay what they are to each other. All
//! of it comes from a key that nobody keeps.
//!
//! What is kept: words of the formats (types, states, languages, time zones, `true`), names of
//! members, roles and groups unless they are hidden, the country of a telephone number, version and
//! variant of a UUID, the method of a hash, punctuation, and the time of day of dates, which are
//! moved by whole days: those of one record by as many, those of another by others. Everything else is replaced, also what nobody has described.
//!
//! What it leaves out: files of groups and roles beside users are refused; records of files with
//! other heading rows than the first are not sampled.

mod choice;
mod given;
mod key;
mod record;
mod text;
mod vocabulary;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::digest::Algorithm;
use crate::error::Error;
use crate::findings::{Notes, Purpose, Shape};
use crate::formats::{Desk, Format, RecordReader, Standing, Work, has_counts, read_record};
use crate::input::{Feed, Input};
use crate::limits::Limits;
use crate::model::KeyHasher;
use crate::output::{Destination, Layout, Outputs, Parts, Rejects};
use crate::outside::{Frame, Outside};
use crate::pack::{Encoded, Packer, Part};
use crate::pipeline::{self, Job, Sinks};
use crate::run::{Means, Opened, open};
use crate::validate::{Validation, validate};

pub use choice::Chosen;
pub use key::SampleKey;

use choice::{Choice, shape_of};
use record::Records;
use text::Texts;

/// A sample to be made.
pub struct Sampling {
    /// The inputs: files, which are read several times.
    pub inputs: Vec<Input>,
    /// Their format.
    pub from: &'static Format,
    /// How large what is read may be.
    pub limits: Limits,
    /// What was decided about reading, by the names of the settings.
    pub settings: BTreeMap<String, String>,
    /// How many records.
    pub records: u64,
    /// Are names of roles, groups and members replaced too?
    pub hide_names: bool,
    /// What all pseudonyms come from.
    pub key: SampleKey,
    /// The instant of the run in RFC 3339: what is to come then is to come in the sample.
    pub now: String,
    /// How many threads work.
    pub threads: usize,
}

/// Makes a sample; which records it has.
///
/// # Errors
/// When an input cannot be read twice, or the sample cannot be written.
pub fn sample(sampling: &Sampling, out: &mut (dyn Write + Send)) -> Result<Chosen, Error> {
    if sampling.inputs.iter().any(|input| input.path.is_none()) {
        let what = "standard input cannot be read twice; give a file";
        return Err(Error::Refused(what.to_owned()));
    }
    let choice = Mutex::new(Choice::default());
    sampling.find_rules(&choice)?;
    sampling.pass(|turn| {
        lock(&choice).learn(turn.input, shape_of(turn.record));
        Ok(())
    })?;
    let choice = choice.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (chosen, picked) = choice.choose(sampling.records);
    let mut writing = Writing::new(sampling, out, picked);
    let writing_of = Mutex::new(&mut writing);
    sampling.pass(|chunk| lock(&writing_of).record(chunk))?;
    let others = writing.finish()?;
    Ok(Chosen { others, records: chosen.records - others, ..chosen })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A record in its turn.
struct Turn<'t> {
    input: u32,
    frame: &'t Framed,
    record: &'t [u8],
}

/// What stands around records, and the headings of their columns.
#[derive(Clone, PartialEq, Eq)]
struct Framed {
    frame: Frame,
    headings: Option<Vec<String>>,
    /// Are the records in an object, beside their counts?
    is_object: bool,
}

impl Sampling {
    fn feed(&self) -> Feed {
        Feed::new(self.inputs.clone(), Algorithm::None).within(self.limits)
    }

    /// Which rules have findings, and in which records.
    fn find_rules(&self, choice: &Mutex<Choice>) -> Result<(), Error> {
        let names: Vec<_> = self.inputs.iter().map(|input| input.name.as_str()).collect();
        let mut validation = Validation::new(self.feed(), self.from, &self.now);
        validation.settings = self.settings.clone();
        validation.threads = self.threads;
        validation.told = Some(Box::new(|finding| {
            let of = |file: &str, record: u64| {
                let input = names.iter().position(|name| *name == file);
                input.map(|input| (input as u32, record))
            };
            let file = &finding.place.file;
            if let Some(record) = finding.place.record.and_then(|record| of(file, record)) {
                let other = match (&finding.related, finding.got) {
                    (Some(related), _) => of(&related.file, related.record),
                    (None, Shape::SameAsRecord(other)) => Some((record.0, other)),
                    _ => None,
                };
                lock(choice).found(finding.rule.id, record, other);
            }
            Ok(())
        }));
        validate(validation).map(drop)
    }

    /// Goes over all records, in their order.
    fn pass(&self, each: impl FnMut(&Turn<'_>) -> Result<(), Error> + Send) -> Result<(), Error> {
        let outputs = Outputs::new(Destination::Stream, false, false)?;
        let hasher = KeyHasher::new([0; 32]);
        let means = Means {
            now: &self.now,
            settings: &self.settings,
            outputs: &outputs,
            purpose: Purpose::Reading,
            needs_users: false,
            hasher: hasher.clone(),
            digest: Algorithm::None,
            threads: self.threads,
        };
        let source = open(self.from, self.feed(), &means, None)?;
        refuse_others(&source)?;
        let numbers = source.feed.inputs().iter().map(|input| {
            self.inputs.iter().position(|own| own.name == input.name).unwrap_or_default() as u32
        });
        let frames = Frames::default();
        let work = Kept { reader: source.reader(), frames: &frames };
        let failed = Arc::new(Mutex::new(None));
        // The pipeline wants to own what packs; what it works on is borrowed.
        let (to, from) = std::sync::mpsc::sync_channel::<Vec<u8>>(8);
        let job = Job { work: &work, purpose: Purpose::Reading, hasher, threads: self.threads };
        let numbers: Vec<u32> = numbers.collect();
        let mut each = each;
        std::thread::scope(|scope| {
            let taken = scope.spawn(|| {
                for records in from {
                    if let Err(error) = frames.each(&records, &numbers, &mut each) {
                        lock(&failed).get_or_insert(error);
                        return;
                    }
                }
            });
            let parts = Parts::new(&outputs, Layout::Files, Algorithm::None);
            let rejects = Rejects::new(&outputs, "rejects");
            let packer = Box::new(Sender(to));
            let sinks = Sinks { packer, parts: &parts, rejects, side: None, told: None };
            let ran = pipeline::run(&job, &source.feed, sinks);
            if let Err(panic) = taken.join() {
                std::panic::resume_unwind(panic);
            }
            ran.map(drop)
        })?;
        let failed = lock(&failed).take();
        failed.map_or(Ok(()), Err)
    }
}

/// Files of groups and roles have rows that this does not sample.
fn refuse_others(source: &Opened) -> Result<(), Error> {
    let surveyed = source.surveyed.iter().flat_map(Feed::inputs);
    let other = surveyed.into_iter().find(|input| !source.feed.inputs().contains(input));
    other.map_or(Ok(()), |input| {
        let name = &input.name;
        Err(Error::Refused(format!(
            "{name}: rows of groups and roles are not sampled; give files of users only"
        )))
    })
}

/// The frames that were met, by number.
#[derive(Default)]
struct Frames(Mutex<Vec<Framed>>);

impl Frames {
    fn number(&self, outside: &Outside) -> u32 {
        let frame = outside.frame();
        let mut known = lock(&self.0);
        let is_object = matches!(outside, Outside::List(_)) && outside.is_object();
        let is_known = |one: &Framed| one.frame == frame && one.is_object == is_object;
        let at = known.iter().position(is_known).unwrap_or_else(|| {
            let headings = match outside {
                Outside::Rows(table) => Some(table.header().names.clone()),
                _ => None,
            };
            known.push(Framed { frame: frame.clone(), headings, is_object });
            known.len() - 1
        });
        at as u32
    }

    /// Calls `each` for records as [`Kept`] puts them down.
    fn each(
        &self,
        mut records: &[u8],
        numbers: &[u32],
        each: &mut impl FnMut(&Turn<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        while let Some((head, rest)) = records.split_first_chunk::<12>() {
            let number = |at: usize| {
                u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]])
            };
            let (record, rest) = rest.split_at(number(8) as usize);
            let frame = lock(&self.0).get(number(4) as usize).cloned();
            let input = numbers.get(number(0) as usize).copied().unwrap_or_default();
            if let Some(frame) = &frame {
                each(&Turn { input, frame, record })?;
            }
            records = rest;
        }
        Ok(())
    }
}

/// Puts records down as they would be kept if they were refused: whole, in the form of their file.
struct Kept<'k> {
    reader: &'k dyn RecordReader,
    frames: &'k Frames,
}

impl Work for Kept<'_> {
    fn records(&self) -> &dyn crate::formats::Records {
        self.reader
    }

    fn record(
        &self,
        place: Standing<'_>,
        desk: &mut Desk,
        out: &mut Encoded,
        notes: &mut Notes,
    ) -> io::Result<Option<usize>> {
        let mut own = Notes::unkeyed();
        let read = read_record(self.reader, place, desk, &mut own, |_, source, end, _| {
            let mut kept = Vec::new();
            self.reader.keep(source, end, &mut kept);
            let out = out.section(0);
            out.extend_from_slice(&source.input.to_le_bytes());
            out.extend_from_slice(&self.frames.number(source.outside).to_le_bytes());
            out.extend_from_slice(&(kept.len() as u32).to_le_bytes());
            out.extend_from_slice(&kept);
        })?;
        notes.begin();
        Ok(read.map(|(end, ())| end))
    }
}

/// Hands records over in their order.
struct Sender(std::sync::mpsc::SyncSender<Vec<u8>>);

impl Packer for Sender {
    fn take(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        for range in accepted {
            // Nobody who has gone away needs them.
            let _ = self.0.send(encoded.bytes(0, range).to_vec());
        }
        Vec::new()
    }

    fn take_copies(&mut self, encoded: &Encoded, accepted: &[Range<usize>]) -> Vec<Part> {
        self.take(encoded, accepted)
    }

    fn finish(&mut self) -> Vec<Part> {
        Vec::new()
    }
}

/// A sample being written.
struct Writing<'w> {
    records: Records<'w>,
    out: &'w mut (dyn Write + Send),
    picked: BTreeSet<u64>,
    at: u64,
    frame: Option<Framed>,
    others: u64,
    /// Do objects of the format say how many users they hold?
    has_counts: bool,
}

impl<'w> Writing<'w> {
    fn new(sampling: &'w Sampling, out: &'w mut (dyn Write + Send), picked: BTreeSet<u64>) -> Self {
        let texts = Texts {
            key: &sampling.key,
            now: sampling.now.clone(),
            days: Cell::new(0),
            given: RefCell::default(),
        };
        let records = Records { texts, hide_names: sampling.hide_names, names: RefCell::default() };
        Writing {
            records,
            out,
            picked,
            at: 0,
            frame: None,
            others: 0,
            has_counts: has_counts(sampling.from),
        }
    }

    fn record(&mut self, turn: &Turn<'_>) -> Result<(), Error> {
        self.at += 1;
        if !self.picked.contains(&(self.at - 1)) {
            return Ok(());
        }
        let mut text = match &self.frame {
            None => {
                self.frame = Some(turn.frame.clone());
                let head = &turn.frame.frame.head;
                let mut written = Vec::with_capacity(head.len());
                match turn.frame.headings {
                    Some(_) => self.records.headings(head, &mut written),
                    None if turn.frame.is_object => written = self.opening(),
                    None => written.extend_from_slice(head),
                }
                written
            }
            Some(known) if known.headings == turn.frame.headings => known.frame.separator.to_vec(),
            Some(_) => {
                self.others += 1;
                return Ok(());
            }
        };
        match &turn.frame.headings {
            Some(headings) => self.records.row(headings, turn.record, &mut text),
            None => self.records.json(turn.record, &mut text),
        }
        self.write(&text)
    }

    /// What stands before users that are in an object. The counts are those of the sample; other
    /// members around the records are left out.
    fn opening(&self) -> Vec<u8> {
        let count = self.picked.len();
        let counts = match self.has_counts {
            true => format!(
                "\"itemsPerPage\": {count}, \"requestOptions\": {{}}, \"totalResults\": {count}, "
            ),
            false => String::new(),
        };
        format!("{{{counts}\"users\": [\n").into_bytes()
    }

    /// Closes the sample; how many picked records have another heading row.
    fn finish(mut self) -> Result<u64, Error> {
        let tail = self.frame.as_ref().map(|known| match known.is_object {
            true => b"\n]}\n".as_slice(),
            false => known.frame.tail,
        });
        self.write(tail.unwrap_or_default())?;
        self.out.flush().map_err(Error::io("write", Path::new("the sample")))?;
        Ok(self.others)
    }

    fn write(&mut self, text: &[u8]) -> Result<(), Error> {
        self.out.write_all(text).map_err(Error::io("write", Path::new("the sample")))
    }
}
