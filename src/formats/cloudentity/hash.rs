//! Hashes of passwords as they are read: `{config: {method, METHOD: {…}}, value}`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::options::Profile;
use super::record::Record;
use super::rules::*;
use crate::findings::{Pointer, Purpose, Rule, Shape};
use crate::formats::text_check::base64_bytes;
use crate::json::{Broken, Cursor, Kind, member_names};
use crate::model::{HashMethod, Home, Json, KeyKind, Text};

/// The parameters of a hash.
#[derive(Default)]
pub(super) struct Parameters<'a> {
    method: Option<Text<'a>>,
    /// How many objects of parameters there are, and the name of the last one.
    configs: (u64, Option<Text<'a>>),
    function: Option<Text<'a>>,
    salt: Option<Text<'a>>,
    salt_length: Option<u64>,
    key_length: Option<u64>,
    cost: Option<u64>,
    iterations: Option<u64>,
    /// Memory and lanes of Argon2, if they are given.
    resources: [Option<u64>; 2],
    /// Is a member of it null?
    null: bool,
    config: bool,
    /// Is a parameter of another kind than it should be?
    odd: bool,
    salt_after: bool,
    value: Option<Text<'a>>,
}

impl<'a> Record<'_, 'a> {
    /// The hash in the payload of a credential; other members are kept.
    pub(super) fn hash_of(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
    ) -> Result<Option<(Json<'a>, HashMethod)>, Broken> {
        let mut found = None;
        cursor.object(|cursor, name| match &*name.decode() {
            b"hashed_password" if cursor.kind() == Kind::Object => {
                let at = cursor.at();
                let (parameters, raw) = parameters(cursor)?;
                found = Some((raw, self.judge_hash(&parameters, at, home)));
                Ok(())
            }
            clear @ (b"password" | b"secret") => {
                let got = Shape::Kind(cursor.kind());
                let path = if clear == b"secret" { "payload/secret" } else { "payload/password" };
                self.notes.error(&CE_CRD_018, cursor.at(), Pointer::named(home, path), got);
                cursor.skip_value()
            }
            _ => self.keep(cursor, home, name),
        })?;
        Ok(found)
    }

    pub(super) fn judge_hash(
        &mut self,
        hash: &Parameters<'a>,
        at: usize,
        home: Home,
    ) -> HashMethod {
        let pointer = || Pointer::named(home, "payload/hashed_password");
        let nothing = Shape::Nothing;
        let method = match hash.method.map(|method| method.decode()).as_deref() {
            Some(b"sha") => HashMethod::Sha,
            Some(b"md5") => HashMethod::Md5,
            Some(b"pbkdf2") => HashMethod::Pbkdf2,
            Some(b"bcrypt") => HashMethod::Bcrypt,
            Some(b"argon2") => HashMethod::Argon2,
            _ => {
                let rule = if hash.config { &CE_CRD_004 } else { &CE_CRD_002 };
                self.notes.error(rule, at, pointer(), nothing);
                return HashMethod::Other;
            }
        };
        if hash.odd {
            self.notes.doubt();
        }
        if hash.null {
            self.notes.warning(&CE_STR_006, at, pointer(), Shape::Kind(Kind::Null));
        }
        if method == HashMethod::Md5 && self.reader.known.profile == Profile::Of2022 {
            self.notes.warning(&CE_STR_009, at, pointer(), nothing);
        }
        let is_named = |config| hash.method.is_some_and(|name| name.same_as(config));
        if hash.configs.0 != 1 || !hash.configs.1.is_some_and(is_named) {
            self.notes.error(&CE_CRD_003, at, pointer(), Shape::Count(hash.configs.0));
        }
        let Some(value) = hash.value.filter(|value| !value.is_empty()) else {
            self.notes.error(&CE_CRD_002, at, pointer(), nothing);
            return method;
        };
        self.key_hash(hash.salt.filter(|salt| !salt.is_empty()), value);
        if hash.is_weak(method) {
            self.notes.warning(&CE_CRD_011, at, pointer(), nothing);
        }
        if method == HashMethod::Bcrypt {
            match bcrypt_cost(&value.decode()) {
                None if is_wrapped_bcrypt(&value.decode()) => {
                    self.notes.warning(&CE_CRD_010, at, pointer(), nothing);
                }
                None => self.notes.error(&CE_CRD_010, at, pointer(), Shape::Text(value.chars())),
                cost if cost != hash.cost => {
                    self.notes.warning(&CE_CRD_010, at, pointer(), nothing);
                }
                _ => {}
            }
            return method;
        }
        let is_sha = method == HashMethod::Sha;
        let mut say = |rule: &'static Rule, is_error: bool| match is_error {
            true => self.notes.error(rule, at, pointer(), nothing),
            false => self.notes.warning(rule, at, pointer(), nothing),
        };
        if let Some(salt) = hash.salt.filter(|salt| !salt.is_empty()) {
            let salt = salt.decode();
            if hash.salt_length.is_some_and(|length| length != salt.len() as u64) {
                say(&CE_CRD_007, is_sha);
            }
            if salt.iter().any(|byte| matches!(byte, b'=' | b'+' | b'/')) {
                say(&CE_CRD_008, false);
            }
        }
        if matches!(method, HashMethod::Sha | HashMethod::Pbkdf2) && !hash.has_known_function() {
            say(&CE_CRD_020, false);
        }
        let Some(length) = decoded_length(&value.decode()) else {
            say(&CE_CRD_005, is_sha);
            return method;
        };
        let after = if hash.salt_after { hash.salt_length.unwrap_or_default() } else { 0 };
        match (hash.digest_length(method), method) {
            (Some(due), _) if length != due + after => {
                say(&CE_CRD_006, !hash.salt_after);
            }
            (None, _) if hash.key_length.is_some_and(|due| due != length) => {
                say(&CE_CRD_009, true);
            }
            _ => {}
        }
        if hash.iterations == Some(0) || hash.resources.contains(&Some(0)) {
            say(&CE_CRD_009, true);
        }
        method
    }
}

