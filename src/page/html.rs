//! HTML as it is written: every element is closed, and every text is escaped.
//!
//! The text is well-formed XML too, so that a strict reader can be asked about it.

use crate::visible;

/// Attributes of an element: names of ours, and values that may be anybody's.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A page in the making.
#[derive(Default)]
pub(super) struct Html(String);

impl Html {
    /// An element, and what is in it.
    pub(super) fn tag(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        inner: impl FnOnce(&mut Html),
    ) {
        self.open(name, attributes);
        self.0.push('>');
        inner(self);
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    /// An element that holds text only.
    pub(super) fn leaf(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.tag(name, attributes, |html| html.text(text));
    }

    /// An element that can hold nothing.
    pub(super) fn void(&mut self, name: &str, attributes: Attributes<'_>) {
        self.open(name, attributes);
        self.0.push_str("/>");
    }

    /// Text.
    pub(super) fn text(&mut self, text: &str) {
        push_escaped(&mut self.0, text);
    }

    /// The end of a line, between elements only.
    pub(super) fn line(&mut self) {
        self.0.push('\n');
    }

    /// Text of our own that is no HTML to be escaped: a style sheet.
    pub(super) fn raw(&mut self, text: &'static str) {
        self.0.push_str(text);
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }

    fn open(&mut self, name: &str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            push_escaped(&mut self.0, value);
            self.0.push('"');
        }
    }
}

/// Appends text so that it stands for itself in an element and in an attribute; characters that
/// could steer anything are written as escapes of our own.
fn push_escaped(out: &mut String, text: &str) {
    for char in visible::name(text).chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No characters at all in XML, and in HTML at the mercy of the reader.
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            char => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_for_itself() {
        let mut html = Html::default();
        let hostile = "</p><script>&'\"\u{202e}\n";
        html.tag("p", &[("title", hostile)], |html| html.text(hostile));
        html.void("br", &[]);
        let shown = "&lt;/p&gt;&lt;script&gt;&amp;&#39;&quot;\\u{202e}\\u{a}";
        assert_eq!(html.into_text(), format!("<p title=\"{shown}\">{shown}</p><br/>"));
    }
}
