//! The one place that writes to standard output, for people and scripts.
#![allow(clippy::print_stdout, reason = "this is the binary's output module")]

use crate::error::Error;

/// One line for whoever called.
pub(crate) fn line(text: impl std::fmt::Display) {
    println!("{text}");
}

/// Why the command ended, on standard error.
pub(crate) fn refusal(error: &Error) {
    eprintln!("hawker: {error}");
}
