//! Names that others chose: which of them can be shown.

/// The longest name that is shown, in characters.
const LONGEST: usize = 80;

/// So many digits are a number of something, such as of a person.
const DIGITS: usize = 6;

/// What stands for a name that is not shown.
pub(super) const HIDDEN: &str = "{name}";

/// Could a name be that of a person, or one of a person's numbers? An address, a telephone number,
/// an id, or text of such a length that it was not meant as a name.
pub(super) fn is_personal(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    name.contains('@') || digits >= DIGITS || name.chars().count() > LONGEST
}

/// Appends a member of an object to a JSON Pointer.
pub(super) fn push_member(path: &mut String, name: &str) {
    path.push('/');
    if is_personal(name) {
        return path.push_str(HIDDEN);
    }
    for char in name.chars() {
        match char {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            char => path.push(char),
        }
    }
}

/// A JSON Pointer without names that could be those of people.
pub(super) fn shown(path: &str) -> String {
    let mut parts = path.split('/');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shown, part| {
        let name = part.replace("~1", "/").replace("~0", "~");
        let part = if is_personal(&name) { HIDDEN } else { part };
        shown + "/" + part
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_are_not_shown() {
        for name in [
            "ada@example.com",
            "+44 20 7946 0958",
            "0a1b2c3d-0000-4000-8000-000000000000",
            &"x".repeat(81),
        ] {
            assert!(is_personal(name), "{name}");
        }
        for name in ["viewer", "Domain Administrator", "sha256", "urn:ietf:params:scim:2.0", "吉"]
        {
            assert!(!is_personal(name), "{name}");
        }
    }

    #[test]
    fn pointers_keep_their_form() {
        let mut path = String::new();
        ["a/b", "~", "ada@example.com"].iter().for_each(|name| push_member(&mut path, name));
        assert_eq!(path, "/a~1b/~0/{name}");
        assert_eq!(shown("/metadata/ada@example.com/a~1b"), "/metadata/{name}/a~1b");
        assert_eq!(shown("(other members)"), "(other members)");
    }
}
