//! The accounts of a profile at identity providers.

use super::claims::{Claims, Member, OF_IDENTITIES, OF_INFO};
use super::reader::{Read, Record, is_secret};
use super::rules::*;
use crate::findings::{Pointer, Rule, Shape};
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Attribute, Home, Identity, Info, Json, KeyKind, Text};

/// The providers that App ID knows.
const PROVIDERS: [&str; 5] = ["google", "facebook", "saml", "appid_custom", "ibmid"];

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
        cursor.members(OF_IDENTITIES, |cursor, name, member| match (member, cursor.kind()) {
            (
                Some(Member::Provider | Member::Id | Member::UserInfo | Member::Profile),
                Kind::Null,
            ) => cursor.skip_value(),
            (Some(Member::Provider), Kind::Text) => {
                identity.provider = Some(cursor.text()?);
                Ok(())
            }
            (Some(Member::Id), _) => {
                identity.subject = self.subject(cursor, index)?;
                Ok(())
            }
            (Some(Member::UserInfo), Kind::Object) if identity.info.is_none() => {
                let value = self.info(cursor, index, &mut claims)?;
                identity.info = Some(Info { name: "idpUserInfo", value });
                Ok(())
            }
            (Some(Member::Profile), Kind::Object) if identity.info.is_none() => {
                self.warn(&SF_033, cursor.at(), index, Shape::Kind(Kind::Object));
                let value = self.info(cursor, index, &mut claims)?;
                identity.info = Some(Info { name: "profile", value });
                Ok(())
            }
            (_, kind) => {
                self.refuse_secret(cursor, IDENTITY, index, name, member);
                if matches!(member, Some(Member::UserInfo | Member::Profile)) {
                    self.warn(&SF_032, cursor.at(), index, Shape::Kind(kind));
                }
                let value = cursor.value()?;
                claims.see(member, value);
                self.user.claims.push(Attribute { home: "", name, value });
                Ok(())
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
        cursor.members_value(OF_INFO, |cursor, name, member| {
            self.refuse_secret(cursor, INFO, index, name, member);
            let value = cursor.value()?;
            claims.see(member, value);
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
        member: Option<Member>,
    ) {
        if member.is_none() && is_secret(&name.decode()) && cursor.kind() != Kind::Null {
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
