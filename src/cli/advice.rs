//! What more can be said of an error, now that the command line is known: the command that would
//! have gone on.

use idport::catalogue::nearest;
use idport::error::Error;

use super::typed::Typed;

/// The same error, with the command that does what was meant where that can be told.
pub(super) fn advised(error: Error) -> Error {
    let typed = Typed::of_process();
    match &error {
        Error::Exists(_) => {
            let instead = typed.with(["--force"]).command();
            Error::Misused { what: error.to_string(), tips: Vec::new(), instead }
        }
        Error::Refused(what) => match nearest_choice(what, &typed) {
            Some((wrong, right)) => {
                let tips = vec![format!("did you mean '{right}'?")];
                let instead = typed.replaced(&wrong, &right).and_then(|typed| typed.command());
                Error::Misused { what: what.clone(), tips, instead }
            }
            None => error,
        },
        _ => error,
    }
}

/// Formats say of a value of theirs `--option: must be one of …`: the value that was typed, and the
/// one of these that is nearest to it.
fn nearest_choice(what: &str, typed: &Typed) -> Option<(String, String)> {
    let (option, due) = what.strip_prefix("--")?.split_once(": ")?;
    let wrong = typed.value_of(&format!("--{option}"))?;
    let is_part = |char: char| char.is_alphanumeric() || char == '-' || char == '_';
    let choices = due.split(|char| !is_part(char)).filter(|word| word.len() > 2);
    let near = nearest(&wrong, choices).first().map(|near| (*near).to_owned())?;
    (near != wrong && wrong.len() > 2).then_some((wrong, near))
}
