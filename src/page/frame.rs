//! What stands around every page.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::html::Html;

/// The one style sheet.
const STYLE: &str = include_str!("style.css");

/// What a browser may do with the page: nothing but use the style sheet of this digest.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
});

/// A part of a page that its contents name.
pub(super) struct Section<'s> {
    /// Its name in links.
    pub(super) id: &'static str,
    /// Its heading.
    pub(super) title: &'static str,
    /// What is in it.
    pub(super) body: Box<dyn FnOnce(&mut Html) + 's>,
}

impl<'s> Section<'s> {
    pub(super) fn new(
        id: &'static str,
        title: &'static str,
        body: impl FnOnce(&mut Html) + 's,
    ) -> Self {
        Section { id, title, body: Box::new(body) }
    }
}

/// What a page says first.
pub(super) struct Head<'h> {
    /// What the page is, such as `Inspection`.
    pub(super) kind: &'static str,
    /// What it is about, in a few words.
    pub(super) about: &'h str,
    /// One sentence below.
    pub(super) lead: &'h str,
}

/// A whole page: its head, what is seen first, and its sections.
pub(super) fn page(
    head: &Head<'_>,
    first: impl FnOnce(&mut Html),
    sections: Vec<Section<'_>>,
) -> String {
    let mut html = Html::default();
    html.raw("<!DOCTYPE html>\n");
    html.tag("html", &[("lang", "en")], |html| {
        html.line();
        html.tag("head", &[], |html| self::head(html, head));
        html.line();
        html.tag("body", &[], |html| body(html, head, first, sections));
        html.line();
    });
    html.line();
    html.into_text()
}

fn head(html: &mut Html, head: &Head<'_>) {
    html.void("meta", &[("charset", "utf-8")]);
    html.void("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &POLICY)]);
    for (name, content) in [
        ("viewport", "width=device-width, initial-scale=1"),
        ("color-scheme", "light dark"),
        ("referrer", "no-referrer"),
        ("generator", concat!("idport ", env!("CARGO_PKG_VERSION"))),
    ] {
        html.void("meta", &[("name", name), ("content", content)]);
    }
    html.leaf("title", &[], &format!("{}: {} · idport", head.kind, head.about));
    html.tag("style", &[], |html| html.raw(STYLE));
}

fn body(
    html: &mut Html,
    head: &Head<'_>,
    first: impl FnOnce(&mut Html),
    sections: Vec<Section<'_>>,
) {
    html.leaf("a", &[("class", "skip"), ("href", "#content")], "To the content");
    html.tag("header", &[("class", "head")], |html| {
        html.leaf("p", &[("class", "kind")], &format!("idport · {}", head.kind));
        html.leaf("h1", &[], head.about);
        html.leaf("p", &[("class", "lead")], head.lead);
    });
    html.tag("main", &[("id", "content")], |html| {
        first(html);
        html.tag("nav", &[("aria-label", "Contents")], |html| {
            for section in &sections {
                html.leaf("a", &[("href", &format!("#{}", section.id))], section.title);
            }
        });
        for Section { id, title, body } in sections {
            html.line();
            html.tag("section", &[("id", id), ("aria-labelledby", &format!("h-{id}"))], |html| {
                html.leaf("h2", &[("id", &format!("h-{id}"))], title);
                body(html);
            });
        }
    });
    html.line();
    html.leaf(
        "footer",
        &[],
        concat!(
            "Made by idport ",
            env!("CARGO_PKG_VERSION"),
            ", offline. This page loads nothing and holds no value of a person: places, counts and \
             shapes only."
        ),
    );
}
