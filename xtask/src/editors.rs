//! Editors and scripted clients that drive the language server (headless Neovim, pytest-lsp, the VS Code extension), and
//! the tree-sitter grammar.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names of clients that are left out, separated by commas: `neovim,python,vscode,tree-sitter`.
const SKIP: &str = "PARALLAX_SKIP_EDITORS";

/// A client, what it needs, and how it runs.
struct Client {
    name: &'static str,
    /// Debian packages, where Debian has them.
    packages: &'static [&'static str],
    installed: fn() -> bool,
    /// What to do where the packages do not help.
    hint: &'static str,
    run: fn(&Path, &Path) -> Result<(), String>,
}

const CLIENTS: [Client; 4] = [
    Client {
        name: "neovim",
        packages: &["neovim"],
        installed: || answers("nvim", &["--version"]),
        hint: "apt-get install neovim",
        run: neovim,
    },
    Client {
        name: "python",
        packages: &["python3", "python3-venv"],
        installed: || answers("python3", &["-c", "import ensurepip, venv"]),
        hint: "apt-get install python3 python3-venv",
        run: python,
    },
    Client {
        name: "vscode",
        packages: &[],
        installed: || answers("npm", &["--version"]) && node_is_new(),
        hint: "install Node 20 or later (https://nodejs.org)",
        run: vscode,
    },
    Client {
        name: "tree-sitter",
        packages: &[],
        installed: || answers("node", &["--version"]),
        hint: "install Node (https://nodejs.org)",
        run: tree_sitter,
    },
];

/// Debian packages that are missing.
pub(crate) fn missing_packages() -> Vec<&'static str> {
    let missing = CLIENTS.iter().filter(|client| !is_skipped(client) && !(client.installed)());
    missing.flat_map(|client| client.packages).copied().collect()
}

/// Runs all clients against the server that cargo builds.
pub(crate) fn run(root: &Path) -> Vec<String> {
    let wanted: Vec<&Client> = CLIENTS.iter().filter(|client| !is_skipped(client)).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    if let Err(problem) =
        step(Command::new("cargo").args(["build", "--package", "parallax-cli"]).current_dir(root))
    {
        return vec![problem];
    }
    let server = target(root).join("debug/parallax");
    let mut problems = Vec::new();
    for client in wanted {
        println!("{}", client.name);
        if !(client.installed)() {
            problems.push(format!("{0}: {1}, or leave it out: {SKIP}={0}", client.name, client.hint));
        } else if let Err(problem) = (client.run)(root, &server) {
            problems.push(format!("{}: {problem}", client.name));
        }
    }
    problems
}

fn neovim(root: &Path, server: &Path) -> Result<(), String> {
    let arguments = ["--headless", "--clean", "-u", "NONE", "-c", "luafile editors/neovim/test.lua"];
    step(Command::new("nvim").args(arguments).current_dir(root).env("PARALLAX", server))
}

fn python(root: &Path, server: &Path) -> Result<(), String> {
    let folder = target(root).join("lsp-venv");
    let python = folder.join("bin/python");
    let requirements = root.join("tests/lsp/requirements.txt");
    // What was installed is remembered, so that later runs need no network.
    let installed = folder.join("installed.txt");
    let wanted = std::fs::read(&requirements).map_err(|error| error.to_string())?;
    if std::fs::read(&installed).ok().as_ref() != Some(&wanted) {
        step(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        step(Command::new(&python).args(install).arg(&requirements))
            .map_err(|problem| format!("{problem}; without a network, leave it out: {SKIP}=python"))?;
        std::fs::write(&installed, &wanted).map_err(|error| error.to_string())?;
    }
    let tests = ["-m", "pytest", "--quiet", "tests/lsp"];
    step(
        Command::new(&python)
            .args(tests)
            .current_dir(root)
            .env("PARALLAX", server)
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    )
}

fn vscode(root: &Path, server: &Path) -> Result<(), String> {
    let folder = root.join("editors/vscode");
    npm_packages(&folder)
        .map_err(|problem| format!("{problem}; without a network, leave it out: {SKIP}=vscode"))?;
    for script in [["test", "--silent"], ["run", "package"]] {
        step(Command::new("npm").args(script).current_dir(&folder).env("PARALLAX", server))?;
    }
    Ok(())
}

/// Installs what the lock file of a folder says, where that is not there yet.
pub(crate) fn npm_packages(folder: &Path) -> Result<(), String> {
    // npm writes this file when it has installed what the lock file says.
    let modified = |path: PathBuf| path.metadata().and_then(|data| data.modified()).ok();
    let installed = modified(folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= modified(folder.join("package-lock.json")) {
        return Ok(());
    }
    step(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder))
}

/// The grammar is held against the compiler's own.
fn tree_sitter(root: &Path, _server: &Path) -> Result<(), String> {
    let manifest = root.join("editors/tree-sitter-parallax/check/Cargo.toml");
    let folder = target(root).join("tree-sitter");
    let arguments = ["test", "--quiet", "--locked", "--target-dir"];
    step(Command::new("cargo").args(arguments).arg(folder).arg("--manifest-path").arg(manifest))
}

pub(crate) fn step(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name}: {status}")),
        Err(error) => Err(format!("{name} cannot be run: {error}")),
    }
}

pub(crate) fn answers(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn node_is_new() -> bool {
    answers("node", &["-e", "process.exit(Number(process.versions.node.split('.')[0]) >= 20 ? 0 : 1)"])
}

pub(crate) fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

fn is_skipped(client: &Client) -> bool {
    let skipped = std::env::var(SKIP).unwrap_or_default();
    skipped.split(',').any(|name| name.trim() == client.name)
}
