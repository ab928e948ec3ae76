//! The pages: well-formed, complete in themselves, the same for any number of threads, and what a
//! browser makes of them.

#![allow(clippy::print_stderr, reason = "a test that cannot run here says so")]
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::export;
use support::page;
use support::run::{Home, names_in};
use support::schema;

const FORMATS: [&str; 4] = ["appid-directory", "appid-social", "cloudentity", "oracle"];
const NOW: &str = "--now 2026-01-02T03:04:05Z";

fn settings(target: &str) -> &'static str {
    match target {
        "cloudentity" => "--tenant-id acme --user-pool-id customers",
        _ => "",
    }
}

/// A home with all test data of a format, and the names of the files.
fn data(format: &str) -> (Home, Vec<String>) {
    let home = Home::of(format);
    let folder = schema::root().join("testdata").join(format);
    let names = names_in(&folder);
    for name in &names {
        home.put(name, fs::read(folder.join(name)).unwrap());
    }
    (home, names)
}

#[track_caller]
fn check(text: &str, what: &str) {
    let page = page::read(text).unwrap_or_else(|fault| panic!("{what}: {fault}"));
    page.check().unwrap_or_else(|fault| panic!("{what}: {fault}"));
}

#[test]
fn every_page_is_sound() {
    let mut pages = 0;
    for format in FORMATS {
        let (home, names) = data(format);
        for name in &names {
            let mut commands = vec![
                format!("inspect {name} --from {format} {NOW} --output html"),
                format!("validate {name} --from {format} {NOW} --output html"),
            ];
            for target in FORMATS {
                let own = settings(target);
                commands.push(format!(
                    "validate {name} --from {format} --for {target} {NOW} --output html"
                ));
                commands.push(format!(
                    "convert {name} --from {format} --to {target} {own} {NOW} --no-sync --force -o out --html page.html"
                ));
            }
            for command in commands {
                let ran = home.idport(&command);
                if ran.code == 2 {
                    continue;
                }
                let text = match command.starts_with("convert") {
                    true => fs::read_to_string(home.path("page.html")).unwrap(),
                    false => String::from_utf8(ran.stdout).unwrap(),
                };
                check(&text, &command);
                pages += 1;
            }
        }
    }
    assert!(pages > 100, "only {pages} pages");
}

#[test]
fn a_page_says_what_the_report_says() {
    let (home, _) = data("appid-directory");
    let ran = home.idport(&format!(
        "validate bad-records.json --for cloudentity {NOW} --html p.html --output json"
    ));
    let report: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    let text = fs::read_to_string(home.path("p.html")).unwrap();
    let page = page::read(&text).unwrap();
    let articles: BTreeSet<_> = page.named("article").filter_map(|one| one.get("id")).collect();
    let rules: Vec<_> = report["rules"].as_array().unwrap().iter().collect();
    assert!(rules.len() > 10);
    for rule in &rules {
        let id =
            format!("{}-{}", rule["rule"].as_str().unwrap(), rule["severity"].as_str().unwrap());
        assert!(articles.contains(id.as_str()), "{id}");
    }
    assert_eq!(articles.len(), rules.len());
    for finding in report["findings"].as_array().unwrap() {
        let place = |name| finding[name].as_u64();
        if let (Some(line), Some(column)) = (place("line"), place("column")) {
            assert!(
                text.contains(&format!("bad-records.json:{line}:{column}<")),
                "{line}:{column}"
            );
        }
    }
    for number in ["records", "converted", "refused"] {
        assert!(text.contains(&format!("<dd>{}</dd>", report[number])), "{number}");
    }
}

#[test]
fn pages_and_inspections_are_the_same_for_any_number_of_threads() {
    let home = Home::new();
    let (export, _) = export::with_defects(3_000, 5, 0.1);
    assert!(export.len() > 3 * idport::input::CHUNK);
    home.put("in.json", export);
    for command in [
        "inspect in.json --output text",
        "inspect in.json --output json",
        "inspect in.json --output html",
        "validate in.json --for oracle --output html",
    ] {
        let [one, other] =
            [1, 4].map(|threads| home.idport(&format!("{command} {NOW} --threads {threads}")));
        assert!(one.stdout.len() > 1_000, "{command}: {}", one.stderr);
        assert!(one.stdout == other.stdout, "{command} depends on the number of threads");
    }
    let convert = |threads, page| {
        home.idport(&format!(
            "convert in.json --to cloudentity --tenant-id a --user-pool-id b {NOW} --no-sync --ids-from ids.manifest.json --force --threads {threads} -o out --html {page}"
        ));
        fs::read(home.path(page)).unwrap()
    };
    assert!(convert(1, "one.html") == convert(4, "other.html"));
}

