//! Writes the generated Rust types into `crates/proto/src/gen`: `make generate`.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    hawker_codegen::generate(&root.join("proto"), &root.join("crates/proto/src/gen"))
}
