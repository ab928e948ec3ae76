//! Data of the operator's own: payload and metadata.

use super::record::Record;
use super::rules::*;
use crate::findings::{Pointer, Shape};
use crate::formats::text_check::has_inexact_number;
use crate::json::{Broken, Cursor, Kind};
use crate::model::{Attribute, Home, Json, Text};

/// So many digits are exact in double precision, whatever they are.
const EXACT_DIGITS: usize = 15;

impl<'a> Record<'_, 'a> {
    /// A member of the operator's own; a second one of the same name is kept under its path.
    pub(super) fn attribute(
        &mut self,
        cursor: &mut Cursor<'a>,
        home: Home,
        name: Text<'a>,
    ) -> Result<(), Broken> {
        let (at, value) = (cursor.at(), cursor.value()?);
        self.judge_numbers(value, at, home, name);
        match self.user.attributes.iter().any(|other| other.name.same_as(name)) {
            true => self.push_kept(home, name, value),
            false => self.user.attributes.push(Attribute { home: home.path, name, value }),
        }
        Ok(())
    }

    pub(super) fn judge_numbers(&mut self, value: Json<'a>, at: usize, home: Home, name: Text<'a>) {
        let raw = value.raw().unwrap_or_default();
        if has_long_digits(raw) && has_inexact_number(raw) {
            self.notes.warning(
                &CE_PAY_007,
                at,
                Pointer::member(home, name),
                Shape::Kind(Kind::Number),
            );
        }
    }
}

/// Are there more digits in a row than double precision has? Mostly one byte in sixteen tells that
/// there are not.
fn has_long_digits(raw: &[u8]) -> bool {
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    (EXACT_DIGITS..raw.len()).step_by(EXACT_DIGITS + 1).filter(|at| raw[*at].is_ascii_digit()).any(
        |at| {
            let before = raw[..at].iter().rev().take_while(is_digit).count();
            before + raw[at..].iter().take_while(is_digit).count() > EXACT_DIGITS
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_inexact(text: &str) -> bool {
        let raw = text.as_bytes();
        has_long_digits(raw) && has_inexact_number(raw)
    }

    #[test]
    fn numbers_beyond_double_precision_are_found_wherever_they_stand() {
        for odd in ["9007199254740993", "-9007199254740993", "123456789012345678901"] {
            for spaces in 0..20 {
                let pad = " ".repeat(spaces);
                assert!(is_inexact(&format!("[{pad}{odd}]")), "{odd} behind {spaces}");
            }
        }
        assert!(is_inexact(r#"{"a":[{"b":9007199254740993}]}"#));
        for exact in
            ["9007199254740992", "[-9007199254740992]", "\"9007199254740993\"", "1.5", "1e300"]
        {
            assert!(!is_inexact(exact), "{exact}");
        }
    }
}
