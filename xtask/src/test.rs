//! `cargo xtask test`: everything that must hold, with the servers that it needs.

use std::path::Path;
use std::process::Command;

/// Server programs that the tests start, and the Debian packages that bring them.
const SERVERS: &[(&str, &[&str], &str)] = &[
    ("PostgreSQL", &["/usr/lib/postgresql"], "postgresql"),
    ("MariaDB", &["/usr/sbin/mariadbd", "/usr/sbin/mysqld"], "mariadb-server"),
];

pub fn run(root: &Path) -> Vec<String> {
    let mut problems = install_servers();
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
    problems
}

/// URLs from the environment are used instead of servers of our own.
fn install_servers() -> Vec<String> {
    let given = |name: &str| std::env::var_os(name).is_some();
    let mut missing: Vec<&str> = Vec::new();
    for (title, places, package) in SERVERS {
        let url =
            if *title == "PostgreSQL" { "PARALLAX_TEST_POSTGRES_URL" } else { "PARALLAX_TEST_MYSQL_URL" };
        if !given(url) && !places.iter().any(|place| Path::new(place).exists()) {
            missing.push(package);
        }
    }
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
