//! The committed Rust types are exactly what the schema gives.

use std::path::Path;

#[test]
fn committed_types_match_the_schema() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let fresh = tempfile::tempdir()?;
    hawker_codegen::generate(&root.join("proto"), fresh.path())?;
    for name in hawker_codegen::OUTPUT {
        let fresh = std::fs::read(fresh.path().join(name))?;
        let committed = std::fs::read(root.join("crates/proto/src/gen").join(name))?;
        assert!(
            fresh == committed,
            "{name} is not what the schema gives: run `make generate` and commit the result"
        );
    }
    Ok(())
}
