//! Where the neutral fields stand in a user profile.

use crate::model::{Field, Home};

pub(super) const RECORD: Home = Home { path: "", index: 0 };

/// The path that a report names for a field that was lost; `*` stands for any index.
pub(super) fn path_of(field: Field) -> &'static str {
    match field {
        Field::SourceId => "/id",
        Field::Names => "/name",
        Field::Emails => "/email",
        Field::EmailVerified => "/identities/*/idpUserInfo/verified_email",
        Field::Locale => "/locale",
        Field::Photos => "/picture",
        Field::Gender => "/gender",
        Field::PreferredUserName => "/preferred_username",
        Field::Provider => "/idp",
        Field::HashedSubject => "/hashedIdpId",
        Field::HashedEmail => "/hashedEmail",
        Field::Identities => "/identities",
        Field::Attributes => "/attributes",
        Field::Roles => "/roles",
        // Each such member has a path of its own, which findings name.
        Field::Kept => "(other members)",
        // No record of this format has the others.
        _ => "",
    }
}
