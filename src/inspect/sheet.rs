//! What was seen of records, as bytes: threads write it down, and one adds it up.

/// Something that was seen of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry<'e> {
    /// A record begins.
    Record,
    /// A value of a kind: characters of a text, elements of a list; and where it stands.
    Value { kind: Kind, size: u32, path: &'e [u8] },
    /// The user has something of this name.
    Name { what: Named, name: &'e [u8] },
    /// This is so.
    Fact(Fact),
    /// Something happened at a second of the Unix epoch.
    Date { when: When, second: i64 },
}

/// The kinds of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Text,
    Number,
    Boolean,
    List,
    Object,
}

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Provider,
    Role,
    Group,
}

/// When something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Created,
    Modified,
}

macro_rules! facts {
    ($($about:ident { $($name:ident => $text:literal,)* })*) => {
        /// Something that is so for a user.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Fact { $($($name,)*)* }

        /// What facts are about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum About { $($about,)* }

        impl Fact {
            pub(super) const ALL: &'static [Fact] = &[$($(Fact::$name,)*)*];

            pub(super) fn name(self) -> &'static str {
                match self { $($(Fact::$name => $text,)*)* }
            }

            pub(super) fn about(self) -> About {
                match self { $($(Fact::$name => About::$about,)*)* }
            }
        }
    };
}

facts! {
    Password {
        NoPassword => "none",
        Sealed => "sealed-hash",
        Sha => "sha-hash",
        Md5 => "md5-hash",
        Pbkdf2 => "pbkdf2-hash",
        Bcrypt => "bcrypt-hash",
        Argon2 => "argon2-hash",
        OtherHash => "other-hash",
        Clear => "clear-text",
        MustReset => "reset-demanded",
    }
    Email {
        NoEmail => "none",
        Verified => "verified",
        NotVerified => "not-verified",
    }
    Account {
        Active => "active",
        Inactive => "inactive",
        Unstated => "not-stated",
        Locked => "locked",
        Pending => "activation-pending",
    }
}

impl Kind {
    const ALL: [Kind; 6] =
        [Kind::Null, Kind::Text, Kind::Number, Kind::Boolean, Kind::List, Kind::Object];
}

const RECORD: u8 = 0;
const VALUE: u8 = 1;
const NAME: u8 = 2;
const FACT: u8 = 3;
const DATE: u8 = 4;

/// The longest text of an entry, in bytes; longer ones are told by an empty one.
const LONGEST: usize = u16::MAX as usize;

impl Entry<'_> {
    /// Appends the entry.
    pub(super) fn push(self, out: &mut Vec<u8>) {
        match self {
            Entry::Record => out.push(RECORD),
            Entry::Value { kind, size, path } => {
                out.extend_from_slice(&[VALUE, kind as u8]);
                out.extend_from_slice(&size.to_le_bytes());
                push_text(out, path);
            }
            Entry::Name { what, name } => {
                out.extend_from_slice(&[NAME, what as u8]);
                push_text(out, name);
            }
            Entry::Fact(fact) => out.extend_from_slice(&[FACT, fact as u8]),
            Entry::Date { when, second } => {
                out.extend_from_slice(&[DATE, when as u8]);
                out.extend_from_slice(&second.to_le_bytes());
            }
        }
    }
}

/// Says the size of a value whose entry stands at an index: it is known when the value was read.
pub(super) fn set_size(out: &mut [u8], at: usize, size: u32) {
    out[at + 2..at + 6].copy_from_slice(&size.to_le_bytes());
}

fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    let text = if text.len() > LONGEST { &[] } else { text };
    out.extend_from_slice(&(text.len() as u16).to_le_bytes());
    out.extend_from_slice(text);
}

/// The entries that were appended.
pub(super) fn entries(mut bytes: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    std::iter::from_fn(move || next(&mut bytes))
}

fn next<'b>(bytes: &mut &'b [u8]) -> Option<Entry<'b>> {
    Some(match take::<1>(bytes)? {
        [RECORD] => Entry::Record,
        [VALUE] => {
            let kind = Kind::ALL[usize::from(take::<1>(bytes)?[0])];
            let size = u32::from_le_bytes(take(bytes)?);
            Entry::Value { kind, size, path: text(bytes)? }
        }
        [NAME] => {
            let what = match take(bytes)? {
                [0] => Named::Provider,
                [1] => Named::Role,
                _ => Named::Group,
            };
            Entry::Name { what, name: text(bytes)? }
        }
        [FACT] => Entry::Fact(Fact::ALL[usize::from(take::<1>(bytes)?[0])]),
        _ => {
            let when = if take(bytes)? == [0] { When::Created } else { When::Modified };
            Entry::Date { when, second: i64::from_le_bytes(take(bytes)?) }
        }
    })
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}

fn text<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::from(u16::from_le_bytes(take(bytes)?));
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_down_is_read() {
        let mut all = vec![Entry::Record];
        for kind in Kind::ALL {
            all.push(Entry::Value { kind, size: 70_000, path: b"/a/*/b" });
        }
        for what in [Named::Provider, Named::Role, Named::Group] {
            all.push(Entry::Name { what, name: b"viewer" });
        }
        all.extend(Fact::ALL.iter().map(|fact| Entry::Fact(*fact)));
        for when in [When::Created, When::Modified] {
            all.push(Entry::Date { when, second: -1 });
        }
        let mut out = Vec::new();
        all.iter().for_each(|entry| entry.push(&mut out));
        assert_eq!(entries(&out).collect::<Vec<_>>(), all);
    }

    #[test]
    fn a_text_that_is_too_long_is_told_by_an_empty_one() {
        let mut out = Vec::new();
        Entry::Name { what: Named::Role, name: &[b'x'; LONGEST + 1] }.push(&mut out);
        let expected = Entry::Name { what: Named::Role, name: b"" };
        assert_eq!(entries(&out).collect::<Vec<_>>(), [expected]);
    }
}