#[test]
fn inspections_are_the_same_however_the_input_is_given() {
    let home = Home::new();
    home.put("in.json", export::users(500, 3));
    let named = |text: Vec<u8>| {
        let mut document: serde_json::Value = serde_json::from_slice(&text).unwrap();
        document["inputs"] = serde_json::Value::Null;
        document
    };
    let file = named(home.idport(&format!("inspect in.json {NOW} --output json")).stdout);
    let bytes = fs::read(home.path("in.json")).unwrap();
    let piped = home.idport_fed(&format!("inspect - {NOW} --output json"), &bytes);
    assert_eq!(named(piped.stdout), file, "{}", piped.stderr);
    home.put("in.json.gz", support::variants::gzip(&bytes));
    let packed = home.idport(&format!("inspect in.json.gz {NOW} --output json"));
    assert_eq!(named(packed.stdout), file, "{}", packed.stderr);
}

#[test]
fn a_page_replaces_nothing_unless_it_is_told_to() {
    let home = Home::new();
    home.take("bulk.json");
    home.put("page.html", "mine");
    for command in ["inspect bulk.json", "validate bulk.json"] {
        let ran = home.idport(&format!("{command} --html page.html"));
        assert_eq!(ran.code, 2, "{command}");
        assert_eq!(fs::read(home.path("page.html")).unwrap(), b"mine");
        for place in ["-", "bulk.json"] {
            let ran = home.idport(&format!("{command} --html {place} --force"));
            assert_eq!(ran.code, 2, "{command} --html {place}");
        }
    }
    let convert = "convert bulk.json --to oracle --no-sync -o out --html";
    for place in ["-", "bulk.json", "out", "out/page.html", "page.html"] {
        assert_eq!(home.idport(&format!("{convert} {place}")).code, 2, "{place}");
    }
    assert_eq!(home.idport("inspect bulk.json --html page.html --force").code, 0);
    check(&fs::read_to_string(home.path("page.html")).unwrap(), "the page");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(home.path("page.html")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// Three pages, as files.
fn pages(home: &Home) -> [PathBuf; 3] {
    home.put("in.json", export::with_defects(400, 5, 0.2).0);
    home.idport(&format!("inspect in.json {NOW} --html inspect.html"));
    home.idport(&format!("validate in.json --for oracle {NOW} --html validate.html"));
    home.idport(&format!("convert in.json --to cloudentity --tenant-id a --user-pool-id b {NOW} --no-sync --batch-size 20 -o out --html convert.html"));
    ["inspect.html", "validate.html", "convert.html"].map(|name| home.path(name))
}

/// A browser, if there is one.
fn chromium() -> Option<PathBuf> {
    if let Some(told) = std::env::var_os("IDPORT_CHROMIUM") {
        return Some(told.into());
    }
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file())
}

/// Asks the browser for a page, without any network.
fn browse(browser: &Path, arguments: &[String], page: &Path) -> Vec<u8> {
    let profile = tempfile::tempdir().unwrap();
    let fixed = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync \
        --hide-scrollbars --host-resolver-rules=MAP*~NOTFOUND --virtual-time-budget=5000";
    let output = Command::new(browser)
        .args(fixed.split_whitespace())
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A page around another one, which tells how that looks at a width: whether its style sheet is in
/// force, how wide its content is, and how high.
fn around(page: &str, width: u32) -> String {
    let quoted = page.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<!DOCTYPE html><p id=\"told\">nothing</p><iframe width=\"{width}\" height=\"900\" style=\"border:0\" srcdoc=\"{quoted}\"></iframe><script>
        document.querySelector('iframe').addEventListener('load', event => {{
            const inner = event.target.contentDocument, root = inner.documentElement;
            const radius = event.target.contentWindow.getComputedStyle(inner.querySelector('.card')).borderRadius;
            document.getElementById('told').textContent =
                `${{radius !== '0px'}} ${{root.scrollWidth}} ${{root.scrollHeight > 900}} ${{inner.querySelectorAll('table').length}}`;
        }});</script>"
    )
}

#[test]
fn a_browser_shows_pages_as_they_are_meant() {
    let Some(browser) = chromium() else {
        eprintln!("skipped: there is no Chromium; IDPORT_CHROMIUM names one");
        return;
    };
    let home = Home::new();
    for page in pages(&home) {
        let text = fs::read_to_string(&page).unwrap();
        let tables = page::read(&text).unwrap().named("table").count();
        for width in [320, 390, 1200] {
            home.put("around.html", around(&text, width));
            let arguments = ["--dump-dom".to_owned(), "--window-size=1300,1000".to_owned()];
            let shown = browse(&browser, &arguments, &home.path("around.html"));
            let shown = String::from_utf8(shown).unwrap();
            let told = shown.split("<p id=\"told\">").nth(1).unwrap().split('<').next().unwrap();
            let due = format!("true {width} true {tables}");
            assert_eq!(told, due, "{} at {width}", page.display());
        }
    }
}

#[test]
fn a_picture_of_a_page_is_not_blank() {
    let Some(browser) = chromium() else {
        eprintln!("skipped: there is no Chromium; IDPORT_CHROMIUM names one");
        return;
    };
    let home = Home::new();
    for page in pages(&home) {
        for scheme in [0, 1] {
            let picture = home.path("picture.png");
            let arguments = [
                format!("--screenshot={}", picture.display()),
                format!("--blink-settings=preferredColorScheme={scheme}"),
                "--window-size=1000,1000".to_owned(),
            ];
            browse(&browser, &arguments, &page);
            let (light, colours) = seen(&fs::read(&picture).unwrap());
            assert!(colours > 50, "{} has {colours} colours", page.display());
            assert_eq!(light, scheme == 1, "{} in scheme {scheme}", page.display());
        }
    }
}

/// Is a PNG of eight bits a channel light at its first pixel, and how many colours has it?
fn seen(png: &[u8]) -> (bool, usize) {
    use std::io::Read as _;
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
    let (width, channels) = (number(16), if png[25] == 6 { 4 } else { 3 });
    let (mut at, mut packed) = (8, Vec::new());
    while at < png.len() {
        let length = number(at);
        if &png[at + 4..at + 8] == b"IDAT" {
            packed.extend_from_slice(&png[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    let mut rows = Vec::new();
    flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_end(&mut rows).unwrap();
    let (mut above, mut colours) = (vec![0; width * channels], BTreeSet::new());
    for row in rows.chunks(width * channels + 1) {
        let mut own = row[1..].to_vec();
        for x in 0..own.len() {
            let left = if x < channels { 0 } else { own[x - channels] };
            let corner = if x < channels { 0 } else { above[x - channels] };
            own[x] = own[x].wrapping_add(match row[0] {
                0 => 0,
                1 => left,
                2 => above[x],
                3 => ((u16::from(left) + u16::from(above[x])) / 2) as u8,
                _ => paeth(left, above[x], corner),
            });
        }
        colours.extend(own.chunks(channels).map(<[u8]>::to_vec));
        above = own;
    }
    let light = rows[1] > 128;
    (light, colours.len())
}

/// The filter of PNG that looks at three neighbours (PNG, 9.4).
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let far = |other: u8| (guess - i16::from(other)).abs();
    if far(left) <= far(above) && far(left) <= far(corner) {
        left
    } else if far(above) <= far(corner) {
        above
    } else {
        corner
    }
}

#[test]
fn pages_that_are_not_well_formed_are_refused() {
    let wrapped = |body: &str| format!("<!DOCTYPE html>\n<html>{body}</html>\n");
    assert!(page::read(&wrapped("<p class=\"a\">x &amp; y</p><wbr/>")).is_ok());
    for body in [
        "<p>",
        "</p>",
        "<p></q>",
        "x & y",
        "<p class=a></p>",
        "<p a=\"<\"></p>",
        "<p a=\"1\" a=\"2\"/>",
    ] {
        assert!(page::read(&wrapped(body)).is_err(), "{body}");
    }
    assert!(page::read("<html></html>").is_err());
}
