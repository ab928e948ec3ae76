//! User names, and whether users sign in with them.

use super::reader::Record;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::formats::appid_gathered::mark_user_name;
use crate::formats::{Decisions, Setting, SettingError};
use crate::model::KeyKind;

/// What the users of a directory sign in with. A directory has one such field for all users, and
/// an export does not say which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdentityField {
    UserName,
    Email,
}

pub(super) static IDENTITY_FIELD: Setting = Setting {
    name: "identity-field",
    value: Some("FIELD"),
    help: "What users of the directory that is read sign in with, `userName` or `email`: user names are judged by it",
    default: None,
    required: false,
};

impl IdentityField {
    /// # Errors
    /// When the setting is something else.
    pub(super) fn of(decisions: &Decisions<'_>) -> Result<Option<Self>, SettingError> {
        match decisions.value(&IDENTITY_FIELD) {
            None => Ok(None),
            Some("userName") => Ok(Some(IdentityField::UserName)),
            Some("email") => Ok(Some(IdentityField::Email)),
            Some(_) => {
                let what = "must be `userName` or `email`".to_owned();
                Err(SettingError { name: IDENTITY_FIELD.name, what })
            }
        }
    }
}

impl Record<'_, '_> {
    pub(super) fn conclude_user_name(&mut self) {
        const USER_NAME: &str = "/scimUser/userName";
        mark_user_name(self.notes, self.user.user_name.is_some());
        let field = self.reader.identity_field;
        let Some(user_name) = self.user.user_name else {
            if field == Some(IdentityField::UserName) {
                self.notes.error(&CD_040, NO_PLACE, Pointer::of(USER_NAME), Shape::Nothing);
            }
            return;
        };
        self.notes.key(KeyKind::UserName, user_name);
        let email = self.user.primary_email();
        let differs = email.is_some_and(|email| !email.value.same_as(user_name));
        let name = user_name.decode();
        let is_long = name.len() >= 32 || user_name.chars() >= 8;
        if !is_long || memchr::memchr3(b' ', b',', b'/', &name).is_some() {
            let got = Shape::Text(user_name.chars());
            self.notes.info(&CD_043, NO_PLACE, Pointer::of(USER_NAME), got);
        }
        if field == Some(IdentityField::Email) && differs {
            let got = Shape::Text(user_name.chars());
            self.notes.info(&CD_041, NO_PLACE, Pointer::of(USER_NAME), got);
        }
    }
}
