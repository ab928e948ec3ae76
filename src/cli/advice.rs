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
        Error::Refused(what) => of_setting(what, &typed).unwrap_or(error),
        _ => error,
    }
}

/// What formats say of a value of theirs starts with the option: `--option: must be …`.
fn of_setting(what: &str, typed: &Typed) -> Option<Error> {
    let (option, due) = what.strip_prefix("--")?.split_once(": ")?;
    let given = typed.value_of(&format!("--{option}"))?;
    let (tips, wrong, right) = match half_of_a_pair(option, &given) {
        Some((wrong, right)) => (Vec::new(), wrong, right),
        None => {
            let right = nearest_choice(due, &given)?;
            (vec![format!("did you mean '{right}'?")], given, right)
        }
    };
    let instead = typed.replaced(&wrong, &right).and_then(|typed| typed.command());
    Some(Error::Misused { what: what.to_owned(), tips, instead })
}

/// The one of a list of pairs that is none, and what it lacks: `a` and `a=ATTRIBUTE`.
fn half_of_a_pair(option: &str, given: &str) -> Option<(String, String)> {
    let (_, second) = super::settings::placeholder_of(option)?.split_once('=')?;
    let half = given.split(',').find(|pair| !pair.is_empty() && !pair.contains('='))?;
    Some((half.to_owned(), format!("{half}={}", second.trim_end_matches(",…"))))
}

/// The word of a message that is nearest to what was typed: messages name the choices.
fn nearest_choice(due: &str, given: &str) -> Option<String> {
    let is_part = |char: char| char.is_alphanumeric() || char == '-' || char == '_';
    let choices = due.split(|char| !is_part(char)).filter(|word| word.len() > 2);
    let near = nearest(given, choices).first().map(|near| (*near).to_owned())?;
    (near != given && given.len() > 2).then_some(near)
}
