//! The two import calls of Cloud Directory (App ID docs, *Migrating users*, *Limits*).

use crate::formats::appid_upload::{self, CHANGES, PAGES};
use crate::upload::{Call, Particular, Step, Time, Upload};

/// The file of the bulk import.
const BULK: &str = "users.json";

pub(super) static UPLOAD: Upload = Upload {
    unit: "request",
    at_once: 1,
    steps: &[
        Call {
            what: "users",
            stem: "users",
            call: "POST /management/v4/{tenantId}/cloud_directory/import/all",
        },
        Call {
            what: "users",
            stem: "page",
            call: "POST /management/v4/{tenantId}/cloud_directory/import",
        },
    ],
    time,
    conflicts: "not documented: the answer of the import counts `added` and `failed`, so a user with an address or user name that is there probably fails. Import into an empty directory, or remove such users first; there is no update, so a delta is to be imported after its users were deleted",
    advice: &[
        "every user gets a new Cloud Directory id",
        "the import of a page answers 200 with `failed` above 0 when users failed: read the answer",
        PAGES,
        "passwords need the secret of the export: without it, or from another product, they are set anew",
        "an instance holds 100,000 users",
    ],
    particular: &Particular {
        functions: include_str!("upload.sh"),
        variables: &[
            ("IDPORT_TENANT", "the id of the App ID instance (tenantId)"),
            ("IDPORT_SECRET", "the secret that the export was encrypted with"),
            ("IDPORT_EMAIL", "who is told when the bulk import has ended"),
        ],
        values: |_| Vec::new(),
    },
};

fn time(steps: &[Step]) -> Time {
    let users = steps.iter().map(|step| step.users.total).sum();
    let is_bulk = steps.iter().any(|step| step.first == BULK);
    let time = appid_upload::time(users);
    match is_bulk {
        true => Time {
            least: time.most.min(1),
            basis: format!("{CHANGES}; whether the bulk import counts is not documented"),
            ..time
        },
        false => time,
    }
}
