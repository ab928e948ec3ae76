//! Where something stands in the inputs, in eight bytes.

/// A place in an input: its number, and the offset of the byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot(u64);

/// Bits of an offset: inputs of 16 tebibytes, and a million of them.
const OFFSET: u32 = 44;

impl Spot {
    /// A place of an input.
    pub(super) fn new(input: u32, offset: u64) -> Self {
        Spot(u64::from(input) << OFFSET | offset & ((1 << OFFSET) - 1))
    }

    /// The number of the input, and the offset.
    pub(super) fn place(self) -> (u32, u64) {
        ((self.0 >> OFFSET) as u32, self.0 & ((1 << OFFSET) - 1))
    }

    /// As a number, and from one.
    pub(super) fn number(self) -> u64 {
        self.0
    }

    pub(super) fn of_number(number: u64) -> Self {
        Spot(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_in_the_order_of_the_inputs() {
        let spots =
            [Spot::new(0, 7), Spot::new(0, 1 << 43), Spot::new(1, 0), Spot::new(999_999, 3)];
        assert!(spots.is_sorted());
        assert_eq!(spots[3].place(), (999_999, 3));
        assert_eq!(Spot::of_number(spots[1].number()).place(), (0, 1 << 43));
    }
}
