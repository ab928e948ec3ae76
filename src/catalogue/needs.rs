//! What the operator must say before a rule can be decided, because no file tells it.

/// Rules that are decided only with a setting, in the order of their ids, and that setting.
pub(super) static NEEDS: &[(&str, &str)] = &[
    ("CD-008", "--import-call"),
    ("CD-040", "--identity-field userName"),
    ("CD-041", "--identity-field email"),
    ("CE-CRD-019", "--pool-mechanisms, or the pool in the files"),
    ("CE-CRD-021", "--pool-hashing-method, or the pool in the files"),
    ("CE-PAY-001", "--payload-schema"),
    ("CE-PAY-004", "--metadata-schema or --business-metadata-schema"),
    ("CE-VOL-002", "--max-file-bytes"),
    ("ORA-A-012", "--app-name"),
    ("ORA-C-004", "--custom-heading, --custom-column or --resource-attributes"),
    ("ORA-G-021", "--domain-type"),
    ("ORA-X-007", "--domain-type"),
    ("ORA-X-008", "--domain-type"),
    ("SC-002", "--attributes-schema or --row-schema"),
];
