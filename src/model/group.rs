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
    /// Roles of applications that its members have.
    pub app_roles: Vec<GroupRole>,
    /// The group as its source has it, where that is JSON.
    pub verbatim: Option<String>,
    /// Where it is named first: the number of an input that was looked over, and the offset.
    pub place: (u32, u64),
    /// Where it is described.
    pub description_place: (u32, u64),
}

/// A role of an application that a group has.
#[derive(Clone, PartialEq, Eq)]
pub struct GroupRole {
    /// What the application calls it.
    pub role: String,
    /// The application.
    pub app: String,
    /// Where that is said.
    pub place: (u32, u64),
}

/// Nothing of what it is called or holds.
impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Group({} roles)", self.app_roles.len())
    }
}
