//! The schemas of rows.

use crate::formats::{SchemaPart, Schemas, Setting};
use crate::schema::SC_002;

pub(super) static SCHEMAS: Schemas = Schemas {
    read: &[("oracle.users", "")],
    import: &[("oracle.users", "")],
    user: "",
    written: None,
    parts: &[SchemaPart { setting: &ROW_SCHEMA, pointer: "", rule: &SC_002 }],
};

static ROW_SCHEMA: Setting = Setting {
    name: "row-schema",
    value: Some("FILE"),
    help: "A JSON Schema that each row of users must keep: an object of its cells by heading, as in `idport schema oracle.users`",
    default: None,
    required: false,
};
