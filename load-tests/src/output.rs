//! Where the tester's binaries print: the one module that does.

#![allow(clippy::print_stdout, reason = "the output module of the tester's binaries")]

/// Prints a text as it is.
pub fn print(text: &str) {
    print!("{text}");
}

/// Prints a line.
pub fn line(text: &str) {
    println!("{text}");
}
