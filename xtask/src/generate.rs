//! `cargo xtask gen`: writes what is generated from the code into `docs/`. The tests that compare it also write it.

use std::path::Path;
use std::process::Command;

/// Packages and tests that write.
const WRITERS: [(&str, &str); 2] = [("parallax-wire", "schemas"), ("parallax-cli", "reference")];

pub(crate) fn run(root: &Path) -> Vec<String> {
    let write = |(package, test): &(&str, &str)| {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        cargo.args(["test", "--quiet", "--package", package, "--test", test]);
        let status = cargo.current_dir(root).env("UPDATE_DOCS", "1").status();
        match status {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format!("{package}, {test}: {status}")),
            Err(error) => Some(format!("cargo cannot be run: {error}")),
        }
    };
    WRITERS.iter().filter_map(write).collect()
}
