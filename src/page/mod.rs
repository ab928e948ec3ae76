//! Pages for people: what was found, as HTML that is complete in itself.
//!
//! A page loads nothing, runs nothing, and asks its reader for neither. A policy in its head says so
//! to the browser, which allows one style sheet: that of this program, told by its digest. What
//! others chose (names of files, members, roles) stands in it as text only.
//!
//! The building blocks are `html` (elements and escapes), `frame` (what stands around every page)
//! and `parts` (cards, bars, tables); then there is one file for each page, and those that they
//! share.

mod conversion;
mod findings;
mod frame;
mod html;
mod inspection;
mod losses;
mod parts;
mod targets;
mod validation;

pub use conversion::conversion;
pub use inspection::inspection;
pub use validation::validation;
