//! Readers of the output that go away, or take their time.

use std::io::Read as _;
use std::process::Stdio;
use std::time::Duration;

use super::support::run::{FIXED, Home};
use super::{TARGET, export};

#[test]
fn a_reader_that_goes_away_ends_the_run_in_silence() {
    let home = Home::new();
    home.put("users.json", export(2500));
    let commands = [
        format!("convert users.json {TARGET} -o -"),
        format!("convert users.json {TARGET} -o - --evidence evidence"),
        "validate users.json --output jsonl --for oracle".to_owned(),
        "generate appid-directory --users 1500".to_owned(),
        "explain".to_owned(),
    ];
    for command in commands {
        for taken in [0, 1, 5000] {
            let mut run = home.command(&command);
            let mut child = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut out = child.stdout.take().unwrap();
            out.read_exact(&mut vec![0; taken]).unwrap();
            drop(out);
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{command}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command}");
            assert_eq!(home.names(), ["users.json"], "{command}");
        }
    }
}

#[test]
fn a_slow_reader_gets_the_same_bytes() {
    let home = Home::new();
    home.put("users.json", export(2500));
    let convert = format!("convert users.json {FIXED} -o -");
    let fast = home.idport(&convert).stdout;
    let mut run = home.command(&convert);
    let mut child = run.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let mut slow = Vec::new();
    let mut piece = vec![0; 1 << 17];
    loop {
        let read = out.read(&mut piece).unwrap();
        if read == 0 {
            break;
        }
        slow.extend_from_slice(&piece[..read]);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(slow == fast && slow.len() > 1 << 20);
}
