//! `parallax completions`

use crate::args::{Cli, CompletionsArgs};
use crate::output;
use crate::session::OK;
use clap::CommandFactory;
use parallax_config::Outcome;

pub fn run(args: &CompletionsArgs) -> Outcome<u8> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "parallax", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(OK)
}
