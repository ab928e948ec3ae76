//! Looks over files of groups and application roles, before users are read.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::belongings::Gathered;
use super::custom::Custom;
use super::domain::{
    APP_NAME, Domain, EXISTING, Existing, OPTIONAL, Optional, domain_of, existing, optional,
};
use super::grant::Row;
use super::headings::{Kind, Layout};
use super::paths::path_of;
use super::reader::{Reader, locate_cell, outside};
use super::rules::*;
use super::source::custom_headings;
use super::together::{Together, jobs_of};
use super::whole_file::judge;
use crate::csv::Cells;
use crate::error::Error;
use crate::findings::{Note, Notes, Pointer, Purpose, Rule, Shape};
use crate::formats::{
    Decisions, Desk, InputFacts, InputUse, Judged, KeySpace, Lookup, Records, SettingError,
    SourcePaths, Standing, Survey, Surveyed, Work,
};
use crate::limits::Limit;
use crate::model::{Field, KeyKind};
use crate::outside::Outside;
use crate::pack::{Encoded, Packer};

/// Repetitions in files of groups and roles. None is an error, as the grades of the rules say.
static KEY_SPACES: &[KeySpace] = &[
    KeySpace {
        kind: KeyKind::Group,
        field: Field::GroupWithoutMembers,
        exactly: &ORA_G_003,
        ignoring_case: Some(&ORA_G_005),
    },
    KeySpace {
        kind: KeyKind::Grant,
        field: Field::Roles,
        exactly: &ORA_A_020,
        ignoring_case: None,
    },
];

/// Gathers what users have.
pub(super) struct Surveyor {
    files: Files,
}

/// Files of groups and application roles.
struct Files {
    declared: Vec<Custom>,
    domain: Option<Domain>,
    existing: Existing,
    optional: Optional,
    purpose: Purpose,
    /// The application that rows are of unless they say otherwise.
    app: Option<String>,
    gathered: Arc<Mutex<Gathered>>,
    jobs: AtomicU64,
}

/// Makes the survey of a run.
#[allow(clippy::needless_pass_by_value, reason = "the signature that all surveys have")]
pub(super) fn survey(decisions: Decisions<'_>) -> Result<Box<dyn Survey>, SettingError> {
    let files = Files {
        declared: custom_headings(&decisions)?,
        domain: domain_of(&decisions)?,
        existing: existing(decisions.value(&EXISTING))?,
        optional: optional(decisions.value(&OPTIONAL))?,
        purpose: decisions.purpose,
        app: decisions.value(&APP_NAME).map(|name| name.trim().to_owned()),
        gathered: Arc::default(),
        jobs: AtomicU64::new(0),
    };
    Ok(Box::new(Surveyor { files }))
}

pub(super) fn lock(gathered: &Mutex<Gathered>) -> MutexGuard<'_, Gathered> {
    gathered.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Records for Files {
    fn outside(&self, head: &[u8]) -> Result<Outside, String> {
        outside(head, &[], &[Kind::Groups, Kind::AppRoles], self.purpose)
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        &[]
    }

    fn paths(&self) -> SourcePaths {
        path_of
    }

    fn syntax_rule(&self) -> &'static Rule {
        &ORA_F_001
    }

    fn structure_rule(&self) -> &'static Rule {
        &ORA_F_007
    }

    fn judge_inputs(&self, inputs: &[InputFacts]) -> Vec<(usize, Note)> {
        self.jobs.store(inputs.iter().map(|input| jobs_of(input.records)).sum(), Relaxed);
        let mut notes = judge(inputs, &[], self.purpose);
        notes.retain(|(_, note)| self.app.is_none() || note.rule.id != ORA_A_010.id);
        notes.extend(lock(&self.gathered).judge(inputs));
        notes
    }

    fn judge_records(&self, tell: Judged<'_>) -> Result<(), Error> {
        lock(&self.gathered).judge_rows(self.existing, tell)
    }

    fn locate(&self, bytes: &[u8], at: usize, outside: &Outside, pointer: &str) -> usize {
        locate_cell(bytes, at, outside, pointer)
    }
}

impl Work for Surveyor {
    fn records(&self) -> &dyn Records {
        &self.files
    }

    fn key_space(&self, kind: KeyKind) -> Option<&'static KeySpace> {
        KEY_SPACES.iter().find(|space| space.kind == kind)
    }

    fn record(
        &self,
        place: Standing<'_>,
        desk: &mut Desk,
        out: &mut Encoded,
        notes: &mut Notes,
    ) -> io::Result<Option<usize>> {
        notes.begin();
        let Outside::Rows(table) = place.outside else { return Ok(None) };
        let mut cells = Cells::new(place.bytes, place.at);
        let all: Vec<_> = cells.by_ref().collect();
        let Some(end) = cells.end() else { return Ok(None) };
        let longest = desk.limits().text;
        if end > place.valid
            && let Err(error) = std::str::from_utf8(&place.bytes[place.at..end])
        {
            let bad = place.at + error.valid_up_to();
            notes.error(&ORA_F_001, bad, Pointer::of(""), Shape::NotUtf8);
        } else if let Some(cell) = all.iter().find(|cell| cell.text.raw().len() > longest) {
            let got = Shape::Over(Limit::Text(longest));
            notes.error(&ORA_F_001, cell.at, Pointer::of(""), got);
        } else if !all.iter().all(|cell| cell.is_sound) {
            notes.error(&ORA_F_007, place.at, Pointer::of(""), Shape::Nothing);
        } else if all.len() != table.columns().len() {
            let got = Shape::Count(all.len() as u64);
            notes.error(&ORA_F_006, place.at, Pointer::of(""), got);
        } else {
            let app = self.files.app.as_deref();
            let input = (place.input, place.offset_of_bytes);
            let mut row = Row { table, cells: &all, at: place.at, input, app, notes };
            row.gather(out.section(0));
        }
        Ok(Some(end))
    }

    fn keep(
        &self,
        place: Standing<'_>,
        end: usize,
        _: &mut Desk,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        out.extend_from_slice(&place.bytes[place.at..end]);
        Ok(())
    }
}

impl Survey for Surveyor {
    fn use_of(&self, head: &[u8]) -> InputUse {
        match Layout::read(head, &self.files.declared) {
            Ok(Layout { kind: Kind::Groups | Kind::AppRoles, .. }) => InputUse::Survey,
            _ => InputUse::Records,
        }
    }

    fn as_work(&self) -> &dyn Work {
        self
    }

    fn packer(&self) -> Box<dyn Packer> {
        Box::new(super::grant::Gatherer::new(Arc::clone(&self.files.gathered)))
    }

    fn finish(&self, _: Arc<dyn Lookup>) -> Surveyed {
        let belongings = std::mem::take(&mut *lock(&self.files.gathered)).finish();
        let groups = belongings.groups.clone();
        let applications = belongings.applications();
        let declared = self.files.declared.clone();
        let has_groups = !groups.is_empty();
        let has_lists = declared.iter().any(|custom| custom.delimiter.is_some());
        Surveyed {
            reader: Box::new(Reader {
                looking: super::look::writer(declared.clone(), self.files.optional),
                declared,
                belongings,
                has_groups,
                has_lists,
                domain: self.files.domain,
                existing: self.files.existing,
                purpose: self.files.purpose,
                surveyed: self.files.jobs.load(Relaxed),
                together: Together::default(),
            }),
            groups,
            applications,
            configuration: Vec::new(),
            strays: Box::new(std::iter::empty()),
        }
    }
}
