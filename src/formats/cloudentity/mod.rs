//! Cloudentity (SecureAuth) Identity Pool import payloads: four arrays of users, credentials,
//! identifiers and addresses, linked by the user's id, at most 100 users a payload.

mod credential;
mod metadata;
mod options;
mod rules;
mod templates;
mod writer;

pub use options::{MAX_USERS, Options};
pub use rules::RULES;
pub use writer::{FRAME, Writer};
