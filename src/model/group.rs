//! A group of users, as far as it is more than a name that users have.

/// A group that a source describes. It need not have members.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Its name, by which users refer to it.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Is anybody in it?
    pub has_members: bool,
    /// May users ask to be members?
    pub requestable: Option<bool>,
    /// Roles of applications that its members have: role and application.
    pub app_roles: Vec<(String, String)>,
    /// The group as its source has it, where that is JSON.
    pub verbatim: Option<String>,
}

/// Nothing of what it is called or holds.
impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Group({} roles)", self.app_roles.len())
    }
}
