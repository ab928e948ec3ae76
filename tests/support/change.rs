//! One change to a JSON document, as data: tables of tests are made of it.

use serde_json::Value;

/// What happens at a place.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// The value is replaced, or added to an object that lacks it.
    Set(Value),
    /// The member or element is taken away.
    Drop,
    /// The array is filled up to this length with copies of its first element.
    Fill(usize),
}

impl Change {
    /// The document with this change at a JSON Pointer. The place, or its parent, must exist.
    pub(crate) fn applied(&self, document: &Value, pointer: &str) -> Value {
        let mut changed = document.clone();
        match self {
            Self::Set(value) => set(&mut changed, pointer, value.clone()),
            Self::Drop => remove(&mut changed, pointer),
            Self::Fill(length) => fill(&mut changed, pointer, *length),
        }
        changed
    }
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = document.pointer_mut(pointer) {
        *place = value;
        return;
    }
    let (parent, name) = parent(document, pointer);
    parent.as_object_mut().expect("an object to add to").insert(name, value);
}

fn remove(document: &mut Value, pointer: &str) {
    assert!(document.pointer(pointer).is_some(), "{pointer}: nothing to drop");
    match parent(document, pointer) {
        (Value::Object(members), name) => drop(members.remove(&name)),
        (Value::Array(elements), index) => drop(elements.remove(index.parse().expect("index"))),
        _ => unreachable!("the place exists, so its parent holds it"),
    }
}

fn fill(document: &mut Value, pointer: &str, length: usize) {
    let array = document.pointer_mut(pointer).and_then(Value::as_array_mut).expect("an array");
    let first = array.first().expect("an element to copy").clone();
    array.resize(length, first);
}

/// The value that holds the place, and the name or index in it.
fn parent<'a>(document: &'a mut Value, pointer: &str) -> (&'a mut Value, String) {
    let (parent, name) = pointer.rsplit_once('/').expect("a place below the root");
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}: no parent"));
    (parent, name.replace("~1", "/").replace("~0", "~"))
}
