//! The account: what a target has no place for, and what became of a record on the way.
//!
//! For one record the account is two small sets, so that it costs nothing to keep, and can be
//! taken back when the record turns out to be refused. [`Totals`] are the sums over a run.

macro_rules! small_set {
    ($(#[$head:meta])* $kind:ident { $($(#[$doc:meta])* $name:ident => $text:literal,)* }) => {
        $(#[$head])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $kind { $($(#[$doc])* $name,)* }

        impl $kind {
            /// All of them, in the order of their discriminants.
            pub const ALL: &'static [$kind] = &[$($kind::$name,)*];

            /// The stable name used in reports.
            pub fn name(self) -> &'static str {
                match self { $($kind::$name => $text,)* }
            }
        }
    };
}

small_set! {
    /// A field of the neutral user that a target may have no place for.
    Field {
        /// The identifier that the source gave.
        SourceId => "id",
        /// The user name.
        UserName => "userName",
        /// The parts of the name.
        Names => "name",
        /// The display name.
        DisplayName => "displayName",
        /// The nick name.
        NickName => "nickName",
        /// The title.
        Title => "title",
        /// The kind of user.
        UserType => "userType",
        /// The address of a profile page.
        ProfileUrl => "profileUrl",
        /// The locale.
        Locale => "locale",
        /// The preferred language.
        PreferredLanguage => "preferredLanguage",
        /// The time zone.
        Timezone => "timezone",
        /// Whether the account is active.
        Active => "active",
        /// Whether the account still has to be activated.
        ActivationPending => "activation",
        /// The e-mail addresses.
        Emails => "emails",
        /// The `type` of an e-mail address.
        EmailType => "emails.type",
        /// An e-mail address that repeats another one of the same user.
        EmailRepeated => "emails.repeated",
        /// Whether an e-mail address was verified.
        EmailVerified => "emails.verified",
        /// The telephone numbers.
        Phones => "phoneNumbers",
        /// The `type` of a telephone number.
        PhoneType => "phoneNumbers.type",
        /// A telephone number that repeats another one of the same user.
        PhoneRepeated => "phoneNumbers.repeated",
        /// Whether a telephone number was verified.
        PhoneVerified => "phoneNumbers.verified",
        /// Which telephone number is the primary one.
        PhonePrimary => "phoneNumbers.primary",
        /// The postal addresses.
        Addresses => "addresses",
        /// The gender.
        Gender => "gender",
        /// The user name at an identity provider, which need not be unique.
        PreferredUserName => "preferredUserName",
        /// The pictures.
        Photos => "photos",
        /// The `type` of a picture.
        PhotoType => "photos.type",
        /// Which picture is the primary one.
        PhotoPrimary => "photos.primary",
        /// The number of the employee.
        EmployeeNumber => "employeeNumber",
        /// The cost center.
        CostCenter => "costCenter",
        /// The organization.
        Organization => "organization",
        /// The division.
        Division => "division",
        /// The department.
        Department => "department",
        /// The manager.
        Manager => "manager",
        /// The groups.
        Groups => "groups",
        /// A group that nobody is in.
        GroupWithoutMembers => "groups.empty",
        /// What a group is for.
        GroupDescription => "groups.description",
        /// Whether users may ask to be in a group.
        GroupRequestable => "groups.requestable",
        /// The roles that the members of a group have.
        GroupRoles => "groups.roles",
        /// The roles.
        Roles => "roles",
        /// The custom attributes.
        Attributes => "attributes",
        /// The accounts at identity providers.
        Identities => "identities",
        /// The identity provider that a record is meant for.
        Provider => "identityProvider",
        /// The hash by which the source finds the user's identifier at the provider.
        HashedSubject => "identityProvider.hashedId",
        /// The hash by which the source finds the user's e-mail address.
        HashedEmail => "identityProvider.hashedEmail",
        /// A password in clear text.
        Password => "password",
        /// A password hash.
        PasswordHash => "password.hash",
        /// The algorithm of a sealed hash.
        PasswordAlgorithm => "password.algorithm",
        /// Earlier passwords.
        PasswordHistory => "password.history",
        /// When the password expires.
        PasswordExpires => "password.expires",
        /// When the password was set.
        PasswordUpdated => "password.updated",
        /// Further authentication factors.
        SecondFactors => "secondFactors",
        /// Whether the account is locked.
        Locked => "locked",
        /// Until when the account is locked out.
        LockedUntil => "lockedUntil",
        /// Members that no field can hold.
        Kept => "kept",
        /// When the account was created.
        Created => "meta.created",
        /// When the account was last changed.
        LastModified => "meta.lastModified",
    }
}

small_set! {
    /// What became of a record, counted in the report.
    Outcome {
        /// The password can be used in the target as it is.
        PasswordUsable => "password-usable",
        /// There was a password, but the target cannot use it: the user must reset it.
        PasswordMustReset => "password-must-reset",
        /// It must be reset because its hash is sealed with a secret of the source's own product.
        ResetSealed => "reset-sealed-hash",
        /// It must be reset because the target cannot verify hashes of its method.
        ResetMethod => "reset-other-method",
        /// It must be reset because the source demands it.
        ResetSource => "reset-demanded-by-source",
        /// It must be reset because it was not asked to carry it.
        ResetNotAskedFor => "reset-not-asked-for",
        /// The source holds no password for the user.
        PasswordNone => "password-none",
        /// The source holds no password; one that cannot be used was written, as asked for.
        PasswordPlaceholder => "password-placeholder",
        /// The user must reset the password, and no address is verified that a code could go to.
        ResetWithoutVerifiedAddress => "reset-without-verified-address",
        /// The user has to go through activation first.
        ActivationPending => "activation-pending",
        /// The source does not say whether the account is active; it was taken to be.
        ActiveAssumed => "active-assumed",
        /// The account is locked in the source, and the target has no locks: it is not active there.
        LockedInactive => "locked-inactive",
        /// An address was marked as verified because the operator said so.
        VerifiedAsserted => "verified-asserted",
        /// The full name was taken from the display name.
        NameFromDisplayName => "name-from-display-name",
        /// The full name was put together from its parts.
        NameFromParts => "name-from-parts",
        /// First or last name was taken from the display name.
        NameSplit => "name-split-from-display-name",
        /// First or last name is missing, and was filled with the e-mail address.
        NameFromEmail => "name-from-email",
        /// An address or number without a type was given that of its column.
        TypeFromColumn => "type-from-column",
        /// No name was there to fill the target's payload.
        NameMissing => "name-missing",
        /// A telephone number is not in E.164 and was kept as metadata only.
        PhoneKeptAsMetadata => "phone-kept-as-metadata",
        /// An account at an identity provider cannot be an identifier and was kept as metadata only.
        IdentityKeptAsMetadata => "identity-kept-as-metadata",
        /// The user name cannot be an identifier of the target and was kept as metadata only.
        UserNameKeptAsMetadata => "user-name-kept-as-metadata",
        /// Something that the source does not have was filled in, as the mapping says.
        FilledByMapping => "filled-by-mapping",
    }
}

/// The account of one record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    lost: u64,
    outcomes: u64,
    acted: [u64; ENTRIES / 64],
}

