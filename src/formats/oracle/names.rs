//! First and last name, and what stands in for a missing one.

use super::options::MissingName;
use super::values::is_blank;

/// Something that is there, or not.
type Maybe<'t> = Option<&'t [u8]>;

/// What a missing name was filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filled {
    /// Words of the display name.
    DisplayName,
    /// The e-mail address.
    Email,
}

/// First and last name after filling, and with what they were filled, if they were.
pub(super) fn fill<'t>(
    first: Maybe<'t>,
    last: Maybe<'t>,
    with: MissingName,
    display: Maybe<'t>,
    email: Maybe<'t>,
) -> (Maybe<'t>, Maybe<'t>, Option<Filled>) {
    let there = |text: Maybe<'t>| text.filter(|text| !is_blank(text));
    let (first, last) = (there(first), there(last));
    if first.is_some() && last.is_some() {
        return (first, last, None);
    }
    match with {
        MissingName::Reject => (first, last, None),
        MissingName::Email => {
            let email = there(email);
            (first.or(email), last.or(email), email.map(|_| Filled::Email))
        }
        MissingName::SplitDisplay => {
            match there(display).and_then(|display| split(first, last, display.trim_ascii())) {
                Some((first, last)) => (Some(first), Some(last), Some(Filled::DisplayName)),
                None => (first, last, None),
            }
        }
    }
}

/// The display name in two. A name that is known must be its start or its end; without any, the
/// last word is the last name.
fn split<'t>(first: Maybe<'t>, last: Maybe<'t>, display: &'t [u8]) -> Option<(&'t [u8], &'t [u8])> {
    let rest = |rest: &'t [u8], trimmed: &'t [u8]| {
        (!trimmed.is_empty() && trimmed.len() < rest.len()).then_some(trimmed)
    };
    match (first, last) {
        (Some(first), None) => {
            let behind = display.strip_prefix(first.trim_ascii())?;
            Some((first, rest(behind, behind.trim_ascii_start())?))
        }
        (None, Some(last)) => {
            let before = display.strip_suffix(last.trim_ascii())?;
            Some((rest(before, before.trim_ascii_end())?, last))
        }
        _ => {
            let blank = display.iter().rposition(u8::is_ascii_whitespace)?;
            Some((display[..blank].trim_ascii_end(), &display[blank + 1..]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(first: &str, last: &str, with: MissingName, display: &str) -> String {
        let some = |text: &'static str| Some(text.as_bytes()).filter(|text| !text.is_empty());
        let leak = |text: &str| some(Box::leak(text.to_owned().into_boxed_str()));
        let (first, last, how) = fill(leak(first), leak(last), with, leak(display), some("a@b"));
        let text = |part: Maybe<'_>| {
            part.map_or("-".into(), |part| String::from_utf8_lossy(part).into_owned())
        };
        format!("{}|{}|{how:?}", text(first), text(last))
    }

    #[test]
    fn nothing_is_made_up_unless_asked() {
        use MissingName::*;
        for (first, last, with, display, expected) in [
            ("A", "B", Email, "C D", "A|B|None"),
            ("A", " ", Reject, "A B", "A|-|None"),
            ("", "", Email, "A B", "a@b|a@b|Some(Email)"),
            ("", "B", Email, "A B", "a@b|B|Some(Email)"),
            ("", "", SplitDisplay, "Anna Maria Berg", "Anna Maria|Berg|Some(DisplayName)"),
            (
                "Anna Maria",
                "",
                SplitDisplay,
                "Anna Maria Berg",
                "Anna Maria|Berg|Some(DisplayName)",
            ),
            (
                "",
                "van der Berg",
                SplitDisplay,
                "Jo van der Berg",
                "Jo|van der Berg|Some(DisplayName)",
            ),
            ("Jo", "", SplitDisplay, "Joanna Berg", "Jo|-|None"),
            ("Jo", "", SplitDisplay, "Jo", "Jo|-|None"),
            ("", "Berg", SplitDisplay, "Steinberg", "-|Berg|None"),
            ("", "", SplitDisplay, "Cher", "-|-|None"),
            ("", "", SplitDisplay, "", "-|-|None"),
        ] {
            assert_eq!(filled(first, last, with, display), expected, "{first} {last} {display}");
        }
    }
}
