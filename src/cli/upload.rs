//! What an upload comes to, told to a person, and the script that does it.

use std::io::Write as _;
use std::path::Path;

use idport::error::Error;
use idport::formats::Format;
use idport::output::{Destination, Manifest, Outputs};
use idport::upload::{Folder, Need, Plan, Sent, Time, TimeUnit, script};

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

/// Writes the script that sends what a run wrote.
///
/// # Errors
/// When there is none for the format, a path is no text, or the system refuses.
pub(super) fn write_script(
    path: &Path,
    to: &Format,
    manifest: &Manifest,
    outputs: &Outputs,
) -> Result<(), Error> {
    let refused = |what: &str| Error::Refused(format!("--upload-script: {what}"));
    let upload = to.upload.ok_or_else(|| refused("nothing is known of a call that takes files"))?;
    let Destination::Folder(folder) = outputs.destination() else {
        return Err(refused("the output is no folder"));
    };
    let absolute = |path: &Path| std::path::absolute(path).map_err(Error::io("find", path));
    let (own, parts) = (absolute(path)?, absolute(folder)?);
    let (beside, whole) = (parts.strip_prefix(own.parent().unwrap_or(&own)).ok(), parts.to_str());
    let folder = match (beside.and_then(Path::to_str), whole) {
        (Some(beside), _) => Folder::Beside(beside),
        (None, Some(whole)) => Folder::At(whole),
        (None, None) => return Err(refused("the name of the output is not UTF-8")),
    };
    let sent = Sent {
        version: &manifest.program.version,
        format: to.name,
        algorithm: &manifest.digest,
        folder,
        parts: { manifest.parts.iter() }
            .map(|part| (&*part.name, part.size, part.digest.as_deref()))
            .collect(),
        options: &manifest.options,
    };
    let mut file = outputs.create_aside(path)?;
    file.write_all(script(upload, &sent).as_bytes()).map_err(Error::io("write", path))
}
