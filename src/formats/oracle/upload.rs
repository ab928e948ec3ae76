//! The import jobs of identity domains (Oracle, *Importing Using the REST API*, *Bulk import and
//! export*, *Rate limiting*).

use std::collections::BTreeMap;

use serde_json::Value;

use super::domain::jobs_a_day;
use crate::upload::{Call, Particular, Step, Time, TimeUnit, Upload, Values, quoted};
use crate::visible;

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
    particular: &Particular {
        functions: include_str!("upload.sh"),
        variables: &[
            (
                "IDPORT_REPLACE",
                "1: e-mail addresses and numbers replace those that a user has, instead of being added",
            ),
            ("IDPORT_POLL", "seconds between two looks at a job (15)"),
        ],
        values,
    },
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

/// The applications whose roles the files have, as branches of a `case`.
fn values(options: &BTreeMap<String, Value>) -> Values {
    let branch = |files: &str, app: &Value| {
        let name = visible::json(app).unwrap_or_default();
        format!("        {files}*) printf '%s' {} ;;\n", quoted(name.trim_end()))
    };
    let apps = match options.get("appDisplayName") {
        Some(Value::Object(files)) => {
            { files.iter() }.map(|(file, app)| branch(file.trim_end_matches(".csv"), app)).collect()
        }
        Some(app) => branch("AppRoles", app),
        None => String::new(),
    };
    vec![("APPS", apps.trim_end().to_owned())]
}
