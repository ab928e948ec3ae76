//! The yardstick that needs no peer: how long `serde_json` takes to skip over a file that is in memory.
//!
//! `cargo bench --bench yardstick -- FILE` prints the seconds of five readings, a line each.

#![allow(clippy::print_stdout, reason = "a bench tells what it found")]
#![allow(clippy::print_stderr, reason = "a bench says what it is missing")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use serde::de::IgnoredAny;

const READINGS: u32 = 5;

fn main() -> ExitCode {
    // `cargo bench` gives each bench `--bench`.
    let Some(path) = std::env::args_os().skip(1).find(|argument| argument != "--bench") else {
        eprintln!("no file is named: cargo bench --bench yardstick -- FILE");
        return ExitCode::SUCCESS;
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            return ExitCode::from(2);
        }
    };
    for _ in 0..READINGS {
        let start = Instant::now();
        let skipped = serde_json::from_slice::<IgnoredAny>(black_box(&bytes));
        let seconds = start.elapsed().as_secs_f64();
        if let Err(error) = skipped {
            eprintln!("{}: {error}", path.display());
            return ExitCode::from(2);
        }
        println!("{seconds:.6}");
    }
    ExitCode::SUCCESS
}
