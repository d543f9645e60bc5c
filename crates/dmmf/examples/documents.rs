//! Writes the document of every schema below a folder into another one, so that both can be compared with Prisma's:
//! `cargo run --example documents -- SCHEMAS OUT`.

use parallax_dialects::LANGUAGES;
use parallax_schema::analyze;
use parallax_syntax::parse;
use parallax_text::FileId;
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(from), Some(to)) = (args.next(), args.next()) else {
        return Err("usage: documents SCHEMAS OUT".into());
    };
    write_all(Path::new(&from), Path::new(&to))
}

fn write_all(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            write_all(&path, &target)?;
        } else if path.extension().is_some_and(|ending| ending == "prisma") {
            let parsed = parse(FileId(0), &fs::read_to_string(&path)?);
            let analysis = analyze(&[&parsed.ast], LANGUAGES);
            if analysis.diagnostics.has_errors() || parsed.diagnostics.has_errors() {
                continue;
            }
            fs::create_dir_all(to)?;
            let document = parallax_dmmf::document(&analysis.schema);
            fs::write(target.with_extension("json"), serde_json::to_string(&document)?)?;
        }
    }
    Ok(())
}
