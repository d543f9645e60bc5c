//! Pages of `parallax review --format html`, opened in headless Chromium: `tests/page`.

use super::editors::{answers, npm_packages, step, target};
use std::path::Path;
use std::process::Command;

/// Where it is set, the pages are not opened.
const SKIP: &str = "PARALLAX_SKIP_PAGE";

const BROWSERS: [&str; 3] = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

fn is_skipped() -> bool {
    std::env::var_os(SKIP).is_some()
}

fn has_browser() -> bool {
    std::env::var_os("CHROMIUM").is_some() || BROWSERS.iter().any(|path| Path::new(path).exists())
}

/// Debian packages that are missing.
pub(crate) fn missing_packages() -> Option<&'static str> {
    (!is_skipped() && !has_browser()).then_some("chromium")
}

pub(crate) fn run(root: &Path) -> Vec<String> {
    if is_skipped() {
        return Vec::new();
    }
    println!("page");
    let hint = if !answers("npm", &["--version"]) {
        "install Node 20 or later (https://nodejs.org)"
    } else if !has_browser() {
        "apt-get install chromium, or name a browser: CHROMIUM=/path/to/chromium"
    } else {
        return opened(root).err().into_iter().collect();
    };
    vec![format!("page: {hint}, or leave it out: {SKIP}=1")]
}

fn opened(root: &Path) -> Result<(), String> {
    step(Command::new("cargo").args(["build", "--package", "parallax-cli"]).current_dir(root))?;
    let folder = root.join("tests/page");
    npm_packages(&folder)
        .map_err(|problem| format!("{problem}; without a network, leave it out: {SKIP}=1"))?;
    let program = target(root).join("debug/parallax");
    step(Command::new("npm").args(["test", "--silent"]).current_dir(&folder).env("PARALLAX", program))
        .map_err(|problem| format!("page: {problem}"))
}
