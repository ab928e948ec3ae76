//! What several integration tests share.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]
#![allow(clippy::print_stderr, reason = "a test that cannot run here says so")]
#![allow(dead_code, reason = "each test program uses its own part")]

pub(crate) mod change;
pub(crate) mod export;
pub(crate) mod golden;
pub(crate) mod leaves;
pub(crate) mod naive;
pub(crate) mod one_record;
#[cfg(unix)]
pub(crate) mod other_user;
pub(crate) mod output;
pub(crate) mod page;
pub(crate) mod payload;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod silence;
pub(crate) mod suites;
#[cfg(target_os = "linux")]
pub(crate) mod trace;
pub(crate) mod values;
pub(crate) mod variants;
pub(crate) mod vendor;
