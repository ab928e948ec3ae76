//! Users of this format are written as they were read: every row, with its ids, times and members
//! that nobody has described. Only tenant and pool become those of the run.

use super::lists::OF_USERS;
use super::meetings::KEY_SPACES;
use super::options::Options;
use crate::findings::Notes;
use crate::formats::members::{push_object, push_text};
use crate::formats::{KeySpace, RecordWriter};
use crate::json::{Broken, Cursor, push_quoted, skip_plain, value_end};
use crate::model::{Field, Outcome, PasswordVerdict, ResetReason, User};
use crate::pack::Encoded;

/// Writes the rows of users as they are.
pub(super) struct Verbatim {
    tenant: Vec<u8>,
    pool: Vec<u8>,
}

impl Verbatim {
    pub(super) fn new(options: &Options) -> Self {
        let quoted = |text: &str| {
            let mut out = Vec::new();
            push_quoted(&mut out, text.as_bytes());
            out
        };
        Verbatim { tenant: quoted(&options.tenant_id), pool: quoted(&options.user_pool_id) }
    }

    /// Appends a row that was read before, and has no whitespace between its tokens: nearly all of
    /// it can be copied. False, and nothing is appended, when a name is spelled with escapes.
    fn compact_row(&self, out: &mut Vec<u8>, row: &[u8]) -> bool {
        let start = out.len();
        let (mut copied, mut at) = (0, 1);
        while row.get(at) == Some(&b'"') {
            // Behind a plain name, its quote and the colon.
            let value = skip_plain(row, at + 1) + 2;
            let is_plain = row.get(value - 2) == Some(&b'"');
            let Some(end) = value_end(row, value).filter(|_| is_plain) else {
                out.truncate(start);
                return false;
            };
            let new = match &row[at..value] {
                br#""tenant_id":"# => Some(&self.tenant),
                br#""user_pool_id":"# => Some(&self.pool),
                _ => None,
            };
            if let Some(new) = new {
                out.extend_from_slice(&row[copied..value]);
                out.extend_from_slice(new);
                copied = end;
            }
            at = end + 1;
        }
        out.extend_from_slice(&row[copied..]);
        true
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When it is no JSON object.
    pub(super) fn row(&self, out: &mut Vec<u8>, row: &[u8]) -> Result<(), Broken> {
        let mut read = Ok(());
        push_object(out, |members| {
            read = Cursor::new(row, 0).object(|cursor, name| {
                let value = cursor.value()?;
                let new = match &*name.decode() {
                    b"tenant_id" => &self.tenant,
                    b"user_pool_id" => &self.pool,
                    _ => {
                        members.verbatim(name, value);
                        return Ok(());
                    }
                };
                let out = members.start(b"");
                push_text(out, name);
                out.push(b':');
                out.extend_from_slice(new);
                Ok(())
            });
        });
        read
    }
}

impl RecordWriter for Verbatim {
    fn sections(&self) -> usize {
        usize::from(OF_USERS)
    }

    fn key_spaces(&self) -> &'static [KeySpace] {
        KEY_SPACES
    }

    fn write(&self, user: &User<'_>, out: &mut Encoded, notes: &mut Notes) {
        for row in &user.rows {
            let out = out.section(usize::from(row.list));
            out.push(b',');
            if !row.value.compact().is_some_and(|compact| self.compact_row(out, compact)) {
                let written = self.row(out, row.value.raw().unwrap_or_default());
                debug_assert!(written.is_ok(), "it was read before");
            }
        }
        let credential = &user.credential;
        notes.account.password(match (credential.hash, credential.must_reset) {
            (None, _) => PasswordVerdict::None,
            (Some(_), true) => PasswordVerdict::MustReset(ResetReason::Source),
            (Some(_), false) => PasswordVerdict::Usable,
        });
        if user.activation_pending {
            notes.account.note(Outcome::ActivationPending);
        }
        if credential.must_reset && !user.emails.iter().any(|email| email.verified) {
            notes.account.note(Outcome::ResetWithoutVerifiedAddress);
        }
    }

    fn loss_reason(&self, _: Field) -> &'static str {
        "it is carried"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_write_the_same() {
        let new = |text: &str| text.as_bytes().to_vec();
        let verbatim = Verbatim { tenant: new("\"T\""), pool: new("\"P\"") };
        for row in [
            "{}",
            r#"{"id":"a","tenant_id":"t","user_pool_id":"p","x":[1,{"tenant_id":2}],"y":1.50}"#,
            r#"{"tenant_id":{"a":"}\""},"a\"b":null,"user_pool_id":7}"#,
            r#"{"tenant\u005fid":"t"}"#,
        ] {
            let (mut slow, mut fast) = (new(","), new(","));
            verbatim.row(&mut slow, row.as_bytes()).unwrap();
            if verbatim.compact_row(&mut fast, row.as_bytes()) {
                assert_eq!(fast, slow, "{row}");
            } else {
                assert!(row.contains('\\') && fast == b",", "{row}");
            }
        }
    }
}
