//! What no compiler checks: the floors of the house, a word at the head of every module, the size of files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate uses only crates of a lower floor; see docs/ARCHITECTURE.md.
const FLOORS: &[(&str, u8)] = &[
    ("text", 0),
    ("diagnostics", 1),
    ("ir", 1),
    ("syntax", 2),
    ("dialect", 2),
    ("schema", 3),
    ("dialects", 3),
    ("lower", 4),
    ("diff", 4),
    ("lift", 4),
    ("sql", 4),
    ("dmmf", 4),
    ("plan", 5),
    ("engine", 6),
    ("lint", 7),
    ("wire", 7),
    ("report", 7),
    ("connect", 7),
    ("config", 8),
    ("migrate", 8),
    ("ide", 8),
    ("lsp", 9),
    ("review", 9),
    ("cli", 10),
    ("testkit", 10),
];

/// Crates without I/O: the compiler core.
const PURE: &[&str] = &[
    "text",
    "diagnostics",
    "ir",
    "syntax",
    "dialect",
    "schema",
    "dialects",
    "lower",
    "diff",
    "lift",
    "sql",
    "dmmf",
    "plan",
    "engine",
    "lint",
    "migrate",
    "ide",
];

/// What a pure crate does not name.
const IMPURE: &[&str] =
    &["std::fs", "std::net", "std::env", "std::process", "SystemTime", "Instant::now", "println!"];

/// Lines in a file, from which on it needs a reason in [`LONG`].
const MAX_LINES: usize = 600;

/// Long files, each with its reason.
const LONG: &[(&str, &str)] = &[];

pub fn check(root: &Path) -> Vec<String> {
    let mut problems = floors(root);
    for file in sources(root) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
        module_docs(&name, &text, &mut problems);
        purity(&name, &text, &mut problems);
        let lines = text.lines().count();
        if lines > MAX_LINES && !LONG.iter().any(|(known, _)| *known == name) {
            problems
                .push(format!("{name}: {lines} lines; split it, or give its reason in xtask/src/tidy.rs"));
        }
    }
    problems
}

fn floors(root: &Path) -> Vec<String> {
    let output = Command::new("cargo")
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(root)
        .output();
    let parsed =
        output.ok().and_then(|output| serde_json::from_slice::<serde_json::Value>(&output.stdout).ok());
    let Some(metadata) = parsed else { return vec!["cargo metadata gave nothing".to_owned()] };
    let floors: BTreeMap<&str, u8> = FLOORS.iter().copied().collect();
    let mut problems = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let Some(name) = package["name"].as_str().and_then(|name| name.strip_prefix("parallax-")) else {
            continue;
        };
        let Some(floor) = floors.get(name) else {
            problems.push(format!("crate {name} has no floor in xtask/src/tidy.rs"));
            continue;
        };
        let normal =
            package["dependencies"].as_array().into_iter().flatten().filter(|used| used["kind"].is_null());
        for used in normal.filter_map(|used| used["name"].as_str()?.strip_prefix("parallax-")) {
            if floors.get(used).is_none_or(|other| other >= floor) {
                problems.push(format!("crate {name} (floor {floor}) must not use {used}"));
            }
        }
    }
    problems
}

fn sources(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root.join("crates"), root.join("xtask")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && entry.file_name() != "target" && entry.file_name() != "snapshots" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn module_docs(name: &str, text: &str, problems: &mut Vec<String>) {
    if !text.trim_start().starts_with("//!") {
        problems.push(format!("{name}: begins without `//!`; say what the module knows and must not know"));
    }
}

fn purity(name: &str, text: &str, problems: &mut Vec<String>) {
    let pure = PURE.iter().any(|of| name.starts_with(&format!("crates/{of}/src/")));
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    for word in IMPURE.iter().filter(|_| pure) {
        if code.lines().any(|line| line.contains(word) && !line.trim_start().starts_with("//")) {
            problems.push(format!("{name}: {word} in a crate of the pure core"));
        }
    }
}