impl<'a> Record<'_, 'a> {
    /// Remembers salt and value: two users have neither in common by chance.
    fn key_hash(&mut self, salt: Option<Text<'a>>, value: Text<'a>) {
        if self.notes.purpose() == Purpose::Converting {
            return;
        }
        if let Some(salt) = salt {
            self.notes.key(KeyKind::Salt, salt);
        }
        self.notes.key(KeyKind::PasswordHash, value);
    }
}

impl Parameters<'_> {
    fn has_known_function(&self) -> bool {
        let known = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"];
        self.function.is_some_and(|function| known.iter().any(|known| function.is(known)))
    }

    /// The length of the digest, where the function has one of its own.
    fn digest_length(&self, method: HashMethod) -> Option<u64> {
        match (method, self.function.map(|function| function.decode()).as_deref()) {
            (HashMethod::Md5, _) => Some(16),
            (HashMethod::Sha, Some(b"SHA-1")) => Some(20),
            (HashMethod::Sha, Some(b"SHA-256")) => Some(32),
            (HashMethod::Sha, Some(b"SHA-384")) => Some(48),
            (HashMethod::Sha, Some(b"SHA-512")) => Some(64),
            _ => None,
        }
    }

    fn is_weak(&self, method: HashMethod) -> bool {
        let unsalted = self.salt.is_none_or(|salt| salt.is_empty()) && !self.salt_after;
        match method {
            HashMethod::Md5 => true,
            HashMethod::Sha => unsalted || self.function.is_some_and(|name| name.is("SHA-1")),
            HashMethod::Bcrypt => self.cost.is_some_and(|cost| cost < 10),
            HashMethod::Pbkdf2 => self.iterations.is_some_and(|count| count < 100_000),
            HashMethod::Argon2 | HashMethod::Other => false,
        }
    }
}

member_names! {
    /// What the payload of a password has.
    Payload {
        HashedPassword = "hashed_password",
    }
}

/// The hash in a payload that holds nothing else: its parameters, where it starts, and itself;
/// `None` where it is another payload.
pub(super) fn lone_hash<'a>(cursor: &mut Cursor<'a>) -> Option<(Parameters<'a>, usize, Json<'a>)> {
    let (mut hash, mut is_alone) = (None, true);
    let read = cursor.members(Payload::NAMES, |cursor, _, name| {
        if name.is_none() || cursor.kind() != Kind::Object {
            is_alone = false;
            return cursor.skip_value();
        }
        let at = cursor.at();
        let (parameters, raw) = parameters(cursor)?;
        hash = Some((parameters, at, raw));
        Ok(())
    });
    hash.filter(|_| is_alone && read.is_ok())
}

member_names! {
    /// Members of a hash.
    Part {
        Config = "config",
        Value = "value",
    }
}

member_names! {
    /// Members of its configuration: the method, and the parameters of each.
    Config {
        Method = "method",
        Sha = "sha",
        Md5 = "md5",
        Pbkdf2 = "pbkdf2",
        Bcrypt = "bcrypt",
        Argon2 = "argon2",
    }
}

member_names! {
    /// Members of the parameters of a hash.
    Parameter {
        Function = "function",
        Salt = "salt",
        SaltLength = "salt_length",
        SaltAfter = "salt_after_digest_in_hash",
        KeyLength = "key_length",
        Cost = "cost",
        NumberOfIterations = "number_of_iterations",
        Iterations = "iterations",
        Memory = "memory_in_kb",
        Lanes = "parallelism",
    }
}

