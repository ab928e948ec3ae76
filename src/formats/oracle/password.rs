//! The cell of a password: a hash that names its scheme, or the password itself.
//!
//! Oracle takes eight schemes (*Bulk import and export*). Of PBKDF2 one example is printed: rounds,
//! a dollar sign, and digest and salt in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::rules::*;
use crate::findings::Rule;
use crate::model::HashMethod;

/// What the cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Password {
    Clear,
    Hash(HashMethod),
}

/// The schemes, each with the bytes of its digest.
const SCHEMES: [(&[u8], HashMethod, usize); 8] = [
    (b"{PBKDF2-HMAC-SHA1}", HashMethod::Pbkdf2, 20),
    (b"{PBKDF2-HMAC-SHA256}", HashMethod::Pbkdf2, 32),
    (b"{PBKDF2-HMAC-SHA384}", HashMethod::Pbkdf2, 48),
    (b"{PBKDF2-HMAC-SHA512}", HashMethod::Pbkdf2, 64),
    (b"{SSHA}", HashMethod::Sha, 20),
    (b"{SSHA256}", HashMethod::Sha, 32),
    (b"{SSHA384}", HashMethod::Sha, 48),
    (b"{SSHA512}", HashMethod::Sha, 64),
];

/// What a value is.
///
/// # Errors
/// The rule that does not hold, when it begins as a hash and is none.
pub(super) fn tell(value: &[u8]) -> Result<Password, &'static Rule> {
    if !value.starts_with(b"{") {
        return Ok(Password::Clear);
    }
    let known = SCHEMES.iter().find(|(scheme, ..)| value.starts_with(scheme));
    let Some((scheme, method, digest)) = known else { return Err(&ORA_U_071) };
    let rest = &value[scheme.len()..];
    let body = match method {
        HashMethod::Pbkdf2 => rounds(rest).ok_or(&ORA_U_072)?,
        _ => rest,
    };
    match STANDARD.decode(body) {
        Ok(bytes) if bytes.len() > *digest => Ok(Password::Hash(*method)),
        _ => Err(&ORA_U_072),
    }
}

/// What follows the number of rounds.
fn rounds(text: &[u8]) -> Option<&[u8]> {
    let dollar = memchr::memchr(b'$', text)?;
    let digits = &text[..dollar];
    (!digits.is_empty() && digits.iter().all(u8::is_ascii_digit)).then(|| &text[dollar + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_name_their_scheme() {
        let base64 = STANDARD.encode([7; 40]);
        let tell = |text: String| tell(text.as_bytes()).map_err(|rule| rule.id);
        assert_eq!(tell("secret".to_owned()), Ok(Password::Clear));
        assert_eq!(tell(format!("{{SSHA}}{base64}")), Ok(Password::Hash(HashMethod::Sha)));
        let pbkdf2 = format!("{{PBKDF2-HMAC-SHA1}}10000${base64}");
        assert_eq!(tell(pbkdf2), Ok(Password::Hash(HashMethod::Pbkdf2)));
        assert_eq!(tell(format!("{{MD5}}{base64}")), Err("ORA-U-071"));
        for wrong in ["{SSHA}", "{SSHA}AAAA", "{SSHA}%", "{PBKDF2-HMAC-SHA1}AAAA"] {
            assert_eq!(tell(wrong.to_owned()), Err("ORA-U-072"), "{wrong}");
        }
    }
}
