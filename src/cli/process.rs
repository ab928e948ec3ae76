//! What the process is before it does anything: no memory of it reaches a disk, and no panic tells
//! a value.

use std::panic::PanicHookInfo;

/// Prepares the process. All of it is best effort: a system that refuses is no reason to stop.
pub(super) fn prepare() {
    keep_memory();
    std::panic::set_hook(Box::new(|panic| super::say(&told(panic))));
}

/// What is told of a panic: where it was, never what it said, for that may hold a value.
fn told(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    format!(
        "error: idport has a defect, at {place}. This run cannot go on and leaves no output. \
         What went wrong there is not told, since it may hold data"
    )
}

/// No core dump, and no other process of this user looks into this one.
#[cfg(target_os = "linux")]
fn keep_memory() {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    no_core();
}

/// No core dump.
#[cfg(all(unix, not(target_os = "linux")))]
fn keep_memory() {
    no_core();
}

#[cfg(not(unix))]
fn keep_memory() {}

#[cfg(unix)]
fn no_core() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn a_panic_tells_its_place_and_no_value() {
        let (send, receive) = mpsc::channel();
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| drop(send.send(told(panic)))));
        // Cutting within a character makes the standard library quote the text.
        let cut = std::hint::black_box(1);
        let caught = std::panic::catch_unwind(|| "é CANARY"[..cut].len());
        std::panic::set_hook(before);
        let caught = *caught.unwrap_err().downcast::<String>().unwrap();
        assert!(caught.contains("CANARY"), "the panic itself holds the value: {caught}");
        let told = receive.recv().unwrap();
        assert!(!told.contains("CANARY"), "{told}");
        assert!(told.contains("process.rs:"), "{told}");
    }
}
