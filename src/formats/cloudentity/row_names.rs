//! The names of the members of rows.

use super::lists::{ADDRESSES, CODES, CREDENTIALS, IDENTIFIERS, USERS};
use crate::json::{Known, Lately, Names};

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

/// Declares the names of the rows of a list.
macro_rules! table {
    ($list:ident { $($name:literal => $named:ident,)* }) => {
        mod $list {
            use super::{Known, Lately, Named, Names};

            static TABLE: Names<Named> = Names::new(&[$(($name, Named::$named),)*]);
            thread_local! {
                static LATELY: Lately = const { Lately::new() };
            }
            pub(super) const NAMES: Known<Named> = Known { names: &TABLE, lately: &LATELY };
        }
    };
}

table!(of_users {
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

table!(of_credentials {
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

table!(of_identifiers {
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

table!(of_addresses {
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

table!(of_codes {
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

table!(of_members {
    "group_id" => GroupId,
    "user_id" => UserId,
    "tenant_id" => TenantId,
    "user_pool_id" => UserPoolId,
    "created_at" => CreatedAt,
    "updated_at" => UpdatedAt,
    "id" => Id,
});

/// The names that rows of a list of users have, or of what belongs to users.
pub(super) fn names_of(list: u8) -> Known<Named> {
    match list {
        USERS => of_users::NAMES,
        CREDENTIALS => of_credentials::NAMES,
        IDENTIFIERS => of_identifiers::NAMES,
        ADDRESSES => of_addresses::NAMES,
        CODES => of_codes::NAMES,
        _ => of_members::NAMES,
    }
}
