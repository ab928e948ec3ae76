//! The script that an operator sends the files with. It is text: a frame that is the same for all
//! products, the particulars of one, and the list of the parts with their digests.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::{Upload, stem};

const FRAME: &str = include_str!("frame.sh");

/// What of a script is particular to a product.
#[derive(Debug)]
pub struct Particular {
    /// Functions of the shell: `settle` looks at variables, `wanted` says whether a part is sent,
    /// `send` sends one.
    pub functions: &'static str,
    /// Its variables and what they mean, a line each.
    pub variables: &'static [(&'static str, &'static str)],
    /// What stands in the functions for names between `@`, from the options of the run.
    pub values: fn(&BTreeMap<String, Value>) -> Values,
}

/// Names in the functions, and the text that stands there.
pub type Values = Vec<(&'static str, String)>;

/// The run that a script is for.
pub struct Sent<'s> {
    /// The version of this program.
    pub version: &'s str,
    /// What the format is called.
    pub format: &'s str,
    /// The algorithm of the digests.
    pub algorithm: &'s str,
    /// Where the parts are: a path from the folder of the script, or a whole one.
    pub folder: Folder<'s>,
    /// Name, size and digest of each part, in order.
    pub parts: Vec<(&'s str, u64, Option<&'s str>)>,
    /// The options of the run.
    pub options: &'s BTreeMap<String, Value>,
}

/// Where the parts are.
pub enum Folder<'s> {
    /// In a folder beside the script.
    Beside(&'s str),
    /// Anywhere.
    At(&'s str),
}

/// The script.
pub fn script(upload: &Upload, sent: &Sent<'_>) -> String {
    let mut parts = String::new();
    let mut count = 0;
    for (step, call) in upload.steps.iter().enumerate() {
        for (name, size, digest) in sent.parts.iter().filter(|part| stem(part.0) == call.stem) {
            let _ = writeln!(parts, "{} {name} {size} {}", step + 1, digest.unwrap_or("-"));
            count += 1;
        }
    }
    let &Particular { functions, variables, values } = upload.particular;
    let mut functions = functions.to_owned();
    for (name, value) in values(sent.options) {
        functions = functions.replace(&format!("@{name}@"), &value);
    }
    let line = |(name, meaning): &(&str, &str)| format!("#   {name:<19} {meaning}\n");
    let variables: String = variables.iter().map(line).collect();
    let folder = match sent.folder {
        Folder::Beside(name) => format!("\"$here\"/{}", quoted(name)),
        Folder::At(path) => quoted(path),
    };
    let steps: Vec<_> = (1..=upload.steps.len()).map(|step| step.to_string()).collect();
    let (lanes, count) = (upload.at_once.to_string(), count.to_string());
    // What comes from elsewhere comes last, so that nothing in it is taken for a name.
    [
        ("VERSION", sent.version),
        ("FORMAT", sent.format),
        ("FORMAT", sent.format),
        ("LANES", &lanes),
        ("LANES", &lanes),
        ("ALGORITHM", sent.algorithm),
        ("STEPS", &steps.join(" ")),
        ("COUNT", &count),
        ("VARIABLES", variables.trim_end()),
        ("PARTS", parts.trim_end()),
        ("FOLDER", &folder),
        ("PARTICULAR", functions.trim_end()),
    ]
    .into_iter()
    .fold(FRAME.to_owned(), |text, (name, value)| text.replacen(&format!("@{name}@"), value, 1))
}

/// A word of the shell that stands for this text.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
