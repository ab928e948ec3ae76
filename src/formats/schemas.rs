//! The published JSON Schemas of formats.

macro_rules! schemas {
    ($($name:literal)*) => {
        /// The schemas of formats, by name: that of the format, a dot, and for what.
        pub static SCHEMAS: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../schemas/", $name, ".json")))),*];
    };
}

schemas! {
    "appid-directory.import"
    "appid-directory.read"
    "appid-social.import"
    "appid-social.read"
    "cloudentity.2022"
    "cloudentity.2025"
    "oracle.approles"
    "oracle.groups"
    "oracle.users"
}

/// The text of a published schema.
pub fn published(name: &str) -> Option<&'static str> {
    SCHEMAS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
