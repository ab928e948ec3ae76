//! The nine lists of a payload (SecureAuth API, identity system, `TenantDump`).

use crate::json::{Cursor, Lists};

pub(super) const USERS: u8 = 0;
pub(super) const CREDENTIALS: u8 = 1;
pub(super) const IDENTIFIERS: u8 = 2;
pub(super) const ADDRESSES: u8 = 3;
pub(super) const CODES: u8 = 4;
pub(super) const MEMBERS: u8 = 5;
pub(super) const GROUPS: u8 = 6;
pub(super) const POOLS: u8 = 7;
pub(super) const SCHEMAS: u8 = 8;

/// How many of the lists hold users and what belongs to users; they come first.
pub(super) const OF_USERS: u8 = 6;

/// The lists, by their numbers.
pub(super) static LISTS: Lists = Lists {
    names: &[
        "users",
        "user_credentials",
        "user_identifiers",
        "user_verifiable_addresses",
        "codes",
        "group_members",
        "groups",
        "pools",
        "schemas",
    ],
    tell,
};

/// The name of a list.
pub(super) fn name_of(list: u8) -> &'static str {
    LISTS.names[usize::from(list)]
}

/// The list that a row belongs to, told by the names of its members.
fn tell(bytes: &[u8], at: usize) -> Option<u8> {
    let (mut owned, mut user, mut pool, mut named) = (false, false, false, false);
    let mut told = None;
    let mut cursor = Cursor::new(bytes, at);
    // A row that is cut off, or no JSON, may have told enough.
    let _ = cursor.object(|cursor, name| {
        match &*name.decode() {
            b"identifier" | b"identifier_lc" => told = Some(IDENTIFIERS),
            b"address" | b"address_lc" => told = Some(ADDRESSES),
            b"code" => told = Some(CODES),
            b"group_id" => told = Some(MEMBERS),
            b"schema" => told = Some(SCHEMAS),
            b"user_id" => owned = true,
            b"payload" | b"status" => user = true,
            b"user_pool_id" => pool = true,
            b"name" => named = true,
            _ => {}
        }
        cursor.skip_value()
    });
    told.or(match (owned, user, named) {
        (true, _, _) => Some(CREDENTIALS),
        (false, true, _) => Some(USERS),
        (false, false, true) => Some(if pool { GROUPS } else { POOLS }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_tell_their_list() {
        for (row, list) in [
            (r#"{"id":"a","tenant_id":"t","user_pool_id":"p","status":"new"}"#, USERS),
            (r#"{"id":"a","user_id":"u","type":"totp","payload":{}}"#, CREDENTIALS),
            (r#"{"id":"a","user_id":"u","identifier":"x"}"#, IDENTIFIERS),
            (r#"{"id":"a","user_id":"u","address":"x","status":"active"}"#, ADDRESSES),
            (r#"{"group_id":"g","user_id":"u"}"#, MEMBERS),
            (r#"{"id":"a","user_id":"u","code":{}}"#, CODES),
            (r#"{"id":"g","user_pool_id":"p","name":"x"}"#, GROUPS),
            (r#"{"id":"p","name":"x"}"#, POOLS),
            (r#"{"id":"s","name":"x","schema":{}}"#, SCHEMAS),
        ] {
            assert_eq!(tell(row.as_bytes(), 0), Some(list), "{row}");
        }
        assert_eq!(tell(b"{}", 0), None);
    }
}
