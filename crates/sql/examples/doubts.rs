//! What is uncertain in the histories of a folder of projects: `cargo run --example doubts -- FOLDER [PART-OF-A-NAME]`.
#![allow(clippy::print_stdout)]

use parallax_dialect::Target;
use parallax_sql::Replay;
use std::fs;
use std::path::PathBuf;

fn folders(path: &PathBuf) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(path).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    found
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let root = PathBuf::from(arguments.next().unwrap_or_default());
    let part = arguments.next().unwrap_or_default();
    let (mut all, mut whole, mut count) = (0, 0, 0);
    for project in folders(&root) {
        let migrations = project.join("migrations");
        let lock = fs::read_to_string(migrations.join("migration_lock.toml")).unwrap_or_default();
        let Some(dialect) = lock.split('"').nth(1).and_then(parallax_dialects::dialect) else { continue };
        let name = project.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.contains(&part) || !dialect.ddl.replays {
            continue;
        }
        let target = Target::new(dialect);
        let mut replay = Replay::new(&target, target.dialect.language.default_namespace.unwrap_or("main"));
        let mut names = Vec::new();
        for migration in folders(&migrations) {
            let Ok(text) = fs::read_to_string(migration.join("migration.sql")) else { continue };
            count += replay.run(&text).len();
            names.push(migration.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
        let replayed = replay.finish();
        all += 1;
        whole += usize::from(replayed.doubts.is_empty());
        if !replayed.doubts.is_empty() {
            println!("{name} ({}): {} doubts", dialect.name, replayed.doubts.len());
        }
        for doubt in replayed.doubts.iter().take(8) {
            println!("    {}:{}: {}: {}", names[doubt.script], doubt.line, doubt.reason, doubt.statement);
        }
    }
    println!("{whole} of {all} histories without doubts; {count} statements");
}
