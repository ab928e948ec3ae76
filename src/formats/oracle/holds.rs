//! What the cells of a column of users hold: how it is written, and where it goes when it is read.

use crate::findings::Rule;
use crate::model::{Address, Field, Text, User};

/// What the cells of a column hold.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    /// The name to sign in with.
    UserName,
    /// The last name.
    LastName,
    /// The first name.
    FirstName,
    /// A text of the user.
    Text(Field, for<'a> fn(&User<'a>) -> Option<Text<'a>>, Place),
    /// A text of the user that is looked up in a domain, what it must be, and the rule about that.
    Checked(
        Field,
        for<'a> fn(&User<'a>) -> Option<Text<'a>>,
        Place,
        fn(&[u8]) -> bool,
        &'static Rule,
    ),
    /// The address of a page about the user.
    ProfileUrl,
    /// One of Oracle's kinds of user.
    UserType,
    /// Whether the account is active.
    Active,
    /// The e-mail address of a type, by its number in [`EMAILS`](super::slots::EMAILS).
    Email(usize),
    /// Whether that address was verified.
    EmailVerified(usize),
    /// The type of the primary e-mail address.
    PrimaryEmailType,
    /// The telephone number of a type, by its number in [`PHONES`](super::slots::PHONES).
    Phone(usize),
    /// The type of the primary telephone number.
    PrimaryPhoneType,
    /// A part of the postal address of a type, by its number in
    /// [`ADDRESSES`](super::slots::ADDRESSES).
    Address(
        usize,
        Part,
        for<'a> fn(&Address<'a>) -> Option<Text<'a>>,
        for<'p, 'a> fn(&'p mut Address<'a>) -> &'p mut Option<Text<'a>>,
    ),
    /// The type of the primary postal address.
    PrimaryAddressType,
    /// Whether somebody else keeps the password.
    Federated,
    /// Whether Oracle sends no mail.
    BypassNotification,
    /// A password, or the hash of one.
    Password,
    /// Whether the account is locked.
    Locked,
    /// Something that only Oracle has; it is kept under its heading.
    Own(Check),
    /// When the account was made; no import takes it.
    Created,
    /// Only a file for [groups](super::groups) or roles has it.
    Membership,
    /// Nothing, and why.
    Nothing(#[allow(dead_code, reason = "for the reader of the table")] &'static str),
}

/// Where a text of the user is.
pub(super) type Place = for<'p, 'a> fn(&'p mut User<'a>) -> &'p mut Option<Text<'a>>;

/// What the cells of a column that only Oracle has must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// TRUE or FALSE.
    Boolean,
    /// A number from 0 to 5.
    Reason,
    /// A time.
    Time,
}

/// Parts of a postal address that have rules of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It may have line breaks.
    Lines,
    /// It is looked up.
    Country,
    /// It is simple text.
    Plain,
}
