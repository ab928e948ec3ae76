//! Why a record was refused, as a line of JSON.
//!
//! It is what serde makes of it, but written field by field: of a file that hardly fits its target
//! there are as many lines as records.

use std::fmt::Write as _;

use wide::u8x16;

use crate::findings::Finding;
use crate::json::{all_bytes, within};
use crate::visible::json_line;

/// Room for a line, used again and again.
#[derive(Default)]
pub(super) struct Line {
    out: Vec<u8>,
    shape: String,
}

impl Line {
    /// The line of a record of the input `of` that was refused. `file` is the file of refused
    /// records, where there are several, `reject` the position in it, from 1.
    pub(super) fn of(
        &mut self,
        file: Option<&str>,
        reject: u64,
        of: &str,
        findings: &[Finding],
    ) -> &[u8] {
        self.out.clear();
        if let Some(file) = file {
            self.text("{\"file\":", file);
            self.number(",\"reject\":", reject);
        } else {
            self.number("{\"reject\":", reject);
        }
        // Where nothing else is said, findings stand where the record does.
        if findings.iter().any(|finding| finding.place.file != of) {
            self.text(",\"of\":", of);
        }
        self.push(",\"findings\":[");
        for (number, finding) in findings.iter().enumerate() {
            self.push(if number == 0 { "" } else { "," });
            self.finding(finding);
        }
        self.push("]}\n");
        &self.out
    }

    fn finding(&mut self, finding: &Finding) {
        let Finding { rule, severity, place, got, related } = finding;
        for piece in ["{\"rule\":\"", rule.id, "\",\"severity\":\"", severity.name(), "\""] {
            self.push(piece);
        }
        self.text(",\"file\":", &place.file);
        for (name, number) in [
            (",\"offset\":", place.offset),
            (",\"line\":", place.line),
            (",\"column\":", place.column),
            (",\"record\":", place.record),
        ] {
            number.into_iter().for_each(|number| self.number(name, number));
        }
        if !place.pointer.is_empty() {
            self.text(",\"pointer\":", &place.pointer);
        }
        if let Some(id) = &place.source_id {
            self.text(",\"source_id\":", id);
        }
        let mut shape = std::mem::take(&mut self.shape);
        shape.clear();
        // Writing to a string does not fail.
        let _ = write!(shape, "{got}");
        self.text(",\"got\":", &shape);
        self.shape = shape;
        if let Some(related) = related {
            self.text(",\"related\":{\"file\":", &related.file);
            self.number(",\"record\":", related.record);
            self.push("}");
        }
        self.push("}");
    }

    fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn text(&mut self, name: &str, text: &str) {
        self.push(name);
        if stands_for_itself(text) {
            self.push("\"");
            self.push(text);
            self.push("\"");
        } else {
            // Writing to memory does not fail.
            let _ = json_line(&mut self.out, &text);
        }
    }

    fn number(&mut self, name: &str, number: u64) {
        self.push(name);
        // Two digits at a time.
        let (mut digits, mut start, mut rest) = ([0; 20], 20, number);
        while rest >= 10 {
            start -= 2;
            digits[start..start + 2].copy_from_slice(&PAIRS[(rest % 100) as usize]);
            rest /= 100;
        }
        if rest > 0 || start == 20 {
            start -= 1;
            digits[start] = b'0' + rest as u8;
        }
        self.out.extend_from_slice(&digits[start..]);
    }
}

/// The numbers below 100 in two digits.
static PAIRS: [[u8; 2]; 100] = {
    let (mut pairs, mut number) = ([[b'0'; 2]; 100], 0);
    while number < 100 {
        pairs[number] = [b'0' + number as u8 / 10, b'0' + number as u8 % 10];
        number += 1;
    }
    pairs
};

/// Is the text in quotes what serde writes of it?
fn stands_for_itself(text: &str) -> bool {
    all_bytes(text.as_bytes(), |bytes| {
        let is = |byte| bytes.simd_eq(u8x16::splat(byte));
        within(bytes, b' ', b'~' - b' ' + 1) & !(is(b'"') | is(b'\\'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::{Grades, Place, Related, Rule, Severity, Shape};
    use crate::json::Why;
    use proptest::prelude::*;
    use serde::Serialize;

    static RULE: Rule = Rule {
        id: "A-001",
        grades: Grades::of("E"),
        title: "",
        remedy: "",
        source: "",
        says: None,
    };

    #[derive(Serialize)]
    struct Reasons<'f> {
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<&'f str>,
        reject: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<&'f str>,
        findings: &'f [Finding],
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z/ ]{0,9}", "[a\"\\\\\n\u{1b}\u{7f}é\u{202e}😀]{0,5}", "[ -~]{0,40}"]
    }

    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![0..=1100u64, any::<u64>(), Just(u64::MAX)]
    }

    fn shape() -> impl Strategy<Value = Shape> {
        prop_oneof![
            Just(Shape::Nothing),
            number().prop_map(Shape::Count),
            Just(Shape::NotJson(Why::TypographicQuote)),
            Just(Shape::Keyword("type")),
        ]
    }

    fn finding() -> impl Strategy<Value = Finding> {
        let numbers = prop::collection::vec(prop::option::of(number()), 4);
        let texts = (text(), text(), prop::option::of(text()));
        let related = prop::option::of((text(), number()));
        let severity =
            prop::sample::select(vec![Severity::Info, Severity::Warning, Severity::Error]);
        (numbers, texts, related, severity, shape()).prop_map(
            |(numbers, (file, pointer, source_id), related, severity, got)| {
                let [offset, line, column, record] = [0, 1, 2, 3].map(|at| numbers[at]);
                let place = Place { file, offset, line, column, record, pointer, source_id };
                let related = related.map(|(file, record)| Related { file, record });
                Finding { rule: &RULE, severity, place, got, related }
            },
        )
    }

    proptest! {
        #[test]
        fn a_line_is_what_serde_writes(
            file in prop::option::of(text()),
            reject in number(),
            of in text(),
            findings in prop::collection::vec(finding(), 0..4),
        ) {
            let file = file.as_deref();
            let mut expected = Vec::new();
            let elsewhere = findings.iter().any(|finding| finding.place.file != of);
            let stands_in = elsewhere.then_some(of.as_str());
            let reasons = Reasons { file, reject, of: stands_in, findings: &findings };
            json_line(&mut expected, &reasons).unwrap();
            expected.push(b'\n');
            let mut line = Line::default();
            line.of(Some("another"), 7, "one", &findings);
            prop_assert_eq!(line.of(file, reject, &of, &findings), expected);
        }
    }
}
