//! The accounts of a profile at identity providers.

use super::reader::{Read, Record, is_secret};
use super::rules::*;
use crate::findings::{Pointer, Rule, Shape};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Attribute, Home, Identity, Info, Json, KeyKind, Text};

/// The providers that App ID knows.
const PROVIDERS: [&str; 5] = ["google", "facebook", "saml", "appid_custom", "ibmid"];

/// The claims of a provider that mean something beside themselves.
#[derive(Clone, Copy, Default)]
pub(super) struct Claims<'a> {
    pub(super) provider: Option<Text<'a>>,
    pub(super) email: Option<Text<'a>>,
    pub(super) verified: Option<bool>,
    pub(super) given: Option<Text<'a>>,
    pub(super) family: Option<Text<'a>>,
    id: Option<Text<'a>>,
    idp_type: Option<Text<'a>>,
    /// Is a claim of a kind that claims seldom are?
    odd: bool,
}

impl<'a> Claims<'a> {
    /// Looks at a claim.
    fn see(&mut self, name: &[u8], value: Json<'a>) {
        self.odd |= match name {
            b"verified_email" | b"email_verified" => {
                !matches!(value.raw(), Some(b"true" | b"false"))
            }
            b"attributes" => true,
            _ => value.as_text().is_none(),
        };
        let field = match name {
            b"email" => &mut self.email,
            b"given_name" | b"first_name" => &mut self.given,
            b"family_name" | b"last_name" => &mut self.family,
            b"idpType" => &mut self.idp_type,
            b"id" => {
                self.id = value.as_text().or_else(|| value.as_digits());
                return;
            }
            b"verified_email" | b"email_verified" => {
                // Where there are both, the one that says no counts.
                let says = value.raw() == Some(b"true");
                self.verified = Some(says && self.verified != Some(false));
                return;
            }
            _ => return,
        };
        *field = (*field).or(value.as_text());
    }
}

