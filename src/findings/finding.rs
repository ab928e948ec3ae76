//! A finding: rule, severity, place, and the shape of what was there.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Rule, Severity};
use crate::json::{Kind, Why};
use crate::limits::Limit;
use crate::visible::name;

/// Something found in the data.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The rule that does not hold.
    #[serde(serialize_with = "rule_id")]
    pub rule: &'static Rule,
    /// How much it matters here.
    pub severity: Severity,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// The shape of what was found; never the value.
    pub got: Shape,
    /// The record of another file that it is about too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<Related>,
}

/// A record of another file that a finding is about too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The input, as it was named on the command line or found in a folder.
    pub file: String,
    /// Number of the record in it, from 1.
    pub record: u64,
}

impl Finding {
    /// What was found, for people: its shape, and the other file if there is one.
    pub fn what(&self) -> String {
        match &self.related {
            Some(related) => format!("{} of {}", self.got, name(&related.file)),
            None => self.got.to_string(),
        }
    }
}

/// Is told of each finding as it is found.
pub type Tell<'t> = Box<dyn FnMut(&Finding) -> std::io::Result<()> + Send + 't>;

/// Where in the input something is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Place {
    /// The input, as it was named on the command line or found in a folder.
    pub file: String,
    /// Offset of the byte in the (decompressed) input, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Line, from 1. Lines end with LF, CR LF or CR.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// Number of the record in its file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// JSON Pointer (RFC 6901) from the record's root. Where the rows of a record stand in lists of
    /// the file, as in Cloudentity payloads, it is one into the record as the rejects have it, with
    /// the members of the user beside the lists of its rows: an index counts the rows of this record
    /// only, whatever stands between them. Where the row is in the file the offset says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// The source's identifier of the user, where it has the form of a UUID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
}

/// The shape of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing is there.
    Nothing,
    /// A value of this kind.
    Kind(Kind),
    /// Text of so many characters.
    Text(usize),
    /// So many of what should be counted.
    Count(u64),
    /// A record with numbers or nesting beyond what schemas can be asked about.
    Unjudged,
    /// What this keyword of a JSON Schema refuses.
    Keyword(&'static str),
    /// The same as in this record: its number in its file; in a note, in the whole run.
    SameAsRecord(u64),
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// Text that is not JSON.
    NotJson(Why),
    /// Something larger than a limit allows.
    Over(Limit),
}

/// For people, on one line.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&name(&self.file))?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, ":{line}:{column}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shape::Nothing => f.write_str("nothing"),
            Shape::Kind(kind) => write!(f, "{kind}"),
            Shape::Text(1) => f.write_str("text of 1 character"),
            Shape::Text(chars) => write!(f, "text of {chars} characters"),
            Shape::Count(count) => write!(f, "{count}"),
            Shape::Unjudged => {
                f.write_str("numbers or nesting beyond what a schema can be asked about")
            }
            Shape::Keyword(keyword) => write!(f, "what `{keyword}` refuses"),
            Shape::SameAsRecord(record) => write!(f, "the same as in record {record}"),
            Shape::NotUtf8 => f.write_str("bytes that are not UTF-8"),
            Shape::Over(limit) => write!(f, "{limit}"),
            Shape::NotJson(why) => write!(f, "text that is not JSON: {why}"),
        }
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn rule_id<S: Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.id)
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Null => "null",
            Kind::Boolean => "a boolean",
            Kind::Number => "a number",
            Kind::Text => "text",
            Kind::Array => "an array",
            Kind::Object => "an object",
            Kind::Nothing => "no value",
        })
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Expected(what) => write!(f, "expected {what}"),
            Why::Control => f.write_str("a control character in a string must be escaped"),
            Why::Escape => f.write_str("a backslash must start one of JSON's escapes"),
            Why::Surrogate => f.write_str("half of a surrogate pair without the other half"),
            Why::Limit(limit) => write!(f, "{limit}"),
            Why::TypographicQuote => {
                f.write_str("a typographic quotation mark stands where JSON has \"")
            }
            Why::DuplicateName => f.write_str("the same member name twice in one object"),
        }
    }
}