fn parameters<'a>(cursor: &mut Cursor<'a>) -> Result<(Parameters<'a>, Json<'a>), Broken> {
    let mut hash = Parameters::default();
    let raw = cursor.members_value(Part::NAMES, |cursor, _, part| match part {
        _ if cursor.kind() == Kind::Null => {
            hash.null = true;
            cursor.skip_value()
        }
        Some(Part::Value) => {
            hash.value = cursor.value_and_text()?.1;
            Ok(())
        }
        Some(Part::Config) if cursor.kind() == Kind::Object => config(cursor, &mut hash),
        _ => cursor.skip_value(),
    })?;
    Ok((hash, raw))
}

fn config<'a>(cursor: &mut Cursor<'a>, hash: &mut Parameters<'a>) -> Result<(), Broken> {
    cursor.members(Config::NAMES, |cursor, name, named| {
        hash.config = true;
        if named == Some(Config::Method) {
            hash.method = cursor.value_and_text()?.1;
            return Ok(());
        }
        if cursor.kind() != Kind::Object {
            return cursor.skip_value();
        }
        hash.configs = (hash.configs.0 + 1, Some(name));
        cursor.members(Parameter::NAMES, |cursor, _, parameter| {
            hash.null |= cursor.kind() == Kind::Null;
            let (value, text) = cursor.value_and_text()?;
            hash.set(parameter, value, text);
            Ok(())
        })
    })
}

impl<'a> Parameters<'a> {
    fn set(&mut self, parameter: Option<Parameter>, value: Json<'a>, text: Option<Text<'a>>) {
        let number = match text {
            None => std::str::from_utf8(value.raw().unwrap_or_default()).ok(),
            Some(_) => None,
        };
        let number = number.and_then(|text| text.parse::<u64>().ok());
        self.odd |= match parameter {
            Some(Parameter::Function | Parameter::Salt) => text.is_none_or(|text| text.is_empty()),
            Some(Parameter::SaltAfter) => false,
            _ => number.is_none(),
        };
        match parameter {
            Some(Parameter::Function) => self.function = text,
            Some(Parameter::Salt) => self.salt = text,
            Some(Parameter::SaltLength) => self.salt_length = number,
            Some(Parameter::KeyLength) => self.key_length = number,
            Some(Parameter::Cost) => self.cost = number,
            Some(Parameter::NumberOfIterations | Parameter::Iterations) => self.iterations = number,
            Some(Parameter::Memory) => self.resources[0] = number,
            Some(Parameter::Lanes) => self.resources[1] = number,
            Some(Parameter::SaltAfter) => self.salt_after = value.raw() == Some(b"true"),
            None => {}
        }
    }
}

/// How many bytes this stands for in base64; `None` when it is something else, or the bits of its last
/// digit that stand for none are set (RFC 4648 section 3.5).
fn decoded_length(value: &[u8]) -> Option<u64> {
    let length = base64_bytes(Text::plain_bytes(value))?;
    let is_whole = match value {
        [.., last, b'=', b'='] => b"AQgw".contains(last),
        [.., last, b'='] => b"AEIMQUYcgkosw048".contains(last),
        _ => true,
    };
    is_whole.then_some(length as u64)
}

/// Is this a bcrypt hash once more in base64?
fn is_wrapped_bcrypt(value: &[u8]) -> bool {
    STANDARD.decode(value).is_ok_and(|inner| bcrypt_cost(&inner).is_some())
}

/// The cost in a bcrypt hash in modular crypt format: `$2b$10$` and 53 characters.
fn bcrypt_cost(value: &[u8]) -> Option<u64> {
    let [b'$', b'2', b'a' | b'b' | b'x' | b'y', b'$', tens, ones, b'$', rest @ ..] = value else {
        return None;
    };
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/');
    let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
    let cost = u64::from(tens.wrapping_sub(b'0')) * 10 + u64::from(ones.wrapping_sub(b'0'));
    let is_well_formed = digits && rest.len() == 53 && rest.iter().all(is_letter);
    (is_well_formed && (4..=31).contains(&cost)).then_some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lengths_are_those_of_what_is_decoded(
            text in "[AEIMQUYcgkosw048Bxz+/]{0,9}={0,3}",
            bytes in prop::collection::vec(any::<u8>(), 1..70),
            change in "[A-Za-z=_ ]",
        ) {
            let whole = STANDARD.encode(&bytes);
            let changed = format!("{}{change}", &whole[..whole.len() - 1]);
            for value in [&text, &whole, &changed].into_iter().filter(|value| !value.is_empty()) {
                let decoded = STANDARD.decode(value).ok().map(|bytes| bytes.len() as u64);
                prop_assert_eq!(decoded_length(value.as_bytes()), decoded, "{}", value);
            }
        }
    }
}
