//! Writing JSON objects, member by member, from the raw text of a source.

use crate::model::{Attribute, Json, Text};

/// Writes the members of one JSON object; names are given with quotes and colon.
pub(super) struct Members<'o> {
    out: &'o mut Vec<u8>,
    open: bool,
}

impl<'o> Members<'o> {
    /// Members of an object whose opening brace was written, and nothing else.
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        Members { out, open: false }
    }

    /// Starts the member `name`; its value is appended by the caller.
    #[inline(always)]
    pub(super) fn start(&mut self, name: &[u8]) -> &mut Vec<u8> {
        if self.open {
            self.out.push(b',');
        }
        self.open = true;
        self.out.extend_from_slice(name);
        self.out
    }

    /// A member that is text, if there is one.
    #[inline(always)]
    pub(super) fn text(&mut self, name: &[u8], text: Option<Text<'_>>) {
        if let Some(text) = text {
            push_text(self.start(name), text);
        }
    }

    /// A member that is true or false, if there is one.
    #[inline(always)]
    pub(super) fn boolean(&mut self, name: &[u8], value: Option<bool>) {
        match value {
            Some(true) => self.start(name).extend_from_slice(b"true"),
            Some(false) => self.start(name).extend_from_slice(b"false"),
            None => {}
        }
    }

    /// A member as the source spelled it, if there is one.
    pub(super) fn json(&mut self, name: &[u8], value: Option<Json<'_>>) {
        if let Some(value) = value {
            value.push_compact(self.start(name));
        }
    }

    /// A member whose name and value are those of the source.
    pub(super) fn verbatim(&mut self, name: Text<'_>, value: Json<'_>) {
        let out = self.start(b"");
        push_text(out, name);
        out.push(b':');
        value.push_compact(out);
    }

    /// All attributes as members.
    pub(super) fn attributes(&mut self, attributes: &[Attribute<'_>]) {
        for attribute in attributes {
            self.verbatim(attribute.name, attribute.value);
        }
    }

    /// A member that is an object of what `fill` writes.
    #[inline(always)]
    pub(super) fn object(&mut self, name: &[u8], fill: impl FnOnce(&mut Members<'_>)) {
        push_object(self.start(name), fill);
    }

    /// A member that is an array of what `each` appends for every item.
    #[inline(always)]
    pub(super) fn array<T>(
        &mut self,
        name: &[u8],
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Vec<u8>, T),
    ) {
        let out = self.start(name);
        out.push(b'[');
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            each(out, item);
        }
        out.push(b']');
    }
}

/// Appends an object of what `fill` writes.
#[inline(always)]
pub(super) fn push_object(out: &mut Vec<u8>, fill: impl FnOnce(&mut Members<'_>)) {
    out.push(b'{');
    fill(&mut Members::new(out));
    out.push(b'}');
}

/// Appends a JSON string.
#[inline(always)]
pub(super) fn push_text(out: &mut Vec<u8>, text: Text<'_>) {
    out.push(b'"');
    text.push_json(out);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_separated_by_commas() {
        let mut out = Vec::new();
        push_object(&mut out, |members| {
            members.text(br#""a":"#, Some(Text::plain("x\"y")));
            members.text(br#""b":"#, None);
            members.object(br#""c":"#, |_| {});
            members.array(br#""d":"#, [1, 2], |out, item| out.push(b'0' + item));
            members.boolean(br#""e":"#, Some(false));
            members.verbatim(Text::plain("f"), Json::new(b"1.50", false));
        });
        assert_eq!(out, br#"{"a":"x\"y","c":{},"d":[1,2],"e":false,"f":1.50}"#);
    }
}
