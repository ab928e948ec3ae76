//! The import jobs of identity domains (Oracle, *Importing Using the REST API*, *Bulk import and
//! export*, *Rate limiting*).

use super::domain::jobs_a_day;
use crate::upload::{Call, Step, Time, TimeUnit, Upload};

pub(super) static UPLOAD: Upload = Upload {
    unit: "job",
    at_once: 1,
    steps: &[
        Call { what: "users", stem: "Users", call: "POST /job/v1/JobSchedules, UserImport" },
        Call { what: "groups", stem: "Groups", call: "POST /job/v1/JobSchedules, GroupImport" },
        Call {
            what: "application roles",
            stem: "AppRoles",
            call: "POST /job/v1/JobSchedules, AppRoleImport with appDisplayName",
        },
    ],
    time,
    conflicts: "users with the same user name and groups with the same name are updated. A new e-mail address or telephone number is added beside the old one, unless the job has replaceExistingMultiValuedValues=true; whether an empty cell clears a value is not documented. Nothing is ever deleted, memberships neither. First import: without it; deltas: with it",
    advice: &[
        "one import or export runs at a time; start each job when the one before has ended, users first",
        "a file has at most 100,000 rows; pages of Oracle name 10 MB and 52 MB as its most bytes",
        "a bad row does not stop a job: read the report of each job",
        "try one user first, then a hundred: Oracle advises it",
    ],
};

fn time(steps: &[Step]) -> Time {
    let jobs: u64 = steps.iter().map(|step| step.count).sum();
    let (fewest, most) = jobs_a_day();
    Time {
        unit: TimeUnit::Days,
        least: jobs.div_ceil(most),
        most: jobs.div_ceil(fewest),
        basis: format!(
            "a domain allows {fewest} to {most} imports and exports a day, by its kind; how long a job takes is not documented"
        ),
    }
}
