//! Has the crate built again when the pages were. The folder is made if it is
//! not there, or Cargo would build the crate anew each time.

use std::{fs, io};

const PAGES: &str = "../../web/dist";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={PAGES}");
    fs::create_dir_all(PAGES)
}
