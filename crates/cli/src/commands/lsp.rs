//! `parallax lsp`

use crate::session::{ERROR, OK};
use crate::stop::Stop;
use parallax_config::{DEFECT, Failure};

pub fn run() -> Result<u8, Stop> {
    keep_memory();
    match parallax_lsp::serve(std::io::stdin(), std::io::stdout()) {
        Ok(true) => Ok(OK),
        Ok(false) => Ok(ERROR),
        Err(error) => {
            let message = format!("the language server cannot start: {error}");
            Err(Failure::new(&DEFECT, message).help("the system gave no thread; close other programs").into())
        }
    }
}

/// What an edit frees the next one needs again, and to have it from the system anew costs as much as the work itself.
/// The allocator reads how long it keeps memory before anything of ours runs: so this process starts itself over, once.
/// Where it cannot, it is only slower.
#[cfg(unix)]
fn keep_memory() {
    use std::env;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    /// <https://microsoft.github.io/mimalloc/environment.html>
    const KEPT: &str = "MIMALLOC_PURGE_DELAY";
    /// Longer than somebody thinks between two words, in milliseconds.
    const DELAY: &str = "20000";
    if env::var_os(KEPT).is_some() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        let _ = Command::new(program).args(env::args_os().skip(1)).env(KEPT, DELAY).exec();
    }
}

#[cfg(not(unix))]
fn keep_memory() {}
