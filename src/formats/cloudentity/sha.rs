//! The one hash method whose exact meaning is known: SHA over salt and password.

use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A function of the SHA-2 family, by the names that payloads have for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `SHA-256`
    Sha256,
    /// `SHA-384`
    Sha384,
    /// `SHA-512`
    Sha512,
}

/// Is this the hash of a password? The digest is that of the salt's own characters followed by the
/// password, in one pass; `value` is its standard base64 with padding. Told from the vendor's
/// sample, which is the hash of a plain word (SecureAuth docs, migrating users to Identity Pools).
pub fn verifies(function: Function, salt: &str, password: &str, value: &str) -> bool {
    use base64::Engine as _;
    let text = [salt.as_bytes(), password.as_bytes()].concat();
    let digest = match function {
        Function::Sha256 => Sha256::digest(&text).to_vec(),
        Function::Sha384 => Sha384::digest(&text).to_vec(),
        Function::Sha512 => Sha512::digest(&text).to_vec(),
    };
    base64::engine::general_purpose::STANDARD.decode(value).is_ok_and(|given| given == digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: &str = "hQzTnVbLwKsJmRpXcDfG";
    const VALUE: &str = "6hJsE4pRmMFWoH+PeZy/X0BtAgp7Y8mnMtEE5V6nIyY=";

    #[test]
    fn the_known_hash_is_that_of_salt_and_password() {
        assert!(verifies(Function::Sha256, SALT, "correct horse 7", VALUE));
        assert!(!verifies(Function::Sha256, SALT, "correct horse 8", VALUE));
        assert!(!verifies(Function::Sha512, SALT, "correct horse 7", VALUE));
        assert!(!verifies(Function::Sha256, "", "correct horse 7", VALUE));
        assert!(!verifies(Function::Sha256, SALT, "correct horse 7", "?"));
    }
}
