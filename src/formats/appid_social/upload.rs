//! The import call of user profiles (App ID docs, *Migrating users*, *Limits*).

use crate::formats::appid_upload::{self, PAGES};
use crate::upload::{Call, Particular, Step, Time, Upload};

const CALL: &str = "POST /management/v4/{tenantId}/users/import";

pub(super) static UPLOAD: Upload = Upload {
    unit: "request",
    at_once: 1,
    steps: &[
        Call { what: "profiles", stem: "users", call: CALL },
        Call { what: "profiles", stem: "page", call: CALL },
    ],
    time,
    conflicts: "not documented: the answer of the import counts `added` and `failed`. Import into an instance without these profiles, or remove them first",
    advice: &[
        "the answer names profiles that failed: read it, also when it is 200",
        "how many profiles a request takes is not documented; 50 are safe (--page-size 50)",
        PAGES,
        "an instance holds 100,000 users",
    ],
    particular: &Particular {
        functions: include_str!("upload.sh"),
        variables: &[("IDPORT_TENANT", "the id of the App ID instance (tenantId)")],
        values: |_| Vec::new(),
    },
};

fn time(steps: &[Step]) -> Time {
    appid_upload::time(steps.iter().map(|step| step.users.total).sum())
}