impl<'a> Record<'_, 'a> {
    pub(super) fn identities(&mut self, cursor: &mut Cursor<'a>) -> Read {
        self.seen.identities = true;
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind != Kind::Array {
            self.seen.no_identity = true;
            self.notes.error(&SF_012, at, Pointer::of("/identities"), Shape::Kind(kind));
            return cursor.skip_value();
        }
        cursor.array(|cursor, index| self.identity(cursor, index))
    }

    fn identity(&mut self, cursor: &mut Cursor<'a>, index: u32) -> Read {
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind != Kind::Object {
            self.seen.no_identity = true;
            let pointer = Pointer::at("/identities/*", index);
            self.notes.error(&SF_012, at, pointer, Shape::Kind(kind));
            return cursor.skip_value();
        }
        let mut claims = Claims::default();
        let first = self.user.claims.len();
        let mut identity = Identity { siblings: first..first, ..Identity::default() };
        cursor.object(|cursor, name| {
            let plain = name.decode();
            match (&*plain, cursor.kind()) {
                (b"provider" | b"id" | b"idpUserInfo" | b"profile", Kind::Null) => {
                    cursor.skip_value()
                }
                (b"provider", Kind::Text) => {
                    identity.provider = Some(cursor.text()?);
                    Ok(())
                }
                (b"id", _) => {
                    identity.subject = self.subject(cursor, index)?;
                    Ok(())
                }
                (b"idpUserInfo", Kind::Object) if identity.info.is_none() => {
                    let value = self.info(cursor, index, &mut claims)?;
                    identity.info = Some(Info { name: "idpUserInfo", value });
                    Ok(())
                }
                (b"profile", Kind::Object) if identity.info.is_none() => {
                    self.warn(&SF_033, cursor.at(), index, Shape::Kind(Kind::Object));
                    let value = self.info(cursor, index, &mut claims)?;
                    identity.info = Some(Info { name: "profile", value });
                    Ok(())
                }
                (name_text, kind) => {
                    self.refuse_secret(cursor, IDENTITY, index, name);
                    if matches!(name_text, b"idpUserInfo" | b"profile") {
                        self.warn(&SF_032, cursor.at(), index, Shape::Kind(kind));
                    }
                    let value = cursor.value()?;
                    claims.see(name_text, value);
                    self.user.claims.push(Attribute { home: "", name, value });
                    Ok(())
                }
            }
        })?;
        identity.siblings.end = self.user.claims.len();
        claims.provider = identity.provider;
        self.judge(at, index, &identity, &claims);
        if claims.odd {
            self.notes.doubt();
        }
        self.user.identities.push(identity);
        match index {
            0 => self.seen.first = claims,
            _ => self.seen.more.push(claims),
        }
        Ok(())
    }

    /// The object of claims.
    fn info(
        &mut self,
        cursor: &mut Cursor<'a>,
        index: u32,
        claims: &mut Claims<'a>,
    ) -> Result<Json<'a>, Broken> {
        cursor.object_value(|cursor, name| {
            self.refuse_secret(cursor, INFO, index, name);
            let value = cursor.value()?;
            claims.see(&name.decode(), value);
            Ok(())
        })
    }

    /// The identifier at the provider: text, also where the file has a whole number.
    fn subject(&mut self, cursor: &mut Cursor<'a>, index: u32) -> Result<Option<Text<'a>>, Broken> {
        let (at, kind) = (cursor.at(), cursor.kind());
        if kind == Kind::Text {
            return cursor.text().map(Some);
        }
        let digits = cursor.value()?.as_digits();
        let (pointer, got) = (Pointer::at("/identities/*/id", index), Shape::Kind(kind));
        match digits {
            Some(_) => self.notes.warning(&SF_023, at, pointer, got),
            None => self.notes.error(&SF_023, at, pointer, got),
        }
        Ok(digits)
    }

    fn judge(&mut self, at: usize, index: u32, identity: &Identity<'a>, claims: &Claims<'a>) {
        self.judge_provider(at, index, identity.provider);
        let nothing = Shape::Nothing;
        let Some(subject) = identity.subject.filter(|subject| !subject.is_empty()) else {
            let pointer = Pointer::at("/identities/*/id", index);
            return self.notes.warning(&SF_023, at, pointer, nothing);
        };
        let numeric = identity.provider.is_some_and(|key| key.is("google") || key.is("facebook"));
        if numeric && !subject.decode().iter().all(u8::is_ascii_digit) {
            self.warn(&SF_025, at, index, Shape::Text(subject.chars()));
        }
        let is_saml = identity.provider.is_some_and(|key| key.is("saml"));
        if is_saml && subject.decode().iter().any(|byte| *byte <= b' ' || *byte == 0x7F) {
            let pointer = Pointer::at("/identities/*/id", index);
            self.notes.info(&SF_026, at, pointer, Shape::Text(subject.chars()));
        }
        if claims.id.is_some_and(|id| !id.same_as(subject)) {
            self.warn(&SF_030, at, index, nothing);
        }
        if let Some(provider) = identity.provider {
            if claims.idp_type.is_some_and(|other| !other.same_as(provider)) {
                self.warn(&SF_031, at, index, nothing);
            }
            self.notes.key_of_pair(KeyKind::Identity, provider, subject);
        }
        match (&identity.info, identity.siblings.is_empty()) {
            (None, true) => {
                let pointer = Pointer::at("/identities/*", index);
                self.notes.info(&SF_034, at, pointer, nothing);
            }
            (Some(info), false) if self.contradict(info.value, identity) => {
                self.warn(&SF_032, at, index, nothing);
            }
            _ => {}
        }
    }

    fn judge_provider(&mut self, at: usize, index: u32, provider: Option<Text<'a>>) {
        let Some(provider) = provider.filter(|provider| !provider.is_empty()) else {
            self.notes.doubt();
            return self.warn(&SF_020, at, index, Shape::Nothing);
        };
        if PROVIDERS.iter().any(|known| provider.is(known)) {
            return;
        }
        let got = Shape::Text(provider.chars());
        let key = provider.decode().to_ascii_lowercase();
        if key == b"cloud_directory" {
            self.warn(&SF_021, at, index, got);
        } else if memchr::memmem::find(&key, b"anon").is_some() {
            self.warn(&SF_022, at, index, got);
        } else {
            self.warn(&SF_020, at, index, got);
        }
    }

    /// Has a claim beside the identifier another value inside the object of claims?
    #[cold]
    fn contradict(&self, info: Json<'a>, identity: &Identity<'a>) -> bool {
        let siblings = &self.user.claims[identity.siblings.clone()];
        let mut found = false;
        let read = Cursor::new(info.raw().unwrap_or_default(), 0).object(|cursor, name| {
            let value = cursor.value()?;
            found |= siblings.iter().any(|claim| {
                let (mut ours, mut theirs) = (Vec::new(), Vec::new());
                claim.value.push_compact(&mut ours);
                value.push_compact(&mut theirs);
                claim.name.same_as(name) && ours != theirs
            });
            Ok(())
        });
        debug_assert!(read.is_ok(), "it was read before");
        found
    }

    fn refuse_secret(
        &mut self,
        cursor: &Cursor<'a>,
        path: &'static str,
        index: u32,
        name: Text<'a>,
    ) {
        if is_secret(&name.decode()) && cursor.kind() != Kind::Null {
            let pointer = Pointer::member(Home { path, index }, name);
            self.notes.error(&SF_080, cursor.at(), pointer, Shape::Kind(cursor.kind()));
        }
    }

    fn warn(&mut self, rule: &'static Rule, at: usize, index: u32, got: Shape) {
        self.notes.warning(rule, at, Pointer::at(IDENTITY, index), got);
    }
}

const IDENTITY: &str = "/identities/*";
const INFO: &str = "/identities/*/idpUserInfo";
