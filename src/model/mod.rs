//! The neutral user, in the words of SCIM (RFC 7643), and the account of what happens to it.
//!
//! Everything borrows from the bytes of the source. A field is here only if some format reads or
//! writes it; what no field can hold is in [`User::kept`], under its own name.

mod account;
mod group;
mod key;
mod lost_members;
mod password;
mod present;
mod repeats;
mod user;

pub use crate::json::{Json, Text};
pub use account::{Account, Field, Outcome, Totals};
pub use group::{Group, GroupRole};
pub(crate) use key::is_folded;
pub use key::{Key, KeyHasher, KeyKind};
pub use lost_members::LostMembers;
pub use password::{PasswordVerdict, ResetReason};
pub use repeats::Repeats;
pub use user::{
    Address, Attribute, Credential, Email, Enterprise, Hash, HashMethod, Home, Identity, Info,
    Kept, Name, Phone, Photo, Room, SourceRow, User, recycled,
};
