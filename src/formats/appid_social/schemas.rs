//! The schemas of profiles.

use crate::formats::appid_pages::ATTRIBUTES_SCHEMA;
use crate::formats::{SchemaPart, Schemas};
use crate::schema::SC_002;

pub(super) static SCHEMAS: Schemas = Schemas {
    read: &[("appid-social.read", "/$defs/record")],
    import: &[("appid-social.import", "/$defs/record")],
    user: "",
    written: Some(0),
    parts: &[SchemaPart { setting: &ATTRIBUTES_SCHEMA, pointer: "/attributes", rule: &SC_002 }],
};
