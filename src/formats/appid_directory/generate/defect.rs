//! The defects that can be planted, with the rule that has to report each of them.

/// Something wrong with one record.
///
/// Not every rule that reports one is of severity error in every direction: `email-malformed`,
/// `active-not-boolean` and `name-not-text` are warnings when a file is only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Defect {
    /// The record is `null`, a text, a number, a flag or an array.
    NotAnObject,
    /// There is no `scimUser`.
    ScimUserMissing,
    /// `scimUser` is not an object.
    ScimUserNotAnObject,
    /// There are no `emails`.
    EmailsMissing,
    /// `emails` is an empty array.
    EmailsEmpty,
    /// The `value` of an e-mail is missing or no text.
    EmailValueNotText,
    /// An address with two `@`, none, a blank, or an empty part.
    EmailMalformed,
    /// Two e-mails are primary.
    TwoPrimaries,
    /// Neither of two e-mails is primary.
    NoPrimaryOfTwo,
    /// The source id of an earlier record, which has no defect.
    DuplicateSourceId,
    /// The primary e-mail address of an earlier record, which has no defect.
    DuplicateEmail,
    /// `originalId` and `orignalId` differ.
    TwoDifferentIds,
    /// `roles` is a text, a number or an object.
    RolesNotArray,
    /// One of the `roles` is an object, a number, `null` or empty.
    RoleNotText,
    /// The same role twice.
    RoleRepeated,
    /// `profile.attributes` is a text, a number or an array.
    AttributesNotObject,
    /// A `password` that everybody can read.
    PlaintextPassword,
    /// `passwordHash` is not padded base64 of the standard alphabet.
    HashNotBase64,
    /// `passwordHash` without `passwordHashAlg`.
    HashWithoutAlgorithm,
    /// `passwordHistory` is not an array of objects.
    HistoryNotObjects,
    /// `active` is a text or a number.
    ActiveNotBoolean,
    /// A part of the name is a number, an array or an object.
    NameNotText,
    /// A key stands twice in one object, with different values.
    DuplicateKey,
    /// Bytes that are not UTF-8 within a text.
    InvalidUtf8,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// Not JSON, though brackets and quotes are balanced.
    BadSyntax,
}

impl Defect {
    /// All of them.
    pub const ALL: [Self; 26] = [
        Self::NotAnObject,
        Self::ScimUserMissing,
        Self::ScimUserNotAnObject,
        Self::EmailsMissing,
        Self::EmailsEmpty,
        Self::EmailValueNotText,
        Self::EmailMalformed,
        Self::TwoPrimaries,
        Self::NoPrimaryOfTwo,
        Self::DuplicateSourceId,
        Self::DuplicateEmail,
        Self::TwoDifferentIds,
        Self::RolesNotArray,
        Self::RoleNotText,
        Self::RoleRepeated,
        Self::AttributesNotObject,
        Self::PlaintextPassword,
        Self::HashNotBase64,
        Self::HashWithoutAlgorithm,
        Self::HistoryNotObjects,
        Self::ActiveNotBoolean,
        Self::NameNotText,
        Self::DuplicateKey,
        Self::InvalidUtf8,
        Self::LoneSurrogate,
        Self::BadSyntax,
    ];

    /// Its name, which never changes.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// The rule that reports it.
    pub const fn rule(self) -> &'static str {
        self.row().1
    }

    /// Whether it makes its record break the grammar of JSON, or UTF-8.
    pub const fn breaks_json(self) -> bool {
        matches!(self, Self::InvalidUtf8 | Self::LoneSurrogate | Self::BadSyntax)
    }

    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::NotAnObject => ("not-an-object", "CD-010"),
            Self::ScimUserMissing => ("scim-user-missing", "CD-010"),
            Self::ScimUserNotAnObject => ("scim-user-not-an-object", "CD-010"),
            Self::EmailsMissing => ("emails-missing", "CD-030"),
            Self::EmailsEmpty => ("emails-empty", "CD-030"),
            Self::EmailValueNotText => ("email-value-not-text", "CD-030"),
            Self::EmailMalformed => ("email-malformed", "CD-032"),
            Self::TwoPrimaries => ("two-primaries", "CD-031"),
            Self::NoPrimaryOfTwo => ("no-primary-of-two", "CD-031"),
            Self::DuplicateSourceId => ("duplicate-source-id", "CD-024"),
            Self::DuplicateEmail => ("duplicate-email", "CD-033"),
            Self::TwoDifferentIds => ("two-different-ids", "CD-020"),
            Self::RolesNotArray => ("roles-not-array", "CD-100"),
            Self::RoleNotText => ("role-not-text", "CD-100"),
            Self::RoleRepeated => ("role-repeated", "CD-100"),
            Self::AttributesNotObject => ("attributes-not-object", "CD-090"),
            Self::PlaintextPassword => ("plaintext-password", "CD-056"),
            Self::HashNotBase64 => ("hash-not-base64", "CD-050"),
            Self::HashWithoutAlgorithm => ("hash-without-algorithm", "CD-052"),
            Self::HistoryNotObjects => ("history-not-objects", "CD-058"),
            Self::ActiveNotBoolean => ("active-not-boolean", "CD-072"),
            Self::NameNotText => ("name-not-text", "CD-080"),
            Self::DuplicateKey => ("duplicate-key", "CD-002"),
            Self::InvalidUtf8 => ("invalid-utf8", "CD-002"),
            Self::LoneSurrogate => ("lone-surrogate", "CD-002"),
            Self::BadSyntax => ("bad-syntax", "CD-002"),
        }
    }
}
