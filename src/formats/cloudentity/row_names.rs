//! The names of the members of rows.

use super::lists::{ADDRESSES, CODES, CREDENTIALS, IDENTIFIERS, USERS};
use crate::json::{Known, known_names, member_names};

/// What the name of a member means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Id,
    UserId,
    TenantId,
    UserPoolId,
    Status,
    StatusUpdatedAt,
    CreatedAt,
    UpdatedAt,
    PayloadSchemaId,
    MetadataSchemaId,
    BusinessMetadataSchemaId,
    Payload,
    Metadata,
    BusinessMetadata,
    UserType,
    Type,
    State,
    ExpiresAt,
    /// An identifier or an address.
    Value,
    /// The same in lower case.
    Lower,
    Verified,
    VerifiedAt,
    ContactMethod,
    Code,
    IssuedAt,
    AddressId,
    GroupId,
}

const OF_USERS: Known<Named> = known_names!(Named {
    "id" => Id,
    "tenant_id" => TenantId,
    "user_pool_id" => UserPoolId,
    "status" => Status,
    "status_updated_at" => StatusUpdatedAt,
    "created_at" => CreatedAt,
    "updated_at" => UpdatedAt,
    "payload_schema_id" => PayloadSchemaId,
    "metadata_schema_id" => MetadataSchemaId,
    "payload" => Payload,
    "metadata" => Metadata,
    "business_metadata_schema_id" => BusinessMetadataSchemaId,
    "business_metadata" => BusinessMetadata,
    "user_type" => UserType,
});

const OF_CREDENTIALS: Known<Named> = known_names!(Named {
    "id" => Id,
    "user_id" => UserId,
    "tenant_id" => TenantId,
    "user_pool_id" => UserPoolId,
    "type" => Type,
    "state" => State,
    "expires_at" => ExpiresAt,
    "payload" => Payload,
    "created_at" => CreatedAt,
    "updated_at" => UpdatedAt,
});

const OF_IDENTIFIERS: Known<Named> = known_names!(Named {
    "id" => Id,
    "user_id" => UserId,
    "tenant_id" => TenantId,
    "user_pool_id" => UserPoolId,
    "type" => Type,
    "identifier" => Value,
    "identifier_lc" => Lower,
    "created_at" => CreatedAt,
    "updated_at" => UpdatedAt,
    "metadata" => Metadata,
});

const OF_ADDRESSES: Known<Named> = known_names!(Named {
    "id" => Id,
    "user_id" => UserId,
    "tenant_id" => TenantId,
    "user_pool_id" => UserPoolId,
    "type" => Type,
    "address" => Value,
    "address_lc" => Lower,
    "status" => Status,
    "verified" => Verified,
    "created_at" => CreatedAt,
    "updated_at" => UpdatedAt,
    "verified_at" => VerifiedAt,
    "preferred_contact_method" => ContactMethod,
    "metadata" => Metadata,
});

const OF_CODES: Known<Named> = known_names!(Named {
    "id" => Id,
    "user_id" => UserId,
    "tenant_id" => TenantId,
    "user_pool_id" => UserPoolId,
    "type" => Type,
    "code" => Code,
    "verifiable_address_id" => AddressId,
    "issued_at" => IssuedAt,
    "expires_at" => ExpiresAt,
    "created_at" => CreatedAt,
    "updated_at" => UpdatedAt,
    "metadata" => Metadata,
});

const OF_MEMBERS: Known<Named> = known_names!(Named {
    "group_id" => GroupId,
    "user_id" => UserId,
    "tenant_id" => TenantId,
    "user_pool_id" => UserPoolId,
    "created_at" => CreatedAt,
    "updated_at" => UpdatedAt,
    "id" => Id,
});

member_names! {
    /// What the payload of a user says of the name.
    NameOf {
        Given = "given_name",
        Family = "family_name",
        Full = "name",
    }
}

member_names! {
    /// What the metadata of a user say, if this program wrote them.
    Metadata {
        UserName = "userName",
        DisplayName = "displayName",
        NickName = "nickName",
        Title = "title",
        UserType = "userType",
        ProfileUrl = "profileUrl",
        Locale = "locale",
        PreferredLanguage = "preferredLanguage",
        Timezone = "timezone",
        EmployeeNumber = "employeeNumber",
        CostCenter = "costCenter",
        Organization = "organization",
        Division = "division",
        Department = "department",
        Manager = "manager",
        Groups = "groups",
        Roles = "roles",
        PhoneNumbers = "phoneNumbers",
        Name = "name",
        Addresses = "addresses",
        Photos = "photos",
        Identities = "identities",
        Attributes = "attributes",
        Kept = "kept",
        Migration = "migration",
    }
}

member_names! {
    /// What they say of where the user came from.
    Origin {
        Source = "source",
        Id = "id",
    }
}

/// The names that rows of a list of users have, or of what belongs to users.
pub(super) fn names_of(list: u8) -> Known<Named> {
    match list {
        USERS => OF_USERS,
        CREDENTIALS => OF_CREDENTIALS,
        IDENTIFIERS => OF_IDENTIFIERS,
        ADDRESSES => OF_ADDRESSES,
        CODES => OF_CODES,
        _ => OF_MEMBERS,
    }
}
