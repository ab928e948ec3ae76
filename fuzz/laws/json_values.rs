//! JSON as `serde_json` reads it.

use idport::json::{Broken, Cursor, Kind, Why, locate, value_end};
use idport::limits::{Limit, Limits};
use serde_json::{Number, Value};

/// A text is taken or refused as `serde_json` takes or refuses it, and stands for the same value.
/// The differences are these, and no others:
///
/// - A member name that is twice in one object is refused. `serde_json` takes the last one.
/// - Values over the limits are refused. `serde_json` has none, but nests one level less.
/// - Numbers are never turned into floats, so none is too large. `serde_json` refuses those.
///
/// Besides, the end of a value is found without reading it, and pointers lead nowhere outside.
pub(crate) fn json(data: &[u8]) {
    let end = value_end(data, 0);
    assert!(locate(data, 0, "/a/0/b") <= data.len());
    if std::str::from_utf8(data).is_err() {
        return;
    }
    let mut cursor = Cursor::within(Limits::default().value, data, 0);
    if cursor.value().is_ok() && matches!(data[cursor.at() - 1], b'}' | b']' | b'"') {
        assert_eq!(end, Some(cursor.at()));
    }
    match (whole(data), serde_json::from_slice::<Value>(data)) {
        (Ok(()), Ok(value)) => {
            let mut cursor = Cursor::new(data, 0);
            cursor.skip_space();
            same(&mut cursor, &value).unwrap();
        }
        (Ok(()), Err(error)) => {
            let told = error.to_string();
            let is_policy = ["number out of range", "recursion limit exceeded"];
            assert!(is_policy.iter().any(|policy| told.starts_with(policy)), "taken, but {told}");
        }
        (Err(broken), Ok(_)) => {
            let is_policy = match broken.why {
                Why::DuplicateName => true,
                Why::Limit(Limit::Depth(most)) => data.len() > most as usize,
                Why::Limit(Limit::Text(most) | Limit::Number(most)) => data.len() > most,
                _ => false,
            };
            assert!(is_policy, "refused, {broken:?}");
        }
        (Err(broken), Err(_)) => assert!(broken.at <= data.len()),
    }
}

/// Is this text one value?
fn whole(data: &[u8]) -> Result<(), Broken> {
    let mut cursor = Cursor::within(Limits::default().value, data, 0);
    cursor.skip_space();
    cursor.skip_value()?;
    cursor.skip_space();
    if cursor.is_at_end() { Ok(()) } else { Err(cursor.expected("the end")) }
}

/// Goes over a value that must be this one.
fn same(cursor: &mut Cursor<'_>, value: &Value) -> Result<(), Broken> {
    match value {
        Value::String(text) => {
            assert!(*cursor.text()?.decode() == *text.as_bytes());
            Ok(())
        }
        Value::Object(members) => {
            let mut count = 0;
            cursor.object(|cursor, name| {
                count += 1;
                same(cursor, &members[std::str::from_utf8(&name.decode()).unwrap()])
            })?;
            assert_eq!(count, members.len());
            Ok(())
        }
        Value::Array(elements) => {
            let mut count = 0;
            cursor.array(|cursor, index| {
                count += 1;
                same(cursor, &elements[index as usize])
            })?;
            assert_eq!(count, elements.len());
            Ok(())
        }
        Value::Number(number) => {
            assert_eq!(cursor.kind(), Kind::Number);
            let read = cursor.value()?;
            assert_eq!(serde_json::from_slice::<Number>(read.raw().unwrap()).unwrap(), *number);
            Ok(())
        }
        Value::Bool(is) => {
            assert_eq!(cursor.boolean()?, Some(*is));
            Ok(())
        }
        Value::Null => {
            assert_eq!(cursor.kind(), Kind::Null);
            cursor.skip_value()
        }
    }
}
