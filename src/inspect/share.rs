//! Shares and numbers as people say them.

/// A share: only all is 100 %, and only nothing is 0 %.
pub fn share(part: u64, whole: u64) -> String {
    let percent = u128::from(part) * 100 / u128::from(whole.max(1));
    match percent {
        0 if part > 0 => "<1 %".to_owned(),
        percent => format!("{percent} %"),
    }
}

/// A number with a comma between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things, such as `1 record` and `2 records`.
pub fn count(number: u64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{} {noun}s", grouped(number)),
    }
}

/// A number of bytes, in the largest unit of which there is one.
pub fn bytes(number: u64) -> String {
    let mut units = [(1_u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")].into_iter();
    match units.find(|(size, _)| number >= *size) {
        Some((size, unit)) => {
            let tenths = u128::from(number) * 10 / u128::from(size);
            format!("{}.{} {unit}", tenths / 10, tenths % 10)
        }
        None => count(number, "byte"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_full_and_only_nothing_is_empty() {
        let told = |part, whole| share(part, whole);
        assert_eq!([told(0, 9), told(1, 999), told(998, 999)], ["0 %", "<1 %", "99 %"]);
        assert_eq!(
            [told(999, 999), told(0, 0), told(u64::MAX, u64::MAX)],
            ["100 %", "0 %", "100 %"]
        );
    }

    #[test]
    fn numbers_are_told_as_people_write_them() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([count(1, "record"), count(2_000, "record")], ["1 record", "2,000 records"]);
        assert_eq!(
            [1, 1023, 1024, 5 << 30].map(bytes),
            ["1 byte", "1,023 bytes", "1.0 KiB", "5.0 GiB"]
        );
    }
}
