//! The formats.
pub mod appid_directory;
