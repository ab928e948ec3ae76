//! Pages as a strict reader sees them: every element closed, every text escaped.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// An element: its name, its attributes, and how deep it stands.
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) parent: Option<String>,
}

/// A page that is well-formed.
pub(crate) struct Page {
    pub(crate) elements: Vec<Element>,
    pub(crate) style: String,
}

/// The elements that a page is made of: none of them loads or runs anything.
const ELEMENTS: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "main",
    "nav",
    "section",
    "article",
    "footer",
    "dl",
    "div",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
    "code",
    "q",
    "ul",
    "li",
    "details",
    "summary",
    "figure",
    "figcaption",
    "wbr",
    "svg",
    "rect",
    "path",
    "circle",
];

/// The attributes that they have: none of them runs anything, and the address of a link is of the
/// page itself.
const ATTRIBUTES: &[&str] = &[
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "href",
    "id",
    "aria-label",
    "aria-labelledby",
    "aria-hidden",
    "focusable",
    "role",
    "scope",
    "data-label",
    "viewBox",
    "preserveAspectRatio",
    "x",
    "y",
    "cx",
    "cy",
    "r",
    "rx",
    "d",
    "width",
    "height",
];

/// Reads a page.
pub(crate) fn read(text: &str) -> Result<Page, String> {
    let mut rest = text.strip_prefix("<!DOCTYPE html>\n").ok_or("no document type")?;
    let (mut open, mut elements): (Vec<String>, Vec<Element>) = (Vec::new(), Vec::new());
    let mut style = String::new();
    while let Some(at) = rest.find('<') {
        characters(&rest[..at])?;
        rest = &rest[at..];
        if let Some(tag) = rest.strip_prefix("</") {
            let (name, after) = tag.split_once('>').ok_or("an end that does not end")?;
            let last = open.pop();
            if last.as_deref() != Some(name) {
                return Err(format!("{name} ends where {last:?} is open"));
            }
            rest = after;
            continue;
        }
        let (element, is_void, after) = element(rest, open.last().cloned())?;
        rest = after;
        if element.name == "style" {
            let (css, after) = rest.split_once("</style>").ok_or("a style that does not end")?;
            (style, rest) = (css.to_owned(), after);
        } else if !is_void {
            open.push(element.name.clone());
        }
        elements.push(element);
    }
    match (open.as_slice(), rest) {
        ([], "\n") => Ok(Page { elements, style }),
        (open, rest) => Err(format!("{open:?} are open at the end, before {rest:?}")),
    }
}

fn element(text: &str, parent: Option<String>) -> Result<(Element, bool, &str), String> {
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '-';
    let end = text[1..].find(|char| !is_name(char)).ok_or("a tag that does not end")? + 1;
    let (name, mut rest) = (text[1..end].to_owned(), &text[end..]);
    let mut attributes: Vec<(String, String)> = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix("/>") {
            return Ok((Element { name, attributes, parent }, true, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((Element { name, attributes, parent }, false, after));
        }
        let attribute = rest.strip_prefix(' ').ok_or_else(|| format!("{name}: what is here?"))?;
        let (key, after) = attribute.split_once("=\"").ok_or("an attribute without a value")?;
        let (value, after) = after.split_once('"').ok_or("a value that does not end")?;
        if value.contains('<') || !key.chars().all(is_name) {
            return Err(format!("{name} has {key}={value}"));
        }
        if attributes.iter().any(|(known, _)| known == key) {
            return Err(format!("{name} has {key} twice"));
        }
        attributes.push((key.to_owned(), characters(value)?));
        rest = after;
    }
}

/// The text that characters stand for.
fn characters(text: &str) -> Result<String, String> {
    let mut out = String::new();
    for (number, piece) in text.split('&').enumerate() {
        if number == 0 {
            out.push_str(piece);
            continue;
        }
        let known =
            [("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("#39;", '\'')].iter();
        let mut found = known.filter_map(|(name, char)| Some((piece.strip_prefix(name)?, char)));
        let (after, char) = found.next().ok_or_else(|| format!("what is &{piece}?"))?;
        out.push(*char);
        out.push_str(after);
    }
    match out.contains(|char: char| char.is_control() && char != '\n' || char == '\u{FFFE}') {
        true => Err("a character that acts".to_owned()),
        false => Ok(out),
    }
}

impl Element {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Page {
    pub(crate) fn named<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// It loads and runs nothing, says so to the browser, and can be read by everybody.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.loads_nothing()?;
        self.has_a_policy()?;
        self.can_be_read()
    }

    fn loads_nothing(&self) -> Result<(), String> {
        let ids: Vec<_> = self.elements.iter().filter_map(|element| element.get("id")).collect();
        let different: HashSet<_> = ids.iter().collect();
        if different.len() != ids.len() {
            return Err("an id is there twice".to_owned());
        }
        for element in &self.elements {
            if !ELEMENTS.contains(&element.name.as_str()) {
                return Err(format!("there is an element {}", element.name));
            }
            for (name, value) in &element.attributes {
                if !ATTRIBUTES.contains(&name.as_str()) {
                    return Err(format!("{} has an attribute {name}", element.name));
                }
                let is_here = value.strip_prefix('#').is_some_and(|id| ids.contains(&id));
                if name == "href" && !is_here {
                    return Err(format!("a link leads to {value}"));
                }
            }
        }
        match ["url(", "@import", "http:", "https:", "//"]
            .iter()
            .find(|word| self.style.contains(*word))
        {
            Some(word) => Err(format!("the style sheet holds {word}")),
            None => Ok(()),
        }
    }

    fn has_a_policy(&self) -> Result<(), String> {
        let digest = STANDARD.encode(Sha256::digest(self.style.as_bytes()));
        let due = format!(
            "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        );
        let mut metas = self.named("meta");
        let policy = metas.find(|meta| meta.get("http-equiv") == Some("Content-Security-Policy"));
        match policy.and_then(|meta| meta.get("content")) {
            Some(policy) if policy == due => Ok(()),
            policy => Err(format!("the policy is {policy:?}")),
        }
    }

    fn can_be_read(&self) -> Result<(), String> {
        let one = |name: &str| self.named(name).count() == 1;
        if !["html", "title", "h1", "main", "style"].iter().all(|name| one(name)) {
            return Err("there is one title, one main heading, one main part".to_owned());
        }
        if self.named("html").any(|html| html.get("lang") != Some("en")) {
            return Err("the page does not say its language".to_owned());
        }
        let levels = self.elements.iter().filter_map(|element| match element.name.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
            _ => None,
        });
        let mut before = 0;
        for level in levels {
            if level > before + 1 {
                return Err(format!("a heading of level {level} follows one of level {before}"));
            }
            before = level;
        }
        if let Some(cell) = self.named("th").find(|cell| cell.get("scope").is_none()) {
            return Err(format!("a heading of a table has no scope: {:?}", cell.attributes));
        }
        let tables = self.named("table").count();
        let captions = self.named("caption").filter(|one| one.parent.as_deref() == Some("table"));
        if captions.count() != tables {
            return Err("a table has no caption".to_owned());
        }
        let is_told = |svg: &Element| {
            svg.get("aria-hidden") == Some("true") || svg.get("aria-label").is_some()
        };
        match self.named("svg").all(is_told) {
            true => Ok(()),
            false => Err("a picture is neither hidden nor told".to_owned()),
        }
    }
}
