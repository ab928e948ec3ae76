//! How much of anything is read, so that no input can take all memory or all time.
//!
//! Each limit is far above what files of identities hold, and far below what hurts. Where one is
//! hit, the message names it, the place, and the option that moves it.

use std::fmt;

/// What is read at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest record, in bytes. Records are held whole, a few for each thread.
    pub record: usize,
    /// How large a value inside of a record may be.
    pub value: ValueLimits,
    /// How many findings of one rule and severity are kept with their places; all are counted.
    pub findings: usize,
    /// The most bytes that a compressed input may unpack to.
    pub unpacked: u64,
    /// How many times larger a compressed input may become, once it has become
    /// [larger](Limits::RATIO_FROM) than most.
    pub ratio: u64,
}

/// How large a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueLimits {
    /// The deepest nesting of arrays and objects.
    pub depth: u32,
    /// The longest text of a JSON value or a CSV cell, in bytes as it is spelled.
    pub text: usize,
    /// The longest number of JSON, in bytes.
    pub number: usize,
}

impl Limits {
    /// Bytes that may come out of a compressed input before anybody asks how few they came from.
    pub const RATIO_FROM: u64 = 64 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            // Thousands of times an ordinary user; room for a group of a million members.
            record: 16 << 20,
            value: ValueLimits {
                // What most readers of JSON stop at.
                depth: 128,
                // A photograph in the text of a data URL fits.
                text: 4 << 20,
                // A number of 64 bits has 20 digits, a float written out at most 1,100.
                number: 2_000,
            },
            // Enough to see a pattern. Reports stay short, and memory does not grow.
            findings: 20,
            // Some thirty million users.
            unpacked: 64 << 30,
            // Exports become 5 to 40 times smaller; a bomb of gzip is 1,000 times smaller.
            ratio: 250,
        }
    }
}

impl ValueLimits {
    /// What can be read at all: deeper nesting would not fit on the stack of a thread.
    pub const MOST: ValueLimits = ValueLimits { depth: 256, text: usize::MAX, number: usize::MAX };
}

/// A limit of values that was hit, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`ValueLimits::depth`]
    Depth(u32),
    /// [`ValueLimits::text`]
    Text(usize),
    /// [`ValueLimits::number`]
    Number(usize),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Depth(most) if *most == ValueLimits::MOST.depth => {
                write!(f, "arrays and objects nested deeper than {most}, which cannot be read")
            }
            Limit::Depth(most) => write!(
                f,
                "arrays and objects nested deeper than {most}; --max-depth moves the limit"
            ),
            Limit::Text(most) => {
                write!(f, "a text longer than {most} bytes; --max-text-bytes moves the limit")
            }
            Limit::Number(most) => {
                write!(f, "a number longer than {most} bytes; --max-number-bytes moves the limit")
            }
        }
    }
}
