//! Prisma's own clients. They are no programs that speak the generator protocol: Prisma's command makes them.

use super::input::ForPrisma;
use super::process::Surroundings;
use parallax_config::{Failure, GENERATOR_FAILED, GENERATOR_MISSING, Outcome, WRITE_FAILED};
use std::path::{Path, PathBuf};

/// Providers that Prisma's command keeps for itself.
const CLIENTS: [&str; 2] = ["prisma-client", "prisma-client-js"];

pub(super) fn is_client(provider: &str) -> bool {
    CLIENTS.contains(&provider)
}

/// Has the `prisma` of the project make a client.
pub(super) fn generate(
    generator: &str,
    schema: &Path,
    config: Option<&Path>,
    input: &ForPrisma,
    surroundings: &Surroundings,
) -> Outcome<()> {
    let Some(program) = find(surroundings) else {
        return Err(Failure::new(
            &GENERATOR_MISSING,
            format!("the generator `{generator}` is Prisma's own, and there is no `prisma` to make it"),
        )
        .help("install it in the project (npm install --save-dev prisma), or leave the generator out with --generator"));
    };
    let translated = if input.translated { Some(write(schema, &input.text())?) } else { None };
    let schema = translated.as_ref().map_or(schema, |file| file.path());
    let mut command = std::process::Command::new(&program);
    command.args(["generate", "--no-hints", "--generator", generator, "--schema"]).arg(schema);
    if let Some(config) = config {
        command.arg("--config").arg(config);
    }
    surroundings.place(&mut command);
    let status = command.status().map_err(|error| {
        Failure::new(&GENERATOR_MISSING, format!("{} cannot be run: {error}", program.display()))
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(
        &GENERATOR_FAILED,
        format!("the generator `{generator}` failed: `prisma generate` ended with {status}"),
    )
    .help("what it said stands above"))
}

fn find(surroundings: &Surroundings) -> Option<PathBuf> {
    let names: &[&str] = if cfg!(windows) { &["prisma.cmd", "prisma.exe"] } else { &["prisma"] };
    std::env::split_paths(&surroundings.path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|file| file.is_file())
}

/// The schema in Prisma's language, beside the one that it comes from, so that paths in it mean the same. It goes with
/// the value.
fn write(schema: &Path, text: &str) -> Outcome<tempfile::NamedTempFile> {
    let folder = if schema.is_dir() { schema } else { schema.parent().unwrap_or(Path::new("")) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let failed = |error: std::io::Error| {
        Failure::new(&WRITE_FAILED, format!("no file can be written in {}: {error}", folder.display()))
            .help("Prisma reads the schema in its own language from a file beside it")
    };
    let file = tempfile::Builder::new()
        .prefix(".parallax-")
        .suffix(".prisma")
        .tempfile_in(folder)
        .map_err(failed)?;
    std::fs::write(file.path(), text).map_err(failed)?;
    Ok(file)
}
