//! Writes answers: to the terminal, into a pipe that may close early, and into files as a whole or not at all.

use parallax_config::{Failure, Outcome, WRITE_FAILED};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// To standard output. A reader that has seen enough (`| head`) is no error.
pub fn print(text: &str) -> Outcome<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(&WRITE_FAILED, format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// To standard error. Where that is closed, nobody can be told.
pub fn print_error(text: &str, color: bool) {
    let mut stderr = std::io::stderr().lock();
    let _ = if color {
        stderr.write_all(text.as_bytes())
    } else {
        anstream::StripStream::new(stderr).write_all(text.as_bytes())
    };
}

/// Text with colours, which are left out where standard output takes none.
pub fn print_styled(text: &str) {
    let _ = anstream::stdout().lock().write_all(text.as_bytes());
}

/// Writes a file beside its place and moves it there, so that nobody sees half of it. Links are kept; what is no
/// regular file (`/dev/stdout`) is written to directly.
pub fn write_file(path: &Path, text: &str) -> Outcome<()> {
    let failed = |error: std::io::Error| {
        Failure::new(&WRITE_FAILED, format!("{} cannot be written: {error}", path.display()))
            .help("the folder must exist and be writable; nothing was changed")
    };
    let real = match path.canonicalize() {
        Ok(real) => real,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(failed(error)),
    };
    let known = std::fs::metadata(&real).ok();
    if let Some(metadata) = &known {
        if metadata.is_dir() {
            return Err(failed(ErrorKind::IsADirectory.into()));
        }
        if !metadata.is_file() {
            return std::fs::write(&real, text).map_err(failed);
        }
        if metadata.permissions().readonly() {
            return Err(failed(ErrorKind::PermissionDenied.into()));
        }
    }
    let folder = match real.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = beside(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    if let Some(metadata) = known {
        file.as_file().set_permissions(metadata.permissions()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&real).map_err(|error| failed(error.error))?;
    Ok(())
}

/// A temporary file with the rights that new files get.
fn beside(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".parallax-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