/// How many entries of a mapping are told apart.
const ENTRIES: usize = 256;

impl Account {
    /// How many effects of a mapping there can be.
    pub const EFFECTS: usize = ENTRIES;

    /// The entry of this number of the mapping acted on the record.
    pub fn act(&mut self, effect: usize) {
        if let Some(word) = self.acted.get_mut(effect / 64) {
            *word |= 1 << (effect % 64);
        }
    }

    /// The target has no place for this field.
    #[inline(always)]
    pub fn lose(&mut self, field: Field) {
        self.lost |= 1 << field as u32;
    }

    /// This became of the record.
    #[inline(always)]
    pub fn note(&mut self, outcome: Outcome) {
        self.outcomes |= 1 << outcome as u32;
    }
}

/// The accounts of many records together: numbers of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    lost: [u64; Field::ALL.len()],
    outcomes: [u64; Outcome::ALL.len()],
    acted: [u64; ENTRIES],
}

impl Default for Totals {
    fn default() -> Self {
        Totals {
            lost: [0; Field::ALL.len()],
            outcomes: [0; Outcome::ALL.len()],
            acted: [0; ENTRIES],
        }
    }
}

impl Totals {
    /// Counts one more record.
    #[inline]
    pub fn add(&mut self, account: Account) {
        each_bit(account.lost, |bit| self.lost[bit] += 1);
        each_bit(account.outcomes, |bit| self.outcomes[bit] += 1);
        each_bit_of(account.acted, |bit| self.acted[bit] += 1);
    }

