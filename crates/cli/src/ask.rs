//! Questions to people at a terminal. Where there is none, nobody is asked, and the caller says what option answers.

use crate::output;
use std::io::{BufRead, IsTerminal};

/// Whether somebody can answer.
pub fn is_possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// No, unless somebody says yes.
pub fn confirm(question: &str) -> bool {
    matches!(line(&format!("{question} (y/N) ")).to_lowercase().as_str(), "y" | "yes")
}

/// What was typed, without space around it; empty at the end of the input.
pub fn line(question: &str) -> String {
    output::print_error(question, false);
    let mut answer = String::new();
    match std::io::stdin().lock().read_line(&mut answer) {
        Ok(_) => answer.trim().to_owned(),
        Err(_) => String::new(),
    }
}
