//! `parallax lsp`

use crate::session::{ERROR, OK};
use crate::stop::Stop;
use parallax_config::{DEFECT, Failure};

pub fn run() -> Result<u8, Stop> {
    match parallax_lsp::serve(std::io::stdin(), std::io::stdout()) {
        Ok(true) => Ok(OK),
        Ok(false) => Ok(ERROR),
        Err(error) => {
            let message = format!("the language server cannot start: {error}");
            Err(Failure::new(&DEFECT, message).help("the system gave no thread; close other programs").into())
        }
    }
}