    /// Takes back a record counted before.
    pub fn take_back(&mut self, account: Account) {
        each_bit(account.lost, |bit| self.lost[bit] -= 1);
        each_bit(account.outcomes, |bit| self.outcomes[bit] -= 1);
        each_bit_of(account.acted, |bit| self.acted[bit] -= 1);
    }

    /// Counts what others have counted.
    pub fn merge(&mut self, other: &Totals) {
        self.lost.iter_mut().zip(other.lost).for_each(|(sum, count)| *sum += count);
        self.outcomes.iter_mut().zip(other.outcomes).for_each(|(sum, count)| *sum += count);
        self.acted.iter_mut().zip(other.acted).for_each(|(sum, count)| *sum += count);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Totals::default();
    }

    /// The fields that were lost, with the number of records.
    pub fn lost(&self) -> impl Iterator<Item = (Field, u64)> + '_ {
        Field::ALL.iter().map(|&field| (field, self.lost[field as usize])).filter(|(_, n)| *n > 0)
    }

    /// On how many records an entry of the mapping acted.
    pub fn acted(&self, effect: usize) -> u64 {
        self.acted.get(effect).copied().unwrap_or_default()
    }

    /// The outcomes, with the number of records.
    pub fn outcomes(&self) -> impl Iterator<Item = (Outcome, u64)> + '_ {
        let count = |&outcome: &Outcome| (outcome, self.outcomes[outcome as usize]);
        Outcome::ALL.iter().map(count).filter(|(_, n)| *n > 0)
    }
}

/// As [`each_bit`], for a set of several words.
#[inline(always)]
fn each_bit_of<const N: usize>(set: [u64; N], mut each: impl FnMut(usize)) {
    for (index, word) in set.into_iter().enumerate() {
        each_bit(word, |bit| each(index * 64 + bit));
    }
}

#[inline(always)]
fn each_bit(mut set: u64, mut each: impl FnMut(usize)) {
    while set != 0 {
        each(set.trailing_zeros() as usize);
        set &= set - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_fit_their_words() {
        assert!(Field::ALL.len() <= 64 && Outcome::ALL.len() <= 64);
        assert!(Field::ALL.iter().enumerate().all(|(index, field)| *field as usize == index));
        assert!(Outcome::ALL.iter().enumerate().all(|(index, one)| *one as usize == index));
    }

    #[test]
    fn totals_are_numbers_of_records() {
        let mut account = Account::default();
        account.lose(Field::PasswordHash);
        account.lose(Field::PasswordHash);
        account.note(Outcome::PasswordMustReset);
        account.act(64);
        account.act(Account::EFFECTS);
        let mut totals = Totals::default();
        totals.add(account);
        totals.add(account);
        totals.take_back(account);
        assert_eq!(totals.lost().collect::<Vec<_>>(), [(Field::PasswordHash, 1)]);
        assert_eq!(totals.outcomes().collect::<Vec<_>>(), [(Outcome::PasswordMustReset, 1)]);
        assert_eq!([0, 64, Account::EFFECTS].map(|effect| totals.acted(effect)), [0, 1, 0]);
    }
}
