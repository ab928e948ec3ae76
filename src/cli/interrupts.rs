//! Signals: a run that is stopped by one cleans up and ends, and a file that grows beyond a limit is
//! an error like another.
//!
//! A thread waits for the signals that all threads block. No handler runs, so nothing is interrupted
//! at a place where it must not be.

use idport::output::Unfinished;

#[cfg(unix)]
pub(super) use unix::{ended, prepare, watch};

/// Other systems end the process at once; the next run cleans up.
#[cfg(not(unix))]
pub(super) fn prepare() {}

#[cfg(not(unix))]
pub(super) fn watch() -> Unfinished {
    Unfinished::default()
}

#[cfg(not(unix))]
pub(super) fn ended() {}

#[cfg(unix)]
mod unix {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    use nix::sys::signal::{SigSet, Signal};

    use super::Unfinished;

    /// Was the run stopped by a signal?
    static STOPPED: AtomicBool = AtomicBool::new(false);

    /// The signals that ask for an end.
    const ENDS: [Signal; 3] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP];

    /// Those of them that are waited for.
    static WAITED_FOR: OnceLock<SigSet> = OnceLock::new();

    /// Called before there are other threads, so that it holds for all, and before the process is
    /// confined.
    pub(in crate::cli) fn prepare() {
        let ignored = ignored();
        let is_waited_for = |signal: &Signal| ignored >> (*signal as u32 - 1) & 1 == 0;
        let _ = WAITED_FOR.set(ENDS.into_iter().filter(is_waited_for).collect());
        // The write that grows the file fails then, and says so.
        let mut signals = SigSet::empty();
        signals.add(Signal::SIGXFSZ);
        let _ = signals.thread_block();
    }

    /// Ends the process when a signal asks for it, with the exit code that shells give to it, and
    /// removes what is unfinished then. Called before anything is made.
    pub(in crate::cli) fn watch() -> Unfinished {
        let unfinished = Unfinished::default();
        wait_for_signals(unfinished.clone());
        unfinished
    }

    fn wait_for_signals(unfinished: Unfinished) {
        let Some(signals) = WAITED_FOR.get() else { return };
        if signals.thread_block().is_err() {
            return;
        }
        let wait = move || {
            let Ok(signal) = signals.wait() else { return };
            STOPPED.store(true, Ordering::SeqCst);
            unfinished.abandon();
            crate::cli::progress::away(|| ());
            std::process::exit(128 + signal as i32);
        };
        let started = std::thread::Builder::new().name("signals".to_owned()).spawn(wait);
        if started.is_err() {
            let _ = signals.thread_unblock();
        }
    }

    /// Called where the process is about to end by itself. What a stopped run ran into while its
    /// files were taken away is nobody's business: the thread that stops it ends the process.
    pub(in crate::cli) fn ended() {
        while STOPPED.load(Ordering::SeqCst) {
            std::thread::park();
        }
    }

    /// Whoever started the process may have had it ignore signals, as `nohup` does.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = line.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
        ignored.unwrap_or_default()
    }
}
