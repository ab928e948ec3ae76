//! Running the program in a folder of its own.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::output::Outcome;
use super::schema;

/// What nearly every conversion of the tests is told: the target, a fixed key and a fixed time.
pub(crate) const FIXED: &str = "--to cloudentity --tenant-id acme --user-pool-id customers \
    --ids-from ids.manifest.json --now 2026-01-02T03:04:05Z --no-sync";

/// An empty folder, but for the manifest that fixes the ids.
pub(crate) struct Home(TempDir);

/// How a run ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self::of("appid-directory")
    }

    /// A folder for conversions from this format.
    pub(crate) fn of(format: &str) -> Self {
        let home = Home(private_folder());
        let ids = schema::root().join("tests/golden/ids.manifest.json");
        let manifest = fs::read_to_string(ids).unwrap().replace("appid-directory", format);
        home.put("ids.manifest.json", manifest);
        home
    }

    /// Copies test data of a format of this kind: `rich`, `minimal` or `hostile`; its name here.
    pub(crate) fn take_kind(&self, format: &str, kind: &str) -> String {
        let rich: &[&str] = match format {
            "appid-directory" => &["bulk.json"],
            "appid-social" => &["export.json"],
            "cloudentity" => &["payload.json"],
            "oracle" => &["Users.csv", "Groups.csv", "AppRoles.csv"],
            _ => &["rich.json", "rich.csv"],
        };
        let folder = schema::root().join("testdata").join(format);
        fs::create_dir(self.path(kind)).unwrap();
        let names = names_in(&folder);
        let is_kind = |name: &&String| match kind {
            "rich" => rich.contains(&name.as_str()),
            _ => name.split('.').next() == Some(kind),
        };
        for name in names.iter().filter(is_kind) {
            self.put(&format!("{kind}/{name}"), fs::read(folder.join(name)).unwrap());
        }
        kind.to_owned()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Copies a file of `testdata/appid-directory/` here, under its own name.
    pub(crate) fn take(&self, name: &str) {
        self.put(name, testdata(name));
    }

    /// The names of everything here, hidden ones too, without the manifest that fixes the ids.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = names_in(self.0.path());
        names.retain(|name| name != "ids.manifest.json");
        names
    }

    /// Runs the program here. Arguments are what blanks separate.
    pub(crate) fn idport(&self, arguments: &str) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    /// As [`idport`](Self::idport), with something on standard input.
    pub(crate) fn idport_fed(&self, arguments: &str, input: &[u8]) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // The program may stop reading early.
            scope.spawn(move || drop(stdin.write_all(input)));
            child.wait_with_output().unwrap()
        });
        Ran::from(output)
    }

    /// Converts `arguments` into the folder `out`, with the fixed key and time.
    pub(crate) fn convert(&self, arguments: &str) -> Outcome {
        self.convert_into("out", arguments)
    }

    /// Converts `arguments` into a folder, with the fixed key and time.
    pub(crate) fn convert_into(&self, folder: &str, arguments: &str) -> Outcome {
        let ran = self.idport(&format!("convert {FIXED} -o {folder} {arguments}"));
        Outcome::new(ran, self.path(folder))
    }

    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_idport"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace()).stdin(Stdio::null());
        command
    }
}

/// A folder that nobody else comes into, so that nothing is said about inputs that others can read.
fn private_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    #[cfg(unix)]
    {
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        fs::set_permissions(folder.path(), private).unwrap();
    }
    folder
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Ran {
            code: output.status.code().expect("an exit code, not a signal"),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A file of `testdata/appid-directory/`.
pub(crate) fn testdata(name: &str) -> Vec<u8> {
    fs::read(schema::root().join("testdata/appid-directory").join(name)).unwrap()
}

/// The names in a folder, sorted.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Waits until something is so; half a minute is more than enough for anything here.
#[track_caller]
pub(crate) fn wait_until(mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < end, "it never came to that");
        std::thread::sleep(Duration::from_millis(1));
    }
}
