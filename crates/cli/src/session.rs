//! What all commands share: where they run, whether they may use colours, and how they end.

use crate::args::Color;
use std::path::PathBuf;

/// Exit statuses.
pub const OK: u8 = 0;
pub const ERROR: u8 = 1;
pub const USAGE: u8 = 2;
/// With `--exit-code`: there is a difference.
pub const DIFFERS: u8 = 2;
/// With `--exit-code`: there is a difference that destroys data.
pub const DESTROYS: u8 = 3;
/// EX_UNAVAILABLE of sysexits: known, but not built yet.
pub const UNAVAILABLE: u8 = 69;

#[derive(Debug)]
pub struct Session {
    pub current: PathBuf,
    pub stdout_color: bool,
    pub stderr_color: bool,
    pub quiet: bool,
}

impl Session {
    pub fn new(color: Color, quiet: bool) -> Session {
        let auto = |choice: anstream::ColorChoice| match color {
            Color::Auto => choice != anstream::ColorChoice::Never,
            Color::Always => true,
            Color::Never => false,
        };
        Session {
            current: std::env::current_dir().unwrap_or_default(),
            stdout_color: auto(anstream::AutoStream::choice(&std::io::stdout())),
            stderr_color: auto(anstream::AutoStream::choice(&std::io::stderr())),
            quiet,
        }
    }
}
