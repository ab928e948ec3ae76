//! The import call of identity pools, as the vendor documents it. Its pages disagree: the guide
//! *Migrating users to identity pools* has a `mode`, the published API specification has none since
//! 2023; the guide prints another path than the specification.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::upload::{Call, Particular, Step, Time, TimeUnit, Upload, Values};

/// What the vendor states of the pace: so many requests of 100 users in so many seconds, 8 at a
/// time, which are 1,500,000 users in half an hour.
const PACE: (u64, u64) = (15_000, 1_800);

const CALL: &str = "PUT /api/identity/{tenant}/configuration";

pub(super) static UPLOAD: Upload = Upload {
    unit: "request",
    at_once: 8,
    steps: &[
        Call { what: "pools, schemas and groups", stem: "configuration", call: CALL },
        Call { what: "users", stem: "batch", call: CALL },
    ],
    time,
    conflicts: "the guide knows ?mode=ignore (the default), fail and update; the API specification has no mode since 2023 and updates what is there. Assume that a user who is there is replaced as a whole: every request holds all rows of its users. First import: mode=fail, so that a user who is there is no surprise; deltas: mode=update",
    advice: &[
        "a request has at most 100 users; the tenant answers 429 with retry-after when it is asked too often",
        "ids are in the files, so a request that was interrupted can be sent again",
        "configuration.json changes settings of the tenant: look at it before it is sent",
        "the list of users lags behind an import: a count right afterwards may be low",
    ],
    particular: &Particular {
        functions: include_str!("upload.sh"),
        variables: &[
            ("IDPORT_PATH", "the path of the call, if it is not the one below"),
            (
                "IDPORT_MODE",
                "ignore, fail or update: what becomes of users who are there already. The guide has this, the API specification since 2023 has not, and updates",
            ),
            (
                "IDPORT_CONFIGURATION",
                "send or skip configuration.json, which changes settings of the tenant",
            ),
        ],
        values,
    },
};

fn time(steps: &[Step]) -> Time {
    let requests: u64 = steps.iter().map(|step| step.count).sum();
    let (many, seconds) = PACE;
    let seconds = (requests * seconds).div_ceil(many);
    Time {
        unit: TimeUnit::Seconds,
        least: seconds,
        most: seconds,
        basis:
            "the vendor names 1,500,000 users in 30 minutes, 100 a request and 8 requests at a time"
                .to_owned(),
    }
}

/// Texts of options as they are written into the script.
fn values(options: &BTreeMap<String, Value>) -> Values {
    let tenant = options.get("tenant-id").and_then(Value::as_str).unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    // Other tenants are named by the operator, for the address of one is not known.
    let tenant = if tenant.bytes().all(is_plain) { tenant } else { "" };
    vec![("TENANT", tenant.to_owned())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_that_of_the_vendor() {
        let text = r#"{"what":"users","call":"","count":15000,"files":15000,"first":"","last":"",
            "bytes":{"smallest":0,"median":0,"largest":0,"total":0},
            "users":{"smallest":100,"median":100,"largest":100,"total":1500000}}"#;
        let mut step: Step = serde_json::from_str(text).unwrap();
        assert_eq!(time(std::slice::from_ref(&step)).most, 30 * 60);
        step.count = 1;
        assert_eq!(time(&[step]).least, 1);
        assert_eq!(time(&[]).most, 0);
    }
}
