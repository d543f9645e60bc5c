//! `parallax completions`

use crate::args::{Cli, CompletionsArgs};
use crate::output;
use crate::session::OK;
use crate::stop::Stop;
use clap::CommandFactory;

pub fn run(args: &CompletionsArgs) -> Result<u8, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "parallax", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(OK)
}
