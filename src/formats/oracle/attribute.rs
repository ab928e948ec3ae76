//! The cells of custom attributes in a row of users.

use super::custom::Custom;
use super::row::Row;
use super::rules::*;
use crate::findings::{NO_PLACE, Pointer, Rule, Shape};
use crate::json::Cursor;
use crate::model::{Field, Json};

impl Row<'_, '_> {
    /// A custom attribute: text as it is, several values with what separates them, anything else
    /// in its JSON spelling.
    pub(super) fn attribute(&mut self, out: &mut Vec<u8>, custom: &Custom) {
        let mut attributes = self.user.attributes.iter();
        let attribute = attributes.find(|attribute| attribute.name.is(&custom.attribute));
        let values = attribute.map(|attribute| values_of(attribute.value, custom));
        let values: Vec<_> = values.into_iter().flatten().filter(|one| !one.is_empty()).collect();
        if values.is_empty() && custom.required {
            self.custom_error(&ORA_C_003, Shape::Nothing);
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
            return self.refuse(rule, Field::Attributes, Shape::Text(chars));
        }
        let delimiter = custom.delimiter.as_deref().unwrap_or_default();
        self.bytes(out, &values.join(delimiter.as_bytes()), Field::Attributes);
    }

    fn custom_error(&mut self, rule: &'static Rule, got: Shape) {
        let pointer = Pointer::of((self.writer.paths)(Field::Attributes));
        self.notes.error(rule, NO_PLACE, pointer, got);
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
