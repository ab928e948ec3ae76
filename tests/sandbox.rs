//! The program takes its own rights away before it reads data: what it asks of the system is
//! watched from outside, and what it must not do is tried from inside.

#![cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
#![allow(clippy::print_stderr, reason = "a test that cannot run here says so")]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

#[path = "../src/cli/sandbox/mod.rs"]
mod sandbox;
mod support;

use std::fs;
use std::io::ErrorKind;
use std::net::{TcpListener, UdpSocket};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use sandbox::Grants;
use support::run::Home;
use support::trace::{self, Trace};

/// Every command, and those that read and write in each way.
const COMMANDS: [&str; 27] = [
    "convert bulk.json --to cloudentity --tenant-id a --user-pool-id b -o out",
    "convert bulk.json --to cloudentity --tenant-id a --user-pool-id b -o out --force --upload-script send.sh",
    "convert bulk.json --to cloudentity --tenant-id a --user-pool-id b --layout jsonl -o out.jsonl --id-map ids.csv",
    "convert bulk.json --to cloudentity --tenant-id a --user-pool-id b -o - --evidence evidence",
    "convert bulk.json --to cloudentity --tenant-id a --user-pool-id b -o base --keep-hashes",
    "convert bulk.json --to cloudentity --tenant-id a --user-pool-id b -o delta --since base/manifest.json",
    "convert out --to oracle -o domain --digest sha256",
    "verify bulk.json --against out",
    "verify bulk.json --against out.jsonl --output jsonl",
    "sample bulk.json -n 3 -o sample.json",
    "sample bulk.json -n 3 -o -",
    "validate bulk.json --for oracle",
    "validate domain --output jsonl",
    "validate bulk.json --html validation.html",
    "inspect bulk.json --html inspection.html",
    "inspect domain --output json",
    "generate oracle --users 10 -o invented",
    "generate appid-directory --users 10 --defects 1 --defects-list defects.jsonl -o invented.json",
    "explain",
    "schema report",
    "formats",
    "validate --config settings.toml",
    "config --config settings.toml",
    "completions zsh",
    "man convert",
    "man --dir man",
    "man --dir man",
];

/// Calls that reach another process, another machine or another program.
const FORBIDDEN: [&str; 22] = [
    "socket(",
    "socketpair(",
    "connect(",
    "bind(",
    "listen(",
    "accept(",
    "accept4(",
    "sendto(",
    "sendmsg(",
    "recvfrom(",
    "execve(",
    "execveat(",
    "fork(",
    "vfork(",
    "ptrace(",
    "process_vm_readv(",
    "process_vm_writev(",
    "kill(",
    "io_uring_setup(",
    "bpf(",
    "pidfd_open(",
    "open_by_handle_at(",
];

/// The calls that are answered with a refusal although they are harmless: threads are made another
/// way then, and schemas are compiled without knowing how many processors there are.
const TRIED: [&str; 2] = ["clone3(", "openat(AT_FDCWD, \"/proc/self/cgroup\""];

#[test]
fn no_command_reaches_outside_and_every_one_is_confined_before_it_reads() {
    let home = Home::new();
    home.take("bulk.json");
    home.put("settings.toml", "[validate]\ninputs = [\"bulk.json\"]\n");
    for command in COMMANDS {
        let Some(trace) = trace::of(&home, command) else { return };
        assert!(trace.code <= 1, "{command}: {}", trace.text);
        let own: Vec<_> = trace.calls().skip(1).collect();
        let bad = own.iter().find(|call| FORBIDDEN.iter().any(|name| call.starts_with(name)));
        assert!(bad.is_none(), "{command}: {bad:?}");
        let is_process = |call: &&&str| call.starts_with("clone") && !call.contains("CLONE_THREAD");
        assert_eq!(own.iter().find(is_process), None, "{command}");
        refused_nothing(command, &own);
        is_confined_first(command, &trace);
    }
}

/// What is refused to the program itself would be missing in its work.
fn refused_nothing(command: &str, calls: &[&str]) {
    let is_refused = |call: &&&str| {
        ["EPERM", "EACCES", "ENOSYS"].iter().any(|error| call.contains(error))
            && !TRIED.iter().any(|name| call.starts_with(name))
            && !call.starts_with("<... clone3 resumed>")
    };
    assert_eq!(calls.iter().find(is_refused), None, "{command}");
}

/// Files and calls are confined, in this order, before an input is opened, anything is made, and
/// another thread is there.
fn is_confined_first(command: &str, trace: &Trace) {
    let position = |test: &dyn Fn(&str) -> bool| trace.calls().position(test);
    let starts = |prefix: &'static str| position(&|call| call.starts_with(prefix));
    let calls = trace.calls().filter(|call| call.starts_with("seccomp(") && call.ends_with("= 0"));
    assert_eq!(calls.count(), 2, "{command}: {}", trace.text);
    let sealed = trace.calls().collect::<Vec<_>>();
    let sealed = sealed.iter().rposition(|call| call.starts_with("seccomp(")).unwrap();
    if trace::has_landlock() {
        let files =
            position(&|call| call.starts_with("landlock_restrict_self(") && call.ends_with("= 0"));
        assert!(files.unwrap() < sealed, "{command}");
    }
    for first in [
        position(&|call| {
            call.starts_with("openat(") && call.contains("bulk.json") && !call.contains("O_PATH")
        }),
        starts("mkdir("),
        starts("mkdirat("),
        starts("clone"),
    ] {
        assert!(first.is_none_or(|first| first > sealed), "{command}");
    }
}

