//! `cargo xtask test`: everything that must hold, with the servers, editors and browser that it needs.

use std::path::Path;
use std::process::Command;

/// A server that the tests start: the URL that may take its place, and the Debian package that brings it.
struct Server {
    url: &'static str,
    package: &'static str,
    installed: fn() -> bool,
}

const SERVERS: [Server; 2] = [
    Server { url: "PARALLAX_TEST_POSTGRES_URL", package: "postgresql", installed: has_postgres },
    Server { url: "PARALLAX_TEST_MYSQL_URL", package: "mariadb-server", installed: has_mariadb },
];

/// The folder alone tells nothing: the client's package makes it too.
fn has_postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.into_iter().any(|version| version.path().join("bin/postgres").exists())
}

fn has_mariadb() -> bool {
    ["/usr/sbin/mariadbd", "/usr/sbin/mysqld"].iter().any(|place| Path::new(place).exists())
}

pub fn run(root: &Path) -> Vec<String> {
    let mut problems = install_packages();
    problems.extend(super::tidy::check(root));
    let steps: [&[&str]; 3] = [
        &["fmt", "--all", "--", "--check"],
        &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        &["test", "--workspace", "--no-fail-fast"],
    ];
    for step in steps {
        println!("cargo {}", step.join(" "));
        let status = Command::new("cargo").args(step).current_dir(root).status();
        if !status.is_ok_and(|status| status.success()) {
            problems.push(format!("cargo {} failed", step.join(" ")));
        }
    }
    problems.extend(super::editors::run(root));
    problems.extend(super::page::run(root));
    problems
}

/// URLs from the environment are used instead of servers of our own.
fn install_packages() -> Vec<String> {
    let needed = |server: &&Server| std::env::var_os(server.url).is_none() && !(server.installed)();
    let mut missing: Vec<&str> = SERVERS.iter().filter(needed).map(|server| server.package).collect();
    missing.extend(super::editors::missing_packages());
    missing.extend(super::page::missing_packages());
    if missing.is_empty() {
        return Vec::new();
    }
    println!("installing {}", missing.join(", "));
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    let apt = |arguments: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.arg("apt-get");
        }
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(arguments)
            .status()
            .is_ok_and(|status| status.success())
    };
    let mut install = vec!["install", "-y", "-q"];
    install.extend(&missing);
    let installed = apt(&["update", "-q"]) && apt(&install);
    let hint = format!("could not install {0}; run: apt-get install {0}", missing.join(" "));
    if installed { Vec::new() } else { vec![hint] }
}
