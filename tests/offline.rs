//! The program cannot talk to a network: no crate that could is in `Cargo.lock`, for any platform,
//! feature or test, and the crate itself uses no socket of the standard library.
//!
//! The list of such crates is the one in `deny.toml`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[test]
fn no_dependency_can_open_a_socket() {
    let (lock, banned) = (Lock::of(&read("Cargo.lock")), banned(&read("deny.toml")));
    let found: Vec<_> = lock.paths_to(&banned).map(|path| path.join(" -> ")).collect();
    assert!(found.is_empty(), "crates that could talk to a network:\n{}", found.join("\n"));
}

#[test]
fn every_dependency_comes_from_crates_io() {
    for package in &Lock::of(&read("Cargo.lock")).packages {
        let ours = package.name == env!("CARGO_PKG_NAME");
        let expected = (!ours).then_some(CRATES_IO);
        assert_eq!(package.source.as_deref(), expected, "{} comes from elsewhere", package.name);
    }
}

#[test]
fn the_crate_uses_no_socket() {
    let sockets = ["std::net", "unix::net", "TcpStream", "UdpSocket", "UnixStream", "rustix::net"];
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    assert!(files.len() > 20, "the sources were not found");
    for file in files {
        let text = fs::read_to_string(&file).expect("a source can be read");
        for socket in sockets {
            assert!(!text.contains(socket), "{} names {socket}", file.display());
        }
    }
}

#[test]
fn a_banned_crate_is_found_and_the_way_to_it_named() {
    let lock = Lock::of(
        "[[package]]\nname = \"idport\"\nversion = \"1.0.0\"\ndependencies = [\"a\", \"b 2.0.0\"]\n\
         [[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"b 1.0.0\"]\n\
         [[package]]\nname = \"b\"\nversion = \"1.0.0\"\ndependencies = [\"mio\"]\n\
         [[package]]\nname = \"b\"\nversion = \"2.0.0\"\n\
         [[package]]\nname = \"mio\"\nversion = \"1.0.0\"\n",
    );
    let banned = banned("[bans]\ndeny = [\"tokio\", { crate = \"mio\" }]");
    let paths: Vec<_> = lock.paths_to(&banned).map(|path| path.join(" -> ")).collect();
    assert_eq!(paths, ["idport 1.0.0 -> a 1.0.0 -> b 1.0.0 -> mio 1.0.0"]);
}

/// Crates that could, if they were asked to.
#[test]
fn no_feature_that_opens_sockets_is_asked_for() {
    let manifest: Table = read("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let targets = manifest["target"].as_table().expect("there are targets").values();
    let tables = targets.filter_map(|target| target.get("dependencies"));
    let mut seen = 0;
    for dependencies in tables.chain([&manifest["dependencies"]]) {
        for name in ["nix", "rustix"] {
            let features = dependencies.get(name).and_then(|own| own["features"].as_array());
            for feature in features.into_iter().flatten() {
                seen += 1;
                let feature = feature.as_str().expect("a feature has a name");
                assert!(!["net", "socket", "all-apis"].contains(&feature), "{name}: {feature}");
            }
        }
    }
    assert!(seen > 2, "the features were not found");
}

/// The packages of a `Cargo.lock`.
struct Lock {
    packages: Vec<Package>,
}

struct Package {
    name: String,
    version: String,
    source: Option<String>,
    /// Each `name`, or `name version` where the name alone does not tell.
    dependencies: Vec<String>,
}

impl Lock {
    fn of(text: &str) -> Self {
        let lock: Table = text.parse().expect("Cargo.lock is TOML");
        let packages = lock["package"].as_array().expect("Cargo.lock has packages");
        Lock { packages: packages.iter().map(Package::of).collect() }
    }

    /// For each banned crate that is there, one of the shortest ways from the top to it.
    fn paths_to<'l>(
        &'l self,
        banned: &'l BTreeSet<String>,
    ) -> impl Iterator<Item = Vec<String>> + 'l {
        let bad = self.packages.iter().filter(|package| banned.contains(&package.name));
        bad.map(|package| self.path_to(package))
    }

    /// Goes from user to user until one is used by nobody.
    fn path_to(&self, target: &Package) -> Vec<String> {
        let mut below = BTreeMap::from([(target.title(), None)]);
        let mut queue = VecDeque::from([target]);
        while let Some(package) = queue.pop_front() {
            let mut users = self.users_of(package).peekable();
            if users.peek().is_none() {
                let step = |title: &String| below.get(title).cloned().flatten();
                return std::iter::successors(Some(package.title()), step).collect();
            }
            for user in users.filter(|user| !below.contains_key(&user.title())).collect::<Vec<_>>()
            {
                below.insert(user.title(), Some(package.title()));
                queue.push_back(user);
            }
        }
        unreachable!("{} is used in a circle", target.name)
    }

    fn users_of<'l>(&'l self, package: &'l Package) -> impl Iterator<Item = &'l Package> {
        self.packages.iter().filter(|user| {
            let mut used = user.dependencies.iter().filter_map(|text| self.find(text));
            used.any(|used| std::ptr::eq(used, package))
        })
    }

    fn find(&self, dependency: &str) -> Option<&Package> {
        let mut words = dependency.split(' ');
        let (name, version) = (words.next()?, words.next());
        self.packages.iter().find(|package| {
            package.name == name && version.is_none_or(|version| package.version == version)
        })
    }
}

impl Package {
    fn of(value: &Value) -> Self {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let dependencies = value.get("dependencies").and_then(Value::as_array);
        let dependencies = dependencies.into_iter().flatten().filter_map(Value::as_str);
        Package {
            name: text("name").expect("a package has a name"),
            version: text("version").expect("a package has a version"),
            source: text("source"),
            dependencies: dependencies.map(str::to_owned).collect(),
        }
    }

    fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}

/// The crates that `deny.toml` bans. All versions of them: a ban here names no version.
fn banned(text: &str) -> BTreeSet<String> {
    let deny: Table = text.parse().expect("deny.toml is TOML");
    let list = deny["bans"]["deny"].as_array().expect("deny.toml has a list of bans");
    let name = |ban: &Value| {
        let name =
            ban.as_str().or_else(|| ban.get("crate")?.as_str()).expect("a ban names a crate");
        assert!(!name.contains(['@', ':', '=', ' ']), "{name}: a ban names no version");
        name.to_owned()
    };
    list.iter().map(name).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect("the file can be read")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