#[test]
fn no_sandbox_confines_nothing() {
    let home = Home::new();
    home.take("bulk.json");
    let Some(trace) = trace::of(&home, "validate bulk.json --no-sandbox") else { return };
    let is_confining = |call: &&str| call.starts_with("landlock_") || call.starts_with("seccomp(");
    assert_eq!(trace.calls().find(is_confining), None);
}

/// Runs `work` in a thread that is confined to reading `in` and writing beside `out/x` of a folder:
/// a thread takes the rights from itself alone.
fn confined(work: impl FnOnce(&Path) + Send + 'static) {
    let home = tempfile::tempdir().unwrap();
    for folder in ["in", "out", "else"] {
        fs::create_dir(home.path().join(folder)).unwrap();
        fs::write(home.path().join(folder).join("file"), "x").unwrap();
    }
    let at = home.path().to_owned();
    // A confined thread could not find out.
    let has_landlock = trace::has_landlock();
    let thread = std::thread::spawn(move || {
        let grants = Grants::default().read([at.join("in")]).write(&at.join("out/x"));
        let missing = sandbox::confine(&grants);
        assert!(missing.iter().all(|what| what.contains("Landlock")), "{missing:?}");
        assert_eq!(missing.is_empty(), has_landlock);
        work(&at);
    });
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[track_caller]
fn assert_denied<T>(result: std::io::Result<T>) {
    assert_eq!(result.err().map(|error| error.kind()), Some(ErrorKind::PermissionDenied));
}

#[test]
fn a_confined_thread_opens_only_what_was_granted() {
    confined(|at| {
        if !trace::has_landlock() {
            eprintln!("skipped: this kernel has no Landlock");
            return;
        }
        assert_eq!(fs::read_to_string(at.join("in/file")).unwrap(), "x");
        assert_denied(fs::write(at.join("in/file"), "y"));
        assert_denied(fs::write(at.join("in/new"), "y"));
        fs::write(at.join("out/new"), "y").unwrap();
        fs::create_dir(at.join("out/folder")).unwrap();
        fs::rename(at.join("out/new"), at.join("out/renamed")).unwrap();
        fs::remove_dir_all(at.join("out/folder")).unwrap();
        assert_denied(fs::read(at.join("else/file")));
        assert_denied(fs::write(at.join("else/new"), "y"));
        assert_denied(fs::remove_file(at.join("else/file")));
        assert_denied(fs::read("/etc/passwd"));
        assert_denied(fs::read("/proc/self/environ"));
    });
}

#[test]
fn a_link_leads_a_confined_thread_nowhere() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("secret"), "s").unwrap();
    let secret = home.path().join("secret");
    confined(move |at| {
        if !trace::has_landlock() {
            return;
        }
        // Making links is not permitted, so this one is made by another process in real life.
        assert_denied(std::os::unix::fs::symlink(&secret, at.join("out/link")));
        assert_denied(fs::hard_link(&secret, at.join("out/link")));
        assert_denied(fs::read(&secret));
    });
}

#[test]
fn a_confined_thread_has_no_sockets_programs_and_processes_but_threads() {
    confined(|at| {
        assert_denied(TcpListener::bind("127.0.0.1:0"));
        assert_denied(UdpSocket::bind("127.0.0.1:0"));
        assert_denied(UnixListener::bind(at.join("out/socket")));
        assert_denied(Command::new("/bin/true").status());
        assert_eq!(std::thread::spawn(|| 7).join().unwrap(), 7);
    });
}

#[test]
fn a_confined_thread_cannot_free_itself() {
    confined(|at| {
        let missing = sandbox::confine(&Grants::default().read(["/"]));
        assert!(!missing.is_empty(), "a second filter was installed");
        if trace::has_landlock() {
            assert_denied(fs::read(at.join("else/file")));
        }
    });
}

#[test]
fn no_memory_of_a_run_reaches_a_disk() {
    use std::os::unix::fs::MetadataExt as _;
    let home = Home::new();
    let (mut command, _program) =
        support::other_user::command(&home, "validate - --from appid-directory");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let about = format!("/proc/{}", child.id());
    support::run::wait_until(|| {
        let status = fs::read_to_string(format!("{about}/status")).unwrap_or_default();
        status.contains("Seccomp:\t2")
    });
    let limits = fs::read_to_string(format!("{about}/limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"]);
    // What the system shows of a process that cannot be dumped belongs to root.
    assert_eq!(fs::metadata(format!("{about}/environ")).unwrap().uid(), 0, "it can be dumped");
    drop(child.stdin.take());
    child.wait().unwrap();
}
