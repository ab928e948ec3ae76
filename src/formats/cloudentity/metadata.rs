//! The `metadata` of a user: everything that the payload, the identifiers and the addresses have
//! no place for, under the names of the source.
//!
//! Roles are `groups`, as in the vendor's sample; custom attributes are `attributes`; accounts at
//! providers are `identities`, their claims verbatim; members that no field can hold are `kept`,
//! each under its JSON Pointer in the source record; `migration` says where the user came from.

use super::placed::{Object, Places};
use crate::formats::members::{Members, push_object, push_text};
use crate::json::push_escaped;
use crate::model::{Address, Home, Identity, Photo, Text, User};

/// What other parts of the writer found no place for.
#[derive(Default)]
pub(super) struct Aside<'a> {
    /// The user name, where it is no identifier.
    pub(super) user_name: Option<Text<'a>>,
    /// The display name, where it is not the name in the payload.
    pub(super) display_name: Option<Text<'a>>,
    /// Does any telephone number not fit an address?
    pub(super) phones: bool,
    /// Are groups written in lists of their own?
    pub(super) native_groups: bool,
}

/// Appends the members of `metadata`; `migration` is the prepared start of its last member.
pub(super) fn push_metadata(
    out: &mut Vec<u8>,
    user: &User<'_>,
    aside: &Aside<'_>,
    is_address: impl Fn(Text<'_>) -> bool,
    places: &Places,
    migration: &[u8],
) {
    let mut members = Members::new(out);
    if !aside.native_groups {
        push_groups(&mut members, user);
    }
    members.text(br#""userName":"#, aside.user_name);
    members.text(br#""displayName":"#, aside.display_name);
    push_name(&mut members, user);
    push_profile(&mut members, user);
    if aside.phones {
        let odd: Vec<_> = user.phones.iter().filter(|phone| !is_address(phone.value)).collect();
        members.array(br#""phoneNumbers":"#, &odd, |out, phone| push_text(out, phone.value));
    }
    let mut others = user.attributes.iter().filter(|attribute| !places.holds(attribute)).peekable();
    if others.peek().is_some() {
        members.object(br#""attributes":"#, |members| {
            others.for_each(|attribute| members.verbatim(attribute.name, attribute.value));
        });
    }
    places.push(&mut members, user, Object::Metadata);
    if !user.identities.is_empty() {
        members.array(br#""identities":"#, &user.identities, |out, identity| {
            push_identity(out, user, identity);
        });
    }
    if !user.kept.is_empty() {
        push_kept(members.start(br#""kept":"#), user);
    }
    let out = members.start(migration);
    if let Some(id) = user.id {
        out.extend_from_slice(br#","id":"#);
        push_text(out, id);
    }
    out.push(b'}');
}

/// Roles are groups, as in the vendor's sample. Where the source has groups as well, the roles stand
/// beside them.
fn push_groups(members: &mut Members<'_>, user: &User<'_>) {
    let mut push = |name: &[u8], texts: &[Text<'_>]| {
        members.array(name, texts, |out, text| push_text(out, *text));
    };
    match (user.groups.is_empty(), user.roles.is_empty()) {
        (true, true) => {}
        (true, false) => push(br#""groups":"#, &user.roles),
        (false, _) => {
            push(br#""groups":"#, &user.groups);
            push(br#""roles":"#, &user.roles);
        }
    }
}

fn push_name(members: &mut Members<'_>, user: &User<'_>) {
    let name = &user.name;
    if name.middle.is_none() && name.honorific_prefix.is_none() && name.honorific_suffix.is_none() {
        return;
    }
    members.object(br#""name":"#, |part| {
        part.text(br#""middleName":"#, name.middle);
        part.text(br#""honorificPrefix":"#, name.honorific_prefix);
        part.text(br#""honorificSuffix":"#, name.honorific_suffix);
    });
}

fn push_profile(members: &mut Members<'_>, user: &User<'_>) {
    members.text(br#""nickName":"#, user.nick_name);
    members.text(br#""title":"#, user.title);
    members.text(br#""userType":"#, user.user_type);
    members.text(br#""profileUrl":"#, user.profile_url);
    members.text(br#""locale":"#, user.locale);
    members.text(br#""preferredLanguage":"#, user.preferred_language);
    members.text(br#""timezone":"#, user.timezone);
    let enterprise = &user.enterprise;
    members.text(br#""employeeNumber":"#, enterprise.employee_number);
    members.text(br#""costCenter":"#, enterprise.cost_center);
    members.text(br#""organization":"#, enterprise.organization);
    members.text(br#""division":"#, enterprise.division);
    members.text(br#""department":"#, enterprise.department);
    members.text(br#""manager":"#, enterprise.manager);
    if !user.addresses.is_empty() {
        members.array(br#""addresses":"#, &user.addresses, push_address);
    }
    if !user.photos.is_empty() {
        members.array(br#""photos":"#, &user.photos, push_photo);
    }
}

fn push_address(out: &mut Vec<u8>, address: &Address<'_>) {
    push_object(out, |members| {
        members.text(br#""type":"#, address.kind);
        members.boolean(br#""primary":"#, address.primary);
        members.text(br#""formatted":"#, address.formatted);
        members.text(br#""streetAddress":"#, address.street_address);
        members.text(br#""locality":"#, address.locality);
        members.text(br#""region":"#, address.region);
        members.text(br#""postalCode":"#, address.postal_code);
        members.text(br#""country":"#, address.country);
    });
}

fn push_photo(out: &mut Vec<u8>, photo: &Photo<'_>) {
    push_object(out, |members| {
        members.text(br#""value":"#, Some(photo.value));
        members.text(br#""type":"#, photo.kind);
        members.boolean(br#""primary":"#, photo.primary);
    });
}

/// Provider, identifier and claims. Claims that stand beside the identifier in the source are
/// `claims` too; where there are both, those beside it are `siblings`.
fn push_identity(out: &mut Vec<u8>, user: &User<'_>, identity: &Identity<'_>) {
    let siblings = &user.claims[identity.siblings.clone()];
    push_object(out, |members| {
        members.text(br#""provider":"#, identity.provider);
        members.text(br#""id":"#, identity.subject);
        members.json(br#""claims":"#, identity.info.map(|info| info.value));
        if !siblings.is_empty() {
            let name: &[u8] =
                if identity.info.is_some() { br#""siblings":"# } else { br#""claims":"# };
            members.object(name, |members| members.attributes(siblings));
        }
    });
}

fn push_kept(out: &mut Vec<u8>, user: &User<'_>) {
    out.push(b'{');
    for (index, kept) in user.kept.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        out.push(b'"');
        push_pointer(out, kept.home);
        out.push(b'/');
        push_pointer_token(out, kept.name);
        out.extend_from_slice(b"\":");
        kept.value.push_compact(out);
    }
    out.push(b'}');
}

fn push_pointer(out: &mut Vec<u8>, home: Home) {
    match home.path.split_once('*') {
        Some((before, after)) => {
            out.extend_from_slice(format!("{before}{}{after}", home.index).as_bytes());
        }
        None => out.extend_from_slice(home.path.as_bytes()),
    }
}

/// Appends a member name as a token of a JSON Pointer (RFC 6901 section 3).
fn push_pointer_token(out: &mut Vec<u8>, name: Text<'_>) {
    let text = name.decode();
    if !text.iter().any(|byte| matches!(byte, b'~' | b'/')) {
        return name.push_json(out);
    }
    for byte in text.chunk_by(|a, b| !matches!(a, b'~' | b'/') && !matches!(b, b'~' | b'/')) {
        match byte {
            b"~" => out.extend_from_slice(b"~0"),
            b"/" => out.extend_from_slice(b"~1"),
            plain => push_escaped(out, plain),
        }
    }
}
