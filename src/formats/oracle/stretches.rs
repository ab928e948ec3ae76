//! Columns side by side that are all empty for the same users: few users have telephone numbers of
//! every type, and most have no postal address at all.

use super::columns::{Column, Holds};
use crate::model::User;

/// Columns side by side.
pub(super) struct Stretch {
    of: Of,
    pub(super) columns: Vec<&'static Column>,
}

/// What columns are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Phones,
    Addresses,
    Others,
}

impl Of {
    fn column(column: &Column) -> Of {
        match column.holds {
            Holds::Phone(_) | Holds::PrimaryPhoneType => Of::Phones,
            Holds::Address(..) | Holds::PrimaryAddressType => Of::Addresses,
            _ => Of::Others,
        }
    }
}

impl Stretch {
    /// Cuts columns where they are about something else.
    pub(super) fn cut(columns: &[&'static Column]) -> Vec<Stretch> {
        let pieces = columns.chunk_by(|one, other| Of::column(one) == Of::column(other));
        pieces
            .map(|columns| Stretch { of: Of::column(columns[0]), columns: columns.to_vec() })
            .collect()
    }

    /// Are all of them empty for this user?
    pub(super) fn is_empty_for(&self, user: &User<'_>) -> bool {
        match self.of {
            Of::Phones => user.phones.is_empty(),
            Of::Addresses => user.addresses.is_empty(),
            Of::Others => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::USERS;
    use super::*;

    #[test]
    fn stretches_are_all_columns_in_order() {
        let columns: Vec<_> = USERS.iter().collect();
        let stretches = Stretch::cut(&columns);
        let kinds: Vec<_> = stretches.iter().map(|stretch| stretch.of).collect();
        assert_eq!(kinds, [Of::Others, Of::Phones, Of::Addresses, Of::Others]);
        let all = stretches.iter().flat_map(|stretch| &stretch.columns);
        assert!(all.map(|column| column.heading).eq(USERS.iter().map(|column| column.heading)));
    }
}
