//! `parallax version`

use crate::output;
use crate::session::OK;
use parallax_config::Outcome;

pub fn run() -> Outcome<u8> {
    output::print(concat!("parallax ", env!("CARGO_PKG_VERSION"), "\n"))?;
    Ok(OK)
}
