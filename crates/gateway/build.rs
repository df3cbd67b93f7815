//! Has the crate built again when the pages were.

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}
