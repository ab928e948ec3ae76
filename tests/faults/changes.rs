//! Inputs that change while they are read: an error, never a mixture of two files.

use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use idport::digest::Algorithm;
use idport::error::Error;
use idport::input::{Buffer, Feed, Input};

use super::support::run::{Home, wait_until};
use super::{TARGET, export};

/// Something that happens to a file.
type Change = fn(&Path);

const CHANGES: [(&str, Change); 4] = [
    ("it grows", |path| {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(b"  ").unwrap();
    }),
    ("it shrinks", |path| {
        let file = OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    }),
    ("it is written to", |path| {
        let file = OpenOptions::new().write(true).open(path).unwrap();
        let end = file.metadata().unwrap().len() - 1;
        file.write_all_at(b"]", end).unwrap();
    }),
    ("it is emptied and written anew", |path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path, bytes).unwrap();
    }),
];

/// Starts a conversion whose output nobody reads, and waits until it can do no more.
fn stuck(home: &Home, arguments: &str) -> Child {
    let mut command = home.command(arguments);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let read = || {
        let io = fs::read_to_string(format!("/proc/{}/io", child.id())).unwrap_or_default();
        io.lines().find_map(|line| line.strip_prefix("rchar: ")?.parse::<u64>().ok())
    };
    let mut before = (0, 0);
    wait_until(|| {
        std::thread::sleep(Duration::from_millis(20));
        let now = read().unwrap_or_default();
        before = if now == before.0 { (now, before.1 + 1) } else { (now, 0) };
        now > 1 << 19 && before.1 > 10
    });
    child
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_changes_while_it_is_read_is_an_error() {
    let home = Home::new();
    let whole = export(16_000);
    for (what, change) in CHANGES {
        home.put("users.json", &whole);
        let mut child = stuck(&home, &format!("convert users.json {TARGET} --threads 2 -o -"));
        change(&home.path("users.json"));
        let (mut out, mut told) = (Vec::new(), String::new());
        child.stdout.take().unwrap().read_to_end(&mut out).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(2), "{what}: {told}");
        assert!(told.contains("users.json changed while it was read"), "{what}: {told}");
    }
}

/// Reads a feed to its end.
fn drained(feed: &Feed) -> Result<(), Error> {
    let mut buffer = Buffer::default();
    while feed.next(&mut buffer).map_err(|unread| unread.error)?.is_some() {}
    Ok(())
}

fn feed(path: &Path) -> Feed {
    let input = Input { name: "input".to_owned(), path: Some(path.to_owned()) };
    Feed::new(vec![input], Algorithm::Blake3).with_chunks_of(1 << 12)
}

#[track_caller]
fn assert_changed(result: &Result<(), Error>, path: &PathBuf, what: &str) {
    assert!(
        matches!(result, Err(Error::Changed(changed)) if changed == path),
        "{what}: {result:?}"
    );
}

#[test]
fn a_file_that_changes_between_two_readings_is_an_error() {
    let home = Home::new();
    let path = home.path("users.json");
    let replaced: (&str, Change) = ("another file takes its name", |path| {
        let bytes = fs::read(path).unwrap();
        fs::write(path.with_extension("new"), bytes).unwrap();
        fs::rename(path.with_extension("new"), path).unwrap();
    });
    for (what, change) in CHANGES.into_iter().chain([replaced]) {
        home.put("users.json", export(30));
        let feed = feed(&path);
        drained(&feed.only(&[0], false)).unwrap();
        // File systems keep times with a granularity of some milliseconds.
        std::thread::sleep(Duration::from_millis(20));
        change(&path);
        assert_changed(&drained(&feed), &path, what);
    }
}

#[test]
fn a_compressed_file_that_changes_while_it_is_read_is_an_error() {
    let home = Home::new();
    let path = home.path("users.json.gz");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&export(3000)).unwrap();
    fs::write(&path, gzip.finish().unwrap()).unwrap();
    let feed = feed(&path);
    feed.head().unwrap();
    std::thread::sleep(Duration::from_millis(20));
    fs::write(&path, fs::read(&path).unwrap()).unwrap();
    assert_changed(&drained(&feed), &path, "written anew");
}

#[test]
fn a_file_at_rest_is_read_as_often_as_one_likes() {
    let home = Home::new();
    home.put("users.json", export(30));
    let feed = feed(&home.path("users.json"));
    drained(&feed.only(&[0], false)).unwrap();
    drained(&feed.only(&[0], true)).unwrap();
    drained(&feed).unwrap();
}
