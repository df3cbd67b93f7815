//! Generates the Rust side of the schema: prost messages, tonic services, the
//! proto3 JSON form, and the descriptor set that gRPC reflection serves.
//!
//! Its binary writes the committed files, and its test compares them with the
//! schema. Plain builds never run it.

use std::path::Path;

use prost::Message as _;

/// The schema's files, relative to `proto/`.
pub const SCHEMA: [&str; 5] = [
    "hawker/v1/types.proto",
    "hawker/v1/inventory.proto",
    "hawker/v1/realtime.proto",
    "hawker/v1/funnel.proto",
    "hawker/v1/fleet.proto",
];

/// The files that [`generate`] writes.
pub const OUTPUT: [&str; 3] = ["hawker.v1.rs", "hawker.v1.serde.rs", "descriptors.bin"];

/// Generates everything from the schema in `schema` into the folder `out`.
pub fn generate(schema: &Path, out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let descriptors = protox::compile(SCHEMA, [schema])?;
    let encoded = descriptors.encode_to_vec();
    std::fs::write(out.join("descriptors.bin"), &encoded)?;
    tonic_prost_build::configure()
        .out_dir(out)
        .bytes(".hawker.v1.FunnelEvent.id")
        .compile_fds(descriptors)?;
    pbjson_build::Builder::new()
        .register_descriptors(&encoded)?
        .out_dir(out)
        .build(&[".hawker.v1"])?;
    Ok(())
}
