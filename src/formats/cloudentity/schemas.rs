//! The schemas of payloads, and those that a tenant has for parts of users.

use super::rules::{CE_PAY_001, CE_PAY_004};
use crate::formats::{SchemaPart, Schemas, Setting};

pub(super) static SCHEMAS: Schemas = Schemas {
    read: &[("cloudentity.2025", ""), ("cloudentity.2022", "")],
    import: &[("cloudentity.2025", ""), ("cloudentity.2022", "")],
    user: "/users/0",
    written: Some(0),
    parts: &[
        SchemaPart { setting: &PAYLOAD_SCHEMA, pointer: "/payload", rule: &CE_PAY_001 },
        SchemaPart { setting: &METADATA_SCHEMA, pointer: "/metadata", rule: &CE_PAY_004 },
        SchemaPart { setting: &BUSINESS_SCHEMA, pointer: "/business_metadata", rule: &CE_PAY_004 },
    ],
};

static PAYLOAD_SCHEMA: Setting = setting(
    "payload-schema",
    "The tenant's JSON Schema for `payload`, which each user that is read or written must keep",
);

static METADATA_SCHEMA: Setting = setting(
    "metadata-schema",
    "The tenant's JSON Schema for `metadata`, which each user that is read or written must keep",
);

static BUSINESS_SCHEMA: Setting = setting(
    "business-metadata-schema",
    "The tenant's JSON Schema for `business_metadata`, which each user that is read must keep",
);

const fn setting(name: &'static str, help: &'static str) -> Setting {
    Setting { name, value: Some("FILE"), help, default: None, required: false }
}
