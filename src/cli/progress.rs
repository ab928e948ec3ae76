//! How far a run has come: one line on a terminal, which goes away again.
//!
//! It is drawn by a thread of its own, which looks at what the inputs count; nobody waits for it.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use idport::input::{Progress, SoFar};

/// Short runs show nothing.
const AT_FIRST: Duration = Duration::from_millis(500);

/// How long a line stands.
const EVERY: Duration = Duration::from_millis(200);

/// Clears the line that the cursor is in.
const CLEAR: &str = "\r\u{1b}[K";

/// Does a line stand on the terminal?
static IS_SHOWN: Mutex<bool> = Mutex::new(false);

/// Draws until it is dropped.
pub(super) struct Shown {
    pub(super) progress: Progress,
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

/// Shows how far a run comes, where a person looks on, and is not looking at the data itself. Called
/// when the process is confined.
pub(super) fn show(is_wanted: bool, is_data_on_stdout: bool) -> Shown {
    let progress = Progress::default();
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    let is_in_the_way = is_data_on_stdout && io::stdout().is_terminal();
    let is_shown = is_wanted && !is_dumb && !is_in_the_way && io::stderr().is_terminal();
    let drawing = is_shown.then(|| draw(progress.clone())).flatten();
    Shown { progress, drawing }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.drawing.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

fn draw(progress: Progress) -> Option<(Sender<()>, JoinHandle<()>)> {
    let (stop, stopped) = channel::<()>();
    let draw = move || {
        let (mut wait, mut reading, mut begun) = (AT_FIRST, 0, Instant::now());
        while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            let so_far = progress.so_far();
            if so_far.reading != reading {
                begun = if reading == 0 { begun } else { Instant::now() };
                reading = so_far.reading;
            }
            put(&line(so_far, begun.elapsed()));
            wait = EVERY;
        }
        away(|| ());
    };
    let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(draw).ok()?;
    Some((stop, thread))
}

fn put(line: &str) {
    let mut is_shown = IS_SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut terminal = io::stderr().lock();
    let _ = write!(terminal, "{CLEAR}{line}").and_then(|()| terminal.flush());
    *is_shown = true;
}

/// Does something while no line stands there.
pub(super) fn away(work: impl FnOnce()) {
    let mut is_shown = IS_SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if std::mem::take(&mut *is_shown) {
        let _ = write!(io::stderr().lock(), "{CLEAR}");
    }
    work();
}

/// What is told: how much, how fast and how long still. Less than forty columns, so that it fits.
fn line(so_far: SoFar, took: Duration) -> String {
    let SoFar { reading, read, length } = so_far;
    let rate = read as f64 / took.as_secs_f64().max(0.001);
    let again = if reading > 1 { "again: " } else { "" };
    match length.filter(|length| *length > 0) {
        None => format!("{again}{}, {}/s", size(read as f64), size(rate)),
        Some(length) => {
            let share = (read.min(length) as f64 * 100.0 / length as f64) as u64;
            let left = length.saturating_sub(read) as f64 / rate.max(1.0);
            let left = Duration::from_secs(left.round() as u64);
            format!(
                "{again}{share} % of {}, {}/s, {} left",
                size(length as f64),
                size(rate),
                time(left)
            )
        }
    }
}

fn size(bytes: f64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    let mut scaled = bytes / 1024.0;
    let mut unit = 0;
    while scaled >= 1000.0 && unit + 1 < units.len() {
        scaled /= 1024.0;
        unit += 1;
    }
    match bytes < 1024.0 {
        true => format!("{bytes:.0} B"),
        false => format!("{scaled:.1} {}", units[unit]),
    }
}

fn time(left: Duration) -> String {
    match left.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{}:{:02} min", seconds / 60, seconds % 60),
        seconds => format!("{}:{:02} h", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_line((reading, read, length): (u64, u64, Option<u64>), took: u64, expected: &str) {
        let shown = line(SoFar { reading, read, length }, Duration::from_secs(took));
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_line_tells_share_rate_and_time_left() {
        const GIB: u64 = 1 << 30;
        assert_line((1, GIB, Some(4 * GIB)), 10, "25 % of 4.0 GiB, 102.4 MiB/s, 30 s left");
        assert_line(
            (2, GIB, Some(4 * GIB)),
            100,
            "again: 25 % of 4.0 GiB, 10.2 MiB/s, 5:00 min left",
        );
        assert_line((1, 1, Some(3600 * 2 + 1)), 1, "0 % of 7.0 KiB, 1 B/s, 2:00 h left");
        assert_line((1, 3 << 20, None), 2, "3.0 MiB, 1.5 MiB/s");
    }

    #[test]
    fn a_file_that_grows_and_one_that_is_empty_do_no_harm() {
        assert_line((1, 20, Some(10)), 1, "100 % of 10 B, 20 B/s, 0 s left");
        assert_line((0, 0, Some(0)), 0, "0 B, 0 B/s");
    }
}
