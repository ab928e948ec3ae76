//! The flags that move limits.

use clap::Args;
use idport::limits::{Limits, ValueLimits};

/// How much is read at most.
#[derive(Args)]
#[group(skip)]
#[command(next_help_heading = "Limits")]
pub(super) struct Arguments {
    /// Longest record to read
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().record)]
    max_record_bytes: usize,
    /// Deepest nesting of arrays and objects to read, up to 256
    #[arg(long, value_name = "LEVELS", default_value_t = Limits::default().value.depth,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(ValueLimits::MOST.depth)))]
    max_depth: u32,
    /// Longest text of a field to read
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().value.text)]
    max_text_bytes: usize,
    /// Longest number to read
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().value.number)]
    max_number_bytes: usize,
    /// Findings of one rule to keep with their places; all are counted
    #[arg(long, value_name = "N", default_value_t = Limits::default().findings)]
    max_findings: usize,
    /// Most bytes that a compressed input may unpack to
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().unpacked)]
    max_unpacked_bytes: u64,
    /// How many times its size a compressed input may unpack to, beyond 64 MiB
    #[arg(long, value_name = "N", default_value_t = Limits::default().ratio,
        value_parser = clap::value_parser!(u64).range(1..))]
    max_unpacked_ratio: u64,
}

impl Arguments {
    pub(super) fn limits(&self) -> Limits {
        Limits {
            record: self.max_record_bytes,
            value: ValueLimits {
                depth: self.max_depth,
                text: self.max_text_bytes,
                number: self.max_number_bytes,
            },
            findings: self.max_findings,
            unpacked: self.max_unpacked_bytes,
            ratio: self.max_unpacked_ratio,
        }
    }
}
