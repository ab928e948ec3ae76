//! What an upload comes to, told to a person.

use idport::upload::{Need, Plan, Time, TimeUnit};

use super::summary::number;

/// The plan of an upload, a line or two, each behind a line feed.
pub(super) fn told(plan: &Plan) -> String {
    let largest = plan.steps.iter().map(|step| step.bytes.largest).max().unwrap_or_default();
    let mut text = format!(
        "\nupload: {} of at most {largest} bytes, {} at a time, {}",
        number(plan.count, &plan.unit),
        plan.at_once,
        time(&plan.time)
    );
    let needs: Vec<_> = plan.needs.iter().map(need).collect();
    if !needs.is_empty() {
        text += &format!("\nneeded before, named in the manifest: {}", needs.join(", "));
    }
    text
}

fn time(time: &Time) -> String {
    match time.unit {
        TimeUnit::Seconds if time.most < 120 => format!("about {}", number(time.most, "second")),
        TimeUnit::Seconds => format!("about {}", number(time.most.div_ceil(60), "minute")),
        TimeUnit::Days if time.least == time.most => number(time.most, "day"),
        TimeUnit::Days => format!("{} to {}", time.least, number(time.most, "day")),
    }
}

fn need(need: &Need) -> String {
    let more = if need.more { "more than " } else { "" };
    format!("{} {more}{}", need.what, need.count)
}
