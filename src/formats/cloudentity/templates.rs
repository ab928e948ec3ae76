//! The parts of rows that are the same for every user, made once from the options.
//!
//! What a row is made of differs between users in few places. A [`Form`] is the text between them,
//! with gaps of a fixed length; it is copied at once and then filled in.

use super::Options;
use crate::json::push_quoted;

/// The length of the text of an id.
const ID: usize = 36;

/// Letters in the salt of an unusable hash, as in the vendor's sample.
pub(super) const SALT: usize = 20;

/// The length of 32 bytes in base64.
pub(super) const HASH: usize = 44;

/// The fixed text of rows.
pub(super) struct Templates {
    /// Between a row's ids and its own members.
    pub(super) owner: Vec<u8>,
    /// A user from its id to the time of its creation.
    pub(super) users: ByStatus<Form<1>>,
    /// A user from its schemas to the first member of its payload.
    pub(super) schemas: Vec<u8>,
    /// A whole credential that cannot be used: its id, the user's, the salt and the hash.
    pub(super) unusable: Form<4>,
    /// Identifiers from their id to the opening quote of their text: their id and the user's.
    pub(super) identifiers: Kinds,
    /// The same of addresses.
    pub(super) addresses: Kinds,
    /// The end of an identifier, from the closing quote of its text in lower case.
    pub(super) identifier_end: Vec<u8>,
    /// The same of an address that is verified.
    pub(super) verified_end: Vec<u8>,
    /// The same of one that is not.
    pub(super) unverified_end: Vec<u8>,
    /// `"migration":{"source":…`
    pub(super) migration: Vec<u8>,
    /// The time of the run as a JSON string.
    pub(super) now: Vec<u8>,
}

/// What there is of each status of a user.
pub(super) struct ByStatus<T> {
    pub(super) active: T,
    pub(super) inactive: T,
    pub(super) new: T,
}

/// The starts of rows of each kind.
pub(super) struct Kinds {
    pub(super) email: Form<2>,
    pub(super) mobile: Form<2>,
    pub(super) uid: Form<2>,
    pub(super) external: Form<2>,
}

/// Text with gaps that are filled in when it is written.
pub(super) struct Form<const GAPS: usize> {
    text: Vec<u8>,
    gaps: [usize; GAPS],
}

impl<const GAPS: usize> Form<GAPS> {
    /// Each gap has the text before it, and its length; `end` is behind the last one.
    fn new(gaps: [(&[u8], usize); GAPS], end: &[u8]) -> Self {
        let mut text = Vec::new();
        let gaps = gaps.map(|(before, length)| {
            text.extend_from_slice(before);
            let start = text.len();
            text.resize(start + length, b' ');
            start
        });
        text.extend_from_slice(end);
        Form { text, gaps }
    }

    /// Appends the text with its gaps filled; what fills a gap is as long as it is.
    #[inline(always)]
    pub(super) fn push(&self, out: &mut Vec<u8>, filling: [&[u8]; GAPS]) {
        let start = out.len();
        out.extend_from_slice(&self.text);
        let row = &mut out[start..];
        for (gap, text) in self.gaps.iter().zip(filling) {
            row[*gap..gap + text.len()].copy_from_slice(text);
        }
    }
}

/// The documented past instant that makes a password unusable at once. Any past instant will do
/// except 1900-01-01, which means "never expires".
const EXPIRED: &str = "2000-01-01T00:00:00Z";

impl Templates {
    pub(super) fn new(options: &Options) -> Self {
        let now = quoted(&options.now);
        let owner = [
            br#"","tenant_id":"#.as_slice(),
            &quoted(&options.tenant_id),
            br#","user_pool_id":"#,
            &quoted(&options.user_pool_id),
        ]
        .concat();
        let schemas = [
            br#","payload_schema_id":"#.as_slice(),
            &quoted(&options.payload_schema_id),
            br#","metadata_schema_id":"#,
            &quoted(&options.metadata_schema_id),
            br#","payload":{"#,
        ];
        let stamps =
            [br#","created_at":"#.as_slice(), &now, br#","updated_at":"#, &now, b"}"].concat();
        let ending = |end: &str| [end.as_bytes(), &stamps].concat();
        Templates {
            users: ByStatus {
                active: user(&owner, "active", &now),
                inactive: user(&owner, "inactive", &now),
                new: user(&owner, "new", &now),
            },
            schemas: schemas.concat(),
            unusable: unusable(&owner, &stamps),
            identifiers: Kinds::new(&owner, "identifier"),
            addresses: Kinds::new(&owner, "address"),
            identifier_end: ending("\""),
            verified_end: ending(r#"","status":"active","verified":true"#),
            unverified_end: ending(r#"","status":"active","verified":false"#),
            migration: [br#""migration":{"source":"#.as_slice(), &quoted(options.source)].concat(),
            owner,
            now,
        }
    }
}

fn quoted(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    push_quoted(&mut out, text.as_bytes());
    out
}

fn user(owner: &[u8], status: &str, now: &[u8]) -> Form<1> {
    let status = format!(r#","status":"{status}","status_updated_at":"#);
    let end = [owner, status.as_bytes(), now, br#","created_at":"#].concat();
    Form::new([(br#",{"id":""#, ID)], &end)
}

fn unusable(owner: &[u8], stamps: &[u8]) -> Form<4> {
    let before_salt = format!(
        r#","type":"password","state":"must_be_reset","expires_at":"{EXPIRED}","payload":{{"hashed_password":{{"config":{{"method":"sha","sha":{{"function":"SHA-256","salt":""#
    );
    let before_hash = format!(r#"","salt_length":{SALT}}}}},"value":""#);
    let gaps = [
        (br#",{"id":""#.as_slice(), ID),
        (br#"","user_id":""#, ID),
        (&[owner, before_salt.as_bytes()].concat(), SALT),
        (before_hash.as_bytes(), HASH),
    ];
    Form::new(gaps, &[br#""}}"#, stamps].concat())
}

impl Kinds {
    /// Rows of a user whose text is the member of this name.
    fn new(owner: &[u8], name: &str) -> Self {
        let start = |kind: &str| {
            let end = format!(r#","type":"{kind}","{name}":""#);
            let gaps = [(br#",{"id":""#.as_slice(), ID), (br#"","user_id":""#, ID)];
            Form::new(gaps, &[owner, end.as_bytes()].concat())
        };
        Kinds {
            email: start("email"),
            mobile: start("mobile"),
            uid: start("uid"),
            external: start("external"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_its_text_with_the_gaps_filled() {
        let form = Form::new([(b"<".as_slice(), 2), (b"", 1)], b">");
        let mut out = b"before".to_vec();
        form.push(&mut out, [b"ab", b"c"]);
        form.push(&mut out, [b"de", b"f"]);
        assert_eq!(out, b"before<abc><def>");
    }
}
