//! What a run would decide for itself, and what it was told instead.

use idport::error::Error;

use super::typed::misused;

/// The instant that was told, or now, in RFC 3339.
pub(super) fn instant(told: Option<&str>) -> Result<String, Error> {
    match told {
        None => {
            let now = jiff::Timestamp::now().round(jiff::Unit::Second);
            Ok(now.unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string())
        }
        Some(text) => match text.parse::<jiff::Timestamp>() {
            // Earlier ones mean something else where they are written: never, or no time at all.
            Ok(instant) if instant >= jiff::Timestamp::UNIX_EPOCH => Ok(instant.to_string()),
            told => {
                let why = if told.is_ok() {
                    "is before 1970, when nothing was run"
                } else {
                    "is no time"
                };
                let what = format!("--now: {text} {why}");
                let tip = "RFC 3339, such as 2026-01-02T03:04:05Z".to_owned();
                Err(misused(what, Some(tip), |typed| typed.replaced(text, "2026-01-02T03:04:05Z")))
            }
        },
    }
}

/// How many threads were asked for, or all.
pub(super) fn threads(told: Option<u16>) -> usize {
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    told.map_or(all, usize::from)
}
