//! The form of what a record says of a person: names, numbers, languages, places.

use super::reader::Record;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Purpose, Shape};
use crate::formats::registered::{is_language_tag, is_time_zone};
use crate::formats::text_check::is_absolute_url;
use crate::model::{Text, User};

impl Record<'_, '_> {
    pub(super) fn conclude_profile(&mut self) {
        self.conclude_name();
        self.conclude_phones();
        self.conclude_places();
        self.conclude_primaries();
        if self.notes.purpose() != Purpose::Reading && !self.keeps_id() {
            let pointer = Pointer::of("/scimUser/originalId");
            self.notes.info(&CD_110, NO_PLACE, pointer, Shape::Nothing);
        }
    }

    fn conclude_name(&mut self) {
        let name = &self.user.name;
        if let Some(formatted) = name.formatted {
            let mut parts = [name.given, name.family].into_iter().flatten();
            if !parts.all(|part| contains(formatted, part)) {
                let pointer = Pointer::of("/scimUser/name/formatted");
                let got = Shape::Text(formatted.chars());
                self.notes.info(&CD_080, NO_PLACE, pointer, got);
            }
        }
        if self.user.display_name.is_none() {
            let pointer = Pointer::of("/scimUser/displayName");
            self.notes.info(&CD_081, NO_PLACE, pointer, Shape::Nothing);
        }
    }

    fn conclude_phones(&mut self) {
        let mut phones = self.user.phones.iter();
        if phones.len() > 0 && !phones.any(|phone| phone.primary == Some(true)) {
            let pointer = Pointer::of("/scimUser/phoneNumbers");
            self.notes.warning(&CD_082, NO_PLACE, pointer, Shape::Count(0));
        }
    }

    /// Texts that a registry or a standard knows.
    fn conclude_places(&mut self) {
        let user = &*self.user;
        let notes = &mut *self.notes;
        let mut judge =
            |text: Option<Text<'_>>, is_good: fn(Text<'_>) -> bool, pointer: fn() -> Pointer| {
                if let Some(text) = text.filter(|text| !is_good(*text)) {
                    notes.warning(&CD_084, NO_PLACE, pointer(), Shape::Text(text.chars()));
                }
            };
        judge(user.locale, is_language_tag, || Pointer::of("/scimUser/locale"));
        judge(user.preferred_language, is_language_tag, || {
            Pointer::of("/scimUser/preferredLanguage")
        });
        judge(user.timezone, is_time_zone, || Pointer::of("/scimUser/timezone"));
        judge(user.profile_url, is_absolute_url, || Pointer::of("/scimUser/profileUrl"));
    }

    fn conclude_primaries(&mut self) {
        let User { phones, addresses, photos, .. } = &*self.user;
        for (count, pointer) in [
            (primaries(phones, |phone| phone.primary), "/scimUser/phoneNumbers"),
            (primaries(addresses, |address| address.primary), "/scimUser/addresses"),
            (primaries(photos, |photo| photo.primary), "/scimUser/photos"),
        ] {
            if count > 1 {
                let got = Shape::Count(count as u64);
                self.notes.warning(&CD_083, NO_PLACE, Pointer::of(pointer), got);
            }
        }
    }

    /// Is the id, which an import replaces, among the attributes?
    fn keeps_id(&self) -> bool {
        let Some(id) = self.user.id else { return true };
        let values = self.user.attributes.iter().filter_map(|attribute| attribute.value.raw());
        let mut texts = values.filter_map(|raw| raw.strip_prefix(b"\"")?.strip_suffix(b"\""));
        texts.any(|text| text == id.raw())
    }
}

/// How many of a list are the primary ones.
#[inline(always)]
fn primaries<T>(list: &[T], primary: impl Fn(&T) -> Option<bool>) -> usize {
    list.iter().filter(|one| primary(one) == Some(true)).count()
}

/// Does a text hold another one?
fn contains(whole: Text<'_>, part: Text<'_>) -> bool {
    let (spelled, part_spelled) = (whole.raw(), part.raw());
    spelled.starts_with(part_spelled)
        || spelled.ends_with(part_spelled)
        || memchr::memmem::find(&whole.decode(), &part.decode()).is_some()
}
