//! The cells of custom attributes in a row of users.

use super::custom::Custom;
use super::headings::ROW;
use super::row::Row;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Shape};
use crate::json::Cursor;
use crate::model::{Field, Json, Text};

impl Row<'_, '_> {
    /// A custom attribute: text as it is, several values with what separates them, anything else
    /// in its JSON spelling. Has the user the attribute?
    pub(super) fn attribute(&mut self, out: &mut Vec<u8>, custom: &Custom) -> bool {
        let mut attributes = self.user.attributes.iter();
        let attribute = attributes.find(|attribute| attribute.name.is(&custom.attribute));
        let values = attribute.map(|attribute| values_of(attribute.value, custom));
        let values: Vec<_> = values.into_iter().flatten().filter(|one| !one.is_empty()).collect();
        if values.is_empty() && custom.required {
            self.notes.error(&ORA_C_003, NO_PLACE, self.place_of(custom), Shape::Nothing);
        }
        for value in &values {
            let text = String::from_utf8_lossy(value);
            let chars = text.chars().count();
            let separates = |delimiter: &String| text.contains(delimiter.as_str());
            let rule = match &custom.delimiter {
                _ if !custom.length.contains(&chars) => &ORA_C_001,
                Some(delimiter) if separates(delimiter) => &ORA_C_002,
                _ => continue,
            };
            let pointer = self.place_of(custom);
            self.refuse_at(rule, Field::Attributes, pointer, Shape::Text(chars));
            return true;
        }
        let delimiter = custom.delimiter.as_deref().unwrap_or_default();
        self.bytes(out, &values.join(delimiter.as_bytes()), Field::Attributes);
        attribute.is_some()
    }

    /// Where the attribute stands: in a file of Oracle's own under its heading.
    fn place_of(&self, custom: &Custom) -> Pointer {
        match self.writer.options.own {
            true => Pointer::member(ROW, Text::plain(&custom.heading)),
            false => Pointer::of((self.writer.paths)(Field::Attributes)),
        }
    }
}

/// The values of an attribute: those of a list, where the column takes several.
fn values_of(value: Json<'_>, custom: &Custom) -> Vec<Vec<u8>> {
    let list = custom.delimiter.is_some().then(|| elements(value)).flatten();
    list.unwrap_or_else(|| vec![plain(value)])
}

fn elements(value: Json<'_>) -> Option<Vec<Vec<u8>>> {
    let raw = value.raw().filter(|raw| raw.starts_with(b"["))?;
    let mut elements = Vec::new();
    let read = Cursor::new(raw, 0).array(|cursor, _| {
        elements.push(plain(cursor.value()?));
        Ok(())
    });
    read.ok().map(|()| elements)
}

fn plain(value: Json<'_>) -> Vec<u8> {
    match (value.as_text(), value.raw()) {
        (Some(text), _) => text.decode().into_owned(),
        (None, Some(b"null")) => Vec::new(),
        (None, _) => {
            let mut text = Vec::new();
            value.push_compact(&mut text);
            text
        }
    }
}
