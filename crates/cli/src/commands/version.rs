//! `parallax version`

use crate::output;
use crate::session::OK;
use crate::stop::Stop;

pub fn run() -> Result<u8, Stop> {
    output::print(concat!("parallax ", env!("CARGO_PKG_VERSION"), "\n"))?;
    Ok(OK)
}
