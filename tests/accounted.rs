//! Nothing disappears silently: for every pair of formats, every leaf value of every source record
//! is somewhere in the output, in the rejects, or under a path that the report counts as lost, or
//! among the few transformations that are declared here.

#![allow(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

use std::collections::BTreeSet;

use idport::formats::FORMATS;
use serde_json::Value;
use support::run::Home;
use support::values::{Leaf, Values, source_records};

#[test]
fn every_leaf_of_the_test_data_is_accounted_for() {
    let mut silent = Vec::new();
    for from in FORMATS {
        for to in FORMATS {
            for kind in ["rich", "minimal", "hostile"] {
                let home = Home::of(from.name);
                let input = home.take_kind(from.name, kind);
                silent.extend(unaccounted(&home, from.name, to.name, &input));
            }
        }
    }
    assert!(silent.is_empty(), "{} leaves are gone: {silent:#?}", silent.len());
}

#[test]
fn every_leaf_of_generated_records_is_accounted_for() {
    let mut silent = Vec::new();
    for from in FORMATS {
        let home = Home::of(from.name);
        let name = "in";
        let file = if from.name == "oracle" { name } else { "in/in.json" };
        std::fs::create_dir(home.path(name)).unwrap();
        let made =
            home.idport(&format!("generate {} --users 60 --seed 5 -o {file} --force", from.name));
        assert_eq!(made.code, 0, "{}", made.stderr);
        // What says that the folder is invented is no record of it.
        let _ = std::fs::remove_file(home.path("in/generated.json"));
        for to in FORMATS {
            silent.extend(unaccounted(&home, from.name, to.name, name));
        }
    }
    assert!(silent.is_empty(), "{} leaves are gone: {silent:#?}", silent.len());
}

/// The places of leaves that went nowhere.
fn unaccounted(home: &Home, from: &str, to: &str, input: &str) -> BTreeSet<String> {
    let folder = format!("{from}-{to}-{}", input.replace(['.', '/'], "-"));
    let settings = match to {
        "cloudentity" => "--tenant-id acme --user-pool-id customers",
        "oracle" => "--missing-name split-display --refused-values drop",
        _ => "",
    };
    let ran = home.idport(&format!(
        "convert {input} --from {from} --to {to} -o {folder} --no-sync --quiet {settings}"
    ));
    assert!(ran.code < 2, "{from} to {to}: {}", ran.stderr);
    let report = std::fs::read(home.path(&folder).join("report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let losses: Vec<_> = { report["losses"].as_array().unwrap().iter() }
        .map(|loss| loss["path"].as_str().unwrap().to_owned())
        .collect();
    let values = Values::of_folder(&home.path(&folder));
    let is_empty = report["converted"] == 0;
    let mut silent = BTreeSet::new();
    for record in source_records(from, &home.path(input)) {
        for leaf in record {
            let is_lost = losses.iter().any(|lost| covers(lost, &leaf.path));
            // The files of groups stay what they are when users are refused and repaired.
            let is_of_groups = ["/Name", "/User Members/", "/Entitlement", "/Grantee", "/App Name"];
            if is_empty && is_of_groups.iter().any(|path| leaf.path.starts_with(path)) {
                continue;
            }
            if !is_lost && !values.hold(&leaf.value) && !is_declared(from, to, &leaf, &values) {
                silent.insert(format!("{from} to {to}: {}", leaf.path));
            }
        }
    }
    silent
}

/// Does the path of a loss cover this path?
fn covers(lost: &str, path: &str) -> bool {
    let mut tokens = path.split('/');
    lost.split('/').all(|token| tokens.next().is_some_and(|own| token == "*" || token == own))
}

/// Values that are told by something else in the output.
fn is_declared(from: &str, to: &str, leaf: &Leaf, values: &Values) -> bool {
    let path = leaf.path.as_str();
    let is_one_of = |paths: &[&str]| paths.iter().any(|one| covers(one, path));
    match from {
        // Oracle has a column for each type of address and number.
        "appid-directory" if to == "oracle" && path.ends_with("/type") => values.head(&leaf.value),
        // States and verified addresses tell it; a primary mark is an order.
        "appid-directory" => {
            is_one_of(&["/scimUser/status", "/scimUser/active"]) || path.ends_with("/primary")
        }
        // The options give another tenant and pool.
        "cloudentity" if path.ends_with("tenant_id") || path.ends_with("user_pool_id") => true,
        "cloudentity" if to == "cloudentity" => false,
        // Rows hang together by ids, and each kind of row has a list of its own.
        "cloudentity" => {
            path.ends_with("/user_id")
                || path.ends_with("/group_id")
                || path.ends_with("_lc")
                || is_one_of(&[
                    "/status",
                    "/user_identifiers/*/type",
                    "/user_verifiable_addresses/*/type",
                    "/user_verifiable_addresses/*/verified",
                    "/user_credentials/*/type",
                ])
        }
        // The type of the primary one is an order, and groups have users for members.
        "oracle" => is_one_of(&[
            "/Primary Email Type",
            "/Primary Phone Type",
            "/Primary Address Type",
            "/Grantee Type",
        ]),
        _ => false,
    }
}
