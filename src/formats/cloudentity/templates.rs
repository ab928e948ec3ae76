//! The parts of rows that are the same for every user, made once from the options.

use super::Options;
use crate::json::push_quoted;

/// The fixed text of rows.
pub(super) struct Templates {
    /// Between a row's ids and its own members.
    pub(super) owner: Vec<u8>,
    /// The end of a row that was created and updated now.
    pub(super) stamps: Vec<u8>,
    /// `,"status_updated_at":…` and both schema ids of a user.
    pub(super) schemas: Vec<u8>,
    /// A credential from its type to the salt.
    pub(super) unusable: Vec<u8>,
    /// `"migration":{"source":…`
    pub(super) migration: Vec<u8>,
    /// The time of the run as a JSON string.
    pub(super) now: Vec<u8>,
}

/// The documented past instant that makes a password unusable at once. Any past instant will do
/// except 1900-01-01, which means "never expires".
const EXPIRED: &str = "2000-01-01T00:00:00Z";

impl Templates {
    pub(super) fn new(options: &Options) -> Self {
        let quoted = |text: &str| {
            let mut out = Vec::new();
            push_quoted(&mut out, text.as_bytes());
            out
        };
        let now = quoted(&options.now);
        let owner = [
            br#"","tenant_id":"#.as_slice(),
            &quoted(&options.tenant_id),
            br#","user_pool_id":"#,
            &quoted(&options.user_pool_id),
        ];
        let schemas = [
            br#","payload_schema_id":"#.as_slice(),
            &quoted(&options.payload_schema_id),
            br#","metadata_schema_id":"#,
            &quoted(&options.metadata_schema_id),
        ];
        let unusable = format!(
            r#","type":"password","state":"must_be_reset","expires_at":"{EXPIRED}","payload":{{"hashed_password":{{"config":{{"method":"sha","sha":{{"function":"SHA-256","salt":""#
        );
        Templates {
            owner: owner.concat(),
            stamps: [br#","created_at":"#.as_slice(), &now, br#","updated_at":"#, &now, b"}"]
                .concat(),
            schemas: schemas.concat(),
            unusable: unusable.into_bytes(),
            migration: [br#""migration":{"source":"#.as_slice(), &quoted(options.source)].concat(),
            now,
        }
    }
}
